/* The labels of a map by address. */
#ifndef SOURCE_LABELS_H
#define SOURCE_LABELS_H

#include "case/rom_map.h"

/* Indices into map.symbols, by section and address. A zeroed struct is empty. */
struct labels {
	size_t *items;
	size_t count;
};

/* Those that name a place: in a section, and not made up by NASM for a macro ("..@5.l"). */
void labels_sort(const struct rom_map *map, struct labels *out);
void labels_fini(struct labels *labels);

/* The last one at or before an address of a section; of several there one that is not local. NULL: none. */
const struct rom_symbol *labels_before(const struct rom_map *map, const struct labels *labels, size_t section,
				       uint64_t address);

#endif
