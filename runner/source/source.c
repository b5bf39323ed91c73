#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "source/frames.h"
#include "source/labels.h"
#include "source/pieces.h"
#include "source/texts.h"

#define IMAGE_BYTES (16u << 20) /* IMAGE_BYTES_MAX of case/machine.h */

struct source_detail {
	struct listing listing;
	struct frames frames;
	struct labels labels;
};

static void lacks(struct source *source, const char *fmt, const char *path)
{
	if (!source->lacks)
		source->lacks = str_printf(fmt, path);
}

/* The listing beside the image, its lines placed in files and in the image. */
static void listing_read(const char *image_path, struct source *source)
{
	char *path = rom_beside(image_path, ".lst");
	struct source_detail *detail = source->detail;
	struct buf raw = {0};
	struct texts texts;
	struct err err;
	size_t unplaced;

	if (!path_exists(path)) {
		lacks(source, "no listing %s: only what make roms assembles has one", path);
	} else if (io_read_file(path, LISTING_BYTES_MAX, &raw, &err) < 0) {
		lacks(source, "%s", err.text);
	} else {
		listing_parse(&raw, &detail->listing);
		texts_files(image_path, &source->files, &source->file_count);
		texts_init(&texts, source->files, source->file_count);
		frames_find(&detail->listing, &texts, &detail->frames);
		texts_fini(&texts);
		unplaced = pieces_find(&detail->listing, source);
		if (!source->piece_count)
			lacks(source, "%s is no listing of this image", path);
		else if (unplaced)
			lacks(source, "not all lines of %s agree with the image", path);
		else if (detail->listing.is_cut)
			lacks(source, "%s is too long: its end is left out", path);
		else if (!source->file_count)
			lacks(source, "what files %s is from is not known: there is no .d file beside it",
			      path);
	}
	buf_fini(&raw);
	free(path);
}

void source_read(const char *image_path, struct source *out)
{
	struct err err;

	*out = (struct source){.detail = mem_zalloc(1, sizeof *out->detail)};
	if (io_read_file(image_path, IMAGE_BYTES, &out->image, &err) < 0 ||
	    rom_map_read(image_path, &out->map, &err) < 0) {
		lacks(out, "%s", err.text);
		return;
	}
	labels_sort(&out->map, &out->detail->labels);
	listing_read(image_path, out);
}

void source_fini(struct source *source)
{
	if (source->detail) {
		listing_fini(&source->detail->listing);
		frames_fini(&source->detail->frames);
		labels_fini(&source->detail->labels);
	}
	free(source->detail);
	for (size_t i = 0; i < source->file_count; i++) {
		free(source->files[i].path);
		free(source->files[i].name);
	}
	free(source->files);
	free(source->pieces);
	free(source->lacks);
	buf_fini(&source->image);
	rom_map_fini(&source->map);
	*source = (struct source){0};
}

const struct source_piece *source_piece_before(const struct source *source, uint64_t offset)
{
	size_t low = 0, high = source->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (source->pieces[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &source->pieces[low - 1] : NULL;
}

static const struct frame *frame_of(const struct source *source, uint32_t line)
{
	const struct frames *frames = &source->detail->frames;
	const struct frame *frame = &frames->items[source->detail->listing.lines[line].frame];

	while (frame->kind == FRAME_REPEAT && &frames->items[frame->outer] != frame)
		frame = &frames->items[frame->outer];
	return frame;
}

/* The line, and those that called or included it. */
static void places_fill(const struct source *source, uint32_t line, struct source_spot *spot)
{
	static const enum source_call calls[] = {
		[FRAME_TOP] = SOURCE_TOP,
		[FRAME_INCLUDE] = SOURCE_INCLUDE,
		[FRAME_MACRO] = SOURCE_MACRO,
		[FRAME_REPEAT] = SOURCE_TOP,
	};

	for (;;) {
		const struct listing_line *row = &source->detail->listing.lines[line];
		const struct frame *frame = frame_of(source, line);
		struct source_place *place = &spot->places[spot->count];

		*place = (struct source_place){.line = row->number, .row = line, .text = row->text};
		place->call = calls[frame->kind];
		place->macro = frame->macro;
		if (frame->file >= 0) {
			place->file = source->files[frame->file].name;
			place->file_index = (size_t)frame->file;
		}
		if (frame->from == NO_LINE || frame->kind == FRAME_TOP)
			break;
		spot->depth++;
		line = frame->from;
		if (spot->count < SOURCE_PLACES_MAX - 1)
			spot->count++;
	}
	spot->count++;
}

static const struct rom_section *section_at(const struct rom_map *map, uint64_t offset)
{
	for (size_t i = 0; i < map->section_count; i++) {
		const struct rom_section *section = &map->sections[i];

		if (section->in_image && offset >= section->offset && offset - section->offset < section->len)
			return section;
	}
	return NULL;
}

/* Address and label of a byte in its section. */
static void address_fill(const struct source *source, const struct rom_section *section, uint64_t offset,
			 struct source_spot *spot)
{
	spot->section = section;
	spot->address = section->address + (offset - section->offset);
	spot->label = labels_before(&source->map, &source->detail->labels,
				    (size_t)(section - source->map.sections), spot->address);
	if (spot->label)
		spot->label_offset = spot->address - spot->label->address;
}

/* All of the piece but what is of the byte that was asked for. */
static void piece_fill(const struct source *source, const struct source_piece *piece,
		       struct source_spot *spot)
{
	*spot = (struct source_spot){.kind = piece->kind, .offset = piece->offset, .len = piece->len};
	places_fill(source, piece->line, spot);
}

void source_piece_spot(const struct source *source, size_t piece, struct source_spot *out)
{
	const struct source_piece *at = &source->pieces[piece];

	piece_fill(source, at, out);
	address_fill(source, &source->map.sections[at->section], at->offset, out);
}

bool source_find(const struct source *source, uint64_t offset, struct source_spot *out)
{
	const struct source_piece *piece = source_piece_before(source, offset);
	const struct rom_section *section = section_at(&source->map, offset);

	*out = (struct source_spot){.kind = section ? SOURCE_CODE : SOURCE_PADDING};
	if (offset >= source->image.len || !source->map.section_count)
		return false;
	out->offset = (uint32_t)offset;
	out->len = 1;
	if (piece && offset - piece->offset < piece->len) {
		piece_fill(source, piece, out);
		section = &source->map.sections[piece->section];
	}
	if (section)
		address_fill(source, section, offset, out);
	return true;
}

void source_spot_print(const struct source_spot *spot, struct buf *out)
{
	const struct source_place *place = &spot->places[0];

	if (spot->count)
		buf_printf(out, "%s:%u, ", place->file ? place->file : "line", place->line);
	if (!spot->label)
		buf_printf(out, "offset %#lx of the image", (unsigned long)spot->offset);
	else if (spot->label_offset)
		buf_printf(out, "%s+%#llx", spot->label->name, (unsigned long long)spot->label_offset);
	else
		buf_adds(out, spot->label->name);
}
