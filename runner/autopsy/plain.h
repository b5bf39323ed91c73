/* Instructions of which it is quickly seen that they raise nothing: most of those that a run consists of. */
#ifndef AUTOPSY_PLAIN_H
#define AUTOPSY_PLAIN_H

#include <stdbool.h>

#include "x86/guest.h"
#include "x86/insn.h"

/* Whether the instruction can be plain at all; it does not depend on any state. */
bool plain_possible(const struct insn *insn);

/*
 * Of one that can be: whether it is, in this state, at guest->state->rip. Then fault_predict() finds nothing,
 * no handler is entered, and RFLAGS.TF stays as it is. False where it is not seen quickly.
 */
bool plain_now(const struct x86_guest *guest, const struct insn *insn);

#endif
