#include "diff/print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "diff/linear.h"
#include "x86/mode.h"

#define ANSWERS_SHOWN 8

void print_differences(const struct differences *differences, const char *name, struct buf *out)
{
	if (!differences->count)
		return;
	buf_printf(out, "  %-12s %-20s %s\n", "", "KVM", name);
	for (size_t i = 0; i < differences->count; i++) {
		const struct difference *d = &differences->at[i];
		char kvm[24];

		snprintf(kvm, sizeof kvm, "%#" PRIx64, d->kvm);
		buf_printf(out, "  %-12s %-20s %#" PRIx64 "\n", d->name, kvm, d->other);
	}
	if (differences->count == DIFFERENCES_MAX)
		buf_adds(out, "  and maybe more\n");
}

void print_indented(const char *what, const char *text, struct buf *out)
{
	while (*text) {
		int len = (int)strcspn(text, "\n");

		buf_printf(out, "  %s%.*s\n", what, len, text);
		text += len + (text[len] == '\n');
	}
}

/* ---- the step that differs */

void print_engine_place(struct engine *engine, const struct x86_state *state, const struct line *line,
			struct buf *out)
{
	struct step step = {.state = *state, .len = TRACE_BYTES_MAX};
	struct err ignored; /* then without its bytes */

	if (linear_read(engine, state, x86_code_at(state, state->rip), step.bytes, step.len, &ignored) < 0)
		step.len = 0;
	line_print_place(line, &step, out);
}

static void put_other_place(const struct lockstep *ls, struct buf *out)
{
	const char *name = engine_name(ls->engine);

	switch (ls->event) {
	case ENGINE_SHUTDOWN: buf_printf(out, "  %s shuts down by a triple fault\n", name); return;
	case ENGINE_EXITED: buf_printf(out, "  %s ends by an exit port\n", name); return;
	default: break;
	}
	buf_printf(out, "  %s goes on at ", name);
	print_engine_place(ls->engine, &ls->other, ls->line, out);
	buf_addc(out, '\n');
}

static bool ip_differs(const struct differences *differences)
{
	return differences->count && difference_is_ip(&differences->at[0]);
}

/* So that nobody looks for a fault of the engine. */
void print_open_flags(uint64_t flags, struct buf *out)
{
	static const struct {
		uint64_t bit;
		const char *name;
	} names[] = {{1, "CF"},      {1 << 2, "PF"}, {1 << 4, "AF"},
		     {1 << 6, "ZF"}, {1 << 7, "SF"}, {1 << 11, "OF"}};

	if (!flags)
		return;
	buf_adds(out, "  Differed before, where the manuals leave it undefined:");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (flags & names[i].bit)
			buf_printf(out, " %s", names[i].name);
	buf_addc(out, '\n');
}

static void put_difference(const struct lockstep *ls, struct buf *out)
{
	struct buf remarks = {0};

	buf_addc(out, '\n');
	if (ls->kvm_shut_down)
		buf_adds(out, "  KVM shuts down by a triple fault\n");
	if (ls->kvm_shut_down || ls->event != ENGINE_STANDS || ip_differs(&ls->differences))
		put_other_place(ls, out);
	if (!ls->kvm_shut_down && ls->event == ENGINE_STANDS)
		print_differences(&ls->differences, engine_name(ls->engine), out);
	print_open_flags(ls->flags_once_open, out);
	engine_remarks(ls->engine, &remarks);
	if (remarks.len)
		buf_printf(out, "  %s says:\n", engine_name(ls->engine));
	print_indented("  ", buf_str(&remarks), out);
	buf_fini(&remarks);
}

static void put_last(const struct lockstep *ls, struct buf *out)
{
	uint64_t first = ls->kept > LOCKSTEP_LAST ? ls->kept - LOCKSTEP_LAST : 0;

	for (uint64_t i = first; i < ls->kept; i++)
		moment_print(&ls->last[i % LOCKSTEP_LAST], ls->line, 2, out);
}

/* ---- answers */

static void put_answer(const struct lockstep *ls, const struct answer *answer, struct buf *out)
{
	buf_printf(out, "  %-16s", answer->name);
	num_print_grouped(answer->count, out);
	buf_printf(out, " %s, first %s: KVM %#" PRIx64 ", %s %#" PRIx64 " at ",
		   answer->count == 1 ? "time" : "times", answer->reg, answer->kvm, engine_name(ls->engine),
		   answer->other);
	line_print_place(ls->line, &answer->first, out);
	buf_addc(out, '\n');
}

static void put_answers(const struct lockstep *ls, struct buf *out)
{
	const struct answers *answers = &ls->answers;

	if (!answers->differed)
		return;
	num_print_grouped(answers->differed, out);
	buf_adds(out, " of ");
	num_print_grouped(answers->asked, out);
	buf_printf(out, " answers of devices and CPU model differed, and %s was given KVM's:\n",
		   engine_name(ls->engine));
	for (size_t i = 0; i < answers->count && i < ANSWERS_SHOWN; i++)
		put_answer(ls, &answers->at[i], out);
	if (answers->count > ANSWERS_SHOWN)
		buf_printf(out, "  and %zu more\n", answers->count - ANSWERS_SHOWN);
}

void print_lockstep(const struct lockstep *ls, bool cut, struct buf *out)
{
	buf_adds(out, "In step, ");
	num_print_grouped(ls->count, out);
	buf_adds(out, ls->count == 1 ? " instruction is" : " instructions are");
	switch (ls->status) {
	case LOCKSTEP_SAME: buf_printf(out, " the same%s\n", cut ? "" : ", to the end"); break;
	case LOCKSTEP_DIFFERS:
		buf_adds(out, " the same; the next one differs:\n\n");
		put_last(ls, out);
		put_difference(ls, out);
		break;
	case LOCKSTEP_ENDED:
	case LOCKSTEP_BROKEN: buf_printf(out, " the same; no more were compared: %s\n", ls->err.text); break;
	}
	put_answers(ls, out);
}
