#include "judge/textdiff.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/diff.h"

#define CONTEXT_LINES 2   /* equal lines around a difference */
#define RUN_LINES     12  /* of one side of one change */
#define PAIR_LINES    3   /* where lines differ only in invisible characters: more of the same says nothing */
#define PLACES_MAX    6   /* differences with their surroundings */
#define LINES_MAX     80  /* behind more lines than this, differences are only counted */
#define LINE_BYTES    120 /* of one line */
#define HEAD_BYTES    40  /* equal bytes kept before the first different one in a long line */

struct textdiff {
	struct lines before, after;
	struct change *changes;
	size_t count;
	size_t left_out; /* lines of the middle of `after`, which are in the one change that there is then */
	bool invisible;  /* nothing but invisible characters differs */
	size_t lines;    /* printed so far */
	struct buf *out;
};

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

/* The nearest offset not above `at` that does not split a UTF-8 character. */
static size_t char_start(const struct line *line, size_t at)
{
	size_t start = at;

	while (start && at - start < 4 && start < line->len && is_continuation(line->bytes[start]))
		start--;
	return start;
}

/* One line of the diff, of which the first `skip` bytes are left out. */
static void put_line(struct textdiff *diff, char mark, const struct line *line, size_t skip)
{
	size_t end = line->len - skip > LINE_BYTES ? char_start(line, skip + LINE_BYTES) : line->len;

	diff->lines++;
	buf_printf(diff->out, "%c%s", mark, skip ? "..." : "");
	text_visible(line->bytes + skip, end - skip, diff->out);
	if (end < line->len)
		buf_printf(diff->out, "... (%zu more bytes)", line->len - end);
	buf_addc(diff->out, '\n');
	if (!line->ended && mark != ' ')
		buf_printf(diff->out, " (no newline at the end of the %s text)\n",
			   mark == '-' ? "expected" : "actual");
}

static void put_run(struct textdiff *diff, char mark, const struct lines *lines, size_t at, size_t count)
{
	size_t shown = count > RUN_LINES + 1 ? RUN_LINES : count;
	size_t more = count - shown + (mark == '+' ? diff->left_out : 0);

	for (size_t i = 0; i < shown; i++)
		put_line(diff, mark, &lines->items[at + i], 0);
	if (more)
		buf_printf(diff->out, " ... %zu more lines %s\n", more, mark == '-' ? "expected" : "printed");
}

static size_t common_head(const struct line *a, const struct line *b)
{
	size_t n = 0;

	while (n < a->len && n < b->len && a->bytes[n] == b->bytes[n])
		n++;
	return char_start(n < a->len ? a : b, n);
}

static size_t common_tail(const struct line *a, const struct line *b, size_t head)
{
	size_t n = 0;

	while (n < a->len - head && n < b->len - head && a->bytes[a->len - 1 - n] == b->bytes[b->len - 1 - n])
		n++;
	while (n && is_continuation(a->bytes[a->len - n]))
		n--;
	return n;
}

/* How many columns text_visible() gives this range inside of a line. */
static size_t visible_columns(const uint8_t *bytes, size_t len)
{
	struct buf text = {0};
	size_t columns = 0, inner = len;

	while (inner && bytes[inner - 1] == ' ') /* only the end of the whole line gets \s */
		inner--;
	text_visible(bytes, inner, &text);
	for (size_t i = 0; i < text.len; i++)
		columns += !is_continuation(text.data[i]);
	buf_fini(&text);
	return columns + (len - inner);
}

/* A line and what became of it, with a mark under the difference where the two have something in common. */
static void put_pair(struct textdiff *diff, const struct line *before, const struct line *after)
{
	size_t head = common_head(before, after), tail = common_tail(before, after, head);
	size_t longer = before->len > after->len ? before->len : after->len;
	size_t skip = head > HEAD_BYTES && longer > LINE_BYTES ? char_start(after, head - HEAD_BYTES) : 0;
	size_t width;

	put_line(diff, '-', before, skip);
	put_line(diff, '+', after, skip);
	if (!before->ended || !after->ended || (head + tail) * 2 < longer || head == longer)
		return;
	width = visible_columns(after->bytes + head, after->len - head - tail);
	if (head - skip + width > LINE_BYTES)
		return;
	buf_addc(diff->out, ' ');
	buf_fill(diff->out, ' ', visible_columns(after->bytes + skip, head - skip) + (skip ? 3 : 0));
	buf_fill(diff->out, '^', width ? width : 1);
	buf_addc(diff->out, '\n');
}

static void put_change(struct textdiff *diff, const struct change *change)
{
	size_t count = change->before_count;

	if (count != change->after_count || (count > 1 && !diff->invisible)) {
		put_run(diff, '-', &diff->before, change->before_at, change->before_count);
		put_run(diff, '+', &diff->after, change->after_at, change->after_count);
		return;
	}
	for (size_t i = 0; i < count && i < PAIR_LINES; i++)
		put_pair(diff, &diff->before.items[change->before_at + i],
			 &diff->after.items[change->after_at + i]);
	if (count > PAIR_LINES)
		buf_printf(diff->out, " ... %zu more lines differ in the same way\n", count - PAIR_LINES);
}

/* Equal lines as context. */
static void put_equal(struct textdiff *diff, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		put_line(diff, ' ', &diff->before.items[i], 0);
}

static void put_heading(struct textdiff *diff, size_t before_at, size_t after_at)
{
	buf_printf(diff->out, "@line %zu", before_at + 1);
	if (before_at != after_at)
		buf_printf(diff->out, " expected, line %zu actual", after_at + 1);
	buf_addc(diff->out, '\n');
}

/* Whether change `i` stands so near behind the one before that no equal line between them would be folded. */
static bool is_joined(const struct textdiff *diff, size_t i)
{
	const struct change *before = &diff->changes[i - 1];

	return diff->changes[i].before_at - (before->before_at + before->before_count) <=
	       2 * CONTEXT_LINES + 1;
}

/* One place: change i and those joined to it, with context around. Returns the first change behind. */
static size_t put_place(struct textdiff *diff, size_t i)
{
	const struct change *change = &diff->changes[i];
	size_t context = change->before_at < CONTEXT_LINES ? change->before_at : CONTEXT_LINES;
	size_t end, limit;

	put_heading(diff, change->before_at, change->after_at);
	put_equal(diff, change->before_at - context, change->before_at);
	for (;;) {
		put_change(diff, change);
		end = change->before_at + change->before_count;
		if (++i == diff->count || !is_joined(diff, i) || diff->lines > LINES_MAX)
			break;
		change = &diff->changes[i];
		put_equal(diff, end, change->before_at);
	}
	limit = i < diff->count ? diff->changes[i].before_at : diff->before.count;
	put_equal(diff, end, limit - end < CONTEXT_LINES ? limit : end + CONTEXT_LINES);
	return i;
}

/* The stream without what cannot be seen: CR, NUL, blanks at line ends and newlines at the end. */
static void visible_only(const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == '\n') {
			while (out->len &&
			       (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\t'))
				out->len--;
		}
		if (bytes[i] != '\r' && bytes[i] != '\0')
			buf_addc(out, bytes[i]);
	}
	while (out->len && strchr(" \t\n", out->data[out->len - 1]))
		out->len--;
}

static bool only_invisible(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	struct buf x = {0}, y = {0};
	bool same;

	visible_only(a, a_len, &x);
	visible_only(b, b_len, &y);
	same = x.len == y.len && x.len && !memcmp(x.data, y.data, x.len);
	buf_fini(&x);
	buf_fini(&y);
	return same;
}

static size_t count_byte(const uint8_t *bytes, size_t len, uint8_t byte)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == byte;
	return count;
}

/* Say which invisible characters make the difference. */
static void put_invisible(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len, struct buf *out)
{
	static const struct {
		uint8_t byte;
		const char *name;
	} kinds[] = {
		{'\r', "carriage returns (\\r)"},
		{'\0', "NUL bytes (\\0)"},
		{' ', "spaces (\\s at a line's end)"},
		{'\t', "tabs (\\t)"},
		{'\n', "newlines"},
	};
	const char *comma = " ";

	buf_adds(out, "@differs only in what cannot be seen\n");
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t before = count_byte(a, a_len, kinds[i].byte),
		       after = count_byte(b, b_len, kinds[i].byte);

		if (before == after)
			continue;
		buf_printf(out, "%s%s: %zu expected, %zu printed", comma, kinds[i].name, before, after);
		comma = "; ";
	}
	buf_adds(out, *comma == ';' ? "\n" : " where the line ends and blanks stand\n");
}

static void put_places(struct textdiff *diff)
{
	size_t i = 0;

	for (size_t places = 0; i < diff->count && places < PLACES_MAX && diff->lines <= LINES_MAX; places++)
		i = put_place(diff, i);
	if (i < diff->count)
		buf_printf(diff->out, "@... and %zu more differences behind line %zu\n", diff->count - i,
			   diff->changes[i].before_at);
}

void textdiff_print(const uint8_t *expected, size_t expected_len, const uint8_t *actual, size_t actual_len,
		    struct buf *out)
{
	struct textdiff diff = {.out = out};

	if (expected_len == actual_len && (!actual_len || !memcmp(expected, actual, actual_len)))
		return;
	diff.invisible = only_invisible(expected, expected_len, actual, actual_len);
	lines_split(expected, expected_len, &diff.before);
	/* So many that even without the middle more lines differ than are told apart, see diff_changes(). */
	diff.left_out = lines_split_ends(actual, actual_len, diff.before.count + DIFF_EDITS_MAX, &diff.after);
	diff.changes = diff_changes(&diff.before, &diff.after, &diff.count);
	if (diff.invisible)
		put_invisible(expected, expected_len, actual, actual_len, out);
	else if (!expected_len)
		buf_adds(out, "@nothing was expected\n");
	else if (!actual_len)
		buf_adds(out, "@nothing was printed\n");
	if (expected_len && actual_len)
		put_places(&diff);
	else
		put_change(&diff, &diff.changes[0]);
	free(diff.changes);
	lines_fini(&diff.before);
	lines_fini(&diff.after);
}
