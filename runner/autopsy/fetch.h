/* The instruction at CS:RIP, as the processor fetches it. */
#ifndef AUTOPSY_FETCH_H
#define AUTOPSY_FETCH_H

#include <stddef.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/guest.h"
#include "x86/insn.h"

struct fetch {
	uint64_t linear; /* of CS:RIP */
	uint8_t bytes[INSN_LENGTH_MAX];
	size_t len;        /* how many could be fetched */
	bool from_nothing; /* the first lies where nothing answers, and is 0xff for that */
	struct insn insn;  /* with CHECK_FINE */
};

/* Raised: the fetch faults (#GP by the limit of CS, #PF), or the bytes are no instruction (#UD, #GP). */
enum check fetch_insn(const struct x86_guest *guest, struct fetch *out, struct exception *ex);

#endif
