/* console-match and serial-match: regular expressions that must match lines in order. */
#ifndef JUDGE_PATTERNS_H
#define JUDGE_PATTERNS_H

#include "case/case.h"
#include "judge/lines.h"

/*
 * The first line from `from` on (counted from 0) that matches; lines->count where none does. Neither the
 * newline nor a carriage return before it belongs to the line.
 */
size_t patterns_find(const regex_t *regex, const struct lines *lines, size_t from);

/* The line from `from` on that looks most like the pattern; lines->count where none is like it at all. */
size_t patterns_nearest(const char *pattern, const struct lines *lines, size_t from);

/*
 * Each pattern is looked for behind the line that the one before it matched. Returns the index of the first
 * that is not found, patterns->count where all are; `*from` is the line where its search started.
 */
size_t patterns_match(const struct expect_patterns *patterns, const struct lines *lines, size_t *from);

/* The text of the mismatch for the pattern `index`, not found from line `from` on. */
void patterns_print_miss(const struct expect_patterns *patterns, const struct lines *lines, size_t index,
			 size_t from, struct buf *out);

/* Append a pattern that matches just such a line. What cannot stand in a pattern becomes `.`. */
void patterns_print_exact(const struct line *line, struct buf *out);

#endif
