#include <stdlib.h>
#include <string.h>

#include "case/keys.h"
#include "suites.h"

#define MS 1000000u

static void type(struct input *keys, const char *text)
{
	struct err err;

	ck_assert_msg(keys_type(keys, text, strlen(text), &err) == 0, "%s", err.text);
}

/* Make codes of set 1 as the IBM PC/AT Technical Reference lists them for the 84-key keyboard, one a key. */
START_TEST(every_key)
{
	static const struct {
		const char *plain, *shifted;
		uint8_t make;
	} table[] = {
		{"\033", "", 0x01}, {"1", "!", 0x02},  {"2", "@", 0x03}, {"3", "#", 0x04}, {"4", "$", 0x05},
		{"5", "%", 0x06},   {"6", "^", 0x07},  {"7", "&", 0x08}, {"8", "*", 0x09}, {"9", "(", 0x0a},
		{"0", ")", 0x0b},   {"-", "_", 0x0c},  {"=", "+", 0x0d}, {"\b", "", 0x0e}, {"\t", "", 0x0f},
		{"q", "Q", 0x10},   {"w", "W", 0x11},  {"e", "E", 0x12}, {"r", "R", 0x13}, {"t", "T", 0x14},
		{"y", "Y", 0x15},   {"u", "U", 0x16},  {"i", "I", 0x17}, {"o", "O", 0x18}, {"p", "P", 0x19},
		{"[", "{", 0x1a},   {"]", "}", 0x1b},  {"\r", "", 0x1c}, {"\n", "", 0x1c}, {"a", "A", 0x1e},
		{"s", "S", 0x1f},   {"d", "D", 0x20},  {"f", "F", 0x21}, {"g", "G", 0x22}, {"h", "H", 0x23},
		{"j", "J", 0x24},   {"k", "K", 0x25},  {"l", "L", 0x26}, {";", ":", 0x27}, {"'", "\"", 0x28},
		{"`", "~", 0x29},   {"\\", "|", 0x2b}, {"z", "Z", 0x2c}, {"x", "X", 0x2d}, {"c", "C", 0x2e},
		{"v", "V", 0x2f},   {"b", "B", 0x30},  {"n", "N", 0x31}, {"m", "M", 0x32}, {",", "<", 0x33},
		{".", ">", 0x34},   {"/", "?", 0x35},  {" ", "", 0x39},
	};
	size_t characters = 0;

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const uint8_t make = table[i].make, release = make | 0x80;
		const uint8_t plain[] = {make, release}, shifted[] = {0x2a, make, release, 0xaa};
		struct input keys = {0};

		type(&keys, table[i].plain);
		type(&keys, table[i].shifted);
		ck_assert_uint_eq(keys.count, *table[i].shifted ? 2 : 1);
		ck_assert_uint_eq(keys.steps[0].bytes.len, 2);
		ck_assert_mem_eq(keys.steps[0].bytes.data, plain, 2);
		if (*table[i].shifted)
			ck_assert_mem_eq(keys.steps[1].bytes.data, shifted, 4);
		characters += 1 + strlen(table[i].shifted);
		input_fini(&keys);
	}
	/* 95 printable ones, and \033 \b \t \r \n. */
	ck_assert_uint_eq(characters, 100);
}
END_TEST

/* The first key comes at the keyboard's pace, each other one KEYS_KEY_NS later, unless a wait says otherwise.
 */
START_TEST(times)
{
	static const struct {
		uint64_t delay_ns;
		uint8_t first;
		size_t len;
	} wanted[] = {
		{0, 0x20, 2},        /* d */
		{10 * MS, 0x2a, 4},  /* I */
		{0, 0xe0, 1},        /* codes */
		{0, 0x48, 1},        /* */
		{500 * MS, 0x1c, 2}, /* Enter after a while */
		{10 * MS, 0x39, 2},  /* space */
		{3, 0x01, 1},
	};
	struct input keys = {0};
	struct err err;

	type(&keys, "dI");
	ck_assert_int_eq(keys_code(&keys, 0xe0, &err), 0);
	ck_assert_int_eq(keys_code(&keys, 0x48, &err), 0);
	input_wait(&keys, 200 * MS);
	input_wait(&keys, 300 * MS);
	type(&keys, "\r ");
	input_wait(&keys, 3);
	ck_assert_int_eq(keys_code(&keys, 0x01, &err), 0);
	ck_assert_uint_eq(keys.count, sizeof wanted / sizeof wanted[0]);
	for (size_t i = 0; i < keys.count; i++) {
		const struct input_step *step = &keys.steps[i];

		ck_assert_int_eq((int)step->kind, (int)INPUT_SEND);
		ck_assert_uint_eq(step->bytes.data[0], wanted[i].first);
		ck_assert_uint_eq(step->bytes.len, wanted[i].len);
		ck_assert_msg(step->delay_ns == wanted[i].delay_ns, "step %zu", i);
	}
	input_fini(&keys);
	input_wait(&keys, 7);
	type(&keys, "A");
	ck_assert_uint_eq(keys.steps[0].delay_ns, 7);
	input_fini(&keys);
}
END_TEST

/* What cannot be typed is named, and nothing of the text was typed. */
START_TEST(no_key)
{
	static const struct {
		const char *text;
		size_t len;
		const char *name;
	} table[] = {
		{"a\xc3\xa4", 3, "\"\xc3\xa4\""}, {"\x01", 1, "\"\\x01\""},
		{"ok\x7f", 3, "\"\\x7f\""},       {"a\0b", 3, "\"\\0\""},
		{"\xff", 1, "\"\\xff\""},         {"\xe2\x82\xac", 3, "\"\xe2\x82\xac\""},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct input keys = {0};
		struct err err = {{0}};

		ck_assert_int_eq(keys_type(&keys, table[i].text, table[i].len, &err), -1);
		ck_assert_msg(strstr(err.text, table[i].name) != NULL, "%s", err.text);
		ck_assert_uint_eq(keys.count, 0);
	}
}
END_TEST

START_TEST(too_many)
{
	struct input keys = {0};
	struct err err = {{0}};

	for (size_t i = 0; i < INPUT_BYTES_MAX - 3; i++)
		ck_assert_int_eq(keys_code(&keys, 0xfa, &err), 0);
	ck_assert_int_eq(keys_type(&keys, "A", 1, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "more than 65536 bytes"));
	type(&keys, "a");
	ck_assert_int_eq(keys_code(&keys, 1, &err), 0);
	ck_assert_int_eq(keys_code(&keys, 1, &err), -1);
	ck_assert_uint_eq(keys.send_bytes, INPUT_BYTES_MAX);
	input_fini(&keys);
}
END_TEST

START_TEST(waits)
{
	static const char *const bad[] = {"0", "0s", "3601s", "x", "-1ms", ""};
	uint64_t ns = 5;
	struct err err;

	ck_assert_int_eq(input_parse_after("500ms", &ns, &err), 0);
	ck_assert_uint_eq(ns, 500 * MS);
	ck_assert_int_eq(input_parse_after("1ns", &ns, &err), 0);
	ck_assert_int_eq(input_parse_after("3600s", &ns, &err), 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(input_parse_after(bad[i], &ns, &err) == -1, "%s", bad[i]);
	ck_assert_uint_eq(ns, 3600000000000u);
}
END_TEST

Suite *suite_keys(void)
{
	Suite *suite = suite_create("keys");
	TCase *tc = tcase_create("keys");

	tcase_add_test(tc, every_key);
	tcase_add_test(tc, times);
	tcase_add_test(tc, no_key);
	tcase_add_test(tc, too_many);
	tcase_add_test(tc, waits);
	suite_add_tcase(suite, tc);
	return suite;
}
