/* Another program, run to its end for what it prints. */
#ifndef BASE_COMMAND_H
#define BASE_COMMAND_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Run argv (argv[0] is looked for in PATH; no shell), with nothing to read. What it printed is appended to
 * `out` and `said` (standard error). Returns its exit status, 128 + n where signal n ended it; -1 where it
 * could not be started: `err` says so then.
 */
int command_run(const char *const argv[], struct buf *out, struct buf *said, struct err *err);

#endif
