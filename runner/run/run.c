#include "run/run.h"

#include <unistd.h>

#include "base/inside.h"
#include "run/board.h"
#include "run/debugged.h"
#include "run/firmware.h"
#include "run/meter.h"
#include "run/refresh.h"
#include "run/step.h"
#include "run/stop_exit.h"

/* In the box a run that a kernel tick disturbed is run again: it has no side effects, and the count must be
 * exact. */
#define TRIES 5
/* A run that is interrupted and takes less is run until two counts agree. */
#define AGREE_NS 200000000
/* Longer than measuring what a start costs takes. */
#define START_LIMIT_NS 100000000

/* One of the times that a request is run. */
struct attempt {
	struct vm_regions *regions; /* of memory that are warm; NULL: all */
	bool disturbed;             /* an interrupt of the box was counted */
	bool interrupted;           /* the guest was, by an alarm: the count is taken where two agree */
	uint64_t cycles;            /* of the attempt before, where that was interrupted */
	bool touched;               /* it used memory that was not warm, which is in `regions` now */
	bool faulted;               /* it had a page fault in memory that was */
};

int runner_init(struct runner *runner, struct err *err)
{
	*runner = (struct runner){.kvm_fd = vm_open_kvm(err), .pmu_fd = -1};
	if (runner->kvm_fd < 0)
		return -1;
	tick_open(&runner->tick);
	if (meter_open(&runner->pmu_fd, err) == 0)
		return 0;
	runner_fini(runner);
	return -1;
}

void runner_fini(struct runner *runner)
{
	if (runner->kvm_fd >= 0)
		close(runner->kvm_fd);
	if (runner->pmu_fd >= 0)
		close(runner->pmu_fd);
	tick_close(&runner->tick);
	kept_fini(&runner->kept);
	runner->kvm_fd = runner->pmu_fd = -1;
}

/* Ends that a guest brought about by itself, at a point of its own. */
static bool stop_is_orderly(enum stop_kind kind)
{
	return kind == STOP_HALT || kind == STOP_IDLE || kind == STOP_EXIT;
}

/* Budgets that are spent by an access to a port. */
static bool stop_is_at_port(enum stop_kind kind)
{
	return kind == STOP_OUTPUT || kind == STOP_DISK;
}

static bool exit_is_access(const struct vm_exit *exit)
{
	return exit->kind == VM_EXIT_IO || exit->kind == VM_EXIT_MMIO;
}

/* Whether it is no use to run on: with page faults in it the run is made again anyway. */
static bool run_is_void(const struct board *board)
{
	struct vm_regions any = {{0}};

	return vm_touched(board->vm, &any);
}

/* One stretch of the guest, and what it leads to. Returns 1 where the run has stopped. */
static int run_step(struct board *board, struct meter *meter, struct refresh *refresh, struct vm_exit *exit,
		    struct result *out, struct err *err)
{
	/* A halted guest comes no nearer to it. */
	uint64_t refresh_ns = board->is_halted ? UINT64_MAX : refresh_ahead_ns(refresh, board->vm);
	uint64_t ahead_ns;
	int stopped;

	if (board_before_run(board, err) < 0)
		return -1;
	ahead_ns = board_ahead_ns(board);
	if (meter_run(meter, ahead_ns < refresh_ns ? ahead_ns : refresh_ns, board_tsc(board), exit, err) < 0)
		return -1;
	meter->odd_end = meter_spent(meter, exit->kind == VM_EXIT_INTERRUPTED, &out->stop.kind);
	if (refresh_if_due(refresh, board->vm) && run_is_void(board))
		return 1;
	board_after_run(board, exit);
	board_coalesced(board);
	if (exit_is_access(exit))
		stopped = board_access(board, exit, &out->stop, err);
	else
		stopped = stop_by_exit(board, exit, out);
	if (board->pc.failed) {
		*err = board->pc.failure;
		return -1;
	}
	if (stopped)
		meter->odd_end = false;
	return stopped ? stopped : meter->odd_end;
}

static int run_loop(struct board *board, struct meter *meter, struct result *out, struct err *err)
{
	struct refresh refresh;
	struct vm_exit exit;
	int stopped;

	refresh_start(&refresh);
	do
		stopped = run_step(board, meter, &refresh, &exit, out, err);
	while (!stopped);
	if (stopped < 0)
		return -1;
	meter->odd_end |= !stop_is_orderly(out->stop.kind) && !stop_is_at_port(out->stop.kind);
	if (stop_is_orderly(out->stop.kind))
		meter_passed(meter, &out->stop.kind);
	out->guest_ns = board->pc.time.now_ns;
	return exit_is_access(&exit) ? vm_finish_io(board->vm, err) : 0;
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

static void input_take(const struct typist *typist, const struct input *input, struct result_input *out)
{
	const struct input_step *step = typist_awaits(typist);

	out->unsent_bytes = input->send_bytes - typist->sent;
	if (!step)
		return;
	out->awaited = step->kind;
	out->line = step->line;
	buf_add(&out->text, step->bytes.data, step->bytes.len);
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
		pc_screen(&board->pc, &out->screen);
	if (!stop_is_orderly(out->stop.kind) || firmware_ran_off(rq, &out->state))
		out->missed_int = firmware_missed(rq, board->vm);
	input_take(&board->pc.com1.typist, &rq->machine.serial_input, &out->serial_input);
	input_take(&board->pc.keyboard.keyboard.typist, &rq->machine.keys, &out->keys);
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
		stop_is_orderly(kind) || stop_is_at_port(kind) || kind == STOP_CYCLES || kind == STOP_TIME;

	return normal && kept_fits(rq) && !board->stray_mmio && !board->rom_writes && !board->memory.changed;
}

/* The sectors that the guest changed; the device finds them in order. */
static void disk_take(struct board *board, struct result *out)
{
	const struct disk *disk = &board->pc.disk;
	struct disk_sector sector = {0};

	out->disk_sectors = disk->sectors;
	for (; disk->sectors && disk_next_changed(disk, &sector.lba, sector.bytes); sector.lba++) {
		out->disk = mem_realloc(out->disk, out->disk_count + 1, sizeof *out->disk);
		out->disk[out->disk_count++] = sector;
	}
}

/* From the first instruction to the end, with the box's tick held back all the while. */
static int board_run(struct board *board, struct tick *tick, int pmu_fd, const struct request *rq,
		     struct attempt *attempt, struct result *out, struct err *err)
{
	struct meter meter = {0};
	int ret;

	tick_hold(tick, START_LIMIT_NS);
	ret = board_start(board, err);
	attempt->disturbed = tick->apic && !tick_held(tick);
	if (ret == 0)
		ret = meter_start(&meter, board->vm, tick, pmu_fd, &rq->budget, err);
	if (ret == 0)
		ret = run_loop(board, &meter, out, err);
	meter_stop(&meter, out);
	tick_release(tick);
	/* Where KVM's own work is counted anyway a second run would tell no more than the first. */
	attempt->disturbed |= !meter.odd_end && ((meter.disturbed && vm_cycles_pure(board->vm)) ||
						 (tick->apic && vm_host_interrupted(board->vm)));
	attempt->interrupted = meter.interrupted;
	attempt->touched = attempt->regions && vm_touched(board->vm, attempt->regions);
	attempt->faulted = tick->apic && attempt->regions && !attempt->touched && vm_faulted(board->vm);
	return ret;
}

static int run_once(struct runner *runner, const struct request *rq, struct attempt *attempt,
		    struct result *out, struct err *err)
{
	/* KVM's timers are timers of the kernel: its tick must come when they are due. */
	struct tick not_held = {0};
	struct tick *tick = rq->machine.irqchip == IRQCHIP_KERNEL ? &not_held : &runner->tick;
	struct board board;
	int ret;

	*out = (struct result){.budget = rq->budget};
	if (board_init(&board, runner->kvm_fd, &runner->kept, tick, attempt->regions, rq, err) < 0)
		return -1;
	ret = board_run(&board, tick, runner->pmu_fd, rq, attempt, out, err);
	if (ret == 0)
		ret = vm_get_state(board.vm, &out->state, err);
	if (ret == 0) {
		streams_take(&board, out);
		captures_take(&board, rq, out);
		disk_take(&board, out);
	}
	if (ret == 0) {
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

/*
 * About once in 2,000 runs a page of warm memory is gone from the nested page tables, for a reason in the
 * box's kernel that was not found: then KVM maps it anew, and the next run has it.
 *
 * An entry that is interrupted is counted by when the tick came, less what it takes to enter the guest. About
 * once in some ten thousand entries that takes 194 instructions more, for a reason in the box's kernel that
 * was not found.
 */
static bool attempt_again(struct attempt *attempt, struct result *out)
{
	uint64_t before = attempt->cycles;

	if (attempt->disturbed || attempt->touched || attempt->faulted)
		return true;
	if (!attempt->interrupted || !out->cycles_exact || out->cycles == before)
		return false;
	attempt->cycles = out->cycles;
	/* What takes long is not worth it; nor is it known to be exact. */
	out->cycles_exact = false;
	return out->wall_ns < AGREE_NS;
}

int runner_run(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	struct vm_regions regions = {{0}};
	struct attempt attempt = {.regions = memory_is_plain(rq) ? &regions : NULL};
	bool again = true;
	int ret = 0, touched = 0;

	if (rq->is_debugged)
		return debug_run(runner, rq, out, err);
	if (rq->trace_steps)
		return step_run(runner, rq, out, err);
	memory_regions(rq, &regions);
	*out = (struct result){0};
	for (int i = 0; ret == 0 && again && i < TRIES; i++) {
		/* Without page faults it came further within its budget. */
		if (attempt.touched && ++touched > 1)
			vm_regions_add(&regions, 0, MEMORY_PLAIN_MAX);
		result_fini(out);
		ret = run_once(runner, rq, &attempt, out, err);
		again = ret == 0 && attempt_again(&attempt, out);
	}
	if (ret == 0 && out->stop.kind == STOP_SHUTDOWN)
		ret = step_to_shutdown(runner, rq, out, err);
	if (ret < 0)
		result_fini(out);
	return ret;
}
