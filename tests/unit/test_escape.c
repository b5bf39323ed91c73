#include <string.h>

#include "base/escape.h"
#include "suites.h"

START_TEST(bytes)
{
	static const struct {
		const char *text, *bytes;
		size_t len;
	} table[] = {
		{"", "", 0},
		{"dir", "dir", 3},
		{"a\\r\\n\\t\\b\\e", "a\r\n\t\b\033", 6},
		{"\\\\r", "\\r", 2},
		{"\\0x", "\0x", 2},
		{"\\x00\\xfF\\x410", "\0\377A0", 4},
		{"\xc3\xa4", "\xc3\xa4", 2},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct buf out = {0};
		struct err err;

		buf_addc(&out, '>');
		ck_assert_msg(text_unescape(table[i].text, &out, &err) == 0, "%s", err.text);
		ck_assert_uint_eq(out.len, table[i].len + 1);
		ck_assert_mem_eq(out.data + 1, table[i].bytes, table[i].len);
		buf_fini(&out);
	}
}
END_TEST

START_TEST(faults)
{
	static const struct {
		const char *text, *fault;
	} table[] = {
		{"\\", "\"\\\" is no escape"},     {"a\\q", "\"\\q\" is no escape"},
		{"\\x", "\"\\x\" is no escape"},   {"\\x1", "\"\\x\" is no escape"},
		{"\\x1g", "\"\\x\" is no escape"}, {"\\\\\\", "\"\\\" is no escape"},
		{"\\X41", "\"\\X\" is no escape"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct buf out = {0};
		struct err err = {{0}};

		ck_assert_int_eq(text_unescape(table[i].text, &out, &err), -1);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "%s: %s", table[i].text, err.text);
		buf_fini(&out);
	}
}
END_TEST

Suite *suite_escape(void)
{
	Suite *suite = suite_create("escape");
	TCase *tc = tcase_create("escape");

	tcase_add_test(tc, bytes);
	tcase_add_test(tc, faults);
	suite_add_tcase(suite, tc);
	return suite;
}
