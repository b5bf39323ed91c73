#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "dev/i440fx.h"
#include "suites.h"

/* Intel 290549 (440FX PCIset: the 82441FX) and 290550 (82371SB: PIIX3). */

static struct {
	struct bus bus;
	struct i440fx chipset;
	struct buf log;
} rig;

static void pam_noted(void *owner, uint32_t gpa, uint32_t size_bytes, bool read_ram, bool write_ram)
{
	buf_printf(owner, "%x+%x%s%s ", gpa, size_bytes, read_ram ? " r" : "", write_ram ? " w" : "");
}

static void reset_noted(void *owner, unsigned number, bool high)
{
	(void)number;
	buf_adds(owner, high ? "up " : "down ");
}

static void attach(bool has_disk)
{
	struct i440fx_config config = {.has_disk = has_disk, .pam = pam_noted, .pam_owner = &rig.log};
	struct err err;

	config.reset = (struct line){reset_noted, &rig.log, 0};
	ck_assert_msg(i440fx_attach(&rig.chipset, &rig.bus, &config, &err) == 0, "%s", err.text);
}

static void setup(void)
{
	memset(&rig, 0, sizeof rig);
	/* What was there before does not show. */
	memset(&rig.chipset, 0xaa, sizeof rig.chipset);
	attach(true);
}

static void teardown(void)
{
	buf_fini(&rig.log);
}

enum { HOST = 0x0000, ISA = 0x0800, IDE = 0x0900 };

static uint32_t rd(uint32_t function, uint8_t offset, uint8_t size_bytes)
{
	uint32_t value = 0;

	bus_write(&rig.bus, 0xcf8, 4, 0x80000000 | function | (offset & 0xfc));
	bus_read(&rig.bus, (uint16_t)(0xcfc + (offset & 3)), size_bytes, &value);
	return value;
}

static void wr(uint32_t function, uint8_t offset, uint8_t size_bytes, uint32_t value)
{
	bus_write(&rig.bus, 0xcf8, 4, 0x80000000 | function | (offset & 0xfc));
	bus_write(&rig.bus, (uint16_t)(0xcfc + (offset & 3)), size_bytes, value);
}

/* Value at power-on, and what is there after all ones and after all zeros were written. */
static const struct {
	uint32_t function;
	uint8_t offset, size_bytes;
	uint32_t first, ones, zeros;
} registers[] = {
	{HOST, 0x00, 4, 0x12378086, 0x12378086, 0x12378086},
	{HOST, 0x04, 4, 0x02800006, 0x02800146, 0x02800006},
	{HOST, 0x08, 4, 0x06000000, 0x06000000, 0x06000000},
	{HOST, 0x0e, 1, 0x00, 0x00, 0x00},
	{HOST, 0x10, 4, 0, 0, 0},
	{HOST, 0x2c, 4, 0x11001af4, 0x11001af4, 0x11001af4},
	{HOST, 0x30, 4, 0, 0, 0},
	{HOST, 0x59, 1, 0x00, 0x30, 0x00},
	{HOST, 0x5a, 2, 0x0000, 0x3333, 0x0000},
	{HOST, 0x5c, 4, 0, 0x33333333, 0},
	{HOST, 0x60, 4, 0x01010101, 0xffffffff, 0},
	{HOST, 0x73, 1, 0x00, 0x00, 0x00},
	{ISA, 0x00, 4, 0x70008086, 0x70008086, 0x70008086},
	{ISA, 0x04, 4, 0x02000007, 0x0200010f, 0x02000007},
	{ISA, 0x08, 4, 0x06010000, 0x06010000, 0x06010000},
	{ISA, 0x0e, 1, 0x80, 0x80, 0x80},
	{ISA, 0x10, 4, 0, 0, 0},
	{ISA, 0x2c, 4, 0, 0, 0},
	{ISA, 0x4c, 1, 0x4d, 0xff, 0x00},
	{ISA, 0x4e, 2, 0x0003, 0x01ff, 0x0000},
	{ISA, 0x60, 4, 0x80808080, 0x8f8f8f8f, 0},
	{ISA, 0xa0, 1, 0x08, 0x1f, 0x00},
	{ISA, 0xa8, 1, 0x0f, 0xff, 0x00},
	{IDE, 0x00, 4, 0x70108086, 0x70108086, 0x70108086},
	{IDE, 0x04, 4, 0x02800000, 0x02800005, 0x02800000},
	{IDE, 0x08, 4, 0x01018000, 0x01018000, 0x01018000},
	{IDE, 0x10, 4, 0, 0, 0},
	{IDE, 0x20, 4, 0, 0, 0},
	{IDE, 0x3c, 4, 0, 0, 0},
	{IDE, 0x40, 4, 0, 0xf3fff3ff, 0},
	{IDE, 0x44, 1, 0x00, 0xff, 0x00},
};

START_TEST(registers_hold_the_bits_they_have)
{
	ck_assert_uint_eq(rd(registers[_i].function, registers[_i].offset, registers[_i].size_bytes),
			  registers[_i].first);
	wr(registers[_i].function, registers[_i].offset, registers[_i].size_bytes, 0xffffffff);
	ck_assert_uint_eq(rd(registers[_i].function, registers[_i].offset, registers[_i].size_bytes),
			  registers[_i].ones);
	wr(registers[_i].function, registers[_i].offset, registers[_i].size_bytes, 0);
	ck_assert_uint_eq(rd(registers[_i].function, registers[_i].offset, registers[_i].size_bytes),
			  registers[_i].zeros);
}
END_TEST

/* Neither power management (00:01.3) nor VGA (00:02.0) nor anything else. */
START_TEST(no_other_function_is_there)
{
	unsigned found = 0;

	for (uint32_t devfn = 0; devfn < 256; devfn++)
		found += rd(devfn << 8, 0, 4) != 0xffffffff;
	ck_assert_uint_eq(found, 3);
	ck_assert_uint_eq(rd(0x0b00, 0, 4), 0xffffffff);
}
END_TEST

START_TEST(without_a_disk_there_is_no_ide_interface)
{
	rig.bus = (struct bus){0};
	attach(false);
	ck_assert_uint_eq(rd(IDE, 0, 4), 0xffffffff);
	ck_assert_uint_eq(rd(ISA, 0, 4), 0x70008086);
}
END_TEST

START_TEST(pam0_is_the_bios_segment)
{
	wr(HOST, 0x59, 1, 0x30);
	wr(HOST, 0x59, 1, 0x10);
	wr(HOST, 0x59, 1, 0x20);
	wr(HOST, 0x59, 1, 0x00);
	ck_assert_str_eq(buf_str(&rig.log), "f0000+10000 r w f0000+10000 r f0000+10000 w f0000+10000 ");
}
END_TEST

/* Each half of PAM1 to PAM6 is 16 KiB, in order from C0000 on. */
START_TEST(pam_segments_are_in_order)
{
	for (unsigned i = 0; i < 12; i++) {
		char expected[32];

		buf_clear(&rig.log);
		wr(HOST, (uint8_t)(0x5a + i / 2), 1, (i & 1 ? 0x13 : 0x01));
		snprintf(expected, sizeof expected, i & 1 ? "%x+4000 r w %x+4000 r " : "%x+4000 r ",
			 0xc0000 + 0x4000 * (i & ~1u), 0xc0000 + 0x4000 * i);
		ck_assert_str_eq(buf_str(&rig.log), expected);
	}
}
END_TEST

START_TEST(pam_tells_only_what_changed)
{
	wr(HOST, 0x5a, 1, 0x33);
	buf_clear(&rig.log);
	wr(HOST, 0x5a, 1, 0x33);
	wr(HOST, 0x59, 1, 0x0f); /* reserved */
	wr(HOST, 0x5b, 1, 0xcc); /* reserved */
	ck_assert_str_eq(buf_str(&rig.log), "");
	wr(HOST, 0x5a, 1, 0x31);
	ck_assert_str_eq(buf_str(&rig.log), "c0000+4000 r ");
}
END_TEST

/* As a BIOS does it: two dwords, 0x58 to 0x5F. */
START_TEST(pam_by_dwords)
{
	wr(HOST, 0x58, 4, 0x33003010);
	ck_assert_str_eq(buf_str(&rig.log), "f0000+10000 r w c8000+4000 r w cc000+4000 r w ");
	buf_clear(&rig.log);
	wr(HOST, 0x5c, 4, 0x10000000);
	ck_assert_str_eq(buf_str(&rig.log), "ec000+4000 r ");
	ck_assert_uint_eq(rd(HOST, 0x58, 4), 0x33003010);
	/* The same offsets of another function are not PAM. */
	buf_clear(&rig.log);
	wr(ISA, 0x58, 4, 0xffffffff);
	ck_assert_str_eq(buf_str(&rig.log), "");
}
END_TEST

/* SMRAM: the base is fixed at 010; with DLCK set DOPEN is 0, and both stay. */
START_TEST(smram_locks)
{
	ck_assert_uint_eq(rd(HOST, 0x72, 1), 0x02);
	wr(HOST, 0x72, 1, 0xef);
	ck_assert_uint_eq(rd(HOST, 0x72, 1), 0x6a);
	wr(HOST, 0x72, 1, 0x58);
	ck_assert_uint_eq(rd(HOST, 0x72, 1), 0x1a);
	wr(HOST, 0x72, 1, 0x48);
	ck_assert_uint_eq(rd(HOST, 0x72, 1), 0x1a);
	wr(HOST, 0x72, 1, 0x00);
	ck_assert_uint_eq(rd(HOST, 0x72, 1), 0x12);
}
END_TEST

START_TEST(both_reset_registers_reset)
{
	wr(HOST, 0x93, 1, 0x02);
	ck_assert_str_eq(buf_str(&rig.log), "");
	wr(HOST, 0x93, 1, 0x06);
	wr(HOST, 0x93, 1, 0x04);
	ck_assert_str_eq(buf_str(&rig.log), "up down ");
	bus_write(&rig.bus, 0xcf9, 1, 0x02);
	bus_write(&rig.bus, 0xcf9, 1, 0x06);
	ck_assert_str_eq(buf_str(&rig.log), "up down up down ");
}
END_TEST

START_TEST(nobody_need_listen)
{
	struct i440fx_config config = {.has_disk = true};
	struct err err;

	rig.bus = (struct bus){0};
	ck_assert_int_eq(i440fx_attach(&rig.chipset, &rig.bus, &config, &err), 0);
	wr(HOST, 0x58, 4, 0x33333300);
	wr(HOST, 0x93, 1, 0x04);
	ck_assert_uint_eq(rd(HOST, 0x58, 4), 0x33333000);
}
END_TEST

Suite *suite_i440fx(void)
{
	Suite *suite = suite_create("i440fx");
	TCase *tc = tcase_create("functions");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, registers_hold_the_bits_they_have, 0, sizeof registers / sizeof *registers);
	tcase_add_test(tc, no_other_function_is_there);
	tcase_add_test(tc, without_a_disk_there_is_no_ide_interface);
	tcase_add_test(tc, pam0_is_the_bios_segment);
	tcase_add_test(tc, pam_segments_are_in_order);
	tcase_add_test(tc, pam_tells_only_what_changed);
	tcase_add_test(tc, pam_by_dwords);
	tcase_add_test(tc, smram_locks);
	tcase_add_test(tc, both_reset_registers_reset);
	tcase_add_test(tc, nobody_need_listen);
	suite_add_tcase(suite, tc);
	return suite;
}
