/* NASM's map of a ROM, build/rom/NAME.map: its sections, and its labels with their addresses. */
#ifndef CASE_ROM_MAP_H
#define CASE_ROM_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct rom_section {
	char *name;
	uint64_t address; /* of its first byte where it runs, as NASM takes it: org, or vstart= */
	uint64_t offset;  /* of its first byte in the image; 0 where it is not in it */
	uint64_t len;
	bool in_image; /* false for nobits (.bss): it takes up addresses and no bytes of the image */
};

#define ROM_NO_SECTION SIZE_MAX

struct rom_symbol {
	char *name;       /* "start", of a local label "start.loop" */
	uint64_t address; /* where it runs; the value of an equ */
	size_t section;   /* index; ROM_NO_SECTION: an equ, or a label behind `absolute` or in a struc */
};

/* A zeroed struct is an empty map. */
struct rom_map {
	uint64_t origin;              /* what org said */
	struct rom_section *sections; /* in the order of the file */
	size_t section_count;
	struct rom_symbol *symbols; /* sorted bytewise by name */
	size_t symbol_count;
};

/* More than any ROM has; what is behind it is left out. */
#define ROM_MAP_BYTES_MAX    (16u << 20)
#define ROM_MAP_SECTIONS_MAX 1024

/* "build/rom/x.map" of "build/rom/x.bin": the image's name with another ending. The caller frees it. */
char *rom_beside(const char *image_path, const char *ending);

/* -1 where the text is no map that NASM writes for `[map all]`. Lines that are not understood are left out.
 */
int rom_map_parse(const char *text, size_t len, struct rom_map *out, struct err *err);

/* The map beside an image. -1 where there is none: `err` says what to do. */
int rom_map_read(const char *image_path, struct rom_map *out, struct err *err);
void rom_map_fini(struct rom_map *map);

/* NULL: there is no such label. Upper and lower case differ, as in NASM. */
const struct rom_symbol *rom_map_find(const struct rom_map *map, const char *name);

/* The label whose name is nearest to `word`; NULL where none is near. A local one is found by its last part,
 * too. */
const char *rom_map_nearest(const struct rom_map *map, const char *word);

/* Always -1: "the ROM has no label "stort" (did you mean "start"?)". */
int rom_map_err(const struct rom_map *map, const char *word, struct err *err);

#endif
