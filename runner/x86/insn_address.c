#include "x86/insn.h"

#include <string.h>

#include "x86/mode.h"

static uint64_t mask_bits(uint64_t value, unsigned bits)
{
	return bits >= 64 ? value : value & ((1ull << bits) - 1);
}

uint64_t insn_gpr(const struct insn_operand *operand, const struct x86_state *state)
{
	uint64_t value = state->gpr[operand->reg] >> (operand->high ? 8 : 0);

	return mask_bits(value, operand->size_bytes * 8u);
}

/* SDM vol. 2, POP: where its destination is addressed by ESP, that is the ESP behind the pop. */
static bool is_pop_by_sp(const struct insn *insn, const struct insn_memory *memory)
{
	return memory->base == X86_RSP && strcmp(insn->name, "pop") == 0;
}

uint64_t insn_address(const struct insn *insn, const struct insn_operand *operand,
		      const struct x86_state *state)
{
	const struct insn_memory *memory = &operand->memory;
	uint64_t at = (uint64_t)memory->disp;

	if (memory->base == INSN_RIP)
		at += state->rip + insn->length;
	else if (memory->base != INSN_NO_REGISTER)
		at += state->gpr[memory->base];
	if (memory->index != INSN_NO_REGISTER)
		at += state->gpr[memory->index] * memory->scale;
	if (memory->stack)
		return mask_bits(operand->write ? at - operand->size_bytes : at, x86_stack_bits(state));
	if (is_pop_by_sp(insn, memory))
		at += insn->operand_bits / 8u;
	/* SDM vol. 2, XLAT: [(E)BX + unsigned AL]. Zydis names the base only. */
	if (strcmp(insn->name, "xlat") == 0)
		at += state->gpr[X86_RAX] & 0xff;
	return mask_bits(at, insn->address_bits);
}

bool insn_target(const struct insn *insn, uint64_t ip, uint64_t *target)
{
	for (unsigned i = 0; i < insn->operands; i++) {
		if (insn->operand[i].type != INSN_RELATIVE)
			continue;
		/* SDM vol. 2, JMP: IP is cut to the operand size. In 64-bit mode that is 64. */
		*target = mask_bits(ip + insn->length + insn->operand[i].number,
				    insn->mode == INSN_64 ? 64 : insn->operand_bits);
		return true;
	}
	return false;
}
