/* A byte stream as lines. */
#ifndef JUDGE_LINES_H
#define JUDGE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A range of the stream, which must outlive it. `len` leaves out the newline; `ended` says there is one. */
struct line {
	const uint8_t *bytes;
	size_t len;
	bool ended;
	uint32_t hash;
};

/* All lines in order. Only the last one can be without a newline. */
struct lines {
	struct line *items;
	size_t count;
};

/* The lines one by one, where an array of them is not needed. `number` is that of the last one given, from 1.
 */
struct line_walk {
	const uint8_t *at, *end;
	size_t number;
};

struct line_walk line_walk(const uint8_t *bytes, size_t len);
/* The next line, without its hash; false where there is none. */
bool line_next(struct line_walk *walk, struct line *out);
size_t lines_count(const uint8_t *bytes, size_t len);

void lines_split(const uint8_t *bytes, size_t len, struct lines *out);
/* The same with only the first and the last `keep` where there are more; returns how many are left out. */
size_t lines_split_ends(const uint8_t *bytes, size_t len, size_t keep, struct lines *out);
void lines_fini(struct lines *lines);

/* The same bytes, the newline included. */
bool line_equal(const struct line *a, const struct line *b);

#endif
