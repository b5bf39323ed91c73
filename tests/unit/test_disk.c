#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dev/disk.h"
#include "suites.h"

static struct disk_geometry chs(uint16_t cylinders, uint16_t heads, uint16_t sectors)
{
	return (struct disk_geometry){cylinders, heads, sectors};
}

static void init(struct disk *disk, const uint8_t *image, size_t len, struct disk_geometry geometry)
{
	struct err err;

	ck_assert_msg(disk_init(disk, image, len, geometry, &err) == 0, "%s", err.text);
}

/* What init makes of an image's size; the bytes are never looked at. */
static void check_size(size_t len, struct disk_geometry given, struct disk_geometry made, uint64_t sectors)
{
	static const uint8_t nowhere;
	struct disk disk;

	init(&disk, &nowhere, len, given);
	ck_assert_uint_eq(disk.geometry.cylinders, made.cylinders);
	ck_assert_uint_eq(disk.geometry.heads, made.heads);
	ck_assert_uint_eq(disk.geometry.sectors, made.sectors);
	ck_assert_uint_eq(disk.sectors, sectors);
	disk_fini(&disk);
}

START_TEST(default_geometry_covers_the_image)
{
	check_size(0, chs(0, 0, 0), chs(1, 16, 63), 1008);
	check_size(1, chs(0, 0, 0), chs(1, 16, 63), 1008);
	check_size(1008 * 512, chs(0, 0, 0), chs(1, 16, 63), 1008);
	check_size(1008 * 512 + 1, chs(0, 0, 0), chs(2, 16, 63), 2016);
	check_size(1009 * 512, chs(0, 0, 0), chs(2, 16, 63), 2016);
	check_size((size_t)16383 * 1008 * 512, chs(0, 0, 0), chs(16383, 16, 63), 16514064);
	/* More than CHS reaches: whole cylinders all the same. */
	check_size((size_t)16383 * 1008 * 512 + 1, chs(0, 0, 0), chs(16383, 16, 63), 16384 * 1008);
}
END_TEST

START_TEST(given_geometry)
{
	/* A floppy's, with an image that is shorter, as long and longer. */
	check_size(512, chs(80, 2, 18), chs(80, 2, 18), 2880);
	check_size(2880 * 512, chs(80, 2, 18), chs(80, 2, 18), 2880);
	check_size(2881 * 512, chs(80, 2, 18), chs(80, 2, 18), 2916);
	check_size(0, chs(65535, 16, 255), chs(65535, 16, 255), 267382800);
}
END_TEST

START_TEST(bad_geometries_are_refused)
{
	static const struct disk_geometry bad[] = {{0, 16, 63}, {1, 0, 63},   {1, 16, 0},
						   {1, 17, 63}, {1, 16, 256}, {0, 0, 1}};
	struct disk disk;
	struct err err;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_int_eq(disk_init(&disk, NULL, 0, bad[i], &err), -1);
		ck_assert_ptr_nonnull(strstr(err.text, "disk geometry"));
		disk_fini(&disk);
	}
}
END_TEST

/* An image of a sector and 3 bytes. */
static uint8_t image[515];

static struct disk disk;

static void setup(void)
{
	memset(image, 0x11, 512);
	memset(image + 512, 0x22, 3);
	init(&disk, image, sizeof image, chs(0, 0, 0));
}

static void teardown(void)
{
	disk_fini(&disk);
}

/* The sector starts with these bytes, and the rest is `rest`. */
static void check_sector(uint64_t lba, const char *start, size_t len, uint8_t rest)
{
	uint8_t bytes[512];

	memset(bytes, 0x99, sizeof bytes);
	ck_assert(disk_read(&disk, lba, bytes));
	ck_assert_mem_eq(bytes, start, len);
	for (size_t i = len; i < sizeof bytes; i++)
		ck_assert_uint_eq(bytes[i], rest);
}

static void fill(uint64_t lba, uint8_t byte)
{
	uint8_t bytes[512];

	memset(bytes, byte, sizeof bytes);
	ck_assert(disk_write(&disk, lba, bytes));
}

START_TEST(behind_the_image_are_zeros)
{
	check_sector(0, "", 0, 0x11);
	check_sector(1, "\x22\x22\x22", 3, 0);
	check_sector(2, "", 0, 0);
	check_sector(1007, "", 0, 0);
}
END_TEST

START_TEST(there_is_an_end)
{
	uint8_t bytes[512] = {0x77};

	ck_assert(!disk_read(&disk, 1008, bytes));
	ck_assert(!disk_write(&disk, 1008, bytes));
	ck_assert(!disk_read(&disk, UINT64_MAX, bytes));
	ck_assert(!disk_write(&disk, UINT64_MAX, bytes));
	ck_assert_uint_eq(bytes[0], 0x77);
}
END_TEST

START_TEST(writes_leave_the_image_and_the_neighbours)
{
	fill(0, 0x33);
	fill(1007, 0x44);
	check_sector(0, "", 0, 0x33);
	check_sector(1, "\x22\x22\x22", 3, 0);
	check_sector(2, "", 0, 0);
	check_sector(1006, "", 0, 0);
	check_sector(1007, "", 0, 0x44);
	ck_assert_uint_eq(image[0], 0x11);
}
END_TEST

/* The changed sectors as text: "LBA=first byte ". */
static char *changes(void)
{
	struct buf text = {0};
	uint8_t bytes[512];

	for (uint64_t lba = 0; disk_next_changed(&disk, &lba, bytes); lba++)
		buf_printf(&text, "%u=%02x ", (unsigned)lba, bytes[0]);
	return buf_take(&text);
}

static void check_changes(const char *expected)
{
	char *text = changes();

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(changed_means_different)
{
	uint64_t lba = 991;
	uint8_t bytes[512];

	check_changes("");
	fill(993, 0x01);
	fill(31, 0x02);
	fill(32, 0x03);
	fill(500, 0x00); /* what was there */
	fill(0, 0x11);
	check_changes("31=02 32=03 993=01 ");
	/* From the middle of what was never written. */
	ck_assert(disk_next_changed(&disk, &lba, bytes));
	ck_assert_uint_eq(lba, 993);
	fill(0, 0x05);
	fill(32, 0x00); /* there and back */
	check_changes("0=05 31=02 993=01 ");
}
END_TEST

START_TEST(the_rest_of_the_last_sector_can_change)
{
	uint8_t bytes[512];

	ck_assert(disk_read(&disk, 1, bytes));
	ck_assert(disk_write(&disk, 1, bytes));
	check_changes("");
	bytes[511] = 1;
	ck_assert(disk_write(&disk, 1, bytes));
	check_changes("1=22 ");
}
END_TEST

START_TEST(a_zeroed_disk_has_nothing)
{
	struct disk empty = {0};
	uint8_t bytes[512];
	uint64_t lba = 0;

	ck_assert(!disk_read(&empty, 0, bytes));
	ck_assert(!disk_write(&empty, 0, bytes));
	ck_assert(!disk_next_changed(&empty, &lba, bytes));
	disk_fini(&empty);
}
END_TEST

/* The copy has chunks of 16 KiB, 32 sectors; this one has room for two and a half. */
START_TEST(the_copy_has_a_limit)
{
	uint8_t bytes[512] = {0x77};

	disk.copy_bytes_max = 40 << 10;
	fill(0, 0x33);
	fill(31, 0x34);
	fill(64, 0x35);
	ck_assert_uint_eq(disk.copy_bytes, 32 << 10);
	ck_assert(!disk.full);
	ck_assert(!disk_write(&disk, 32, bytes));
	ck_assert(disk.full);
	check_sector(32, "", 0, 0);
	/* From here on all are lost, those that have a chunk too. */
	ck_assert(!disk_write(&disk, 0, bytes));
	check_changes("0=33 31=34 64=35 ");
}
END_TEST

START_TEST(a_write_behind_the_end_needs_no_room)
{
	uint8_t bytes[512] = {0};

	disk.copy_bytes_max = 0;
	ck_assert(!disk_write(&disk, 1008, bytes));
	ck_assert(!disk.full);
	ck_assert(!disk_write(&disk, 1007, bytes));
	ck_assert(disk.full);
}
END_TEST

Suite *suite_disk(void)
{
	Suite *suite = suite_create("disk");
	TCase *size = tcase_create("size"), *data = tcase_create("data");

	tcase_add_test(size, default_geometry_covers_the_image);
	tcase_add_test(size, given_geometry);
	tcase_add_test(size, bad_geometries_are_refused);
	tcase_add_test(size, a_zeroed_disk_has_nothing);
	tcase_add_checked_fixture(data, setup, teardown);
	tcase_add_test(data, behind_the_image_are_zeros);
	tcase_add_test(data, there_is_an_end);
	tcase_add_test(data, writes_leave_the_image_and_the_neighbours);
	tcase_add_test(data, changed_means_different);
	tcase_add_test(data, the_rest_of_the_last_sector_can_change);
	tcase_add_test(data, the_copy_has_a_limit);
	tcase_add_test(data, a_write_behind_the_end_needs_no_room);
	suite_add_tcase(suite, size);
	suite_add_tcase(suite, data);
	return suite;
}
