#include "base/paint.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const paint_codes[PAINTS] = {
	[PAINT_NONE] = "",
	[PAINT_BOLD] = "\033[1m",
	[PAINT_DIM] = "\033[2m",
	[PAINT_RED] = "\033[31m",
	[PAINT_GREEN] = "\033[32m",
	[PAINT_YELLOW] = "\033[33m",
	[PAINT_MAGENTA] = "\033[35m",
	[PAINT_CYAN] = "\033[36m",
};

void paint_put(struct buf *out, bool colour, enum paint paint, const char *fmt, ...)
{
	bool painted = colour && paint != PAINT_NONE;
	char *text = NULL;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	if (painted)
		buf_adds(out, paint_codes[paint]);
	buf_adds(out, text);
	if (painted)
		buf_adds(out, "\033[0m");
	free(text);
}
