/*
 * VMs that are kept between runs. Making a VM and letting the guest touch its memory once costs far more than
 * most ROMs run (in the box 40 ms against 0.05 ms), and resetting one does not. Only plain machines are kept:
 * RAM from 0 on, no read-only memory; and only after a run that left nothing behind which a reset cannot see,
 * see kept_fits().
 */
#ifndef RUN_KEPT_H
#define RUN_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "run/request.h"
#include "vm/vm.h"

#define KEPT_MAX 4

struct kept {
	struct {
		struct vm *vm; /* NULL: free */
		enum cpu_model cpu;
		uint64_t memory_bytes;
		uint64_t used; /* value of `clock` when it was last given back */
	} slots[KEPT_MAX];
	uint64_t clock;
};

/* Whether a machine of that request can be a kept one. */
bool kept_fits(const struct request *request);

/* A VM for the request, not reset yet, that the caller now owns; NULL where none is kept. */
struct vm *kept_take(struct kept *kept, const struct request *request);

/* Hand a VM over; the one that was not used for the longest time may go. */
void kept_give(struct kept *kept, const struct request *request, struct vm *vm);
void kept_fini(struct kept *kept);

#endif
