#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "suites.h"

/* What `parse` makes of the text; with `fault` NULL it must accept it, else refuse it with these words. */
struct number {
	const char *text;
	uint64_t value;
	const char *fault;
};

static void numbers_check(const struct number *numbers, int (*parse)(const char *, uint64_t *, struct err *))
{
	for (; numbers->text; numbers++) {
		uint64_t value = 0;
		struct err err = {{0}};
		int ret = parse(numbers->text, &value, &err);

		if (numbers->fault) {
			ck_assert_msg(ret == -1, "\"%s\" was accepted", numbers->text);
			ck_assert_msg(strstr(err.text, numbers->fault) != NULL, "\"%s\": %s", numbers->text,
				      err.text);
		} else {
			ck_assert_msg(ret == 0, "\"%s\": %s", numbers->text, err.text);
			ck_assert_uint_eq(value, numbers->value);
		}
	}
}

START_TEST(numbers)
{
	static const struct number table[] = {
		{"0", 0, NULL},
		{"31", 31, NULL},
		{"1_000_000", 1000000, NULL},
		{"0x1F", 31, NULL},
		{"0XfF_fF", 0xffff, NULL},
		{"0x0001", 1, NULL},
		{"0b1_01", 5, NULL},
		{"18446744073709551615", UINT64_MAX, NULL},
		{"0xffffffffffffffff", UINT64_MAX, NULL},
		{"18446744073709551616", 0, "too large"},
		{"0x10000000000000000", 0, "too large"},
		{"010", 0, "leading zero"},
		{"00", 0, "leading zero"},
		{"0_1", 0, "leading zero"},
		{"", 0, "not a number"},
		{"-1", 0, "not a number"},
		{"+1", 0, "not a number"},
		{" 1", 0, "not a number"},
		{"1 ", 0, "not a number"},
		{"1_", 0, "not a number"},
		{"_1", 0, "not a number"},
		{"1__0", 0, "not a number"},
		{"0x", 0, "not a number"},
		{"0x_1", 0, "not a number"},
		{"0b2", 0, "not a number"},
		{"0b", 0, "not a number"},
		{"12a", 0, "not a number"},
		{"1K", 0, "not a number"},
		{NULL, 0, NULL},
	};

	numbers_check(table, num_parse);
}
END_TEST

START_TEST(sizes)
{
	static const struct number table[] = {
		{"0", 0, NULL},
		{"1000", 1000, NULL},
		{"64K", 65536, NULL},
		{"64k", 65536, NULL},
		{"0x10K", 16384, NULL},
		{"1M", 1 << 20, NULL},
		{"2G", 2ull << 30, NULL},
		{"64 KiB", 65536, NULL},
		{"1MiB", 1 << 20, NULL},
		{"17179869183G", 17179869183ull << 30, NULL},
		{"17179869184G", 0, "too large"},
		{"1T", 0, "is not a size"},
		{"1  K", 0, "is not a size"},
		{"1 ", 0, "is not a size"},
		{"1.5M", 0, "is not a size"},
		{"K", 0, "not a number"},
		{"", 0, "not a number"},
		{NULL, 0, NULL},
	};

	numbers_check(table, num_parse_size);
}
END_TEST

START_TEST(times)
{
	static const struct number table[] = {
		{"1", 1000000000, NULL},
		{"1s", 1000000000, NULL},
		{"1.5s", 1500000000, NULL},
		{"0.25", 250000000, NULL},
		{"1.5ms", 1500000, NULL},
		{"12 us", 12000, NULL},
		{"7ns", 7, NULL},
		{"1_000us", 1000000, NULL},
		{"0.0000000019s", 1, NULL},
		{"18446744073s", 18446744073000000000ull, NULL},
		{"18446744074s", 0, "too large"},
		{"18446744073.99s", 0, "too large"},
		{"1.s", 0, "is not a time"},
		{"1.", 0, "is not a time"},
		{"1m", 0, "is not a time"},
		{"0x10.5s", 0, "is not a time"},
		{"0b1.5s", 0, "is not a time"},
		{".5s", 0, "not a number"},
		{"", 0, "not a number"},
		{NULL, 0, NULL},
	};

	numbers_check(table, num_parse_time);
}
END_TEST

struct print {
	uint64_t value;
	const char *text;
};

static void prints_check(const struct print *prints, void (*print)(uint64_t, struct buf *))
{
	for (; prints->text; prints++) {
		struct buf out = {0};

		print(prints->value, &out);
		ck_assert_str_eq(buf_str(&out), prints->text);
		buf_fini(&out);
	}
}

START_TEST(prints)
{
	static const struct print durations[] = {
		{0, "0 ns"},
		{999, "999 ns"},
		{1000, "1 us"},
		{1500, "1.5 us"},
		{1234567, "1.23 ms"},
		{12345678, "12.3 ms"},
		{99960000, "100 ms"},
		{999600, "1 ms"},
		{9996, "10 us"},
		{1000000000, "1 s"},
		{123456000000, "123 s"},
		{3600000000000, "3600 s"},
		{UINT64_MAX, "18446744074 s"},
		{0, NULL},
	};
	static const struct print lengths[] = {
		{0, "0 bytes"},     {1, "1 byte"},         {1000, "1000 bytes"},
		{1024, "1 KiB"},    {65536, "64 KiB"},     {1536, "1536 bytes"},
		{1 << 20, "1 MiB"}, {3ull << 30, "3 GiB"}, {1023 << 20, "1023 MiB"},
		{0, NULL},
	};
	static const struct print grouped[] = {
		{0, "0"},          {999, "999"},           {1000, "1,000"},
		{12345, "12,345"}, {1000001, "1,000,001"}, {UINT64_MAX, "18,446,744,073,709,551,615"},
		{0, NULL},
	};

	prints_check(durations, num_print_time);
	prints_check(lengths, num_print_size);
	prints_check(grouped, num_print_grouped);
}
END_TEST

START_TEST(utf8)
{
	static const char *const valid[] = {
		"", "abc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const invalid[] = {
		"\x80",
		"\xc3",
		"\xc3(",
		"\xc0\x80",
		"\xc1\xbf",
		"\xe0\x80\x80",
		"\xed\xa0\x80",
		"\xf0\x80\x80\x80",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
		"a\xe2\x82",
	};

	for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
		ck_assert(utf8_valid((const uint8_t *)valid[i], strlen(valid[i])));
	for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++)
		ck_assert_msg(!utf8_valid((const uint8_t *)invalid[i], strlen(invalid[i])), "row %zu", i);
	ck_assert(utf8_valid((const uint8_t *)"\0a", 2));
}
END_TEST

START_TEST(visible)
{
	static const struct {
		const char *bytes, *text;
	} table[] = {
		{"plain text", "plain text"}, {"a\r\n\t\033[1m\\", "a\\r\\n\\t\\e[1m\\\\"},
		{"\a\x7f", "\\x07\\x7f"},     {"\xff\xc3", "\\xff\\xc3"},
		{"\xc3\xa9", "\xc3\xa9"},     {"\xe2\x80\xae\xc2\x9b\xef\xbb\xbf", "\\u202e\\u009b\\ufeff"},
		{"  x  ", "  x \\s"},
	};
	struct buf out = {0};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		buf_clear(&out);
		text_visible((const uint8_t *)table[i].bytes, strlen(table[i].bytes), &out);
		ck_assert_str_eq(buf_str(&out), table[i].text);
	}
	buf_clear(&out);
	text_visible((const uint8_t *)"a\0b", 3, &out);
	ck_assert_str_eq(buf_str(&out), "a\\0b");
	buf_fini(&out);
}
END_TEST

START_TEST(a_word_is_as_a_shell_reads_it)
{
	static const struct {
		const char *text, *want;
	} table[] = {
		{"cpu/real-add", "cpu/real-add"},
		{"", "''"},
		{"a b", "'a b'"},
		{"it's", "'it'\\''s'"},
		{"$(x)`y`;", "'$(x)`y`;'"},
		{"h*[1]", "'h*[1]'"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct buf out = {0};

		text_put_word(table[i].text, &out);
		ck_assert_str_eq(buf_str(&out), table[i].want);
		buf_fini(&out);
	}
}
END_TEST

/* Text, as a line, as lines. */
START_TEST(plain_text_is_shown_not_obeyed)
{
	static const char *const table[][3] = {
		{"", "", ""},
		{"gr\303\274n \\e #1 ", "gr\303\274n \\e #1 ", "gr\303\274n \\e #1 "},
		{"a\nb\tc\r", "a\\nb\tc\\r", "a\nb\tc\\r"},
		{"\033[2J\a\177", "\\e[2J\\x07\\x7f", "\\e[2J\\x07\\x7f"},
		{"\302\233m\302\240", "\\u009bm\302\240", "\\u009bm\302\240"}, /* C1; a space */
		{"\342\200\256\342\201\246", "\\u202e\\u2066", "\\u202e\\u2066"},
		{"\342\200\250x\342\200\215", "\\u2028x\342\200\215", "\\u2028x\342\200\215"},
		{"\233m\377", "\\x9bm\\xff", "\\x9bm\\xff"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct buf line = {0}, lines = {0}, again = {0};

		text_plain(table[i][0], &line);
		ck_assert_str_eq(buf_str(&line), table[i][1]);
		text_plain_lines(table[i][0], &lines);
		ck_assert_str_eq(buf_str(&lines), table[i][2]);
		text_plain(buf_str(&line), &again);
		ck_assert_str_eq(buf_str(&again), table[i][1]);
		ck_assert(text_is_plain(table[i][1]));
		ck_assert(text_is_plain(table[i][0]) == !strcmp(table[i][0], table[i][1]));
		buf_fini(&line);
		buf_fini(&lines);
		buf_fini(&again);
	}
}
END_TEST

START_TEST(quoted_is_cut)
{
	char *text = text_quoted("0123456789012345678901234567890123456789012345678901234567890123456789");

	ck_assert_str_eq(text, "\"0123456789012345678901234567890123456789...\"");
	free(text);
}
END_TEST

START_TEST(distance)
{
	ck_assert_uint_eq(text_distance("", ""), 0);
	ck_assert_uint_eq(text_distance("", "abc"), 3);
	ck_assert_uint_eq(text_distance("abc", ""), 3);
	ck_assert_uint_eq(text_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(text_distance("regsters", "registers"), 1);
	ck_assert_uint_eq(text_distance("cosnole", "console"), 1);
	ck_assert_uint_eq(text_distance("ab", "ba"), 1);
}
END_TEST

START_TEST(nearest)
{
	static const char *const names[] = {"console", "registers", "memory", "stop", NULL};

	ck_assert_str_eq(text_nearest("regsters", names), "registers");
	ck_assert_str_eq(text_nearest("cosnole", names), "console");
	ck_assert_str_eq(text_nearest("STOP", names), "stop");
	ck_assert_str_eq(text_nearest("stp", names), "stop");
	ck_assert_ptr_null(text_nearest("x", names));
	ck_assert_ptr_null(text_nearest("", names));
	ck_assert_ptr_null(text_nearest("banana", names));
}
END_TEST

Suite *suite_text(void)
{
	Suite *suite = suite_create("text");
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, numbers);
	tcase_add_test(tc, sizes);
	tcase_add_test(tc, times);
	tcase_add_test(tc, prints);
	tcase_add_test(tc, utf8);
	tcase_add_test(tc, visible);
	tcase_add_test(tc, a_word_is_as_a_shell_reads_it);
	tcase_add_test(tc, plain_text_is_shown_not_obeyed);
	tcase_add_test(tc, quoted_is_cut);
	tcase_add_test(tc, distance);
	tcase_add_test(tc, nearest);
	suite_add_tcase(suite, tc);
	return suite;
}
