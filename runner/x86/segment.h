/* What a memory access by a segment register must satisfy (SDM vol. 3, 5.3 to 5.5; vol. 1, 3.3.7.1). */
#ifndef X86_SEGMENT_H
#define X86_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/state.h"

/* "es" to "gs"; "ldtr" and "tr". */
const char *segment_name(unsigned segno);

/* Whether the bits above the implemented ones repeat the highest of them; 48 or, with CR4.LA57, 57 bits. */
bool segment_is_canonical(const struct x86_state *state, uint64_t address);

/*
 * Check `size_bytes` at `offset` of the segment that is loaded, and give the linear address. Raised with
 * error code 0: #SS for SS, #GP for the others. Outside 64-bit mode the limit and the kind of the segment
 * count, in it only whether the address is canonical.
 */
enum check segment_check(const struct x86_state *state, unsigned segno, uint64_t offset, unsigned size_bytes,
			 bool write, uint64_t *linear, struct exception *ex);

/* The same for a segment that is not loaded yet, such as the stack of a handler; not in 64-bit mode. */
enum check segment_check_limit(const struct x86_seg *seg, const char *name, uint64_t offset,
			       unsigned size_bytes, uint8_t vector, uint32_t error, struct exception *ex);

#endif
