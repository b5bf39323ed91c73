#include "judge/patterns.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

#define NEAREST_LINES 2000 /* how far the search for a similar line goes */
#define ALIKE_BYTES   1000 /* of a line and of a pattern that are compared for it */
#define SHOWN_BYTES   120

static size_t line_content(const struct line *line)
{
	return line->len && line->bytes[line->len - 1] == '\r' ? line->len - 1 : line->len;
}

bool patterns_find(const struct expect_pattern *pattern, struct search *search, struct line_walk *walk,
		   struct line *out)
{
	while (!search_is_spent(search) && line_next(walk, out)) {
		if (pattern_match(pattern->compiled, search, out->bytes, line_content(out)))
			return true;
	}
	return false;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Pairs of neighbouring letters and digits that pattern and line share, weighed against their lengths. */
static size_t likeness(const char *pattern, const struct line *line)
{
	size_t shared = 0, len = strlen(pattern);

	for (size_t i = 0; i + 1 < min_size(len, ALIKE_BYTES); i++) {
		if (isalnum((unsigned char)pattern[i]) && isalnum((unsigned char)pattern[i + 1]))
			shared +=
				memmem(line->bytes, min_size(line->len, ALIKE_BYTES), pattern + i, 2) != NULL;
	}
	return shared * 10000 / (len + line->len + 1);
}

bool patterns_nearest(const char *pattern, struct line_walk *walk, struct line *out)
{
	struct line_walk ahead = *walk;
	size_t most = 0;
	struct line line;

	for (size_t i = 0; i < NEAREST_LINES && line_next(&ahead, &line); i++) {
		size_t here = likeness(pattern, &line);

		if (here <= most)
			continue;
		most = here;
		*out = line;
		*walk = ahead;
	}
	return most > 0;
}

size_t patterns_match(const struct expect_patterns *patterns, struct search *search, struct line_walk *walk)
{
	struct line line;
	size_t i;

	for (i = 0; i < patterns->count; i++) {
		struct line_walk ahead = *walk;

		if (!patterns_find(&patterns->items[i], search, &ahead, &line))
			break;
		*walk = ahead;
	}
	return i;
}

static void put_where(const struct expect_patterns *patterns, const struct buf *actual, size_t index,
		      const struct line_walk *from, struct buf *out)
{
	if (patterns->count > 1)
		buf_printf(out, "@pattern %zu of %zu: ", index + 1, patterns->count);
	else
		buf_adds(out, "@");
	if (!actual->len)
		buf_adds(out, "nothing was printed\n");
	else if (!from->number)
		buf_printf(out, "none of %zu lines matches\n", lines_count(actual->data, actual->len));
	else if (from->at == from->end)
		buf_printf(out, "nothing is printed behind line %zu, which pattern %zu matches\n",
			   from->number, index);
	else
		buf_printf(out, "no line behind line %zu, which pattern %zu matches\n", from->number, index);
}

static void put_pattern(const struct expect_pattern *pattern, struct buf *out)
{
	buf_adds(out, "-");
	text_visible((const uint8_t *)pattern->text, strlen(pattern->text), out);
	buf_adds(out, "\n");
}

static void put_nearest(const struct expect_pattern *pattern, const struct line_walk *from, struct buf *out)
{
	struct line_walk walk = *from;
	struct line line;
	size_t len;

	if (!patterns_nearest(pattern->text, &walk, &line))
		return;
	len = line_content(&line);
	buf_adds(out, "+");
	text_visible(line.bytes, min_size(len, SHOWN_BYTES), out);
	if (len > SHOWN_BYTES)
		buf_printf(out, "... (%zu more bytes)", len - SHOWN_BYTES);
	buf_printf(out, "\n (line %zu, the nearest)\n", walk.number);
}

static void put_earlier(const struct expect_pattern *pattern, struct search *search, const struct buf *actual,
			size_t from, struct buf *out)
{
	struct line_walk walk = line_walk(actual->data, actual->len);
	struct line line;

	if (!from || !patterns_find(pattern, search, &walk, &line))
		return;
	if (walk.number == from)
		buf_printf(out, " line %zu matches it too, but each pattern takes a line of its own\n", from);
	else
		buf_printf(out, " line %zu matches, but stands too early: patterns match lines in order\n",
			   walk.number);
}

void patterns_print_miss(const struct expect_patterns *patterns, struct search *search,
			 const struct buf *actual, size_t index, const struct line_walk *from,
			 struct buf *out)
{
	const struct expect_pattern *pattern = &patterns->items[index];

	if (search_is_spent(search)) {
		buf_printf(out, "@pattern %zu of %zu: not known, the search took too long\n", index + 1,
			   patterns->count);
		put_pattern(pattern, out);
		buf_printf(out,
			   " it has too many ways to match for %zu bytes of output: fewer repetitions help\n",
			   actual->len);
		return;
	}
	put_where(patterns, actual, index, from, out);
	put_pattern(pattern, out);
	put_nearest(pattern, from, out);
	put_earlier(pattern, search, actual, from->number, out);
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
