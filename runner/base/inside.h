/* Whether this process runs in the box, where the CPU is emulated and the clock counts instructions. */
#ifndef BASE_INSIDE_H
#define BASE_INSIDE_H

#include <stdbool.h>

/* Set to 1 in the environment of every command in the box. */
#define INSIDE_BOX_ENV "ROMKIT_IN_BOX"

bool inside_box(void);

#endif
