/* Coverage as a tracefile of lcov, geninfo(1): genhtml and most services that show coverage read it. */
#ifndef TRACE_LCOV_H
#define TRACE_LCOV_H

#include "trace/cover.h"

/*
 * Append the records of all files. In block 0 of a line (BRDA), branch 0 is that it was taken, 1 that it was
 * not. "-" where the line was never executed.
 */
void lcov_print(const struct cover *cover, struct buf *out);

#endif
