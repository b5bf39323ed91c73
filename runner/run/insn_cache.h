/* Instructions that were decoded, by where they lie: a run executes few of them many times. */
#ifndef RUN_INSN_CACHE_H
#define RUN_INSN_CACHE_H

#include "vm/vm.h"
#include "x86/guest.h"
#include "x86/insn.h"

#define INSN_CACHE_SIZE 512

struct insn_cache_entry {
	uint64_t linear;
	enum insn_mode mode;
	struct insn insn;  /* length 0: none */
	bool can_be_plain; /* autopsy/plain.h */
};

/* A zeroed struct is empty. */
struct insn_cache {
	struct insn_cache_entry entries[INSN_CACHE_SIZE];
};

/*
 * The instruction at CS:RIP, whose bytes are in `bytes`. NULL where it is not one that is seen quickly: it is
 * none, or it lies at the end of a page or segment, or not in memory. Valid until the next call.
 */
const struct insn_cache_entry *insn_cache_get(struct insn_cache *cache, const struct x86_guest *guest,
					      const struct vm *vm);

#endif
