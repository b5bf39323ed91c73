#include "judge/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* FNV-1a: makes unequal lines cheap to tell apart. */
static uint32_t line_hash(const struct line *line)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < line->len; i++)
		hash = (hash ^ line->bytes[i]) * 16777619u;
	return hash ^ line->ended;
}

static size_t lines_count(const uint8_t *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == '\n';
	return count + (len && bytes[len - 1] != '\n');
}

void lines_split(const uint8_t *bytes, size_t len, struct lines *out)
{
	const uint8_t *end = len ? bytes + len : bytes;

	out->count = lines_count(bytes, len);
	out->items = mem_zalloc(out->count, sizeof *out->items);
	for (size_t i = 0; i < out->count; i++) {
		struct line *line = &out->items[i];
		const uint8_t *newline = memchr(bytes, '\n', (size_t)(end - bytes));

		line->bytes = bytes;
		line->ended = newline != NULL;
		line->len = (size_t)((newline ? newline : end) - bytes);
		line->hash = line_hash(line);
		bytes += line->len + line->ended;
	}
}

void lines_fini(struct lines *lines)
{
	free(lines->items);
	*lines = (struct lines){0};
}

bool line_equal(const struct line *a, const struct line *b)
{
	return a->hash == b->hash && a->len == b->len && a->ended == b->ended &&
	       !memcmp(a->bytes, b->bytes, a->len);
}
