#include "source/labels.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static int order(const struct rom_symbol *a, size_t section, uint64_t address)
{
	if (a->section != section)
		return a->section < section ? -1 : 1;
	return a->address < address ? -1 : a->address > address;
}

static int by_place(const void *a, const void *b, void *arg)
{
	const struct rom_map *map = arg;
	const struct rom_symbol *x = &map->symbols[*(const size_t *)a],
				*y = &map->symbols[*(const size_t *)b];
	int ret = order(x, y->section, y->address);

	/* Local ones first: the last of a place is found. */
	if (ret == 0)
		ret = (strchr(x->name, '.') == NULL) - (strchr(y->name, '.') == NULL);
	return ret ? ret : strcmp(y->name, x->name);
}

void labels_sort(const struct rom_map *map, struct labels *out)
{
	*out = (struct labels){.items = mem_zalloc(map->symbol_count, sizeof *out->items)};
	for (size_t i = 0; i < map->symbol_count; i++)
		if (map->symbols[i].section != ROM_NO_SECTION && strncmp(map->symbols[i].name, "..@", 3) != 0)
			out->items[out->count++] = i;
	if (out->count)
		qsort_r(out->items, out->count, sizeof *out->items, by_place, (void *)map);
}

void labels_fini(struct labels *labels)
{
	free(labels->items);
	*labels = (struct labels){0};
}

const struct rom_symbol *labels_before(const struct rom_map *map, const struct labels *labels, size_t section,
				       uint64_t address)
{
	const struct rom_symbol *symbol;
	size_t low = 0, high = labels->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order(&map->symbols[labels->items[middle]], section, address) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	symbol = low ? &map->symbols[labels->items[low - 1]] : NULL;
	return symbol && symbol->section == section ? symbol : NULL;
}
