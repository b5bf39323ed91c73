#include "judge/hexdiff.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ROW_BYTES 16
#define ROWS_MAX  8

static bool differs(uint8_t expected, uint8_t mask, uint8_t actual)
{
	return ((expected ^ actual) & mask) != 0;
}

static void put_digit(unsigned value, unsigned mask, struct buf *out)
{
	static const uint8_t digits[] = "0123456789abcdef";

	buf_addc(out, mask & 0xf ? digits[value & 0xf] : '?');
}

/* "-0x7dfe: 55 aa ...  U." and a newline; a mask of NULL is all ones. */
static void put_row(char mark, uint64_t gpa, const uint8_t *bytes, const uint8_t *mask, size_t len,
		    struct buf *out)
{
	buf_printf(out, "%c0x%04llx:", mark, (unsigned long long)gpa);
	for (size_t i = 0; i < len; i++) {
		uint8_t counts = mask ? mask[i] : 0xff;

		buf_addc(out, ' ');
		put_digit(bytes[i] >> 4, counts >> 4, out);
		put_digit(bytes[i], counts, out);
	}
	buf_fill(out, ' ', 3 * (ROW_BYTES - len) + 2);
	for (size_t i = 0; i < len; i++) {
		bool printable = bytes[i] >= 0x20 && bytes[i] < 0x7f;

		buf_addc(out, mask && mask[i] != 0xff ? '?' : printable ? bytes[i] : '.');
	}
	buf_addc(out, '\n');
}

/* The row below: a mark under each byte that differs. */
static void put_marks(uint64_t gpa, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
		      size_t len, struct buf *out)
{
	int width = snprintf(NULL, 0, "0x%04llx:", (unsigned long long)gpa);
	size_t spaces = (size_t)width + 1;

	buf_addc(out, ' ');
	for (size_t i = 0; i < len; i++, spaces++) {
		if (!differs(expected[i], mask ? mask[i] : 0xff, actual[i])) {
			spaces += 2;
			continue;
		}
		buf_fill(out, ' ', spaces);
		buf_adds(out, "^^");
		spaces = 0;
	}
	buf_addc(out, '\n');
}

static size_t count_differing(const uint8_t *expected, const uint8_t *mask, const uint8_t *actual, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += differs(expected[i], mask ? mask[i] : 0xff, actual[i]);
	return count;
}

/* The rows in which any of the `differing` bytes are, and how many bytes were left out. */
static void put_rows(uint64_t gpa, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
		     size_t len, size_t differing, size_t rows_max, struct buf *out)
{
	size_t left = differing, rows = 0;

	for (size_t at = 0; at < len && left && rows < rows_max; at += ROW_BYTES) {
		size_t n = len - at < ROW_BYTES ? len - at : ROW_BYTES;
		const uint8_t *row_mask = mask ? mask + at : NULL;
		size_t here = count_differing(expected + at, row_mask, actual + at, n);

		if (!here)
			continue;
		put_row('-', gpa + at, expected + at, row_mask, n, out);
		put_row('+', gpa + at, actual + at, NULL, n, out);
		put_marks(gpa + at, expected + at, row_mask, actual + at, n, out);
		left -= here;
		rows++;
	}
	if (left)
		buf_printf(out, " ... %zu more bytes differ behind this\n", left);
}

void hexdiff_print(uint64_t gpa, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
		   size_t len, struct buf *out)
{
	size_t all = count_differing(expected, mask, actual, len);

	if (all && len > 1)
		buf_printf(out, "@%zu of %zu bytes differ%s\n", all, len, all == 1 ? "s" : "");
	put_rows(gpa, expected, mask, actual, len, all, ROWS_MAX, out);
}

void hexdiff_print_sector(uint64_t lba, const uint8_t *expected, const uint8_t *mask, const uint8_t *actual,
			  size_t len, size_t rows_max, struct buf *out)
{
	size_t all = count_differing(expected, mask, actual, len);

	if (!all)
		return;
	buf_printf(out, "@sector %llu: %zu of %zu bytes differ%s\n", (unsigned long long)lba, all, len,
		   all == 1 ? "s" : "");
	put_rows(0, expected, mask, actual, len, all, rows_max, out);
}

/* One row of a list: the bytes from `at` on, with dots where it goes on. */
static void put_list(char mark, const uint8_t *bytes, size_t at, size_t len, struct buf *out)
{
	size_t end = len > at + ROW_BYTES ? at + ROW_BYTES : len;

	buf_printf(out, "%c%s", mark, at ? "... " : "");
	for (size_t i = at; i < end; i++)
		buf_printf(out, "%s%02x", i > at ? " " : "", bytes[i]);
	if (at >= end)
		buf_adds(out, len ? "(nothing more)" : "(nothing)");
	if (end < len)
		buf_printf(out, " ... (%zu more)", len - end);
	buf_addc(out, '\n');
}

void hexdiff_print_list(const uint8_t *expected, size_t expected_len, const uint8_t *actual,
			size_t actual_len, struct buf *out)
{
	size_t shorter = expected_len < actual_len ? expected_len : actual_len;
	size_t first = 0, at;

	while (first < shorter && expected[first] == actual[first])
		first++;
	if (first == shorter && expected_len == actual_len)
		return;
	at = first < ROW_BYTES / 2 ? 0 : first - ROW_BYTES / 2;
	if (expected_len != actual_len)
		buf_printf(out, "@%zu expected, %zu written; byte %zu is the first that differs\n",
			   expected_len, actual_len, first + 1);
	else
		buf_printf(out, "@byte %zu of %zu is the first that differs\n", first + 1, actual_len);
	put_list('-', expected, at, expected_len, out);
	put_list('+', actual, at, actual_len, out);
	buf_addc(out, ' ');
	buf_fill(out, ' ', (first - at) * 3 + (at ? 4 : 0));
	buf_adds(out, "^^\n");
}
