/* What pattern_compile() makes and pattern_match() reads. */
#ifndef CASE_PATTERN_PRIVATE_H
#define CASE_PATTERN_PRIVATE_H

#include "case/pattern.h"

#define PATTERN_BYTES_MAX 4096
#define PATTERN_SIZE_MAX  10000 /* instructions */
#define PATTERN_DEPTH_MAX 16

enum pattern_op {
	PATTERN_FOUND,
	PATTERN_BYTE,  /* takes the byte `arg` */
	PATTERN_SET,   /* takes a byte of the set `arg` */
	PATTERN_SPLIT, /* goes on behind it, and `arg` instructions from it */
	PATTERN_JUMP,  /* goes on `arg` instructions from it */
	PATTERN_PLACE, /* goes on where the place is as `arg` says */
};

enum pattern_place {
	PLACE_LINE_START,
	PLACE_LINE_END,
	PLACE_WORD_START,
	PLACE_WORD_END,
	PLACE_WORD_EDGE,
	PLACE_NO_WORD_EDGE,
};

/* All distances are relative, so that code can be copied. */
struct instruction {
	uint32_t op : 3;
	int32_t arg : 29;
};

struct byte_set {
	uint64_t bits[4];
};

struct pattern {
	struct instruction *code; /* PATTERN_FOUND is the last */
	size_t count;
	struct byte_set *sets;
	size_t set_count;
	struct byte_set first; /* the bytes with which a match may begin ... */
	bool may_be_empty;     /* ... unless it is empty */
};

static inline bool byte_set_has(const struct byte_set *set, uint8_t byte)
{
	return set->bits[byte / 64] >> byte % 64 & 1;
}

void byte_set_add(struct byte_set *set, uint8_t from, uint8_t to);
void byte_set_invert(struct byte_set *set);
/* Letters, digits and _: what \w is. */
bool byte_is_word(uint8_t byte);
/* \w \W \s \S; false for another letter. */
bool byte_set_escape(char letter, struct byte_set *out);
/* The bracket expression that begins at `p`; returns what is behind it, or NULL with an error. */
const char *byte_set_parse(const char *p, struct byte_set *out, struct err *err);

#endif
