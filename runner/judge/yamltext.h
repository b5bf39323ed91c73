/* Bytes as YAML values that a person can read and YAML reads back byte for byte. */
#ifndef JUDGE_YAMLTEXT_H
#define JUDGE_YAMLTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * A value in two parts: what stands behind "key: ", and the lines below it of a block scalar, each with its
 * newline. A comment may stand between the two. Without a body, `head` is the whole value; it may have
 * several lines.
 */
struct yamltext {
	struct buf head, body;
	bool keeps_blanks; /* |+: empty lines behind the body would belong to it */
};

void yamltext_fini(struct yamltext *text);

/*
 * A stream. Several printable lines become a literal block (`|`, `|-`, `|+`, with an indentation indicator
 * where the first line starts with a space); other UTF-8 is double-quoted with escapes, a line of the stream
 * to a line; what is not UTF-8 is !!binary. `parent` is the column of the key, `indent` that of lines below
 * it, 1 to 9 more.
 */
void yamltext_from_stream(const uint8_t *bytes, size_t len, size_t parent, size_t indent,
			  struct yamltext *out);

/* "[0x01, 0x02]", 12 bytes a line, further lines indented. */
void yamltext_put_list(const uint8_t *bytes, size_t len, size_t indent, struct buf *out);

/* "55 aa", 16 bytes a line, further lines indented. */
void yamltext_put_hex(const uint8_t *bytes, size_t len, size_t indent, struct buf *out);

/* One line of text in single quotes, in double ones where it has characters that cannot be seen. */
void yamltext_put_string(const char *text, struct buf *out);

#endif
