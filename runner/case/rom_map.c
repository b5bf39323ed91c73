#include "case/rom_map.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/text.h"

/* Names that are longer than this are not compared: it takes the square of their length. */
#define NEAR_LEN_MAX 64

/* One line of the file, without blanks at its ends. */
struct line {
	const char *at, *end;
};

enum part { PART_HEAD, PART_ORIGIN, PART_SECTIONS, PART_DETAILS, PART_SYMBOLS };

struct reader {
	struct rom_map *map;
	enum part part;
	size_t section; /* whose symbols these are */
	bool is_map, has_sections;
};

static void skip_blanks(struct line *line)
{
	while (line->at < line->end && isspace((unsigned char)*line->at))
		line->at++;
}

static bool starts(const struct line *line, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(line->end - line->at) >= len && memcmp(line->at, word, len) == 0;
}

/* A hexadecimal number with a blank or nothing behind it, taken off the line. */
static bool hex_get(struct line *line, uint64_t *out)
{
	const char *p = line->at;

	for (*out = 0; p < line->end && isxdigit((unsigned char)*p) && p - line->at < 16; p++) {
		int digit = isdigit((unsigned char)*p) ? *p - '0' : tolower((unsigned char)*p) - 'a' + 10;

		*out = *out << 4 | (unsigned)digit;
	}
	if (p == line->at || (p < line->end && !isspace((unsigned char)*p)))
		return false;
	line->at = p;
	skip_blanks(line);
	return true;
}

static char *rest_dup(const struct line *line)
{
	return str_printf("%.*s", (int)(line->end - line->at), line->at);
}

/* "Vstart Start Stop Length Class Name": where it runs; where it lies, with the origin; and so on. */
static void section_read(struct reader *reader, struct line line)
{
	struct rom_map *map = reader->map;
	struct rom_section section = {0};
	uint64_t start, stop;

	if (!hex_get(&line, &section.address) || !hex_get(&line, &start) || !hex_get(&line, &stop) ||
	    !hex_get(&line, &section.len) || map->section_count == ROM_MAP_SECTIONS_MAX)
		return;
	section.in_image = starts(&line, "progbits");
	while (line.at < line.end && !isspace((unsigned char)*line.at))
		line.at++;
	skip_blanks(&line);
	/* Where nobits start is an address, which may be below the image's. */
	if (line.at == line.end || (section.in_image && start < map->origin))
		return;
	section.offset = section.in_image ? start - map->origin : 0;
	section.name = rest_dup(&line);
	map->sections = mem_realloc(map->sections, map->section_count + 1, sizeof *map->sections);
	map->sections[map->section_count++] = section;
}

/* "---- Section NAME -----": whose symbols follow. */
static void heading_read(struct reader *reader, struct line line)
{
	const struct rom_map *map = reader->map;

	line.at += strlen("---- Section ");
	while (line.end > line.at && line.end[-1] == '-')
		line.end--;
	while (line.end > line.at && line.end[-1] == ' ')
		line.end--;
	for (reader->section = 0; reader->section < map->section_count; reader->section++) {
		const char *name = map->sections[reader->section].name;

		if (strlen(name) == (size_t)(line.end - line.at) && starts(&line, name))
			return;
	}
	reader->section = ROM_NO_SECTION;
}

/* "Real Virtual Name", where there is no section "Value Name". */
static void symbol_read(struct reader *reader, struct line line)
{
	struct rom_map *map = reader->map;
	struct rom_symbol symbol = {.section = reader->section};
	uint64_t real;

	if (reader->section != ROM_NO_SECTION && !hex_get(&line, &real))
		return;
	if (!hex_get(&line, &symbol.address) || line.at == line.end)
		return;
	symbol.name = rest_dup(&line);
	if ((map->symbol_count & (map->symbol_count - 1)) == 0)
		map->symbols = mem_realloc(map->symbols, map->symbol_count ? 2 * map->symbol_count : 1,
					   sizeof *map->symbols);
	map->symbols[map->symbol_count++] = symbol;
}

static void line_read(struct reader *reader, struct line line)
{
	uint64_t origin;

	if (starts(&line, "- NASM Map file")) {
		reader->is_map = true;
	} else if (starts(&line, "-- Program origin")) {
		reader->part = PART_ORIGIN;
	} else if (starts(&line, "-- Sections (summary)")) {
		reader->part = PART_SECTIONS;
		reader->has_sections = true;
	} else if (starts(&line, "-- Sections (detailed)")) {
		reader->part = PART_DETAILS;
	} else if (starts(&line, "-- Symbols")) {
		reader->part = PART_SYMBOLS;
	} else if (starts(&line, "---- No Section")) {
		reader->section = ROM_NO_SECTION;
	} else if (starts(&line, "---- Section ")) {
		heading_read(reader, line);
	} else if (reader->part == PART_ORIGIN && hex_get(&line, &origin)) {
		reader->map->origin = origin;
	} else if (reader->part == PART_SECTIONS) {
		section_read(reader, line);
	} else if (reader->part == PART_SYMBOLS) {
		symbol_read(reader, line);
	}
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct rom_symbol *)a)->name, ((const struct rom_symbol *)b)->name);
}

int rom_map_parse(const char *text, size_t len, struct rom_map *out, struct err *err)
{
	struct reader reader = {.map = out, .section = ROM_NO_SECTION};
	const char *at = text, *end = text + len;

	*out = (struct rom_map){0};
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		struct line line = {at, newline ? newline : end};

		at = newline ? newline + 1 : end;
		skip_blanks(&line);
		while (line.end > line.at && isspace((unsigned char)line.end[-1]))
			line.end--;
		line_read(&reader, line);
	}
	if (out->symbol_count)
		qsort(out->symbols, out->symbol_count, sizeof *out->symbols, by_name);
	if (reader.is_map && reader.has_sections)
		return 0;
	rom_map_fini(out);
	return err_set(err, "not a map that NASM writes for [map all]");
}

char *rom_beside(const char *image_path, const char *ending)
{
	const char *slash = strrchr(image_path, '/'), *name = slash ? slash + 1 : image_path;
	const char *dot = strrchr(name, '.');
	size_t stem = dot && dot > name ? (size_t)(dot - image_path) : strlen(image_path);

	return str_printf("%.*s%s", (int)stem, image_path, ending);
}

int rom_map_read(const char *image_path, struct rom_map *out, struct err *err)
{
	char *path = rom_beside(image_path, ".map");
	struct buf text = {0};
	int ret = -1;

	*out = (struct rom_map){0};
	if (path_exists(path)) {
		ret = io_read_file(path, ROM_MAP_BYTES_MAX, &text, err);
		if (ret == 0 && (ret = rom_map_parse(buf_str(&text), text.len, out, err)) < 0)
			err_wrap(err, "%s", path);
	} else if (strstr(image_path, "build/rom/")) {
		err_set(err, "no map %s: run make roms", path);
	} else {
		err_set(err, "no map %s: only a ROM of rom-src/, which make roms assembles, has one", path);
	}
	buf_fini(&text);
	free(path);
	return ret;
}

void rom_map_fini(struct rom_map *map)
{
	for (size_t i = 0; i < map->section_count; i++)
		free(map->sections[i].name);
	for (size_t i = 0; i < map->symbol_count; i++)
		free(map->symbols[i].name);
	free(map->sections);
	free(map->symbols);
	*map = (struct rom_map){0};
}

const struct rom_symbol *rom_map_find(const struct rom_map *map, const char *name)
{
	size_t low = 0, high = map->symbol_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, map->symbols[middle].name);

		if (order == 0)
			return &map->symbols[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Of a local label the part behind the last dot. */
static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

static const char *nearest(const struct rom_map *map, const char *word, bool by_part)
{
	const char *found = NULL;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < map->symbol_count && strlen(word) <= NEAR_LEN_MAX; i++) {
		const char *name = map->symbols[i].name, *compared = by_part ? last_part(name) : name;
		size_t distance;

		if (strncmp(name, "..@", 3) == 0 || strlen(compared) > NEAR_LEN_MAX)
			continue;
		distance = text_distance(word, compared);
		if (distance < best && text_is_near(word, distance)) {
			best = distance;
			found = name;
		}
	}
	return found;
}

const char *rom_map_nearest(const struct rom_map *map, const char *word)
{
	const char *found = nearest(map, word, false);

	return found ? found : nearest(map, last_part(word), true);
}

int rom_map_err(const struct rom_map *map, const char *word, struct err *err)
{
	const char *nearest = rom_map_nearest(map, word);
	char *quoted = text_quoted(word);

	if (nearest)
		err_set(err, "the ROM has no label %s (did you mean \"%s\"?)", quoted, nearest);
	else
		err_set(err, "the ROM has no label %s", quoted);
	free(quoted);
	return -1;
}
