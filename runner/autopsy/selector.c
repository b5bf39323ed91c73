/* Loading a segment register, LDTR or TR (SDM vol. 2, MOV, POP, LDS, LLDT, LTR; vol. 3, 5.6, 5.7). */
#include "autopsy/attempt.h"

#include "x86/descriptor.h"
#include "x86/segment.h"

static enum check raise(const struct attempt *a, uint8_t vector, uint16_t selector, const char *name,
			const struct descriptor *d, const char *why)
{
	return exception_set(a->ex, vector, selector & ~3u, "selector 0x%x for %s: it is %s, %s", selector,
			     name, descriptor_kind(d), why);
}

/* ---- ES, DS, FS, GS */

static enum check load_data(const struct attempt *a, unsigned segno, uint16_t selector)
{
	const char *name = segment_name(segno);
	unsigned rpl = selector & 3u;
	struct descriptor d;
	enum check check;

	if (selector_is_null(selector))
		return CHECK_FINE;
	check = descriptor_read(a->guest, selector, X86_GP, 0, &d, a->ex);
	if (check)
		return check;
	if (!descriptor_is_readable(&d))
		return raise(a, X86_GP, selector, name, &d, "neither data nor readable code");
	if (!descriptor_is_conforming(&d) && (descriptor_dpl(&d) < rpl || descriptor_dpl(&d) < a->cpl))
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "selector 0x%x for %s: DPL %u, for CPL %u and RPL %u", selector, name,
				     descriptor_dpl(&d), a->cpl, rpl);
	if (!descriptor_is_present(&d))
		return raise(a, X86_NP, selector, name, &d, "and not present");
	return CHECK_FINE;
}

/* ---- SS */

static enum check load_stack(const struct attempt *a, uint16_t selector)
{
	unsigned rpl = selector & 3u;
	struct descriptor d;
	enum check check;

	if (selector_is_null(selector)) {
		/* AMD's manual does not ask for RPL = CPL (APM vol. 3, MOV), Intel's does. */
		if (a->mode == X86_MODE_LONG && a->cpl < 3)
			return rpl == a->cpl ? CHECK_FINE : CHECK_UNKNOWN;
		return exception_set(a->ex, X86_GP, 0, "a null selector (0x%x) for ss", selector);
	}
	check = descriptor_read(a->guest, selector, X86_GP, 0, &d, a->ex);
	if (check)
		return check;
	if (rpl != a->cpl)
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "selector 0x%x for ss: RPL %u, for CPL %u", selector, rpl, a->cpl);
	if (!descriptor_is_writable(&d))
		return raise(a, X86_GP, selector, "ss", &d, "not a writable data segment");
	if (descriptor_dpl(&d) != a->cpl)
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "selector 0x%x for ss: DPL %u, for CPL %u", selector, descriptor_dpl(&d),
				     a->cpl);
	if (!descriptor_is_present(&d))
		return raise(a, X86_SS_FAULT, selector, "ss", &d, "and not present");
	return CHECK_FINE;
}

/* ---- LDTR and TR */

static enum check load_system(const struct attempt *a, bool is_tr, uint16_t selector)
{
	const char *name = is_tr ? "tr" : "ldtr", *wants = is_tr ? "not an available TSS" : "not an LDT";
	struct descriptor d;
	unsigned type;
	enum check check;

	if (selector_is_null(selector) && is_tr)
		return exception_set(a->ex, X86_GP, 0, "a null selector (0x%x) for tr", selector);
	if (selector_is_null(selector))
		return CHECK_FINE;
	if (selector & 4)
		return exception_set(a->ex, X86_GP, selector & ~3u,
				     "selector 0x%x for %s: it is one of the LDT (bit 2)", selector, name);
	check = descriptor_read(a->guest, selector, X86_GP, 0, &d, a->ex);
	if (!check && x86_is_long(a->state))
		check = descriptor_read_high(a->guest, selector, X86_GP, 0, &d, a->ex);
	if (check)
		return check;
	type = descriptor_type(&d);
	if (!descriptor_is_system(&d) ||
	    !(is_tr ? type == DESCRIPTOR_TSS || (type == DESCRIPTOR_TSS16 && !x86_is_long(a->state))
		    : type == DESCRIPTOR_LDT))
		return raise(a, X86_GP, selector, name, &d, wants);
	if (!descriptor_is_present(&d))
		return raise(a, X86_NP, selector, name, &d, "and not present");
	return CHECK_FINE;
}

/* ---- which instruction loads what */

static enum check load_segment(const struct attempt *a, unsigned segno, uint16_t selector)
{
	if (attempt_is_real(a))
		return CHECK_FINE;
	return segno == X86_SS ? load_stack(a, selector) : load_data(a, segno, selector);
}

/* MOV Sreg, r/m16. */
static enum check check_mov(const struct attempt *a)
{
	const struct insn_operand *to = &a->insn->operand[0], *from = &a->insn->operand[1];
	uint64_t selector;
	enum check check;

	if (to->type != INSN_SEGMENT || !to->write)
		return CHECK_FINE;
	check = attempt_value(a, from, &selector);
	return check ? check : load_segment(a, to->reg, (uint16_t)selector);
}

static enum check check_pop(const struct attempt *a)
{
	uint64_t selector;
	enum check check;

	if (a->insn->operand[0].type != INSN_SEGMENT)
		return CHECK_FINE;
	check = attempt_pop(a, 0, &selector);
	return check ? check : load_segment(a, a->insn->operand[0].reg, (uint16_t)selector);
}

/* LDS and its like: a far pointer. */
static enum check check_pointer(const struct attempt *a)
{
	static const char *const names[] = {"les", "lds", "lss", "lfs", "lgs", NULL};
	static const uint8_t segments[] = {X86_ES, X86_DS, X86_SS, X86_FS, X86_GS};
	uint16_t selector;
	uint64_t offset;
	enum check check;

	for (unsigned i = 0; names[i]; i++) {
		if (!attempt_is(a, names[i]))
			continue;
		check = attempt_far_pointer(a, &a->insn->operand[1], &selector, &offset);
		return check ? check : load_segment(a, segments[i], selector);
	}
	return CHECK_FINE;
}

enum check attempt_selector(const struct attempt *a)
{
	static const char *const system[] = {"lldt", "ltr", NULL};
	uint64_t selector;
	enum check check;

	if (attempt_is_one_of(a, system)) {
		check = attempt_value(a, &a->insn->operand[0], &selector);
		return check ? check : load_system(a, attempt_is(a, "ltr"), (uint16_t)selector);
	}
	if (attempt_is(a, "mov"))
		return check_mov(a);
	return attempt_is(a, "pop") ? check_pop(a) : check_pointer(a);
}
