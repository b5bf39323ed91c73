/* What `romkit cover` says, and its gate. All append whole lines to `out`, in which names stand as they are.
 */
#ifndef CMD_COVER_PRINT_H
#define CMD_COVER_PRINT_H

#include "cmd/cover_cases.h"

/* A line with the totals of each file. */
void cover_put_files(const struct cover *cover, struct buf *out);

/* "FILE:12-14" for lines that were never executed, "FILE:20: never taken" for a branch that went one way. */
void cover_put_missing(const struct cover *cover, struct buf *out);

/* The cases that did not run to their end; the skipped ones only with `skips`. */
void cover_put_cases(const struct suite *suite, const struct cover_cases *cases, bool skips, struct buf *out);

/* The ROMs whose source is not known, or not all of it. */
void cover_put_unknown(const struct cover *cover, struct buf *out);

/* The sources of ROMs that no case runs; only where all cases were loaded. */
void cover_put_orphans(const struct suite *suite, struct buf *out);

/* One line, without the newline. */
void cover_put_closing(const struct cover_totals *totals, const struct cover_cases *cases, struct buf *out);

/* What --min says; a zeroed one always holds. */
struct cover_gate {
	const char *text;         /* as written; NULL: nothing */
	uint64_t min_thousandths; /* of a percent */
};

/* 0 to 100, with up to three digits behind a point. `text` is borrowed. */
int cover_gate_parse(const char *text, struct cover_gate *out, struct err *err);

/* False where less of the lines was executed, or there are none: `out` says so. */
bool cover_gate_holds(const struct cover_gate *gate, const struct cover_totals *totals, struct buf *out);

#endif
