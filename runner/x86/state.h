/*
 * The architectural state of one x86 logical processor as plain data. Knows no KVM and no case: vm fills it,
 * judge reads it, reports print it. Names and layouts: Intel SDM vol. 1 ch. 3, 8, 10 and vol. 3 ch. 2.
 */
#ifndef X86_STATE_H
#define X86_STATE_H

#include <stdbool.h>
#include <stdint.h>

/* General registers in the order of their encoding (SDM vol. 2, table 3-1). */
enum x86_gpr {
	X86_RAX,
	X86_RCX,
	X86_RDX,
	X86_RBX,
	X86_RSP,
	X86_RBP,
	X86_RSI,
	X86_RDI,
	X86_R8,
	X86_R9,
	X86_R10,
	X86_R11,
	X86_R12,
	X86_R13,
	X86_R14,
	X86_R15,
	X86_GPRS
};

/* Segment registers in the order of their encoding, then the two system ones. */
enum x86_segno { X86_ES, X86_CS, X86_SS, X86_DS, X86_FS, X86_GS, X86_LDTR, X86_TR, X86_SEGS };

struct x86_seg {
	uint16_t selector;
	uint16_t attr;  /* descriptor bits 55:52 and 47:40 as VMX and SVM keep them: type S DPL P, then AVL L
			   D/B G at 12 */
	uint32_t limit; /* in bytes, after the granularity bit was applied */
	uint64_t base;
};

/* Bits of x86_seg.attr (SDM vol. 3, 3.4.5). */
#define X86_ATTR_S        (1u << 4)
#define X86_ATTR_DPL(dpl) ((unsigned)(dpl) << 5)
#define X86_ATTR_P        (1u << 7)
#define X86_ATTR_AVL      (1u << 12)
#define X86_ATTR_L        (1u << 13)
#define X86_ATTR_DB       (1u << 14)
#define X86_ATTR_G        (1u << 15)

struct x86_dtable {
	uint64_t base;
	uint16_t limit;
};

/* All fields are little-endian, as the host is x86: a narrower register name is a byte range of its field. */
struct x86_state {
	uint64_t gpr[X86_GPRS];
	uint64_t rip;
	uint64_t rflags;
	struct x86_seg seg[X86_SEGS];
	struct x86_dtable gdtr, idtr;
	uint64_t cr0, cr2, cr3, cr4, cr8;
	uint64_t dr[8]; /* 4 and 5 stay 0 */
	uint64_t efer;
	uint64_t xcr0;
	uint16_t fcw, fsw, fop;
	uint16_t ftw; /* the abridged tag of FXSAVE: bit n set where physical register n is in use */
	uint64_t fip, fdp;
	uint32_t mxcsr;
	uint8_t st[8][16];   /* st[i] is ST(i), relative to TOP: 10 bytes are used */
	uint8_t mm[8][8];    /* mm[i] aliases the mantissa of physical register i */
	uint8_t ymm[16][32]; /* the low 16 bytes are XMM */
};

/* One model-specific register that was asked for. Not readable: present is false, value 0. */
struct x86_msr {
	uint32_t index;
	bool present;
	uint64_t value;
};

#endif
