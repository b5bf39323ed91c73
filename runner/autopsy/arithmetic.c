/* #DE and #BR (SDM vol. 2, DIV, IDIV, AAM, BOUND). */
#include "autopsy/attempt.h"

#include <inttypes.h>

/* Dividends of twice the width, up to 128 bits. */
typedef unsigned __int128 wide;
typedef __int128 wide_signed;

/* AX, DX:AX, EDX:EAX or RDX:RAX. */
static wide dividend(const struct attempt *a, unsigned bits)
{
	uint64_t rax = a->state->gpr[X86_RAX], rdx = a->state->gpr[X86_RDX];

	if (bits == 8)
		return rax & 0xffff;
	if (bits == 64)
		return (wide)rdx << 64 | rax;
	return (wide)(rdx & ((1ull << bits) - 1)) << bits | (rax & ((1ull << bits) - 1));
}

static wide_signed sign_extend(wide value, unsigned bits)
{
	return (wide_signed)(value << (128 - bits)) >> (128 - bits);
}

static enum check raise_overflow(const struct attempt *a, wide value, uint64_t divisor, unsigned bits)
{
	static const char *const pairs[] = {"ax", "dx:ax", "edx:eax", "rdx:rax"};
	const char *pair = pairs[bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : 3];

	if ((uint64_t)(value >> 64))
		return exception_set(a->ex, X86_DE, 0,
				     "the quotient of %s 0x%" PRIx64 "%016" PRIx64 " by 0x%" PRIx64
				     " does not fit into %u bits",
				     pair, (uint64_t)(value >> 64), (uint64_t)value, divisor, bits);
	return exception_set(a->ex, X86_DE, 0,
			     "the quotient of %s 0x%" PRIx64 " by 0x%" PRIx64 " does not fit into %u bits",
			     pair, (uint64_t)value, divisor, bits);
}

static bool fits_signed(wide value, uint64_t divisor, unsigned bits)
{
	wide_signed n = sign_extend(value, 2 * bits), d = sign_extend(divisor, bits),
		    max = ((wide_signed)1 << (bits - 1)) - 1;
	wide_signed quotient;

	/* The one division that 128 bits cannot hold: it does not fit into less either. */
	if (d == -1)
		return n >= -max && n <= max + 1;
	quotient = n / d;
	return quotient >= -max - 1 && quotient <= max;
}

static enum check check_division(const struct attempt *a)
{
	bool is_signed = attempt_is(a, "idiv");
	const struct insn_operand *operand = &a->insn->operand[0];
	unsigned bits = operand->size_bytes * 8u;
	wide value = dividend(a, bits);
	uint64_t divisor;
	enum check check = attempt_value(a, operand, &divisor);

	if (check)
		return check;
	if (divisor == 0)
		return exception_set(a->ex, X86_DE, 0, "a division by 0");
	if (is_signed ? !fits_signed(value, divisor, bits) : value >> bits >= divisor)
		return raise_overflow(a, value, divisor, bits);
	return CHECK_FINE;
}

static int64_t signed_of(uint64_t value, unsigned bits)
{
	return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

/* BOUND index, [lower, upper]. */
static enum check check_bound(const struct attempt *a)
{
	unsigned bits = a->insn->operand_bits;
	int64_t index, lower, upper;
	uint64_t value, both;
	enum check check = attempt_value(a, &a->insn->operand[0], &value);

	if (!check)
		check = attempt_value(a, &a->insn->operand[1], &both);
	if (check)
		return check;
	index = signed_of(value, bits);
	lower = signed_of(both & ((1ull << bits) - 1), bits);
	upper = signed_of(both >> bits, bits);
	if (index >= lower && index <= upper)
		return CHECK_FINE;
	return exception_set(a->ex, X86_BR, 0, "%" PRId64 " is not within %" PRId64 " to %" PRId64, index,
			     lower, upper);
}

enum check attempt_arithmetic(const struct attempt *a)
{
	static const char *const divisions[] = {"div", "idiv", NULL};

	if (attempt_is_one_of(a, divisions))
		return check_division(a);
	if (attempt_is(a, "aam") && (a->insn->operand[0].number & 0xff) == 0)
		return exception_set(a->ex, X86_DE, 0, "a division by 0");
	if (attempt_is(a, "bound"))
		return check_bound(a);
	return CHECK_FINE;
}
