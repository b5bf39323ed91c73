#include <stdlib.h>
#include <string.h>

#include "gdb/target.h"
#include "gdb_rig.h"

/* By name, from the description itself, as gdb finds it. */
static size_t number_of(enum gdb_layout layout, const char *name)
{
	struct buf xml = {0};
	char *key = str_printf("<reg name=\"%s\" ", name);
	const char *at;
	size_t number;

	gdb_layout_xml(layout, &xml);
	at = strstr(buf_str(&xml), key);
	ck_assert_msg(at != NULL, "%s", name);
	number = strtoul(strstr(at, "regnum=\"") + 8, NULL, 10);
	free(key);
	buf_fini(&xml);
	return number;
}

static uint64_t get(const struct gdb_rig *rig, enum gdb_layout layout, const char *name)
{
	uint8_t value[GDB_REGISTER_MAX];
	uint64_t low;

	gdb_register_get(layout, number_of(layout, name), &rig->state, value);
	memcpy(&low, value, sizeof low);
	return low;
}

static int set(struct gdb_rig *rig, enum gdb_layout layout, const char *name, uint64_t low)
{
	uint8_t value[GDB_REGISTER_MAX] = {0};

	memcpy(value, &low, sizeof low);
	return gdb_register_set(layout, number_of(layout, name), value, &rig->state, &rig->err);
}

START_TEST(layouts)
{
	static struct gdb_rig rig;

	rig_real(&rig);
	ck_assert_int_eq(gdb_layout_of(&rig.state), GDB_LAYOUT_16);
	rig_protected(&rig);
	ck_assert_int_eq(gdb_layout_of(&rig.state), GDB_LAYOUT_32);
	rig_long(&rig);
	ck_assert_int_eq(gdb_layout_of(&rig.state), GDB_LAYOUT_64);
	ck_assert_uint_eq(number_of(GDB_LAYOUT_16, "eip"), gdb_register_ip(GDB_LAYOUT_16));
	ck_assert_uint_eq(number_of(GDB_LAYOUT_64, "rip"), gdb_register_ip(GDB_LAYOUT_64));
}
END_TEST

START_TEST(every_register_round_trips)
{
	static struct gdb_rig rig;

	for (int layout = 0; layout < GDB_LAYOUTS; layout++) {
		if (layout == GDB_LAYOUT_64)
			rig_long(&rig);
		else
			rig_real(&rig);
		/* Empty ST registers have no more of a tag. */
		rig.state.ftw = 0xff;
		for (size_t i = 0; i < gdb_register_count(layout); i++) {
			uint8_t value[GDB_REGISTER_MAX], now[GDB_REGISTER_MAX];
			struct x86_state before = rig.state;

			gdb_register_get(layout, i, &rig.state, value);
			if (i == number_of(layout, "ftag") ||
			    (layout == GDB_LAYOUT_64 && i >= number_of(layout, "cs") &&
			     i <= number_of(layout, "gs")))
				continue;
			value[0] ^= 0x40;
			ck_assert_int_eq(gdb_register_set(layout, i, value, &rig.state, &rig.err), 0);
			gdb_register_get(layout, i, &rig.state, now);
			ck_assert_mem_eq(now, value, sizeof now);
			ck_assert_mem_ne(&before, &rig.state, sizeof before);
			rig.state = before;
		}
	}
}
END_TEST

START_TEST(real_mode_is_linear)
{
	static struct gdb_rig rig;

	rig_real(&rig);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_16, "eip"), 0x1010);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_16, "ip"), 0x10);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_16, "esp"), 0x2100);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_16, "sp_offset"), 0xabcd0100);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "eip", 0x1fff), 0);
	ck_assert_uint_eq(rig.state.rip, 0xfff);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "esp", 0x20fe), 0);
	ck_assert_uint_eq(rig.state.gpr[X86_RSP], 0xabcd00fe);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "eip", 0xfff), -1);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "eip", 0x11000), -1);
	ck_assert_ptr_nonnull(strstr(rig.err.text, "out of the reach of CS"));
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "esp", 0x12000), -1);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "cs", 0x123), 0);
	ck_assert_uint_eq(rig.state.seg[X86_CS].base, 0x1230);
	ck_assert_uint_eq(rig.state.rip, 0xfff);
}
END_TEST

START_TEST(reset_vector)
{
	static struct gdb_rig rig;

	rig_real(&rig);
	rig.state.rip = 0xfff0;
	rig.state.seg[X86_CS].base = 0xffff0000;
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_16, "eip"), 0xfffffff0);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_16, "eip", 0xffff0005), 0);
	ck_assert_uint_eq(rig.state.rip, 5);
}
END_TEST

START_TEST(protected_mode)
{
	static struct gdb_rig rig;

	rig_protected(&rig);
	rig.state.seg[X86_CS].base = 0x100000;
	rig.state.seg[X86_SS].base = 0xfffff000;
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_32, "eip"), 0x100010);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_32, "esp"), 0x7000);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "eip", 0x1000), 0);
	ck_assert_uint_eq(rig.state.rip, 0xfff01000);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "esp", 0x6ffc), 0);
	ck_assert_uint_eq(rig.state.gpr[X86_RSP], 0x7ffc);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "ds", 0x10), -1);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "cs", 8), 0); /* as it is */
	/* A 16-bit stack in it. */
	rig.state.seg[X86_SS] = (struct x86_seg){.attr = 0x93, .base = 0x3000};
	rig.state.gpr[X86_RSP] = 0x12345678;
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_32, "esp"), 0x8678);
}
END_TEST

START_TEST(long_mode)
{
	static struct gdb_rig rig;

	rig_long(&rig);
	rig.state.rip = 0xffffffff80001000;
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_64, "rip"), 0xffffffff80001000);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_64, "rsp"), 0x8000);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_64, "rsp", 0xffff800000000000), 0);
	ck_assert_uint_eq(rig.state.gpr[X86_RSP], 0xffff800000000000);
	/* By the description of before: the low half, and the high one stays. */
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_32, "eip"), 0x80001000);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "eip", 0x80002000), 0);
	ck_assert_uint_eq(rig.state.rip, 0xffffffff80002000);
	rig.state.gpr[X86_RAX] = 0x1111111122222222;
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "eax", 3), 0);
	ck_assert_uint_eq(rig.state.gpr[X86_RAX], 0x1111111100000003);
}
END_TEST

START_TEST(x87)
{
	static struct gdb_rig rig;
	static const uint8_t one[10] = {0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f};

	rig_protected(&rig);
	rig.state.fsw = 6 << 11;
	rig.state.ftw = 0xc0;
	memcpy(rig.state.st[0], one, 10);
	ck_assert_uint_eq(get(&rig, GDB_LAYOUT_32, "ftag"), 0x4fff); /* 7: zero, 6: valid */
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "ftag", 0xcfff), 0);
	ck_assert_uint_eq(rig.state.ftw, 0x40);
	ck_assert_int_eq(set(&rig, GDB_LAYOUT_32, "st1", 5), 0);
	ck_assert_uint_eq(rig.state.mm[7][0], 5);
	ck_assert_uint_eq(rig.state.mm[6][7], 0x80);
}
END_TEST

/* With G all are written: of eip and ip only the one that was changed. */
START_TEST(all_at_once)
{
	static struct gdb_rig rig;
	uint8_t values[GDB_REGISTER_MAX * 128] = {0};
	size_t at = 0, esp = 0;
	uint32_t to = 0x2080;

	rig_real(&rig);
	for (size_t i = 0; i < gdb_register_count(GDB_LAYOUT_16); i++) {
		if (i == number_of(GDB_LAYOUT_16, "esp"))
			esp = at;
		gdb_register_get(GDB_LAYOUT_16, i, &rig.state, values + at);
		at += gdb_register_size(GDB_LAYOUT_16, i);
	}
	memcpy(values + esp, &to, sizeof to);
	ck_assert_int_eq(gdb_registers_set(GDB_LAYOUT_16, values, &rig.state, &rig.err), 0);
	ck_assert_uint_eq(rig.state.gpr[X86_RSP], 0xabcd0080);
}
END_TEST

Suite *suite_gdb_target(void)
{
	Suite *suite = suite_create("gdb_target");
	TCase *tc = tcase_create("gdb_target");

	tcase_add_test(tc, layouts);
	tcase_add_test(tc, every_register_round_trips);
	tcase_add_test(tc, real_mode_is_linear);
	tcase_add_test(tc, reset_vector);
	tcase_add_test(tc, protected_mode);
	tcase_add_test(tc, long_mode);
	tcase_add_test(tc, x87);
	tcase_add_test(tc, all_at_once);
	suite_add_tcase(suite, tc);
	return suite;
}
