#include "trace/lost_push.h"

#include <inttypes.h>

#include "x86/insn.h"

static bool decode(const struct step *step, struct insn *insn)
{
	return insn_decode(insn_mode(&step->state), step->bytes, step->len, insn) == INSN_OK;
}

/* PUSH, CALL and their like; what an interrupt pushes is of no instruction. */
static bool pushes(const struct insn *insn)
{
	for (size_t i = 0; i < insn->operands; i++) {
		const struct insn_operand *operand = &insn->operand[i];

		if (operand->type == INSN_MEMORY && operand->memory.stack && operand->write)
			return true;
	}
	return false;
}

static bool writes_memory_of_nobody(const struct step *step)
{
	for (size_t i = 0; i < step->access_count && i < STEP_ACCESSES_MAX; i++) {
		if (step->accesses[i].is_mmio && step->accesses[i].is_write)
			return true;
	}
	return false;
}

/* MOV, LEA, ADD and whatever else names SP; not what moves it by pushing. */
static bool loads_sp(const struct insn *insn)
{
	const struct insn_operand *to = &insn->operand[0];

	return insn->operands && to->shown && to->type == INSN_GPR && to->reg == X86_RSP && to->write;
}

void lost_push_note(struct lost_push *lost, const struct step *step, const struct x86_state *after)
{
	struct insn insn;

	if (lost->found || !after)
		return;
	if (writes_memory_of_nobody(step) && decode(step, &insn) && pushes(&insn)) {
		lost->found = true;
		moment_set(&lost->push, step, after);
		return;
	}
	if (step->state.seg[X86_SS].base != after->seg[X86_SS].base ||
	    step->state.seg[X86_SS].selector != after->seg[X86_SS].selector)
		moment_set(&lost->ss, step, after);
	if (step->state.gpr[X86_RSP] != after->gpr[X86_RSP] && decode(step, &insn) && loads_sp(&insn))
		moment_set(&lost->sp, step, after);
}

void lost_push_print(const struct lost_push *lost, const struct line *line, unsigned indent, struct buf *out)
{
	if (!lost->found)
		return;
	buf_printf(out,
		   "%*sno RAM is where the stack is: first push that is lost, at instruction %" PRIu64 ":\n",
		   (int)indent, "", lost->push.step.number + 1);
	moment_print(&lost->push, line, indent + 2, out);
	moment_print_load(&lost->ss, "SS", line, indent + 2, out);
	moment_print_load(&lost->sp, "SP", line, indent + 2, out);
}

void lost_push_fini(struct lost_push *lost)
{
	moment_fini(&lost->push);
	moment_fini(&lost->ss);
	moment_fini(&lost->sp);
}
