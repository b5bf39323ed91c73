/* Colours on a terminal (SGR sequences), or none. */
#ifndef BASE_PAINT_H
#define BASE_PAINT_H

#include <stdbool.h>

#include "base/buf.h"

enum paint {
	PAINT_NONE,
	PAINT_BOLD,
	PAINT_DIM,
	PAINT_RED,
	PAINT_GREEN,
	PAINT_YELLOW,
	PAINT_MAGENTA,
	PAINT_CYAN,
	PAINTS
};

/* Append text in that paint; plain where `colour` is false. */
void paint_put(struct buf *out, bool colour, enum paint paint, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
