/*
 * What becomes of an interrupt or exception: where its handler begins, or which exception its delivery raises
 * itself, up to the shutdown that is a triple fault (SDM vol. 3, ch. 6 and 21.1.4).
 */
#ifndef AUTOPSY_DELIVER_H
#define AUTOPSY_DELIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "x86/exception.h"
#include "x86/guest.h"

struct event {
	uint8_t vector;
	bool has_error; /* an error code is pushed */
	bool software;  /* INT n, INT3, INTO: the gate's DPL counts, and error codes have no EXT bit */
};

enum delivery_end {
	DELIVERY_HANDLER, /* execution goes on at cs:offset */
	DELIVERY_TASK,    /* by a task gate: what comes of a task switch is not looked into */
	DELIVERY_RAISES,
	DELIVERY_UNKNOWN,
};

struct delivery {
	enum delivery_end end;
	/* DELIVERY_HANDLER */
	uint16_t cs;
	uint64_t offset, linear;
	uint64_t entry;     /* linear address of the entry in the IVT or IDT that says so */
	bool is_empty;      /* the entry of the IVT is 0000:0000: nobody filled it */
	bool has_error;     /* the last word of its frame is an error code */
	uint8_t word_bytes; /* of each word of the frame: error code, IP, CS, flags, from the lowest on */
	uint8_t cpl;        /* of the handler */
	bool switches_stack;
	uint16_t ss; /* of the new stack, and where its frame ends */
	uint64_t stack;
	/* DELIVERY_RAISES */
	struct exception raised;
};

/* `guest->state` is the state in which it happens: that before the instruction for a fault. */
void deliver(const struct x86_guest *guest, struct event event, struct delivery *out);

enum chain_end {
	CHAIN_HANDLED,  /* some handler is reached */
	CHAIN_SHUTDOWN, /* a triple fault */
	CHAIN_UNKNOWN,
};

/*
 * Append the whole chain, a line each with a newline: the first exception, what its delivery raises, a double
 * fault where that follows (SDM vol. 3, table 6-5), the handler or the shutdown. `last` is the last delivery.
 */
enum chain_end deliver_chain(const struct x86_guest *guest, const struct exception *first,
			     struct delivery *last, struct buf *out);

/* Append a line for an interrupt, with a newline: where its handler is, or what its delivery raises. */
void deliver_print(const struct x86_guest *guest, struct event event, const struct delivery *delivery,
		   struct buf *out);

#endif
