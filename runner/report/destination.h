/* Where a report in a file goes: "-" is standard output, anything else a path. */
#ifndef REPORT_DESTINATION_H
#define REPORT_DESTINATION_H

#include "base/buf.h"
#include "base/err.h"

/* Whether it can be written at all; makes the folders that its path names. For reports that are written at
 * their end. */
int destination_check(const char *path, struct err *err);
/* All of it at once: a file is replaced (io_write_file). */
int destination_write(const char *path, const struct buf *text, struct err *err);

/* For reports that grow: an empty file. Returns a descriptor, which the caller closes, or -1. */
int destination_open(const char *path, struct err *err);

#endif
