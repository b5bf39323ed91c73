/* diff/compare.h: what counts as a difference between two engines; and the firmware that starts one. */
#include <string.h>

#include "diff/compare.h"
#include "engine/start_firmware.h"
#include "suites.h"
#include "x86/insn.h"
#include "x86/start.h"

static struct x86_state kvm, other;
static struct differences found;

static void begin(enum start_state start)
{
	start_registers(start, &kvm);
	other = kvm;
}

static void compare(uint64_t flags_open)
{
	compare_states(&kvm, &other, flags_open, &found);
}

/* That and no more differs. */
static void found_only(const char *name, uint64_t a, uint64_t b)
{
	ck_assert_uint_eq(found.count, 1);
	ck_assert_str_eq(found.at[0].name, name);
	ck_assert_uint_eq(found.at[0].kvm, a);
	ck_assert_uint_eq(found.at[0].other, b);
}

START_TEST(registers)
{
	begin(START_BOOT);
	compare(0);
	ck_assert_uint_eq(found.count, 0);
	other.gpr[X86_RAX] = 0x1234;
	compare(0);
	found_only("ax", 0, 0x1234);
	other.gpr[X86_RAX] = 0x12340000;
	compare(0);
	found_only("eax", 0, 0x12340000);
}
END_TEST

START_TEST(instruction_pointer)
{
	begin(START_LONG);
	other.rip = 0x100002;
	compare(0);
	found_only("rip", 0x100000, 0x100002);
}
END_TEST

/* SDM vol. 1, 3.4.1.1: outside 64-bit mode the upper halves are undefined. */
START_TEST(upper_halves)
{
	begin(START_PROTECTED);
	other.gpr[X86_RAX] = 1ull << 40;
	other.gpr[X86_R9] = 1;
	compare(0);
	ck_assert_uint_eq(found.count, 0);
	begin(START_LONG);
	other.gpr[X86_R9] = 1;
	compare(0);
	found_only("r9", 0, 1);
}
END_TEST

START_TEST(flags)
{
	begin(START_BOOT);
	other.rflags |= 1 << 4 | 1 << 16;
	compare(1 << 4);
	ck_assert_uint_eq(found.count, 0);
	compare(0);
	found_only("af", 0, 1);
}
END_TEST

START_TEST(hidden_parts)
{
	begin(START_PROTECTED);
	other.seg[X86_DS].attr &= (uint16_t)~1u; /* accessed */
	compare(0);
	ck_assert_uint_eq(found.count, 0);
	other.seg[X86_DS].limit = 0xffff;
	compare(0);
	found_only("ds.limit", 0xffffffff, 0xffff);
	kvm.seg[X86_DS].selector = other.seg[X86_DS].selector = 3; /* null */
	compare(0);
	ck_assert_uint_eq(found.count, 0);
}
END_TEST

START_TEST(real_mode_segments)
{
	begin(START_BOOT);
	other.seg[X86_CS].attr = 0x93; /* Bochs after a reset */
	compare(0);
	ck_assert_uint_eq(found.count, 0);
	other.seg[X86_ES].limit = 0xffffffff; /* what unreal mode leaves does count */
	compare(0);
	found_only("es.limit", 0xffff, 0xffffffff);
}
END_TEST

START_TEST(system_registers)
{
	begin(START_PROTECTED);
	other.idtr.limit = 0x3ff;
	compare(0);
	found_only("idtr.limit", 0, 0x3ff);
}
END_TEST

START_TEST(vectors)
{
	begin(START_BOOT);
	other.ymm[3][8] = 1;
	found.count = 0;
	compare_more(&kvm, &other, &found);
	found_only("xmm3.high", 0, 1);
}
END_TEST

/* SDM vol. 2: AF is undefined behind SHL and AND, all of OSZAPC but CF and OF behind MUL, none behind ADD. */
START_TEST(undefined_flags)
{
	static const struct {
		uint8_t bytes[3];
		uint32_t flags;
	} table[] = {
		{{0x01, 0xd8, 0x90}, 0},                                 /* add ax, bx */
		{{0x21, 0xd8, 0x90}, 1 << 4},                            /* and ax, bx */
		{{0xf7, 0xe3, 0x90}, 1 << 2 | 1 << 4 | 1 << 6 | 1 << 7}, /* mul bx */
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct insn insn;

		ck_assert_int_eq(insn_decode(INSN_REAL, table[i].bytes, 3, &insn), INSN_OK);
		ck_assert_uint_eq(insn.flags_undefined, table[i].flags);
	}
}
END_TEST

START_TEST(firmware)
{
	static uint8_t bytes[ENGINE_FIRMWARE_UNIT];
	static const uint8_t jump[] = {0xea, 0x00, 0x00, 0x00, 0xf0};
	struct err err;

	begin(START_BOOT);
	kvm.gpr[X86_RBX] = 0x1234;
	ck_assert_int_eq(start_firmware(&kvm, false, bytes, &err), 0);
	ck_assert_mem_eq(bytes + 0xfff0, jump, sizeof jump);
	ck_assert_uint_eq(bytes[0x840 + 8 * 3] | bytes[0x841 + 8 * 3] << 8, 0x1234);
	kvm.rflags |= 1 << 17;
	kvm.cr0 |= 1;
	ck_assert_int_eq(start_firmware(&kvm, false, bytes, &err), -1);
	ck_assert_str_eq(err.text, "another engine cannot be started in virtual-8086 mode");
}
END_TEST

Suite *suite_compare(void)
{
	Suite *suite = suite_create("compare");
	TCase *tc = tcase_create("compare");

	tcase_add_test(tc, registers);
	tcase_add_test(tc, instruction_pointer);
	tcase_add_test(tc, upper_halves);
	tcase_add_test(tc, flags);
	tcase_add_test(tc, hidden_parts);
	tcase_add_test(tc, real_mode_segments);
	tcase_add_test(tc, system_registers);
	tcase_add_test(tc, vectors);
	tcase_add_test(tc, undefined_flags);
	tcase_add_test(tc, firmware);
	suite_add_tcase(suite, tc);
	return suite;
}
