/* What the files of a debugged run share, and nobody else sees. */
#ifndef RUN_DEBUGGED_PRIVATE_H
#define RUN_DEBUGGED_PRIVATE_H

#include "run/debug.h"
#include "run/step_private.h"

struct debugged {
	struct stepper s;
	const struct debug_link *link;
	struct debug_point points[DEBUG_POINTS_MAX];
	size_t point_count;
	struct result result; /* how it stopped, with `ended` */
	bool ended;           /* it can go no further; a triple fault has taken the registers that KVM had */
	bool gone;            /* the debugger is */
	bool ran_freely;      /* the last that it did was not a step */
	bool is_changed;      /* the debugger has: it is no longer the run of the request */
	bool is_lost;         /* a triple fault, and nobody knows the registers before it */
	size_t console_told, serial_told;
};

/* ---- debugged.c: what the guest has written since the debugger heard of it, while it runs */
void debugged_tell_output(struct debugged *d);

/* ---- debugged_points.c */

/* The break before the instruction where it stands, by s.state; NULL: there is none. */
const struct debug_point *debugged_break(const struct debugged *d);

/* The watch that the last step has touched, by s.state from before it, and where. NULL: none. */
const struct debug_point *debugged_watch(const struct debugged *d, uint64_t *linear);

/* Host memory at a linear address, up to the end of its page; NULL: none is there. `left`: bytes up to there.
 */
uint8_t *debugged_memory(const struct debugged *d, uint64_t linear, size_t *left);

/* ---- debugged_go.c: on until a point, an interruption or the end. */
int debugged_go(struct debugged *d, struct debug_halt *halt, struct err *err);

/* Whether the debugger wants it to stand: it has sent something. */
bool debugged_interrupted(struct debugged *d);

/* ---- debugged_devices.c: for people. */
void debugged_devices(const struct board *board, struct buf *out);

#endif
