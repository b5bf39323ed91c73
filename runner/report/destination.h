/* Where a report in a file goes: "-" is standard output, anything else a path. */
#ifndef REPORT_DESTINATION_H
#define REPORT_DESTINATION_H

#include "base/buf.h"
#include "base/err.h"

/*
 * For reports that are written at their end: makes the folders that the path names, and puts `unfinished`
 * into a file, so that what a run before left there is not taken for this one's. A device or a pipe gets
 * nothing yet.
 */
int destination_begin(const char *path, const struct buf *unfinished, struct err *err);
/* All of it at once: a file is replaced (io_write_file). */
int destination_write(const char *path, const struct buf *text, struct err *err);

/* What `unfinished` says. */
#define DESTINATION_UNFINISHED "this run is not over: romkit is at work, or was ended"

/* For reports that grow: an empty file. Returns a descriptor, which the caller closes, or -1. */
int destination_open(const char *path, struct err *err);

#endif
