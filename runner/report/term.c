#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/details.h"
#include "report/paint.h"
#include "report/report.h"

#define NAME_COLUMNS     38
#define PROGRESS_COLUMNS 79
#define SCREEN_LINES     24 /* behind more lines than this, the failing names are listed again */

/* A case that is listed again at the end. */
struct term_failure {
	char *name, *path;
	enum verdict_status status;
	unsigned line; /* of the first mismatch; 0 where there is none */
};

struct term {
	struct report base; /* first: the reporter is freed and found through it */
	struct report_term_opts opts;
	size_t cases, finished, failed;
	size_t lines; /* printed so far */
	bool progress_shown;
	bool gap; /* the last line printed is empty */
	struct term_failure *failures;
	size_t failure_count;
};

static const struct {
	const char *word;
	enum paint paint;
} looks[VERDICT_STATUSES] = {
	[VERDICT_PASS] = {"PASS", PAINT_GREEN},      [VERDICT_FAIL] = {"FAIL", PAINT_RED},
	[VERDICT_XFAIL] = {"XFAIL", PAINT_YELLOW},   [VERDICT_XPASS] = {"XPASS", PAINT_RED},
	[VERDICT_ERROR] = {"ERROR", PAINT_MAGENTA},  [VERDICT_SKIP] = {"SKIP", PAINT_CYAN},
	[VERDICT_NOT_RUN] = {"NOT RUN", PAINT_CYAN},
};

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

static void show_progress(struct term *term, const char *name)
{
	struct buf line = {0};

	if (!term->opts.progress)
		return;
	buf_printf(&line, "%zu/%zu", term->finished, term->cases);
	if (term->failed)
		buf_printf(&line, ", %zu failed", term->failed);
	if (*name)
		buf_printf(&line, ": %s", name);
	if (line.len > PROGRESS_COLUMNS)
		line.len = PROGRESS_COLUMNS;
	fprintf(term->opts.out, "\r\033[K%.*s", (int)line.len, buf_str(&line));
	fflush(term->opts.out);
	term->progress_shown = true;
	buf_fini(&line);
}

static void hide_progress(struct term *term)
{
	if (term->progress_shown)
		fputs("\r\033[K", term->opts.out);
	term->progress_shown = false;
}

static void put_case_line(const struct term *term, const struct report_case *rc, struct buf *out)
{
	enum verdict_status status = rc->verdict.status;
	struct buf cycles = {0}, time = {0};

	paint_put(out, term->opts.colour, looks[status].paint, "%-5s", looks[status].word);
	if (rc->ran) {
		/* A count that varies from run to run would make two equal runs differ; -v tells it. */
		if (rc->cycles_exact)
			num_print_grouped(rc->cycles, &cycles);
		num_print_time(rc->wall_ns, &time);
		buf_printf(out, "  %-*s %14s %-6s  %9s", NAME_COLUMNS, rc->name, buf_str(&cycles),
			   cycles.len ? "cycles" : "", buf_str(&time));
	} else if (status == VERDICT_SKIP && rc->verdict.reason) {
		buf_printf(out, "  %-*s %s", NAME_COLUMNS, rc->name, rc->verdict.reason);
	} else {
		buf_printf(out, "  %s", rc->name);
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

static void term_begin(struct report *report, const struct report_run *run)
{
	struct term *term = (struct term *)report;

	term->cases = run->count;
	show_progress(term, "");
}

static void term_finished(struct report *report, const struct report_case *rc)
{
	struct term *term = (struct term *)report;
	enum verdict_status status = rc->verdict.status;
	struct buf text = {0};

	term->finished++;
	term->failed += status == VERDICT_FAIL || status == VERDICT_XPASS;
	if (verdict_is_bad(status))
		remember(term, rc);
	if (verdict_is_bad(status) || (!term->opts.quiet && status != VERDICT_NOT_RUN))
		put_case_line(term, rc, &text);
	if (verdict_is_bad(status) || (term->opts.verbose && rc->ran)) {
		details_print(rc, term->opts.colour, &text);
		buf_addc(&text, '\n');
	}
	flush_text(term, &text);
	show_progress(term, rc->name);
}

static void term_warning(struct report *report, const char *message)
{
	struct term *term = (struct term *)report;
	struct buf text = {0};

	paint_put(&text, term->opts.colour, PAINT_YELLOW, "warning:");
	buf_printf(&text, " %s\n", message);
	flush_text(term, &text);
}

/* The names of what failed, once more, where the first of them has left the screen. */
static void put_failures(const struct term *term, struct buf *out)
{
	if (term->failure_count && !term->gap)
		buf_addc(out, '\n');
	for (size_t i = 0; i < term->failure_count; i++) {
		const struct term_failure *failure = &term->failures[i];

		paint_put(out, term->opts.colour, looks[failure->status].paint, "%-5s",
			  looks[failure->status].word);
		buf_printf(out, "  %-*s %s", NAME_COLUMNS, failure->name, failure->path);
		if (failure->line)
			buf_printf(out, ":%u", failure->line);
		buf_addc(out, '\n');
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
	bool clean = !totals->failed && !totals->errors;
	struct buf text = {0};

	report_totals_print(totals, &text);
	paint_put(out, term->opts.colour, clean ? PAINT_GREEN : PAINT_RED, "%s", buf_str(&text));
	buf_addc(out, '\n');
	buf_fini(&text);
}

static void term_end(struct report *report, const struct report_totals *totals)
{
	struct term *term = (struct term *)report;
	struct buf text = {0};

	hide_progress(term);
	if (term->lines > SCREEN_LINES && term->finished > 1)
		put_failures(term, &text);
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
	free(term);
}

static const struct report_ops term_ops = {
	.begin = term_begin,
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
	return &term->base;
}
