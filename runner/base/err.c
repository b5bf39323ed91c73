#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void text_vset(struct err *err, const char *fmt, va_list ap)
{
	int n = vsnprintf(err->text, sizeof err->text, fmt, ap);

	if (n >= (int)sizeof err->text)
		memcpy(err->text + sizeof err->text - 4, "...", 4);
}

static void text_append(struct err *err, const char *tail)
{
	size_t used = strlen(err->text);
	int n = snprintf(err->text + used, sizeof err->text - used, ": %s", tail);

	if (n >= (int)(sizeof err->text - used))
		memcpy(err->text + sizeof err->text - 4, "...", 4);
}

int err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vset(err, fmt, ap);
	va_end(ap);
	return -1;
}

int err_sys(struct err *err, const char *fmt, ...)
{
	int errnum = errno;
	va_list ap;

	va_start(ap, fmt);
	text_vset(err, fmt, ap);
	va_end(ap);
	text_append(err, strerror(errnum));
	return -1;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	struct err inner = *err;
	va_list ap;

	va_start(ap, fmt);
	text_vset(err, fmt, ap);
	va_end(ap);
	text_append(err, inner.text);
	return -1;
}
