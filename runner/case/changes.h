/* What has changed since a git revision. */
#ifndef CASE_CHANGES_H
#define CASE_CHANGES_H

#include "base/err.h"
#include "case/find.h"

/*
 * Append the absolute path of each file of the repository that `dir` lies in which differs between the
 * working tree and the point where HEAD has left `revision` (their merge base, so what others have done since
 * does not count; for an ancestor of HEAD that is the revision itself). Committed or not, deleted and new
 * files too; of a renamed one both names. Ignored files and other repositories are not looked at. A submodule
 * is one path.
 */
int changes_since(const char *dir, const char *revision, struct names *out, struct err *err);

#endif
