/*
 * Which cases a set of changed files touches: those whose files (case/case_files.h) are among them. All are
 * touched by the suite's Makefile, by a romkit.mk, and by the sources of a romkit in whose tree the suite
 * lies or that lies in the suite's tree.
 *
 * What cannot be known counts as touched. Other files, such as a README, touch nothing.
 */
#ifndef CASE_TOUCH_H
#define CASE_TOUCH_H

#include <stdbool.h>

#include "case/find.h"
#include "case/suite.h"

struct touch {
	struct suite *suite;
	char *dir;            /* the suite's folder, absolute, without links */
	struct names changed; /* absolute, sorted */
	struct names deleted; /* the last parts of those that are not there any more, sorted */
	const char *all;      /* what touches all cases: one of `changed`; or NULL */
	struct names
		unknown; /* ROMs that are not known to be built from what is there now, as far as asked */
	void *files;     /* for each file that was asked for, whether it is changed */
};

/*
 * `changed` are paths of files, or of folders, which stand for all that is in them; there need not be
 * anything any more. Links in them are resolved but for the last part. The suite is borrowed.
 */
void touch_init(struct touch *touch, struct suite *suite, const struct names *changed);
void touch_fini(struct touch *touch);

/* Whether a case with these files is touched. */
bool touch_files(struct touch *touch, const struct names *files);

/* Whether the case with this number is touched. It is loaded for that. */
bool touch_case(struct touch *touch, size_t at);

#endif
