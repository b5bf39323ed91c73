#include "guest_rig.h"
#include "suites.h"
#include "x86/access.h"
#include "x86/descriptor.h"
#include "x86/segment.h"

static struct guest_rig rig;
static struct exception ex;
static uint64_t linear;

static enum check check_at(unsigned segno, uint64_t offset, unsigned size_bytes, bool write)
{
	return segment_check(&rig.state, segno, offset, size_bytes, write, &linear, &ex);
}

static void expect_fault(enum check check, uint8_t vector, uint32_t error, const char *why)
{
	ck_assert_int_eq(check, CHECK_RAISED);
	ck_assert_uint_eq(ex.vector, vector);
	ck_assert_uint_eq(ex.error, error);
	ck_assert_msg(strstr(ex.why, why), "%s", ex.why);
}

/* SDM vol. 3, 21.1.1: a word at 0xFFFF is beyond the segment; #SS for the stack. */
START_TEST(limit_in_real_mode)
{
	rig_init(&rig, START_BOOT);
	rig.state.seg[X86_DS].base = 0x12340;
	ck_assert_int_eq(check_at(X86_DS, 0xfffe, 2, true), CHECK_FINE);
	ck_assert_uint_eq(linear, 0x2233e);
	expect_fault(check_at(X86_DS, 0xffff, 2, false), X86_GP, 0,
		     "2 bytes at ds:0xffff: the limit of ds is 0xffff");
	expect_fault(check_at(X86_SS, 0xffff, 2, true), X86_SS_FAULT, 0, "ss:0xffff");
	/* Code may be written: there are no kinds of segments. */
	ck_assert_int_eq(check_at(X86_CS, 0x10, 1, true), CHECK_FINE);
}
END_TEST

START_TEST(limit_in_protected_mode)
{
	rig_init(&rig, START_PROTECTED);
	ck_assert_int_eq(check_at(X86_DS, 0xfffffffc, 4, true), CHECK_FINE);
	/* SDM vol. 3, 5.3: over 4 GiB it may fault or not. */
	ck_assert_int_eq(check_at(X86_DS, 0xfffffffd, 4, true), CHECK_UNKNOWN);
	rig.state.seg[X86_DS].limit = 0xfffff;
	expect_fault(check_at(X86_DS, 0xffffd, 4, true), X86_GP, 0,
		     "4 bytes at ds:0xffffd: the limit of ds is 0xfffff");
	/* Expand-down: from limit + 1 to 0xffff or 0xffffffff, by the B bit. */
	rig.state.seg[X86_DS].attr = X86_ATTR_P | X86_ATTR_S | 0x7;
	rig.state.seg[X86_DS].limit = 0xfff;
	expect_fault(check_at(X86_DS, 0xfff, 1, true), X86_GP, 0, "ds expands down, from 0x1000 to 0xffff");
	ck_assert_int_eq(check_at(X86_DS, 0x1000, 1, true), CHECK_FINE);
	expect_fault(check_at(X86_DS, 0xffff, 2, true), X86_GP, 0, "expands down");
	rig.state.seg[X86_DS].attr |= X86_ATTR_DB;
	ck_assert_int_eq(check_at(X86_DS, 0xffff, 2, true), CHECK_FINE);
}
END_TEST

START_TEST(kinds_of_segments)
{
	rig_init(&rig, START_PROTECTED);
	expect_fault(check_at(X86_CS, 0, 1, true), X86_GP, 0,
		     "a write by cs, which is a code segment (selector 0x8)");
	ck_assert_int_eq(check_at(X86_CS, 0, 1, false), CHECK_FINE);
	rig.state.seg[X86_CS].attr &= (uint16_t)~2u;
	expect_fault(check_at(X86_CS, 0, 1, false), X86_GP, 0, "execute-only");
	rig.state.seg[X86_DS].attr &= (uint16_t)~2u;
	expect_fault(check_at(X86_DS, 0, 1, true), X86_GP, 0, "read-only");
	rig.state.seg[X86_ES] = (struct x86_seg){0};
	expect_fault(check_at(X86_ES, 0, 1, false), X86_GP, 0,
		     "es has no segment: a null selector (0x0) was loaded");
}
END_TEST

START_TEST(long_mode)
{
	rig_init(&rig, START_LONG);
	rig.state.seg[X86_DS] = (struct x86_seg){.base = 0x1000};
	ck_assert_int_eq(check_at(X86_DS, 0x7fffffffffff, 1, true), CHECK_FINE);
	ck_assert_uint_eq(linear, 0x7fffffffffff); /* base and limit of DS do not count */
	expect_fault(check_at(X86_DS, 0x7fffffffffff, 2, true), X86_GP, 0, "not canonical");
	expect_fault(check_at(X86_SS, 0x800000000000, 8, true), X86_SS_FAULT, 0, "not canonical");
	ck_assert_int_eq(check_at(X86_DS, 0xffff800000000000, 1, true), CHECK_FINE);
	rig.state.cr4 |= X86_CR4_LA57;
	ck_assert_int_eq(check_at(X86_DS, 0x800000000000, 8, true), CHECK_FINE);
	rig.state.seg[X86_GS].base = 0x5000;
	ck_assert_int_eq(check_at(X86_GS, 0x10, 8, true), CHECK_FINE);
	ck_assert_uint_eq(linear, 0x5010);
}
END_TEST

/* ---- descriptors */

START_TEST(descriptor_fields)
{
	/* SDM vol. 3, figure 3-8: base 0x12345678, limit 0xabcde pages, 32-bit readable code of DPL 3. */
	struct descriptor code = {.low = 0x12cafb345678bcde};
	struct x86_seg seg = descriptor_segment(&code, 0x1b);

	ck_assert_uint_eq(seg.base, 0x12345678);
	ck_assert_uint_eq(seg.limit, 0xabcdefff);
	ck_assert_uint_eq(seg.attr,
			  X86_ATTR_G | X86_ATTR_DB | X86_ATTR_P | X86_ATTR_DPL(3) | X86_ATTR_S | 0xb);
	ck_assert(descriptor_is_code(&code) && descriptor_is_readable(&code) &&
		  !descriptor_is_conforming(&code));
	ck_assert(!descriptor_is_writable(&code) && descriptor_is_present(&code) &&
		  !descriptor_is_system(&code));
	ck_assert_uint_eq(descriptor_dpl(&code), 3);
	ck_assert_str_eq(descriptor_kind(&code), "a readable code segment");
}
END_TEST

START_TEST(gate_fields)
{
	/* SDM vol. 3, figure 6-2 and 6-8: 0x12345678 in selector 8, an interrupt gate; then with bits 63:32.
	 */
	struct descriptor gate = {.low = 0x12348e0000085678, .high = 0xffff8000};

	ck_assert_uint_eq(descriptor_gate_selector(&gate), 8);
	ck_assert_uint_eq(descriptor_gate_offset(&gate, false), 0x12345678);
	ck_assert_uint_eq(descriptor_gate_offset(&gate, true), 0xffff800012345678);
	ck_assert_uint_eq(descriptor_type(&gate), DESCRIPTOR_INTERRUPT);
	ck_assert_str_eq(descriptor_kind(&gate), "an interrupt gate");
	gate.low = 0x1234860000085678;
	ck_assert_uint_eq(descriptor_gate_offset(&gate, false), 0x5678);
	ck_assert_str_eq(descriptor_kind(&gate), "a 16-bit interrupt gate");
	ck_assert_str_eq(descriptor_kind(&(struct descriptor){0}), "all zeros");
}
END_TEST

START_TEST(tables)
{
	struct descriptor d;

	rig_init(&rig, START_PROTECTED);
	ck_assert_int_eq(descriptor_read(&rig.guest, 0x10, X86_GP, 0, &d, &ex), CHECK_FINE);
	ck_assert(descriptor_is_writable(&d));
	expect_fault(descriptor_read(&rig.guest, 0x1b, X86_GP, 0, &d, &ex), X86_GP, 0x18,
		     "selector 0x1b: the GDT at 0x1000 has a limit of 0x17, so it ends before that entry "
		     "(which needs 0x1f)");
	expect_fault(descriptor_read(&rig.guest, 0x18, X86_TS, 1, &d, &ex), X86_TS, 0x19, "GDT");
	rig.state.seg[X86_LDTR] = (struct x86_seg){.base = 0x8000, .limit = 0xf, .attr = X86_ATTR_P | 2};
	rig_put64(&rig, 0x8008, 0x00cf92000000ffff);
	ck_assert_int_eq(descriptor_read(&rig.guest, 0xc, X86_GP, 0, &d, &ex), CHECK_FINE);
	ck_assert_uint_eq(d.low, 0x00cf92000000ffff);
	expect_fault(descriptor_read(&rig.guest, 0x14, X86_GP, 0, &d, &ex), X86_GP, 0x14,
		     "the LDT at 0x8000");
	rig.state.seg[X86_LDTR].attr = 0;
	expect_fault(descriptor_read(&rig.guest, 0xc, X86_GP, 0, &d, &ex), X86_GP, 0xc, "there is no LDT");
	rig.state.gdtr.base = RIG_DEVICE;
	ck_assert_int_eq(descriptor_read(&rig.guest, 8, X86_GP, 0, &d, &ex), CHECK_UNKNOWN);
}
END_TEST

/* A GDT in a page that is not there is #PF, by the processor's own read, also at CPL 3. */
START_TEST(table_behind_a_page_fault)
{
	struct descriptor d;

	rig_init(&rig, START_PROTECTED);
	rig.state.cr0 |= X86_CR0_PG;
	rig.state.cr3 = 0x10000;
	rig.state.seg[X86_SS].attr |= X86_ATTR_DPL(3);
	expect_fault(descriptor_read(&rig.guest, 8, X86_GP, 0, &d, &ex), X86_PF, 0,
		     "the entry of selector 0x8 in the GDT: read of 0x1008");
	ck_assert_uint_eq(ex.address, 0x1008);
}
END_TEST

/* ---- accesses */

START_TEST(access_over_two_pages)
{
	uint16_t value = 0;

	rig_init(&rig, START_PROTECTED);
	rig.state.cr0 |= X86_CR0_PG;
	rig.state.cr3 = 0x10000;
	rig_put32(&rig, 0x10000, 0x11000 | 3);
	rig_put32(&rig, 0x11000, 0x20000 | 3);
	rig.ram[0x20fff] = 0x34;
	expect_fault(access_read(&rig.guest, X86_DS, 0xfff, &value, 2, &ex), X86_PF, 0, "page-table entry 1");
	ck_assert_uint_eq(ex.address, 0x1000);
	rig_put32(&rig, 0x11004, 0x30000 | 3);
	rig.ram[0x30000] = 0x12;
	ck_assert_int_eq(access_read(&rig.guest, X86_DS, 0xfff, &value, 2, &ex), CHECK_FINE);
	ck_assert_uint_eq(value, 0x1234);
	ck_assert_int_eq(access_check(&rig.guest, X86_DS, 0xfff, 2, true, &ex), CHECK_FINE);
}
END_TEST

START_TEST(exception_texts)
{
	struct buf out = {0};

	rig_init(&rig, START_PROTECTED);
	exception_set(&ex, X86_GP, 0x10, "limit of %d", 5);
	exception_wrap(&ex, "mov");
	ck_assert_str_eq(ex.why, "mov: limit of 5");
	exception_print(&ex, &rig.state, &out);
	buf_addc(&out, ' ');
	rig.state.cr0 = 0;
	exception_print(&ex, &rig.state, &out);
	buf_addc(&out, ' ');
	ex.vector = 0x20;
	exception_print(&ex, &rig.state, &out);
	ck_assert_str_eq(buf_str(&out), "#GP(0x10) #GP interrupt 0x20");
	buf_fini(&out);
}
END_TEST

Suite *suite_segment(void)
{
	Suite *suite = suite_create("segment");
	TCase *tc = tcase_create("segment");

	tcase_add_test(tc, limit_in_real_mode);
	tcase_add_test(tc, limit_in_protected_mode);
	tcase_add_test(tc, kinds_of_segments);
	tcase_add_test(tc, long_mode);
	tcase_add_test(tc, descriptor_fields);
	tcase_add_test(tc, gate_fields);
	tcase_add_test(tc, tables);
	tcase_add_test(tc, table_behind_a_page_fault);
	tcase_add_test(tc, access_over_two_pages);
	tcase_add_test(tc, exception_texts);
	suite_add_tcase(suite, tc);
	return suite;
}
