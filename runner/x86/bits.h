/* Bits of the control registers, EFER and RFLAGS (SDM vol. 3, 2.3, 2.5; APM vol. 2, 3.1.7). */
#ifndef X86_BITS_H
#define X86_BITS_H

#define X86_CR0_PE (1u << 0)
#define X86_CR0_MP (1u << 1)
#define X86_CR0_EM (1u << 2)
#define X86_CR0_TS (1u << 3)
#define X86_CR0_NE (1u << 5)
#define X86_CR0_WP (1u << 16)
#define X86_CR0_AM (1u << 18)
#define X86_CR0_NW (1u << 29)
#define X86_CR0_CD (1u << 30)
#define X86_CR0_PG (1u << 31)

#define X86_CR4_VME      (1u << 0)
#define X86_CR4_PVI      (1u << 1)
#define X86_CR4_TSD      (1u << 2)
#define X86_CR4_DE       (1u << 3)
#define X86_CR4_PSE      (1u << 4)
#define X86_CR4_PAE      (1u << 5)
#define X86_CR4_PCE      (1u << 8)
#define X86_CR4_OSFXSR   (1u << 9)
#define X86_CR4_UMIP     (1u << 11)
#define X86_CR4_LA57     (1u << 12)
#define X86_CR4_FSGSBASE (1u << 16)
#define X86_CR4_PCIDE    (1u << 17)
#define X86_CR4_OSXSAVE  (1u << 18)
#define X86_CR4_SMEP     (1u << 20)
#define X86_CR4_SMAP     (1u << 21)
#define X86_CR4_PKE      (1u << 22)

#define X86_EFER_SCE (1u << 0)
#define X86_EFER_LME (1u << 8)
#define X86_EFER_LMA (1u << 10)
#define X86_EFER_NXE (1u << 11)

#define X86_FLAG_CF          (1u << 0)
#define X86_FLAG_ZF          (1u << 6)
#define X86_FLAG_TF          (1u << 8)
#define X86_FLAG_IF          (1u << 9)
#define X86_FLAG_DF          (1u << 10)
#define X86_FLAG_OF          (1u << 11)
#define X86_FLAG_IOPL(flags) (((flags) >> 12) & 3)
#define X86_FLAG_NT          (1u << 14)
#define X86_FLAG_VM          (1u << 17)
#define X86_FLAG_AC          (1u << 18)

#endif
