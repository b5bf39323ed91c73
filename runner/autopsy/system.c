/* Values that a control register, debug register, MSR or table register does not take (SDM vol. 2, MOV CR;
 * vol. 3, 2.5). */
#include "autopsy/attempt.h"

#include <inttypes.h>

#include "x86/access.h"
#include "x86/bits.h"
#include "x86/segment.h"

/* What no CPU gives a meaning: the other bits of CR4 depend on its features (SDM vol. 3, 2.5). */
#define CR4_RESERVED \
	(~0x1ffffffffull | 1ull << 15 | 1ull << 26 | 1ull << 27 | 1ull << 29 | 1ull << 30 | 1ull << 31)
#define CR3_RESERVED 0x7ff0000000000000ull /* bits 62:52, whatever MAXPHYADDR is */
#define DR7_GD       (1u << 13)

#define MSR_EFER    0xc0000080u
#define EFER_UNUSED 0x00000000000002feull /* bits 7:1 and 9 (APM vol. 2, 3.1.7) */

static enum check refuse(const struct attempt *a, const char *name, uint64_t value, const char *why)
{
	return exception_set(a->ex, X86_GP, 0, "%s 0x%" PRIx64 ": %s", name, value, why);
}

/* ---- control registers */

/* Switching paging on enters long mode where EFER.LME is set (SDM vol. 3, 10.8.5). */
static enum check check_long_entry(const struct attempt *a, uint64_t value)
{
	if (!(a->state->efer & X86_EFER_LME) || !(value & X86_CR0_PG) || a->state->cr0 & X86_CR0_PG)
		return CHECK_FINE;
	if (!(a->state->cr4 & X86_CR4_PAE))
		return refuse(a, "cr0", value, "EFER.LME is 1, so that paging needs CR4.PAE");
	if (a->state->seg[X86_CS].attr & X86_ATTR_L)
		return refuse(a, "cr0", value, "the L bit of cs is set before long mode is active");
	return CHECK_FINE;
}

static enum check load_cr0(const struct attempt *a, uint64_t value)
{
	if (value >> 32)
		return refuse(a, "cr0", value, "bits 63:32 are reserved");
	if (value & X86_CR0_PG && !(value & X86_CR0_PE))
		return refuse(a, "cr0", value, "PG without PE");
	if (value & X86_CR0_NW && !(value & X86_CR0_CD))
		return refuse(a, "cr0", value, "NW without CD");
	if (!(value & X86_CR0_PG) && a->mode == X86_MODE_LONG)
		return refuse(a, "cr0", value,
			      "PG cannot be cleared in 64-bit mode, only in compatibility mode");
	if (!(value & X86_CR0_PG) && a->state->cr4 & X86_CR4_PCIDE)
		return refuse(a, "cr0", value, "PG cannot be cleared while CR4.PCIDE is 1");
	return check_long_entry(a, value);
}

static enum check load_cr3(const struct attempt *a, uint64_t value)
{
	unsigned phys = a->guest->phys_bits;

	if (!x86_is_long(a->state))
		return CHECK_FINE;
	if (value & CR3_RESERVED || (phys && (value & ~(1ull << 63)) >> phys))
		return refuse(a, "cr3", value, "it is beyond the physical addresses");
	if (value >> 63 && !(a->state->cr4 & X86_CR4_PCIDE))
		return refuse(a, "cr3", value, "bit 63 is reserved while CR4.PCIDE is 0");
	return CHECK_FINE;
}

static enum check load_cr4(const struct attempt *a, uint64_t value)
{
	if (value & CR4_RESERVED)
		return refuse(a, "cr4", value, "a reserved bit is set");
	if (x86_is_long(a->state) && !(value & X86_CR4_PAE))
		return refuse(a, "cr4", value, "PAE cannot be cleared in long mode");
	if (x86_is_long(a->state) && (value ^ a->state->cr4) & X86_CR4_LA57)
		return refuse(a, "cr4", value, "LA57 cannot be changed in long mode");
	if (!(value & X86_CR4_PCIDE) || a->state->cr4 & X86_CR4_PCIDE)
		return CHECK_FINE;
	if (!x86_is_long(a->state))
		return refuse(a, "cr4", value, "PCIDE needs long mode");
	return a->state->cr3 & 0xfff ? refuse(a, "cr4", value, "PCIDE needs bits 11:0 of CR3 to be 0")
				     : CHECK_FINE;
}

static enum check load_control(const struct attempt *a, unsigned number, uint64_t value)
{
	switch (number) {
	case 0: return load_cr0(a, value);
	case 3: return load_cr3(a, value);
	case 4: return load_cr4(a, value);
	case 8: return value >> 4 ? refuse(a, "cr8", value, "bits 63:4 are reserved") : CHECK_FINE;
	default: return CHECK_FINE;
	}
}

/* SDM vol. 3, 17.2.4 and 17.2.6. */
static enum check check_debug(const struct attempt *a, const struct insn_operand *to, uint64_t value)
{
	if (a->state->dr[7] & DR7_GD)
		return exception_set(a->ex, X86_DB, 0, "DR7.GD is 1: the debug registers are protected");
	if (to->type == INSN_DEBUG && to->reg >= 4 && value >> 32)
		return refuse(a, to->name, value, "bits 63:32 are reserved");
	return CHECK_FINE;
}

static enum check check_mov(const struct attempt *a)
{
	const struct insn_operand *to = &a->insn->operand[0], *from = &a->insn->operand[1];
	uint64_t value;

	if (to->type == INSN_CONTROL) {
		enum check check = attempt_value(a, from, &value);

		return check ? check : load_control(a, to->reg, value);
	}
	if (to->type == INSN_DEBUG)
		return check_debug(a, to, insn_gpr(from, a->state));
	return from->type == INSN_DEBUG ? check_debug(a, to, 0) : CHECK_FINE;
}

/* ---- MSRs, XCR0 and tables */

static uint64_t edx_eax(const struct attempt *a)
{
	return a->state->gpr[X86_RDX] << 32 | (a->state->gpr[X86_RAX] & 0xffffffff);
}

static bool holds_address(uint32_t msr)
{
	static const uint32_t msrs[] = {0xc0000082, 0xc0000083, 0xc0000100, 0xc0000101, 0xc0000102};

	for (size_t i = 0; i < sizeof msrs / sizeof msrs[0]; i++)
		if (msrs[i] == msr)
			return true;
	return false;
}

/* Which MSRs there are is a matter of the CPU; these are on every one with long mode. */
static enum check check_wrmsr(const struct attempt *a)
{
	uint32_t msr = (uint32_t)a->state->gpr[X86_RCX];
	uint64_t value = edx_eax(a);

	if (holds_address(msr) && !segment_is_canonical(a->state, value))
		return exception_set(a->ex, X86_GP, 0,
				     "MSR 0x%x takes an address, and 0x%" PRIx64 " is not canonical", msr,
				     value);
	if (msr != MSR_EFER)
		return holds_address(msr) ? CHECK_FINE : CHECK_UNKNOWN;
	if (value & EFER_UNUSED)
		return refuse(a, "EFER", value, "a reserved bit is set");
	if ((value ^ a->state->efer) & X86_EFER_LME && a->state->cr0 & X86_CR0_PG)
		return refuse(a, "EFER", value, "LME cannot be changed while CR0.PG is 1");
	return CHECK_FINE;
}

/* SDM vol. 2, XSETBV; vol. 1, 13.3. */
static enum check check_xsetbv(const struct attempt *a)
{
	uint64_t value = edx_eax(a);

	if ((uint32_t)a->state->gpr[X86_RCX])
		return exception_set(a->ex, X86_GP, 0, "there is no XCR%u", (unsigned)a->state->gpr[X86_RCX]);
	if (!(value & 1))
		return refuse(a, "XCR0", value, "bit 0 (x87) must be set");
	if ((value & 6) == 4)
		return refuse(a, "XCR0", value, "bit 2 (AVX) needs bit 1 (SSE)");
	return CHECK_FINE;
}

/* SDM vol. 2, LGDT: in 64-bit mode the base must be canonical. */
static enum check check_table(const struct attempt *a)
{
	const struct insn_operand *operand = &a->insn->operand[0];
	uint8_t bytes[10];
	uint64_t base = 0;
	enum check check;

	if (a->mode != X86_MODE_LONG)
		return CHECK_FINE;
	check = access_read(a->guest, operand->memory.segment, insn_address(a->insn, operand, a->state),
			    bytes, sizeof bytes, a->ex);
	if (check)
		return check;
	for (unsigned i = 0; i < 8; i++)
		base |= (uint64_t)bytes[2 + i] << 8 * i;
	return segment_is_canonical(a->state, base) ? CHECK_FINE
						    : refuse(a, "the base", base, "it is not canonical");
}

enum check attempt_system(const struct attempt *a)
{
	static const char *const tables[] = {"lgdt", "lidt", NULL};
	static const char *const sysenters[] = {"sysenter", "sysexit", "sysret", NULL};

	if (attempt_is(a, "mov"))
		return check_mov(a);
	if (attempt_is(a, "wrmsr"))
		return check_wrmsr(a);
	if (attempt_is(a, "xsetbv"))
		return check_xsetbv(a);
	if (attempt_is(a, "sysenter") && a->mode == X86_MODE_REAL)
		return exception_set(a->ex, X86_GP, 0, "not in real mode");
	/* Where they go is in MSRs, which a snapshot has only where they were asked for. */
	if (attempt_is_one_of(a, sysenters))
		return CHECK_UNKNOWN;
	if (attempt_is(a, "rdmsr"))
		return (uint32_t)a->state->gpr[X86_RCX] == MSR_EFER ? CHECK_FINE : CHECK_UNKNOWN;
	return attempt_is_one_of(a, tables) ? check_table(a) : CHECK_FINE;
}
