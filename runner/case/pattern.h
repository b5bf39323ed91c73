/*
 * POSIX extended regular expressions as a case file may have them, and the question whether a line has a
 * match.
 *
 * Whoever writes a case also writes what the guest prints, so the work for any pattern and any line must be
 * bounded. regexec() is not: it begins anew at each byte of the line, keeps every set of states that it
 * meets, and tries all ways where there is a back reference. Here all ways go through the line together,
 * once: a byte costs at most a step for each part of the pattern, and no memory.
 */
#ifndef CASE_PATTERN_H
#define CASE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pattern;

/*
 * What POSIX has, and \w \W \s \S \b \B \< \> \` \' as in the GNU library. A line is bytes, of which . is
 * any. Refused are back references, and what is larger than the limits that the error tells. The caller frees
 * it.
 */
int pattern_compile(const char *text, struct pattern **out, struct err *err);
void pattern_free(struct pattern *pattern);

/* What searches need beside the pattern, and how many steps they took: for one search after the other. */
struct search {
	uint64_t steps;
	uint64_t moment;      /* counts the positions of all lines: what is marked with it has been seen */
	uint64_t *marks;      /* of each instruction */
	uint32_t *stack;      /* instructions still to be followed */
	uint32_t *now, *next; /* instructions that wait for this byte, and for the one behind it */
	size_t now_count, next_count;
};

#define SEARCH_STEPS_MAX 2000000000ull /* some seconds */

void search_init(struct search *search);
void search_fini(struct search *search);
/* All steps are used up: what was not found is not known, and nothing more will be. */
bool search_is_spent(const struct search *search);

/* Whether it matches some part of the line, which has no newline. False also where the search is spent. */
bool pattern_match(const struct pattern *pattern, struct search *search, const uint8_t *line, size_t len);

#endif
