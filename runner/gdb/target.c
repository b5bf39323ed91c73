#include "gdb/target.h"

#include <stdbool.h>
#include <string.h>

#include "gdb/target_private.h"
#include "x86/mode.h"

enum gdb_layout gdb_layout_of(const struct x86_state *state)
{
	switch (x86_code_bits(state)) {
	case 16: return GDB_LAYOUT_16;
	case 32: return GDB_LAYOUT_32;
	default: return GDB_LAYOUT_64;
	}
}

/* ---- the tag word: two bits a physical register, of which the state keeps whether it is empty (SDM vol.
 * 1, 8.1.7) */

enum { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

static unsigned top(const struct x86_state *state)
{
	return state->fsw >> 11 & 7;
}

static unsigned tag_of(const uint8_t st[10])
{
	uint64_t mantissa;
	uint16_t exponent;

	memcpy(&mantissa, st, 8);
	memcpy(&exponent, st + 8, 2);
	exponent &= 0x7fff;
	if (exponent == 0)
		return mantissa ? TAG_SPECIAL : TAG_ZERO;
	return exponent == 0x7fff || !(mantissa >> 63) ? TAG_SPECIAL : TAG_VALID;
}

static uint16_t ftag_get(const struct x86_state *state)
{
	unsigned tags = 0;

	for (unsigned i = 0; i < 8; i++) {
		bool used = state->ftw >> i & 1;

		tags |= (used ? tag_of(state->st[(i - top(state)) & 7]) : TAG_EMPTY) << 2 * i;
	}
	return (uint16_t)tags;
}

static void ftag_set(struct x86_state *state, uint16_t tags)
{
	state->ftw = 0;
	for (unsigned i = 0; i < 8; i++)
		if ((tags >> 2 * i & 3) != TAG_EMPTY)
			state->ftw |= (uint16_t)(1u << i);
}

/* MMX registers are mantissas of physical registers, whatever TOP is. */
static void mmx_follow(struct x86_state *state)
{
	for (unsigned i = 0; i < 8; i++)
		memcpy(state->mm[(i + top(state)) & 7], state->st[i], 8);
}

/* ---- flat addresses */

static uint64_t linear_sp(const struct x86_state *state)
{
	uint64_t sp = x86_stack_at(state, 0);

	return x86_mode(state) == X86_MODE_LONG ? sp : (state->seg[X86_SS].base + sp) & UINT32_MAX;
}

/* The low `bits` of *to become the offset in the segment of a linear address. */
static int offset_set(const struct x86_seg *seg, const char *name, unsigned bits, uint64_t linear,
		      uint64_t *to, struct err *err)
{
	uint64_t offset, mask = bits < 64 ? (1ull << bits) - 1 : UINT64_MAX;

	if (bits == 64) {
		*to = linear;
		return 0;
	}
	offset = (linear - seg->base) & UINT32_MAX;
	if (offset & ~mask)
		return err_set(err, "0x%llx is out of the reach of %s (base 0x%llx) with 16 bits",
			       (unsigned long long)linear, name, (unsigned long long)seg->base);
	*to = (*to & ~mask) | offset;
	return 0;
}

static int ip_set(struct x86_state *state, uint64_t linear, struct err *err)
{
	uint64_t ip = 0;

	if (offset_set(&state->seg[X86_CS], "CS", x86_code_bits(state), linear, &ip, err) < 0)
		return -1;
	state->rip = ip;
	return 0;
}

static int selector_set(struct x86_state *state, unsigned segno, uint16_t selector, struct err *err)
{
	enum x86_mode mode = x86_mode(state);

	if (mode != X86_MODE_REAL && mode != X86_MODE_V86)
		return err_set(err, "in %s only an instruction loads a selector with its descriptor",
			       x86_mode_name(mode));
	state->seg[segno].selector = selector;
	state->seg[segno].base = (uint64_t)selector << 4;
	return 0;
}

/* ---- one register */

static const struct gdb_register *row(enum gdb_layout layout, size_t number)
{
	size_t count;

	return &gdb_registers(layout, &count)[number];
}

void gdb_register_get(enum gdb_layout layout, size_t number, const struct x86_state *state,
		      uint8_t out[GDB_REGISTER_MAX])
{
	const struct gdb_register *reg = row(layout, number);
	uint64_t value = 0;

	memset(out, 0, GDB_REGISTER_MAX);
	switch (reg->source) {
	case GDB_FIELD: memcpy(out, (const uint8_t *)state + reg->at, reg->stored); return;
	case GDB_LINEAR_IP: value = x86_code_at(state, state->rip); break;
	case GDB_LINEAR_SP: value = linear_sp(state); break;
	case GDB_SELECTOR: value = state->seg[reg->at].selector; break;
	case GDB_FTAG: value = ftag_get(state); break;
	}
	memcpy(out, &value, reg->size);
}

static int row_set(const struct gdb_register *reg, const uint8_t *value, struct x86_state *state,
		   struct err *err)
{
	uint64_t number = 0;

	memcpy(&number, value, reg->stored < 8 ? reg->stored : 8);
	if (reg->size == 4 && x86_mode(state) == X86_MODE_LONG)
		number |= (reg->source == GDB_LINEAR_IP ? state->rip : state->gpr[X86_RSP]) &
			  ~(uint64_t)UINT32_MAX;
	switch (reg->source) {
	case GDB_LINEAR_IP: return ip_set(state, number, err);
	case GDB_LINEAR_SP:
		return offset_set(&state->seg[X86_SS], "SS", x86_stack_bits(state), number,
				  &state->gpr[X86_RSP], err);
	case GDB_SELECTOR: return selector_set(state, reg->at, (uint16_t)number, err);
	case GDB_FTAG: ftag_set(state, (uint16_t)number); return 0;
	default:
		memcpy((uint8_t *)state + reg->at, value, reg->stored);
		mmx_follow(state);
		return 0;
	}
}

/* `before` is what the register is compared with. */
static int set_changed(const struct gdb_register *reg, enum gdb_layout layout, size_t number,
		       const uint8_t *value, const struct x86_state *before, struct x86_state *state,
		       struct err *err)
{
	uint8_t now[GDB_REGISTER_MAX];

	gdb_register_get(layout, number, before, now);
	if (memcmp(now, value, reg->size) == 0)
		return 0;
	if (row_set(reg, value, state, err) < 0)
		return err_wrap(err, "%s", reg->name);
	return 0;
}

int gdb_register_set(enum gdb_layout layout, size_t number, const uint8_t *value, struct x86_state *state,
		     struct err *err)
{
	return set_changed(row(layout, number), layout, number, value, state, state, err);
}

int gdb_registers_set(enum gdb_layout layout, const uint8_t *values, struct x86_state *state, struct err *err)
{
	size_t count, at = 0;
	const struct gdb_register *regs = gdb_registers(layout, &count);
	struct x86_state after = *state;

	for (size_t i = 0; i < count; i++) {
		if (set_changed(&regs[i], layout, i, values + at, state, &after, err) < 0)
			return -1;
		at += regs[i].size;
	}
	*state = after;
	return 0;
}
