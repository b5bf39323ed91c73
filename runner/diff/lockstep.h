/*
 * KVM and an engine side by side: for each step of a traced run the engine executes the same instruction, and
 * what came of it is compared. Answers from outside the CPU and interrupts are KVM's in both (diff/follow.h),
 * so that the first difference is one of the CPUs'.
 */
#ifndef DIFF_LOCKSTEP_H
#define DIFF_LOCKSTEP_H

#include "diff/answers.h"
#include "diff/compare.h"
#include "engine/engine.h"
#include "trace/line.h"
#include "trace/moment.h"

#define LOCKSTEP_LAST 8 /* steps that are kept, the one that differs among them */

enum lockstep_status {
	LOCKSTEP_SAME,    /* so far */
	LOCKSTEP_DIFFERS, /* in the step that is kept last */
	LOCKSTEP_ENDED,   /* it cannot be followed any further: `err` says why */
	LOCKSTEP_BROKEN,  /* the engine cannot be used: `err` says why */
};

struct lockstep {
	/* The caller's. */
	struct engine *engine; /* stands where the run begins */
	const struct line *line;
	bool resets; /* the step to come ends the run by a reset, which the engine must not execute */

	enum lockstep_status status;
	struct err err;
	uint64_t count;                    /* steps that were the same */
	struct moment last[LOCKSTEP_LAST]; /* step n lies at n % LOCKSTEP_LAST */
	uint64_t kept;
	struct answers answers;
	/* With LOCKSTEP_DIFFERS. */
	struct differences differences;
	struct x86_state other; /* the engine's */
	enum engine_event event;
	bool kvm_shut_down;

	/* its own */
	struct x86_state now; /* the engine's, before the step */
	uint64_t flags_once_open;
	uint64_t flags_open; /* left undefined by an instruction, and not known to be the same */
	bool interrupted;    /* the handler's first instruction has not come yet */
	bool ahead; /* the engine stands behind a string instruction whose last repetition KVM ends in a step
		       of its own */
};

/* A step_fn's work. `after` NULL: KVM shut down in it. After another status than LOCKSTEP_SAME it does
 * nothing. */
void lockstep_step(struct lockstep *lockstep, const struct step *step, const struct x86_state *after);
void lockstep_fini(struct lockstep *lockstep);

#endif
