#include "base/inside.h"

#include <stdlib.h>

bool inside_box(void)
{
	return getenv(INSIDE_BOX_ENV) != NULL;
}
