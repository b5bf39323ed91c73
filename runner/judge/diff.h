/* The shortest way from one list of lines to another. */
#ifndef JUDGE_DIFF_H
#define JUDGE_DIFF_H

#include "judge/lines.h"

/* `old_count` lines from `old_at` on are replaced by `new_count` lines from `new_at` on; one of the counts can be 0. */
struct change {
	size_t old_at, old_count;
	size_t new_at, new_count;
};

/*
 * The changes in order, with at least one equal line between two of them; NULL and `*count` 0 where nothing differs.
 * The caller frees them. Where more than DIFF_EDITS_MAX lines differ, all between the first and the last different
 * line is one change: the cost stays bounded.
 */
#define DIFF_EDITS_MAX 400
struct change *diff_changes(const struct lines *old, const struct lines *new, size_t *count);

#endif
