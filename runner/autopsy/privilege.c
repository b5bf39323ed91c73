/* #GP(0) for what the privilege level does not allow (SDM vol. 3, 5.9; vol. 1, 19.5; vol. 3, 22.2.3 for V86).
 */
#include "autopsy/attempt.h"

#include <inttypes.h>

#include "x86/access.h"
#include "x86/bits.h"
#include "x86/descriptor.h"

#define TSS_IO_MAP 0x66 /* SDM vol. 3, figure 8-2: where the base of the bitmap stands */

/* Those that raise #UD at CPL 3, or whose place is a feature of the CPU. */
static const char *const others[] = {"monitor", "mwait",    "clac",     "stac",    "encls",
				     "vmread",  "vmwrite",  "vmptrld",  "vmptrst", "vmclear",
				     "vmxon",   "vmlaunch", "vmresume", "vmxoff",  NULL};

static enum check check_cpl(const struct attempt *a)
{
	if (!a->insn->privileged || a->cpl == 0)
		return CHECK_FINE;
	if (attempt_is_one_of(a, others))
		return CHECK_UNKNOWN;
	return exception_set(a->ex, X86_GP, 0, "it needs CPL 0, and CPL is %u%s", a->cpl,
			     a->mode == X86_MODE_V86 ? " (virtual-8086 mode)" : "");
}

/* ---- IOPL */

static enum check raise_iopl(const struct attempt *a, uint64_t may_allow)
{
	unsigned iopl = X86_FLAG_IOPL((unsigned)a->state->rflags);

	/* The extensions for virtual interrupts make it depend on more. */
	if (a->state->cr4 & may_allow)
		return CHECK_UNKNOWN;
	return exception_set(a->ex, X86_GP, 0,
			     "it needs an IOPL of at least CPL, which is %u, and IOPL is %u", a->cpl, iopl);
}

static enum check check_flags(const struct attempt *a)
{
	static const char *const interrupt_flag[] = {"cli", "sti", NULL};
	unsigned iopl = X86_FLAG_IOPL((unsigned)a->state->rflags);
	enum insn_kind kind = a->insn->kind;

	if (iopl >= a->cpl)
		return CHECK_FINE;
	if (attempt_is_one_of(a, interrupt_flag))
		return raise_iopl(a, X86_CR4_VME | X86_CR4_PVI);
	/* INT3 and INTO are not among them (SDM vol. 3, 22.2.3). */
	if (a->mode == X86_MODE_V86 &&
	    (kind == INSN_PUSHF || kind == INSN_POPF || kind == INSN_INT || kind == INSN_IRET))
		return raise_iopl(a, X86_CR4_VME);
	return CHECK_FINE;
}

/* ---- ports */

/* The number in the instruction, else DX. */
static uint16_t port_of(const struct attempt *a)
{
	for (unsigned i = 0; i < a->insn->operands; i++)
		if (a->insn->operand[i].type == INSN_NUMBER)
			return (uint8_t)a->insn->operand[i].number;
	return (uint16_t)a->state->gpr[X86_RDX];
}

static unsigned port_width(const struct attempt *a)
{
	for (unsigned i = 0; i < a->insn->operands; i++) {
		const struct insn_operand *operand = &a->insn->operand[i];

		if (operand->type == INSN_MEMORY || (operand->type == INSN_GPR && operand->reg == X86_RAX))
			return operand->size_bytes;
	}
	return 1;
}

/* SDM vol. 1, 19.5.2: a bit for each port, and one byte more than that must lie within the limit. */
static enum check check_bitmap(const struct attempt *a, uint16_t port, unsigned width)
{
	const struct x86_seg *tr = &a->state->seg[X86_TR];
	unsigned iopl = X86_FLAG_IOPL((unsigned)a->state->rflags);
	uint16_t map, bits;
	uint32_t at;
	enum check check;

	if ((tr->attr & 0xd) != 9 || tr->limit < TSS_IO_MAP + 1)
		return exception_set(
			a->ex, X86_GP, 0,
			"port 0x%x: CPL %u with IOPL %u needs the I/O bitmap, and the TSS has none", port,
			a->cpl, iopl);
	check = system_read(a->guest, tr->base + TSS_IO_MAP, &map, sizeof map, a->ex);
	if (check)
		return check;
	at = map + port / 8u;
	if (at + 1 > tr->limit)
		return exception_set(
			a->ex, X86_GP, 0,
			"port 0x%x: CPL %u with IOPL %u needs the I/O bitmap, and that of the TSS (at 0x%x) "
			"ends before it",
			port, a->cpl, iopl, map);
	check = system_read(a->guest, tr->base + at, &bits, sizeof bits, a->ex);
	if (check)
		return check;
	if (!(bits >> (port & 7) & ((1u << width) - 1)))
		return CHECK_FINE;
	return exception_set(a->ex, X86_GP, 0,
			     "port 0x%x: CPL %u with IOPL %u needs the I/O bitmap, and it forbids the port",
			     port, a->cpl, iopl);
}

static enum check check_port(const struct attempt *a)
{
	if (a->insn->kind != INSN_IO)
		return CHECK_FINE;
	if (a->mode != X86_MODE_V86 && X86_FLAG_IOPL((unsigned)a->state->rflags) >= a->cpl)
		return CHECK_FINE;
	return check_bitmap(a, port_of(a), port_width(a));
}

/* ---- what a bit of CR4 forbids */

static enum check check_restricted(const struct attempt *a)
{
	static const char *const umip[] = {"sgdt", "sidt", "sldt", "smsw", "str", NULL};
	static const char *const tsc[] = {"rdtsc", "rdtscp", NULL};

	if (a->cpl == 0)
		return CHECK_FINE;
	if (attempt_is_one_of(a, umip) && a->state->cr4 & X86_CR4_UMIP)
		return exception_set(a->ex, X86_GP, 0, "CR4.UMIP is 1, and CPL is %u", a->cpl);
	if (attempt_is_one_of(a, tsc) && a->state->cr4 & X86_CR4_TSD)
		return exception_set(a->ex, X86_GP, 0, "CR4.TSD is 1, and CPL is %u", a->cpl);
	if (attempt_is(a, "rdpmc") && !(a->state->cr4 & X86_CR4_PCE))
		return exception_set(a->ex, X86_GP, 0, "CR4.PCE is 0, and CPL is %u", a->cpl);
	return CHECK_FINE;
}

enum check attempt_privilege(const struct attempt *a)
{
	static attempt_check_fn *const checks[] = {check_cpl, check_flags, check_port, check_restricted};
	enum check check = CHECK_FINE;

	for (size_t i = 0; i < sizeof checks / sizeof checks[0] && !check; i++)
		check = checks[i](a);
	return check;
}
