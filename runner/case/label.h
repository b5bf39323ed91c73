/* Labels of a case's own ROM, where its file might have a number: "done", "result+4", "end-start". */
#ifndef CASE_LABEL_H
#define CASE_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "case/rom_map.h"

/* A zeroed struct is none. */
struct case_labels {
	struct rom_map map;
	char *lacks; /* why there are none, for people; NULL: there are */
};

/* Those of the map beside an image. */
void case_labels_read(const char *image_path, struct case_labels *out);
void case_labels_fini(struct case_labels *labels);

/*
 * Whether the text is meant to have a label: names and numbers with + and - between them, at least one of
 * them a name. A name begins with a letter, _ or a dot; a register's is none.
 */
bool label_is(const char *text);

/* The sum. -1: no such label, or the sum is below 0 or beyond 64 bits. Only of a text that label_is(). */
int label_value(const struct case_labels *labels, const char *text, uint64_t *out, struct err *err);

/* A number or a sum with labels; `labels` may be NULL, which is for numbers only. */
int label_address(const struct case_labels *labels, const char *text, uint64_t *out, struct err *err);

#endif
