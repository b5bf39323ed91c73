#include "report/details.h"

#include <string.h>

#include "base/text.h"
#include "report/ending.h"
#include "base/paint.h"

#define INDENT      REPORT_INDENT
#define TABLE_VALUE 22 /* columns of the longest value that a table of registers holds */

bool register_row_parse(const struct mismatch *mismatch, struct register_row *out)
{
	static const char prefix[] = "registers.";
	const char *p = mismatch->text;

	if (strncmp(mismatch->key, prefix, sizeof prefix - 1) != 0 || *p != '-')
		return false;
	out->name = mismatch->key + sizeof prefix - 1;
	out->line = mismatch->line;
	out->expected = p + 1;
	out->expected_len = strcspn(p + 1, "\n");
	p += 1 + out->expected_len;
	if (p[0] != '\n' || p[1] != '+')
		return false;
	out->actual = p + 2;
	out->actual_len = strcspn(p + 2, "\n");
	p += 2 + out->actual_len;
	out->notes = p + (*p == '\n');
	return out->expected_len <= TABLE_VALUE && out->actual_len <= TABLE_VALUE;
}

static void put_place(const struct report_case *rc, unsigned line, bool colour, struct buf *out)
{
	struct buf path = {0};

	text_plain(rc->path, &path);
	buf_fill(out, ' ', INDENT);
	paint_put(out, colour, PAINT_BOLD, "%s:", buf_str(&path));
	buf_fini(&path);
	if (line)
		paint_put(out, colour, PAINT_BOLD, "%u:", line);
	buf_addc(out, ' ');
}

/* One line of a mismatch, its mark first. */
static void put_marked(const char *line, size_t len, bool colour, struct buf *out)
{
	enum paint paint = *line == '-'   ? PAINT_RED
			   : *line == '+' ? PAINT_GREEN
			   : *line == '@' ? PAINT_CYAN
					  : PAINT_NONE;

	buf_fill(out, ' ', 2 * INDENT);
	if (*line == '@')
		paint_put(out, colour, paint, "%.*s", (int)len - 1, line + 1);
	else if (len > 1)
		paint_put(out, colour, paint, "%c %.*s", *line, (int)len - 1, line + 1);
	else
		paint_put(out, colour, paint, "%c", *line);
	buf_addc(out, '\n');
}

static void put_marked_lines(const char *text, bool colour, struct buf *out)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");

		if (len)
			put_marked(p, len, colour, out);
		p += len + (p[len] == '\n');
	}
}

void report_print_marked(const char *text, bool colour, FILE *out)
{
	struct buf lines = {0};

	put_marked_lines(text, colour, &lines);
	fwrite(lines.data, 1, lines.len, out);
	buf_fini(&lines);
}

static void put_mismatch(const struct report_case *rc, const struct mismatch *mismatch, bool colour,
			 struct buf *out)
{
	const char *p = mismatch->text;

	put_place(rc, mismatch->line, colour, out);
	paint_put(out, colour, PAINT_BOLD, "%s", mismatch->key);
	if (*p == '@') { /* the first heading says it all: on the same line */
		size_t len = strcspn(p, "\n");

		buf_printf(out, ": %.*s", (int)len - 1, p + 1);
		p += len + (p[len] == '\n');
	}
	buf_addc(out, '\n');
	put_marked_lines(p, colour, out);
}

struct table {
	size_t rows, name_width, expected_width;
};

/* How many mismatches from the first on are rows of one table. */
static struct table table_measure(const struct mismatch *mismatches, size_t count)
{
	struct table table = {.name_width = strlen("register"), .expected_width = strlen("- expected")};
	struct register_row row;

	while (table.rows < count && register_row_parse(&mismatches[table.rows], &row)) {
		if (strlen(row.name) > table.name_width)
			table.name_width = strlen(row.name);
		if (row.expected_len > table.expected_width)
			table.expected_width = row.expected_len;
		table.rows++;
	}
	return table;
}

static void put_row(const struct table *table, const struct register_row *row, bool colour, struct buf *out)
{
	size_t value_column;

	buf_printf(out, "%*s%5u  %-*s  ", 2 * INDENT, "", row->line, (int)table->name_width, row->name);
	value_column = 2 * INDENT + 5 + 2 + table->name_width + 2;
	paint_put(out, colour, PAINT_RED, "%.*s", (int)row->expected_len, row->expected);
	buf_fill(out, ' ', table->expected_width - row->expected_len + 2);
	paint_put(out, colour, PAINT_GREEN, "%.*s", (int)row->actual_len, row->actual);
	buf_addc(out, '\n');
	for (const char *p = row->notes; *p;) {
		size_t len = strcspn(p, "\n");

		if (len) {
			buf_fill(out, ' ', value_column);
			buf_add(out, p + 1, len - 1);
		}
		buf_addc(out, '\n');
		p += len + (p[len] == '\n');
	}
}

static void put_table(const struct report_case *rc, const struct mismatch *mismatches,
		      const struct table *table, bool colour, struct buf *out)
{
	struct register_row row;

	put_place(rc, mismatches[0].line, colour, out);
	paint_put(out, colour, PAINT_BOLD, "%zu registers\n", table->rows);
	buf_fill(out, ' ', 2 * INDENT);
	paint_put(out, colour, PAINT_CYAN, " line  %-*s  %-*s  %s", (int)table->name_width, "register",
		  (int)table->expected_width, "- expected", "+ actual");
	buf_addc(out, '\n');
	for (size_t i = 0; i < table->rows && register_row_parse(&mismatches[i], &row); i++)
		put_row(table, &row, colour, out);
}

static void put_mismatches(const struct report_case *rc, bool colour, struct buf *out)
{
	const struct verdict *verdict = &rc->verdict;

	for (size_t i = 0; i < verdict->count;) {
		struct table table = table_measure(&verdict->mismatches[i], verdict->count - i);

		if (table.rows > 1) {
			put_table(rc, &verdict->mismatches[i], &table, colour, out);
			i += table.rows;
		} else {
			put_mismatch(rc, &verdict->mismatches[i++], colour, out);
		}
	}
}

/* Text of any number of lines, each indented. */
static void put_text(const char *str, struct buf *out)
{
	struct buf plain = {0};

	text_plain_lines(str, &plain);
	for (const char *text = buf_str(&plain); *text;) {
		size_t len = strcspn(text, "\n");

		buf_fill(out, ' ', len ? INDENT : 0);
		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
	buf_fini(&plain);
}

static void put_xfail(const struct report_case *rc, const char *reason, bool colour, struct buf *out)
{
	put_place(rc, 0, colour, out);
	buf_adds(out, "xfail: ");
	text_plain(reason, out);
	buf_addc(out, '\n');
}

static void put_reason(const struct report_case *rc, bool colour, struct buf *out)
{
	const char *reason = rc->verdict.reason ? rc->verdict.reason : "no reason is known";

	switch (rc->verdict.status) {
	case VERDICT_ERROR: put_text(reason, out); break;
	case VERDICT_XPASS:
		put_xfail(rc, reason, colour, out);
		buf_printf(out, "%*sIt passed all the same. If it is mended, take `xfail` out of the case.\n",
			   INDENT, "");
		break;
	case VERDICT_XFAIL: put_xfail(rc, reason, colour, out); break;
	default: break;
	}
}

void details_print_why(const struct report_case *rc, struct buf *out)
{
	put_reason(rc, false, out);
	put_mismatches(rc, false, out);
}

void details_print(const struct report_case *rc, bool colour, struct buf *out)
{
	struct ending_style style = {.indent = INDENT};
	struct buf rerun = {0};

	put_reason(rc, colour, out);
	put_mismatches(rc, colour, out);
	if (rc->ending)
		ending_paint(rc->ending, INDENT, colour, out);
	if (!rc->rerun)
		return;
	ending_put_label(&style, "rerun", &rerun);
	text_plain(rc->rerun, &rerun);
	buf_addc(&rerun, '\n');
	ending_paint(buf_str(&rerun), INDENT, colour, out);
	buf_fini(&rerun);
}
