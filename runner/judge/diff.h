/* The shortest way from one list of lines to another. */
#ifndef JUDGE_DIFF_H
#define JUDGE_DIFF_H

#include "judge/lines.h"

/* `before_count` lines from `before_at` on become `after_count` lines from `after_at` on; one count can be 0.
 */
struct change {
	size_t before_at, before_count;
	size_t after_at, after_count;
};

/*
 * The changes in order, with at least one equal line between two of them; NULL and `*count` 0 where nothing
 * differs. The caller frees them. Where more than DIFF_EDITS_MAX lines differ, all between the first and the
 * last different line is one change: the cost stays bounded.
 */
#define DIFF_EDITS_MAX 400
struct change *diff_changes(const struct lines *before, const struct lines *after, size_t *count);

#endif
