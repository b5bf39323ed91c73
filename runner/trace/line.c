#include "trace/line.h"
#include <inttypes.h>
#include "x86/insn.h"
void line_print(const struct line *line, const struct step *step, const struct x86_state *after, struct buf *out)
{
	struct insn insn;
	(void)line; (void)after;
	buf_printf(out, "%" PRIu64 " %04x:%04" PRIx64 " sp %llx ", step->number, step->state.seg[X86_CS].selector, step->state.rip, (unsigned long long)step->state.gpr[4]);
	if (insn_decode(insn_mode(&step->state), step->bytes, step->len, &insn) == INSN_OK) insn_print(&insn, step->state.rip, NULL, NULL, out);
	buf_addc(out, '\n');
	for (size_t i = 0; i < step->event_count; i++) buf_printf(out, "  %d %s", step->events[i].event, step->events[i].text);
}
void line_print_place(const struct line *line, const struct step *step, struct buf *out){ (void)line;buf_printf(out, "%04x:%04" PRIx64, step->state.seg[X86_CS].selector, step->state.rip);}
