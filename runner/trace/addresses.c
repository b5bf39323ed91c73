#include "trace/addresses.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESSES_MAX 8

struct addresses {
	uint64_t at[ADDRESSES_MAX];
	size_t count;
};

static void add(struct addresses *addresses, uint64_t address)
{
	for (size_t i = 0; i < addresses->count; i++) {
		if (addresses->at[i] == address)
			return;
	}
	if (addresses->count < ADDRESSES_MAX)
		addresses->at[addresses->count++] = address;
}

/* Every number behind `word`; `base` is added to it. */
static void add_all(struct addresses *addresses, const char *text, const char *word, uint64_t base,
		    uint64_t mask)
{
	while ((text = strstr(text, word))) {
		text += strlen(word);
		add(addresses, base + (strtoull(text, NULL, 16) & mask));
	}
}

/* Where the image was loaded its bytes may have been changed since; that is its place all the same. */
static void put_place(const struct line *line, uint64_t address, unsigned indent, struct buf *out)
{
	static const uint8_t any[1];
	struct place place = {.known = true};
	uint64_t offset;

	if (source_locate(line->source, line->start, address, any, sizeof any, &offset) == SOURCE_NOWHERE ||
	    !source_find(line->source, offset, &place.spot) || !place.spot.count)
		return;
	buf_printf(out, "%*s0x%" PRIx64 ": ", (int)indent, "", address);
	place_put_source(&place, out);
	buf_addc(out, '\n');
}

void addresses_print(const struct line *line, const struct step *step, unsigned indent, struct buf *out)
{
	struct addresses addresses = {0};

	for (size_t i = 0; i < step->event_count; i++) {
		const char *text = step->events[i].text;

		/* A selector names the descriptor at that offset of the GDT (SDM vol. 3, 3.4.2). */
		add_all(&addresses, text, "selector 0x", step->state.gdtr.base, 0xfff8);
		add_all(&addresses, text, "at 0x", 0, UINT64_MAX);
	}
	for (size_t i = 0; i < addresses.count; i++)
		put_place(line, addresses.at[i], indent, out);
}
