#include "run/step.h"

#include <stdlib.h>
#include <string.h>

#include "run/step_private.h"
#include "run/stop_exit.h"

/* Enough for start-up code; a loop of millions of iterations before the fault is given up on. */
#define SHUTDOWN_STEPS_MAX 50000
#define SHUTDOWN_WALL_NS   1000000000ull
#define CHUNK_BYTES        32768
#define UNSEEN_NS          5000000

static enum x86_storage read_memory(void *ctx, uint64_t gpa, void *out, size_t len)
{
	return vm_read_memory(ctx, gpa, len, out) ? X86_STORED : X86_NOTHING;
}

int step_state(struct stepper *s, struct err *err)
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

		step_tell_access(s, exit);
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

int step_once(struct stepper *s, struct result *out, struct err *err)
{
	struct vm_exit exit;
	bool interrupted;
	int held_off, stopped;

	if (step_state(s, err) < 0 || board_before_run(&s->board, err) < 0)
		return -1;
	if (s->undelivered)
		s->board.injected = s->vector;
	if (step_foresee(s, err) < 0 || enter(s, &exit, err) < 0)
		return -1;
	interrupted = exit.kind == VM_EXIT_INTERRUPTED;
	held_off = was_held_off(s, &exit, err);
	if (held_off < 0)
		return -1;
	s->undelivered = held_off && s->board.injected >= 0;
	if (s->undelivered)
		s->delivers = false;
	if (!held_off && s->board.injected < 0) {
		step_tell_insn(s);
		step_see_insn(s);
	}
	s->board.beside_ns++;
	if (step_see(s, &exit, err) < 0)
		return -1;
	board_after_run(&s->board, &exit);
	stopped = serve(s, &exit, out, err);
	step_tell(s, CHUNK_BYTES);
	if (stopped)
		return stopped;
	if (s->steps >= s->steps_max) {
		out->stop.kind = STOP_CYCLES;
		return 1;
	}
	/* A look at the clock takes as long as some instructions of the guest. */
	return (interrupted || s->steps % 64 == 0) && meter_spent(&s->meter, interrupted, &out->stop.kind);
}

int step_begin(struct stepper *s, const struct request *rq, uint64_t wall_ns, struct err *err)
{
	struct budget budget = rq->budget;

	budget.cycles = BUDGET_CYCLES_MAX;
	budget.wall_ns = wall_ns;
	if (board_init(&s->board, s->runner->kvm_fd, NULL, NULL, NULL, rq, err) < 0)
		return -1;
	s->guest = (struct x86_guest){.state = &s->state, .read = read_memory, .ctx = s->board.vm};
	s->writer.out = &s->chunk;
	s->board.is_stepped = true;
	if (board_start(&s->board, err) < 0 || vm_single_step(s->board.vm, true, err) < 0)
		return -1;
	return meter_start(&s->meter, s->board.vm, &s->no_tick, -1, &budget, err);
}

void step_end(struct stepper *s, struct result *out)
{
	struct result metered = {0};

	meter_stop(&s->meter, &metered);
	out->wall_ns = metered.wall_ns;
	out->guest_ns = s->board.pc.time.now_ns;
	out->cycles = s->steps;
	board_fini(&s->board);
	buf_fini(&s->text);
	buf_fini(&s->chunk);
}

static int stepper_run(struct stepper *s, const struct request *rq, uint64_t wall_ns, struct result *out,
		       struct err *err)
{
	int ret = step_begin(s, rq, wall_ns, err);

	while (ret == 0)
		ret = step_once(s, out, err);
	step_tell(s, 0);
	if (ret > 0 && out->stop.kind != STOP_SHUTDOWN)
		ret = vm_get_state(s->board.vm, &s->state, err);
	step_end(s, out);
	return ret < 0 ? -1 : 0;
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
