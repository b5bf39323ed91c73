/* The difference between two byte streams as lines for a person: the text of a mismatch (judge/verdict.h). */
#ifndef JUDGE_TEXTDIFF_H
#define JUDGE_TEXTDIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Appends lines, each with a newline; nothing where the streams are equal. Differing lines stand between a
 * few equal ones; where one line became one other, a mark stands under what differs. Control characters and
 * spaces at line ends are made visible, and where nothing else differs that is said first. Long lines and
 * long differences are cut, with the number of what is left out: the text stays below some 120 lines.
 */
void textdiff_print(const uint8_t *expected, size_t expected_len, const uint8_t *actual, size_t actual_len,
		    struct buf *out);

#endif
