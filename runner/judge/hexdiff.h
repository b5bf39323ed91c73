/* The difference between two ranges of bytes at an address: the text of a mismatch (judge/verdict.h). */
#ifndef JUDGE_HEXDIFF_H
#define JUDGE_HEXDIFF_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Appends lines, each with a newline: how many bytes differ, and the rows of 16 bytes that do, expected above
 * actual, with their addresses and as ASCII. `mask` has a 1 bit where a bit counts; a digit of which none
 * counts is `?`. Nothing where no bit that counts differs. A mask of NULL is all ones.
 */
void hexdiff_print(uint64_t gpa, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
		   size_t len, struct buf *out);

/*
 * The same for the first `len` bytes of a disk's sector: the heading names the sector, the rows have offsets
 * in it. At most `rows_max` rows.
 */
void hexdiff_print_sector(uint64_t lba, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
			  size_t len, size_t rows_max, struct buf *out);

/* The same for two lists of bytes without addresses and of different lengths: POST codes. */
void hexdiff_print_list(const uint8_t *expected, size_t expected_len, const uint8_t *actual,
			size_t actual_len, struct buf *out);

#endif
