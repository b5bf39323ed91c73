#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/details.h"
#include "base/paint.h"
#include "report/report.h"

#define NAME_COLUMNS     38 /* at least; more where a name is longer */
#define NAME_COLUMNS_MAX 80 /* a longer name moves the figures of its line */
#define ELAPSED_LEAST_S  5  /* the progress line tells the time from then on */
#define REST_COLUMNS     41 /* of a case's line besides its name */
#define COLUMNS          80 /* of a terminal that does not tell */
#define SCREEN_LINES     24 /* behind more lines than this, the failing names are listed again */

/* A case that is listed again at the end. */
struct term_failure {
	char *name, *path;
	enum verdict_status status;
	unsigned line; /* of the first mismatch; 0 where there is none */
};

/* One of the slowest cases. */
struct term_slow {
	char *name;
	uint64_t wall_ns;
};

struct term {
	struct report base; /* first: the reporter is freed and found through it */
	struct report_term_opts opts;
	size_t cases, ended, failed;
	size_t lines; /* printed so far */
	bool progress_shown;
	uint64_t begun_ns, progress_ns; /* when the run began, when the progress line was written */
	size_t name_columns;
	struct term_slow *slow; /* opts.slowest of them at the most, the slowest first */
	size_t slow_count;
	bool gap; /* the last line printed is empty */
	struct term_failure *failures;
	size_t failure_count;
};

static const enum paint paints[VERDICT_STATUSES] = {
	[VERDICT_PASS] = PAINT_GREEN,   [VERDICT_FAIL] = PAINT_RED,      [VERDICT_XFAIL] = PAINT_YELLOW,
	[VERDICT_XPASS] = PAINT_RED,    [VERDICT_ERROR] = PAINT_MAGENTA, [VERDICT_SKIP] = PAINT_CYAN,
	[VERDICT_NOT_RUN] = PAINT_CYAN,
};

static void put_status(const struct term *term, enum verdict_status status, struct buf *out)
{
	paint_put(out, term->opts.colour, paints[status], "%-5s", verdict_status_word(status));
}

/* Print and empty the buffer, over the progress line where one is shown. */
static void flush_text(struct term *term, struct buf *text)
{
	if (!text->len)
		return;
	if (term->progress_shown)
		fputs("\r\033[K", term->opts.out);
	term->progress_shown = false;
	term->gap = text->len > 1 && text->data[text->len - 2] == '\n';
	for (size_t i = 0; i < text->len; i++)
		term->lines += text->data[i] == '\n';
	fwrite(text->data, 1, text->len, term->opts.out);
	buf_fini(text);
	fflush(term->opts.out);
}

/* The width of the terminal; of anything else COLUMNS. */
static size_t term_columns(const struct term *term)
{
	struct winsize size;

	return ioctl(fileno(term->opts.out), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : COLUMNS;
}

/* How many bytes of `text` take that many columns at the most, each character being one wide. */
static size_t fitting(const char *text, size_t len, size_t columns)
{
	size_t at = 0;

	for (; at < len && columns; columns--) {
		size_t n = utf8_char_len((const uint8_t *)text + at, len - at);

		at += n ? n : 1;
	}
	return at;
}

static void put_progress(const struct term *term, const char *name, struct buf *out)
{
	uint64_t elapsed_s = (clock_now_ns() - term->begun_ns) / 1000000000;

	buf_printf(out, "%zu/%zu", term->ended, term->cases);
	if (term->failed)
		buf_printf(out, ", %zu failed", term->failed);
	if (elapsed_s >= ELAPSED_LEAST_S && term->begun_ns)
		buf_printf(out, ", %llu s", (unsigned long long)elapsed_s);
	if (*name) {
		buf_adds(out, ": ");
		text_plain(name, out);
	}
}

static void show_progress(struct term *term, const char *name)
{
	uint64_t now_ns = clock_now_ns();
	struct buf line = {0};

	if (!term->opts.progress ||
	    (term->progress_shown && now_ns - term->progress_ns < term->opts.progress_every_ns))
		return;
	put_progress(term, name, &line);
	line.len = fitting(buf_str(&line), line.len, term_columns(term) - 1);
	fprintf(term->opts.out, "\r\033[K%.*s", (int)line.len, buf_str(&line));
	fflush(term->opts.out);
	term->progress_shown = true;
	term->progress_ns = now_ns;
	buf_fini(&line);
}

static void hide_progress(struct term *term)
{
	if (term->progress_shown)
		fputs("\r\033[K", term->opts.out);
	term->progress_shown = false;
}

/* A name as one line of visible text, filled up to its columns; on a terminal a long one is cut in its
 * middle. */
static void put_name(const struct term *term, const char *name, struct buf *out)
{
	size_t width = term->name_columns, len, count = 0;
	struct buf text = {0};

	text_visible((const uint8_t *)name, strlen(name), &text);
	len = text.len;
	while (fitting(buf_str(&text), len, count) < len)
		count++;
	if (count > width && term->opts.progress) {
		size_t head = fitting(buf_str(&text), len, width / 3);
		size_t tail = fitting(buf_str(&text), len, count - (width - width / 3 - 3));

		buf_add(out, text.data, head);
		buf_adds(out, "...");
		buf_add(out, text.data + tail, len - tail);
	} else {
		buf_add(out, text.data, len);
		buf_fill(out, ' ', count < width ? width - count : 0);
	}
	buf_fini(&text);
}

static void put_case_line(const struct term *term, const struct report_case *rc, struct buf *out)
{
	enum verdict_status status = rc->verdict.status;
	struct buf cycles = {0}, time = {0};

	put_status(term, status, out);
	if (rc->ran) {
		/* A count that varies from run to run would make two equal runs differ; -v tells it. */
		if (rc->cycles_exact)
			num_print_grouped(rc->cycles, &cycles);
		num_print_time(rc->wall_ns, &time);
		buf_adds(out, "  ");
		put_name(term, rc->name, out);
		buf_printf(out, " %14s %-6s  %9s", buf_str(&cycles), cycles.len ? "cycles" : "",
			   buf_str(&time));
	} else if (status == VERDICT_SKIP && rc->verdict.reason) {
		buf_adds(out, "  ");
		put_name(term, rc->name, out);
		buf_addc(out, ' ');
		text_plain(rc->verdict.reason, out);
	} else {
		buf_adds(out, "  ");
		text_plain(rc->name, out);
	}
	buf_addc(out, '\n');
	buf_fini(&cycles);
	buf_fini(&time);
}

static void remember(struct term *term, const struct report_case *rc)
{
	struct term_failure *failure;

	term->failures = mem_realloc(term->failures, term->failure_count + 1, sizeof *term->failures);
	failure = &term->failures[term->failure_count++];
	*failure = (struct term_failure){
		.name = str_dup(rc->name),
		.path = str_dup(rc->path),
		.status = rc->verdict.status,
		.line = rc->verdict.count ? rc->verdict.mismatches[0].line : 0,
	};
}

/* Keep the slowest cases, in order. */
static void remember_slow(struct term *term, const struct report_case *rc)
{
	size_t at = term->slow_count;

	if (!rc->ran || rc->wall_ns < term->opts.slowest_least_ns)
		return;
	while (at && term->slow[at - 1].wall_ns < rc->wall_ns)
		at--;
	if (at == term->opts.slowest)
		return;
	if (term->slow_count == term->opts.slowest)
		free(term->slow[--term->slow_count].name);
	memmove(&term->slow[at + 1], &term->slow[at], (term->slow_count - at) * sizeof *term->slow);
	term->slow[at] = (struct term_slow){.name = str_dup(rc->name), .wall_ns = rc->wall_ns};
	term->slow_count++;
}

/* All names that will come are known, so their column is as wide as the longest where that is sensible. */
static void fit_names(struct term *term, const struct report_run *run)
{
	size_t most = NAME_COLUMNS_MAX;

	if (term->opts.progress)
		most = term_columns(term) > REST_COLUMNS ? term_columns(term) - REST_COLUMNS : NAME_COLUMNS;
	for (size_t i = 0; run->names && i < run->count; i++) {
		size_t len = strlen(run->names[i]);

		if (len > term->name_columns)
			term->name_columns = len;
	}
	if (term->name_columns > most)
		term->name_columns = most;
	if (term->name_columns < NAME_COLUMNS)
		term->name_columns = NAME_COLUMNS;
}

static void term_begin(struct report *report, const struct report_run *run)
{
	struct term *term = (struct term *)report;

	term->cases = run->count;
	term->begun_ns = clock_now_ns();
	fit_names(term, run);
	show_progress(term, "");
}

static void term_ended(struct report *report, const struct report_case *rc)
{
	struct term *term = (struct term *)report;

	term->ended++;
	term->failed += verdict_is_bad(rc->verdict.status);
	show_progress(term, rc->name);
}

static void term_finished(struct report *report, const struct report_case *rc)
{
	struct term *term = (struct term *)report;
	enum verdict_status status = rc->verdict.status;
	struct buf text = {0};

	remember_slow(term, rc);
	if (verdict_is_bad(status))
		remember(term, rc);
	if (verdict_is_bad(status) || (!term->opts.quiet && status != VERDICT_NOT_RUN))
		put_case_line(term, rc, &text);
	if (verdict_is_bad(status) || (term->opts.verbose && rc->ran)) {
		details_print(rc, term->opts.colour, &text);
		buf_addc(&text, '\n');
	}
	flush_text(term, &text);
	if (!term->progress_shown)
		show_progress(term, rc->name);
}

static void term_warning(struct report *report, const char *message)
{
	struct term *term = (struct term *)report;
	struct buf text = {0};

	paint_put(&text, term->opts.colour, PAINT_YELLOW, "warning:");
	buf_addc(&text, ' ');
	text_plain_lines(message, &text);
	buf_addc(&text, '\n');
	flush_text(term, &text);
}

/* The names of what failed, once more, where the first of them has left the screen. */
static void put_failures(const struct term *term, struct buf *out)
{
	if (term->failure_count && !term->gap)
		buf_addc(out, '\n');
	for (size_t i = 0; i < term->failure_count; i++) {
		const struct term_failure *failure = &term->failures[i];

		put_status(term, failure->status, out);
		buf_adds(out, "  ");
		if (*failure->path) {
			put_name(term, failure->name, out);
			buf_addc(out, ' ');
		}
		text_plain(*failure->path ? failure->path : failure->name, out);
		if (failure->line)
			buf_printf(out, ":%u", failure->line);
		buf_addc(out, '\n');
	}
}

static void put_slowest(const struct term *term, struct buf *out)
{
	for (size_t i = 0; i < term->slow_count; i++) {
		struct buf time = {0};

		num_print_time(term->slow[i].wall_ns, &time);
		buf_printf(out, "%-8s %9s  ", i ? "" : "slowest:", buf_str(&time));
		text_plain(term->slow[i].name, out);
		buf_addc(out, '\n');
		buf_fini(&time);
	}
}

static void put_count(size_t count, const char *one, const char *many, struct buf *out)
{
	if (count == 1)
		buf_printf(out, "1 %s\n", one);
	else if (count)
		buf_printf(out, "%zu %s\n", count, many);
}

static void put_closing(const struct term *term, const struct report_totals *totals, struct buf *out)
{
	enum paint colour = report_totals_clean(totals) ? PAINT_GREEN : PAINT_RED;
	struct buf text = {0};

	report_totals_print(totals, &text);
	paint_put(out, term->opts.colour, colour, "%s", buf_str(&text));
	buf_addc(out, '\n');
	buf_fini(&text);
}

static void term_end(struct report *report, const struct report_totals *totals)
{
	struct term *term = (struct term *)report;
	struct buf text = {0};

	hide_progress(term);
	if (term->lines > SCREEN_LINES && term->ended > 1)
		put_failures(term, &text);
	put_slowest(term, &text);
	if (!term->opts.quiet) {
		put_count(totals->warnings, "warning", "warnings", &text);
		put_count(totals->xfailed, "of the passed failed as its xfail says",
			  "of the passed failed as their xfail says", &text);
	}
	put_count(totals->not_run, "case was not run", "cases were not run", &text);
	put_count(totals->errors, "error: romkit could not run it", "errors: romkit could not run them",
		  &text);
	put_closing(term, totals, &text);
	flush_text(term, &text);
}

static void term_free(struct report *report)
{
	struct term *term = (struct term *)report;

	for (size_t i = 0; i < term->failure_count; i++) {
		free(term->failures[i].name);
		free(term->failures[i].path);
	}
	free(term->failures);
	for (size_t i = 0; i < term->slow_count; i++)
		free(term->slow[i].name);
	free(term->slow);
	free(term);
}

static const struct report_ops term_ops = {
	.begin = term_begin,
	.ended = term_ended,
	.finished = term_finished,
	.warning = term_warning,
	.end = term_end,
	.free = term_free,
};

struct report *report_term_new(const struct report_term_opts *opts)
{
	struct term *term = mem_zalloc(1, sizeof *term);

	term->base.ops = &term_ops;
	term->opts = *opts;
	term->name_columns = NAME_COLUMNS;
	term->slow = mem_zalloc(opts->slowest + 1, sizeof *term->slow);
	return &term->base;
}
