#include "x86/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/cp437.h"
#include "base/text.h"

static void cut_spaces(struct buf *text)
{
	while (text->len && text->data[text->len - 1] == ' ')
		text->data[--text->len] = 0;
}

/* The empty lines behind `from`, where this text started. */
static void cut_empty_lines(struct buf *text, size_t from)
{
	while (text->len > from && text->data[text->len - 1] == '\n' &&
	       (text->len == from + 1 || text->data[text->len - 2] == '\n'))
		text->data[--text->len] = 0;
}

void screen_print(const uint8_t *cells, struct buf *out)
{
	size_t from = out->len;

	for (size_t row = 0; row < SCREEN_ROWS; row++) {
		for (size_t column = 0; column < SCREEN_COLUMNS; column++, cells += 2)
			utf8_put(cp437_to_unicode(*cells), out);
		cut_spaces(out);
		buf_addc(out, '\n');
	}
	cut_empty_lines(out, from);
}

/* One line without its newline. */
static int parse_line(const char *text, size_t len, struct buf *out, struct err *err)
{
	size_t columns = 0;

	while (len && text[len - 1] == ' ')
		len--;
	for (size_t i = 0, n; i < len; i += n, columns++) {
		uint32_t code = 0;
		int byte;

		n = utf8_decode((const uint8_t *)text + i, len - i, &code);
		byte = n ? cp437_from_unicode(code) : -1;
		if (byte < 0) {
			char *quoted = text_quoted_bytes((const uint8_t *)text + i, n ? n : 1);

			err_set(err, "a text screen cannot show %s: it is not in code page 437", quoted);
			free(quoted);
			return -1;
		}
		utf8_put(cp437_to_unicode((uint8_t)byte), out);
	}
	if (columns > SCREEN_COLUMNS)
		return err_set(err, "%zu characters in a line: the screen has %d columns", columns,
			       SCREEN_COLUMNS);
	cut_spaces(out);
	buf_addc(out, '\n');
	return 0;
}

int screen_parse(const char *text, size_t len, struct buf *out, size_t *line, struct err *err)
{
	size_t from = out->len, rows = 0;

	*line = 1;
	for (size_t at = 0; at < len; ++*line) {
		const char *newline = memchr(text + at, '\n', len - at);
		size_t n = newline ? (size_t)(newline - text) - at : len - at;

		if (parse_line(text + at, n, out, err) < 0)
			return -1;
		at += n + 1;
	}
	cut_empty_lines(out, from);
	for (size_t i = from; i < out->len; i++)
		rows += out->data[i] == '\n';
	*line = SCREEN_ROWS + 1;
	return rows > SCREEN_ROWS ? err_set(err, "%zu lines: the screen has %d", rows, SCREEN_ROWS) : 0;
}

int screen_parse_line(const char *text, size_t len, struct buf *out, struct err *err)
{
	if (memchr(text, '\n', len))
		return err_set(err, "one line of the screen, or a part of it: without a newline");
	if (parse_line(text, len, out, err) < 0)
		return -1;
	out->data[--out->len] = 0;
	return out->len ? 0 : err_set(err, "spaces alone are everywhere on a screen");
}
