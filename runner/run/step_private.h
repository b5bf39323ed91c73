/* What the files of stepping share, and nobody else sees: one step after the other, foreseen, made, and told.
 */
#ifndef RUN_STEP_PRIVATE_H
#define RUN_STEP_PRIVATE_H

#include "autopsy/fetch.h"
#include "run/board.h"
#include "run/handler.h"
#include "run/insn_cache.h"
#include "run/meter.h"
#include "run/run.h"
#include "run/trace.h"

enum fast_call { FAST_CALL_NONE, FAST_CALL_ENTERS, FAST_CALL_RETURNS };

struct stepper {
	struct runner *runner;
	struct board board;
	struct meter meter;
	struct tick no_tick; /* a zeroed one: counts need not be exact */
	bool whole;          /* the state has all registers: KVM is asked for much more then */
	uint64_t steps, steps_max;
	unsigned zeros;         /* instructions in a row whose bytes are 0: ADD [BX+SI], AL or its like */
	struct x86_state state; /* before the step */
	struct x86_guest guest; /* with that state */
	/* The instruction; none where an interrupt is delivered in its place. */
	bool plain;              /* it raises nothing, and changes general registers, RIP and RFLAGS alone */
	struct fetch fetch;      /* of one that is not plain */
	const struct insn *insn; /* of length 0 where it is none */
	const uint8_t *bytes;    /* as far as they were fetched */
	size_t len;
	struct handler handler;
	/* What is about to be delivered. */
	bool delivers;
	enum trace_event event;
	uint8_t vector;
	bool undelivered; /* KVM still has it: the step before was interrupted first */
	bool is_lost;     /* nobody filled its entry */
	bool shadowed;    /* by the instruction behind this one */
	uint64_t shadowed_rip;
	struct buf text;
	enum fast_call fast_call; /* the step is one: R11 has the trap flag then */
	bool traps_itself;        /* the step sets the guest's own trap flag */
	struct buf chunk;
	struct trace_writer writer;
	struct insn_cache cache;
};

/* ---- step.c, for whoever makes the steps; on -1 of the first step_end() is called all the same */

int step_begin(struct stepper *s, const struct request *rq, uint64_t wall_ns, struct err *err);
/* One more: 1 where the run has stopped, and out->stop says how. */
int step_once(struct stepper *s, struct result *out, struct err *err);
/* Into `state` what the guest has now; behind a plain instruction nothing but general registers has changed.
 */
int step_state(struct stepper *s, struct err *err);
void step_end(struct stepper *s, struct result *out);

/* ---- step_tell.c: into the chunk, which is handed over once it has `limit` bytes */

void step_tell(struct stepper *s, size_t limit);
void step_tell_insn(struct stepper *s);
void step_tell_event(struct stepper *s); /* what was about to be delivered */
void step_tell_access(struct stepper *s, const struct vm_exit *exit);

/* Something else to be said of the step, a line with its newline. `is_lost`: nothing sensible comes behind
 * it. */
void step_tell_note(struct stepper *s, bool is_lost, const char *text);

/* ---- step_foresee.c: with the state before the step, what it is about to do; its handler is held. */

int step_foresee(struct stepper *s, struct err *err);

/* Whether it is STI. */
bool step_is_sti(const struct insn *insn);

/* ---- step_fast_call.c: SYSCALL and SYSRET, that were found to raise nothing; and what they left in R11. */

int step_foresee_fast_call(struct stepper *s, struct err *err);
int step_see_fast_call(struct stepper *s, const struct x86_state *now, struct err *err);

/* ---- step_see.c: what came of it, beside its own work. An exit that the handler's HLT made becomes a trap.
 */

/* Of an instruction that was executed, behind step_tell_insn(). */
void step_see_insn(struct stepper *s);
int step_see(struct stepper *s, struct vm_exit *exit, struct err *err);

#endif
