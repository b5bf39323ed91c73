/*
 * The names of registers and their bits: SDM vol. 1, 3.4.3 (flags), 8.1.3 and 8.1.5 (x87), 10.2.3
 * (MXCSR), 13.3 (XCR0); vol. 3, 2.5 (control registers), 3.4.5 (segments), 17.2 (debug registers). EFER: APM
 * vol. 2, 3.1.7.
 */
#include "x86/reg.h"

#include <stddef.h>

static const struct x86_field flags_fields[] = {
	{"cf", 0, 1, "carry"},
	{"pf", 2, 1, "parity"},
	{"af", 4, 1, "auxiliary carry"},
	{"zf", 6, 1, "zero"},
	{"sf", 7, 1, "sign"},
	{"tf", 8, 1, "trap: single step"},
	{"if", 9, 1, "interrupts enabled"},
	{"df", 10, 1, "direction: strings go down"},
	{"of", 11, 1, "overflow"},
	{"iopl", 12, 2, "I/O privilege level"},
	{"nt", 14, 1, "nested task"},
	{"rf", 16, 1, "resume"},
	{"vm", 17, 1, "virtual-8086 mode"},
	{"ac", 18, 1, "alignment check"},
	{"vif", 19, 1, "virtual interrupt flag"},
	{"vip", 20, 1, "virtual interrupt pending"},
	{"id", 21, 1, "CPUID is there"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field cr0_fields[] = {
	{"pe", 0, 1, "protection enable"},
	{"mp", 1, 1, "monitor coprocessor"},
	{"em", 2, 1, "emulate the FPU"},
	{"ts", 3, 1, "task switched"},
	{"et", 4, 1, "extension type"},
	{"ne", 5, 1, "numeric error"},
	{"wp", 16, 1, "write protect"},
	{"am", 18, 1, "alignment mask"},
	{"nw", 29, 1, "not write-through"},
	{"cd", 30, 1, "cache disable"},
	{"pg", 31, 1, "paging"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field cr3_fields[] = {
	{"pwt", 3, 1, "page-level write-through"},
	{"pcd", 4, 1, "page-level cache disable"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field cr4_fields[] = {
	{"vme", 0, 1, "virtual-8086 extensions"},
	{"pvi", 1, 1, "protected-mode virtual interrupts"},
	{"tsd", 2, 1, "time stamp disable"},
	{"de", 3, 1, "debugging extensions"},
	{"pse", 4, 1, "page size extensions"},
	{"pae", 5, 1, "physical address extension"},
	{"mce", 6, 1, "machine check enable"},
	{"pge", 7, 1, "global pages"},
	{"pce", 8, 1, "performance counters for all rings"},
	{"osfxsr", 9, 1, "FXSAVE and SSE enabled"},
	{"osxmmexcpt", 10, 1, "SIMD floating-point exceptions enabled"},
	{"umip", 11, 1, "user-mode instruction prevention"},
	{"la57", 12, 1, "five-level paging"},
	{"vmxe", 13, 1, "VMX enable"},
	{"smxe", 14, 1, "SMX enable"},
	{"fsgsbase", 16, 1, "RDFSBASE and the like enabled"},
	{"pcide", 17, 1, "process-context identifiers"},
	{"osxsave", 18, 1, "XSAVE enabled"},
	{"kl", 19, 1, "key locker"},
	{"smep", 20, 1, "supervisor execution prevention"},
	{"smap", 21, 1, "supervisor access prevention"},
	{"pke", 22, 1, "protection keys for user pages"},
	{"cet", 23, 1, "control-flow enforcement"},
	{"pks", 24, 1, "protection keys for supervisor pages"},
	{"uintr", 25, 1, "user interrupts"},
	{"lass", 27, 1, "linear address space separation"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field efer_fields[] = {
	{"sce", 0, 1, "SYSCALL enable"},
	{"lme", 8, 1, "long mode enable"},
	{"lma", 10, 1, "long mode active"},
	{"nxe", 11, 1, "no-execute enable"},
	{"svme", 12, 1, "SVM enable"},
	{"lmsle", 13, 1, "long mode segment limit enable"},
	{"ffxsr", 14, 1, "fast FXSAVE"},
	{"tce", 15, 1, "translation cache extension"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field xcr0_fields[] = {
	{"x87", 0, 1, "x87 state"},
	{"sse", 1, 1, "XMM state"},
	{"avx", 2, 1, "YMM state"},
	{"bndreg", 3, 1, "MPX bounds"},
	{"bndcsr", 4, 1, "MPX configuration"},
	{"opmask", 5, 1, "AVX-512 masks"},
	{"zmm_hi256", 6, 1, "upper halves of ZMM0 to ZMM15"},
	{"hi16_zmm", 7, 1, "ZMM16 to ZMM31"},
	{"pkru", 9, 1, "protection keys"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field dr6_fields[] = {
	{"b0", 0, 1, "breakpoint 0 met"},
	{"b1", 1, 1, "breakpoint 1 met"},
	{"b2", 2, 1, "breakpoint 2 met"},
	{"b3", 3, 1, "breakpoint 3 met"},
	{"bld", 11, 1, "0: a bus lock"},
	{"bd", 13, 1, "access to a debug register"},
	{"bs", 14, 1, "single step"},
	{"bt", 15, 1, "task switch"},
	{"rtm", 16, 1, "0: inside a transaction"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field dr7_fields[] = {
	{"l0", 0, 1, "breakpoint 0 local"},
	{"g0", 1, 1, "breakpoint 0 global"},
	{"l1", 2, 1, "breakpoint 1 local"},
	{"g1", 3, 1, "breakpoint 1 global"},
	{"l2", 4, 1, "breakpoint 2 local"},
	{"g2", 5, 1, "breakpoint 2 global"},
	{"l3", 6, 1, "breakpoint 3 local"},
	{"g3", 7, 1, "breakpoint 3 global"},
	{"le", 8, 1, "local exact"},
	{"ge", 9, 1, "global exact"},
	{"rtm", 11, 1, "debugging inside transactions"},
	{"gd", 13, 1, "general detect"},
	{"rw0", 16, 2, "breakpoint 0: 0 execute, 1 write, 2 I/O, 3 read or write"},
	{"len0", 18, 2, "breakpoint 0: 0 one byte, 1 two, 3 four, 2 eight"},
	{"rw1", 20, 2, "breakpoint 1: kind"},
	{"len1", 22, 2, "breakpoint 1: length"},
	{"rw2", 24, 2, "breakpoint 2: kind"},
	{"len2", 26, 2, "breakpoint 2: length"},
	{"rw3", 28, 2, "breakpoint 3: kind"},
	{"len3", 30, 2, "breakpoint 3: length"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field mxcsr_fields[] = {
	{"ie", 0, 1, "invalid operation"},
	{"de", 1, 1, "denormal"},
	{"ze", 2, 1, "divide by zero"},
	{"oe", 3, 1, "overflow"},
	{"ue", 4, 1, "underflow"},
	{"pe", 5, 1, "precision"},
	{"daz", 6, 1, "denormals are zeros"},
	{"im", 7, 1, "invalid operation masked"},
	{"dm", 8, 1, "denormal masked"},
	{"zm", 9, 1, "divide by zero masked"},
	{"om", 10, 1, "overflow masked"},
	{"um", 11, 1, "underflow masked"},
	{"pm", 12, 1, "precision masked"},
	{"rc", 13, 2, "rounding: 0 nearest, 1 down, 2 up, 3 to zero"},
	{"ftz", 15, 1, "flush to zero"},
	{"mm", 17, 1, "misaligned exceptions masked (AMD)"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field fcw_fields[] = {
	{"im", 0, 1, "invalid operation masked"},
	{"dm", 1, 1, "denormal masked"},
	{"zm", 2, 1, "divide by zero masked"},
	{"om", 3, 1, "overflow masked"},
	{"um", 4, 1, "underflow masked"},
	{"pm", 5, 1, "precision masked"},
	{"pc", 8, 2, "precision: 0 single, 2 double, 3 extended"},
	{"rc", 10, 2, "rounding: 0 nearest, 1 down, 2 up, 3 to zero"},
	{"x", 12, 1, "infinity control (287)"},
	{NULL, 0, 0, NULL},
};

static const struct x86_field fsw_fields[] = {
	{"ie", 0, 1, "invalid operation"},
	{"de", 1, 1, "denormal"},
	{"ze", 2, 1, "divide by zero"},
	{"oe", 3, 1, "overflow"},
	{"ue", 4, 1, "underflow"},
	{"pe", 5, 1, "precision"},
	{"sf", 6, 1, "stack fault"},
	{"es", 7, 1, "error summary"},
	{"c0", 8, 1, "condition code 0"},
	{"c1", 9, 1, "condition code 1"},
	{"c2", 10, 1, "condition code 2"},
	{"top", 11, 3, "top of the stack"},
	{"c3", 14, 1, "condition code 3"},
	{"b", 15, 1, "busy"},
	{NULL, 0, 0, NULL},
};

/* As struct x86_seg keeps them. */
static const struct x86_field attr_fields[] = {
	{"type", 0, 4, "type"},
	{"s", 4, 1, "0: a system descriptor"},
	{"dpl", 5, 2, "privilege level"},
	{"p", 7, 1, "present"},
	{"avl", 12, 1, "for software"},
	{"l", 13, 1, "64-bit code"},
	{"db", 14, 1, "32-bit default"},
	{"g", 15, 1, "the limit counts pages"},
	{NULL, 0, 0, NULL},
};

/* clang-format off: a table is read by its columns. */
#define AT(field) offsetof(struct x86_state, field)
#define ROW(name, at, size, group)                                  \
	{                                                           \
		name, (uint16_t)(at), size, X86_GROUP_##group, NULL \
	}
#define BITS(name, at, size, group, fields)                           \
	{                                                             \
		name, (uint16_t)(at), size, X86_GROUP_##group, fields \
	}
#define GPR32(name, n)           ROW(name, AT(gpr[n]), 4, GENERAL32)
#define GPR64(name, n)           ROW(name, AT(gpr[n]), 8, GENERAL64)
#define GPR16(name, n)           ROW(name, AT(gpr[n]), 2, GENERAL16)
#define GPR8(name, n)            ROW(name, AT(gpr[n]), 1, NONE)
#define GPR8H(name, n)           ROW(name, AT(gpr[n]) + 1, 1, NONE)
#define SELECTOR(name, n, group) ROW(name, AT(seg[n].selector), 2, group)
#define SEGBASE(name, n, group)  ROW(name ".base", AT(seg[n].base), 8, group)
#define SEGREST(name, n)                               \
	ROW(name ".limit", AT(seg[n].limit), 4, NONE), \
		BITS(name ".attr", AT(seg[n].attr), 2, NONE, attr_fields)
#define FPU(n) ROW("st" #n, AT(st[n]), 10, NONE)
#define MMX(n) ROW("mm" #n, AT(mm[n]), 8, NONE)
#define XMM(n) ROW("xmm" #n, AT(ymm[n]), 16, NONE)
#define YMM(n) ROW("ymm" #n, AT(ymm[n]), 32, NONE)

static const struct x86_reg regs[] = {
	GPR32("eax", X86_RAX),
	GPR32("ebx", X86_RBX),
	GPR32("ecx", X86_RCX),
	GPR32("edx", X86_RDX),
	GPR32("esi", X86_RSI),
	GPR32("edi", X86_RDI),
	GPR32("ebp", X86_RBP),
	GPR32("esp", X86_RSP),
	ROW("eip", AT(rip), 4, GENERAL32),
	BITS("eflags", AT(rflags), 4, GENERAL32, flags_fields),

	GPR64("rax", X86_RAX),
	GPR64("rbx", X86_RBX),
	GPR64("rcx", X86_RCX),
	GPR64("rdx", X86_RDX),
	GPR64("rsi", X86_RSI),
	GPR64("rdi", X86_RDI),
	GPR64("rbp", X86_RBP),
	GPR64("rsp", X86_RSP),
	GPR64("r8", X86_R8),
	GPR64("r9", X86_R9),
	GPR64("r10", X86_R10),
	GPR64("r11", X86_R11),
	GPR64("r12", X86_R12),
	GPR64("r13", X86_R13),
	GPR64("r14", X86_R14),
	GPR64("r15", X86_R15),
	ROW("rip", AT(rip), 8, GENERAL64),
	BITS("rflags", AT(rflags), 8, GENERAL64, flags_fields),

	SELECTOR("cs", X86_CS, SYSTEM),
	SELECTOR("ss", X86_SS, SYSTEM),
	SELECTOR("ds", X86_DS, SYSTEM),
	SELECTOR("es", X86_ES, SYSTEM),
	SELECTOR("fs", X86_FS, SYSTEM),
	SELECTOR("gs", X86_GS, SYSTEM),
	SEGBASE("cs", X86_CS, SYSTEM),
	SEGBASE("ss", X86_SS, SYSTEM),
	SEGBASE("ds", X86_DS, SYSTEM),
	SEGBASE("es", X86_ES, SYSTEM),
	SEGBASE("fs", X86_FS, SYSTEM),
	SEGBASE("gs", X86_GS, SYSTEM),
	BITS("cr0", AT(cr0), 8, SYSTEM, cr0_fields),
	ROW("cr2", AT(cr2), 8, SYSTEM),
	BITS("cr3", AT(cr3), 8, SYSTEM, cr3_fields),
	BITS("cr4", AT(cr4), 8, SYSTEM, cr4_fields),
	BITS("efer", AT(efer), 8, SYSTEM, efer_fields),

	GPR16("ax", X86_RAX),
	GPR16("bx", X86_RBX),
	GPR16("cx", X86_RCX),
	GPR16("dx", X86_RDX),
	GPR16("si", X86_RSI),
	GPR16("di", X86_RDI),
	GPR16("bp", X86_RBP),
	GPR16("sp", X86_RSP),
	ROW("ip", AT(rip), 2, GENERAL16),
	BITS("flags", AT(rflags), 2, GENERAL16, flags_fields),
	GPR8("al", X86_RAX),
	GPR8("bl", X86_RBX),
	GPR8("cl", X86_RCX),
	GPR8("dl", X86_RDX),
	GPR8H("ah", X86_RAX),
	GPR8H("bh", X86_RBX),
	GPR8H("ch", X86_RCX),
	GPR8H("dh", X86_RDX),
	GPR8("sil", X86_RSI),
	GPR8("dil", X86_RDI),
	GPR8("bpl", X86_RBP),
	GPR8("spl", X86_RSP),
#define EXTENDED(n)                                                                 \
	ROW("r" #n "d", AT(gpr[n]), 4, NONE), ROW("r" #n "w", AT(gpr[n]), 2, NONE), \
		ROW("r" #n "b", AT(gpr[n]), 1, NONE)
	EXTENDED(8),
	EXTENDED(9),
	EXTENDED(10),
	EXTENDED(11),
	EXTENDED(12),
	EXTENDED(13),
	EXTENDED(14),
	EXTENDED(15),

	SEGREST("cs", X86_CS),
	SEGREST("ss", X86_SS),
	SEGREST("ds", X86_DS),
	SEGREST("es", X86_ES),
	SEGREST("fs", X86_FS),
	SEGREST("gs", X86_GS),
	SELECTOR("ldtr", X86_LDTR, NONE),
	SEGBASE("ldtr", X86_LDTR, NONE),
	SEGREST("ldtr", X86_LDTR),
	SELECTOR("tr", X86_TR, NONE),
	SEGBASE("tr", X86_TR, NONE),
	SEGREST("tr", X86_TR),
	ROW("gdtr.base", AT(gdtr.base), 8, NONE),
	ROW("gdtr.limit", AT(gdtr.limit), 2, NONE),
	ROW("idtr.base", AT(idtr.base), 8, NONE),
	ROW("idtr.limit", AT(idtr.limit), 2, NONE),

	ROW("cr8", AT(cr8), 8, NONE),
	BITS("xcr0", AT(xcr0), 8, NONE, xcr0_fields),
	ROW("dr0", AT(dr[0]), 8, NONE),
	ROW("dr1", AT(dr[1]), 8, NONE),
	ROW("dr2", AT(dr[2]), 8, NONE),
	ROW("dr3", AT(dr[3]), 8, NONE),
	BITS("dr6", AT(dr[6]), 8, NONE, dr6_fields),
	BITS("dr7", AT(dr[7]), 8, NONE, dr7_fields),

	BITS("fcw", AT(fcw), 2, NONE, fcw_fields),
	BITS("fsw", AT(fsw), 2, NONE, fsw_fields),
	ROW("ftw", AT(ftw), 1, NONE),
	ROW("fop", AT(fop), 2, NONE),
	ROW("fip", AT(fip), 8, NONE),
	ROW("fdp", AT(fdp), 8, NONE),
	BITS("mxcsr", AT(mxcsr), 4, NONE, mxcsr_fields),
	FPU(0),
	FPU(1),
	FPU(2),
	FPU(3),
	FPU(4),
	FPU(5),
	FPU(6),
	FPU(7),
	MMX(0),
	MMX(1),
	MMX(2),
	MMX(3),
	MMX(4),
	MMX(5),
	MMX(6),
	MMX(7),
	XMM(0),
	XMM(1),
	XMM(2),
	XMM(3),
	XMM(4),
	XMM(5),
	XMM(6),
	XMM(7),
	XMM(8),
	XMM(9),
	XMM(10),
	XMM(11),
	XMM(12),
	XMM(13),
	XMM(14),
	XMM(15),
	YMM(0),
	YMM(1),
	YMM(2),
	YMM(3),
	YMM(4),
	YMM(5),
	YMM(6),
	YMM(7),
	YMM(8),
	YMM(9),
	YMM(10),
	YMM(11),
	YMM(12),
	YMM(13),
	YMM(14),
	YMM(15),
};
/* clang-format on */

const struct x86_reg *x86_regs(size_t *count)
{
	*count = sizeof regs / sizeof regs[0];
	return regs;
}
