/* The walk through the page tables, from linear to physical address (SDM vol. 3, ch. 4). */
#ifndef X86_WALK_H
#define X86_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/guest.h"

/* Who wants what. Descriptor tables and the TSS are read as a supervisor at any CPL (SDM vol. 3, 4.6). */
struct x86_access {
	bool write;
	bool fetch;
	bool user;   /* at CPL 3, and not by the processor itself */
	bool system; /* by the processor itself: SMAP's rule is another */
};

/* CPL and flags of the state decide what an instruction's own access is. */
struct x86_access x86_access_of(const struct x86_state *state, bool write, bool fetch);
/* What the processor itself does: descriptors, the TSS. */
struct x86_access x86_access_system(bool write);

/*
 * Translate. Without paging the address is its own. #PF is raised with its error code and address, and says
 * which entry of which table is to blame.
 */
enum check walk(const struct x86_guest *guest, uint64_t linear, struct x86_access access, uint64_t *gpa,
		struct exception *ex);

/* "no paging", "32-bit paging", "PAE paging", "4-level paging", "5-level paging". */
const char *walk_mode_name(const struct x86_state *state);

#endif
