/* The order within the features is that of gdb's own descriptions: gdb finds registers by name, people by
 * order. */
#include "gdb/target_private.h"

#include <stddef.h>

#define AT(field) offsetof(struct x86_state, field)

/* clang-format off */
#define FIELD(name, type, field, size, stored, feature) {name, type, AT(field), size, stored, GDB_FIELD, feature}
#define GPR(name, n, size)            FIELD(name, "int" #size, gpr[n], (size) / 8, (size) / 8, GDB_CORE)
#define SEGMENT(name, n)              {name, "int32", n, 4, 2, GDB_SELECTOR, GDB_CORE}
#define ST(n)                         FIELD("st" #n, "i387_ext", st[n], 10, 10, GDB_CORE)
#define FPU(name, at, stored)         {name, "int32", at, 4, stored, GDB_FIELD, GDB_CORE}
#define XMM(n)                        FIELD("xmm" #n, "vec128", ymm[n], 16, 16, GDB_SSE)
#define SYSTEM(name, type, field, size, stored) FIELD(name, type, field, (size) / 8, (stored) / 8, GDB_ROMKIT)

#define SEGMENTS \
	SEGMENT("cs", X86_CS), SEGMENT("ss", X86_SS), SEGMENT("ds", X86_DS), SEGMENT("es", X86_ES), \
	SEGMENT("fs", X86_FS), SEGMENT("gs", X86_GS)

/* Selectors of the last x87 instruction's addresses are bits 32 to 47 of them (SDM vol. 1, 10.5.1.1). */
#define X87 \
	ST(0), ST(1), ST(2), ST(3), ST(4), ST(5), ST(6), ST(7), \
	FPU("fctrl", AT(fcw), 2), FPU("fstat", AT(fsw), 2), {"ftag", "int32", 0, 4, 2, GDB_FTAG, GDB_CORE}, \
	FPU("fiseg", AT(fip) + 4, 2), FPU("fioff", AT(fip), 4), FPU("foseg", AT(fdp) + 4, 2), \
	FPU("fooff", AT(fdp), 4), FPU("fop", AT(fop), 2)

#define XMM_LOW XMM(0), XMM(1), XMM(2), XMM(3), XMM(4), XMM(5), XMM(6), XMM(7)
#define MXCSR   FIELD("mxcsr", "x86_mxcsr", mxcsr, 4, 4, GDB_SSE)

#define BASES(size) \
	SYSTEM("cs_base", "uint" #size, seg[X86_CS].base, size, size), \
	SYSTEM("ss_base", "uint" #size, seg[X86_SS].base, size, size), \
	SYSTEM("ds_base", "uint" #size, seg[X86_DS].base, size, size), \
	SYSTEM("es_base", "uint" #size, seg[X86_ES].base, size, size)

#define CONTROL(size) \
	SYSTEM("cr0", "x86_cr0", cr0, size, size), \
	SYSTEM("cr2", "uint" #size, cr2, size, size), \
	SYSTEM("cr3", "uint" #size, cr3, size, size), \
	SYSTEM("cr4", "x86_cr4", cr4, size, size), \
	SYSTEM("efer", "x86_efer", efer, size, size), \
	SYSTEM("gdtr_base", "uint" #size, gdtr.base, size, size), \
	SYSTEM("gdtr_limit", "uint" #size, gdtr.limit, size, 16), \
	SYSTEM("idtr_base", "uint" #size, idtr.base, size, size), \
	SYSTEM("idtr_limit", "uint" #size, idtr.limit, size, 16)

static const struct gdb_register narrow[] = {
	GPR("eax", X86_RAX, 32), GPR("ecx", X86_RCX, 32), GPR("edx", X86_RDX, 32), GPR("ebx", X86_RBX, 32),
	{"esp", "data_ptr", 0, 4, 4, GDB_LINEAR_SP, GDB_CORE},
	FIELD("ebp", "data_ptr", gpr[X86_RBP], 4, 4, GDB_CORE),
	GPR("esi", X86_RSI, 32), GPR("edi", X86_RDI, 32),
	{"eip", "code_ptr", 0, 4, 4, GDB_LINEAR_IP, GDB_CORE},
	FIELD("eflags", "x86_eflags", rflags, 4, 4, GDB_CORE),
	SEGMENTS, X87, XMM_LOW, MXCSR,
	SYSTEM("ip", "uint32", rip, 32, 32), SYSTEM("sp_offset", "uint32", gpr[X86_RSP], 32, 32),
	BASES(32),
	SYSTEM("fs_base", "uint32", seg[X86_FS].base, 32, 32),
	SYSTEM("gs_base", "uint32", seg[X86_GS].base, 32, 32),
	CONTROL(32),
};

static const struct gdb_register wide[] = {
	GPR("rax", X86_RAX, 64), GPR("rbx", X86_RBX, 64), GPR("rcx", X86_RCX, 64), GPR("rdx", X86_RDX, 64),
	GPR("rsi", X86_RSI, 64), GPR("rdi", X86_RDI, 64),
	FIELD("rbp", "data_ptr", gpr[X86_RBP], 8, 8, GDB_CORE),
	{"rsp", "data_ptr", 0, 8, 8, GDB_LINEAR_SP, GDB_CORE},
	GPR("r8", X86_R8, 64), GPR("r9", X86_R9, 64), GPR("r10", X86_R10, 64), GPR("r11", X86_R11, 64),
	GPR("r12", X86_R12, 64), GPR("r13", X86_R13, 64), GPR("r14", X86_R14, 64), GPR("r15", X86_R15, 64),
	{"rip", "code_ptr", 0, 8, 8, GDB_LINEAR_IP, GDB_CORE},
	FIELD("eflags", "x86_eflags", rflags, 4, 4, GDB_CORE),
	SEGMENTS, X87, XMM_LOW, XMM(8), XMM(9), XMM(10), XMM(11), XMM(12), XMM(13), XMM(14), XMM(15), MXCSR,
	FIELD("fs_base", "int64", seg[X86_FS].base, 8, 8, GDB_SEGMENTS),
	FIELD("gs_base", "int64", seg[X86_GS].base, 8, 8, GDB_SEGMENTS),
	SYSTEM("ip", "uint64", rip, 64, 64), SYSTEM("sp_offset", "uint64", gpr[X86_RSP], 64, 64),
	BASES(64), CONTROL(64),
};
/* clang-format on */

const struct gdb_register *gdb_registers(enum gdb_layout layout, size_t *count)
{
	*count = layout == GDB_LAYOUT_64 ? sizeof wide / sizeof wide[0] : sizeof narrow / sizeof narrow[0];
	return layout == GDB_LAYOUT_64 ? wide : narrow;
}

size_t gdb_register_count(enum gdb_layout layout)
{
	size_t count;

	gdb_registers(layout, &count);
	return count;
}

size_t gdb_register_size(enum gdb_layout layout, size_t number)
{
	size_t count;

	return gdb_registers(layout, &count)[number].size;
}

size_t gdb_register_ip(enum gdb_layout layout)
{
	return layout == GDB_LAYOUT_64 ? 16 : 8;
}
