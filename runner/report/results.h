/* A file of results (doc/results.md), read: what its run planned, and where the line of each case lies. */
#ifndef REPORT_RESULTS_H
#define REPORT_RESULTS_H

#include "report/report.h"

/* A planned case. `line` points into the file; NULL where the file has none for it. */
struct results_slot {
	const char *name;
	const char *line;
	size_t len;
	enum verdict_status status;
};

/* A zeroed struct is empty. */
struct results {
	char *path;
	/* The file's bytes, mapped where it is a regular one: a million lines are not copied. */
	char *text;
	size_t len;
	bool mapped;

	/* Of its first line; all zero where the file has none. `run.names` is NULL: the slots have the names.
	 */
	struct report_run run;
	char *version, *suite;      /* what `run` points to */
	struct buf names;           /* what the slots' names point into */
	struct results_slot *slots; /* sorted by name, bytewise */
	size_t count;
	char **warnings;
	size_t warning_count;
	bool begun;         /* it has its first line */
	bool whole;         /* it has its last line: the run was not cut off */
	bool uninterrupted; /* its last line says so: what was not run is so by --fail-fast */
	uint64_t wall_ns;   /* of the last line */
	char *fault;        /* where the file could not be opened: why */
};

/*
 * Read a file. One that is not there, is empty or ends in the middle is no error: `fault`, `begun` and
 * `whole` tell. A line that is not as it should be is: "FILE:LINE: ...", and `out` is to be freed all the
 * same.
 */
int results_read(const char *path, struct results *out, struct err *err);
void results_fini(struct results *results);

/* The record of a slot that has a line; the caller frees it. Cannot fail, as the line was parsed before. */
void results_case(const struct results_slot *slot, struct report_case *out);

#endif
