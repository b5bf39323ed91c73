/* What stands below the line of a case that needs a person: for a terminal and for JUnit alike. */
#ifndef REPORT_DETAILS_H
#define REPORT_DETAILS_H

#include "report/report.h"

/*
 * Whole lines, indented by two. Each mismatch under "PATH:LINE: key" with expected lines behind '-' and
 * actual ones behind '+'; two or more registers as one table; then how the run ended and the command that
 * runs just this case. For an error its message; for an unexpected pass what to do. For a plain pass: how the
 * run ended.
 */
void details_print(const struct report_case *rc, bool colour, struct buf *out);

/* The first part of it alone, without colour: the reason and the mismatches. */
void details_print_why(const struct report_case *rc, struct buf *out);

/* A register mismatch as a row of a table: the values without their marks; notes may follow, each line with
 * its ' '. */
struct register_row {
	const char *name, *expected, *actual, *notes;
	size_t expected_len, actual_len;
	unsigned line;
};

/* Cut the text of a mismatch into a row; false where it is no register's or too wide for a table. */
bool register_row_parse(const struct mismatch *mismatch, struct register_row *out);

#endif
