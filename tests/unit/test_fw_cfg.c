#include <stdio.h>
#include <string.h>

#include "dev/fw_cfg.h"
#include "suites.h"

/* QEMU, docs/specs/fw_cfg. */

static struct {
	struct bus bus;
	struct fw_cfg cfg;
} rig;

static const struct fw_cfg_file zoo = {"opt/zoo", (const uint8_t *)"zebra", 5};
static const struct fw_cfg_file ant = {"bootorder", (const uint8_t *)"a\0b", 3};
static const struct fw_cfg_file own_e820 = {"etc/e820", (const uint8_t *)"mine", 4};
static const struct fw_cfg_file empty = {"etc/empty", NULL, 0};

#define MEMORY_BYTES 0x12345000ull

static int attach(const struct fw_cfg_file *files, size_t count, struct err *err)
{
	memset(&rig.cfg, 0xaa, sizeof rig.cfg);
	rig.bus = (struct bus){0};
	return fw_cfg_attach(&rig.cfg, &rig.bus, MEMORY_BYTES, files, count, err);
}

static void given(const struct fw_cfg_file *files, size_t count)
{
	struct err err;

	ck_assert_msg(attach(files, count, &err) == 0, "%s", err.text);
}

static void refused(const struct fw_cfg_file *files, size_t count, const char *text)
{
	struct err err;

	ck_assert_int_eq(attach(files, count, &err), -1);
	ck_assert_str_eq(err.text, text);
}

static void setup(void)
{
	struct fw_cfg_file files[] = {zoo, empty, ant};

	given(files, 3);
}

static void choose(uint16_t key)
{
	ck_assert(bus_write(&rig.bus, 0x510, 2, key));
}

static uint8_t next(void)
{
	uint32_t value;

	ck_assert(bus_read(&rig.bus, 0x511, 1, &value));
	return (uint8_t)value;
}

static uint64_t number(unsigned size_bytes, bool big)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size_bytes; i++)
		value = big ? value << 8 | next() : value | (uint64_t)next() << (8 * i);
	return value;
}

static void expect_bytes(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		ck_assert_uint_eq(next(), (uint8_t)bytes[i]);
}

START_TEST(fixed_items)
{
	choose(0x00);
	expect_bytes("QEMU\0\0", 6);
	choose(0x01);
	ck_assert_uint_eq(number(4, false), 1); /* traditional interface, no DMA */
	choose(0x03);
	ck_assert_uint_eq(number(8, false), MEMORY_BYTES);
	ck_assert_uint_eq(number(8, false), 0);
	choose(0x05);
	ck_assert_uint_eq(number(2, false), 1);
	choose(0x0f);
	ck_assert_uint_eq(number(2, false), 1);
	choose(0x0e);
	ck_assert_uint_eq(number(2, false), 0);
}
END_TEST

START_TEST(selecting_goes_to_the_start)
{
	choose(0x00);
	expect_bytes("QE", 2);
	choose(0x00);
	expect_bytes("QEMU", 4);
	choose(0x4000); /* write access makes no other item */
	expect_bytes("QEMU", 4);
}
END_TEST

START_TEST(unknown_keys_read_as_zeros)
{
	static const uint16_t keys[] = {0x02,   0x0d,   0x18,   0x1a,   0x1f,  0x24,
					0x3fff, 0x8000, 0x8003, 0x8019, 0xffff};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		choose(keys[i]);
		ck_assert_uint_eq(number(8, false), 0);
	}
}
END_TEST

static void expect_entry(const char *name, uint32_t size, uint16_t key)
{
	char text[56] = {0};

	strcpy(text, name);
	ck_assert_uint_eq(number(4, true), size);
	ck_assert_uint_eq(number(2, true), key);
	ck_assert_uint_eq(number(2, true), 0);
	expect_bytes(text, sizeof text);
}

START_TEST(the_directory_is_sorted_and_big_endian)
{
	choose(0x19);
	ck_assert_uint_eq(number(4, true), 4);
	expect_entry("bootorder", 3, 0x20);
	expect_entry("etc/e820", 20, 0x21);
	expect_entry("etc/empty", 0, 0x22);
	expect_entry("opt/zoo", 5, 0x23);
	expect_entry("", 0, 0);
}
END_TEST

START_TEST(files_have_the_keys_of_the_directory)
{
	choose(0x23);
	expect_bytes("zebra\0\0\0", 8);
	choose(0x20);
	expect_bytes("a\0b\0", 4);
	choose(0x22);
	expect_bytes("\0\0", 2);
}
END_TEST

START_TEST(e820_is_one_range_of_ram)
{
	choose(0x21);
	ck_assert_uint_eq(number(8, false), 0);
	ck_assert_uint_eq(number(8, false), MEMORY_BYTES);
	ck_assert_uint_eq(number(4, false), 1);
	ck_assert_uint_eq(number(4, false), 0);
}
END_TEST

START_TEST(a_given_e820_stays)
{
	given(&own_e820, 1);
	choose(0x19);
	ck_assert_uint_eq(number(4, true), 1);
	expect_entry("etc/e820", 4, 0x20);
	choose(0x20);
	expect_bytes("mine\0", 5);
}
END_TEST

START_TEST(without_files_there_is_e820)
{
	given(NULL, 0);
	choose(0x19);
	ck_assert_uint_eq(number(4, true), 1);
	expect_entry("etc/e820", 20, 0x20);
}
END_TEST

START_TEST(only_a_word_selects)
{
	uint32_t value;

	choose(0x00);
	expect_bytes("Q", 1);
	ck_assert(!bus_write(&rig.bus, 0x510, 1, 0x19));
	bus_write(&rig.bus, 0x510, 4, 0x19);
	expect_bytes("E", 1);
	/* The selector cannot be read, and there is no DMA address register. */
	ck_assert(!bus_read(&rig.bus, 0x510, 1, &value));
	ck_assert(!bus_read(&rig.bus, 0x514, 4, &value));
	expect_bytes("MU", 2);
}
END_TEST

START_TEST(writes_of_data_are_ignored)
{
	choose(0x4023);
	ck_assert(bus_write(&rig.bus, 0x511, 1, 'Z'));
	expect_bytes("zebra", 5);
	choose(0x4003);
	bus_write(&rig.bus, 0x511, 1, 0xff);
	ck_assert_uint_eq(number(8, false), MEMORY_BYTES);
}
END_TEST

/* The high byte of a word at 0x511 is port 0x512, where nobody is. */
START_TEST(a_word_is_one_byte_of_data)
{
	uint32_t value;

	choose(0x00);
	bus_read(&rig.bus, 0x511, 2, &value);
	ck_assert_uint_eq(value, 0xff00 | 'Q');
	expect_bytes("E", 1);
}
END_TEST

START_TEST(bad_names_are_refused)
{
	char name[58];
	struct fw_cfg_file file = {name, NULL, 0}, twice[] = {zoo, ant, zoo};

	memset(name, 'n', sizeof name);
	name[55] = '\0';
	given(&file, 1);
	choose(0x19);
	ck_assert_uint_eq(number(4, true), 2);
	expect_entry("etc/e820", 20, 0x20);
	expect_entry(name, 0, 0x21);
	name[55] = 'n';
	name[56] = '\0';
	refused(&file, 1,
		"fw_cfg: the name \"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\" has 56 "
		"characters, "
		"and 55 is the most");
	name[0] = '\0';
	refused(&file, 1, "fw_cfg: a file without a name");
	refused(twice, 3, "fw_cfg: two files \"opt/zoo\"");
}
END_TEST

START_TEST(too_many_files_are_refused)
{
	char names[33][8];
	struct fw_cfg_file files[33];

	for (int i = 0; i < 33; i++) {
		snprintf(names[i], sizeof names[i], "f%02d", 40 - i);
		files[i] = (struct fw_cfg_file){names[i], (const uint8_t *)names[i], 3};
	}
	given(files, 31);
	choose(0x3f);
	expect_bytes("f40", 4);
	refused(files, 32, "fw_cfg: 32 files, and 31 is the most beside etc/e820");
	refused(files, 33, "fw_cfg: 33 files, and 31 is the most beside etc/e820");
	files[0] = own_e820;
	given(files, 32);
	choose(0x19);
	ck_assert_uint_eq(number(4, true), 32);
	refused(files, 33, "fw_cfg: 33 files, and 32 is the most");
}
END_TEST

Suite *suite_fw_cfg(void)
{
	Suite *suite = suite_create("fw_cfg");
	TCase *tc = tcase_create("items");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, fixed_items);
	tcase_add_test(tc, selecting_goes_to_the_start);
	tcase_add_test(tc, unknown_keys_read_as_zeros);
	tcase_add_test(tc, the_directory_is_sorted_and_big_endian);
	tcase_add_test(tc, files_have_the_keys_of_the_directory);
	tcase_add_test(tc, e820_is_one_range_of_ram);
	tcase_add_test(tc, a_given_e820_stays);
	tcase_add_test(tc, without_files_there_is_e820);
	tcase_add_test(tc, only_a_word_selects);
	tcase_add_test(tc, writes_of_data_are_ignored);
	tcase_add_test(tc, a_word_is_one_byte_of_data);
	tcase_add_test(tc, bad_names_are_refused);
	tcase_add_test(tc, too_many_files_are_refused);
	suite_add_tcase(suite, tc);
	return suite;
}
