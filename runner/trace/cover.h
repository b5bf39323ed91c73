/*
 * What a suite executed of its source: lines and the directions of branches, joined over all runs and ROMs.
 *
 * A line counts where it made code: an instruction of its own, or a macro's that it calls. Data, padding, and
 * a call of a macro that makes no code do not. A macro's line counts once, where it is defined, however often
 * it is called. A branch counts at the line that made it only, for all calls of a macro together. A macro
 * whose body the listing hides (.nolist) is as one instruction: its lines and branches do not count, its
 * calls do.
 */
#ifndef TRACE_COVER_H
#define TRACE_COVER_H

#include "trace/cover_rom.h"

struct cover_line {
	bool is_code; /* it counts */
	/* How often it was executed: its first instruction, or the first that a macro made that it calls. At
	 * least 1 where any of them was. */
	uint64_t hits;
	bool is_branch; /* it made a conditional branch, which went each way so often */
	uint64_t taken, not_taken;
};

struct cover_totals {
	size_t lines, lines_hit;
	size_t directions, directions_seen;
};

struct cover_file {
	char *path, *name;        /* as in struct source_file */
	struct cover_line *lines; /* line n at n - 1; to the last that counts */
	size_t line_count;
	struct cover_totals totals;
};

/* A zeroed struct is empty. */
struct cover {
	struct cover_rom **roms; /* in the order in which they came */
	size_t rom_count;
	struct cover_file *files; /* once joined: those with lines that count, by name */
	size_t file_count;
	struct cover_totals totals;
};

void cover_fini(struct cover *cover);

/* The ROM of an image, read where it is not there yet. It stays where it is. */
struct cover_rom *cover_rom(struct cover *cover, const char *image_path, enum start_state start);

/* All runs are over: fills files and totals, once. */
void cover_join(struct cover *cover);

/*
 * Append "83.3 %", or "-" for nothing of nothing. It is rounded, but 100.0 and 0.0 stand only for all and
 * nothing.
 */
void cover_put_rate(size_t part, size_t whole, struct buf *out);

/* Calls back for each range of lines that count and were never executed, with none between that were. */
typedef void cover_range_fn(void *ctx, unsigned first, unsigned last);

void cover_missing(const struct cover_file *file, cover_range_fn *fn, void *ctx);

#endif
