#include "source/listing.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/*
 * A row as NASM prints it (asm/listing.c, list_emit): the line's number in six columns, the offset in eight
 * digits, the bytes in nineteen columns, the depth as " <1>" and the text; what is not there is blank.
 *
 *     13 0000000C 48656C6C6F2C20524F-     text:   db      'Hello, ROM!', 10
 *     13 00000015 4D210A
 *      8 00000021 90<rep 3h>          <1>         times 3 nop
 */
#define OFFSET_DIGITS 8
#define BYTES_COLUMNS 19
#define BLANK_COLUMNS (OFFSET_DIGITS + 1 + BYTES_COLUMNS)
#define CALL_MARK     ";;; [macro] "
/* More than an image has. */
#define LEN_MAX (1u << 28)

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

/* A decimal number, at most `max`; NULL where there is none. */
static char *number_get(char *p, uint32_t max, uint32_t *out)
{
	uint64_t number = 0;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (; isdigit((unsigned char)*p) && number <= max; p++)
		number = number * 10 + (unsigned)(*p - '0');
	*out = (uint32_t)number;
	return number <= max ? p : NULL;
}

static char *offset_get(char *p, uint32_t *out)
{
	int digits = 0;

	for (*out = 0; digits < OFFSET_DIGITS && hex_digit(*p) >= 0; p++, digits++)
		*out = *out << 4 | (unsigned)hex_digit(*p);
	return digits == OFFSET_DIGITS && *p == ' ' ? p + 1 : NULL;
}

static void byte_add(struct listing *listing, struct listing_line *line, uint8_t byte, uint8_t mask)
{
	/* Only those at the beginning are known where they lie. */
	if (line->literals == line->len) {
		buf_addc(&listing->bytes, byte);
		buf_addc(&listing->mask, mask);
		line->literals++;
	}
	line->len++;
}

/* "<rep 3h>": that many times what is there; "<bin 18h>", "<res 10h>": so many bytes. With -Ld there is no h.
 */
static char *marker_get(char *p, struct listing_line *line)
{
	char word[4] = {0};
	uint64_t value = 0;
	char *close = strchr(p, '>'), *end;

	if (!close || close - p < 6 || p[4] != ' ')
		return NULL;
	memcpy(word, p + 1, 3);
	value = strtoull(p + 5, &end, close[-1] == 'h' ? 16 : 10);
	if (end + (close[-1] == 'h') != close || value > LEN_MAX)
		return NULL;
	if (strcmp(word, "rep") == 0)
		value *= line->len;
	else if (strcmp(word, "bin") == 0 || strcmp(word, "res") == 0)
		value += line->len;
	else
		return NULL;
	if (strcmp(word, "bin") == 0)
		line->is_blank = false;
	if (value > LEN_MAX)
		return NULL;
	line->len = (uint32_t)value;
	return close + 1;
}

/* "BA[0C00]", "(0000)", "????", "0A<rep 14h>", and at the end - where it goes on in the next row. */
static void bytes_read(struct listing *listing, struct listing_line *line, char *p, const char *end)
{
	bool is_relocated = false;

	line->is_open = false;
	while (p < end && *p != ' ' && *p != '-') {
		int high = hex_digit(p[0]), low = high < 0 ? -1 : hex_digit(p[1]);

		if (strchr("[](){}", *p)) {
			is_relocated = strchr("[({", *p);
			p++;
		} else if (p[0] == '?' && p[1] == '?') {
			byte_add(listing, line, 0, 0);
			p += 2;
		} else if (low >= 0) {
			byte_add(listing, line, (uint8_t)(high * 16 + low), is_relocated ? 0 : 0xff);
			line->is_blank = false;
			p += 2;
		} else if (*p != '<' || !(p = marker_get(p, line))) {
			line->is_sized = false;
			return;
		}
	}
	line->is_open = p < end && *p == '-';
}

/* " <1>" and the text. */
static void text_read(struct listing_line *line, char *p)
{
	size_t blanks = strspn(p, " "), len;
	uint32_t depth;
	char *end;

	if (blanks <= 1 && p[blanks] == '<' && (end = number_get(p + blanks + 1, UINT16_MAX, &depth)) &&
	    *end == '>') {
		line->depth = depth;
		p = end + 1;
	}
	p += strspn(p, " \t");
	len = strlen(p);
	while (len && isspace((unsigned char)p[len - 1]))
		p[--len] = 0;
	line->is_call = strncmp(p, CALL_MARK, strlen(CALL_MARK)) == 0;
	line->text = line->is_call ? p + strlen(CALL_MARK) : p;
}

/*
 * The row of more bytes of the line before it. Its offset does not tell: where it has nothing but <rep 200h>,
 * that is the line's own.
 */
static bool goes_on(const struct listing *listing, const struct listing_line *row)
{
	const struct listing_line *last = listing->count ? &listing->lines[listing->count - 1] : NULL;

	return last && last->is_open && row->has_offset && last->number == row->number && !*row->text;
}

static struct listing_line *line_add(struct listing *listing)
{
	if ((listing->count & (listing->count - 1)) == 0)
		listing->lines = mem_realloc(listing->lines, listing->count ? 2 * listing->count : 1,
					     sizeof *listing->lines);
	return &listing->lines[listing->count++];
}

static void row_read(struct listing *listing, char *p)
{
	struct listing_line row = {.is_sized = true, .is_blank = true, .text = ""}, *line;
	char *bytes = NULL, *bytes_end = NULL, *offset;
	size_t len;

	p = number_get(p + strspn(p, " "), INT32_MAX, &row.number);
	if (!p || *p != ' ')
		return;
	p++;
	len = strlen(p);
	offset = offset_get(p, &row.offset);
	if (offset) {
		row.has_offset = true;
		bytes = offset;
		bytes_end = bytes + (len < BLANK_COLUMNS ? strlen(bytes) : BYTES_COLUMNS);
		p = bytes_end;
	} else {
		/* A warning stands behind a row of stars. */
		if (len >= BLANK_COLUMNS && strspn(p, " ") < BLANK_COLUMNS)
			return;
		p += len < BLANK_COLUMNS ? len : BLANK_COLUMNS;
	}
	text_read(&row, p);
	if (goes_on(listing, &row)) {
		line = &listing->lines[listing->count - 1];
	} else {
		row.at = (uint32_t)listing->bytes.len;
		line = line_add(listing);
		*line = row;
	}
	if (bytes)
		bytes_read(listing, line, bytes, bytes_end);
}

void listing_parse(struct buf *raw, struct listing *out)
{
	char *at, *end;

	*out = (struct listing){.raw = *raw};
	*raw = (struct buf){0};
	at = (char *)out->raw.data;
	end = at + out->raw.len;
	while (at < end && out->count < LISTING_LINES_MAX) {
		char *newline = memchr(at, '\n', (size_t)(end - at));

		if (newline)
			*newline = 0;
		row_read(out, at);
		at = newline ? newline + 1 : end;
	}
	out->is_cut = at < end;
}

void listing_fini(struct listing *listing)
{
	buf_fini(&listing->raw);
	buf_fini(&listing->bytes);
	buf_fini(&listing->mask);
	free(listing->lines);
	*listing = (struct listing){0};
}
