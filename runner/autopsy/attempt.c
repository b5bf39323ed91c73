#include "autopsy/attempt.h"

#include <string.h>

#include "x86/access.h"

bool attempt_is(const struct attempt *a, const char *name)
{
	return strcmp(a->insn->name, name) == 0;
}

bool attempt_is_one_of(const struct attempt *a, const char *const *names)
{
	for (; *names; names++)
		if (attempt_is(a, *names))
			return true;
	return false;
}

bool attempt_is_real(const struct attempt *a)
{
	return a->mode == X86_MODE_REAL || a->mode == X86_MODE_V86;
}

enum check attempt_value(const struct attempt *a, const struct insn_operand *operand, uint64_t *value)
{
	unsigned size_bytes = operand->size_bytes < 8 ? operand->size_bytes : 8;

	*value = 0;
	switch (operand->type) {
	case INSN_GPR: *value = insn_gpr(operand, a->state); return CHECK_FINE;
	case INSN_NUMBER: *value = operand->number; return CHECK_FINE;
	case INSN_MEMORY:
		return access_read(a->guest, operand->memory.segment,
				   insn_address(a->insn, operand, a->state), value, size_bytes, a->ex);
	default: return CHECK_UNKNOWN;
	}
}

enum check attempt_far_pointer(const struct attempt *a, const struct insn_operand *operand,
			       uint16_t *selector, uint64_t *offset)
{
	unsigned offset_bytes = a->insn->operand_bits / 8u;
	uint8_t bytes[10];
	enum check check =
		access_read(a->guest, operand->memory.segment, insn_address(a->insn, operand, a->state),
			    bytes, offset_bytes + 2, a->ex);

	*offset = 0;
	memcpy(offset, bytes, offset_bytes);
	memcpy(selector, bytes + offset_bytes, 2);
	return check;
}

enum check attempt_pop(const struct attempt *a, unsigned n, uint64_t *value)
{
	unsigned size_bytes = a->insn->operand_bits / 8u;
	uint64_t at = x86_stack_at(a->state, (uint64_t)n * size_bytes);
	enum check check;

	*value = 0;
	check = access_read(a->guest, X86_SS, at, value, size_bytes, a->ex);
	return check == CHECK_RAISED ? exception_wrap(a->ex, "the stack") : check;
}
