#include "diff/lockstep.h"

#include <stdlib.h>
#include <string.h>

#include "diff/follow.h"
#include "x86/bits.h"
#include "x86/mode.h"

/* All is compared that often; in between only where KVM's step changed more than general registers. */
#define WHOLE_EVERY 64

#define PORT_PIC   0x20
#define PORT_PIC_2 0xa0

/* A step as it is compared. */
struct pair {
	const struct step *step;
	struct place place;
	const struct x86_state *kvm; /* behind it, before an interrupt; NULL: shut down */
	char *answer;                /* its name; NULL: none */
};

static void broken(struct lockstep *ls)
{
	ls->status = LOCKSTEP_BROKEN;
}

/* ---- the engine's part */

/* A write that the engine must not see. */
static bool is_kept_from(const struct engine *engine, const struct access *access)
{
	if (access->is_mmio || !access->is_write)
		return false;
	switch (access->addr) {
	case PORT_EXIT:
	case PORT_EXIT_2: return true;
	case PORT_PIC:
	case PORT_PIC + 1:
	case PORT_PIC_2:
	case PORT_PIC_2 + 1: return engine_interrupts_itself(engine);
	default: return false;
	}
}

/* HLT would stop it for good, and an exit port its process. */
static bool is_left_out(const struct lockstep *ls, const struct pair *pair)
{
	const struct step *step = pair->step;

	if (ls->resets)
		return true;
	if (pair->place.status == INSN_OK && pair->place.insn.kind == INSN_HLT && !step->event_count)
		return true;
	if (pair->place.status == INSN_OK && pair->place.insn.kind == INSN_HLT)
		return step->events[0].event == EVENT_HARDWARE;
	for (size_t i = 0; i < step->access_count && i < STEP_ACCESSES_MAX; i++) {
		if (is_kept_from(ls->engine, &step->accesses[i]))
			return true;
	}
	return false;
}

static bool repeats(const struct pair *pair)
{
	const struct insn *insn = &pair->place.insn;

	return pair->place.status == INSN_OK && (insn->rep || insn->repne) &&
	       (insn->kind == INSN_STRING || insn->kind == INSN_IO);
}

static bool tables_differ(const struct x86_dtable *a, const struct x86_dtable *b)
{
	return a->base != b->base || a->limit != b->limit;
}

/* Whether the instruction may change more than general registers and flags: in the engine alone, perhaps. */
static bool is_system(const struct insn *insn)
{
	static const char *const names[] = {"syscall", "sysret", "sysenter", "sysexit", "lds",
					    "les",     "lss",    "lfs",      "lgs"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(insn->name, names[i]) == 0)
			return true;
	for (unsigned i = 0; i < insn->operands; i++)
		if (insn->operand[i].write &&
		    (insn->operand[i].type == INSN_SEGMENT || insn->operand[i].type == INSN_CONTROL))
			return true;
	return insn->far || insn->privileged || insn->kind == INSN_IRET || insn->kind == INSN_INT;
}

static bool needs_whole(const struct lockstep *ls, const struct pair *pair)
{
	const struct x86_state *a = &pair->step->state, *b = pair->kvm;

	return ls->count % WHOLE_EVERY == 0 || pair->step->event_count || pair->place.status != INSN_OK ||
	       is_system(&pair->place.insn) || memcmp(a->seg, b->seg, sizeof a->seg) != 0 ||
	       tables_differ(&a->gdtr, &b->gdtr) || tables_differ(&a->idtr, &b->idtr) || a->cr0 != b->cr0 ||
	       a->cr3 != b->cr3 || a->cr4 != b->cr4 || a->efer != b->efer;
}

static int read_registers(struct lockstep *ls, const struct pair *pair, struct x86_state *out)
{
	*out = *pair->kvm;
	return needs_whole(ls, pair) ? engine_state(ls->engine, out, &ls->err)
				     : engine_registers(ls->engine, out, &ls->err);
}

/* Whether KVM is further on in its repetitions. */
static bool is_behind(const struct pair *pair, const struct x86_state *now)
{
	return now->rip == pair->step->state.rip &&
	       (pair->kvm->rip != now->rip || pair->kvm->gpr[X86_RCX] != now->gpr[X86_RCX]);
}

/* As often as KVM did: it may do many repetitions in a step, and engines see the last one's end at another.
 */
static int repeat(struct lockstep *ls, const struct pair *pair, struct x86_state *out)
{
	for (int i = 0; i < STEP_ACCESSES_ALL && ls->event == ENGINE_STANDS && is_behind(pair, out); i++)
		if (engine_step(ls->engine, &ls->event, &ls->err) < 0 || read_registers(ls, pair, out) < 0)
			return -1;
	return 0;
}

/* What KVM did goes by as if the engine had: RIP, and what a string instruction moves. */
static int leave_out(struct lockstep *ls, const struct pair *pair)
{
	struct x86_state now = pair->step->state;

	return follow_answer(ls->engine, pair->step, &pair->place, pair->kvm, &now, &ls->err) < 0 ||
			       engine_set_ip(ls->engine, pair->kvm->rip, &ls->err) < 0
		       ? -1
		       : 0;
}

static int execute(struct lockstep *ls, const struct pair *pair, struct x86_state *out)
{
	if (ls->ahead) {
		*out = *pair->kvm;
		return 0;
	}
	if (is_left_out(ls, pair)) {
		if (leave_out(ls, pair) < 0)
			return -1;
	} else if (engine_step(ls->engine, &ls->event, &ls->err) < 0) {
		return -1;
	}
	if (ls->event != ENGINE_STANDS || read_registers(ls, pair, out) < 0)
		return ls->event != ENGINE_STANDS ? 0 : -1;
	return repeats(pair) ? repeat(ls, pair, out) : 0;
}

/* ---- flags that the manuals leave open */

/* One that was open before, and that neither has touched, stays open; one that was ever may come back from
 * the stack. */
static uint64_t open_behind(const struct lockstep *ls, const struct pair *pair, const struct x86_state *now)
{
	uint64_t kvm = pair->kvm->rflags, other = now->rflags, differ = kvm ^ other;
	uint64_t touched = (kvm ^ pair->step->state.rflags) | (other ^ ls->now.rflags);
	uint64_t open = ls->flags_open & ~touched;

	if (pair->place.status != INSN_OK)
		return open & differ;
	open |= pair->place.insn.flags_undefined;
	if (pair->place.insn.kind == INSN_POPF || pair->place.insn.kind == INSN_IRET)
		open |= ls->flags_once_open;
	return open & differ;
}

/* ---- a step */

/* Whether the answer went where it cannot be given: to memory but by a string instruction, or to a vector. */
static bool is_out_of_reach(const struct pair *pair)
{
	const struct insn *insn = &pair->place.insn;

	if (pair->place.status != INSN_OK || insn->kind == INSN_STRING || insn->kind == INSN_IO)
		return false;
	for (unsigned i = 0; i < insn->operands; i++)
		if (insn->operand[i].write && insn->operand[i].type == INSN_MEMORY)
			return true;
	return insn->sse || insn->vex || insn->x87 || insn->mmx;
}

static void end(struct lockstep *ls, const char *what)
{
	err_wrap(&ls->err, "%s cannot be given to %s", what, engine_title(ls->engine));
	ls->status = LOCKSTEP_ENDED;
}

static void take_answer(struct lockstep *ls, struct pair *pair, struct x86_state *now)
{
	struct differences differences;
	const struct difference *first = &differences.at[0];

	ls->answers.asked++;
	compare_states(pair->kvm, now, ls->flags_open, &differences);
	/* An exception is no answer; of a repetition that is not over the end is elsewhere. */
	if (differences.count && difference_is_ip(first))
		return;
	if (differences.count) {
		answers_add(&ls->answers, pair->answer, pair->step, first->name, first->kvm, first->other);
		pair->answer = NULL;
	}
	if (is_out_of_reach(pair)) {
		err_set(&ls->err, "it goes to memory or a vector register");
		end(ls, "an answer");
	} else if (follow_answer(ls->engine, pair->step, &pair->place, pair->kvm, now, &ls->err) < 0) {
		end(ls, "an answer");
	} else if ((pair->kvm->rflags ^ now->rflags) & FLAGS_STATUS & ~pair->place.insn.flags_undefined) {
		err_set(&ls->err, "it goes to flags");
		end(ls, "an answer");
	}
}

static void differ(struct lockstep *ls, const struct x86_state *other)
{
	struct err ignored; /* then what is known is shown */

	ls->status = LOCKSTEP_DIFFERS;
	ls->other = *other;
	if (ls->event == ENGINE_STANDS)
		(void)engine_state(ls->engine, &ls->other, &ignored);
}

static void compare(struct lockstep *ls, struct pair *pair)
{
	struct x86_state other = ls->now;

	if (!pair->kvm) {
		ls->kvm_shut_down = true;
		if (engine_step(ls->engine, &ls->event, &ls->err) < 0)
			broken(ls);
		else if (ls->event != ENGINE_SHUTDOWN)
			differ(ls, &other);
		return;
	}
	if (execute(ls, pair, &other) < 0) {
		broken(ls);
		return;
	}
	if (ls->event != ENGINE_STANDS) {
		differ(ls, &other);
		return;
	}
	if (repeats(pair))
		ls->ahead = pair->kvm->rip == pair->step->state.rip && other.rip != pair->kvm->rip;
	if (ls->ahead)
		other.rip = pair->kvm->rip;
	if (other.rflags & X86_FLAG_TF) {
		err_set(&ls->err, "the ROM steps itself by RFLAGS.TF, which romkit needs for its own steps");
		ls->status = LOCKSTEP_ENDED;
		return;
	}
	if (pair->answer)
		take_answer(ls, pair, &other);
	ls->flags_open = open_behind(ls, pair, &other);
	ls->flags_once_open |= ls->flags_open;
	compare_states(pair->kvm, &other, ls->flags_open, &ls->differences);
	if (ls->differences.count && ls->status == LOCKSTEP_SAME)
		differ(ls, &other);
	ls->now = other;
}

/* External interrupts that came behind the step. */
static void interrupt(struct lockstep *ls, const struct step *step)
{
	for (size_t i = 0; i < step->event_count && ls->status == LOCKSTEP_SAME; i++) {
		if (step->events[i].event != EVENT_HARDWARE)
			continue;
		/* KVM goes back to the string instruction, and finds it done. */
		if (ls->ahead && engine_set_ip(ls->engine, step->left.rip, &ls->err) < 0)
			broken(ls);
		else if (follow_interrupt(ls->engine, step->events[i].vector, &step->left, &ls->err) < 0)
			end(ls, "an interrupt");
		ls->ahead = false;
		ls->interrupted = true;
	}
}

/* Behind an interrupt: whether the engine's handler begins as KVM's does. */
static void compare_handler(struct lockstep *ls, const struct step *step)
{
	struct x86_state other = step->state;

	ls->interrupted = false;
	if (engine_state(ls->engine, &other, &ls->err) < 0) {
		broken(ls);
		return;
	}
	compare_states(&step->state, &other, ls->flags_open, &ls->differences);
	if (ls->differences.count)
		differ(ls, &other);
	ls->now = other;
}

/* Whether the step has brought the CPU to its reset vector: EDX tells its model then (SDM vol. 3, 10.1.2). */
static bool is_reset(const struct x86_state *before, const struct x86_state *after)
{
	return after->rip == 0xfff0 && after->seg[X86_CS].base == 0xffff0000 &&
	       before->seg[X86_CS].base != 0xffff0000;
}

void lockstep_step(struct lockstep *ls, const struct step *step, const struct x86_state *after)
{
	struct pair pair = {.step = step, .kvm = step->has_left ? &step->left : after};

	if (ls->status == LOCKSTEP_SAME && ls->interrupted)
		compare_handler(ls, step);
	if (ls->status != LOCKSTEP_SAME)
		return;
	moment_set(&ls->last[ls->kept++ % LOCKSTEP_LAST], step, after);
	place_of_step(ls->line->source, ls->line->start, step, &pair.place);
	if (!ls->count)
		ls->now = step->state;
	pair.answer = pair.kvm && is_reset(&step->state, pair.kvm) ? str_dup("reset")
								   : answer_name(step, &pair.place);
	compare(ls, &pair);
	free(pair.answer);
	if (ls->status == LOCKSTEP_SAME && step->has_left)
		interrupt(ls, step);
	if (ls->status == LOCKSTEP_SAME)
		ls->count++;
}

void lockstep_fini(struct lockstep *ls)
{
	for (int i = 0; i < LOCKSTEP_LAST; i++)
		moment_fini(&ls->last[i]);
	answers_fini(&ls->answers);
}
