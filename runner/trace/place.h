/* Where a step is: its instruction, and the line of source that made it. */
#ifndef TRACE_PLACE_H
#define TRACE_PLACE_H

#include "source/source.h"
#include "trace/steps.h"
#include "x86/insn.h"

struct place {
	uint64_t linear; /* CS base + RIP, RIP alone in 64-bit mode; before paging */
	enum insn_status status;
	struct insn insn; /* with INSN_OK */
	enum source_match match;
	uint64_t offset;         /* in the image, but for SOURCE_NOWHERE */
	bool known;              /* there is a spot */
	struct source_spot spot; /* its pointers belong to the source */
};

/* `source` may know nothing; `start` is how the run began. */
void place_of_step(const struct source *source, enum start_state start, const struct step *step,
		   struct place *out);

/* Append the instruction as NASM's text, with the names of labels it goes to; bytes where it is none. */
void place_put_insn(const struct source *source, const struct step *step, const struct place *place,
		    struct buf *out);

/*
 * The line that made the instruction, and where it is in a macro the line that called it: the first one
 * outside of any macro. NULL where they are not known.
 */
const struct source_place *place_made(const struct place *place);
const struct source_place *place_called(const struct place *place);

/* Append its line, that which called the macro, and its label: "x.inc:7 from x.asm:12 start+0x5". */
void place_put_source(const struct place *place, struct buf *out);

#endif
