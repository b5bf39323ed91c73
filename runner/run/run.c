#include "run/run.h"

#include <string.h>
#include <unistd.h>

#include "base/inside.h"
#include "run/board.h"
#include "run/meter.h"
#include "run/replay.h"

/* In the box a run that a kernel tick disturbed is run again: it has no side effects, and the count must be
 * exact. */
#define DISTURBED_TRIES 4
/* Longer than measuring what a start costs takes. */
#define START_LIMIT_NS 100000000

int runner_init(struct runner *runner, struct err *err)
{
	*runner = (struct runner){.kvm_fd = vm_open_kvm(err)};
	if (runner->kvm_fd < 0)
		return -1;
	tick_open(&runner->tick);
	return 0;
}

void runner_fini(struct runner *runner)
{
	if (runner->kvm_fd >= 0)
		close(runner->kvm_fd);
	tick_close(&runner->tick);
	kept_fini(&runner->kept);
	runner->kvm_fd = -1;
}

/* What an exit that is no access means. Returns false where the guest goes on. */
static bool exit_stops(const struct vm_exit *exit, struct result *out)
{
	switch (exit->kind) {
	case VM_EXIT_HLT: out->stop.kind = exit->interrupts_on ? STOP_IDLE : STOP_HALT; break;
	case VM_EXIT_SHUTDOWN: out->stop.kind = STOP_SHUTDOWN; break;
	case VM_EXIT_EMULATION: out->stop.kind = STOP_EMULATION; break;
	case VM_EXIT_ENTRY: out->stop.kind = STOP_ENTRY; break;
	case VM_EXIT_INTERRUPTED:
	case VM_EXIT_AGAIN: return false;
	default: out->stop.kind = STOP_UNKNOWN; break;
	}
	out->exit_reason = exit->reason;
	out->exit_detail = exit->detail;
	out->insn_len = exit->insn_len;
	memcpy(out->insn, exit->insn, sizeof out->insn);
	return true;
}

/* Ends that a guest brought about by itself, at a point of its own. */
static bool stop_is_orderly(enum stop_kind kind)
{
	return kind == STOP_HALT || kind == STOP_IDLE || kind == STOP_EXIT;
}

static int run_loop(struct board *board, struct meter *meter, struct result *out, struct err *err)
{
	struct vm_exit exit;
	bool access, stopped, spent;

	do {
		meter_before_run(meter);
		if (vm_run(board->vm, &exit, err) < 0)
			return -1;
		access = exit.kind == VM_EXIT_IO || exit.kind == VM_EXIT_MMIO;
		stopped = access ? board_access(board, &exit, &out->stop) : exit_stops(&exit, out);
		spent = !stopped && meter_spent(meter, exit.kind == VM_EXIT_INTERRUPTED, &out->stop.kind);
	} while (!stopped && !spent);
	meter->odd_end = spent || !(stop_is_orderly(out->stop.kind) || out->stop.kind == STOP_OUTPUT);
	if (stop_is_orderly(out->stop.kind))
		meter_passed(meter, &out->stop.kind);
	return access ? vm_finish_io(board->vm, err) : 0;
}

static void streams_take(struct board *board, struct result *out)
{
	struct {
		struct buf *from, *to;
	} streams[] = {{&board->console.bytes, &out->console},
		       {&board->serial.bytes, &out->serial},
		       {&board->post.bytes, &out->post}};

	for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
		*streams[i].to = *streams[i].from;
		*streams[i].from = (struct buf){0};
	}
	out->rom_writes = board->rom_writes;
	out->stray_ports = board->stray_ports;
	out->stray_mmio = board->stray_mmio;
	out->stray = board->stray;
}

/* Nothing where the machine's memory does not reach it. */
static void screen_take(struct board *board, struct buf *out)
{
	uint8_t cells[SCREEN_BYTES];

	if (vm_read_memory(board->vm, SCREEN_GPA, sizeof cells, cells))
		buf_add(out, cells, sizeof cells);
}

static void captures_take(struct board *board, const struct request *rq, struct result *out)
{
	out->msrs = mem_zalloc(rq->msr_count, sizeof *out->msrs);
	out->msr_count = rq->msr_count;
	for (size_t i = 0; i < rq->msr_count; i++) {
		out->msrs[i].index = rq->msrs[i];
		out->msrs[i].present = vm_get_msr(board->vm, rq->msrs[i], &out->msrs[i].value);
	}
	out->memory = mem_zalloc(rq->memory_count, sizeof *out->memory);
	out->memory_count = rq->memory_count;
	for (size_t i = 0; i < rq->memory_count; i++) {
		struct memory_range *range = &out->memory[i];

		*range = (struct memory_range){.gpa = rq->memory[i].gpa, .len = rq->memory[i].len};
		range->bytes = mem_zalloc(range->len, 1);
		range->readable = vm_read_memory(board->vm, range->gpa, range->len, range->bytes);
	}
	if (rq->wants_screen)
		screen_take(board, &out->screen);
}

/*
 * Whether the VM can be kept for another run. After an abnormal end it is not trusted; nor after an access
 * outside memory, of which KVM remembers the address (an MMIO SPTE): the next run would pay less for it, and
 * cycles are exact.
 */
static bool board_reusable(const struct board *board, const struct request *rq, const struct result *result)
{
	enum stop_kind kind = result->stop.kind;
	bool normal =
		stop_is_orderly(kind) || kind == STOP_CYCLES || kind == STOP_TIME || kind == STOP_OUTPUT;

	return normal && kept_fits(rq) && !board->stray_mmio && !board->rom_writes;
}

/* From the first instruction to the end, with the box's tick held back all the while. */
static int board_run(struct board *board, struct tick *tick, const struct request *rq, struct result *out,
		     bool *disturbed, struct err *err)
{
	struct meter meter = {0};
	int ret;

	tick_hold(tick, START_LIMIT_NS);
	ret = board_start(board, rq, err);
	*disturbed = tick->apic && !tick_held(tick);
	if (ret == 0)
		ret = meter_start(&meter, board->vm, tick, &rq->budget, err);
	if (ret == 0)
		ret = run_loop(board, &meter, out, err);
	meter_stop(&meter, out);
	tick_release(tick);
	*disturbed |= meter.disturbed;
	return ret;
}

static int run_once(struct runner *runner, const struct request *rq, struct result *out, bool *disturbed,
		    struct err *err)
{
	struct board board;
	int ret;

	*out = (struct result){.budget = rq->budget};
	if (board_init(&board, runner->kvm_fd, &runner->kept, rq, err) < 0)
		return -1;
	ret = board_run(&board, &runner->tick, rq, out, disturbed, err);
	if (ret == 0)
		ret = vm_get_state(board.vm, &out->state, err);
	if (ret == 0) {
		streams_take(&board, out);
		captures_take(&board, rq, out);
		if (inside_box())
			ret = vm_clear_breakpoints(board.vm, &out->state, err);
	}
	if (ret == 0 && board_reusable(&board, rq, out)) {
		kept_give(&runner->kept, rq, board.vm);
		board.vm = NULL;
	}
	board_fini(&board);
	return ret;
}

int runner_run(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	bool disturbed = true;
	int ret = 0;

	*out = (struct result){0};
	for (int i = 0; i < DISTURBED_TRIES && disturbed && ret == 0; i++) {
		result_fini(out);
		ret = run_once(runner, rq, out, &disturbed, err);
	}
	if (ret == 0 && out->stop.kind == STOP_SHUTDOWN)
		ret = replay_to_shutdown(runner, rq, out, err);
	if (ret < 0)
		result_fini(out);
	return ret;
}
