/* console-match and serial-match: regular expressions that must match lines in order. */
#ifndef JUDGE_PATTERNS_H
#define JUDGE_PATTERNS_H

#include "base/buf.h"
#include "case/case.h"
#include "judge/lines.h"

/*
 * Walk on to the first line that matches; false where none does, or the search is spent. Neither the newline
 * nor a carriage return before it belongs to the line.
 */
bool patterns_find(const struct expect_pattern *pattern, struct search *search, struct line_walk *walk,
		   struct line *out);

/* Walk on to the line that looks most like the pattern, of the next 2000; false where none is like it at all.
 */
bool patterns_nearest(const char *pattern, struct line_walk *walk, struct line *out);

/*
 * Each pattern is looked for behind the line that the one before it matched. Returns the index of the first
 * that is not found, patterns->count where all are; `walk`, which begins at the first line, ends where its
 * search began.
 */
size_t patterns_match(const struct expect_patterns *patterns, struct search *search, struct line_walk *walk);

/* The text of the mismatch for the pattern `index`, not found where `from` goes on. */
void patterns_print_miss(const struct expect_patterns *patterns, struct search *search,
			 const struct buf *actual, size_t index, const struct line_walk *from,
			 struct buf *out);

/* Append a pattern that matches just such a line. What cannot stand in a pattern becomes `.`. */
void patterns_print_exact(const struct line *line, struct buf *out);

#endif
