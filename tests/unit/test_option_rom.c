#include <stdlib.h>
#include <string.h>

#include "dev/option_rom.h"
#include "suites.h"

/* Exactly as many bytes as the test says, so that the sanitizer sees a look behind them. */
static uint8_t *image(size_t len, uint8_t units)
{
	uint8_t *bytes = calloc(1, len ? len : 1);
	static const uint8_t head[] = {0x55, 0xaa};

	memcpy(bytes, head, len < 2 ? len : 2);
	if (len > 2)
		bytes[2] = units;
	return bytes;
}

static void sum_to_zero(uint8_t *bytes, size_t last)
{
	uint8_t sum = 0;

	for (size_t i = 0; i <= last; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[last] = (uint8_t)(bytes[last] - sum);
}

static void refused(uint8_t *bytes, size_t len, const char *text)
{
	size_t size = 77;
	struct err err;

	ck_assert_int_eq(option_rom_check(bytes, len, &size, &err), -1);
	ck_assert_str_eq(err.text, text);
	ck_assert_uint_eq(size, 77);
}

START_TEST(good_images)
{
	static const struct {
		size_t len;
		uint8_t units;
	} table[] = {{512, 1}, {1024, 2}, {1024, 1}, {1025, 2}, {255 * 512, 255}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		uint8_t *bytes = image(table[i].len, table[i].units);
		size_t size = 0;
		struct err err;

		bytes[100] = 0x5a;
		sum_to_zero(bytes, table[i].units * 512u - 1);
		/* What lies behind is not part of it. */
		if (table[i].len > table[i].units * 512u)
			bytes[table[i].len - 1] ^= 0x11;
		ck_assert_msg(option_rom_check(bytes, table[i].len, &size, &err) == 0, "%s", err.text);
		ck_assert_uint_eq(size, table[i].units * 512u);
		free(bytes);
	}
}
END_TEST

START_TEST(too_short)
{
	uint8_t *bytes = image(2, 0);

	refused(bytes, 2, "option ROM: 2 bytes, too few for 55 AA and a length");
	refused(bytes, 0, "option ROM: 0 bytes, too few for 55 AA and a length");
	free(bytes);
}
END_TEST

START_TEST(wrong_signature)
{
	uint8_t *bytes = image(512, 1);

	bytes[0] = 0xaa;
	refused(bytes, 512, "option ROM: byte 0 is 0xaa, not 0x55: one starts with 55 AA");
	bytes[0] = 0x55;
	bytes[1] = 0x00;
	refused(bytes, 512, "option ROM: byte 1 is 0x00, not 0xaa: one starts with 55 AA");
	free(bytes);
}
END_TEST

START_TEST(no_length)
{
	uint8_t *bytes = image(1500, 0);

	refused(bytes, 1500,
		"option ROM: byte 2, its length in units of 512 bytes, is 0: for the file's 1500 bytes it "
		"should be "
		"0x03");
	free(bytes);
	bytes = image(140000, 0);
	refused(bytes, 140000,
		"option ROM: byte 2, its length in units of 512 bytes, is 0: for the file's 140000 bytes it "
		"should "
		"be 0xff");
	free(bytes);
}
END_TEST

START_TEST(longer_than_the_file)
{
	uint8_t *bytes = image(1024, 3);

	refused(bytes, 1024,
		"option ROM: byte 2 is 0x03, so it has 1536 bytes, but the file has 1024: byte 2 should be "
		"0x02");
	free(bytes);
	bytes = image(700, 3);
	refused(bytes, 700,
		"option ROM: byte 2 is 0x03, so it has 1536 bytes, but the file has 700: byte 2 should be "
		"0x02 and "
		"the file a multiple of 512 bytes");
	free(bytes);
	bytes = image(3, 1);
	refused(bytes, 3,
		"option ROM: byte 2 is 0x01, so it has 512 bytes, but the file has 3: pad the file");
	free(bytes);
}
END_TEST

/* What the message says mends the image. */
START_TEST(wrong_checksum)
{
	uint8_t *bytes = image(600, 1);
	size_t size;
	struct err err;

	bytes[511] = 0x20; /* 55 + AA + 01 + 20 is 0x120 */
	refused(bytes, 600,
		"option ROM: the checksum of its 512 bytes is 0x20, not 0: the last byte, at 0x1ff, should "
		"be 0x00 "
		"instead of 0x20");
	bytes[100] = 0x35;
	refused(bytes, 600,
		"option ROM: the checksum of its 512 bytes is 0x55, not 0: the last byte, at 0x1ff, should "
		"be 0xcb "
		"instead of 0x20");
	bytes[511] = 0xcb;
	ck_assert_int_eq(option_rom_check(bytes, 600, &size, &err), 0);
	free(bytes);
}
END_TEST

Suite *suite_option_rom(void)
{
	Suite *suite = suite_create("option_rom");
	TCase *tc = tcase_create("check");

	tcase_add_test(tc, good_images);
	tcase_add_test(tc, too_short);
	tcase_add_test(tc, wrong_signature);
	tcase_add_test(tc, no_length);
	tcase_add_test(tc, longer_than_the_file);
	tcase_add_test(tc, wrong_checksum);
	suite_add_tcase(suite, tc);
	return suite;
}
