/*
 * What the time of one run in a kept VM is made of: parts START IMAGE, where there is a /dev/kvm. Prints the
 * mean of some runs, in microseconds of the TSC; in the box these are thousands of instructions, the same
 * each time.
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <x86intrin.h>

#include "base/io.h"
#include "run/board.h"
#include "run/kept.h"
#include "run/memory.h"
#include "run/meter.h"
#include "run/run.h"
#include "x86/start.h"

#define RUNS    200
#define HOLD_NS 100000000 /* longer than a start takes */

enum part { BUILD, START, METER, RUN, COUNTS, REGISTERS, PARTS };
static const char *const part_names[PARTS] = {
	[BUILD] = "reset of the VM, devices, image",
	[START] = "into the mode, registers",
	[METER] = "budget, timer",
	[RUN] = "the run",
	[COUNTS] = "counts, statistics",
	[REGISTERS] = "reading registers",
};

static uint64_t spent[PARTS];
static struct err why;

static void try(int ret)
{
	if (ret < 0)
		errx(2, "%s", why.text);
}

static uint64_t lap(enum part part, uint64_t since)
{
	uint64_t now = __rdtsc();

	spent[part] += now - since;
	return now;
}

static void run_once(struct runner *r, struct request *rq, struct vm_regions *regions)
{
	struct result out = {0};
	struct x86_state state;
	struct meter meter;
	struct board board;
	struct vm_exit exit;
	uint64_t at = __rdtsc();

	try(board_init(&board, r->kvm_fd, &r->kept, &r->tick, regions, rq, &why));
	at = lap(BUILD, at);
	tick_hold(&r->tick, HOLD_NS);
	try(board_start(&board, &why));
	at = lap(START, at);
	try(meter_start(&meter, board.vm, &r->tick, r->pmu_fd, &rq->budget, &why));
	try(board_before_run(&board, &why));
	at = lap(METER, at);
	do {
		try(meter_run(&meter, UINT64_MAX, 0, &exit, &why));
	} while (exit.kind == VM_EXIT_IO);
	at = lap(RUN, at);
	meter_stop(&meter, &out);
	tick_release(&r->tick);
	vm_host_interrupted(board.vm);
	at = lap(COUNTS, at);
	try(vm_get_state(board.vm, &state, &why));
	lap(REGISTERS, at);
	vm_touched(board.vm, regions);
	kept_give(&r->kept, rq, board.vm);
	board.vm = NULL;
	board_fini(&board);
}

int main(int argc, char **argv)
{
	struct request rq = {.budget = {.cycles = 100000000, .wall_ns = 1000000000, .output_bytes = 65536}};
	struct vm_regions regions = {{0}};
	struct runner runner;

	while (argc == 3 && start_names[rq.machine.start] &&
	       strcmp(argv[1], start_names[rq.machine.start]) != 0)
		rq.machine.start++;
	if (argc != 3 || !start_names[rq.machine.start])
		errx(2, "usage: parts START IMAGE");
	try(io_read_file(argv[2], 1 << 20, &rq.image, &why));
	try(runner_init(&runner, &why));
	memory_regions(&rq, &regions);
	for (int i = 0; i < RUNS + 2; i++) {
		run_once(&runner, &rq, &regions);
		/* The first makes the VM, and in the second its memory is warm. */
		for (int part = 0; part < PARTS && i < 2; part++)
			spent[part] = 0;
	}
	for (int part = 0; part < PARTS; part++)
		printf("%s|%.1f\n", part_names[part], (double)spent[part] / RUNS / 1000);
	buf_fini(&rq.image);
	runner_fini(&runner);
	return 0;
}
