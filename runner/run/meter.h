/*
 * How long the guest may run: counts cycles and wall time, stops the guest when its budget is spent, and
 * interrupts it where something is to happen in its virtual time.
 *
 * One POSIX timer, directed to the vCPU's thread, serves all limits: its handler sets
 * kvm_run->immediate_exit, so a signal that arrives just before KVM_RUN stops the guest as surely as one that
 * arrives inside. When it fires before a limit is reached (cycles run only while the guest does), it is armed
 * again for what is left.
 *
 * In the box the kernel notices its timers only when its tick comes, and run/tick.c says when that is: so the
 * guest is interrupted at an instruction that is known beforehand, the same one in every run.
 */
#ifndef RUN_METER_H
#define RUN_METER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "case/machine.h"
#include "case/stop.h"
#include "run/result.h"
#include "run/tick.h"
#include "vm/vm.h"

struct meter {
	struct vm *vm;
	struct tick *tick;
	struct budget budget;
	int pmu_fd; /* perf counter of guest cycles, the runner's; -1 where the TSC counts */
	timer_t timer;
	bool has_timer;
	bool interrupted; /* the guest was, by an alarm, and went on */
	bool disturbed;   /* a tick of the box's kernel was counted: the cycles are not exact */
	bool odd_end; /* set by the caller: the last exit cost other than what was measured, or a timer caused
			 it */
	uint64_t start_ns;
	uint64_t timer_at_ns;  /* when the timer fires; UINT64_MAX: it has fired */
	uint64_t least_ns;     /* no interruption sooner than that */
	uint64_t entry_cycles; /* the guest's, at the last vm_run */
	bool expired;          /* a limit was reached before the guest was entered */
};

/*
 * Once for each process, before its sandbox, which allows neither call: takes the timer's signal, and opens a
 * counter of the calling thread's guest cycles, for the caller to close: -1 where there is no PMU that can
 * tell guest from host (perf_event_open(2)).
 */
int meter_open(int *out_pmu_fd, struct err *err);

/* Starts counting, with the TSC where `pmu_fd` is -1, and arms the timer. `vm` and `tick` outlive the meter;
 * the signal goes to the calling thread. */
int meter_start(struct meter *meter, struct vm *vm, struct tick *tick, int pmu_fd,
		const struct budget *budget, struct err *err);

/* In the box, once for each VM: how long it takes to enter the guest. */
int meter_calibrate(struct vm *vm, struct tick *tick, struct err *err);

/*
 * vm_run. The guest is interrupted after some `ahead_ns` of its own time, UINT64_MAX: only when the budget is
 * spent. It reads `tsc` at its first instruction (in the box; elsewhere its TSC just runs).
 */
int meter_run(struct meter *meter, uint64_t ahead_ns, uint64_t tsc, struct vm_exit *exit, struct err *err);

/* After each vm_run: whether a limit is reached, and which. `interrupted`: the run ended by a signal. */
bool meter_spent(struct meter *meter, bool interrupted, enum stop_kind *kind);

/*
 * For a guest that stopped by itself: whether it had passed a limit by then, which it can by what a signal
 * takes to arrive. Then that is how it stopped.
 */
bool meter_passed(const struct meter *meter, enum stop_kind *kind);

/* Stops the timer and fills cycles, cycle_source and wall_ns. */
void meter_stop(struct meter *meter, struct result *result);

#endif
