#include "autopsy/deliver.h"

#include <inttypes.h>

#include "autopsy/stack.h"
#include "x86/access.h"
#include "x86/descriptor.h"
#include "x86/mode.h"
#include "x86/segment.h"

/* One delivery on its way. */
struct courier {
	const struct x86_guest *guest;
	struct event event;
	struct delivery *out;
	unsigned ext;
	struct descriptor gate, code;
};

/* "vector 13: the IDT at 0x0 has a limit of 0x0" */
static void wrap(struct courier *c)
{
	exception_wrap(&c->out->raised, "vector %u", c->event.vector);
}

/* ---- real mode */

/* SDM vol. 3, 21.1.4: four bytes each, IP and CS; a frame of three words. */
static enum check deliver_real(struct courier *c)
{
	const struct x86_state *state = c->guest->state;
	struct stack_frame frame = {.words = 3, .word_bytes = 2};
	uint32_t at = c->event.vector * 4u, entry;
	uint16_t ss;
	uint64_t top;
	bool switched;
	enum check check;

	if (at + 3 > state->idtr.limit)
		return exception_set(&c->out->raised, X86_GP, 0,
				     "the interrupt table at 0x%" PRIx64
				     " has a limit of 0x%x, so it ends before that entry "
				     "(which needs 0x%x)",
				     state->idtr.base, state->idtr.limit, at + 3);
	c->out->entry = state->idtr.base + at;
	check = system_read(c->guest, c->out->entry, &entry, sizeof entry, &c->out->raised);
	if (!check)
		check = stack_check(c->guest, &frame, &switched, &ss, &top, &c->out->raised);
	if (check)
		return check;
	c->out->cs = (uint16_t)(entry >> 16);
	c->out->offset = entry & 0xffff;
	c->out->linear = (c->out->cs << 4) + c->out->offset;
	c->out->is_empty = entry == 0;
	return CHECK_FINE;
}

/* ---- the gate */

static enum check read_gate(struct courier *c)
{
	const struct x86_state *state = c->guest->state;
	unsigned bytes = x86_is_long(state) ? 16 : 8, at = c->event.vector * bytes;
	uint64_t both[2] = {0};
	enum check check;

	if (at + bytes - 1 > state->idtr.limit)
		return exception_set(&c->out->raised, X86_GP, c->event.vector * 8u | 2 | c->ext,
				     "the IDT at 0x%" PRIx64
				     " has a limit of 0x%x, so it ends before that entry (which "
				     "needs 0x%x)",
				     state->idtr.base, state->idtr.limit, at + bytes - 1);
	c->out->entry = state->idtr.base + at;
	check = system_read(c->guest, c->out->entry, both, bytes, &c->out->raised);
	if (check == CHECK_RAISED)
		exception_wrap(&c->out->raised, "its entry in the IDT");
	c->gate = (struct descriptor){.linear = c->out->entry, .low = both[0], .high = both[1] & 0xffffffff};
	return check;
}

static bool is_gate(const struct courier *c)
{
	unsigned type = descriptor_type(&c->gate);

	if (!descriptor_is_system(&c->gate))
		return false;
	if (type == DESCRIPTOR_INTERRUPT || type == DESCRIPTOR_TRAP)
		return true;
	return !x86_is_long(c->guest->state) &&
	       (type == DESCRIPTOR_INTERRUPT16 || type == DESCRIPTOR_TRAP16 || type == DESCRIPTOR_TASK_GATE);
}

/* SDM vol. 2, INT n, protected-mode and IA-32e-mode. */
static enum check check_gate(struct courier *c)
{
	uint32_t error = c->event.vector * 8u | 2 | c->ext;
	struct exception *ex = &c->out->raised;

	if (!is_gate(c))
		return exception_set(ex, X86_GP, error,
				     "its entry in the IDT (at 0x%" PRIx64
				     ") is %s, not an interrupt or trap gate",
				     c->out->entry, descriptor_kind(&c->gate));
	if (c->event.software && descriptor_dpl(&c->gate) < x86_cpl(c->guest->state))
		return exception_set(ex, X86_GP, error,
				     "its gate (at 0x%" PRIx64
				     ") has DPL %u, so that software at CPL %u may not use it",
				     c->out->entry, descriptor_dpl(&c->gate), x86_cpl(c->guest->state));
	if (!descriptor_is_present(&c->gate))
		return exception_set(ex, X86_NP, error, "its gate (at 0x%" PRIx64 ") is not present",
				     c->out->entry);
	return CHECK_FINE;
}

/* ---- the code segment that the gate names */

static enum check check_privilege(struct courier *c, uint16_t selector)
{
	unsigned dpl = descriptor_dpl(&c->code), cpl = x86_cpl(c->guest->state);
	uint32_t error = (selector & ~3u) | c->ext;
	struct exception *ex = &c->out->raised;

	if (dpl > cpl)
		return exception_set(ex, X86_GP, error,
				     "its gate leads to CS 0x%x of DPL %u, less privileged than CPL %u",
				     selector, dpl, cpl);
	if (x86_mode(c->guest->state) == X86_MODE_V86 && (dpl || descriptor_is_conforming(&c->code)))
		return exception_set(
			ex, X86_GP, error,
			"its gate leads to CS 0x%x, which is not of DPL 0 as virtual-8086 mode needs",
			selector);
	if (!descriptor_is_present(&c->code))
		return exception_set(ex, X86_NP, error, "its gate leads to CS 0x%x, which is not present",
				     selector);
	return CHECK_FINE;
}

static enum check check_code(struct courier *c)
{
	uint16_t selector = descriptor_gate_selector(&c->gate);
	uint32_t error = (selector & ~3u) | c->ext;
	struct exception *ex = &c->out->raised;
	struct x86_seg seg;
	enum check check;

	if (selector_is_null(selector))
		return exception_set(ex, X86_GP, c->ext,
				     "its gate (at 0x%" PRIx64 ") has a null selector for CS", c->out->entry);
	check = descriptor_read(c->guest, selector, X86_GP, c->ext, &c->code, ex);
	if (check == CHECK_RAISED)
		exception_wrap(ex, "its gate leads to CS 0x%x", selector);
	if (check)
		return check;
	seg = descriptor_segment(&c->code, selector);
	if (!descriptor_is_code(&c->code))
		return exception_set(ex, X86_GP, error, "its gate leads to CS 0x%x, which is %s, not code",
				     selector, descriptor_kind(&c->code));
	if (x86_is_long(c->guest->state) && (seg.attr & (X86_ATTR_L | X86_ATTR_DB)) != X86_ATTR_L)
		return exception_set(ex, X86_GP, error,
				     "its gate leads to CS 0x%x, which is not a 64-bit code segment",
				     selector);
	return check_privilege(c, selector);
}

/* ---- the task that a task gate names (SDM vol. 2, INT n: TASK-GATE) */

static enum check check_task(struct courier *c)
{
	uint16_t selector = descriptor_gate_selector(&c->gate);
	uint32_t error = (selector & ~3u) | c->ext;
	struct exception *ex = &c->out->raised;
	struct descriptor tss;
	enum check check;

	if (selector_is_null(selector) || selector & 4)
		return exception_set(ex, X86_GP, error,
				     "its gate (at 0x%" PRIx64 ") is a task gate, whose selector 0x%x is %s",
				     c->out->entry, selector, selector & 4 ? "one of the LDT" : "null");
	check = descriptor_read(c->guest, selector, X86_GP, c->ext, &tss, ex);
	if (check == CHECK_RAISED)
		exception_wrap(ex, "its gate (at 0x%" PRIx64 ") is a task gate to 0x%x", c->out->entry,
			       selector);
	if (check)
		return check;
	if (!descriptor_is_system(&tss) ||
	    (descriptor_type(&tss) != DESCRIPTOR_TSS && descriptor_type(&tss) != DESCRIPTOR_TSS16))
		return exception_set(ex, X86_GP, error,
				     "its gate (at 0x%" PRIx64
				     ") is a task gate to 0x%x, which is %s, not an available TSS",
				     c->out->entry, selector, descriptor_kind(&tss));
	if (!descriptor_is_present(&tss))
		return exception_set(ex, X86_NP, error,
				     "its gate (at 0x%" PRIx64
				     ") is a task gate to TSS 0x%x, which is not present",
				     c->out->entry, selector);
	c->out->end = DELIVERY_TASK;
	return CHECK_FINE;
}

/* ---- frame and target */

/* Its words: flags, CS, IP; the error code; the old stack where the privilege changes; what V86 mode adds. */
static struct stack_frame frame_of(const struct courier *c)
{
	bool is_long = x86_is_long(c->guest->state), v86 = x86_mode(c->guest->state) == X86_MODE_V86;
	unsigned cpl = x86_cpl(c->guest->state);
	struct stack_frame frame = {
		.words = 3, .word_bytes = descriptor_type(&c->gate) & 8 ? 4 : 2, .ext = c->ext};

	frame.cpl = descriptor_is_conforming(&c->code) ? cpl : descriptor_dpl(&c->code);
	if (is_long) {
		frame.word_bytes = 8;
		frame.ist = c->gate.low >> 32 & 7;
	}
	if (c->event.has_error)
		frame.words++;
	if (is_long || frame.cpl != cpl)
		frame.words += 2;
	if (v86)
		frame.words += 4;
	return frame;
}

static enum check check_target(struct courier *c)
{
	uint16_t selector = descriptor_gate_selector(&c->gate);
	struct x86_seg seg = descriptor_segment(&c->code, selector);
	bool is_long = x86_is_long(c->guest->state);

	c->out->cs = selector;
	c->out->offset = descriptor_gate_offset(&c->gate, is_long);
	c->out->linear = is_long ? c->out->offset : (seg.base + c->out->offset) & 0xffffffff;
	if (is_long && !segment_is_canonical(c->guest->state, c->out->offset))
		return exception_set(&c->out->raised, X86_GP, c->ext,
				     "its gate leads to 0x%" PRIx64 ", which is not canonical",
				     c->out->offset);
	if (!is_long && c->out->offset > seg.limit)
		return exception_set(&c->out->raised, X86_GP, c->ext,
				     "its gate leads to 0x%x:0x%" PRIx64
				     ", beyond the limit of that segment, 0x%x",
				     selector, c->out->offset, seg.limit);
	return CHECK_FINE;
}

static enum check deliver_protected(struct courier *c)
{
	struct stack_frame frame;
	enum check check = read_gate(c);

	if (!check)
		check = check_gate(c);
	if (check)
		return check;
	if (descriptor_type(&c->gate) == DESCRIPTOR_TASK_GATE)
		return check_task(c);
	check = check_code(c);
	if (check)
		return check;
	frame = frame_of(c);
	c->out->word_bytes = (uint8_t)frame.word_bytes;
	c->out->cpl = (uint8_t)frame.cpl;
	check = stack_check(c->guest, &frame, &c->out->switches_stack, &c->out->ss, &c->out->stack,
			    &c->out->raised);
	if (check)
		return check;
	return check_target(c);
}

void deliver(const struct x86_guest *guest, struct event event, struct delivery *out)
{
	struct courier courier = {.guest = guest, .event = event, .out = out, .ext = event.software ? 0 : 1};
	enum check check;

	*out = (struct delivery){.end = DELIVERY_HANDLER, .has_error = event.has_error, .word_bytes = 2};
	if (x86_mode(guest->state) == X86_MODE_REAL)
		check = deliver_real(&courier);
	else
		check = deliver_protected(&courier);
	if (check == CHECK_RAISED) {
		out->end = DELIVERY_RAISES;
		wrap(&courier);
	} else if (check == CHECK_UNKNOWN) {
		out->end = DELIVERY_UNKNOWN;
	}
}
