#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* "..." for what did not fit, behind a whole character. */
static void mark_cut(struct err *err)
{
	size_t at = sizeof err->text - 4;

	while (at && ((unsigned char)err->text[at] & 0xc0) == 0x80)
		at--;
	memcpy(err->text + at, "...", 4);
}

static void text_vset(struct err *err, const char *fmt, va_list ap)
{
	int n = vsnprintf(err->text, sizeof err->text, fmt, ap);

	if (n >= (int)sizeof err->text)
		mark_cut(err);
}

static void text_append(struct err *err, const char *tail)
{
	size_t used = strlen(err->text);
	int n = snprintf(err->text + used, sizeof err->text - used, ": %s", tail);

	if (n >= (int)(sizeof err->text - used))
		mark_cut(err);
}

/* Names and bytes of files are quoted in errors, and whoever reads one may sit before a terminal. */
static void make_plain(struct err *err)
{
	struct buf plain = {0};

	text_plain_lines(err->text, &plain);
	if (snprintf(err->text, sizeof err->text, "%s", buf_str(&plain)) >= (int)sizeof err->text)
		mark_cut(err);
	buf_fini(&plain);
}

int err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_vset(err, fmt, ap);
	va_end(ap);
	make_plain(err);
	return -1;
}

int err_sys(struct err *err, const char *fmt, ...)
{
	int errnum = errno;
	va_list ap;

	va_start(ap, fmt);
	text_vset(err, fmt, ap);
	va_end(ap);
	make_plain(err);
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
	make_plain(err);
	text_append(err, inner.text);
	return -1;
}
