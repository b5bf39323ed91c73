#include <stdlib.h>
#include <string.h>

#include "suites.h"
#include "x86/cpuid.h"
#include "x86/start.h"

#define GIB (1ull << 30)

/* ---- start states */

/* SDM vol. 3, table 10-1: processor states following power-up, reset or INIT; the column for reset. */
START_TEST(reset_state)
{
	struct x86_state st;

	start_registers(START_RESET, &st);
	ck_assert_uint_eq(st.rflags, 2);
	ck_assert_uint_eq(st.rip, 0xfff0);
	ck_assert_uint_eq(st.cr0, 0x60000010);
	ck_assert_uint_eq(st.cr2 | st.cr3 | st.cr4 | st.cr8, 0);
	ck_assert_uint_eq(st.seg[X86_CS].selector, 0xf000);
	ck_assert_uint_eq(st.seg[X86_CS].base, 0xffff0000);
	for (int i = X86_ES; i <= X86_TR; i++) {
		ck_assert_uint_eq(st.seg[i].limit, 0xffff);
		ck_assert_uint_eq(st.seg[i].attr & X86_ATTR_P, X86_ATTR_P);
		if (i != X86_CS)
			ck_assert_uint_eq(st.seg[i].selector | st.seg[i].base, 0);
	}
	ck_assert_uint_eq(st.gdtr.base | st.idtr.base, 0);
	ck_assert_uint_eq(st.gdtr.limit, 0xffff);
	ck_assert_uint_eq(st.idtr.limit, 0xffff);
	ck_assert_uint_eq(st.dr[0] | st.dr[1] | st.dr[2] | st.dr[3], 0);
	ck_assert_uint_eq(st.dr[6], 0xffff0ff0);
	ck_assert_uint_eq(st.dr[7], 0x400);
	ck_assert_uint_eq(st.efer, 0);
	ck_assert_uint_eq(st.xcr0, 1);
	ck_assert_uint_eq(st.mxcsr, 0x1f80);
	for (int i = X86_RAX; i < X86_GPRS; i++)
		ck_assert_uint_eq(st.gpr[i], i == X86_RDX ? 0x60fb1 : 0);
}
END_TEST

/* EDX at reset is what CPUID.1 gives in EAX (table 10-1, note 3), in every model. */
START_TEST(reset_edx_is_the_signature)
{
	struct x86_state st;

	start_registers(START_RESET, &st);
	for (int model = 0; model < CPU_HOST; model++) {
		size_t count;
		const struct cpuid_leaf *leaves = cpuid_model(model, &count);

		for (size_t i = 0; i < count; i++) {
			if (leaves[i].leaf == 1)
				ck_assert_uint_eq(leaves[i].eax, st.gpr[X86_RDX]);
		}
	}
}
END_TEST

START_TEST(entry_points)
{
	static const struct {
		enum start_state start;
		uint64_t cs_base, rip, load_gpa, dl;
	} table[] = {
		{START_REAL, 0, 0, 0, 0},
		{START_BOOT, 0, 0x7c00, 0x7c00, 0x80},
		{START_RESET, 0xffff0000, 0xfff0, 0xffff0000, 0xb1},
		{START_PROTECTED, 0, 0x100000, 0x100000, 0},
		{START_LONG, 0, 0x100000, 0x100000, 0},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct x86_state st;

		start_registers(table[i].start, &st);
		ck_assert_uint_eq(st.seg[X86_CS].base, table[i].cs_base);
		ck_assert_uint_eq(st.rip, table[i].rip);
		ck_assert_uint_eq(st.rflags, 2);
		ck_assert_uint_eq(st.gpr[X86_RDX] & 0xff, table[i].dl);
		ck_assert_uint_eq(start_load_gpa(table[i].start, 0x10000), table[i].load_gpa);
	}
	/* Its last byte is the last below 4 GiB. */
	ck_assert_uint_eq(start_load_gpa(START_RESET, 4096) + 4096, 4 * GIB);
}
END_TEST

/* What the mode demands of the control registers (SDM vol. 3, 2.5 and 10.8.5). */
START_TEST(modes)
{
	struct x86_state st;

	for (int start = START_REAL; start <= START_RESET; start++) {
		start_registers(start, &st);
		ck_assert_uint_eq(st.cr0 & 0x80000001, 0);
		ck_assert_uint_eq(st.efer, 0);
	}
	start_registers(START_PROTECTED, &st);
	ck_assert_uint_eq(st.cr0 & 0x80000001, 0x00000001);
	ck_assert_uint_eq(st.seg[X86_CS].attr & (X86_ATTR_DB | X86_ATTR_L), X86_ATTR_DB);
	start_registers(START_LONG, &st);
	ck_assert_uint_eq(st.cr0 & 0x80000001, 0x80000001);
	ck_assert_uint_eq(st.cr4 & 0x20, 0x20);
	ck_assert_uint_eq(st.efer, 0x500);
	ck_assert_uint_eq(st.seg[X86_CS].attr & (X86_ATTR_DB | X86_ATTR_L), X86_ATTR_L);
}
END_TEST

/* ---- the tables in memory */

static uint8_t tables[START_TABLES_SIZE];

static uint64_t table_entry(uint64_t gpa)
{
	uint64_t entry;

	ck_assert_uint_ge(gpa, START_TABLES_GPA);
	ck_assert_uint_le(gpa + 8, START_TABLES_GPA + START_TABLES_SIZE);
	memcpy(&entry, tables + (gpa - START_TABLES_GPA), sizeof entry);
	return entry;
}

/* A descriptor as the segment register that it loads (SDM vol. 3, figure 3-8). */
static struct x86_seg descriptor_at(const struct x86_state *st, uint16_t selector)
{
	uint64_t d = table_entry(st->gdtr.base + (selector & ~7u));
	uint32_t limit = (uint32_t)(d & 0xffff) | ((uint32_t)(d >> 32) & 0xf0000);

	ck_assert_uint_le((selector | 7u), st->gdtr.limit);
	return (struct x86_seg){
		.selector = selector,
		.attr = (uint16_t)((d >> 40 & 0xff) | (d >> 52 & 0xf) << 12),
		.limit = d >> 55 & 1 ? limit << 12 | 0xfff : limit,
		.base = (d >> 16 & 0xffffff) | (d >> 32 & 0xff000000),
	};
}

/* A segment that is loaded again from the GDT is what it was. */
START_TEST(descriptors_match_the_segments)
{
	static const enum start_state starts[] = {START_PROTECTED, START_LONG};

	for (size_t i = 0; i < 2; i++) {
		struct x86_state st;

		start_registers(starts[i], &st);
		ck_assert(start_tables(starts[i], tables));
		ck_assert_uint_eq(table_entry(st.gdtr.base), 0);
		for (int seg = X86_ES; seg <= X86_GS; seg++) {
			struct x86_seg loaded = descriptor_at(&st, st.seg[seg].selector);

			ck_assert_uint_eq(loaded.attr, st.seg[seg].attr);
			ck_assert_uint_eq(loaded.limit, st.seg[seg].limit);
			ck_assert_uint_eq(loaded.base, st.seg[seg].base);
		}
	}
}
END_TEST

/* Four-level paging (SDM vol. 3, 4.5): the physical address, or all ones where it is not mapped. */
static uint64_t walk(uint64_t cr3, uint64_t address)
{
	uint64_t at = cr3;

	for (int shift = 39; shift >= 12; shift -= 9) {
		uint64_t entry = table_entry((at & 0x000ffffffffff000) + (address >> shift & 511) * 8);
		uint64_t page = (1ull << shift) - 1;

		if (!(entry & 1))
			return ~0ull;
		ck_assert_uint_eq(entry & ~(0x000ffffffffff000ull | 0x83),
				  0); /* writable, and nothing else */
		ck_assert_uint_eq(entry & 2, 2);
		if (entry & 0x80) {
			ck_assert_int_lt(shift, 39);
			ck_assert_uint_eq(entry & 0x000ffffffffff000 & page, 0); /* reserved bits */
			return (entry & 0x000ffffffffff000) | (address & page);
		}
		at = entry;
	}
	return (at & 0x000ffffffffff000) | (address & 0xfff);
}

START_TEST(four_gib_are_mapped_to_themselves)
{
	struct x86_state st;

	start_registers(START_LONG, &st);
	ck_assert(start_tables(START_LONG, tables));
	for (uint64_t address = 0; address < 4 * GIB; address += 1ull << 20) {
		ck_assert_uint_eq(walk(st.cr3, address), address);
		ck_assert_uint_eq(walk(st.cr3, address + 0xfffff), address + 0xfffff);
	}
	ck_assert_uint_eq(walk(st.cr3, 4 * GIB), ~0ull);
	ck_assert_uint_eq(walk(st.cr3, 1ull << 39), ~0ull);
	ck_assert_uint_eq(walk(st.cr3, 0xffff800000000000), ~0ull);
}
END_TEST

START_TEST(real_mode_needs_no_tables)
{
	static uint8_t want[START_TABLES_SIZE];

	memset(tables, 0xa5, sizeof tables);
	memset(want, 0xa5, sizeof want);
	ck_assert(!start_tables(START_REAL, tables));
	ck_assert(!start_tables(START_BOOT, tables));
	ck_assert(!start_tables(START_RESET, tables));
	ck_assert_mem_eq(tables, want, sizeof want);
}
END_TEST

/* What was there before does not show through. */
START_TEST(tables_are_written_whole)
{
	static uint8_t clean[START_TABLES_SIZE];
	static const enum start_state starts[] = {START_PROTECTED, START_LONG};

	for (size_t i = 0; i < 2; i++) {
		memset(clean, 0, sizeof clean);
		start_tables(starts[i], clean);
		memset(tables, 0xff, sizeof tables);
		start_tables(starts[i], tables);
		ck_assert_mem_eq(tables, clean, sizeof clean);
	}
}
END_TEST

/* ---- CPUID */

static const struct cpuid_leaf *leaf_of(enum cpu_model model, uint32_t leaf)
{
	size_t count;
	const struct cpuid_leaf *leaves = cpuid_model(model, &count);

	for (size_t i = 0; i < count; i++) {
		if (leaves[i].leaf == leaf && !leaves[i].subleaf)
			return &leaves[i];
	}
	ck_abort_msg("model %d has no leaf 0x%x", model, leaf);
}

/* The features of the levels of the x86-64 psABI, and what no model may show. */
START_TEST(cpuid_levels)
{
	const uint32_t v2_ecx = 1u | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23;
	const uint32_t v3_ecx = v2_ecx | 1u << 12 | 1u << 22 | 1u << 26 | 1u << 28 | 1u << 29;
	const uint32_t v1_edx = 1u | 1u << 8 | 1u << 15 | 1u << 23 | 1u << 24 | 1u << 25 | 1u << 26;

	ck_assert_uint_eq(leaf_of(CPU_BASELINE, 1)->ecx, v2_ecx);
	/* OSXSAVE, bit 27, follows CR4 and is not the model's. */
	ck_assert_uint_eq(leaf_of(CPU_V3, 1)->ecx, v3_ecx);
	ck_assert_uint_eq(leaf_of(CPU_BASELINE, 7)->ebx, 0);
	ck_assert_uint_eq(leaf_of(CPU_V3, 7)->ebx, 1u << 3 | 1u << 5 | 1u << 8);
	for (int model = 0; model < CPU_HOST; model++) {
		ck_assert_uint_eq(leaf_of(model, 1)->edx & v1_edx, v1_edx);
		ck_assert_uint_eq(leaf_of(model, 1)->edx & (1u << 9), 0);        /* no APIC */
		ck_assert_uint_eq(leaf_of(model, 1)->ecx & (1u << 31), 0);       /* no hypervisor */
		ck_assert_uint_eq(leaf_of(model, 0x80000001)->edx >> 29 & 1, 1); /* long mode */
		ck_assert_uint_eq(leaf_of(model, 0x80000001)->ecx & 1u << 2, 0); /* no SVM */
	}
}
END_TEST

START_TEST(cpuid_names)
{
	for (int model = 0; model < CPU_HOST; model++) {
		const struct cpuid_leaf *l = leaf_of(model, 0);
		char text[49] = {0};

		memcpy(text, &l->ebx, 4);
		memcpy(text + 4, &l->edx, 4);
		memcpy(text + 8, &l->ecx, 4);
		ck_assert_str_eq(text, "AuthenticAMD");
		for (uint32_t i = 0; i < 3; i++)
			memcpy(text + 16 * i, &leaf_of(model, 0x80000002 + i)->eax, 16);
		ck_assert_str_eq(text, model == CPU_V3 ? "romkit v3 CPU" : "romkit baseline CPU");
	}
}
END_TEST

/* No leaf twice, in order, none behind the highest of its range, which is there. */
START_TEST(cpuid_leaves)
{
	for (int model = 0; model < CPU_HOST; model++) {
		size_t count;
		const struct cpuid_leaf *leaves = cpuid_model(model, &count);

		for (size_t i = 0; i < count; i++) {
			uint32_t highest = leaf_of(model, leaves[i].leaf & 0x80000000)->eax;

			ck_assert_uint_le(leaves[i].leaf, highest);
			leaf_of(model, highest);
			if (!i)
				continue;
			ck_assert(leaves[i].leaf > leaves[i - 1].leaf ||
				  (leaves[i].leaf == leaves[i - 1].leaf &&
				   leaves[i].subleaf > leaves[i - 1].subleaf));
		}
	}
}
END_TEST

START_TEST(cpuid_with_an_apic)
{
	for (enum cpu_model model = 0; model < CPU_HOST; model++) {
		size_t count;
		const struct cpuid_leaf *leaves = cpuid_model(model, &count);

		for (size_t i = 0; i < count; i++) {
			const struct cpuid_leaf *without = &leaves[i];
			struct cpuid_leaf with = cpuid_with_apic(without);
			bool has_edx = without->leaf == 1 || without->leaf == 0x80000001;

			ck_assert_uint_eq(with.leaf, without->leaf);
			ck_assert_uint_eq(with.subleaf, without->subleaf);
			ck_assert_uint_eq(with.eax, without->eax);
			ck_assert_uint_eq(with.ebx, without->ebx);
			ck_assert_uint_eq(with.edx ^ without->edx, has_edx ? 1u << 9 : 0);
			ck_assert_uint_eq(with.ecx ^ without->ecx, without->leaf == 1 ? 1u << 21 : 0);
		}
	}
}
END_TEST

START_TEST(cpuid_of_the_host_is_no_model)
{
	struct buf names = {0};
	size_t count = 1;

	ck_assert_ptr_null(cpuid_model(CPU_HOST, &count));
	ck_assert_uint_eq(count, 0);
	ck_assert_uint_eq(cpuid_missing(CPU_HOST, NULL, 0, &names), 0);
	buf_fini(&names);
}
END_TEST

START_TEST(cpuid_missing_features)
{
	struct cpuid_leaf offered[32];
	struct buf names = {0};
	size_t count;
	const struct cpuid_leaf *v3 = cpuid_model(CPU_V3, &count);
	size_t all;

	ck_assert_uint_le(count, 32);
	memcpy(offered, v3, count * sizeof *v3);
	ck_assert_uint_eq(cpuid_missing(CPU_V3, offered, count, &names), 0);
	ck_assert_uint_eq(cpuid_missing(CPU_BASELINE, offered, count, &names), 0);
	ck_assert_uint_eq(names.len, 0);
	for (size_t i = 0; i < count; i++) {
		if (offered[i].leaf == 7)
			offered[i].ebx &= ~(1u << 5);
		if (offered[i].leaf == 1)
			offered[i].edx &= ~1u;
	}
	ck_assert_uint_eq(cpuid_missing(CPU_V3, offered, count, &names), 2);
	ck_assert_str_eq(buf_str(&names), "fpu avx2");
	all = cpuid_missing(CPU_V3, NULL, 0, &names);
	ck_assert_uint_gt(all, cpuid_missing(CPU_BASELINE, NULL, 0, &names));
	buf_fini(&names);
}
END_TEST

Suite *suite_start(void)
{
	Suite *suite = suite_create("start");
	TCase *states = tcase_create("states"), *memory = tcase_create("tables"),
	      *cpuid = tcase_create("cpuid");

	tcase_add_test(states, reset_state);
	tcase_add_test(states, reset_edx_is_the_signature);
	tcase_add_test(states, entry_points);
	tcase_add_test(states, modes);
	tcase_add_test(memory, descriptors_match_the_segments);
	tcase_add_test(memory, four_gib_are_mapped_to_themselves);
	tcase_add_test(memory, real_mode_needs_no_tables);
	tcase_add_test(memory, tables_are_written_whole);
	tcase_add_test(cpuid, cpuid_levels);
	tcase_add_test(cpuid, cpuid_names);
	tcase_add_test(cpuid, cpuid_leaves);
	tcase_add_test(cpuid, cpuid_with_an_apic);
	tcase_add_test(cpuid, cpuid_of_the_host_is_no_model);
	tcase_add_test(cpuid, cpuid_missing_features);
	suite_add_tcase(suite, states);
	suite_add_tcase(suite, memory);
	suite_add_tcase(suite, cpuid);
	return suite;
}
