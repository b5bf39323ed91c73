/*
 * The budget of one run: counts cycles and wall time and stops the guest when either is spent.
 *
 * One POSIX timer, directed to the vCPU's thread, serves both limits: its handler sets
 * kvm_run->immediate_exit, so a signal that arrives just before KVM_RUN stops the guest as surely as one that
 * arrives inside. When it fires before a limit is reached (cycles run only while the guest does), it is armed
 * again for what is left.
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
	int pmu_fd; /* perf counter of guest cycles; -1 where the TSC counts */
	timer_t timer;
	bool has_timer;
	bool disturbed; /* a tick of the box's kernel was counted: the cycles are not exact */
	bool odd_end; /* set by the caller: the last exit cost other than what was measured, or a timer caused
			 it */
	uint64_t start_ns;
};

/* Starts counting and arms the timer. `vm` and `tick` outlive the meter; the signal goes to the calling
 * thread. */
int meter_start(struct meter *meter, struct vm *vm, struct tick *tick, const struct budget *budget,
		struct err *err);

/* Before each vm_run. */
void meter_before_run(struct meter *meter);

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
