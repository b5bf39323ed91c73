#include "source/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "source/kind.h"

#define NONE SIZE_MAX

struct walk {
	const struct listing *listing;
	struct source *source;
	uint64_t *next; /* of each section: the offset behind its last line */
	size_t *last;   /* of each section: its last piece, which may be longer than told; NONE */
	size_t section; /* where the next line most likely is; NONE: in none */
	size_t sect;    /* where __SECT__ goes back to */
	size_t room;    /* for pieces */
	unsigned bits;  /* NASM's own are 16 */
	size_t unplaced;
};

static size_t section_named(const struct rom_map *map, const char *name, size_t len)
{
	for (size_t i = 0; i < map->section_count; i++)
		if (strlen(map->sections[i].name) == len && memcmp(map->sections[i].name, name, len) == 0)
			return i;
	return NONE;
}

static void directive_follow(struct walk *walk, const char *text)
{
	const char *name;
	size_t len;

	switch (directive_of(text, &name, &len)) {
	case DIRECTIVE_NONE: return;
	case DIRECTIVE_SECTION:
		walk->section = walk->sect = section_named(&walk->source->map, name, len);
		return;
	case DIRECTIVE_PRIMITIVE: walk->section = section_named(&walk->source->map, name, len); return;
	case DIRECTIVE_ABSOLUTE: walk->section = NONE; return;
	case DIRECTIVE_BACK: walk->section = walk->sect; return;
	}
}

/* Whether the image has the line's bytes at its place in that section. */
static bool bytes_agree(const struct walk *walk, size_t at, const struct listing_line *line)
{
	const struct rom_section *section = &walk->source->map.sections[at];
	const struct buf *image = &walk->source->image;
	uint64_t offset = section->offset + line->offset;
	const uint8_t *bytes = walk->listing->bytes.data + line->at,
		      *mask = walk->listing->mask.data + line->at;

	if ((uint64_t)line->offset + line->len > section->len || section->offset > image->len)
		return false;
	if (!section->in_image)
		return line->is_blank;
	if (offset > image->len || line->len > image->len - offset)
		return false;
	for (uint32_t i = 0; i < line->literals; i++)
		if ((image->data[offset + i] ^ bytes[i]) & mask[i])
			return false;
	return true;
}

/* The section whose next byte this is; else, where the listing left something out, the one that is at hand.
 */
static size_t section_of(const struct walk *walk, const struct listing_line *line)
{
	size_t at = walk->section, count = walk->source->map.section_count;

	if (at != NONE && walk->next[at] == line->offset && bytes_agree(walk, at, line))
		return at;
	/* Reserved bytes agree with everything: they are told to be somewhere, or are of no section. */
	for (size_t i = 0; i < count && !line->is_blank; i++)
		if (walk->next[i] == line->offset && bytes_agree(walk, i, line))
			return i;
	if (at != NONE && !line->is_blank && walk->next[at] < line->offset && bytes_agree(walk, at, line))
		return at;
	return NONE;
}

static void piece_add(struct walk *walk, size_t section, uint32_t at)
{
	const struct listing_line *line = &walk->listing->lines[at];
	struct source *source = walk->source;
	struct source_piece piece = {
		.offset = (uint32_t)(source->map.sections[section].offset + line->offset),
		.len = line->len,
		.line = at,
		.section = (uint16_t)section,
		.bits = (uint8_t)walk->bits,
		.kind = (uint8_t)(line->is_blank ? SOURCE_DATA : kind_of(line->text)),
	};

	if (source->piece_count == walk->room) {
		walk->room = walk->room ? 2 * walk->room : 64;
		source->pieces = mem_realloc(source->pieces, walk->room, sizeof *source->pieces);
	}
	walk->last[section] = line->is_sized ? NONE : source->piece_count;
	source->pieces[source->piece_count++] = piece;
}

static void line_place(struct walk *walk, uint32_t at)
{
	const struct listing_line *line = &walk->listing->lines[at];
	size_t section = section_of(walk, line);

	if (section == NONE) {
		walk->unplaced += !line->is_blank;
		return;
	}
	/* A line whose length could not be told reaches to the next one. */
	if (walk->last[section] != NONE)
		walk->source->pieces[walk->last[section]].len +=
			(uint32_t)(line->offset - walk->next[section]);
	walk->last[section] = NONE;
	walk->section = section;
	walk->next[section] = (uint64_t)line->offset + line->len;
	if (walk->source->map.sections[section].in_image && line->len)
		piece_add(walk, section, at);
}

static int by_offset(const void *a, const void *b)
{
	const struct source_piece *x = a, *y = b;

	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* Of two that overlap only a damaged map or listing tells; the first one stays. */
static void pieces_sort(struct source *source)
{
	size_t kept = 0;

	if (source->piece_count)
		qsort(source->pieces, source->piece_count, sizeof *source->pieces, by_offset);
	for (size_t i = 0; i < source->piece_count; i++) {
		const struct source_piece *last = kept ? &source->pieces[kept - 1] : NULL;

		if (!last || source->pieces[i].offset >= last->offset + last->len)
			source->pieces[kept++] = source->pieces[i];
	}
	source->piece_count = kept;
}

size_t pieces_find(const struct listing *listing, struct source *source)
{
	size_t count = source->map.section_count;
	struct walk walk = {.listing = listing, .source = source, .bits = 16};

	walk.next = mem_zalloc(count, sizeof *walk.next);
	walk.last = mem_zalloc(count, sizeof *walk.last);
	for (size_t i = 0; i < count; i++)
		walk.last[i] = NONE;
	walk.section = walk.sect = section_named(&source->map, ".text", strlen(".text"));
	for (size_t i = 0; i < listing->count; i++) {
		const char *text = listing->lines[i].is_call ? "" : listing->lines[i].text;
		unsigned bits = bits_of(text);

		walk.bits = bits ? bits : walk.bits;
		directive_follow(&walk, text);
		if (listing->lines[i].has_offset)
			line_place(&walk, (uint32_t)i);
	}
	pieces_sort(source);
	free(walk.next);
	free(walk.last);
	return walk.unplaced;
}
