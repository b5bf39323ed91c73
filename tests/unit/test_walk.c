#include "guest_rig.h"
#include "suites.h"
#include "x86/walk.h"

/*
 * One page at a time is mapped, by hand: tables at 0x10000 and up, as SDM vol. 3, 4.3 to 4.5 draws them. Bits
 * of entries: 0 present, 1 writable, 2 user, 7 page size, 63 execute-disable.
 */
#define DIRECTORY 0x10000u
#define TABLE     0x11000u
#define POINTERS  0x12000u
#define PML4      0x13000u
#define PML5      0x14000u
#define NX        (1ull << 63)

static const struct x86_access reads, writes = {.write = true}, fetches = {.fetch = true},
				      user_reads = {.user = true},
				      user_writes = {.user = true, .write = true};

static struct guest_rig rig;
static struct exception ex;
static uint64_t gpa;

static enum check try_walk(uint64_t linear, struct x86_access access)
{
	gpa = 0;
	return walk(&rig.guest, linear, access, &gpa, &ex);
}

static void expect(uint64_t linear, struct x86_access access, uint64_t to)
{
	ck_assert_int_eq(try_walk(linear, access), CHECK_FINE);
	ck_assert_uint_eq(gpa, to);
}

static void expect_fault(uint64_t linear, struct x86_access access, uint32_t error, const char *why)
{
	ck_assert_int_eq(try_walk(linear, access), CHECK_RAISED);
	ck_assert_uint_eq(ex.vector, X86_PF);
	ck_assert_uint_eq(ex.error, error);
	ck_assert_uint_eq(ex.address, linear);
	ck_assert_msg(strstr(ex.why, why), "%s", ex.why);
}

static void paging_32(void)
{
	rig_init(&rig, START_PROTECTED);
	rig.state.cr0 |= X86_CR0_PG;
	rig.state.cr3 = DIRECTORY;
}

static void paging_pae(void)
{
	paging_32();
	rig.state.cr4 = X86_CR4_PAE;
	rig.state.cr3 = POINTERS;
	rig_put64(&rig, POINTERS + 8, DIRECTORY | 1);
}

static void paging_long(void)
{
	rig_init(&rig, START_LONG);
	rig.state.cr3 = PML4;
	rig_put64(&rig, PML4 + 8, POINTERS | 7);       /* 0x8000000000 */
	rig_put64(&rig, POINTERS + 8, DIRECTORY | 7);  /* + 0x40000000 */
	rig_put64(&rig, DIRECTORY + 8 * 2, TABLE | 7); /* + 0x400000 */
}

START_TEST(no_paging)
{
	rig_init(&rig, START_REAL);
	expect(0x12345, writes, 0x12345);
	ck_assert_str_eq(walk_mode_name(&rig.state), "no paging");
}
END_TEST

START_TEST(two_levels)
{
	paging_32();
	rig_put32(&rig, DIRECTORY + 4 * 704, TABLE | 3);
	rig_put32(&rig, TABLE + 4 * 1, 0x5000 | 3);
	expect(0xb0001234, reads, 0x5234);
	expect_fault(0xb0002000, reads, 0,
		     "read of 0xb0002000: page-table entry 2 (at 0x11008) is 0x0: not present");
	expect_fault(0xa0000000, writes, 2,
		     "write of 0xa0000000: page-directory entry 640 (at 0x10a00) is 0x0: not present; CR3 is "
		     "0x10000");
	ck_assert_str_eq(walk_mode_name(&rig.state), "32-bit paging");
}
END_TEST

START_TEST(large_page_of_4_mib)
{
	paging_32();
	/* Bits 39:32 of the address lie in bits 20:13 (PSE-36). */
	rig_put32(&rig, DIRECTORY + 4, 0x00c00000 | 1u << 13 | 0x80 | 3);
	rig.state.cr4 = X86_CR4_PSE;
	expect(0x00412345, reads, 0x100c12345);
	rig_put32(&rig, DIRECTORY + 4, 0x00c00000 | 1u << 21 | 0x80 | 3);
	expect_fault(0x00400000, reads, 9, "a reserved bit is set");
	/* Without CR4.PSE the bit means nothing: the entry points to a table. */
	rig.state.cr4 = 0;
	rig_put32(&rig, DIRECTORY + 4, TABLE | 0x80 | 3);
	rig_put32(&rig, TABLE, 0x7000 | 3);
	expect(0x00400010, reads, 0x7010);
}
END_TEST

START_TEST(pae)
{
	paging_pae();
	rig_put64(&rig, DIRECTORY + 8, TABLE | 3);
	rig_put64(&rig, TABLE, 0x200005000 | 3);
	expect(0x40200020, reads, 0x200005020);
	/* A pointer has no R/W and no U/S bit: 1 was enough above. */
	expect(0x40200020, writes, 0x200005020);
	expect_fault(0x80000000, reads, 0, "page-directory-pointer entry 2 (at 0x12010) is 0x0: not present");
	rig_put64(&rig, DIRECTORY + 16, 0x600000 | 0x80 | 3);
	expect(0x40412345, reads, 0x612345);
	rig_put64(&rig, DIRECTORY + 16, 0x610000 | 0x80 | 3);
	expect_fault(0x40412345, reads, 9, "a reserved bit is set");
	ck_assert_str_eq(walk_mode_name(&rig.state), "PAE paging");
}
END_TEST

START_TEST(four_levels)
{
	paging_long();
	rig_put64(&rig, TABLE + 8 * 3, 0x9000 | 7);
	expect(0x8040403abc, reads, 0x9abc);
	expect_fault(0x8040404000, fetches, 0, "fetch of 0x8040404000: page-table entry 4");
	expect_fault(0x8080000000, reads, 0, "page-directory-pointer entry 2");
	expect_fault(0x0000000000, reads, 0, "PML4 entry 0 (at 0x13000) is 0x0: not present");
	/* A page of 1 GiB, and the bit that a PML4 entry must not have. */
	rig_put64(&rig, POINTERS + 8 * 2, 0x40000000 | 0x80 | 3);
	expect(0x8092345678, reads, 0x52345678);
	rig_put64(&rig, PML4, POINTERS | 0x80 | 3);
	expect_fault(0, reads, 9, "a reserved bit is set");
}
END_TEST

START_TEST(five_levels)
{
	paging_long();
	rig.state.cr4 |= X86_CR4_LA57;
	rig.state.cr3 = PML5;
	rig_put64(&rig, PML5 + 8 * 2, PML4 | 7);
	rig_put64(&rig, TABLE, 0x9000 | 7);
	expect(0x2008040400000, reads, 0x9000);
	expect_fault(0x8040400000, reads, 0, "PML5 entry 0");
	ck_assert_str_eq(walk_mode_name(&rig.state), "5-level paging");
}
END_TEST

START_TEST(write_protection)
{
	paging_long();
	rig_put64(&rig, TABLE, 0x9000 | 5);
	expect(0x8040400000, reads, 0x9000);
	/* A supervisor may write anywhere until CR0.WP is 1. */
	expect(0x8040400000, writes, 0x9000);
	rig.state.cr0 |= X86_CR0_WP;
	expect_fault(0x8040400000, writes, 3, "read-only (an R/W bit on its way is 0), and CR0.WP is 1");
	rig.state.cr0 &= ~(uint64_t)X86_CR0_WP;
	expect_fault(0x8040400000, user_writes, 7, "read-only");
	/* One level is enough. */
	rig_put64(&rig, TABLE, 0x9000 | 7);
	rig_put64(&rig, PML4 + 8, POINTERS | 5);
	expect_fault(0x8040400000, user_writes, 7, "read-only");
}
END_TEST

START_TEST(user_pages)
{
	paging_long();
	rig_put64(&rig, TABLE, 0x9000 | 3);
	expect_fault(0x8040400000, user_reads, 5,
		     "not for user mode (a U/S bit on its way is 0), and CPL is 3");
	rig_put64(&rig, TABLE, 0x9000 | 7);
	expect(0x8040400000, user_reads, 0x9000);
	expect(0x8040400000, fetches, 0x9000);
	rig.state.cr4 |= X86_CR4_SMEP;
	expect_fault(0x8040400000, fetches, 0x11, "CR4.SMEP is 1");
	rig.state.cr4 |= X86_CR4_SMAP;
	expect_fault(0x8040400000, reads, 1, "CR4.SMAP is 1");
	rig.state.rflags |= X86_FLAG_AC;
	expect(0x8040400000, reads, 0x9000);
	/* What the processor reads by itself has no such permission. */
	expect_fault(0x8040400000, x86_access_system(false), 1, "CR4.SMAP is 1");
}
END_TEST

START_TEST(execute_disable)
{
	paging_long();
	rig_put64(&rig, TABLE, NX | 0x9000 | 7);
	/* Without EFER.NXE the bit is reserved. */
	expect_fault(0x8040400000, reads, 9, "a reserved bit is set");
	rig.state.efer |= X86_EFER_NXE;
	expect(0x8040400000, reads, 0x9000);
	expect_fault(0x8040400000, fetches, 0x11, "not executable");
}
END_TEST

START_TEST(address_width)
{
	paging_long();
	rig_put64(&rig, TABLE, 1ull << 45 | 0x9000 | 7);
	expect(0x8040400000, reads, 1ull << 45 | 0x9000);
	rig.guest.phys_bits = 40;
	expect_fault(0x8040400000, reads, 9, "a reserved bit is set");
}
END_TEST

START_TEST(tables_where_no_memory_is)
{
	paging_32();
	rig.state.cr3 = RIG_DEVICE;
	ck_assert_int_eq(try_walk(0, reads), CHECK_UNKNOWN);
	/* All ones: present, and a page of its own. */
	rig.state.cr3 = 0x200000;
	expect(0x00001000, reads, 0xfffff000);
}
END_TEST

Suite *suite_walk(void)
{
	Suite *suite = suite_create("walk");
	TCase *tc = tcase_create("walk");

	tcase_add_test(tc, no_paging);
	tcase_add_test(tc, two_levels);
	tcase_add_test(tc, large_page_of_4_mib);
	tcase_add_test(tc, pae);
	tcase_add_test(tc, four_levels);
	tcase_add_test(tc, five_levels);
	tcase_add_test(tc, write_protection);
	tcase_add_test(tc, user_pages);
	tcase_add_test(tc, execute_disable);
	tcase_add_test(tc, address_width);
	tcase_add_test(tc, tables_where_no_memory_is);
	suite_add_tcase(suite, tc);
	return suite;
}
