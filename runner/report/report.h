/* Where verdicts go: reporters behind one struct of function pointers. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "report/report_case.h"

/* What is about to run, for reporters; borrowed while they are told of it. */
struct report_run {
	const char *version;      /* of romkit: "0.1" */
	const char *suite;        /* the folder that holds cases/ */
	const char *const *names; /* every case that will be reported, in that order */
	size_t count;
	unsigned shard, shards; /* K of N, from 1; 0 where the suite is not divided */
	bool shuffled;
	uint64_t seed; /* where shuffled */
	unsigned workers;
	bool in_box;
};

/* `passed` includes `xfailed`; `failed` includes unexpected passes; errors are in neither. */
struct report_totals {
	size_t cases, passed, failed, errors, skipped, not_run, xfailed;
	size_t warnings;
	uint64_t wall_ns;
};

struct report;

/* NULL means: not interested. */
struct report_ops {
	void (*begin)(struct report *report, const struct report_run *run);
	void (*finished)(struct report *report, const struct report_case *rc);
	void (*warning)(struct report *report, const char *text);
	void (*end)(struct report *report, const struct report_totals *totals);
	void (*free)(struct report *report);
};

/* The head of every reporter. */
struct report {
	const struct report_ops *ops;
};

#define REPORTS_MAX 8

/* Reporters that are told the same, in this order. A zeroed struct is empty. */
struct reports {
	struct report *items[REPORTS_MAX];
	size_t count;
};

/* Takes ownership. More than REPORTS_MAX is a programming error and aborts. */
void reports_add(struct reports *reports, struct report *report);
void reports_begin(struct reports *reports, const struct report_run *run);
void reports_finished(struct reports *reports, const struct report_case *rc);
void reports_warning(struct reports *reports, const char *text);
void reports_end(struct reports *reports, const struct report_totals *totals);
void reports_free(struct reports *reports);

/* Count one more finished case. */
void report_totals_add(struct report_totals *totals, enum verdict_status status);

struct report_term_opts {
	FILE *out;
	bool colour;   /* SGR sequences */
	bool progress; /* a line that is overwritten; only where `out` is a terminal */
	bool verbose;  /* also show passing cases' details */
	bool quiet;    /* only failures and the closing line */
};

/*
 * The terminal: a line for each case, details under each failure, a summary, the closing line. Times stand
 * only at the end of the lines of cases: everything else is the same from run to run where the cycles are.
 */
struct report *report_term_new(const struct report_term_opts *opts);

/* What one run did, for `romkit run`: how it stopped, cycles, streams, stray accesses, registers. */
void report_print_run(const struct result *result, bool colour, FILE *out);

/* The lines of a mismatch or of a difference (judge/textdiff.h), by their marks. */
void report_print_marked(const char *text, bool colour, FILE *out);

#endif
