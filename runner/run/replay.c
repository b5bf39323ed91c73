#include "run/replay.h"

#include "run/board.h"
#include "run/meter.h"

/* Enough for start-up code; a loop of millions of iterations before the fault is given up on. */
#define STEPS_MAX   50000
#define WALL_NS_MAX 1000000000ull

/* Whether the vCPU is as KVM's reset leaves it, which on Intel it is not: there the registers are the true
 * ones. */
static bool state_was_reset(const struct x86_state *st)
{
	return st->rip == 0xfff0 && st->seg[X86_CS].selector == 0xf000 && st->seg[X86_CS].base == 0xffff0000;
}

/* An exit on the way: 0 where the guest goes on, 1 where it ends otherwise than it did before. */
static int exit_serve(struct board *board, const struct vm_exit *exit, struct err *err)
{
	struct stop stop;

	switch (exit->kind) {
	case VM_EXIT_IO:
	case VM_EXIT_MMIO: return board_access(board, exit, &stop, err);
	case VM_EXIT_HLT: return !board_wait(board, exit->interrupts_on);
	case VM_EXIT_DEBUG:
	case VM_EXIT_WINDOW:
	case VM_EXIT_INTERRUPTED:
	case VM_EXIT_AGAIN: return 0;
	default: return 1;
	}
}

/* How far a step may go: it is short, unless the guest is halted and KVM keeps that to itself. */
static uint64_t ahead_ns(const struct board *board)
{
	return board->pc.kernel_chips ? board_ahead_ns(board) : UINT64_MAX;
}

static int steps_run(struct board *board, struct meter *meter, struct result *out, struct err *err)
{
	enum stop_kind spent;
	struct x86_state last = {0};
	struct vm_exit exit;
	bool interrupted;
	int ended;

	for (int step = 0; step < STEPS_MAX; step++) {
		if (vm_get_state(board->vm, &last, err) < 0 || board_before_run(board, err) < 0)
			return -1;
		vm_allow_coalesced(board->vm, 0);
		if (meter_run(meter, ahead_ns(board), 0, &exit, err) < 0)
			return -1;
		if (exit.kind == VM_EXIT_SHUTDOWN) {
			out->state = last;
			out->state_source = STATE_REPLAYED;
			return 0;
		}
		/* What a step costs is no cycle of the guest: an instruction is taken for a nanosecond. */
		vm_reset_cycles(board->vm);
		board->beside_ns++;
		interrupted = exit.kind == VM_EXIT_INTERRUPTED;
		board_after_run(board, &exit);
		ended = exit_serve(board, &exit, err);
		if (ended)
			return ended < 0 ? -1 : 0;
		/* The guest can see that it is stepped, and go where it never ends. */
		if (meter_spent(meter, interrupted, &spent))
			return 0;
	}
	return 0;
}

int replay_to_shutdown(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	struct budget budget = {.cycles = BUDGET_CYCLES_MAX, .wall_ns = WALL_NS_MAX};
	struct tick no_tick = {0};
	struct meter meter = {0};
	struct result metered = {0};
	struct board board;
	int ret;

	if (!state_was_reset(&out->state))
		return 0;
	out->state_source = STATE_LOST;
	if (board_init(&board, runner->kvm_fd, NULL, NULL, NULL, rq, err) < 0)
		return -1;
	ret = board_start(&board, err);
	if (ret == 0)
		ret = vm_single_step(board.vm, true, err);
	if (ret == 0)
		ret = meter_start(&meter, board.vm, &no_tick, -1, &budget, err);
	if (ret == 0)
		ret = steps_run(&board, &meter, out, err);
	meter_stop(&meter, &metered);
	board_fini(&board);
	return ret;
}
