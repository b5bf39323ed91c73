#include "autopsy/deliver.h"
#include "guest_rig.h"
#include "suites.h"
#include "x86/descriptor.h"

/* Tables by hand, as SDM vol. 3, ch. 3 and 6 draws them: the GDT that START_PROTECTED has, then more entries.
 */
#define IDT            0x20000u
#define TSS            0x21000u
#define GDT            0x22000u
#define GP_FOR(vector) ((vector)*8u | 2 | 1) /* IDT, EXT */

#define CODE0   0x00cf9b000000ffffull /* 32-bit, flat, DPL 0 */
#define DATA0   0x00cf93000000ffffull
#define CODE3   0x00cffb000000ffffull
#define DATA3   0x00cff3000000ffffull
#define CODE64  0x00af9b000000ffffull
#define ABSENT0 0x00cf1b000000ffffull

static struct guest_rig rig;
static struct delivery delivery;

static void send(uint8_t vector, bool has_error, bool software)
{
	deliver(&rig.guest, (struct event){vector, has_error, software}, &delivery);
}

static void expect_handler(uint16_t cs, uint64_t offset)
{
	ck_assert_msg(delivery.end == DELIVERY_HANDLER, "%s", delivery.raised.why);
	ck_assert_uint_eq(delivery.cs, cs);
	ck_assert_uint_eq(delivery.offset, offset);
}

static void expect_fault(uint8_t vector, uint32_t error, const char *why)
{
	ck_assert_int_eq(delivery.end, DELIVERY_RAISES);
	ck_assert_msg(delivery.raised.vector == vector, "%u: %s", delivery.raised.vector,
		      delivery.raised.why);
	ck_assert_uint_eq(delivery.raised.error, error);
	ck_assert_msg(strstr(delivery.raised.why, why), "%s", delivery.raised.why);
}

/* ---- real mode: SDM vol. 3, 21.1.4 */

static void real_mode(void)
{
	rig_init(&rig, START_BOOT);
	rig.state.gpr[X86_RSP] = 0x7c00;
	rig_put32(&rig, 13 * 4, 0xf000e05b);
}

START_TEST(interrupt_table)
{
	real_mode();
	send(13, false, false);
	expect_handler(0xf000, 0xe05b);
	ck_assert_uint_eq(delivery.linear, 0xfe05b);
	ck_assert_uint_eq(delivery.entry, 13 * 4);
	ck_assert(!delivery.is_empty);
	send(6, false, false);
	expect_handler(0, 0);
	ck_assert(delivery.is_empty);
}
END_TEST

START_TEST(interrupt_table_too_short)
{
	real_mode();
	rig.state.idtr.limit = 0;
	send(13, false, false);
	expect_fault(X86_GP, 0,
		     "vector 13: the interrupt table at 0x0 has a limit of 0x0, so it ends before that entry "
		     "(which needs 0x37)");
	rig.state.idtr.limit = 13 * 4 + 3;
	send(13, false, false);
	expect_handler(0xf000, 0xe05b);
}
END_TEST

/* A word at 0xFFFF is beyond the segment; 0 wraps to 0xFFFE and is none. */
START_TEST(stack_in_real_mode)
{
	real_mode();
	rig.state.gpr[X86_RSP] = 0;
	send(13, false, false);
	expect_handler(0xf000, 0xe05b);
	rig.state.gpr[X86_RSP] = 3;
	send(13, false, false);
	expect_fault(X86_SS_FAULT, 0, "the frame does not fit on the stack at ss:0x3");
}
END_TEST

/* ---- protected mode: SDM vol. 2, INT n */

static uint64_t gate(unsigned type, unsigned dpl, uint16_t selector, uint32_t offset)
{
	return (offset & 0xffff) | (uint64_t)selector << 16 | (uint64_t)(0x80 | dpl << 5 | type) << 40 |
	       (uint64_t)(offset >> 16) << 48;
}

static void protected_mode(void)
{
	static const uint64_t entries[] = {0, CODE0, DATA0, CODE3, DATA3, ABSENT0};

	rig_init(&rig, START_PROTECTED);
	memcpy(rig.ram + GDT, entries, sizeof entries);
	rig.state.gdtr = (struct x86_dtable){GDT, sizeof entries - 1};
	rig.state.idtr = (struct x86_dtable){IDT, 0x7ff};
	rig_put64(&rig, IDT + 13 * 8, gate(14, 0, 0x08, 0x12345678));
	rig.state.seg[X86_TR] =
		(struct x86_seg){.selector = 0x30, .base = TSS, .limit = 0x67, .attr = X86_ATTR_P | 0xb};
	rig_put32(&rig, TSS + 4, 0x9000);
	rig_put32(&rig, TSS + 8, 0x10);
}

static void at_cpl_3(void)
{
	rig.state.seg[X86_CS].selector = 0x1b;
	rig.state.seg[X86_CS].attr |= X86_ATTR_DPL(3);
	rig.state.seg[X86_SS].selector = 0x23;
	rig.state.seg[X86_SS].attr |= X86_ATTR_DPL(3);
}

START_TEST(gate_to_the_same_level)
{
	protected_mode();
	send(13, true, false);
	expect_handler(0x08, 0x12345678);
	ck_assert(!delivery.switches_stack);
	rig_put64(&rig, IDT + 13 * 8, gate(6, 0, 0x08, 0x12345678));
	send(13, true, false);
	expect_handler(0x08, 0x5678);
}
END_TEST

START_TEST(idt_too_short)
{
	protected_mode();
	rig.state.idtr.limit = 0;
	send(13, true, false);
	expect_fault(X86_GP, GP_FOR(13),
		     "vector 13: the IDT at 0x20000 has a limit of 0x0, so it ends before that entry (which "
		     "needs 0x6f)");
	send(13, false, true);
	expect_fault(X86_GP, GP_FOR(13) & ~1u, "so it ends before that entry");
}
END_TEST

START_TEST(gate_of_a_wrong_kind)
{
	protected_mode();
	send(14, true, false);
	expect_fault(X86_GP, GP_FOR(14),
		     "its entry in the IDT (at 0x20070) is all zeros, not an interrupt or trap gate");
	rig_put64(&rig, IDT + 14 * 8, gate(12, 0, 8, 0));
	send(14, true, false);
	expect_fault(X86_GP, GP_FOR(14), "is a call gate, not");
	rig_put64(&rig, IDT + 14 * 8, gate(14, 0, 8, 0) & ~(0x80ull << 40));
	send(14, true, false);
	expect_fault(X86_NP, GP_FOR(14), "its gate (at 0x20070) is not present");
}
END_TEST

/* SDM vol. 2, INT n: TASK-GATE. */
START_TEST(task_gate)
{
	static const struct {
		uint16_t selector;
		uint8_t vector;
		uint32_t error;
		const char *why;
	} wrong[] = {
		{0, X86_GP, 1, "its gate (at 0x20070) is a task gate, whose selector 0x0 is null"},
		{0x34, X86_GP, 0x35, "is a task gate, whose selector 0x34 is one of the LDT"},
		{0x50, X86_GP, 0x51,
		 "is a task gate to 0x50: selector 0x50: the GDT at 0x22000 has a limit of 0x47"},
		{0x08, X86_GP, 0x09,
		 "is a task gate to 0x8, which is a readable code segment, not an available TSS"},
		{0x38, X86_GP, 0x39, "not an available TSS"},
		{0x40, X86_NP, 0x41, "is a task gate to TSS 0x40, which is not present"},
	};

	protected_mode();
	rig.state.gdtr.limit = 0x47;
	rig_put64(&rig, GDT + 0x30, 0x0000890210000067ull);
	rig_put64(&rig, GDT + 0x38, 0x00008b0210000067ull); /* busy */
	rig_put64(&rig, GDT + 0x40, 0x0000090210000067ull);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		rig_put64(&rig, IDT + 14 * 8, gate(5, 0, wrong[i].selector, 0));
		send(14, true, false);
		expect_fault(wrong[i].vector, wrong[i].error, wrong[i].why);
	}
	rig_put64(&rig, IDT + 14 * 8, gate(5, 0, 0x30, 0));
	send(14, true, false);
	ck_assert_int_eq(delivery.end, DELIVERY_TASK);
}
END_TEST

START_TEST(gate_to_a_wrong_segment)
{
	static const struct {
		uint16_t selector;
		uint8_t vector;
		uint32_t error;
		const char *why;
	} wrong[] = {
		{0x00, X86_GP, 1, "has a null selector for CS"},
		{0x38, X86_GP, 0x39,
		 "its gate leads to CS 0x38: selector 0x38: the GDT at 0x22000 has a limit of 0x2f"},
		{0x10, X86_GP, 0x11, "CS 0x10, which is a writable data segment, not code"},
		{0x18, X86_GP, 0x19, "CS 0x18 of DPL 3, less privileged than CPL 0"},
		{0x28, X86_NP, 0x29, "CS 0x28, which is not present"},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		protected_mode();
		rig_put64(&rig, IDT + 13 * 8, gate(14, 0, wrong[i].selector, 0x1000));
		send(13, true, false);
		expect_fault(wrong[i].vector, wrong[i].error, wrong[i].why);
	}
}
END_TEST

START_TEST(target_beyond_the_segment)
{
	protected_mode();
	rig_put64(&rig, GDT + 8, 0x00409b000000ffffull);
	send(13, true, false);
	expect_fault(X86_GP, 1, "leads to 0x8:0x12345678, beyond the limit of that segment, 0xffff");
}
END_TEST

START_TEST(software_needs_the_dpl)
{
	protected_mode();
	at_cpl_3();
	send(13, false, true);
	expect_fault(X86_GP, 13 * 8 | 2, "has DPL 0, so that software at CPL 3 may not use it");
	rig_put64(&rig, IDT + 13 * 8, gate(14, 3, 0x08, 0x1000));
	send(13, false, true);
	expect_handler(0x08, 0x1000);
}
END_TEST

START_TEST(stack_from_the_tss)
{
	protected_mode();
	at_cpl_3();
	send(13, true, false);
	expect_handler(0x08, 0x12345678);
	ck_assert(delivery.switches_stack);
	ck_assert_uint_eq(delivery.ss, 0x10);
	ck_assert_uint_eq(delivery.stack, 0x9000);
	rig.state.seg[X86_TR].limit = 8;
	send(13, true, false);
	expect_fault(
		X86_TS, 0x31,
		"the stack pointer at offset 0x4 of the TSS (TR 0x30, at 0x21000) is beyond its limit, 0x8");
}
END_TEST

START_TEST(wrong_stack_in_the_tss)
{
	static const struct {
		uint16_t selector;
		uint8_t vector;
		uint32_t error;
		const char *why;
	} wrong[] = {
		{0x00, X86_TS, 1, "null SS for the stack of level 0"},
		{0x38, X86_TS, 0x39, "the GDT at 0x22000"},
		{0x23, X86_TS, 0x21, "RPL 3 and DPL 3"},
		{0x08, X86_TS, 0x09, "SS 0x8 from the TSS is a readable code segment"},
		{0x30, X86_SS_FAULT, 0x31, "SS 0x30 from the TSS is not present"},
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		protected_mode();
		at_cpl_3();
		if (wrong[i].selector == 0x30) {
			rig.state.gdtr.limit += 8;
			rig_put64(&rig, GDT + 0x30, DATA0 & ~(0x80ull << 40));
		}
		rig_put16(&rig, TSS + 8, wrong[i].selector);
		send(13, true, false);
		expect_fault(wrong[i].vector, wrong[i].error, wrong[i].why);
	}
}
END_TEST

START_TEST(no_room_for_the_frame)
{
	protected_mode();
	rig.state.seg[X86_SS].limit = 0xfff;
	rig.state.gpr[X86_RSP] = 0x2000;
	send(13, true, false);
	expect_fault(X86_SS_FAULT, 1,
		     "the frame does not fit on the stack at ss:0x2000: 4 bytes at ss:0x1ffc: the limit of "
		     "ss is 0xfff");
	protected_mode();
	rig.state.cr0 |= X86_CR0_PG;
	rig.state.cr3 = 0x10000;
	rig_put32(&rig, 0x10000, 0x11000 | 3);
	rig_put32(&rig, 0x11000 + 4 * (IDT >> 12), IDT | 3);
	rig_put32(&rig, 0x11000 + 4 * (GDT >> 12), GDT | 3);
	send(13, true, false);
	expect_fault(X86_PF, 2,
		     "the frame cannot be written to the stack: write of 0x7fffc: page-table entry 127");
	ck_assert_uint_eq(delivery.raised.address, 0x7fffc);
}
END_TEST

START_TEST(virtual_8086)
{
	protected_mode();
	rig.state.rflags |= X86_FLAG_VM;
	send(13, true, false);
	expect_handler(0x08, 0x12345678);
	ck_assert(delivery.switches_stack);
	rig_put64(&rig, IDT + 13 * 8, gate(14, 0, 0x18, 0));
	send(13, true, false);
	expect_fault(X86_GP, 0x19, "not of DPL 0 as virtual-8086 mode needs");
}
END_TEST

/* ---- long mode: SDM vol. 3, 6.14 */

static void long_mode(void)
{
	static const uint64_t entries[] = {0, CODE64, DATA0, CODE0};

	rig_init(&rig, START_LONG);
	memcpy(rig.ram + GDT, entries, sizeof entries);
	rig.state.gdtr = (struct x86_dtable){GDT, sizeof entries - 1};
	rig.state.idtr = (struct x86_dtable){IDT, 0xfff};
	rig_put64(&rig, IDT + 13 * 16, gate(14, 0, 0x08, 0x00112233));
	rig.state.seg[X86_TR] =
		(struct x86_seg){.selector = 0x30, .base = TSS, .limit = 0x67, .attr = X86_ATTR_P | 0xb};
}

START_TEST(long_gate)
{
	long_mode();
	send(13, true, false);
	expect_handler(0x08, 0x00112233);
	rig_put32(&rig, IDT + 13 * 16 + 8, 0xffffffff);
	send(13, true, false);
	expect_handler(0x08, 0xffffffff00112233);
	rig_put32(&rig, IDT + 13 * 16 + 8, 0x12345678);
	send(13, true, false);
	expect_fault(X86_GP, 1, "0x1234567800112233, which is not canonical");
	rig_put64(&rig, IDT + 13 * 16, gate(14, 0, 0x18, 0));
	send(13, true, false);
	expect_fault(X86_GP, 0x19, "CS 0x18, which is not a 64-bit code segment");
	rig_put64(&rig, IDT + 13 * 16, gate(6, 0, 0x08, 0));
	send(13, true, false);
	expect_fault(X86_GP, GP_FOR(13), "a 16-bit interrupt gate");
	rig.state.idtr.limit = 0x7f;
	send(13, true, false);
	expect_fault(X86_GP, GP_FOR(13), "which needs 0xdf");
}
END_TEST

START_TEST(interrupt_stack_table)
{
	long_mode();
	rig_put64(&rig, TSS + 0x24 + 8, 0x9008);
	rig_put64(&rig, IDT + 13 * 16, gate(14, 0, 0x08, 0x1000) | 2ull << 32);
	send(13, true, false);
	expect_handler(0x08, 0x1000);
	ck_assert(delivery.switches_stack);
	ck_assert_uint_eq(delivery.stack, 0x9000); /* aligned to 16 */
	rig_put64(&rig, TSS + 0x24 + 8, 0x1000000000000000);
	send(13, true, false);
	expect_fault(X86_SS_FAULT, 1, "not canonical");
}
END_TEST

/* ---- one after the other */

START_TEST(triple_fault)
{
	struct exception first;
	struct delivery last;
	struct buf out = {0};

	protected_mode();
	rig.state.idtr.limit = 0;
	exception_set(&first, X86_GP, 0x10, "the first");
	ck_assert_int_eq(deliver_chain(&rig.guest, &first, &last, &out), CHAIN_SHUTDOWN);
	ck_assert_str_eq(buf_str(&out),
			 "#GP(0x10): the first\n"
			 "its delivery raises #GP(0x6b): vector 13: the IDT at 0x20000 has a limit of 0x0, "
			 "so it ends before that "
			 "entry (which needs 0x6f)\n"
			 "#DF(0x0): a double fault, as #GP was raised while #GP was delivered\n"
			 "its delivery raises #GP(0x43): vector 8: the IDT at 0x20000 has a limit of 0x0, so "
			 "it ends before that "
			 "entry (which needs 0x47)\n"
			 "which is a triple fault: shutdown\n");
	buf_fini(&out);
}
END_TEST

/* Table 6-5: a benign first or a page fault after a contributory one are handled one after the other. */
START_TEST(serial_exceptions)
{
	struct exception first;
	struct delivery last;
	struct buf out = {0};

	protected_mode();
	exception_set(&first, X86_UD, 0, "the first");
	ck_assert_int_eq(deliver_chain(&rig.guest, &first, &last, &out), CHAIN_HANDLED);
	ck_assert_str_eq(buf_str(&out), "#UD: the first\n"
					"its delivery raises #GP(0x33): vector 6: its entry in the IDT (at "
					"0x20030) is all zeros, not "
					"an interrupt or trap gate\n"
					"#GP goes to its handler at 0x8:0x12345678\n");
	buf_fini(&out);
}
END_TEST

START_TEST(double_fault_is_handled)
{
	struct exception first;
	struct delivery last;
	struct buf out = {0};

	protected_mode();
	rig_put64(&rig, IDT + 8 * 8, gate(14, 0, 0x08, 0x2000));
	exception_set(&first, X86_PF, 0, "the first");
	ck_assert_int_eq(deliver_chain(&rig.guest, &first, &last, &out), CHAIN_HANDLED);
	ck_assert_msg(strstr(buf_str(&out),
			     "#DF(0x0): a double fault, as #GP was raised while #PF was delivered\n"
			     "#DF goes to its handler at 0x8:0x2000\n"),
		      "%s", buf_str(&out));
	buf_fini(&out);
}
END_TEST

START_TEST(real_mode_chain)
{
	struct exception first;
	struct delivery last;
	struct buf out = {0};

	real_mode();
	exception_set(&first, X86_UD, 0, "ff ff");
	ck_assert_int_eq(deliver_chain(&rig.guest, &first, &last, &out), CHAIN_HANDLED);
	ck_assert_str_eq(buf_str(&out),
			 "#UD: ff ff\n"
			 "#UD goes to its handler at 0000:0000, as the entry at 0x18 was never filled\n");
	buf_clear(&out);
	rig.state.idtr.base = RIG_DEVICE;
	ck_assert_int_eq(deliver_chain(&rig.guest, &first, &last, &out), CHAIN_UNKNOWN);
	buf_fini(&out);
}
END_TEST

Suite *suite_deliver(void)
{
	Suite *suite = suite_create("deliver");
	TCase *tc = tcase_create("deliver");

	tcase_add_test(tc, interrupt_table);
	tcase_add_test(tc, interrupt_table_too_short);
	tcase_add_test(tc, stack_in_real_mode);
	tcase_add_test(tc, gate_to_the_same_level);
	tcase_add_test(tc, idt_too_short);
	tcase_add_test(tc, gate_of_a_wrong_kind);
	tcase_add_test(tc, task_gate);
	tcase_add_test(tc, gate_to_a_wrong_segment);
	tcase_add_test(tc, target_beyond_the_segment);
	tcase_add_test(tc, software_needs_the_dpl);
	tcase_add_test(tc, stack_from_the_tss);
	tcase_add_test(tc, wrong_stack_in_the_tss);
	tcase_add_test(tc, no_room_for_the_frame);
	tcase_add_test(tc, virtual_8086);
	tcase_add_test(tc, long_gate);
	tcase_add_test(tc, interrupt_stack_table);
	tcase_add_test(tc, triple_fault);
	tcase_add_test(tc, serial_exceptions);
	tcase_add_test(tc, double_fault_is_handled);
	tcase_add_test(tc, real_mode_chain);
	suite_add_tcase(suite, tc);
	return suite;
}
