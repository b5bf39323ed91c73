/* The stack that takes the frame of an interrupt, or of a call through a gate (SDM vol.
 * 3, 6.12.1, 6.14.2, 8.7). */
#ifndef AUTOPSY_STACK_H
#define AUTOPSY_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/guest.h"

/* What is pushed, and on which stack. */
struct stack_frame {
	unsigned words, word_bytes;
	unsigned cpl; /* that of the handler */
	unsigned ist; /* 1 to 7: a stack of the interrupt stack table; long mode only */
	unsigned ext; /* 1 in error codes while an event is delivered that is not software's */
};

/*
 * Check that all of it can be pushed. `*selector` and `*top` are the new stack pointer before that;
 * `*switched` tells whether it is another stack than the present one.
 */
enum check stack_check(const struct x86_guest *guest, const struct stack_frame *frame, bool *switched,
		       uint16_t *selector, uint64_t *top, struct exception *ex);

#endif
