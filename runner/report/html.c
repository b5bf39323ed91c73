/*
 * One HTML file that needs nothing else: style and script are in it (html/), the network is forbidden by its
 * own Content-Security-Policy. It can be read without the script, which filters and sorts.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report/destination.h"
#include "report/html_case.h"
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

static void html_finished(struct report *report, const struct report_case *rc)
{
	struct html *html = (struct html *)report;

	bool open = verdict_is_bad(rc->verdict.status) && html->opened < OPEN_MAX_CASES;

	html->counts[rc->verdict.status]++;
	html->opened += open;
	html_case_print(rc, open, &html->cases);
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

	markup_put_element("p class=\"warnings\"", text, &html->warnings);
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

static void put_page(const struct html *html, const struct report_totals *totals, struct buf *out)
{
	struct buf closing = {0}, title = {0}, statuses = {0};

	put_closing(totals, &closing);
	buf_printf(&title, "%s - romkit", buf_str(&closing));
	put_statuses(html, &statuses);
	const struct markup_slot slots[] = {
		{"csp", html_csp},
		{"style", html_style},
		{"script", html_script},
		{"version", html->version ? html->version : ""},
		{"title", buf_str(&title)},
		{"outcome", report_totals_clean(totals) ? "good" : "bad"},
		{"closing", buf_str(&closing)},
		{"facts", buf_str(&html->facts)},
		{"statuses", buf_str(&statuses)},
		{"cases", buf_str(&html->cases)},
		{"warnings", buf_str(&html->warnings)},
	};

	markup_fill(html_page, slots, sizeof slots / sizeof *slots, out);
	buf_fini(&closing);
	buf_fini(&title);
	buf_fini(&statuses);
}

/* A page of its own: no case, and an error. */
static void put_stopped(const char *why, struct buf *out)
{
	struct html stopped = {0};

	html_warning(&stopped.base, why);
	put_page(&stopped, &(struct report_totals){.errors = 1}, out);
	buf_fini(&stopped.warnings);
}

/* Frees the page. */
static void write_page(struct report *report, struct buf *page)
{
	struct err err;

	if (destination_write(((struct html *)report)->path, page, &err) < 0) {
		err_wrap(&err, "--html");
		report_fail(report, &err);
	}
	buf_fini(page);
}

static void html_end(struct report *report, const struct report_totals *totals)
{
	struct buf page = {0};

	put_page((struct html *)report, totals, &page);
	write_page(report, &page);
}

static void html_stop(struct report *report, const char *why)
{
	struct buf page = {0};

	put_stopped(why, &page);
	write_page(report, &page);
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
	.stop = html_stop,
	.free = html_free,
};

struct report *report_html_new(const char *path, struct err *err)
{
	struct html *html = mem_zalloc(1, sizeof *html);
	struct buf unfinished = {0};
	int ret;

	html->base.ops = &html_ops;
	html->path = str_dup(path);
	put_stopped(DESTINATION_UNFINISHED, &unfinished);
	ret = destination_begin(path, &unfinished, err);
	buf_fini(&unfinished);
	if (ret == 0)
		return &html->base;
	html_free(&html->base);
	err_wrap(err, "--html");
	return NULL;
}
