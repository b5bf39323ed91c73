#include "diff/follow.h"

#include <string.h>

#include "diff/linear.h"
#include "x86/bits.h"
#include "x86/mode.h"

#define OPCODE_INT 0xcd
#define GATE_BYTES 8
#define GATE_32BIT 0x08 /* of the type (SDM vol. 3, 6.11) */

/* ---- answers */

/* Write the part of the register that differs, no more: nothing says how wide the engine's own write was. */
static int take_gpr(struct engine *engine, int gpr, uint64_t value, uint64_t *now, struct err *err)
{
	uint64_t changed = value ^ *now;
	int ret;

	if (!changed)
		return 0;
	if (!(changed & ~0xffull))
		ret = engine_set_gpr(engine, gpr, 1, false, value & 0xff, err);
	else if (!(changed & ~0xff00ull) && gpr < X86_RSP)
		ret = engine_set_gpr(engine, gpr, 1, true, value >> 8 & 0xff, err);
	else if (!(changed & ~0xffffull))
		ret = engine_set_gpr(engine, gpr, 2, false, value & 0xffff, err);
	else if (!(value >> 32))
		ret = engine_set_gpr(engine, gpr, 4, false, value, err);
	else
		ret = err_set(err, "an answer of 64 bits cannot be given to it");
	*now = value;
	return ret;
}

/* What INS, or MOVS from a device, wrote: one element for each read. */
static int take_string(struct engine *engine, const struct step *step, const struct insn *insn,
		       struct err *err)
{
	const struct x86_state *before = &step->state;
	uint64_t mask = insn->address_bits == 64 ? UINT64_MAX : (1ull << insn->address_bits) - 1;
	uint64_t offset = before->gpr[X86_RDI] & mask;

	for (size_t i = 0; i < step->access_count && i < STEP_ACCESSES_ALL; i++) {
		const struct access *access = &step->all_accesses[i];
		uint8_t bytes[8];

		if (access->is_write)
			continue;
		memcpy(bytes, &access->value, sizeof bytes);
		if (linear_write(engine, before, before->seg[X86_ES].base + offset, bytes,
				 access->size_bytes < 8 ? access->size_bytes : 8, err) < 0)
			return -1;
		offset = (before->rflags & X86_FLAG_DF ? offset - access->size_bytes
						       : offset + access->size_bytes) &
			 mask;
	}
	return 0;
}

int follow_answer(struct engine *engine, const struct step *step, const struct place *place,
		  const struct x86_state *kvm, struct x86_state *now, struct err *err)
{
	const struct insn *insn = &place->insn;

	for (int i = 0; i < X86_GPRS; i++)
		if (take_gpr(engine, i, kvm->gpr[i], &now->gpr[i], err) < 0)
			return -1;
	if (place->status == INSN_OK &&
	    (strncmp(insn->name, "ins", 3) == 0 || strncmp(insn->name, "movs", 4) == 0) &&
	    (insn->kind == INSN_IO || insn->kind == INSN_STRING))
		return take_string(engine, step, insn, err);
	return 0;
}

/* ---- interrupts */

/* How wide the handler's frame is, by the gate in the engine's own table. */
static int frame_bytes(struct engine *engine, uint8_t vector, const struct x86_state *state, unsigned *bytes,
		       struct err *err)
{
	uint8_t gate[GATE_BYTES];

	if (x86_is_long(state)) {
		*bytes = 8;
		return 0;
	}
	if (x86_mode(state) == X86_MODE_REAL) {
		*bytes = 2;
		return 0;
	}
	if (linear_read(engine, state, state->idtr.base + GATE_BYTES * vector, gate, sizeof gate, err) < 0)
		return -1;
	*bytes = gate[5] & GATE_32BIT ? 4 : 2;
	return 0;
}

/* INT n pushed where it ends; an interrupt goes back to where it was. */
static int mend_return(struct engine *engine, unsigned width, uint64_t rip, struct err *err)
{
	struct x86_state now = {0};
	uint64_t pushed = 0, wanted = rip + 2, mask = width == 8 ? UINT64_MAX : (1ull << 8 * width) - 1;
	uint64_t linear;

	if (engine_state(engine, &now, err) < 0)
		return -1;
	linear = now.seg[X86_SS].base + x86_stack_at(&now, 0);
	if (linear_read(engine, &now, linear, (uint8_t *)&pushed, width, err) < 0)
		return -1;
	if ((pushed & mask) != (wanted & mask))
		return err_set(err, "its interrupt table takes it to no handler");
	return linear_write(engine, &now, linear, (uint8_t *)&rip, width, err);
}

/* Put the INT n there, and see that it is there. */
static int put_call(struct engine *engine, uint64_t gpa, uint8_t vector, uint8_t old[2], struct err *err)
{
	const uint8_t call[2] = {OPCODE_INT, vector};
	uint8_t there[2];

	if (engine_read(engine, gpa, old, 2, err) < 0 || engine_write(engine, gpa, call, 2, err) < 0 ||
	    engine_read(engine, gpa, there, 2, err) < 0)
		return -1;
	if (memcmp(there, call, 2) != 0)
		return err_set(err, "the code there is in ROM");
	return 0;
}

int follow_interrupt(struct engine *engine, uint8_t vector, const struct x86_state *state, struct err *err)
{
	uint64_t linear = x86_code_at(state, state->rip), gpa;
	enum engine_event event;
	unsigned width;
	uint8_t old[2];

	/* An INT n needs a gate of DPL 3 there, and in virtual-8086 mode IOPL 3 (SDM vol. 3, 6.12.1.2, 21.3).
	 */
	if (x86_mode(state) == X86_MODE_V86 || x86_cpl(state) == 3)
		return err_set(err, "one that comes at CPL 3");
	if ((linear & 0xfff) == 0xfff)
		return err_set(err, "the code there ends a page");
	if (frame_bytes(engine, vector, state, &width, err) < 0 ||
	    linear_translate(engine, state, linear, &gpa, err) < 0 ||
	    put_call(engine, gpa, vector, old, err) < 0 || engine_step(engine, &event, err) < 0)
		return -1;
	if (event != ENGINE_STANDS)
		return err_set(err, "its interrupt table takes it to no handler");
	if (engine_write(engine, gpa, old, 2, err) < 0)
		return -1;
	return mend_return(engine, width, state->rip, err);
}
