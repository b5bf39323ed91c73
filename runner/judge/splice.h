/* Replacements of ranges of a text, all given in places of the old text. */
#ifndef JUDGE_SPLICE_H
#define JUDGE_SPLICE_H

#include <stddef.h>

#include "base/buf.h"

/* Bytes from..to become `text`; from == to inserts. */
struct splice_edit {
	size_t from, to;
	char *text;
};

/* A zeroed struct has no edits. Ranges must not overlap; insertions at one place keep their order. */
struct splice {
	struct splice_edit *edits;
	size_t count;
};

/* Takes the bytes out of `text`, which must have no NUL in them. */
void splice_add(struct splice *splice, size_t from, size_t to, struct buf *text);
void splice_apply(const struct splice *splice, const char *old, size_t len, struct buf *out);
void splice_fini(struct splice *splice);

#endif
