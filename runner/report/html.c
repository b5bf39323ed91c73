/*
 * One HTML file that needs nothing else: style and script are in it (html/), the network is forbidden by its
 * own Content-Security-Policy. It can be read without the script, which filters and sorts.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "report/destination.h"
#include "report/details.h"
#include "report/markup.h"
#include "report/report.h"

#define OPEN_MAX_CASES 5 /* of those that failed, shown with their details from the start */

/* runner/report/html/assets.S */
extern const char html_page[], html_style[], html_script[], html_csp[];

struct html {
	struct report base;
	char *path;
	struct buf facts;    /* of the run, as HTML */
	struct buf cases;    /* a <details> for each */
	struct buf warnings; /* a <p> for each */
	char *version;
	size_t counts[VERDICT_STATUSES];
	size_t opened;
};

/* <TAG>text</TAG>; TAG may have attributes. */
static void put_element(const char *tag, const char *text, struct buf *out)
{
	buf_printf(out, "<%s>", tag);
	markup_put(text, out);
	buf_printf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

/* ---- what a case has inside */

/* One line of a difference, by its mark (judge/verdict.h). */
static void put_marked(const char *line, size_t len, struct buf *out)
{
	const char *tag = *line == '-' ? "del" : *line == '+' ? "ins" : *line == '@' ? "b" : "span";
	char *text = *line == '@' ? str_printf("%.*s", (int)len - 1, line + 1)
				  : str_printf("%c %.*s", *line, (int)len - 1, line + 1);

	put_element(tag, text, out);
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

	put_element("p class=\"place\"", text, out);
	buf_addc(out, '\n');
	free(text);
}

static void put_register(const struct register_row *row, struct buf *out)
{
	char *expected = str_printf("%.*s", (int)row->expected_len, row->expected);
	char *actual = str_printf("%.*s", (int)row->actual_len, row->actual);

	buf_printf(out, "<tr><td>%u</td>", row->line);
	put_element("th", row->name, out);
	buf_adds(out, "<td>");
	put_element("del", expected, out);
	buf_adds(out, "</td><td>");
	put_element("ins", actual, out);
	for (const char *note = row->notes; *note;) {
		size_t len = strcspn(note, "\n");
		char *text = str_printf("%.*s", (int)(len ? len - 1 : 0), note + 1);

		put_element("span", text, out);
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
		put_element("span", reason, out);
		buf_adds(out, "</pre>\n");
		return;
	}
	put_element("p", reason, out);
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
	put_element("span", text, out);
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
		put_element("code", rc->rerun, out);
	buf_adds(out, "</div>\n");
}

/* ---- a case's line */

static void put_attribute(const char *name, const char *value, struct buf *out)
{
	buf_printf(out, " %s=\"", name);
	markup_put_value(value, out);
	buf_addc(out, '"');
}

static void put_opening(struct html *html, const struct report_case *rc, struct buf *out)
{
	buf_adds(out, "<details");
	put_attribute("id", rc->name, out);
	put_attribute("class", verdict_status_name(rc->verdict.status), out);
	if (rc->ran)
		buf_printf(out, " data-cycles=\"%llu\" data-wall=\"%llu\"", (unsigned long long)rc->cycles,
			   (unsigned long long)rc->wall_ns);
	if (verdict_is_bad(rc->verdict.status) && html->opened < OPEN_MAX_CASES) {
		html->opened++;
		buf_adds(out, " open");
	}
	buf_adds(out, ">\n");
}

static void put_line(const struct report_case *rc, struct buf *out)
{
	char *headline = report_case_headline(rc);
	struct buf text = {0};

	buf_printf(out, "<summary><span class=\"word\">%s</span><span class=\"name\">",
		   verdict_status_word(rc->verdict.status));
	markup_put(rc->name, out);
	if (*headline)
		put_element("span class=\"what\"", headline, out);
	buf_adds(out, "</span>");
	if (rc->ran)
		num_print_grouped(rc->cycles, &text);
	put_element("span class=\"figure\"", buf_str(&text), out);
	buf_clear(&text);
	if (rc->ran)
		num_print_time(rc->wall_ns, &text);
	put_element("span class=\"figure\"", buf_str(&text), out);
	buf_adds(out, "</summary>\n");
	buf_fini(&text);
	free(headline);
}

static void html_finished(struct report *report, const struct report_case *rc)
{
	struct html *html = (struct html *)report;

	html->counts[rc->verdict.status]++;
	put_opening(html, rc, &html->cases);
	put_line(rc, &html->cases);
	put_body(rc, &html->cases);
	buf_adds(&html->cases, "</details>\n");
}

/* ---- the page */

static void html_begin(struct report *report, const struct report_run *run)
{
	struct html *html = (struct html *)report;
	time_t started = (time_t)run->started_s;
	char text[48];
	struct tm tm;

	html->version = str_dup(run->version);
	if (started && gmtime_r(&started, &tm) && strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &tm))
		buf_printf(&html->facts, "%s, ", text);
	buf_adds(&html->facts, "romkit ");
	markup_put(run->version, &html->facts);
	if (strcmp(run->suite, ".") != 0 && *run->suite) {
		buf_adds(&html->facts, ", suite ");
		markup_put(run->suite, &html->facts);
	}
	if (run->shards)
		buf_printf(&html->facts, ", shard %u of %u", run->shard, run->shards);
	if (run->shuffled)
		buf_printf(&html->facts, ", shuffled with seed %llu", (unsigned long long)run->seed);
	if (run->in_box)
		buf_adds(&html->facts, ", in the box");
}

static void html_warning(struct report *report, const char *text)
{
	struct html *html = (struct html *)report;

	put_element("p class=\"warnings\"", text, &html->warnings);
	buf_addc(&html->warnings, '\n');
}

/* A button for each status that occurs. */
static void put_statuses(const struct html *html, struct buf *out)
{
	for (int i = 0; i < VERDICT_STATUSES; i++) {
		if (html->counts[i])
			buf_printf(out,
				   "<button type=\"button\" data-status=\"%s\" aria-pressed=\"false\">%zu "
				   "%s</button>",
				   verdict_status_name((enum verdict_status)i), html->counts[i],
				   verdict_status_word((enum verdict_status)i));
	}
}

static void put_closing(const struct report_totals *totals, struct buf *out)
{
	report_totals_print(totals, out);
	if (totals->errors)
		buf_printf(out, ", %zu error%s", totals->errors, totals->errors == 1 ? "" : "s");
	if (totals->not_run)
		buf_printf(out, ", %zu not run", totals->not_run);
}

/* What stands for {{word}} in html/page.html. */
static void put_slot(const char *word, size_t len, const struct html *html,
		     const struct report_totals *totals, struct buf *out)
{
	struct buf closing = {0}, title = {0}, statuses = {0};
	bool clean = !totals->failed && !totals->errors;

	put_closing(totals, &closing);
	buf_printf(&title, "%s - romkit", buf_str(&closing));
	put_statuses(html, &statuses);
	const struct {
		const char *word, *text;
	} slots[] = {
		{"csp", html_csp},
		{"style", html_style},
		{"script", html_script},
		{"version", html->version ? html->version : ""},
		{"title", buf_str(&title)},
		{"outcome", clean ? "good" : "bad"},
		{"closing", buf_str(&closing)},
		{"facts", buf_str(&html->facts)},
		{"statuses", buf_str(&statuses)},
		{"cases", buf_str(&html->cases)},
		{"warnings", buf_str(&html->warnings)},
	};

	for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
		if (strlen(slots[i].word) == len && strncmp(slots[i].word, word, len) == 0)
			buf_adds(out, slots[i].text);
	}
	buf_fini(&closing);
	buf_fini(&title);
	buf_fini(&statuses);
}

static void put_page(const struct html *html, const struct report_totals *totals, struct buf *out)
{
	const char *at = html_page, *mark;

	while ((mark = strstr(at, "{{"))) {
		const char *end = strstr(mark, "}}");

		buf_add(out, at, (size_t)(mark - at));
		put_slot(mark + 2, (size_t)(end - mark) - 2, html, totals, out);
		at = end + 2;
	}
	buf_adds(out, at);
}

static void html_end(struct report *report, const struct report_totals *totals)
{
	struct html *html = (struct html *)report;
	struct buf page = {0};
	struct err err;

	put_page(html, totals, &page);
	if (destination_write(html->path, &page, &err) < 0) {
		err_wrap(&err, "--html");
		report_fail(report, &err);
	}
	buf_fini(&page);
}

static void html_free(struct report *report)
{
	struct html *html = (struct html *)report;

	free(html->path);
	free(html->version);
	buf_fini(&html->facts);
	buf_fini(&html->cases);
	buf_fini(&html->warnings);
	free(html);
}

static const struct report_ops html_ops = {
	.begin = html_begin,
	.finished = html_finished,
	.warning = html_warning,
	.end = html_end,
	.free = html_free,
};

struct report *report_html_new(const char *path, struct err *err)
{
	struct html *html;

	if (destination_check(path, err) < 0) {
		err_wrap(err, "--html");
		return NULL;
	}
	html = mem_zalloc(1, sizeof *html);
	html->base.ops = &html_ops;
	html->path = str_dup(path);
	return &html->base;
}
