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

void lines_split(const uint8_t *bytes, size_t len, struct lines *out);
void lines_fini(struct lines *lines);

/* The same bytes, the newline included. */
bool line_equal(const struct line *a, const struct line *b);

#endif
