#include "trace/cover_rom.h"

#include <stdlib.h>
#include <string.h>

#include "trace/place.h"
#include "x86/mode.h"

#define SEEN_COUNT 1024 /* a power of two */
#define NO_PIECE   SIZE_MAX

/* What a step at an address was, so that the next one there need not be looked up. */
struct seen {
	uint64_t linear;
	uint8_t bytes[INSN_LENGTH_MAX];
	uint8_t len; /* 0: the entry is empty */
	uint8_t mode;
	bool branches; /* it is a conditional branch, with directions */
	bool repeats;
	bool first;   /* of its piece */
	size_t piece; /* NO_PIECE: it is no instruction of a line */
	uint32_t offset;
};

/* Where an instruction of a piece begins. A zeroed one is nowhere. */
struct walk {
	size_t piece;
	uint64_t at; /* in the image */
	enum insn_mode mode;
};

struct cover_run {
	struct cover_rom *rom;
	struct walk walk;
	enum start_state start;
	uint64_t repeated; /* the linear address of the step before, where that had REP; else UINT64_MAX */
	struct seen seen[SEEN_COUNT];
};

void cover_rom_read(const char *path, enum start_state start, struct cover_rom *out)
{
	*out = (struct cover_rom){.path = str_dup(path), .start = start};
	source_read(path, &out->source);
	out->pieces = mem_zalloc(out->source.piece_count, sizeof *out->pieces);
}

void cover_rom_fini(struct cover_rom *rom)
{
	free(rom->path);
	source_fini(&rom->source);
	free(rom->pieces);
	free(rom->sites);
	*rom = (struct cover_rom){0};
}

/* ---- instructions of the image */

/* The piece of code that has the offset. */
static size_t piece_at(const struct source *source, uint64_t offset)
{
	const struct source_piece *piece = source_piece_before(source, offset);

	if (!piece || piece->kind != SOURCE_CODE || offset - piece->offset >= piece->len)
		return NO_PIECE;
	return (size_t)(piece - source->pieces);
}

/* The instruction of the image at an offset that lies in the piece; false: none that fits into it. */
static bool insn_at(const struct source *source, size_t at, uint64_t offset, enum insn_mode mode,
		    struct insn *out)
{
	const struct source_piece *piece = &source->pieces[at];
	uint64_t end = (uint64_t)piece->offset + piece->len;

	return offset < end && end <= source->image.len &&
	       insn_decode(mode, source->image.data + offset, end - offset, out) == INSN_OK;
}

/*
 * Whether one of its instructions begins there: a jump into the middle of one is none of the line's. Goes on
 * from where it was asked last, as steps do: `times 30000 nop` is one piece.
 */
static bool begins_at(struct walk *walk, const struct source *source, size_t piece, uint64_t offset,
		      enum insn_mode mode, struct insn *out)
{
	if (walk->piece != piece || walk->mode != mode || walk->at > offset || !walk->at)
		*walk = (struct walk){piece, source->pieces[piece].offset, mode};
	while (walk->at < offset && insn_at(source, piece, walk->at, mode, out))
		walk->at += out->length;
	return walk->at == offset && insn_at(source, piece, offset, mode, out);
}

static bool has_directions(const struct insn *insn)
{
	uint64_t target, ip = 0x1000;

	return insn->kind == INSN_CONDITIONAL && insn_target(insn, ip, &target) &&
	       target != ip + insn->length;
}

/* ---- steps */

static bool seen_is(const struct seen *seen, uint64_t linear, enum insn_mode mode, const struct step *step)
{
	return seen->len && seen->linear == linear && seen->mode == mode && seen->len <= step->len &&
	       memcmp(seen->bytes, step->bytes, seen->len) == 0;
}

static void seen_fill(struct cover_run *run, const struct step *step, struct seen *seen)
{
	const struct source *source = &run->rom->source;
	struct place place;
	struct insn insn;

	place_of_step(source, run->start, step, &place);
	*seen = (struct seen){.linear = place.linear, .piece = NO_PIECE};
	if (place.status != INSN_OK)
		return;
	seen->mode = (uint8_t)place.insn.mode;
	seen->len = place.insn.length;
	memcpy(seen->bytes, step->bytes, seen->len);
	seen->repeats = place.insn.rep || place.insn.repne;
	seen->branches = has_directions(&place.insn);
	if (place.match == SOURCE_NOWHERE)
		return;
	seen->piece = piece_at(source, place.offset);
	if (seen->piece == NO_PIECE)
		return;
	if (!begins_at(&run->walk, source, seen->piece, place.offset, place.insn.mode, &insn) ||
	    insn.length != place.insn.length || strcmp(insn.name, place.insn.name) != 0)
		seen->piece = NO_PIECE;
	seen->offset = (uint32_t)place.offset;
	seen->first = seen->piece != NO_PIECE && source->pieces[seen->piece].offset == seen->offset;
}

/* Where a site is, or would be put. */
static size_t site_index(const struct cover_rom *rom, uint32_t offset)
{
	size_t low = 0, high = rom->site_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rom->sites[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct cover_site *site_find(const struct cover_rom *rom, uint32_t offset)
{
	size_t at = site_index(rom, offset);

	return at < rom->site_count && rom->sites[at].offset == offset ? &rom->sites[at] : NULL;
}

static struct cover_site *site_make(struct cover_rom *rom, uint32_t offset)
{
	size_t at = site_index(rom, offset);

	if (at < rom->site_count && rom->sites[at].offset == offset)
		return &rom->sites[at];
	rom->sites = mem_realloc(rom->sites, rom->site_count + 1, sizeof *rom->sites);
	memmove(rom->sites + at + 1, rom->sites + at, (rom->site_count - at) * sizeof *rom->sites);
	rom->site_count++;
	rom->sites[at] = (struct cover_site){.offset = offset};
	return &rom->sites[at];
}

/* Where it went on; false: nobody knows. An interrupt may have come in between. */
static bool went_to(const struct step *step, const struct x86_state *after, uint64_t *out)
{
	if (step->event_count) {
		*out = step->events[0].rip;
		return step->events[0].event == EVENT_HARDWARE;
	}
	if (after)
		*out = after->rip;
	return after != NULL;
}

static void count_direction(struct cover_run *run, const struct seen *seen, const struct step *step,
			    const struct x86_state *after)
{
	struct cover_site *site;
	struct insn insn;
	uint64_t target, next, behind;

	if (!went_to(step, after, &next) ||
	    insn_decode(seen->mode, step->bytes, step->len, &insn) != INSN_OK ||
	    !insn_target(&insn, step->state.rip, &target))
		return;
	behind = step->state.rip + insn.length;
	site = site_make(run->rom, seen->offset);
	if (next == target)
		site->taken++;
	else if (next == behind || (insn.mode <= INSN_16 && next == (behind & 0xffff)))
		site->not_taken++;
}

void cover_run_step(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct cover_run *run = ctx;
	uint64_t linear = x86_code_at(&step->state, step->state.rip);
	struct seen *seen = &run->seen[linear % SEEN_COUNT];
	struct cover_piece *piece;
	bool again;

	if (!step->len)
		return;
	if (!seen_is(seen, linear, insn_mode(&step->state), step))
		seen_fill(run, step, seen);
	again = seen->repeats && run->repeated == linear;
	run->repeated = seen->repeats ? linear : UINT64_MAX;
	if (seen->piece == NO_PIECE || again)
		return;
	piece = &run->rom->pieces[seen->piece];
	if (!piece->executed)
		piece->mode = seen->mode;
	piece->executed = true;
	piece->hits += seen->first;
	if (seen->branches)
		count_direction(run, seen, step, after);
}

struct cover_run *cover_run_new(struct cover_rom *rom, enum start_state start)
{
	struct cover_run *run = mem_zalloc(1, sizeof *run);

	run->rom = rom;
	run->start = start;
	run->repeated = UINT64_MAX;
	return run;
}

void cover_run_free(struct cover_run *run)
{
	free(run);
}

/* ---- branches */

static enum insn_mode mode_of_start(enum start_state start)
{
	switch (start) {
	case START_PROTECTED: return INSN_32;
	case START_LONG: return INSN_64;
	default: return INSN_REAL;
	}
}

/* That of its neighbour, if there is one in its section whose mode is known, else the one of the start. */
static enum insn_mode mode_nearby(const struct cover_rom *rom, size_t piece, size_t neighbour,
				  enum insn_mode otherwise)
{
	const struct source_piece *pieces = rom->source.pieces;

	return neighbour < rom->source.piece_count && pieces[neighbour].section == pieces[piece].section
		       ? rom->pieces[neighbour].mode
		       : otherwise;
}

void cover_rom_end(struct cover_rom *rom)
{
	size_t count = rom->source.piece_count;
	enum insn_mode start = mode_of_start(rom->start);

	for (size_t i = count; i-- > 0;)
		if (!rom->pieces[i].executed)
			rom->pieces[i].mode = (uint8_t)mode_nearby(rom, i, i + 1, start);
	for (size_t i = 0; i < count; i++)
		if (!rom->pieces[i].executed)
			rom->pieces[i].mode =
				(uint8_t)mode_nearby(rom, i, i - 1, (enum insn_mode)rom->pieces[i].mode);
}

/* The piece as one instruction; false: it is none. */
static bool piece_insn(const struct cover_rom *rom, size_t at, struct insn *out)
{
	static const enum insn_mode all[] = {INSN_16, INSN_32, INSN_64};
	const struct source_piece *piece = &rom->source.pieces[at];
	enum insn_mode mode = (enum insn_mode)rom->pieces[at].mode;

	if (insn_at(&rom->source, at, piece->offset, mode, out) && out->length == piece->len)
		return true;
	for (size_t i = 0; i < sizeof all / sizeof *all && !rom->pieces[at].executed; i++)
		if (insn_at(&rom->source, at, piece->offset, all[i], out) && out->length == piece->len)
			return true;
	return false;
}

bool cover_rom_branch(const struct cover_rom *rom, size_t piece, struct cover_site *out)
{
	uint32_t offset = rom->source.pieces[piece].offset;
	const struct cover_site *site;
	struct insn insn;

	if (!piece_insn(rom, piece, &insn) || !has_directions(&insn))
		return false;
	site = site_find(rom, offset);
	*out = site ? *site : (struct cover_site){.offset = offset};
	return true;
}
