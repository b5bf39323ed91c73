/*
 * The steps of a run, each with all that belongs to it, put together from the records that come from the
 * worker (run/trace.h). All of runner/trace is the parent's.
 */
#ifndef TRACE_STEPS_H
#define TRACE_STEPS_H

#include "run/trace.h"

#define STEP_ACCESSES_MAX 16
#define STEP_ACCESSES_ALL 65536 /* KVM does many repetitions of INS in a step */

struct step_event {
	enum trace_event event;
	uint8_t vector;
	bool is_lost; /* it has no handler */
	uint16_t cs;  /* and RIP: where it was raised, or where its handler returns to */
	uint64_t rip;
	char *text; /* lines, see struct trace_record */
};

/* A zeroed struct is empty. */
struct step {
	uint64_t number;        /* from 0 */
	struct x86_state state; /* before it */
	struct x86_state left;  /* and behind it, before an interrupt that came then */
	bool has_left;
	uint8_t bytes[TRACE_BYTES_MAX]; /* as far as they could be fetched; more than the instruction */
	size_t len;
	struct access accesses[STEP_ACCESSES_MAX]; /* the first of them */
	size_t access_count;                       /* of all */
	/* As many as there are up to STEP_ACCESSES_ALL, for whoever is told of the step; a copy has none:
	 * NULL. */
	const struct access *all_accesses;
	struct step_event *events; /* in their order */
	size_t event_count;
};

void step_fini(struct step *step);
void step_copy(struct step *to, const struct step *from);

/* `after` is the state behind it, NULL where nobody knows it. Both are valid only in the call. */
typedef void step_fn(void *ctx, const struct step *step, const struct x86_state *after);

/* A zeroed struct with `fn` and `ctx` set is at the start. */
struct steps {
	step_fn *fn;
	void *ctx;
	struct trace_reader reader;
	struct step step; /* the one that is not told yet */
	bool any;
	struct access *accesses; /* of that step */
	size_t access_room;
	uint64_t count;
	bool failed; /* something did not decode: what came after it is left out */
	struct err failure;
};

/* A chunk from the worker: tells the steps that are complete with it. */
void steps_take(struct steps *steps, const uint8_t *chunk, size_t len);

/* The run is over: tells the last step. `after` may be NULL. Frees all. */
void steps_end(struct steps *steps, const struct x86_state *after);

#endif
