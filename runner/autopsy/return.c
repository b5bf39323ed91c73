/* RETF and IRET (SDM vol. 2; vol. 3, 5.8.6). */
#include "autopsy/transfer.h"

#include <inttypes.h>

#include "x86/bits.h"

/* The stack that a return to a less privileged level takes from the stack. */
static enum check check_outer_stack(const struct attempt *a, uint16_t ss, unsigned rpl, bool to_64)
{
	struct descriptor d;
	enum check check;

	if (selector_is_null(ss) && to_64 && rpl != 3)
		return CHECK_FINE;
	check = transfer_read_code(a, ss, "ss on the stack", &d);
	if (check)
		return check;
	if ((ss & 3u) != rpl || descriptor_dpl(&d) != rpl)
		return exception_set(a->ex, X86_GP, ss & ~3u,
				     "ss on the stack 0x%x has RPL %u and DPL %u, and cs has RPL %u", ss,
				     ss & 3u, descriptor_dpl(&d), rpl);
	if (!descriptor_is_writable(&d))
		return transfer_refuse(a, ss, "ss on the stack", &d, ", not a writable data segment");
	if (!descriptor_is_present(&d))
		return exception_set(a->ex, X86_SS_FAULT, ss & ~3u, "ss on the stack 0x%x is not present",
				     ss);
	return CHECK_FINE;
}

static enum check check_code(const struct attempt *a, uint16_t cs, uint64_t ip, struct descriptor *d)
{
	static const char what[] = "cs on the stack";
	unsigned rpl = cs & 3u, dpl;
	enum check check = transfer_read_code(a, cs, what, d);

	if (check)
		return check;
	if (!descriptor_is_code(d))
		return transfer_refuse(a, cs, what, d, ", not code");
	dpl = descriptor_dpl(d);
	if (rpl < a->cpl)
		return exception_set(a->ex, X86_GP, cs & ~3u,
				     "%s 0x%x has RPL %u, more privileged than CPL %u", what, cs, rpl,
				     a->cpl);
	if (descriptor_is_conforming(d) ? dpl > rpl : dpl != rpl)
		return exception_set(a->ex, X86_GP, cs & ~3u, "%s 0x%x has DPL %u and RPL %u", what, cs, dpl,
				     rpl);
	return transfer_check_target(a, cs, what, d, ip);
}

/* `stack_at`: how many words above SP the old stack pointer lies, SS behind it. */
static enum check check_return(const struct attempt *a, unsigned stack_at, bool always_stack)
{
	uint64_t ip, cs = 0, sp, ss = 0;
	struct descriptor d;
	bool to_64;
	enum check check = attempt_pop(a, 0, &ip);

	if (!check)
		check = attempt_pop(a, 1, &cs);
	if (!check)
		check = check_code(a, (uint16_t)cs, ip, &d);
	if (check || ((cs & 3u) == a->cpl && !always_stack))
		return check;
	check = attempt_pop(a, stack_at, &sp);
	if (!check)
		check = attempt_pop(a, stack_at + 1, &ss);
	to_64 = x86_is_long(a->state) && descriptor_segment(&d, 0).attr & X86_ATTR_L;
	return check ? check : check_outer_stack(a, (uint16_t)ss, cs & 3u, to_64);
}

/* RETF n takes n bytes of parameters off before it takes the stack pointer. */
static enum check check_retf(const struct attempt *a)
{
	const struct insn_operand *operand = &a->insn->operand[0];
	unsigned word = a->insn->operand_bits / 8u;
	unsigned parameters =
		a->insn->operands && operand->type == INSN_NUMBER ? (unsigned)operand->number & 0xffff : 0;
	uint64_t ip;
	enum check check;

	if (!attempt_is_real(a))
		return parameters % word ? CHECK_UNKNOWN : check_return(a, 2 + parameters / word, false);
	check = attempt_pop(a, 0, &ip);
	return check ? check : transfer_check_near(a, ip);
}

static enum check check_iret_real(const struct attempt *a)
{
	uint64_t words[3];
	enum check check = CHECK_FINE;

	for (unsigned i = 0; i < 3 && !check; i++)
		check = attempt_pop(a, i, &words[i]);
	return check ? check : transfer_check_near(a, words[0]);
}

static enum check check_iret(const struct attempt *a)
{
	uint64_t flags;
	enum check check;

	if (attempt_is_real(a))
		return check_iret_real(a);
	/* SDM vol. 3, 8.4: back to the task that the TSS links to. Long mode has no tasks. */
	if (a->state->rflags & X86_FLAG_NT)
		return x86_is_long(a->state)
			       ? exception_set(a->ex, X86_GP, 0,
					       "NT is 1 in the flags, and long mode has no tasks")
			       : CHECK_UNKNOWN;
	check = attempt_pop(a, 2, &flags);
	if (check)
		return check;
	/* Back to virtual-8086 mode, where selectors are paragraphs. */
	if (a->cpl == 0 && !x86_is_long(a->state) && a->insn->operand_bits == 32 && flags & X86_FLAG_VM)
		return CHECK_FINE;
	return check_return(a, 3, a->mode == X86_MODE_LONG);
}

enum check attempt_return(const struct attempt *a)
{
	if (a->insn->kind == INSN_IRET)
		return check_iret(a);
	return a->insn->kind == INSN_RET && a->insn->far ? check_retf(a) : CHECK_FINE;
}
