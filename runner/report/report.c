#include "report/report.h"

#include <stdlib.h>

void reports_add(struct reports *reports, struct report *report)
{
	if (reports->count == REPORTS_MAX)
		abort();
	reports->items[reports->count++] = report;
}

void reports_begin(struct reports *reports, const struct report_run *run)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->begin)
			reports->items[i]->ops->begin(reports->items[i], run);
	}
}

void reports_ended(struct reports *reports, const struct report_case *rc)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->ended)
			reports->items[i]->ops->ended(reports->items[i], rc);
	}
}

void reports_finished(struct reports *reports, const struct report_case *rc)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->finished)
			reports->items[i]->ops->finished(reports->items[i], rc);
	}
}

void reports_warning(struct reports *reports, const char *text)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->warning)
			reports->items[i]->ops->warning(reports->items[i], text);
	}
}

void reports_end(struct reports *reports, const struct report_totals *totals)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->end)
			reports->items[i]->ops->end(reports->items[i], totals);
	}
}

void reports_stop(struct reports *reports, const char *why)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->stop)
			reports->items[i]->ops->stop(reports->items[i], why);
	}
}

void reports_free(struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->ops->free)
			reports->items[i]->ops->free(reports->items[i]);
	}
	*reports = (struct reports){0};
}

void report_fail(struct report *report, const struct err *err)
{
	if (!report->failed)
		report->err = *err;
	report->failed = true;
}

void report_totals_print(const struct report_totals *totals, struct buf *out)
{
	buf_printf(out, "%zu passed, %zu failed", totals->passed, totals->failed);
	if (totals->skipped)
		buf_printf(out, ", %zu skipped", totals->skipped);
}

bool report_totals_clean(const struct report_totals *totals)
{
	return !totals->failed && !totals->errors && !totals->not_run;
}

void report_totals_add(struct report_totals *totals, enum verdict_status status)
{
	totals->cases++;
	totals->passed += status == VERDICT_PASS || status == VERDICT_XFAIL;
	totals->xfailed += status == VERDICT_XFAIL;
	totals->failed += status == VERDICT_FAIL || status == VERDICT_XPASS;
	totals->errors += status == VERDICT_ERROR;
	totals->skipped += status == VERDICT_SKIP;
	totals->not_run += status == VERDICT_NOT_RUN;
}
