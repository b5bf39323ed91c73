#include "case/fault.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* How much of a long line is shown, in bytes, and how much of that before the caret. */
#define WINDOW_BYTES  96
#define WINDOW_BEFORE 40

void fault_add(struct faults *faults, size_t offset, size_t end, const char *fmt, ...)
{
	struct buf message = {0};
	va_list ap;
	char *text;

	if (faults->count++ >= FAULTS_MAX)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) >= 0) {
		buf_adds(&message, text);
		free(text);
	}
	va_end(ap);
	if (offset > faults->len)
		offset = faults->len;
	if (end > faults->len)
		end = faults->len;
	faults->items = mem_realloc(faults->items, faults->count, sizeof *faults->items);
	faults->items[faults->count - 1] =
		(struct fault){.offset = offset, .end = end, .message = buf_take(&message)};
}

/* The end of the line that has the byte `at`: where its line break is, or the text's end. */
static size_t line_end(const struct faults *faults, size_t at)
{
	while (at < faults->len && faults->text[at] != '\n' && faults->text[at] != '\r')
		at++;
	return at;
}

/* Where the line behind the line break at `at` starts; the text's end where there is none. */
static size_t line_next(const struct faults *faults, size_t at)
{
	if (at < faults->len && faults->text[at] == '\r' && at + 1 < faults->len &&
	    faults->text[at + 1] == '\n')
		return at + 2;
	return at < faults->len ? at + 1 : at;
}

/* The start of the line that has `offset`, and its number. */
static size_t line_find(const struct faults *faults, size_t offset, unsigned *line)
{
	size_t start = 0;

	for (*line = 1;; ++*line) {
		size_t end = line_end(faults, start), next = line_next(faults, end);

		if (end == faults->len || next > offset)
			return start;
		start = next;
	}
}

static size_t char_len(const struct faults *faults, size_t at)
{
	size_t len = utf8_char_len((const uint8_t *)faults->text + at, faults->len - at);

	return len ? len : 1;
}

size_t faults_offset(const struct faults *faults, unsigned line, unsigned column)
{
	size_t at = 0, end;

	while (line-- > 1)
		at = line_next(faults, line_end(faults, at));
	end = line_end(faults, at);
	while (column-- > 1 && at < end)
		at += char_len(faults, at);
	return at;
}

unsigned faults_line(const struct faults *faults, size_t offset)
{
	unsigned line;

	line_find(faults, offset, &line);
	return line;
}

/* One character of the source: tabs stay, what is not printable becomes a question mark of the same width. */
static void char_print(const struct faults *faults, size_t at, struct buf *out)
{
	struct buf visible = {0};
	size_t len = char_len(faults, at);

	text_visible((const uint8_t *)faults->text + at, len, &visible);
	if (faults->text[at] == '\t')
		buf_addc(out, '\t');
	else if (faults->text[at] != ' ' && faults->text[at] != '\\' && visible.len != len)
		buf_addc(out, '?');
	else
		buf_add(out, faults->text + at, len);
	buf_fini(&visible);
}

/* From `start` to not beyond `offset`: where to begin so that the caret is in the window. */
static size_t window_start(const struct faults *faults, size_t start, size_t offset)
{
	if (offset - start < WINDOW_BYTES - 8)
		return start;
	for (start = offset - WINDOW_BEFORE; start < offset && ((uint8_t)faults->text[start] & 0xc0) == 0x80;)
		start++;
	return start;
}

/* The line with its number, and below it the caret. */
static void source_print(const struct faults *faults, const struct fault *fault, size_t start, unsigned line,
			 struct buf *out)
{
	size_t end = line_end(faults, start), from = window_start(faults, start, fault->offset), to = from;
	const char *cut = from > start ? "..." : "";
	struct buf caret = {0};

	buf_printf(out, "\n%5u | %s", line, cut);
	buf_printf(&caret, "\n%*s | %s", line > 99999 ? 7 : 5, "", *cut ? "   " : "");
	for (; to < end && to - from < WINDOW_BYTES; to += char_len(faults, to)) {
		char_print(faults, to, out);
		if (to < fault->offset)
			buf_addc(&caret, faults->text[to] == '\t' ? '\t' : ' ');
		else if (to > fault->offset && to < fault->end)
			buf_addc(&caret, '~');
		else if (to == fault->offset)
			buf_addc(&caret, '^');
	}
	if (fault->offset >= to)
		buf_addc(&caret, '^');
	buf_adds(out, to < end ? "..." : "");
	buf_add(out, caret.data, caret.len);
	buf_fini(&caret);
}

static void fault_print(const struct faults *faults, const struct fault *fault, struct buf *out)
{
	unsigned line, column = 1;
	size_t start = line_find(faults, fault->offset, &line);

	for (size_t at = start; at < fault->offset; at += char_len(faults, at))
		column++;
	buf_printf(out, "%s:%u:%u: %s", faults->path, line, column, fault->message);
	if (faults->len)
		source_print(faults, fault, start, line, out);
}

static int fault_compare(const void *a, const void *b)
{
	const struct fault *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return strcmp(x->message, y->message);
}

int faults_report(struct faults *faults, struct err *err)
{
	size_t kept = faults->count < FAULTS_MAX ? faults->count : FAULTS_MAX, shown = 0;
	struct buf all = {0}, one = {0};

	qsort(faults->items, kept, sizeof *faults->items, fault_compare);
	for (; shown < kept; shown++) {
		buf_clear(&one);
		fault_print(faults, &faults->items[shown], &one);
		/* Room is left for the last line below; the first fault is shown in any case. */
		if (shown && all.len + one.len + 80 > sizeof err->text)
			break;
		buf_adds(&all, shown ? "\n" : "");
		buf_add(&all, one.data, one.len);
	}
	if (shown < faults->count)
		buf_printf(&all, "\n%zu more fault%s in this file", faults->count - shown,
			   faults->count - shown > 1 ? "s" : "");
	err_set(err, "%s", buf_str(&all));
	buf_fini(&one);
	buf_fini(&all);
	return -1;
}

void faults_fini(struct faults *faults)
{
	for (size_t i = 0; i < faults->count && i < FAULTS_MAX; i++)
		free(faults->items[i].message);
	free(faults->items);
	faults->items = NULL;
	faults->count = 0;
}
