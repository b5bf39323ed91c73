#include "run/step.h"

#include <stdlib.h>
#include <string.h>

#include "autopsy/fault.h"
#include "autopsy/plain.h"
#include "run/board.h"
#include "run/handler.h"
#include "run/insn_cache.h"
#include "run/meter.h"
#include "run/stop_exit.h"
#include "run/trace.h"
#include "x86/access.h"
#include "x86/mode.h"

/* Enough for start-up code; a loop of millions of iterations before the fault is given up on. */
#define SHUTDOWN_STEPS_MAX 50000
#define SHUTDOWN_WALL_NS   1000000000ull
#define CHUNK_BYTES        32768
#define LOST_STEPS         16 /* that are of interest then */
#define UNSEEN_NS          5000000
#define TF                 (1u << 8)
#define IF                 (1u << 9)
#define OF                 (1u << 11)

struct stepper {
	struct runner *runner;
	struct board board;
	struct meter meter;
	bool whole; /* the state has all registers: KVM is asked for much more then */
	uint64_t steps, steps_max;
	unsigned zeros;         /* instructions in a row whose bytes are 0: ADD [BX+SI], AL or its like */
	struct x86_state state; /* before the step */
	struct x86_guest guest; /* with that state */
	struct fetch fetch;
	bool plain; /* it raises nothing; then `insn` is it, and `fetch` is not filled */
	const struct insn *insn;
	struct handler handler;
	/* What is about to be delivered. */
	bool delivers;
	enum trace_event event;
	uint8_t vector;
	bool shadowed; /* by the instruction behind this one */
	uint64_t shadowed_rip;
	bool traps_itself; /* the step sets the guest's own trap flag */
	bool is_lost;      /* nobody filled its entry */
	struct buf text;
	struct buf chunk;
	struct trace_writer writer;
	struct insn_cache cache;
};

/* ---- telling */

static void tell(struct stepper *s, size_t limit)
{
	if (s->chunk.len < limit || !s->chunk.len)
		return;
	if (s->runner->tell)
		s->runner->tell(s->runner->tell_ctx, &s->chunk);
	buf_clear(&s->chunk);
}

static void tell_step(struct stepper *s)
{
	if (s->plain)
		trace_put_step(&s->writer, &s->state, s->insn->bytes, s->insn->length);
	else if (s->board.injected < 0)
		trace_put_step(&s->writer, &s->state, s->fetch.bytes, s->fetch.len);
	s->steps += s->board.injected < 0;
}

static void tell_event(struct stepper *s)
{
	uint64_t rip = s->state.rip + (s->event == EVENT_SOFTWARE ? s->fetch.insn.length : 0);

	if (s->shadowed)
		rip = s->shadowed_rip;
	if (s->event == EVENT_HARDWARE)
		trace_put_state(&s->writer, &s->state);
	trace_put_event(&s->writer, &(struct trace_record){.event = s->event,
							   .vector = s->vector,
							   .is_lost = s->is_lost,
							   .cs = s->state.seg[X86_CS].selector,
							   .rip = rip,
							   .text = buf_str(&s->text)});
}

static void tell_access(struct stepper *s, const struct vm_exit *exit)
{
	struct access access = {.addr = exit->addr,
				.size_bytes = exit->size_bytes,
				.is_mmio = exit->kind == VM_EXIT_MMIO,
				.is_write = exit->is_write};

	for (uint32_t i = 0; i < exit->count; i++) {
		access.value = 0;
		memcpy(&access.value, exit->data + (size_t)i * exit->size_bytes,
		       exit->size_bytes < sizeof access.value ? exit->size_bytes : sizeof access.value);
		trace_put_access(&s->writer, &access);
	}
}

/* ---- what a step is about to do */

static enum x86_storage read_memory(void *ctx, uint64_t gpa, void *out, size_t len)
{
	return vm_read_memory(ctx, gpa, len, out) ? X86_STORED : X86_NOTHING;
}

static void hold(struct stepper *s, const struct delivery *delivery)
{
	s->is_lost = delivery->end != DELIVERY_HANDLER || delivery->is_empty;
	if (delivery->end == DELIVERY_HANDLER && !s->board.pc.kernel_chips)
		handler_hold(&s->handler, &s->guest, delivery, s->board.vm);
}

static void expect_exception(struct stepper *s, const struct exception *ex)
{
	struct delivery last;

	s->delivers = true;
	s->event = EVENT_EXCEPTION;
	s->vector = ex->vector;
	deliver_chain(&s->guest, ex, &last, &s->text);
	hold(s, &last);
}

static void expect_interrupt(struct stepper *s, enum trace_event kind, uint8_t vector)
{
	struct event event = {.vector = vector, .software = kind == EVENT_SOFTWARE};
	struct delivery delivery;

	s->delivers = true;
	s->event = kind;
	s->vector = vector;
	deliver(&s->guest, event, &delivery);
	deliver_print(&s->guest, event, &delivery, &s->text);
	if (delivery.end == DELIVERY_RAISES)
		deliver_chain(&s->guest, &delivery.raised, &delivery, &s->text);
	hold(s, &delivery);
}

/* The vector of an instruction that calls a handler; -1: it is none. */
static int software_vector(const struct insn *insn, const struct x86_state *state)
{
	switch (insn->kind) {
	case INSN_INT: return insn->bytes[insn->length - 1];
	case INSN_INT3: return X86_BP;
	case INSN_INT1: return X86_DB;
	case INSN_INTO: return state->rflags & OF ? X86_OF : -1;
	default: return -1;
	}
}

/* Most instructions raise nothing, and that is seen at once. */
static bool foresee_plain(struct stepper *s)
{
	const struct insn_cache_entry *entry = insn_cache_get(&s->cache, &s->guest, s->board.vm);

	if (!entry || !entry->can_be_plain || !plain_now(&s->guest, &entry->insn))
		return false;
	s->insn = &entry->insn;
	vm_step_on(s->board.vm);
	return true;
}

/* Whether POPF or IRET is about to set the guest's own trap flag. */
static bool sets_tf(const struct stepper *s)
{
	const struct insn *insn = &s->fetch.insn;
	unsigned word = insn->operand_bits / 8u, bits = x86_stack_bits(&s->state);
	uint64_t offset = s->state.gpr[X86_RSP] + (insn->kind == INSN_IRET ? 2 * word : 0);
	struct exception ex;
	uint16_t flags;

	if (insn->kind != INSN_POPF && insn->kind != INSN_IRET)
		return false;
	if (bits < 64)
		offset &= (1ull << bits) - 1;
	return access_read(&s->guest, X86_SS, offset, &flags, sizeof flags, &ex) == CHECK_FINE && flags & TF;
}

static bool is_sti(const struct insn *insn)
{
	return strcmp(insn->name, "sti") == 0;
}

/* What follows STI may be executed in the same step, in the box it is. */
static void foresee_shadowed(struct stepper *s)
{
	struct x86_state between = s->state;
	struct fetch next;
	struct exception ex;
	enum check check;
	int vector;

	between.rip += s->fetch.insn.length;
	between.rflags |= IF;
	s->guest.state = &between;
	check = fault_predict(&s->guest, &next, &ex);
	vector = check == CHECK_FINE ? software_vector(&next.insn, &between) : -1;
	s->shadowed_rip = between.rip + (vector < 0 ? 0 : next.insn.length);
	if (check == CHECK_RAISED)
		expect_exception(s, &ex);
	else if (vector >= 0)
		expect_interrupt(s, EVENT_SOFTWARE, (uint8_t)vector);
	s->shadowed = s->delivers;
	s->guest.state = &s->state;
}

static void foresee_insn(struct stepper *s)
{
	struct exception ex;
	enum check check;
	int vector;

	check = fault_predict(&s->guest, &s->fetch, &ex);
	s->traps_itself = check == CHECK_FINE && sets_tf(s);
	if (check == CHECK_RAISED)
		expect_exception(s, &ex);
	else if (check == CHECK_FINE && (vector = software_vector(&s->fetch.insn, &s->state)) >= 0)
		expect_interrupt(s, EVENT_SOFTWARE, (uint8_t)vector);
	else if (check == CHECK_FINE && is_sti(&s->fetch.insn))
		foresee_shadowed(s);
}

static int foresee(struct stepper *s, struct err *err)
{
	s->delivers = s->plain = s->shadowed = false;
	buf_clear(&s->text);
	if (s->board.injected < 0)
		s->plain = foresee_plain(s);
	if (s->plain)
		return 0;
	/* Behind what comes now nobody may be able to tell. */
	if (s->whole && vm_get_state(s->board.vm, &s->state, err) < 0)
		return -1;
	if (s->board.injected >= 0)
		expect_interrupt(s, EVENT_HARDWARE, (uint8_t)s->board.injected);
	else
		foresee_insn(s);
	return 0;
}

/* ---- and what came of it */

/*
 * MOV SS and POP SS hold off the trap as well: the next instruction was executed, too (SDM vol. 3, 6.8.3).
 * The CPU of the box does that for STI as well.
 */
static bool casts_shadow(const struct insn *insn)
{
	const struct insn_operand *to = &insn->operand[0];

	if (insn->operands && to->type == INSN_SEGMENT && to->reg == X86_SS && to->write)
		return true;
	return is_sti(insn);
}

/* With an exit that is another one than the trap it was executed in any case. */
static void see_shadow(struct stepper *s, const struct x86_state *now, bool trapped)
{
	struct x86_state between = s->state;
	struct fetch fetch;
	struct exception ex;

	if (!casts_shadow(&s->fetch.insn))
		return;
	between.rip += s->fetch.insn.length;
	if (trapped && now->rip == between.rip)
		return;
	if (!is_sti(&s->fetch.insn))
		between.seg[X86_SS] = now->seg[X86_SS];
	if (strcmp(s->fetch.insn.name, "pop") == 0)
		between.gpr[X86_RSP] += s->fetch.insn.operand_bits / 8;
	if (is_sti(&s->fetch.insn))
		between.rflags |= IF;
	s->guest.state = &between;
	fetch_insn(&s->guest, &fetch, &ex);
	s->guest.state = &s->state;
	trace_put_step(&s->writer, &between, fetch.bytes, fetch.len);
	s->steps++;
}

static void see_pushed_flags(struct stepper *s, const struct x86_state *now)
{
	struct x86_guest after = s->guest;

	after.state = now;
	if (s->fetch.insn.kind == INSN_PUSHF && !(s->state.rflags & TF))
		handler_clear_tf(&after, 0, s->board.vm);
}

static void tell_surprise(struct stepper *s)
{
	s->event = EVENT_END;
	s->vector = 0;
	s->is_lost = true;
	buf_adds(&s->text, "a triple fault, for a reason that is not known\n");
	tell_event(s);
}

static void lose(struct stepper *s)
{
	if (s->board.request->trace_briefly && s->steps_max > s->steps + LOST_STEPS)
		s->steps_max = s->steps + LOST_STEPS;
}

/* KVM gives a trap of the guest's own to whoever steps it (svm.c, db_interception). */
static void see_own_trap(struct stepper *s)
{
	if (!s->traps_itself)
		return;
	s->event = EVENT_END;
	s->is_lost = false;
	buf_clear(&s->text);
	buf_adds(&s->text,
		 "it sets RFLAGS.TF, to step itself: its handler of #DB is not entered here, so from here "
		 "on this is not what the case did\n");
	tell_event(s);
	s->traps_itself = false;
}

/* Zeros are an instruction, and all of free memory is made of them. */
static void see_zeros(struct stepper *s)
{
	const uint8_t *bytes = s->plain ? s->insn->bytes : s->fetch.bytes;

	s->zeros = bytes[0] || bytes[1] ? 0 : s->zeros + 1;
	if (s->zeros != LOST_STEPS)
		return;
	s->event = EVENT_END;
	s->is_lost = true;
	buf_clear(&s->text);
	buf_printf(&s->text, "nothing was put here: %u instructions of zeros in a row\n", s->zeros);
	tell_event(s);
	lose(s);
}

static bool has_executed(const struct vm_exit *exit)
{
	return exit->kind == VM_EXIT_DEBUG || exit->kind == VM_EXIT_HLT || exit->kind == VM_EXIT_IO ||
	       exit->kind == VM_EXIT_MMIO;
}

/* The instruction behind STI: where it entered its handler it was executed, else nothing is known yet. */
static int see_shadowed(struct stepper *s, const struct vm_exit *exit, bool entered, struct err *err)
{
	struct x86_state now = {0};

	if (!s->shadowed || exit->kind == VM_EXIT_SHUTDOWN)
		return 0;
	s->delivers = entered;
	if (!entered)
		return 0;
	if (vm_get_step_state(s->board.vm, &now, err) < 0)
		return -1;
	see_shadow(s, &now, true);
	return 0;
}

/* What the step did beside its own work. */
static int see(struct stepper *s, struct vm_exit *exit, struct err *err)
{
	struct x86_state now;
	bool entered;

	if (s->plain && exit->kind == VM_EXIT_DEBUG)
		return 0;
	if (handler_release(&s->handler, &s->guest, s->board.vm, exit, s->state.rflags & TF, &entered, err) <
	    0)
		return -1;
	if (entered) {
		exit->kind = VM_EXIT_DEBUG;
		if (s->is_lost)
			lose(s);
	}
	if (see_shadowed(s, exit, entered, err) < 0)
		return -1;
	if (s->delivers && (entered || s->event != EVENT_EXCEPTION || exit->kind == VM_EXIT_SHUTDOWN))
		tell_event(s);
	else if (exit->kind == VM_EXIT_SHUTDOWN)
		tell_surprise(s);
	if (s->delivers || s->plain || !s->fetch.insn.length || !has_executed(exit))
		return 0;
	if (vm_get_step_state(s->board.vm, &now, err) < 0)
		return -1;
	see_shadow(s, &now, exit->kind == VM_EXIT_DEBUG);
	see_pushed_flags(s, &now);
	return 0;
}

/* ---- the loop */

/* Behind a plain instruction nothing else has changed. */
static int get_state(struct stepper *s, struct err *err)
{
	return s->plain ? vm_get_gprs(s->board.vm, &s->state, err)
			: vm_get_step_state(s->board.vm, &s->state, err);
}

/*
 * A step is short, unless the guest is halted and KVM keeps that to itself, or it runs on unseen: then it is
 * stepped through again from where it is found.
 */
static int enter(struct stepper *s, struct vm_exit *exit, struct err *err)
{
	if (s->board.pc.kernel_chips)
		return meter_run(&s->meter, board_ahead_ns(&s->board), 0, exit, err);
	if (s->plain)
		return vm_run(s->board.vm, exit, err);
	return meter_run(&s->meter, UNSEEN_NS, 0, exit, err);
}

/* Whether a signal came before the instruction was executed. */
static int was_held_off(struct stepper *s, const struct vm_exit *exit, struct err *err)
{
	struct x86_state now = {0};

	if (exit->kind != VM_EXIT_INTERRUPTED)
		return 0;
	if (vm_get_gprs(s->board.vm, &now, err) < 0)
		return -1;
	return now.rip == s->state.rip && memcmp(now.gpr, s->state.gpr, sizeof now.gpr) == 0;
}

/* KVM executes the rest of the instruction when it is run again, and may come with another access. */
static int serve_accesses(struct stepper *s, struct vm_exit *exit, struct result *out, struct err *err)
{
	while (exit->kind == VM_EXIT_IO || exit->kind == VM_EXIT_MMIO) {
		int stopped = board_access(&s->board, exit, &out->stop, err);

		tell_access(s, exit);
		if (stopped || s->board.pc.failed)
			return stopped;
		vm_interrupt(s->board.vm);
		if (vm_run(s->board.vm, exit, err) < 0)
			return -1;
		vm_clear_interrupt(s->board.vm);
	}
	return 0;
}

/* Returns 1 where the run has stopped. */
static int serve(struct stepper *s, struct vm_exit *exit, struct result *out, struct err *err)
{
	int stopped;

	switch (exit->kind) {
	case VM_EXIT_DEBUG: return 0;
	case VM_EXIT_IO:
	case VM_EXIT_MMIO: stopped = serve_accesses(s, exit, out, err); break;
	default: stopped = stop_by_exit(&s->board, exit, out);
	}
	if (!s->board.pc.failed)
		return stopped;
	*err = s->board.pc.failure;
	return -1;
}

static int step(struct stepper *s, struct result *out, struct err *err)
{
	struct vm_exit exit;
	bool interrupted;
	int held_off, stopped;

	if (get_state(s, err) < 0 || board_before_run(&s->board, err) < 0 || foresee(s, err) < 0 ||
	    enter(s, &exit, err) < 0)
		return -1;
	interrupted = exit.kind == VM_EXIT_INTERRUPTED;
	held_off = was_held_off(s, &exit, err);
	if (held_off < 0)
		return -1;
	if (!held_off) {
		tell_step(s);
		see_zeros(s);
		see_own_trap(s);
	}
	s->board.beside_ns++;
	if (see(s, &exit, err) < 0)
		return -1;
	board_after_run(&s->board, &exit);
	stopped = serve(s, &exit, out, err);
	tell(s, CHUNK_BYTES);
	if (stopped)
		return stopped;
	if (s->steps >= s->steps_max) {
		out->stop.kind = STOP_CYCLES;
		return 1;
	}
	/* A look at the clock takes as long as some instructions of the guest. */
	return (interrupted || s->steps % 64 == 0) && meter_spent(&s->meter, interrupted, &out->stop.kind);
}

static int run_steps(struct stepper *s, const struct budget *budget, struct result *out, struct err *err)
{
	struct tick no_tick = {0};
	struct result metered = {0};
	int ret = board_start(&s->board, err);

	s->board.is_stepped = true;
	if (ret == 0)
		ret = vm_single_step(s->board.vm, true, err);
	if (ret == 0)
		ret = meter_start(&s->meter, s->board.vm, &no_tick, -1, budget, err);
	while (ret == 0)
		ret = step(s, out, err);
	meter_stop(&s->meter, &metered);
	out->wall_ns = metered.wall_ns;
	tell(s, 0);
	return ret < 0 ? -1 : 0;
}

static int stepper_run(struct stepper *s, const struct request *rq, uint64_t wall_ns, struct result *out,
		       struct err *err)
{
	struct budget budget = rq->budget;
	int ret;

	budget.cycles = BUDGET_CYCLES_MAX;
	budget.wall_ns = wall_ns;
	if (board_init(&s->board, s->runner->kvm_fd, NULL, NULL, NULL, rq, err) < 0)
		return -1;
	s->guest = (struct x86_guest){.state = &s->state, .read = read_memory, .ctx = s->board.vm};
	s->writer.out = &s->chunk;
	ret = run_steps(s, &budget, out, err);
	out->guest_ns = s->board.pc.time.now_ns;
	out->cycles = s->steps;
	if (ret == 0 && out->stop.kind != STOP_SHUTDOWN)
		ret = vm_get_state(s->board.vm, &s->state, err);
	board_fini(&s->board);
	buf_fini(&s->text);
	buf_fini(&s->chunk);
	return ret;
}

int step_run(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	struct stepper *s = mem_zalloc(1, sizeof *s);
	int ret;

	s->runner = runner;
	s->steps_max = rq->trace_steps;
	*out = (struct result){.budget = rq->budget};
	ret = stepper_run(s, rq, rq->budget.wall_ns, out, err);
	out->state = s->state;
	free(s);
	return ret;
}

/* Whether the vCPU is as KVM's reset leaves it, which on Intel it is not: there the registers are the true
 * ones. */
static bool state_was_reset(const struct x86_state *st)
{
	return st->rip == 0xfff0 && st->seg[X86_CS].selector == 0xf000 && st->seg[X86_CS].base == 0xffff0000;
}

int step_to_shutdown(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	struct runner silent = *runner;
	struct result replayed = {0};
	struct stepper *s;
	int ret;

	if (!state_was_reset(&out->state))
		return 0;
	s = mem_zalloc(1, sizeof *s);
	silent.tell = NULL;
	s->runner = &silent;
	s->whole = true;
	s->steps_max = SHUTDOWN_STEPS_MAX;
	out->state_source = STATE_LOST;
	ret = stepper_run(s, rq, SHUTDOWN_WALL_NS, &replayed, err);
	if (ret == 0 && replayed.stop.kind == STOP_SHUTDOWN) {
		out->state = s->state;
		out->state_source = STATE_REPLAYED;
	}
	free(s);
	return ret;
}
