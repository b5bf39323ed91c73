#include <string.h>

#include "source/source.h"

#define PAGE          4096ull
#define MIB           (1ull << 20)
#define GIB4          (1ull << 32)
#define SEGMENT_BYTES 0x10000u
/* What a PC shows of its flash below 1 MiB, as run/memory.c maps it. */
#define MIRROR_MAX (128ull << 10)

static uint64_t page_up(uint64_t n)
{
	return (n + PAGE - 1) & ~(PAGE - 1);
}

/* How far a section is from where NASM takes it to run: with addresses that are offsets in the image, or in a
 * segment. */
static uint64_t load_distance(const struct rom_section *section, enum start_state start, uint64_t load)
{
	bool is_offset = section->address == section->offset ||
			 (start == START_RESET && section->address == section->offset % SEGMENT_BYTES);

	return section->in_image && is_offset ? load + section->offset - section->address : 0;
}

void source_move_to_load(struct source *source, enum start_state start)
{
	struct rom_map *map = &source->map;
	uint64_t len = source->image.len, load = start_load_gpa(start, len);

	/* A BIOS runs there, as its first jump goes there. */
	if (start == START_RESET && len <= MIRROR_MAX)
		load = MIB - len;
	if (map->origin)
		return;
	for (size_t i = 0; i < map->symbol_count; i++) {
		struct rom_symbol *symbol = &map->symbols[i];

		if (symbol->section != ROM_NO_SECTION)
			symbol->address += load_distance(&map->sections[symbol->section], start, load);
	}
	for (size_t i = 0; i < map->section_count; i++)
		map->sections[i].address += load_distance(&map->sections[i], start, load);
}

/* Where the image was loaded. */
static bool loaded_offset(const struct source *source, enum start_state start, uint64_t linear, uint64_t *out)
{
	uint64_t len = source->image.len, load = start_load_gpa(start, len), mirror = page_up(len);

	if (mirror > MIRROR_MAX)
		mirror = MIRROR_MAX;
	if (start == START_RESET && linear < MIB && linear >= MIB - mirror)
		linear += GIB4 - MIB;
	if (!len || linear < load || linear - load >= len)
		return false;
	*out = linear - load;
	return true;
}

static bool agrees(const struct source *source, uint64_t offset, const uint8_t *bytes, size_t len)
{
	size_t left = source->image.len - offset;

	return len && memcmp(source->image.data + offset, bytes, len < left ? len : left) == 0;
}

static bool section_offset(const struct source *source, size_t at, uint64_t address, uint64_t *out)
{
	const struct rom_section *section = &source->map.sections[at];

	if (!section->in_image || address < section->address || address - section->address >= section->len)
		return false;
	if (section->offset > source->image.len ||
	    address - section->address >= source->image.len - section->offset)
		return false;
	*out = section->offset + (address - section->address);
	return true;
}

bool source_address_offset(const struct source *source, uint64_t address, uint64_t *out_offset)
{
	for (size_t i = 0; i < source->map.section_count; i++)
		if (section_offset(source, i, address, out_offset))
			return true;
	return false;
}

enum source_match source_locate(const struct source *source, enum start_state start, uint64_t linear,
				const uint8_t *bytes, size_t len, uint64_t *out_offset)
{
	bool is_loaded = loaded_offset(source, start, linear, out_offset);
	uint64_t offset;

	if (is_loaded && agrees(source, *out_offset, bytes, len))
		return SOURCE_SAME;
	for (size_t i = 0; i < source->map.section_count; i++) {
		if (section_offset(source, i, linear, &offset) && agrees(source, offset, bytes, len)) {
			*out_offset = offset;
			return SOURCE_SAME;
		}
	}
	return is_loaded ? SOURCE_CHANGED : SOURCE_NOWHERE;
}

int source_label(const struct source *source, const char *name, uint64_t *out_address, struct err *err)
{
	const struct rom_symbol *symbol = rom_map_find(&source->map, name);

	if (symbol) {
		*out_address = symbol->address;
		return 0;
	}
	if (!source->map.section_count)
		return err_set(err, "%s", source->lacks ? source->lacks : "no label is known");
	return rom_map_err(&source->map, name, err);
}
