/*
 * Which cases failed when they ran last: DIR/build/romkit.last, for --failed. A line "romkit last run 1",
 * then a name a line, sorted, with \n for a newline and \\ for a backslash in it.
 */
#ifndef CASE_LAST_RUN_H
#define CASE_LAST_RUN_H

#include <stdbool.h>

#include "base/err.h"
#include "case/find.h"
#include "case/suite.h"

/* What a run found out. A zeroed struct is empty. */
struct last_run {
	struct names ran, failed; /* in any order; one that failed is in both */
};

/* `failed`: or could not be run. A case that is added twice has failed where it did once. */
void last_run_add(struct last_run *run, const char *name, bool failed);
void last_run_fini(struct last_run *run);

/*
 * Join a run with what the file says: cases that did not run keep what they had, those that the suite has no
 * more are dropped. The file is replaced at once, under a lock on the folder, so that of two runs that end
 * together neither is lost.
 */
int last_run_write(const struct last_run *run, const struct suite *suite, struct err *err);

/* The names in the file, sorted. Where there is none, the error says what to do. */
int last_run_read(const char *dir, struct names *out, struct err *err);

/* Whether a path, however it is spelt, is that of the file, or of what io_write_file() makes beside it first.
 */
bool last_run_is_file(const char *dir, const char *path);

#endif
