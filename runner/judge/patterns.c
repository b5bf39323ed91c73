#include "judge/patterns.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

#define NEAREST_LINES 2000 /* how far the search for a similar line goes */
#define SHOWN_BYTES   120

static size_t line_content(const struct line *line)
{
	return line->len && line->bytes[line->len - 1] == '\r' ? line->len - 1 : line->len;
}

size_t patterns_find(const regex_t *regex, const struct lines *lines, size_t from)
{
	for (; from < lines->count; from++) {
		const struct line *line = &lines->items[from];
		regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)line_content(line)};

		/* REG_STARTEND: the line is no C string; it ends without a NUL and may have some inside. */
		if (!regexec(regex, (const char *)line->bytes, 1, &range, REG_STARTEND))
			break;
	}
	return from;
}

/* Pairs of neighbouring letters and digits that pattern and line share, weighed against their lengths. */
static size_t likeness(const char *pattern, const struct line *line)
{
	size_t shared = 0, len = strlen(pattern);

	for (size_t i = 0; i + 1 < len; i++) {
		if (isalnum((unsigned char)pattern[i]) && isalnum((unsigned char)pattern[i + 1]))
			shared += memmem(line->bytes, line->len, pattern + i, 2) != NULL;
	}
	return shared * 10000 / (len + line->len + 1);
}

size_t patterns_nearest(const char *pattern, const struct lines *lines, size_t from)
{
	size_t best = lines->count, best_likeness = 0;

	for (size_t i = from; i < lines->count && i < from + NEAREST_LINES; i++) {
		size_t here = likeness(pattern, &lines->items[i]);

		if (here > best_likeness) {
			best = i;
			best_likeness = here;
		}
	}
	return best;
}

size_t patterns_match(const struct expect_patterns *patterns, const struct lines *lines, size_t *from)
{
	size_t i;

	*from = 0;
	for (i = 0; i < patterns->count; i++) {
		size_t found = patterns_find(&patterns->items[i].regex, lines, *from);

		if (found == lines->count)
			break;
		*from = found + 1;
	}
	return i;
}

static void put_where(const struct expect_patterns *patterns, size_t line_count, size_t index, size_t from,
		      struct buf *out)
{
	if (patterns->count > 1)
		buf_printf(out, "@pattern %zu of %zu: ", index + 1, patterns->count);
	else
		buf_adds(out, "@");
	if (!line_count)
		buf_adds(out, "nothing was printed\n");
	else if (!from)
		buf_printf(out, "none of %zu lines matches\n", line_count);
	else if (from == line_count)
		buf_printf(out, "nothing is printed behind line %zu, which pattern %zu matches\n", from,
			   index);
	else
		buf_printf(out, "no line behind line %zu, which pattern %zu matches\n", from, index);
}

static void put_actual(const struct lines *lines, size_t at, struct buf *out)
{
	const struct line *line = &lines->items[at];
	size_t len = line_content(line);

	buf_adds(out, "+");
	text_visible(line->bytes, len < SHOWN_BYTES ? len : SHOWN_BYTES, out);
	if (len > SHOWN_BYTES)
		buf_printf(out, "... (%zu more bytes)", len - SHOWN_BYTES);
	buf_printf(out, "\n (line %zu, the nearest)\n", at + 1);
}

void patterns_print_miss(const struct expect_patterns *patterns, const struct lines *lines, size_t index,
			 size_t from, struct buf *out)
{
	const struct expect_pattern *pattern = &patterns->items[index];
	size_t nearest = patterns_nearest(pattern->text, lines, from);
	size_t earlier = patterns_find(&pattern->regex, lines, 0);

	put_where(patterns, lines->count, index, from, out);
	buf_adds(out, "-");
	text_visible((const uint8_t *)pattern->text, strlen(pattern->text), out);
	buf_adds(out, "\n");
	if (nearest < lines->count)
		put_actual(lines, nearest, out);
	if (earlier < lines->count && earlier + 1 == from)
		buf_printf(out, " line %zu matches it too, but each pattern takes a line of its own\n", from);
	else if (earlier < lines->count)
		buf_printf(out, " line %zu matches, but stands too early: patterns match lines in order\n",
			   earlier + 1);
}

void patterns_print_exact(const struct line *line, struct buf *out)
{
	size_t len = line_content(line);

	buf_addc(out, '^');
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_char_len(line->bytes + i, len - i);
		if (!n || !line->bytes[i]) { /* a pattern is UTF-8 without NUL */
			buf_addc(out, '.');
			n = 1;
			continue;
		}
		if (strchr("\\^$.[]|()*+?{}", line->bytes[i]))
			buf_addc(out, '\\');
		buf_add(out, line->bytes + i, n);
	}
	buf_addc(out, '$');
}
