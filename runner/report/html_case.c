#include "report/html_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/details.h"
#include "report/markup.h"

/* ---- what a case has inside */

/* One line of a difference, by its mark (judge/verdict.h). */
static void put_marked(const char *line, size_t len, struct buf *out)
{
	const char *tag = *line == '-' ? "del" : *line == '+' ? "ins" : *line == '@' ? "b" : "span";
	char *text = *line == '@' ? str_printf("%.*s", (int)len - 1, line + 1)
				  : str_printf("%c %.*s", *line, (int)len - 1, line + 1);

	markup_put_element(tag, text, out);
	free(text);
}

static void put_difference(const char *text, struct buf *out)
{
	buf_adds(out, "<pre>");
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		if (len)
			put_marked(line, len, out);
		line += len + (line[len] == '\n');
	}
	buf_adds(out, "</pre>\n");
}

static void put_place(const struct report_case *rc, unsigned line, const char *what, struct buf *out)
{
	char *text =
		line ? str_printf("%s:%u: %s", rc->path, line, what) : str_printf("%s: %s", rc->path, what);

	markup_put_element("p class=\"place\"", text, out);
	buf_addc(out, '\n');
	free(text);
}

static void put_register(const struct register_row *row, struct buf *out)
{
	char *expected = str_printf("%.*s", (int)row->expected_len, row->expected);
	char *actual = str_printf("%.*s", (int)row->actual_len, row->actual);

	buf_printf(out, "<tr><td>%u</td>", row->line);
	markup_put_element("th", row->name, out);
	buf_adds(out, "<td>");
	markup_put_element("del", expected, out);
	buf_adds(out, "</td><td>");
	markup_put_element("ins", actual, out);
	for (const char *note = row->notes; *note;) {
		size_t len = strcspn(note, "\n");
		char *text = str_printf("%.*s", (int)(len ? len - 1 : 0), note + 1);

		markup_put_element("span", text, out);
		free(text);
		note += len + (note[len] == '\n');
	}
	buf_adds(out, "</td></tr>\n");
	free(actual);
	free(expected);
}

/* The register mismatches at the front of a list as one table; returns how many. */
static size_t put_registers(const struct mismatch *mismatches, size_t count, const struct report_case *rc,
			    struct buf *out)
{
	struct register_row row;
	size_t rows = 0;

	for (; rows < count && register_row_parse(&mismatches[rows], &row); rows++) {
		if (rows == 0) {
			put_place(rc, row.line, "registers", out);
			buf_adds(out, "<div class=\"scroll\"><table>\n<tr><th>line</th><th>register</th>"
				      "<th>expected</th><th>actual</th></tr>\n");
		}
		put_register(&row, out);
	}
	if (rows)
		buf_adds(out, "</table></div>\n");
	return rows;
}

static void put_mismatches(const struct report_case *rc, struct buf *out)
{
	const struct verdict *verdict = &rc->verdict;

	for (size_t i = 0; i < verdict->count;) {
		const struct mismatch *mismatch = &verdict->mismatches[i];
		size_t rows = put_registers(mismatch, verdict->count - i, rc, out);

		if (rows) {
			i += rows;
			continue;
		}
		put_place(rc, mismatch->line, mismatch->key, out);
		put_difference(mismatch->text, out);
		i++;
	}
}

static void put_reason(const struct report_case *rc, struct buf *out)
{
	const char *reason = rc->verdict.reason;

	if (!reason)
		return;
	if (rc->verdict.status == VERDICT_ERROR) {
		buf_adds(out, "<pre>");
		markup_put_element("span", reason, out);
		buf_adds(out, "</pre>\n");
		return;
	}
	markup_put_element("p", reason, out);
	buf_addc(out, '\n');
	if (rc->verdict.status == VERDICT_XPASS)
		buf_adds(out,
			 "<p>It passed all the same. If it is mended, take <code>xfail</code> out of the "
			 "case.</p>\n");
}

/* How the run ended, less the indentation that it has below a terminal's line. */
static void put_ending(const char *text, struct buf *out)
{
	if (!text)
		return;
	buf_adds(out, "<pre><span>");
	while (*text) {
		size_t len = strcspn(text, "\n"), blank = strspn(text, " ");
		char *line = str_printf("%.*s\n", (int)len, text);

		markup_put(line + (blank < REPORT_INDENT ? blank : REPORT_INDENT), out);
		free(line);
		text += len + (text[len] == '\n');
	}
	buf_adds(out, "</span></pre>\n");
}

/* A long text that is shown when it is asked for. */
static void put_fold(const char *label, const char *text, struct buf *out)
{
	if (!text)
		return;
	buf_printf(out, "<details><summary>%s</summary><pre>", label);
	markup_put_element("span", text, out);
	buf_adds(out, "</pre></details>\n");
}

static void put_fact(const char *label, const char *value, struct buf *out)
{
	if (value && *value)
		buf_printf(out, "%-14s%s\n", label, value);
}

/* Few elements, as every case has them and a page of thousands has to stay quick. */
static void put_figures(const struct report_case *rc, struct buf *out)
{
	struct buf text = {0}, value = {0};

	put_fact("stopped", rc->ending ? NULL : rc->stop, &text);
	if (rc->ran) {
		num_print_grouped(rc->cycles, &value);
		buf_adds(&value, rc->cycles_exact ? ", the same in every run" : ", varying from run to run");
		put_fact("cycles", buf_str(&value), &text);
		buf_clear(&value);
		num_print_time(rc->guest_ns, &value);
		put_fact("guest's time", buf_str(&value), &text);
	}
	put_fact("case", rc->path, &text);
	put_fact("ROM", rc->rom_path, &text);
	buf_adds(out, "<pre><span>");
	markup_put(buf_str(&text), out);
	buf_adds(out, "</span></pre>\n");
	buf_fini(&value);
	buf_fini(&text);
}

static void put_about(const struct report_case *rc, struct buf *out)
{
	if (!rc->summary && !rc->tag_count)
		return;
	buf_adds(out, "<p class=\"about\">");
	if (rc->summary)
		markup_put(rc->summary, out);
	for (size_t i = 0; i < rc->tag_count; i++) {
		buf_adds(out, " #");
		markup_put(rc->tags[i], out);
	}
	buf_adds(out, "</p>\n");
}

static void put_body(const struct report_case *rc, struct buf *out)
{
	buf_adds(out, "<div class=\"body\">\n");
	put_about(rc, out);
	put_reason(rc, out);
	put_mismatches(rc, out);
	put_ending(rc->ending, out);
	put_fold("all of the console", rc->console, out);
	put_fold("all of the serial port", rc->serial, out);
	put_fold("the screen", rc->screen, out);
	put_figures(rc, out);
	if (rc->rerun)
		markup_put_element("code", rc->rerun, out);
	buf_adds(out, "</div>\n");
}

/* ---- a case's line */

static void put_attribute(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, " %s=\"", name);
	markup_put_value(value, out);
	buf_addc(out, '"');
}

static void put_opening(const struct report_case *rc, bool open, struct buf *out)
{
	buf_adds(out, "<details");
	put_attribute("id", rc->name, out);
	put_attribute("class", verdict_status_name(rc->verdict.status), out);
	if (rc->ran)
		buf_printf(out, " data-cycles=\"%llu\" data-wall=\"%llu\"", (unsigned long long)rc->cycles,
			   (unsigned long long)rc->wall_ns);
	buf_adds(out, open ? " open>\n" : ">\n");
}

static void put_line(const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);
	struct buf text = {0};

	buf_printf(out, "<summary><span class=\"word\">%s</span><span class=\"name\">",
		   verdict_status_word(rc->verdict.status));
	markup_put(rc->name, out);
	if (*headline)
		markup_put_element("span class=\"what\"", headline, out);
	buf_adds(out, "</span>");
	if (rc->ran)
		num_print_grouped(rc->cycles, &text);
	markup_put_element("span class=\"figure\"", buf_str(&text), out);
	buf_clear(&text);
	if (rc->ran)
		num_print_time(rc->wall_ns, &text);
	markup_put_element("span class=\"figure\"", buf_str(&text), out);
	buf_adds(out, "</summary>\n");
	buf_fini(&text);
	free(headline);
}

void html_case_print(const struct report_case *rc, bool open, struct buf *out)
{
	put_opening(rc, open, out);
	put_line(rc, out);
	put_body(rc, out);
	buf_adds(out, "</details>\n");
}
