#include "x86/mode.h"

#include "x86/bits.h"

bool x86_is_long(const struct x86_state *state)
{
	return state->efer & X86_EFER_LMA;
}

enum x86_mode x86_mode(const struct x86_state *state)
{
	if (!(state->cr0 & X86_CR0_PE))
		return X86_MODE_REAL;
	if (x86_is_long(state))
		return state->seg[X86_CS].attr & X86_ATTR_L ? X86_MODE_LONG : X86_MODE_PROTECTED;
	return state->rflags & X86_FLAG_VM ? X86_MODE_V86 : X86_MODE_PROTECTED;
}

const char *x86_mode_name(enum x86_mode mode)
{
	static const char *const names[] = {
		[X86_MODE_REAL] = "real mode",
		[X86_MODE_V86] = "virtual-8086 mode",
		[X86_MODE_PROTECTED] = "protected mode",
		[X86_MODE_LONG] = "64-bit mode",
	};

	return names[mode];
}

unsigned x86_code_bits(const struct x86_state *state)
{
	if (x86_mode(state) == X86_MODE_LONG)
		return 64;
	return state->seg[X86_CS].attr & X86_ATTR_DB ? 32 : 16;
}

unsigned x86_stack_bits(const struct x86_state *state)
{
	if (x86_mode(state) == X86_MODE_LONG)
		return 64;
	return state->seg[X86_SS].attr & X86_ATTR_DB ? 32 : 16;
}

uint64_t x86_stack_at(const struct x86_state *state, uint64_t above)
{
	unsigned bits = x86_stack_bits(state);
	uint64_t at = state->gpr[X86_RSP] + above;

	return bits < 64 ? at & ((1ull << bits) - 1) : at;
}

uint64_t x86_code_at(const struct x86_state *state, uint64_t rip)
{
	return x86_mode(state) == X86_MODE_LONG ? rip : (state->seg[X86_CS].base + rip) & UINT32_MAX;
}

unsigned x86_cpl(const struct x86_state *state)
{
	switch (x86_mode(state)) {
	case X86_MODE_REAL: return 0;
	case X86_MODE_V86: return 3;
	default: return state->seg[X86_SS].attr >> 5 & 3;
	}
}
