/*
 * In the box the kernel's own timer tick would fall into KVM_RUN every 4 ms and be counted as guest cycles.
 * The tick is one interrupt of the box's local APIC timer, which the kernel programs anew for each event
 * (one-shot mode). So while a ROM runs the runner sets that timer to the run's own deadline: the kernel then
 * finds all its timers late, which it copes with, and the count is exact. Measured: a loop of n iterations of
 * two instructions costs 2 n + 2758 cycles around KVM_RUN for n from 1,000 to 50,000,000, each time; without,
 * one run in four of 1,000,000 was off by 12,117.
 *
 * Needs /dev/mem with iomem=relaxed, which the box has. Registers: SDM vol. 3, 11.5.4 (APIC timer).
 */
#ifndef RUN_TICK_H
#define RUN_TICK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "vm/vm.h"

struct tick {
	volatile uint32_t *apic;  /* NULL: there is nothing to hold, all calls do nothing */
	unsigned divide;          /* APIC timer clocks (1 ns each in QEMU) to a count */
	uint32_t kernel_divide;   /* the register as the kernel set it */
	uint32_t held;            /* the count that was set */
	uint64_t set_tsc, at_tsc; /* when that was, and when the interrupt comes */
};

/* Finds the APIC where this process runs in the box; elsewhere apic is NULL. */
void tick_open(struct tick *tick);
void tick_close(struct tick *tick);

/* The next timer interrupt comes `ns` nanoseconds from now (where that is 4 s and more, up to 16 later): at
 * tick->at_tsc. */
void tick_hold(struct tick *tick, uint64_t ns);

/*
 * vm_run, with the guest's TSC set to `guest_tsc` first, and the timer's interrupt `ns` of the guest's own
 * time ahead, as with tick_hold. How long it takes from here into the
 * guest was measured by vm_spin, through this very function, so it is as long whatever the compiler made.
 */
int tick_run(struct tick *tick, struct vm *vm, uint64_t guest_tsc, uint64_t ns, struct vm_exit *exit,
	     struct err *err);

/* Whether the last hold is still in place: nothing else has programmed the timer, so no tick was counted. */
bool tick_held(const struct tick *tick);

/* The kernel has its timer back, with an interrupt at once. */
void tick_release(struct tick *tick);

#endif
