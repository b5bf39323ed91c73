/* What came of a step. */
#include "run/step_private.h"

#include <stdio.h>
#include <string.h>

#include "x86/bits.h"

#define LOST_STEPS 16 /* that are of interest then */

/*
 * MOV SS and POP SS hold off the trap as well: the next instruction was executed, too (SDM vol. 3, 6.8.3).
 * The CPU of the box does that for STI as well.
 */
static bool casts_shadow(const struct insn *insn)
{
	const struct insn_operand *to = &insn->operand[0];

	if (insn->operands && to->type == INSN_SEGMENT && to->reg == X86_SS && to->write)
		return true;
	return step_is_sti(insn);
}

/* With an exit that is another one than the trap it was executed in any case. */
static void see_shadow(struct stepper *s, const struct x86_state *now, bool trapped)
{
	struct x86_state between = s->state;
	struct fetch fetch;
	struct exception ex;

	if (!casts_shadow(s->insn))
		return;
	between.rip += s->insn->length;
	if (trapped && now->rip == between.rip)
		return;
	if (!step_is_sti(s->insn))
		between.seg[X86_SS] = now->seg[X86_SS];
	if (strcmp(s->insn->name, "pop") == 0)
		between.gpr[X86_RSP] += s->insn->operand_bits / 8;
	if (step_is_sti(s->insn))
		between.rflags |= X86_FLAG_IF;
	s->guest.state = &between;
	fetch_insn(&s->guest, &fetch, &ex);
	s->guest.state = &s->state;
	trace_put_step(&s->writer, &between, fetch.bytes, fetch.len);
	s->steps++;
}

static void see_pushed_flags(struct stepper *s, const struct x86_state *now)
{
	struct x86_guest after = s->guest;

	after.state = now;
	if (s->insn->kind == INSN_PUSHF && !(s->state.rflags & X86_FLAG_TF))
		handler_clear_tf(&after, 0, s->board.vm);
}

static void lose(struct stepper *s)
{
	if (s->board.request->trace_briefly && s->steps_max > s->steps + LOST_STEPS)
		s->steps_max = s->steps + LOST_STEPS;
}

/* Zeros are an instruction, and all of free memory is made of them. */
static void see_zeros(struct stepper *s)
{
	char text[80];

	s->zeros = s->len < 2 || s->bytes[0] || s->bytes[1] ? 0 : s->zeros + 1;
	if (s->zeros != LOST_STEPS)
		return;
	snprintf(text, sizeof text, "nothing was put here: %u instructions of zeros in a row\n", s->zeros);
	step_tell_note(s, true, text);
	lose(s);
}

/* KVM gives a trap of the guest's own to whoever steps it (svm.c, db_interception). */
static void see_own_trap(struct stepper *s)
{
	if (s->traps_itself)
		step_tell_note(
			s, false,
			"it sets RFLAGS.TF, to step itself: its handler of #DB is not entered here, so "
			"from here on this is not what the case did\n");
}

void step_see_insn(struct stepper *s)
{
	see_zeros(s);
	see_own_trap(s);
}

static bool has_executed(const struct vm_exit *exit)
{
	return exit->kind == VM_EXIT_DEBUG || exit->kind == VM_EXIT_HLT || exit->kind == VM_EXIT_IO ||
	       exit->kind == VM_EXIT_MMIO;
}

/* The instruction behind STI: where it entered its handler it was executed, else nothing is known yet. */
static int see_shadowed(struct stepper *s, const struct vm_exit *exit, bool entered, struct err *err)
{
	struct x86_state now = {0};

	if (!s->shadowed || exit->kind == VM_EXIT_SHUTDOWN)
		return 0;
	s->delivers = entered;
	if (!entered)
		return 0;
	if (vm_get_step_state(s->board.vm, &now, err) < 0)
		return -1;
	see_shadow(s, &now, true);
	return 0;
}

int step_see(struct stepper *s, struct vm_exit *exit, struct err *err)
{
	struct x86_state now;
	bool entered;

	if (s->plain && exit->kind == VM_EXIT_DEBUG)
		return 0;
	if (handler_release(&s->handler, &s->guest, s->board.vm, exit, s->state.rflags & X86_FLAG_TF,
			    &entered, err) < 0)
		return -1;
	if (entered) {
		exit->kind = VM_EXIT_DEBUG;
		if (s->is_lost)
			lose(s);
	}
	if (see_shadowed(s, exit, entered, err) < 0)
		return -1;
	if (s->delivers && (entered || s->event != EVENT_EXCEPTION || exit->kind == VM_EXIT_SHUTDOWN))
		step_tell_event(s);
	else if (exit->kind == VM_EXIT_SHUTDOWN)
		step_tell_note(s, true, "a triple fault, for a reason that is not known\n");
	if (s->delivers || s->plain || !s->insn->length || !has_executed(exit))
		return 0;
	if (vm_get_step_state(s->board.vm, &now, err) < 0)
		return -1;
	see_shadow(s, &now, exit->kind == VM_EXIT_DEBUG);
	see_pushed_flags(s, &now);
	return step_see_fast_call(s, &now, err);
}
