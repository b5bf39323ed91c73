/*
 * What a run tells that is stepped through (run/step.h): records, one behind the other. They are written in
 * the worker and read in the parent, which trusts none of it. A chunk is any number of whole records; those
 * of a run are read in their order, as a record says only what differs from the one before.
 */
#ifndef RUN_TRACE_H
#define RUN_TRACE_H

#include "base/buf.h"
#include "base/err.h"
#include "run/result.h"
#include "x86/state.h"

enum trace_kind {
	TRACE_STEP,   /* an instruction is about to be executed */
	TRACE_ACCESS, /* it accessed a port, or memory where a device is or nothing */
	TRACE_STATE,  /* what it left behind, where an external interrupt comes before the next one */
	TRACE_EVENT,  /* instead of what it does, or before it: an exception or interrupt is delivered */
	TRACE_KINDS
};

/* What is delivered. */
enum trace_event {
	EVENT_EXCEPTION, /* the instruction raises it */
	EVENT_SOFTWARE,  /* INT n, INT3, INTO, INT1 */
	EVENT_HARDWARE,  /* an external interrupt, before the instruction */
	EVENT_END,       /* a triple fault that nothing foretold */
	TRACE_EVENTS
};

#define TRACE_BYTES_MAX 15

/* Valid while the function is called that gets it. */
struct trace_record {
	enum trace_kind kind;
	/* TRACE_STEP and TRACE_STATE. Of the state: gpr, rip, rflags, seg, gdtr, idtr, cr0 to cr4, cr8 and
	 * efer; all else is 0. */
	const struct x86_state *state;
	uint8_t bytes[TRACE_BYTES_MAX]; /* TRACE_STEP: at CS:RIP; those behind the instruction may be there,
					   too */
	size_t len;                     /* 0: nothing could be fetched */
	/* TRACE_ACCESS; `value` is also what was read. */
	struct access access;
	/* TRACE_EVENT. The text has lines with a newline behind each: which exception, why, and what became
	 * of it (autopsy/deliver.h, deliver_chain); may be empty. */
	enum trace_event event;
	uint8_t vector;
	bool is_lost; /* it has no handler: the entry in the table was never filled, or what is there is none
		       */
	uint16_t cs;  /* and RIP: where it was raised, or where its handler returns to */
	uint64_t rip;
	const char *text;
};

/* Appends to `out`. A zeroed one with `out` set is at the start. */
struct trace_writer {
	struct buf *out;
	struct x86_state last;
};

void trace_put_step(struct trace_writer *writer, const struct x86_state *state, const uint8_t *bytes,
		    size_t len);
void trace_put_state(struct trace_writer *writer, const struct x86_state *state);
void trace_put_access(struct trace_writer *writer, const struct access *access);
void trace_put_event(struct trace_writer *writer, const struct trace_record *event);

/* A zeroed one is at the start. */
struct trace_reader {
	struct x86_state last;
};

typedef void trace_fn(void *ctx, const struct trace_record *record);

/* Read a chunk. -1: it does not decode. */
int trace_read(struct trace_reader *reader, const uint8_t *chunk, size_t len, trace_fn *fn, void *ctx,
	       struct err *err);

#endif
