/* Inside bless: the file being edited, and the parts of bless_text() that are files of their own. */
#ifndef JUDGE_BLESS_PRIVATE_H
#define JUDGE_BLESS_PRIVATE_H

#include "case/case.h"
#include "judge/place.h"
#include "run/result.h"

/* One file being blessed. What is not in it yet gathers in `tail`: whole lines for its end. */
struct bless {
	const struct testcase *tc;
	const struct buf *disk_image;
	const struct result *result;
	struct place_file file;
	struct splice splice;
	struct buf tail;
	size_t column; /* of the top keys */
	struct err *err;
};

/* The pair of a top key in the file; NULL where it is not there. */
static inline const struct yaml_node *bless_find(const struct bless *b, const char *key)
{
	return place_find(&b->file.root, key);
}

/* Bytes of memory and of the disk that do not match get the actual ones. -1 where they cannot be recorded. */
int bless_memory(struct bless *b);
int bless_disk(struct bless *b);

#endif
