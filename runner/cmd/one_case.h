/* What trace, debug and diff have in common: their word chooses one case, which can be run. */
#ifndef CMD_ONE_CASE_H
#define CMD_ONE_CASE_H

#include "case/suite.h"

/* Returns an exit status, or -1 with an error, which is said with the case's name. */
typedef int one_case_fn(const void *opts, const struct suite_case *sc, struct err *err);

/*
 * Hand the case of the suite in `dir` that `word` chooses to `fn`, with `opts`; `command`: who wants it. One
 * that is skipped, or whose file or ROM is wrong, is an error. Returns the exit status; errors are said. A
 * signal that was caught meanwhile (base/interrupt.h) is obeyed.
 */
int one_case_run(const char *command, const char *dir, char *word, one_case_fn *fn, const void *opts);

#endif
