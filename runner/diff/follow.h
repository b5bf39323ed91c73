/*
 * Has an engine go the way that KVM went where that depends on what is outside of the CPU: what devices
 * answer, and when they interrupt.
 */
#ifndef DIFF_FOLLOW_H
#define DIFF_FOLLOW_H

#include "engine/engine.h"
#include "trace/place.h"

/* The exit ports of romkit's machine: doc/machine.md. */
#define PORT_EXIT   0xf4
#define PORT_EXIT_2 0x501

/*
 * The engine has executed the step, and got an answer (diff/answers.h): what the answer is in, general
 * registers or the memory that a string instruction fills, becomes as KVM had it. `now` are the engine's
 * registers, and changes with them; `kvm` those of KVM behind the step.
 */
int follow_answer(struct engine *engine, const struct step *step, const struct place *place,
		  const struct x86_state *kvm, struct x86_state *now, struct err *err);

/*
 * Deliver an external interrupt to the engine, which stands in `state`: by its own IDT, gate and stack, as an
 * INT n that is put at its place for one step. -1: it cannot be, as where the code is in ROM that cannot be
 * written.
 */
int follow_interrupt(struct engine *engine, uint8_t vector, const struct x86_state *state, struct err *err);

#endif
