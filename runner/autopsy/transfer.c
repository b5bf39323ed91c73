/* JMP, CALL, RET within a segment, and INT (SDM vol. 2; vol. 3, 5.8). */
#include "autopsy/transfer.h"

#include <inttypes.h>

#include "autopsy/deliver.h"
#include "autopsy/stack.h"
#include "x86/bits.h"
#include "x86/segment.h"

/* ---- what all transfers share */

enum check transfer_check_near(const struct attempt *a, uint64_t offset)
{
	const struct x86_seg *cs = &a->state->seg[X86_CS];

	if (a->mode == X86_MODE_LONG) {
		if (segment_is_canonical(a->state, offset))
			return CHECK_FINE;
		return exception_set(a->ex, X86_GP, 0, "it goes to 0x%" PRIx64 ", which is not canonical",
				     offset);
	}
	if (offset <= cs->limit)
		return CHECK_FINE;
	return exception_set(a->ex, X86_GP, 0, "it goes to cs:0x%" PRIx64 ", beyond the limit of cs, 0x%x",
			     offset, cs->limit);
}

enum check transfer_read_code(const struct attempt *a, uint16_t selector, const char *what,
			      struct descriptor *out)
{
	enum check check;

	*out = (struct descriptor){0};
	if (selector_is_null(selector))
		return exception_set(a->ex, X86_GP, 0, "%s is a null selector (0x%x)", what, selector);
	check = descriptor_read(a->guest, selector, X86_GP, 0, out, a->ex);
	return check == CHECK_RAISED ? exception_wrap(a->ex, "%s", what) : check;
}

enum check transfer_refuse(const struct attempt *a, uint16_t selector, const char *what,
			   const struct descriptor *d, const char *why)
{
	return exception_set(a->ex, X86_GP, selector & ~3u, "%s 0x%x is %s%s", what, selector,
			     descriptor_kind(d), why);
}

enum check transfer_check_target(const struct attempt *a, uint16_t selector, const char *what,
				 const struct descriptor *d, uint64_t offset)
{
	struct x86_seg seg = descriptor_segment(d, selector);
	bool is_64 = x86_is_long(a->state) && seg.attr & X86_ATTR_L;

	if (is_64 && seg.attr & X86_ATTR_DB)
		return transfer_refuse(a, selector, what, d, " with both L and D set");
	if (!descriptor_is_present(d))
		return exception_set(a->ex, X86_NP, selector & ~3u, "%s 0x%x is not present", what, selector);
	if (is_64 && !segment_is_canonical(a->state, offset))
		return exception_set(a->ex, X86_GP, 0, "the target 0x%" PRIx64 " is not canonical", offset);
	if (!is_64 && offset > seg.limit)
		return exception_set(a->ex, X86_GP, 0,
				     "the target 0x%x:0x%" PRIx64
				     " is beyond the limit of that segment, 0x%x",
				     selector, offset, seg.limit);
	return CHECK_FINE;
}

/* ---- far JMP and CALL */

static enum check push_return(const struct attempt *a, unsigned words, unsigned word_bytes, unsigned cpl)
{
	struct stack_frame frame = {.words = words, .word_bytes = word_bytes, .cpl = cpl};
	uint16_t ss;
	uint64_t top;
	bool switched;

	/* A call in compatibility mode stays on its stack; only interrupts use the 64-bit one. */
	if (a->insn->kind != INSN_CALL)
		return CHECK_FINE;
	if (x86_is_long(a->state) && a->mode != X86_MODE_LONG)
		return CHECK_UNKNOWN;
	return stack_check(a->guest, &frame, &switched, &ss, &top, a->ex);
}

/* SDM vol. 3, 5.8.1. */
static enum check to_code(const struct attempt *a, uint16_t selector, const struct descriptor *d,
			  uint64_t offset)
{
	unsigned dpl = descriptor_dpl(d);
	enum check check;

	if (descriptor_is_conforming(d) ? dpl > a->cpl : dpl != a->cpl || (selector & 3u) > a->cpl)
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "cs 0x%x is a %scode segment of DPL %u, for CPL %u and RPL %u", selector,
				     descriptor_is_conforming(d) ? "conforming " : "", dpl, a->cpl,
				     selector & 3u);
	check = transfer_check_target(a, selector, "cs", d, offset);
	return check ? check : push_return(a, 2, a->insn->operand_bits / 8u, a->cpl);
}

/* The code segment that a call gate names (SDM vol. 3, 5.8.4). */
static enum check through_gate(const struct attempt *a, const struct descriptor *gate)
{
	uint16_t selector = descriptor_gate_selector(gate);
	bool is_call = a->insn->kind == INSN_CALL, is_32 = descriptor_type(gate) & 8;
	struct descriptor d;
	unsigned dpl, parameters = gate->low >> 32 & 0x1f;
	enum check check = transfer_read_code(a, selector, "the gate's cs", &d);

	if (check)
		return check;
	if (!descriptor_is_code(&d))
		return transfer_refuse(a, selector, "the gate's cs", &d, ", not code");
	dpl = descriptor_dpl(&d);
	if (dpl > a->cpl || (!is_call && !descriptor_is_conforming(&d) && dpl != a->cpl))
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "the gate's cs 0x%x is of DPL %u, for CPL %u", selector, dpl, a->cpl);
	check = transfer_check_target(a, selector, "the gate's cs", &d, descriptor_gate_offset(gate, false));
	if (check)
		return check;
	if (is_call && !descriptor_is_conforming(&d) && dpl < a->cpl)
		return push_return(a, 4 + parameters, is_32 ? 4 : 2, dpl);
	return push_return(a, 2, is_32 ? 4 : 2, a->cpl);
}

static enum check to_system(const struct attempt *a, uint16_t selector, const struct descriptor *d)
{
	unsigned type = descriptor_type(d), dpl = descriptor_dpl(d);
	bool is_call_gate = type == DESCRIPTOR_CALL || type == DESCRIPTOR_CALL16;
	bool is_task = type == DESCRIPTOR_TASK_GATE || type == DESCRIPTOR_TSS || type == DESCRIPTOR_TSS16;

	if (x86_is_long(a->state) ? type != DESCRIPTOR_CALL : !is_call_gate && !is_task)
		return transfer_refuse(a, selector, "cs", d, ", not code");
	if (dpl < a->cpl || dpl < (selector & 3u))
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "the gate 0x%x has DPL %u, for CPL %u and RPL %u", selector, dpl, a->cpl,
				     selector & 3u);
	if (!descriptor_is_present(d))
		return exception_set(a->ex, X86_NP, selector & ~3u, "the gate 0x%x is not present", selector);
	/* A task switch, and the 16 bytes of a gate in long mode, are not looked into. */
	return is_task || x86_is_long(a->state) ? CHECK_UNKNOWN : through_gate(a, d);
}

static enum check to_far(const struct attempt *a, uint16_t selector, uint64_t offset)
{
	struct descriptor d;
	enum check check;

	if (attempt_is_real(a))
		return transfer_check_near(a, offset);
	check = transfer_read_code(a, selector, "cs", &d);
	if (check)
		return check;
	if (descriptor_is_system(&d))
		return to_system(a, selector, &d);
	if (!descriptor_is_code(&d))
		return transfer_refuse(a, selector, "cs", &d, ", not code");
	return to_code(a, selector, &d, offset);
}

static enum check check_far(const struct attempt *a)
{
	const struct insn_operand *operand = &a->insn->operand[0];
	uint16_t selector;
	uint64_t offset;
	enum check check;

	if (operand->type == INSN_FAR)
		return to_far(a, operand->selector, operand->number);
	check = attempt_far_pointer(a, operand, &selector, &offset);
	return check ? check : to_far(a, selector, offset);
}

/* ---- near, and INT */

static enum check check_near(const struct attempt *a)
{
	uint64_t target;
	enum check check = CHECK_FINE;

	if (a->insn->kind == INSN_RET)
		check = attempt_pop(a, 0, &target);
	else if (!insn_target(a->insn, a->state->rip, &target))
		check = attempt_value(a, &a->insn->operand[0], &target);
	return check ? check : transfer_check_near(a, target);
}

static enum check check_interrupt(const struct attempt *a, uint8_t vector, bool software)
{
	struct delivery delivery;

	deliver(a->guest, (struct event){.vector = vector, .software = software}, &delivery);
	if (delivery.end == DELIVERY_RAISES)
		*a->ex = delivery.raised;
	return delivery.end == DELIVERY_RAISES    ? CHECK_RAISED
	       : delivery.end == DELIVERY_UNKNOWN ? CHECK_UNKNOWN
						  : CHECK_FINE;
}

enum check attempt_transfer(const struct attempt *a)
{
	switch (a->insn->kind) {
	case INSN_JUMP:
	case INSN_CALL: return a->insn->far ? check_far(a) : check_near(a);
	case INSN_RET: return a->insn->far ? CHECK_FINE : check_near(a);
	case INSN_INT: return check_interrupt(a, (uint8_t)a->insn->operand[0].number, true);
	case INSN_INT1: return check_interrupt(a, X86_DB, false);
	case INSN_INT3: return check_interrupt(a, X86_BP, true);
	case INSN_INTO: return a->state->rflags & X86_FLAG_OF ? check_interrupt(a, X86_OF, true) : CHECK_FINE;
	default: return CHECK_FINE;
	}
}
