#include "x86/reg.h"

#include <string.h>

/* The registers that begin a line, so that no line is too long and what belongs together stands together. */
static const char *const line_starts[] = {
	"eax", "esi", "eip", "rax", "rsi", "r8", "r12", "rip", "cs", "cs.base", "es.base", "cr0", "cr3",
};

static bool starts_line(const struct x86_reg *reg)
{
	for (size_t i = 0; i < sizeof line_starts / sizeof line_starts[0]; i++)
		if (strcmp(line_starts[i], reg->name) == 0)
			return true;
	return false;
}

/* The flags that are set, as " [pf zf]": a field of several bits with its value. */
static void flags_print(const struct x86_reg *reg, uint64_t rflags, struct buf *out)
{
	const char *separator = "";

	buf_adds(out, " [");
	for (const struct x86_field *field = reg->fields; field->name; field++) {
		unsigned value = (unsigned)(rflags >> field->shift) & ((1u << field->width) - 1);

		if (!value)
			continue;
		buf_printf(out, "%s%s", separator, field->name);
		if (field->width > 1)
			buf_printf(out, "=%u", value);
		separator = " ";
	}
	buf_adds(out, "]");
}

void x86_state_print(const struct x86_state *state, struct buf *out)
{
	size_t count, start = out->len;
	const struct x86_reg *regs = x86_regs(&count);

	for (size_t i = 0; i < count; i++) {
		struct x86_value value;

		if (!x86_reg_in_snapshot(state, &regs[i]))
			continue;
		if (starts_line(&regs[i]) && out->len > start)
			buf_addc(out, '\n');
		else if (out->len > start)
			buf_adds(out, "  ");
		x86_state_get(state, &regs[i], &value);
		buf_printf(out, "%s ", regs[i].name);
		x86_value_print(&value, out);
		if (strstr(regs[i].name, "flags"))
			flags_print(&regs[i], state->rflags, out);
	}
	buf_addc(out, '\n');
}
