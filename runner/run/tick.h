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

struct tick {
	volatile uint32_t *apic; /* NULL: there is nothing to hold, all calls do nothing */
	unsigned divide;         /* APIC timer clocks (1 ns each in QEMU) to a count */
	uint32_t held;           /* the count that was set */
};

/* Finds the APIC where this process runs in the box; elsewhere apic is NULL. */
void tick_open(struct tick *tick);
void tick_close(struct tick *tick);

/* The next timer interrupt comes `ns` nanoseconds from now, or a few later: at the TSC that is returned. */
uint64_t tick_hold(struct tick *tick, uint64_t ns);

/* Whether the last hold is still in place: nothing else has programmed the timer, so no tick was counted. */
bool tick_held(const struct tick *tick);

/* The kernel has its timer back, with an interrupt at once. */
void tick_release(struct tick *tick);

#endif
