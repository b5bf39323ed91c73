/* Every operand in memory: segment, alignment, pages (SDM vol. 3, 5.3 to 5.5, 4.7; 6.15 for #AC). */
#include "autopsy/attempt.h"

#include <inttypes.h>
#include <string.h>

#include "x86/access.h"
#include "x86/bits.h"
#include "x86/segment.h"

/* Above this only the first byte is looked at: how much XSAVE and its like touch depends on the CPU. */
#define SURE_BYTES 512u

/* Those that name memory and do not touch it, or not in a way that faults. */
static bool touches_nothing(const struct attempt *a)
{
	static const char *const names[] = {"nop", "invlpg", "cldemote", NULL};

	return attempt_is_one_of(a, names) || strncmp(a->insn->name, "prefetch", 8) == 0;
}

/* REP with a count of 0 does nothing (SDM vol. 2, REP). */
static bool repeats_never(const struct attempt *a)
{
	uint64_t count = a->state->gpr[X86_RCX];

	if (!a->insn->rep && !a->insn->repne)
		return false;
	return !(a->insn->address_bits == 64 ? count : count & ((1ull << a->insn->address_bits) - 1));
}

/* Which elements a gather, a masked move or a compressed one touches, is in a mask. EVEX begins with 62. */
static bool is_masked(const struct attempt *a, const struct insn_operand *operand)
{
	return (operand->memory.index_name && operand->memory.index == INSN_NO_REGISTER) ||
	       strstr(a->insn->name, "maskmov") || (a->insn->vex && a->insn->bytes[0] == 0x62);
}

/* ---- one operand */

/* SDM vol. 2, in the text of each. */
static unsigned required_alignment(const struct attempt *a)
{
	static const char *const by_16[] = {"fxsave", "fxsave64", "fxrstor", "fxrstor64", "cmpxchg16b", NULL};
	static const char *const by_64[] = {"xsave",    "xsave64", "xrstor",  "xsavec",
					    "xsaveopt", "xsaves",  "xrstors", NULL};

	if (attempt_is_one_of(a, by_16))
		return 16;
	return attempt_is_one_of(a, by_64) ? 64 : a->insn->aligned_bytes;
}

/* SDM vol. 3, table 6-7: only at CPL 3, with CR0.AM and RFLAGS.AC, and not by the wide ones that may be
 * anywhere. */
static enum check check_ac(const struct attempt *a, uint64_t linear, unsigned size_bytes)
{
	if (a->cpl != 3 || !(a->state->cr0 & X86_CR0_AM) || !(a->state->rflags & X86_FLAG_AC))
		return CHECK_FINE;
	if ((size_bytes != 2 && size_bytes != 4 && size_bytes != 8) || !(linear & (size_bytes - 1)))
		return CHECK_FINE;
	return exception_set(a->ex, X86_AC, 0,
			     "%u bytes at 0x%" PRIx64
			     " are not aligned, and CR0.AM, AC and CPL 3 ask for that",
			     size_bytes, linear);
}

static enum check check_range(const struct attempt *a, const struct insn_operand *operand, uint64_t offset,
			      unsigned size_bytes)
{
	unsigned alignment = operand->memory.stack ? 1 : required_alignment(a);
	uint64_t linear;
	enum check check = segment_check(a->state, operand->memory.segment, offset, size_bytes,
					 operand->write, &linear, a->ex);

	if (check)
		return check;
	if (linear & (alignment - 1))
		return exception_set(a->ex, X86_GP, 0, "the address 0x%" PRIx64 " is not aligned to %u bytes",
				     linear, alignment);
	check = access_pages(a->guest, linear, size_bytes, x86_access_of(a->state, operand->write, false),
			     a->ex);
	return check ? check : check_ac(a, linear, size_bytes);
}

/* SDM vol. 2, BT: a bit string goes on below and above its address, by the signed number in a register. */
static uint64_t bit_string_offset(const struct attempt *a)
{
	static const char *const names[] = {"bt", "bts", "btr", "btc", NULL};
	unsigned bits = a->insn->operand_bits;
	int64_t bit;

	if (!attempt_is_one_of(a, names) || a->insn->operand[1].type != INSN_GPR)
		return 0;
	bit = (int64_t)(insn_gpr(&a->insn->operand[1], a->state) << (64 - bits)) >> (64 - bits);
	return (uint64_t)((bit >> (bits == 64 ? 6 : bits == 32 ? 5 : 4)) * (int64_t)(bits / 8));
}

/* Pushed or popped word by word: each wraps on its own. */
static enum check check_stack(const struct attempt *a, const struct insn_operand *operand)
{
	unsigned word = a->insn->operand_bits / 8u, bits = x86_stack_bits(a->state);
	uint64_t start = x86_stack_at(a->state, 0);
	enum check check = CHECK_FINE;

	for (unsigned at = 0; at + word <= operand->size_bytes && !check; at += word) {
		uint64_t above = operand->write ? -(uint64_t)(at + word) : at;

		check = check_range(a, operand, x86_stack_at(a->state, above), word);
	}
	if (check == CHECK_RAISED)
		exception_wrap(a->ex, "the stack (%s is 0x%" PRIx64 ")",
			       bits == 64   ? "rsp"
			       : bits == 32 ? "esp"
					    : "sp",
			       start);
	return check;
}

static enum check check_operand(const struct attempt *a, const struct insn_operand *operand)
{
	uint64_t offset = insn_address(a->insn, operand, a->state) + bit_string_offset(a);
	unsigned size_bytes = operand->size_bytes;

	if (is_masked(a, operand))
		return CHECK_UNKNOWN;
	if (operand->memory.stack && a->insn->operand_bits >= 16)
		return check_stack(a, operand);
	if (a->insn->address_bits < 64)
		offset &= (1ull << a->insn->address_bits) - 1;
	return check_range(a, operand, offset, size_bytes == 0 || size_bytes > SURE_BYTES ? 1 : size_bytes);
}

enum check attempt_memory(const struct attempt *a)
{
	enum check check = CHECK_FINE;

	if (touches_nothing(a) || repeats_never(a))
		return CHECK_FINE;
	/* Where these look depends on modes and privilege; and INT does not use the stack by itself. */
	if (a->insn->kind == INSN_IRET || (a->insn->far && a->insn->kind != INSN_JUMP && !attempt_is_real(a)))
		return CHECK_FINE;
	for (unsigned i = 0; i < a->insn->operands && !check; i++) {
		const struct insn_operand *operand = &a->insn->operand[i];

		if (operand->type == INSN_MEMORY && !operand->memory.no_access &&
		    (operand->read || operand->write))
			check = check_operand(a, operand);
	}
	return check;
}
