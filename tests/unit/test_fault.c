#include "fault_rig.h"
#include "suites.h"

static struct fault_rig rig;
static struct x86_state *const state = &rig.guest.state;

static void start(enum start_state mode)
{
	rig_init(&rig.guest, mode);
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

/* ---- the fetch */

START_TEST(no_instruction)
{
	start(START_BOOT);
	raises("ffff", X86_UD, 0, "not an instruction in real mode: ff ff 00 00");
	/* SDM vol. 2, LTR: real mode does not know it; 16-bit protected mode does. */
	raises("0f00d8", X86_UD, 0, "not an instruction in real mode: 0f 00 d8");
	raises("f090", X86_UD, 0, "a LOCK prefix before an instruction that does not take one");
	raises("0f0b", X86_UD, 0, "ud2: it is there to raise #UD");
	raises("66666666666666666666666666666690", X86_GP, 0, "more than 15 bytes");
	start(START_LONG);
	raises("06", X86_UD, 0, "not an instruction in 64-bit code: 06");
}
END_TEST

START_TEST(code_where_nothing_is)
{
	start(START_PROTECTED);
	state->rip = 0x200000;
	raises("", X86_UD, 0, "there is no memory at 0x200000: what is fetched there is all ones (ff)");
	ck_assert(rig.fetch.from_nothing);
	state->rip = RIG_DEVICE;
	ck_assert_int_eq(fault_rig_try(&rig, ""), CHECK_UNKNOWN);
}
END_TEST

/* SDM vol. 3, 5.3: the segment ends, also in the middle of an instruction. */
START_TEST(code_beyond_its_segment)
{
	start(START_BOOT);
	state->rip = 0x10000;
	raises("", X86_GP, 0, "code at cs:0x10000 is beyond the limit of cs, 0xffff");
	state->rip = 0xffff;
	fine("90");
	raises("b8", X86_GP, 0, "code at cs:0x10000");
	start(START_LONG);
	state->rip = 0x800000000000;
	raises("", X86_GP, 0, "RIP 0x800000000000 is not canonical");
}
END_TEST

START_TEST(code_in_a_page_that_is_not_there)
{
	start(START_PROTECTED);
	state->cr0 |= X86_CR0_PG;
	state->cr3 = 0x10000;
	raises("", X86_PF, 0,
	       "fetch of 0x7c00: page-directory entry 0 (at 0x10000) is 0x0: not present; CR3 is 0x10000");
	ck_assert_uint_eq(rig.ex.address, 0x7c00);
	/* An instruction over two pages faults at the second. */
	rig_put32(&rig.guest, 0x10000, 0x11000 | 3);
	rig_put32(&rig.guest, 0x11000 + 4 * 7, 0x7000 | 3);
	state->rip = 0x7ffe;
	raises("b812", X86_PF, 0, "fetch of 0x8000: page-table entry 8");
	fine("9090");
}
END_TEST

/* ---- what is switched off (SDM vol. 3, 2.5) */

START_TEST(fpu_and_mmx)
{
	start(START_PROTECTED);
	fine("d9e8"); /* fld1 */
	state->cr0 |= X86_CR0_TS;
	raises("d9e8", X86_NM, 0, "fld1: CR0.TS is 1");
	raises("0f77", X86_NM, 0, "CR0.TS is 1"); /* emms */
	fine("9b");                               /* fwait: only with MP, too */
	state->cr0 |= X86_CR0_MP;
	raises("9b", X86_NM, 0, "CR0.TS is 1");
	state->cr0 = X86_CR0_PE | X86_CR0_EM;
	raises("d9e8", X86_NM, 0, "CR0.EM is 1");
	raises("0f6ec0", X86_UD, 0, "movd mm0, eax: CR0.EM is 1");
	state->cr0 = X86_CR0_PE | X86_CR0_NE;
	state->fsw = 0x81;
	raises("d9e8", X86_MF, 0, "status word 0x0081");
	fine("dbe2"); /* fnclex */
	state->cr0 = X86_CR0_PE;
	ck_assert_int_eq(fault_rig_try(&rig, "d9e8"), CHECK_UNKNOWN);
}
END_TEST

START_TEST(sse)
{
	start(START_PROTECTED);
	state->gpr[X86_RAX] = 0x9000;
	raises("0f2800", X86_UD, 0, "movaps xmm0, [eax]: CR4.OSFXSR is 0");
	raises("0fae10", X86_UD, 0, "ldmxcsr dword [eax]: CR4.OSFXSR is 0");
	fine("f30fb8c0"); /* popcnt needs no state */
	state->cr4 = X86_CR4_OSFXSR;
	fine("0f2800");
	state->cr0 |= X86_CR0_EM;
	raises("0f2800", X86_UD, 0, "CR0.EM is 1");
	state->cr0 = X86_CR0_PE | X86_CR0_TS;
	raises("0f2800", X86_NM, 0, "CR0.TS is 1");
	raises("0fae00", X86_NM, 0, "fxsave [eax]: CR0.TS is 1");
}
END_TEST

START_TEST(avx_and_xsave)
{
	start(START_PROTECTED);
	state->gpr[X86_RAX] = 0x9000;
	raises("c5fc2800", X86_UD, 0, "vmovaps ymm0, [eax]: CR4.OSXSAVE is 0");
	raises("0f01d0", X86_UD, 0, "xgetbv: CR4.OSXSAVE is 0");
	state->cr4 = X86_CR4_OSXSAVE;
	raises("c5fc2800", X86_UD, 0, "bits 2:1 of XCR0 are not 3");
	state->xcr0 = 7;
	fine("c5fc2800");
	state->gpr[X86_RAX] = 0x9010;
	raises("c5fc2800", X86_GP, 0, "the address 0x9010 is not aligned to 32 bytes");
	state->xcr0 = 1;
	fine("c4e278f2c0"); /* andn has general registers only */
}
END_TEST

START_TEST(system_calls)
{
	start(START_LONG);
	raises("0f05", X86_UD, 0, "syscall: EFER.SCE is 0");
	state->efer |= X86_EFER_SCE;
	fine("0f05");
	raises("f3480faec0", X86_UD, 0, "rdfsbase rax: CR4.FSGSBASE is 0");
	start(START_PROTECTED);
	state->cr4 = X86_CR4_DE;
	raises("0f21e0", X86_UD, 0, "mov eax, dr4: with CR4.DE 1 there is no dr4");
	raises("0faa", X86_UD, 0, "rsm: only in system management mode");
	start(START_BOOT);
	raises("0f34", X86_GP, 0, "sysenter: not in real mode");
}
END_TEST

/* ---- privilege (SDM vol. 3, 5.9) */

START_TEST(privileged_instructions)
{
	static const char *const privileged[] = {"f4",   "0f20c0", "0f22c0", "0f23c0", "0f0117",
						 "0f06", "0f30",   "0f09",   "0f0138"};

	start(START_PROTECTED);
	fine("f4");
	fault_rig_cpl_3(&rig);
	for (size_t i = 0; i < sizeof privileged / sizeof privileged[0]; i++)
		raises(privileged[i], X86_GP, 0, "it needs CPL 0, and CPL is 3");
	start(START_PROTECTED);
	state->rflags |= X86_FLAG_VM;
	raises("f4", X86_GP, 0, "hlt: it needs CPL 0, and CPL is 3 (virtual-8086 mode)");
}
END_TEST

START_TEST(io_privilege_level)
{
	start(START_PROTECTED);
	fault_rig_cpl_3(&rig);
	raises("fa", X86_GP, 0, "cli: it needs an IOPL of at least CPL, which is 3, and IOPL is 0");
	state->rflags |= 3 << 12;
	fine("fa");
	state->rflags = X86_FLAG_VM;
	raises("9c", X86_GP, 0, "IOPL is 0");
	raises("cd10", X86_GP, 0, "IOPL is 0");
	state->cr4 = X86_CR4_VME;
	ck_assert_int_eq(fault_rig_try(&rig, "9c"), CHECK_UNKNOWN);
}
END_TEST

START_TEST(ports)
{
	start(START_PROTECTED);
	fine("e460");
	fault_rig_cpl_3(&rig);
	state->seg[X86_TR].limit = 0x60;
	raises("e460", X86_GP, 0,
	       "in al, 0x60: port 0x60: CPL 3 with IOPL 0 needs the I/O bitmap, and the TSS has none");
	state->seg[X86_TR].base = 0x21000;
	state->seg[X86_TR].limit = 0x68 + 0x10;
	rig_put16(&rig.guest, 0x21066, 0x68);
	fine("e460");
	rig.guest.ram[0x21068 + 0xc] = 2; /* port 0x61 */
	fine("e460");
	raises("e560", X86_GP, 0, "and it forbids the port"); /* in eax, 0x60 */
	raises("e461", X86_GP, 0, "port 0x61");
	state->gpr[X86_RDX] = 0x3f8;
	raises("ee", X86_GP, 0,
	       "port 0x3f8: CPL 3 with IOPL 0 needs the I/O bitmap, and that of the TSS (at 0x68) ends "
	       "before it");
	state->rflags |= 3 << 12;
	fine("ee");
}
END_TEST

START_TEST(restricted_by_cr4)
{
	start(START_PROTECTED);
	state->cr4 = X86_CR4_TSD | X86_CR4_UMIP;
	fine("0f31");
	fault_rig_cpl_3(&rig);
	raises("0f31", X86_GP, 0, "rdtsc: CR4.TSD is 1, and CPL is 3");
	raises("0f0105", X86_GP, 0, "CR4.UMIP is 1");
	raises("0f33", X86_GP, 0, "CR4.PCE is 0");
}
END_TEST

/* ---- memory */

START_TEST(operands_in_memory)
{
	start(START_BOOT);
	state->gpr[X86_RBX] = 0xffff;
	fine("8a07");
	raises("8b07", X86_GP, 0, "mov ax, [bx]: 2 bytes at ds:0xffff: the limit of ds is 0xffff");
	raises("368907", X86_SS_FAULT, 0, "mov [ss:bx], ax: 2 bytes at ss:0xffff");
	state->cr4 = X86_CR4_OSFXSR;
	ck_assert_int_eq(fault_rig_try(&rig, "660ff7c1"), CHECK_UNKNOWN); /* maskmovdqu: by its mask */
	fine("8d07");                                                     /* lea touches nothing */
	fine("0f1f07");                                                   /* nop */
	state->gpr[X86_RBX] = 0x12345;
	raises("678b03", X86_GP, 0, "mov ax, [ebx]: 2 bytes at ds:0x12345");
	/* BT reaches beyond its word, by the bit number. */
	state->gpr[X86_RBX] = 0xfff0;
	state->gpr[X86_RAX] = 0x7f;
	fine("0fa307");
	state->gpr[X86_RBX] = 0xfff1;
	raises("0fa307", X86_GP, 0, "2 bytes at ds:0xffff");
	start(START_PROTECTED);
	raises("2ec60500100000aa", X86_GP, 0,
	       "mov byte [cs:0x1000], 0xaa: a write by cs, which is a code segment");
	start(START_LONG);
	state->gpr[X86_RAX] = 0x800000000000;
	raises("8b00", X86_GP, 0, "mov eax, [rax]: the address 0x800000000000 is not canonical");
	state->gpr[X86_RBP] = 0x800000000000;
	raises("8b4500", X86_SS_FAULT, 0, "not canonical");
}
END_TEST

START_TEST(pages)
{
	start(START_PROTECTED);
	state->cr0 |= X86_CR0_PG | X86_CR0_WP;
	state->cr3 = 0x10000;
	rig_put32(&rig.guest, 0x10000, 0x11000 | 3);
	rig_put32(&rig.guest, 0x11000 + 4 * 7, 0x7000 | 1);
	state->gpr[X86_RBX] = 0xb0000000;
	raises("8b03", X86_PF, 0,
	       "mov eax, [ebx]: read of 0xb0000000: page-directory entry 704 (at 0x10b00) is 0x0: not "
	       "present");
	ck_assert_uint_eq(rig.ex.address, 0xb0000000);
	raises("8903", X86_PF, 2, "write of 0xb0000000");
	state->gpr[X86_RBX] = 0x7ffe;
	raises("8b03", X86_PF, 0, "read of 0x8000: page-table entry 8");
	raises("668903", X86_PF, 3,
	       "write of 0x7ffe: page-table entry 7 (at 0x1101c) is 0x7001: the page is read-only");
	raises("50", X86_PF, 3, "push eax: the stack (esp is 0x8000): write of 0x7ffc");
}
END_TEST

START_TEST(stack)
{
	start(START_BOOT);
	state->gpr[X86_RSP] = 1;
	raises("50", X86_SS_FAULT, 0,
	       "push ax: the stack (sp is 0x1): 2 bytes at ss:0xffff: the limit of ss is 0xffff");
	state->gpr[X86_RSP] = 0;
	fine("50");
	fine("e80000");
	/* PUSHA wraps between its words, not within one. */
	state->gpr[X86_RSP] = 8;
	fine("60");
	state->gpr[X86_RSP] = 0xffff;
	raises("58", X86_SS_FAULT, 0, "the stack (sp is 0xffff)");
	raises("c3", X86_SS_FAULT, 0, "ret: the stack (sp is 0xffff)");
	start(START_LONG);
	state->gpr[X86_RSP] = 0x800000000004;
	raises("50", X86_SS_FAULT, 0, "not canonical");
}
END_TEST

START_TEST(strings)
{
	start(START_BOOT);
	state->gpr[X86_RDI] = 0xffff;
	state->gpr[X86_RCX] = 0;
	fine("f3ab");
	state->gpr[X86_RCX] = 1;
	raises("f3ab", X86_GP, 0, "rep stosw: 2 bytes at es:0xffff");
	raises("ab", X86_GP, 0, "stosw: 2 bytes at es:0xffff");
	fine("aa");
}
END_TEST

START_TEST(alignment)
{
	start(START_PROTECTED);
	state->cr4 = X86_CR4_OSFXSR;
	state->gpr[X86_RAX] = 0x9008;
	raises("0f2800", X86_GP, 0, "movaps xmm0, [eax]: the address 0x9008 is not aligned to 16 bytes");
	fine("0f1000");
	raises("0fae00", X86_GP, 0, "fxsave [eax]: the address 0x9008 is not aligned to 16 bytes");
	/* #AC: SDM vol. 3, 6.15. */
	state->gpr[X86_RAX] = 0x9001;
	state->cr0 |= X86_CR0_AM;
	state->rflags |= X86_FLAG_AC;
	fine("8b00");
	fault_rig_cpl_3(&rig);
	raises("8b00", X86_AC, 0, "4 bytes at 0x9001 are not aligned");
	fine("8a00");
}
END_TEST

/* ---- arithmetic */

START_TEST(division)
{
	start(START_BOOT);
	raises("f6f3", X86_DE, 0, "div bl: a division by 0");
	raises("d400", X86_DE, 0, "aam 0x0: a division by 0");
	fine("d40a");
	state->gpr[X86_RBX] = 2;
	state->gpr[X86_RAX] = 0x01ff;
	fine("f6f3");
	state->gpr[X86_RAX] = 0x0200;
	raises("f6f3", X86_DE, 0, "div bl: the quotient of ax 0x200 by 0x2 does not fit into 8 bits");
	state->gpr[X86_RAX] = 0;
	state->gpr[X86_RDX] = 2;
	raises("f7f3", X86_DE, 0, "the quotient of dx:ax 0x20000 by 0x2 does not fit into 16 bits");
	state->gpr[X86_RDX] = 1;
	fine("f7f3");
	/* IDIV: -32768 / -1 does not fit, -32768 / 1 does. */
	state->gpr[X86_RDX] = 0xffff;
	state->gpr[X86_RAX] = 0x8000;
	state->gpr[X86_RBX] = 0xffff;
	raises("f7fb", X86_DE, 0,
	       "idiv bx: the quotient of dx:ax 0xffff8000 by 0xffff does not fit into 16 bits");
	state->gpr[X86_RBX] = 1;
	fine("f7fb");
	state->gpr[X86_RDX] = 0x8000;
	raises("f7fb", X86_DE, 0, "does not fit");
	start(START_LONG);
	state->gpr[X86_RDX] = 3;
	state->gpr[X86_RBX] = 3;
	raises("48f7f3", X86_DE, 0,
	       "the quotient of rdx:rax 0x30000000000000000 by 0x3 does not fit into 64 bits");
	state->gpr[X86_RBX] = 4;
	fine("48f7f3");
	state->gpr[X86_RDX] = 0x8000000000000000;
	state->gpr[X86_RBX] = UINT64_MAX;
	raises("48f7fb", X86_DE, 0, "does not fit");
}
END_TEST

START_TEST(bounds)
{
	start(START_BOOT);
	state->gpr[X86_RBX] = 0x9000;
	rig_put16(&rig.guest, 0x9000, 0xfffe);
	rig_put16(&rig.guest, 0x9002, 5);
	state->gpr[X86_RAX] = 5;
	fine("6207");
	state->gpr[X86_RAX] = 0xfffe;
	fine("6207");
	state->gpr[X86_RAX] = 6;
	raises("6207", X86_BR, 0, "bound ax, [bx]: 6 is not within -2 to 5");
}
END_TEST

/* Nothing is wrong with these, and nothing is said. */
START_TEST(ordinary_code)
{
	static const char *const real[] = {"b8ffff", "8ed8",       "ea00000010", "cd10", "f4", "fa",
					   "fb",     "0f0116007d", "0f22c0",     "e2fe", "9d", "cf",
					   "cb",     "ee",         "0f31",       "1f"};

	for (size_t i = 0; i < sizeof real / sizeof real[0]; i++) {
		start(START_BOOT);
		fine(real[i]);
	}
}
END_TEST

Suite *suite_fault(void)
{
	Suite *suite = suite_create("fault");
	TCase *tc = tcase_create("fault");

	tcase_add_test(tc, no_instruction);
	tcase_add_test(tc, code_where_nothing_is);
	tcase_add_test(tc, code_beyond_its_segment);
	tcase_add_test(tc, code_in_a_page_that_is_not_there);
	tcase_add_test(tc, fpu_and_mmx);
	tcase_add_test(tc, sse);
	tcase_add_test(tc, avx_and_xsave);
	tcase_add_test(tc, system_calls);
	tcase_add_test(tc, privileged_instructions);
	tcase_add_test(tc, io_privilege_level);
	tcase_add_test(tc, ports);
	tcase_add_test(tc, restricted_by_cr4);
	tcase_add_test(tc, operands_in_memory);
	tcase_add_test(tc, pages);
	tcase_add_test(tc, stack);
	tcase_add_test(tc, strings);
	tcase_add_test(tc, alignment);
	tcase_add_test(tc, division);
	tcase_add_test(tc, bounds);
	tcase_add_test(tc, ordinary_code);
	suite_add_tcase(suite, tc);
	return suite;
}
