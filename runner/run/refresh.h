/*
 * The guest's low memory written anew, with what it holds, now and then: only in the box, and for speed only.
 *
 * QEMU keeps what it has translated of a page until something overwrites that. As long, each write to the
 * page takes a slow path, the slower the more is kept (QEMU 7.2, accel/tcg: notdirty_write,
 * page_collection_lock). SeaBIOS has its stack where it ran once, a boot sector below its own code: an INT
 * 1Ah does 40 such writes. A game that polls the clock that way ran at half a million instructions a second,
 * and with this at 25 million.
 */
#ifndef RUN_REFRESH_H
#define RUN_REFRESH_H

#include <stdint.h>

#include "vm/vm.h"

struct refresh {
	uint64_t at_cycles; /* of the guest */
};

void refresh_start(struct refresh *refresh);

/* Virtual time until the next one; UINT64_MAX outside the box. */
uint64_t refresh_ahead_ns(const struct refresh *refresh, const struct vm *vm);

/* After each vm_run: do it where it is time, and tell whether it was. */
bool refresh_if_due(struct refresh *refresh, struct vm *vm);

#endif
