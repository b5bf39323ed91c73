#include "cmd/last_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "case/last_run.h"

struct last_report {
	struct report report; /* first */
	const struct suite *suite;
	struct last_run run;
	bool verbose;
};

static void finished(struct report *report, const struct report_case *rc)
{
	struct last_report *last = (struct last_report *)report;

	switch (rc->verdict.status) {
	case VERDICT_NOT_RUN: break;
	case VERDICT_SKIP:
	case VERDICT_PASS:
	case VERDICT_XFAIL: last_run_add(&last->run, rc->name, false); break;
	default: last_run_add(&last->run, rc->name, true); break;
	}
}

static void end(struct report *report, const struct report_totals *totals)
{
	struct last_report *last = (struct last_report *)report;
	struct err err;

	(void)totals;
	if (last_run_write(&last->run, last->suite, &err) < 0 && last->verbose)
		fprintf(stderr, "romkit: which cases failed is not kept for --failed: %s\n", err.text);
}

static void last_free(struct report *report)
{
	struct last_report *last = (struct last_report *)report;

	last_run_fini(&last->run);
	free(last);
}

struct report *last_report_new(const struct suite *suite, bool verbose)
{
	static const struct report_ops ops = {.finished = finished, .end = end, .free = last_free};
	struct last_report *last = mem_zalloc(1, sizeof *last);

	last->report.ops = &ops;
	last->suite = suite;
	last->verbose = verbose;
	return &last->report;
}
