/* The engine of `romkit cover`: steps through cases, several at a time, and collects what they executed. */
#ifndef CMD_COVER_CASES_H
#define CMD_COVER_CASES_H

#include "cmd/cmd.h"
#include "trace/cover.h"

enum cover_end {
	COVER_ENDED,   /* by itself, or by its own budget */
	COVER_CUT_OFF, /* it would have gone on: by --steps or time */
	COVER_SKIPPED, /* it needs a file that is not there */
	COVER_FAILED,  /* it could not be run, or not to its end */
	COVER_ENDS
};

struct cover_case {
	size_t at; /* in the suite */
	enum cover_end end;
	char *why; /* but for COVER_ENDED: lines without a newline at the end */
};

struct cover_cases {
	struct cover_case *items; /* those that were chosen, in the suite's order */
	size_t count;
	size_t ends[COVER_ENDS]; /* how many ended so */
};

/*
 * Step through the chosen cases, of so many instructions each at the most, and join into `cover` what they
 * executed. Where there are none the pool may be NULL. The ROM of a case that could not be run counts, too,
 * where its image is there; that of a skipped one does not. -1: a signal came.
 */
int cover_cases_run(struct selection *selection, struct pool *pool, unsigned steps, struct cover *cover,
		    struct cover_cases *out, struct err *err);
void cover_cases_fini(struct cover_cases *cases);

#endif
