/* Numbers as people write them, and bytes as people can read them. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * 0x, 0b or decimal without leading zeros, `_` between digits; the whole of `text`. The error says what was
 * expected.
 */
int num_parse(const char *text, uint64_t *out, struct err *err);
/* The same with an optional K, M or G (powers of 1024; KiB, MiB and GiB are the same). */
int num_parse_size(const char *text, uint64_t *out_bytes, struct err *err);
/* A number with an optional fraction and ns, us, ms or s (seconds where nothing is said). */
int num_parse_time(const char *text, uint64_t *out_ns, struct err *err);

/* "1.5 ms", "12 us": three digits at the most. "64 KiB" where it divides evenly, else "1000 bytes". "12,345".
 */
void num_print_time(uint64_t ns, struct buf *out);
void num_print_size(uint64_t bytes, struct buf *out);
void num_print_grouped(uint64_t value, struct buf *out);

bool utf8_valid(const uint8_t *bytes, size_t len);
/* The bytes of the first character: 1 to 4, 0 where there is none or it is not UTF-8. */
size_t utf8_char_len(const uint8_t *bytes, size_t len);
/* The same, and the character; `*out` is only set where there is one. */
size_t utf8_decode(const uint8_t *bytes, size_t len, uint32_t *out);
/* Append a character of the basic plane: below 0x10000 and no surrogate. */
void utf8_put(uint16_t code, struct buf *out);

/*
 * One line of text with everything invisible made visible: control characters as \n \r \t \e \0 \x07, bytes
 * that are not UTF-8 as \xNN, other invisible characters as \uNNNN, a backslash as \\, a space at the end of
 * the range as \s.
 */
void text_visible(const uint8_t *bytes, size_t len, struct buf *out);

/* The same of each line: newlines stay. */
void text_visible_lines(const uint8_t *bytes, size_t len, struct buf *out);

/*
 * Append text for people in which nothing is obeyed rather than shown: control characters but the tab, what
 * turns the direction of writing, and bytes that are not UTF-8 become visible as by text_visible(). All else
 * stays as it is, so that what is put together from such text can be made plain once more where it is shown.
 * In lines newlines stay, too.
 */
void text_plain(const char *str, struct buf *out);
void text_plain_lines(const char *str, struct buf *out);
/* Whether text_plain() would leave it as it is. */
bool text_is_plain(const char *str);
/* Whether a character is one of those that are obeyed. */
bool text_is_obeyed(uint32_t c);

/* As text_visible(), in double quotes for a message, long text cut with "..."; the caller frees it. */
char *text_quoted(const char *text);
char *text_quoted_bytes(const uint8_t *bytes, size_t len);

/* Append a word as a shell reads it: in single quotes where it is empty or a character might mean something.
 */
void text_put_word(const char *text, struct buf *out);

/* The entry of NULL-terminated `names` nearest to `word` by edit distance; NULL where none is near. */
const char *text_nearest(const char *word, const char *const *names);
/* The edit distance itself, in bytes (insert, delete, replace, swap of neighbours: 1 each). */
size_t text_distance(const char *a, const char *b);
/* Whether `distance` is small enough for words of that length to be suggested. */
bool text_is_near(const char *word, size_t distance);

#endif
