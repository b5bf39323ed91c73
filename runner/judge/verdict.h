/* What the judge says of a case: plain data for reporters. */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include <stddef.h>

#include "run/result.h"

enum verdict_status {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_XFAIL, /* failed, as its xfail says: counts as passed */
	VERDICT_XPASS, /* passed, though its xfail says it cannot: counts as failed */
	VERDICT_ERROR, /* romkit could not run or read it: neither passed nor failed, exit status 2 */
	VERDICT_SKIP,
	VERDICT_NOT_RUN, /* chosen, but the run was stopped before it (--fail-fast) */
	VERDICT_STATUSES
};

/*
 * One thing that is not as expected. `text` has lines for a person; the first character of each says what the
 * line is: '-' expected, '+' actual, ' ' context or explanation, '@' a heading. No colour, no newline at the
 * end; control characters of the guest's output are already made visible.
 */
struct mismatch {
	char *key;     /* "stop", "console", "registers.ax", "memory.0x7dfe", "cycles", "console-match" */
	unsigned line; /* in the .expect file; 0 where the expectation is a default */
	char *text;
};

/* A zeroed struct is a pass. */
struct verdict {
	enum verdict_status status;
	struct mismatch *mismatches;
	size_t count;
	char *reason; /* the error, the xfail reason or why it was skipped or not run; NULL else */
};

/* "pass", "fail", "xfail", "xpass", "error", "skip", "not-run". */
const char *verdict_status_name(enum verdict_status status);
/* Whether a person has to look at it: fail, xpass, error. */
bool verdict_is_bad(enum verdict_status status);

/* "PASS", "FAIL", "XFAIL", "XPASS", "ERROR", "SKIP", "NOT RUN": for people. */
const char *verdict_status_word(enum verdict_status status);

/* Add a mismatch; takes the bytes out of `text`, less a newline at its end. The status stays as it is. */
void verdict_add(struct verdict *verdict, const char *key, unsigned line, struct buf *text);
void verdict_fini(struct verdict *verdict);

#endif
