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

size_t lines_count(const uint8_t *bytes, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += bytes[i] == '\n';
	return count + (len && bytes[len - 1] != '\n');
}

struct line_walk line_walk(const uint8_t *bytes, size_t len)
{
	return (struct line_walk){.at = bytes, .end = len ? bytes + len : bytes};
}

bool line_next(struct line_walk *walk, struct line *out)
{
	const uint8_t *newline;

	if (walk->at == walk->end)
		return false;
	newline = memchr(walk->at, '\n', (size_t)(walk->end - walk->at));
	*out = (struct line){
		.bytes = walk->at,
		.len = (size_t)((newline ? newline : walk->end) - walk->at),
		.ended = newline != NULL,
	};
	walk->at += out->len + out->ended;
	walk->number++;
	return true;
}

void lines_split(const uint8_t *bytes, size_t len, struct lines *out)
{
	lines_split_ends(bytes, len, len, out);
}

size_t lines_split_ends(const uint8_t *bytes, size_t len, size_t keep, struct lines *out)
{
	struct line_walk walk = line_walk(bytes, len);
	size_t total = lines_count(bytes, len), left_out = total / 2 > keep ? total - 2 * keep : 0;
	struct line line;

	out->count = 0;
	out->items = mem_zalloc(total - left_out, sizeof *out->items);
	while (line_next(&walk, &line)) {
		if (left_out && walk.number > keep && walk.number <= keep + left_out)
			continue;
		line.hash = line_hash(&line);
		out->items[out->count++] = line;
	}
	return left_out;
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
