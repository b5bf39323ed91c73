#include "fault_rig.h"
#include "suites.h"

/*
 * Loads of system registers, and transfers through descriptors: SDM vol. 2, at each instruction. The GDT:
 * 0x08 code, 0x10 data, 0x18 code of DPL 3, 0x20 data of DPL 3, 0x28 code that is not present, 0x30
 * conforming code, 0x38 a TSS, 0x40 64-bit code, 0x48 data that is not present, 0x50 a call gate to
 * 0x08:0x1234, 0x58 execute-only code, 0x60 read-only data.
 */
static const uint64_t gdt[] = {0,
			       CODE0,
			       DATA0,
			       CODE3,
			       DATA3,
			       CODE0 &ABSENT,
			       CODE0 | 4ull << 40,
			       0x0000890210000067ull,
			       CODE64,
			       DATA0 &ABSENT,
			       0x00008c0000081234ull,
			       0x00cf99000000ffffull,
			       0x00cf91000000ffffull};

static struct fault_rig rig;
static struct x86_state *const state = &rig.guest.state;

static void start(enum start_state mode)
{
	rig_init(&rig.guest, mode);
	fault_rig_gdt(&rig, gdt, sizeof gdt / sizeof gdt[0]);
	state->rip = 0x7c00;
	state->gpr[X86_RSP] = 0x8000;
}

static void fine(const char *hex)
{
	fault_rig_fine(&rig, hex);
}

static void raises(const char *hex, uint8_t vector, uint32_t error, const char *why)
{
	fault_rig_raises(&rig, hex, vector, error, why);
}

/* ---- segment registers */

START_TEST(data_segments)
{
	static const struct {
		uint16_t selector;
		uint8_t vector;
		const char *why; /* NULL: it can be loaded */
	} loads[] = {
		{0x00, 0, NULL},
		{0x03, 0, NULL},
		{0x10, 0, NULL},
		{0x08, 0, NULL}, /* readable code */
		{0x20, 0, NULL}, /* DPL 3 is for all */
		{0x60, 0, NULL},
		{0x13, X86_GP, "selector 0x13 for ds: DPL 0, for CPL 0 and RPL 3"},
		{0x58, X86_GP,
		 "selector 0x58 for ds: it is an execute-only code segment, neither data nor readable code"},
		{0x38, X86_GP, "it is a TSS, neither"},
		{0x48, X86_NP, "and not present"},
		{0x68, X86_GP,
		 "mov ds, ax: selector 0x68: the GDT at 0x22000 has a limit of 0x67, so it ends before that "
		 "entry"},
		{0x0c, X86_GP, "one of the LDT"},
	};

	for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
		start(START_PROTECTED);
		if (loads[i].selector == 0x0c)
			state->seg[X86_LDTR].attr = 0;
		state->gpr[X86_RAX] = loads[i].selector;
		if (loads[i].why)
			raises("8ed8", loads[i].vector, loads[i].selector & ~3u, loads[i].why);
		else
			fine("8ed8");
	}
}
END_TEST

START_TEST(stack_segment)
{
	static const struct {
		uint16_t selector;
		uint8_t vector;
		const char *why;
	} loads[] = {
		{0x10, 0, NULL},
		{0x00, X86_GP, "a null selector (0x0) for ss"},
		{0x08, X86_GP, "a readable code segment, not a writable data segment"},
		{0x60, X86_GP, "a read-only data segment, not a writable"},
		{0x13, X86_GP, "RPL 3, for CPL 0"},
		{0x20, X86_GP, "DPL 3, for CPL 0"},
		{0x48, X86_SS_FAULT, "and not present"},
	};

	for (size_t i = 0; i < sizeof loads / sizeof loads[0]; i++) {
		start(START_PROTECTED);
		state->gpr[X86_RAX] = loads[i].selector;
		if (loads[i].why)
			raises("8ed0", loads[i].vector, loads[i].selector & ~3u, loads[i].why);
		else
			fine("8ed0");
	}
	/* SDM vol. 3, 5.4.1.1: 64-bit mode takes a null SS, not at CPL 3. */
	start(START_LONG);
	state->gpr[X86_RAX] = 0;
	fine("8ed0");
	rig_put64(&rig.guest, START_TABLES_GPA + 0x1000, (START_TABLES_GPA + 0x2000) | 7);
	rig_put64(&rig.guest, START_TABLES_GPA + 0x2000, (START_TABLES_GPA + 0x3000) | 7);
	rig_put64(&rig.guest, START_TABLES_GPA + 0x3000, 0x87);
	fault_rig_cpl_3(&rig);
	raises("8ed0", X86_GP, 0, "a null selector (0x0) for ss");
}
END_TEST

START_TEST(other_ways_to_load_a_segment)
{
	start(START_PROTECTED);
	rig_put32(&rig.guest, 0x8000, 0x68);
	raises("1f", X86_GP, 0x68, "pop ds: selector 0x68");
	rig_put32(&rig.guest, 0x9000, 0x11223344);
	rig_put16(&rig.guest, 0x9004, 0x68);
	state->gpr[X86_RBX] = 0x9000;
	raises("c503", X86_GP, 0x68, "lds eax, [ebx]: selector 0x68");
	rig_put16(&rig.guest, 0x9004, 0x10);
	fine("c503");
	fine("8e5b04"); /* mov ds, [ebx+4] */
	rig_put16(&rig.guest, 0x9004, 0x38);
	raises("8e5b04", X86_GP, 0x38, "mov ds, [ebx+0x4]: selector 0x38 for ds: it is a TSS");
}
END_TEST

START_TEST(real_mode_has_no_descriptors)
{
	start(START_BOOT);
	state->gpr[X86_RAX] = 0xb800;
	fine("8ed8");
	fine("8ed0");
	state->cr0 |= X86_CR0_PE;
	state->rflags |= X86_FLAG_VM;
	fine("8ed8");
}
END_TEST

START_TEST(task_register_and_ldt)
{
	start(START_PROTECTED);
	state->gpr[X86_RAX] = 0x38;
	fine("0f00d8");
	rig_put64(&rig.guest, RIG_GDT + 0x38, 0x00008b0210000067ull);
	raises("0f00d8", X86_GP, 0x38,
	       "ltr ax: selector 0x38 for tr: it is a busy TSS, not an available TSS");
	state->gpr[X86_RAX] = 0;
	raises("0f00d8", X86_GP, 0, "a null selector (0x0) for tr");
	fine("0f00d0"); /* lldt */
	state->gpr[X86_RAX] = 0x10;
	raises("0f00d0", X86_GP, 0x10, "not an LDT");
	state->gpr[X86_RAX] = 0x14;
	raises("0f00d0", X86_GP, 0x14, "one of the LDT (bit 2)");
	rig_put64(&rig.guest, RIG_GDT + 0x38, 0x0000090210000067ull);
	state->gpr[X86_RAX] = 0x38;
	raises("0f00d8", X86_NP, 0x38, "and not present");
	/* In long mode it has 16 bytes, and here the table ends within. */
	start(START_LONG);
	state->gdtr.limit = 0x3f;
	state->gpr[X86_RAX] = 0x38;
	raises("0f00d8", X86_GP, 0x38, "which needs 0x47");
}
END_TEST

/* ---- control registers, MSRs */

START_TEST(cr0)
{
	start(START_BOOT);
	state->gpr[X86_RAX] = X86_CR0_PG;
	raises("0f22c0", X86_GP, 0, "mov cr0, eax: cr0 0x80000000: PG without PE");
	state->gpr[X86_RAX] = X86_CR0_NW;
	raises("0f22c0", X86_GP, 0, "NW without CD");
	state->gpr[X86_RAX] = X86_CR0_PE;
	fine("0f22c0");
	start(START_PROTECTED);
	state->efer = X86_EFER_LME;
	state->gpr[X86_RAX] = X86_CR0_PG | X86_CR0_PE;
	raises("0f22c0", X86_GP, 0, "EFER.LME is 1, so that paging needs CR4.PAE");
	state->cr4 = X86_CR4_PAE;
	fine("0f22c0");
	state->seg[X86_CS].attr |= X86_ATTR_L;
	raises("0f22c0", X86_GP, 0, "L bit of cs");
	start(START_LONG);
	state->gpr[X86_RAX] = X86_CR0_PE;
	raises("0f22c0", X86_GP, 0, "PG cannot be cleared in 64-bit mode");
	state->gpr[X86_RAX] = 1ull << 32 | X86_CR0_PG | X86_CR0_PE;
	raises("0f22c0", X86_GP, 0, "bits 63:32 are reserved");
}
END_TEST

START_TEST(cr3_cr4_cr8)
{
	start(START_LONG);
	state->gpr[X86_RAX] = 0x0010000000001000;
	raises("0f22d8", X86_GP, 0, "beyond the physical addresses");
	state->gpr[X86_RAX] = 1ull << 45;
	fine("0f22d8");
	rig.guest.guest.phys_bits = 40;
	raises("0f22d8", X86_GP, 0, "beyond the physical addresses");
	state->gpr[X86_RAX] = 0;
	raises("0f22e0", X86_GP, 0, "PAE cannot be cleared in long mode");
	state->gpr[X86_RAX] = X86_CR4_PAE | X86_CR4_LA57;
	raises("0f22e0", X86_GP, 0, "LA57 cannot be changed");
	state->gpr[X86_RAX] = X86_CR4_PAE | 1u << 15;
	raises("0f22e0", X86_GP, 0, "a reserved bit is set");
	state->gpr[X86_RAX] = X86_CR4_PAE | X86_CR4_OSFXSR;
	fine("0f22e0");
	state->gpr[X86_RAX] = 16;
	raises("440f22c0", X86_GP, 0, "cr8 0x10: bits 63:4 are reserved");
}
END_TEST

START_TEST(debug_registers)
{
	start(START_LONG);
	state->gpr[X86_RAX] = 1ull << 32;
	raises("0f23f8", X86_GP, 0, "dr7 0x100000000: bits 63:32 are reserved");
	fine("0f23c0");
	state->dr[7] |= 1u << 13;
	raises("0f21c0", X86_DB, 0, "DR7.GD is 1");
}
END_TEST

START_TEST(msrs)
{
	start(START_LONG);
	state->gpr[X86_RCX] = 0xc0000080;
	state->gpr[X86_RAX] = 0x400;
	raises("0f30", X86_GP, 0, "wrmsr: EFER 0x400: LME cannot be changed while CR0.PG is 1");
	state->gpr[X86_RAX] = 0x502;
	raises("0f30", X86_GP, 0, "a reserved bit is set");
	state->gpr[X86_RAX] = 0x501;
	fine("0f30");
	state->gpr[X86_RCX] = 0xc0000101;
	state->gpr[X86_RDX] = 0x00008000;
	raises("0f30", X86_GP, 0, "MSR 0xc0000101 takes an address, and 0x800000000501 is not canonical");
	state->gpr[X86_RCX] = 0x12345;
	ck_assert_int_eq(fault_rig_try(&rig, "0f30"), CHECK_UNKNOWN);
	ck_assert_int_eq(fault_rig_try(&rig, "0f32"), CHECK_UNKNOWN);
}
END_TEST

START_TEST(tables_and_xcr0)
{
	start(START_LONG);
	state->gpr[X86_RAX] = 0x9000;
	rig_put64(&rig.guest, 0x9002, 0x800000000000);
	raises("0f0110", X86_GP, 0, "lgdt [rax]: the base 0x800000000000: it is not canonical");
	rig_put64(&rig.guest, 0x9002, 0x1000);
	fine("0f0110");
	state->cr4 |= X86_CR4_OSXSAVE;
	state->gpr[X86_RAX] = 2;
	raises("0f01d1", X86_GP, 0, "XCR0 0x2: bit 0 (x87) must be set");
	state->gpr[X86_RAX] = 5;
	raises("0f01d1", X86_GP, 0, "bit 2 (AVX) needs bit 1 (SSE)");
	state->gpr[X86_RAX] = 7;
	fine("0f01d1");
	state->gpr[X86_RCX] = 1;
	raises("0f01d1", X86_GP, 0, "there is no XCR1");
}
END_TEST

/* ---- JMP and CALL */

START_TEST(far_jumps)
{
	static const struct {
		const char *bytes;
		uint8_t vector;
		uint32_t error;
		const char *why;
	} jumps[] = {
		{"ea341200000800", 0, 0, NULL},
		{"ea341200003000", 0, 0, NULL}, /* conforming */
		{"ea341200005000", 0, 0, NULL}, /* by the gate */
		{"ea341200000000", X86_GP, 0, "jmp 0x0:0x1234: cs is a null selector (0x0)"},
		{"ea341200006800", X86_GP, 0x68, "cs: selector 0x68: the GDT at 0x22000"},
		{"ea341200001000", X86_GP, 0x10, "cs 0x10 is a writable data segment, not code"},
		{"ea341200001800", X86_GP, 0x18, "cs 0x18 is a code segment of DPL 3, for CPL 0 and RPL 0"},
		{"ea341200000b00", X86_GP, 0x08, "cs 0xb is a code segment of DPL 0, for CPL 0 and RPL 3"},
		{"ea341200002800", X86_NP, 0x28, "cs 0x28 is not present"},
		{"ea341200005300", X86_GP, 0x50, "the gate 0x53 has DPL 0, for CPL 0 and RPL 3"},
	};

	for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
		start(START_PROTECTED);
		if (jumps[i].why)
			raises(jumps[i].bytes, jumps[i].vector, jumps[i].error, jumps[i].why);
		else
			fine(jumps[i].bytes);
	}
}
END_TEST

/* The first far jump after CR0.PE was set, the way every boot sector goes. */
START_TEST(jump_into_protected_mode)
{
	start(START_BOOT);
	state->cr0 |= X86_CR0_PE;
	fine("66ea347c00000800");
	state->gdtr = (struct x86_dtable){0, 0xffff};
	raises("66ea347c00000800", X86_GP, 8, "jmp dword 0x8:0x7c34: cs 0x8 is all zeros, not code");
	state->gdtr.limit = 7;
	raises("66ea347c00000800", X86_GP, 8,
	       "has a limit of 0x7, so it ends before that entry (which needs 0xf)");
}
END_TEST

START_TEST(far_targets)
{
	start(START_PROTECTED);
	rig_put64(&rig.guest, RIG_GDT + 8, 0x00409b000000ffffull);
	raises("ea001001000800", X86_GP, 0,
	       "the target 0x8:0x11000 is beyond the limit of that segment, 0xffff");
	state->gpr[X86_RBX] = 0x9000;
	rig_put32(&rig.guest, 0x9000, 0x1234);
	rig_put16(&rig.guest, 0x9004, 0x10);
	raises("ff2b", X86_GP, 0x10, "jmp far [ebx]: cs 0x10 is a writable data segment");
	start(START_LONG);
	rig_put64(&rig.guest, RIG_GDT + 0x40, CODE64 | 1ull << 54);
	rig_put16(&rig.guest, 0x9004, 0x40);
	state->gpr[X86_RBX] = 0x9000;
	raises("ff2b", X86_GP, 0x40, "with both L and D set");
	start(START_BOOT);
	raises("66ea0000010000f0", X86_GP, 0, "it goes to cs:0x10000, beyond the limit of cs, 0xffff");
	fine("66ea0080000000f0");
}
END_TEST

START_TEST(far_calls)
{
	start(START_PROTECTED);
	fine("9a341200000800");
	state->seg[X86_SS].limit = 0x7fff;
	state->gpr[X86_RSP] = 0x9000;
	raises("9a341200000800", X86_SS_FAULT, 0, "the frame does not fit on the stack at ss:0x9000");
	/* A gate to a more privileged level takes the stack of the TSS. */
	start(START_PROTECTED);
	fault_rig_cpl_3(&rig);
	rig_put64(&rig.guest, RIG_GDT + 0x50, 0x0000ec0000081234ull);
	state->seg[X86_TR].base = 0x21000;
	rig_put32(&rig.guest, 0x21004, 0x9000);
	raises("9a000000005300", X86_TS, 0, "the TSS has a null SS for the stack of level 0");
	rig_put32(&rig.guest, 0x21008, 0x10);
	fine("9a000000005300");
}
END_TEST

START_TEST(near_targets)
{
	start(START_PROTECTED);
	state->seg[X86_CS].limit = 0xffff;
	state->gpr[X86_RAX] = 0x12345;
	raises("ffe0", X86_GP, 0, "jmp eax: it goes to cs:0x12345, beyond the limit of cs, 0xffff");
	rig_put32(&rig.guest, 0x8000, 0x12345);
	raises("c3", X86_GP, 0, "ret: it goes to cs:0x12345");
	raises("e800000100", X86_GP, 0, "call 0x17c05");
	start(START_LONG);
	rig_put64(&rig.guest, 0x8000, 0x1234000000000000);
	raises("c3", X86_GP, 0, "ret: it goes to 0x1234000000000000, which is not canonical");
}
END_TEST

/* ---- INT */

START_TEST(software_interrupts)
{
	start(START_PROTECTED);
	state->idtr = (struct x86_dtable){0x20000, 0x7ff};
	raises("cd10", X86_GP, 0x82, "int 0x10: vector 16: its entry in the IDT (at 0x20080) is all zeros");
	raises("cc", X86_GP, 0x1a, "int3: vector 3");
	raises("f1", X86_GP, 0x0b, "vector 1"); /* no software's: EXT is 1 */
	fine("ce");
	state->rflags |= X86_FLAG_OF;
	raises("ce", X86_GP, 0x22, "into: vector 4");
	rig_put64(&rig.guest, 0x20080, 0x00008e0000081000ull);
	fine("cd10");
	start(START_BOOT);
	fine("cd10");
	state->idtr.limit = 0x3f;
	raises("cd10", X86_GP, 0, "int 0x10: vector 16: the interrupt table at 0x0 has a limit of 0x3f");
}
END_TEST

/* ---- returns */

static void frame32(uint32_t ip, uint32_t cs, uint32_t flags, uint32_t sp, uint32_t ss)
{
	const uint32_t words[] = {ip, cs, flags, sp, ss};

	memcpy(rig.guest.ram + 0x8000, words, sizeof words);
}

START_TEST(iret_in_protected_mode)
{
	start(START_PROTECTED);
	frame32(0x1234, 0x08, 2, 0, 0);
	fine("cf");
	frame32(0x1234, 0x00, 2, 0, 0);
	raises("cf", X86_GP, 0, "cs on the stack is a null selector (0x0)");
	frame32(0x1234, 0x10, 2, 0, 0);
	raises("cf", X86_GP, 0x10, "cs on the stack 0x10 is a writable data segment, not code");
	frame32(0x1234, 0x68, 2, 0, 0);
	raises("cf", X86_GP, 0x68, "iretd: cs on the stack: selector 0x68: the GDT");
	frame32(0x1234, 0x28, 2, 0, 0);
	raises("cf", X86_NP, 0x28, "not present");
	frame32(0x1234, 0x18, 2, 0, 0);
	raises("cf", X86_GP, 0x18, "has DPL 3 and RPL 0");
	frame32(0x1234, 0x1b, 2, 0x9000, 0x23);
	fine("cf");
	frame32(0x1234, 0x1b, 2, 0x9000, 0x10);
	raises("cf", X86_GP, 0x10, "ss on the stack 0x10 has RPL 0 and DPL 0, and cs has RPL 3");
	frame32(0x1234, 0x1b, 2, 0x9000, 0x00);
	raises("cf", X86_GP, 0, "ss on the stack is a null selector");
	frame32(0x1234, 0x4444, 2 | X86_FLAG_VM, 0, 0);
	fine("cf");
	fault_rig_cpl_3(&rig);
	frame32(0x1234, 0x08, 2, 0, 0);
	raises("cf", X86_GP, 0x08, "has RPL 0, more privileged than CPL 3");
	state->rflags |= X86_FLAG_NT;
	ck_assert_int_eq(fault_rig_try(&rig, "cf"), CHECK_UNKNOWN);
}
END_TEST

START_TEST(iret_in_long_mode)
{
	static const uint64_t good[] = {0x1000, 0x40, 2, 0x9000, 0x10};

	start(START_LONG);
	memcpy(rig.guest.ram + 0x8000, good, sizeof good);
	fine("48cf");
	rig_put64(&rig.guest, 0x8020, 0x08);
	raises("48cf", X86_GP, 0x08,
	       "iretq: ss on the stack 0x8 is a readable code segment, not a writable data segment");
	rig_put64(&rig.guest, 0x8020, 0);
	fine("48cf");
	rig_put64(&rig.guest, 0x8000, 0x800000000000);
	raises("48cf", X86_GP, 0, "the target 0x800000000000 is not canonical");
	state->rflags |= X86_FLAG_NT;
	raises("48cf", X86_GP, 0, "long mode has no tasks");
}
END_TEST

START_TEST(far_returns)
{
	start(START_PROTECTED);
	frame32(0x1234, 0x08, 0, 0, 0);
	fine("cb");
	frame32(0x1234, 0x10, 0, 0, 0);
	raises("cb", X86_GP, 0x10, "retf: cs on the stack 0x10 is a writable data segment, not code");
	/* RETF 4: the stack pointer lies above the parameter. */
	frame32(0x1234, 0x1b, 0xdead, 0x9000, 0x10);
	raises("ca0400", X86_GP, 0x10, "retf 0x4: ss on the stack 0x10 has RPL 0");
	state->seg[X86_SS].limit = 0x8002;
	raises("cb", X86_SS_FAULT, 0, "retf: the stack: 4 bytes at ss:0x8000: the limit of ss is 0x8002");
	start(START_BOOT);
	state->gpr[X86_RSP] = 0xfffd;
	raises("cb", X86_SS_FAULT, 0, "2 bytes at ss:0xffff");
	raises("cf", X86_SS_FAULT, 0, "iret: the stack: 2 bytes at ss:0xffff");
}
END_TEST

Suite *suite_fault_system(void)
{
	Suite *suite = suite_create("fault_system");
	TCase *tc = tcase_create("fault_system");

	tcase_add_test(tc, data_segments);
	tcase_add_test(tc, stack_segment);
	tcase_add_test(tc, other_ways_to_load_a_segment);
	tcase_add_test(tc, real_mode_has_no_descriptors);
	tcase_add_test(tc, task_register_and_ldt);
	tcase_add_test(tc, cr0);
	tcase_add_test(tc, cr3_cr4_cr8);
	tcase_add_test(tc, debug_registers);
	tcase_add_test(tc, msrs);
	tcase_add_test(tc, tables_and_xcr0);
	tcase_add_test(tc, far_jumps);
	tcase_add_test(tc, jump_into_protected_mode);
	tcase_add_test(tc, far_targets);
	tcase_add_test(tc, far_calls);
	tcase_add_test(tc, near_targets);
	tcase_add_test(tc, software_interrupts);
	tcase_add_test(tc, iret_in_protected_mode);
	tcase_add_test(tc, iret_in_long_mode);
	tcase_add_test(tc, far_returns);
	suite_add_tcase(suite, tc);
	return suite;
}
