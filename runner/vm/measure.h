/*
 * Measuring what KVM costs: pieces that vm/warm_up.c, vm/calibrate.c and the others put together. All run
 * code of their own in the first VM_MEASURE_BYTES of the first writable mapping; who calls them puts back
 * what was there.
 */
#ifndef VM_MEASURE_H
#define VM_MEASURE_H

#include "vm/vm_private.h"

#define VM_MEASURE_BYTES 0x100

const struct vm_mapping *vm_first_writable(const struct vm *vm);

/*
 * Enter as a run will: in the box with the TSC set each time, after which KVM has more to do. With KVM's
 * interrupt controllers it runs on.
 */
int vm_enter(struct vm *vm, struct vm_exit *exit, struct err *err);

/* To the next exit, which must be by an OUT. */
int vm_run_to_out(struct vm *vm, struct err *err);

/* One run, which must end as said; what it cost beyond an exit and its `insns` instructions. */
int vm_measure_run(struct vm *vm, enum vm_exit_kind kind, int insns, int64_t *cost, struct err *err);

/* All ways to enter and to leave, into vm->costs. */
int vm_measure_ways(struct vm *vm, const struct vm_mapping *at, struct err *err);

/* Ports at which KVM collects writes, and those beside them: into vm->zones and vm->above_zones. */
int vm_measure_zones(struct vm *vm, const struct vm_mapping *at, struct err *err);

#endif
