/* What differs between the registers of two engines at the same moment. */
#ifndef DIFF_COMPARE_H
#define DIFF_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x86/state.h"

#define DIFFERENCES_MAX 48

#define FLAGS_STATUS 0x8d5u /* OF SF ZF AF PF CF: what an instruction may leave undefined */

struct difference {
	char name[16]; /* as trace/changes.h has them; "ip", "eip" or "rip" */
	uint64_t kvm, other;
};

/* Plain data. */
struct differences {
	struct difference at[DIFFERENCES_MAX];
	size_t count;
};

bool difference_is_ip(const struct difference *difference);

/*
 * Compare what a program can see: not what is behind an unusable or null selector (but for a base of FS
 * and GS in 64-bit mode), not LDTR and TR outside of protected mode, nor what 64-bit mode makes
 * no use of, nor RF, nor the flags of `flags_open`. Outside 64-bit mode the upper halves of registers
 * cannot be seen. Of both states: gpr, rip, rflags, seg, gdtr, idtr, cr0, cr3, cr4, cr8 and
 * efer.
 */
void compare_states(const struct x86_state *kvm, const struct x86_state *other, uint64_t flags_open,
		    struct differences *out);

/* Also what is only known of a run's end: XMM, MXCSR, the x87 registers and their control and status words,
 * DR0 to DR3, CR2. Appends to `out`. */
void compare_more(const struct x86_state *kvm, const struct x86_state *other, struct differences *out);

#endif
