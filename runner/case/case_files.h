/* The files that a case depends on. */
#ifndef CASE_CASE_FILES_H
#define CASE_CASE_FILES_H

#include "case/find.h"
#include "case/suite.h"

/*
 * Append them: the .expect file; the files that it needs; its images; and where an image is built, what it
 * was built from (case/depends.h). Paths are as the suite has them or absolute; not all of them need to
 * exist. Returns -1 where it is not known what a ROM is built from: its name is appended to `unknown`.
 */
int case_files(struct suite *suite, size_t at, struct names *out, struct names *unknown);

#endif
