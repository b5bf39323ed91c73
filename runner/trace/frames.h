/* The calls that a run is in: what CALL and interrupts began and no return has ended, as far as returns go
 * back there. */
#ifndef TRACE_FRAMES_H
#define TRACE_FRAMES_H

#include "trace/steps.h"

#define FRAMES_MAX 64

/* Plain data; a zeroed struct is empty. */
struct frame {
	struct x86_state state; /* before the instruction that called, or that was interrupted */
	uint8_t bytes[TRACE_BYTES_MAX];
	size_t len;
	uint64_t return_rip;
	uint16_t return_cs;
	bool is_interrupt;
	uint8_t vector;
};

struct frames {
	struct frame
		at[FRAMES_MAX]; /* the outermost first; where there are more, the innermost are left out */
	unsigned depth;         /* of all */
};

/* One more step. */
void frames_step(struct frames *frames, const struct step *step, const struct x86_state *after);

#endif
