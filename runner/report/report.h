/* Where verdicts go: reporters behind one struct of function pointers. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "report/report_case.h"

/* What is about to run, for reporters; borrowed while they are told of it. */
struct report_run {
	const char *version;      /* of romkit: "0.1" */
	const char *suite;        /* the folder that holds cases/ */
	const char *const *names; /* every case that will be reported, in the suite's order */
	size_t count;
	unsigned shard, shards; /* K of N, from 1; 0 where the suite is not divided */
	bool shuffled;
	uint64_t seed; /* where shuffled */
	unsigned workers;
	bool in_box;
	int64_t started_s; /* seconds since 1970 */
};

/* `passed` includes `xfailed`; `failed` includes unexpected passes; errors are in neither. */
struct report_totals {
	size_t cases, passed, failed, errors, skipped, not_run, xfailed;
	size_t warnings;
	bool interrupted; /* a signal ended the run; else cases are not run by --fail-fast alone */
	uint64_t wall_ns;
};

struct report;

/* NULL means: not interested. */
struct report_ops {
	void (*begin)(struct report *report, const struct report_run *run);
	/* Each case, as soon as it ends, in whatever order that is. */
	void (*ended)(struct report *report, const struct report_case *rc);
	/* Each case in the suite's order, for people: it waits for all before it. */
	void (*finished)(struct report *report, const struct report_case *rc);
	void (*warning)(struct report *report, const char *text);
	void (*end)(struct report *report, const struct report_totals *totals);
	void (*stop)(struct report *report,
		     const char *why); /* instead of end, also before begin: romkit cannot go on */
	void (*free)(struct report *report);
};

/*
 * The head of every reporter. What goes wrong with one (a full disk) changes no verdict and stops no other:
 * it keeps the first error and writes no more. Whoever runs the reporters looks at it once they were told of
 * the end.
 */
struct report {
	const struct report_ops *ops;
	bool failed;
	struct err err;
};

#define REPORTS_MAX 12

/* Reporters that are told the same, in this order. A zeroed struct is empty. */
struct reports {
	struct report *items[REPORTS_MAX];
	size_t count;
};

/* Takes ownership. More than REPORTS_MAX is a programming error and aborts. */
void reports_add(struct reports *reports, struct report *report);
void reports_begin(struct reports *reports, const struct report_run *run);
void reports_ended(struct reports *reports, const struct report_case *rc);
void reports_finished(struct reports *reports, const struct report_case *rc);
void reports_warning(struct reports *reports, const char *text);
void reports_end(struct reports *reports, const struct report_totals *totals);
void reports_stop(struct reports *reports, const char *why);
void reports_free(struct reports *reports);

/* Note what went wrong, for reporters; the first error counts. */
void report_fail(struct report *report, const struct err *err);

/* The closing line without a newline: "12 passed, 1 failed, 2 skipped". */
void report_totals_print(const struct report_totals *totals, struct buf *out);

/* Nothing failed, and nothing is unknown: errors, cases that were not run. */
bool report_totals_clean(const struct report_totals *totals);

/* Count one more finished case. */
void report_totals_add(struct report_totals *totals, enum verdict_status status);

struct report_term_opts {
	FILE *out;
	bool colour;                /* SGR sequences */
	bool progress;              /* a line that is overwritten; only where `out` is a terminal */
	uint64_t progress_every_ns; /* it is written anew no more often */
	bool verbose;               /* also show passing cases' details */
	bool quiet;                 /* only failures and the closing line */
	size_t slowest; /* so many of the slowest cases are listed at the end, of those that took ... */
	uint64_t slowest_least_ns; /* ... at least so long */
};

/*
 * The terminal: a line for each case, details under each failure, a summary, the closing line. Times stand
 * only at the end of the lines of cases: everything else is the same from run to run where the cycles are.
 */
struct report *report_term_new(const struct report_term_opts *opts);

/*
 * Reports in files. PATH is "-" for standard output, else a file (report/destination.h); one that cannot be
 * written is an error here, before anything runs.
 *
 * tap: TAP version 14, a test point as soon as a case is reported.
 * jsonl: a JSON object a line (doc/results.md), each written by one write() as soon as its case ends, so that
 * a kill leaves whole lines, and all that was known.
 */
struct report *report_tap_new(const char *path, struct err *err);
struct report *report_jsonl_new(const char *path, struct err *err);
struct report *report_junit_new(const char *path, struct err *err);
struct report *report_html_new(const char *path, struct err *err);

/*
 * Annotations for GitHub Actions on `out` at the end, behind which others may write; until then `out` is kept
 * from being taken for commands. `workspace` is the top of the repository (NULL: the working folder); the
 * summary is appended to the file of that path, if any.
 */
struct report *report_github_new(FILE *out, const char *workspace, const char *summary_path);

/* What one run did, for `romkit run`: how it stopped, cycles, streams, stray accesses, registers. */
void report_print_run(const struct result *result, bool colour, FILE *out);

/* The lines of a mismatch or of a difference (judge/textdiff.h), by their marks. */
void report_print_marked(const char *text, bool colour, FILE *out);

#endif
