/* A processor and the physical memory that it sees: what rules of the architecture are checked against. */
#ifndef X86_GUEST_H
#define X86_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x86/state.h"

enum x86_storage {
	X86_STORED,  /* RAM or ROM: its bytes are in `out` */
	X86_NOTHING, /* nothing answers there: it reads as all ones */
	X86_DEVICE,  /* what a read gives is not known, and would change things */
};

/*
 * Physical memory. `len` is 1 to 16, and the range lies within one page of 4 KiB. `out` only counts with
 * X86_STORED.
 */
typedef enum x86_storage x86_read_fn(void *ctx, uint64_t gpa, void *out, size_t len);

/* Everything is the caller's. */
struct x86_guest {
	const struct x86_state *state;
	x86_read_fn *read;
	void *ctx;
	/* MAXPHYADDR (CPUID 0x80000008). 0: not known, so what depends on it is not checked. */
	unsigned phys_bits;
};

/* Any range; all ones where nothing answers. False where a part of it is a device's. */
bool guest_read(const struct x86_guest *guest, uint64_t gpa, void *out, size_t len);

#endif
