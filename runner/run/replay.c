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

static int steps_run(struct board *board, struct meter *meter, struct result *out, struct err *err)
{
	enum stop_kind spent;
	struct x86_state last = {0};
	struct vm_exit exit;
	struct stop stop;

	for (int step = 0; step < STEPS_MAX; step++) {
		if (vm_get_state(board->vm, &last, err) < 0 || vm_run(board->vm, &exit, err) < 0)
			return -1;
		if (exit.kind == VM_EXIT_SHUTDOWN) {
			out->state = last;
			out->state_source = STATE_REPLAYED;
			return 0;
		}
		if (exit.kind == VM_EXIT_IO || exit.kind == VM_EXIT_MMIO) {
			if (board_access(board, &exit, &stop))
				return 0;
		} else if (exit.kind != VM_EXIT_DEBUG && exit.kind != VM_EXIT_INTERRUPTED &&
			   exit.kind != VM_EXIT_AGAIN) {
			return 0;
		}
		/* The guest can see that it is stepped, and go where it never ends. */
		if (meter_spent(meter, exit.kind == VM_EXIT_INTERRUPTED, &spent))
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
	if (board_init(&board, runner->kvm_fd, NULL, rq, err) < 0)
		return -1;
	ret = board_start(&board, rq, err);
	if (ret == 0)
		ret = vm_single_step(board.vm, true, err);
	if (ret == 0)
		ret = meter_start(&meter, board.vm, &no_tick, &budget, err);
	if (ret == 0)
		ret = steps_run(&board, &meter, out, err);
	meter_stop(&meter, &metered);
	board_fini(&board);
	return ret;
}
