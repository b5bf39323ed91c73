#include "trace/place.h"

#include <inttypes.h>

#include "base/text.h"
#include "x86/mode.h"

/* Of bytes that are no instruction, so many are shown. */
#define BYTES_SHOWN 8

void place_of_step(const struct source *source, enum start_state start, const struct step *step,
		   struct place *out)
{
	size_t len = step->len;

	*out = (struct place){.linear = x86_code_at(&step->state, step->state.rip)};
	out->status = insn_decode(insn_mode(&step->state), step->bytes, step->len, &out->insn);
	/* What is behind it may have been changed. */
	if (out->status == INSN_OK)
		len = out->insn.length;
	out->match = source_locate(source, start, out->linear, step->bytes, len, &out->offset);
	if (out->match != SOURCE_NOWHERE)
		out->known = source_find(source, out->offset, &out->spot);
}

/* ---- the instruction */

struct labels {
	const struct source *source;
	const struct place *place;
	uint64_t ip;
};

/* Code was moved as a whole, if at all: its target lies as far away as in the image. */
static const char *label_at(void *ctx, uint64_t target)
{
	const struct labels *labels = ctx;
	struct source_spot spot;

	if (!source_find(labels->source, labels->place->offset + (target - labels->ip), &spot))
		return NULL;
	return spot.label && !spot.label_offset && spot.section == labels->place->spot.section
		       ? spot.label->name
		       : NULL;
}

void place_put_insn(const struct source *source, const struct step *step, const struct place *place,
		    struct buf *out)
{
	struct labels labels = {source, place, step->state.rip};

	if (place->status == INSN_OK) {
		insn_print(&place->insn, step->state.rip, place->known ? label_at : NULL, &labels, out);
	} else if (!step->len) {
		buf_adds(out, "(nothing can be fetched)");
	} else {
		insn_print_bytes(step->bytes, step->len < BYTES_SHOWN ? step->len : BYTES_SHOWN, out);
		buf_adds(out, step->len > BYTES_SHOWN ? " .." : "");
	}
}

/* ---- the lines */

const struct source_place *place_made(const struct place *place)
{
	return place->known && place->spot.count ? &place->spot.places[0] : NULL;
}

const struct source_place *place_called(const struct place *place)
{
	const struct source_spot *spot = &place->spot;
	unsigned at = 0;

	if (!place_made(place))
		return NULL;
	while (at + 1 < spot->count && spot->places[at].call == SOURCE_MACRO)
		at++;
	return at ? &spot->places[at] : NULL;
}

static void put_source_place(const struct source_place *place, struct buf *out)
{
	if (place->file)
		text_plain(place->file, out);
	else
		buf_adds(out, "line");
	buf_printf(out, ":%u", place->line);
}

void place_put_source(const struct place *place, struct buf *out)
{
	const struct source_place *made = place_made(place), *called = place_called(place);
	const struct source_spot *spot = &place->spot;

	if (made)
		put_source_place(made, out);
	if (called) {
		buf_adds(out, " from ");
		put_source_place(called, out);
	}
	if (place->known && spot->label) {
		buf_adds(out, made ? " " : "");
		text_plain(spot->label->name, out);
	}
	if (place->known && spot->label && spot->label_offset)
		buf_printf(out, "+%#" PRIx64, spot->label_offset);
	if (place->known && place->match == SOURCE_CHANGED)
		buf_adds(out, " (changed)");
}
