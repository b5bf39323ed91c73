#include "base/cursor.h"

#include <string.h>

void cursor_get(struct cursor *c, void *out, size_t len)
{
	if (c->bad || len > c->left) {
		c->bad = true;
		memset(out, 0, len);
		return;
	}
	memcpy(out, c->at, len);
	c->at += len;
	c->left -= len;
}
