/*
 * Which of an image's instructions and branches were executed, from the steps of its runs. A line of source
 * is known only by the pieces of code that it made (source/source.h); trace/cover.h makes lines of them.
 */
#ifndef TRACE_COVER_ROM_H
#define TRACE_COVER_ROM_H

#include "source/source.h"
#include "trace/steps.h"
#include "x86/insn.h"

/* A conditional branch that was executed, and how often it went each way. */
struct cover_site {
	uint32_t offset; /* in the image */
	uint64_t taken, not_taken;
};

/* A piece of code, executed or not. */
struct cover_piece {
	uint64_t hits; /* how often its first instruction was executed */
	bool executed; /* one of its instructions was */
	uint8_t mode;  /* enum insn_mode, as it was the first time; see cover_rom_end() */
};

struct cover_rom {
	char *path;             /* of the image */
	enum start_state start; /* of its first run */
	struct source source;
	struct cover_piece *pieces; /* for each of the source's */
	struct cover_site *sites;   /* ascending offsets */
	size_t site_count;
};

/* Read what lies beside the image; what is not known of it (source.lacks) is never executed. */
void cover_rom_read(const char *path, enum start_state start, struct cover_rom *out);
void cover_rom_fini(struct cover_rom *rom);

/* A run of it, whose steps are to be given to cover_run_step(). */
struct cover_run;

struct cover_run *cover_run_new(struct cover_rom *rom, enum start_state start);
void cover_run_free(struct cover_run *run);

/*
 * A step_fn; `ctx` is the run. An instruction counts as executed that a step began, also where it raised an
 * exception instead of being completed, and once where REP made many steps of it. Code that was copied counts
 * (source_locate); code that was changed where it lies counts as long as it is still the same instruction,
 * with another operand.
 */
void cover_run_step(void *ctx, const struct step *step, const struct x86_state *after);

/*
 * All runs are over. What was never executed gets a mode, in which its branches are read: that of the pieces
 * before it in its section, else behind it, else of the start.
 */
void cover_rom_end(struct cover_rom *rom);

/*
 * Whether the piece is a conditional branch, and how often it went each way. One to the instruction behind it
 * has no directions and is none, nor is any in a piece of several instructions. A piece that was never
 * executed and does not fill with one in its mode is read in the first mode in which it does.
 */
bool cover_rom_branch(const struct cover_rom *rom, size_t piece, struct cover_site *out);

#endif
