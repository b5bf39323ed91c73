#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "case/case.h"
#include "suites.h"

#define PATH "cases/foo.expect"
#define DISK "machine: {disk: d.img}\n"

static void parse_ok(const char *text, struct testcase *out)
{
	struct err err;

	ck_assert_msg(case_parse(PATH, "foo", text, strlen(text), out, &err) == 0, "%s", err.text);
}

/* A text, and what must be in the message. */
struct bad {
	const char *text, *fault;
};

static void bad_check(const struct bad *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct testcase tc;
		struct err err = {{0}};

		ck_assert_msg(case_parse(PATH, "foo", table[i].text, strlen(table[i].text), &tc, &err) == -1,
			      "accepted: %s", table[i].text);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "in:\n%s\nout:\n%s", table[i].text,
			      err.text);
		case_fini(&tc);
	}
}

#define BAD_CHECK(table) bad_check(table, sizeof(table) / sizeof((table)[0]))

static void check_screen(const char *value, const char *want)
{
	struct testcase tc;
	char *text = str_printf("stop: halt\nscreen: %s\n", value);

	parse_ok(text, &tc);
	ck_assert_uint_eq(tc.expect.screen.line, 2);
	ck_assert_uint_eq(tc.expect.screen.len, strlen(want));
	ck_assert_mem_eq(tc.expect.screen.bytes, want, strlen(want));
	case_fini(&tc);
	free(text);
}

START_TEST(screen_text)
{
	check_screen("\"\"", "");
	check_screen("\" \\n\\n\"", "");
	check_screen("Hello", "Hello\n");
	check_screen("|\n  Hello  \n\n    \342\226\210\n\n# c", "Hello\n\n  \342\226\210\n");
	check_screen("|2\n\n    Hello", "\n  Hello\n");
	check_screen("|-\r\n  Hello\r\n  you", "Hello\nyou\n");
}
END_TEST

START_TEST(bad_screens)
{
	static const struct bad table[] = {
		{"screen:\n",
		 ":1:1: \"screen\" has no value: it takes lines of text (\"\" for a blank screen)"},
		{"screen: [a]\n", "\"screen\" takes lines of text (\"\" for a blank screen), not a list"},
		{"screen: !!binary AAAA\n", "not !!binary"},
		{"screen: a\nscreen: b\n", "duplicate key \"screen\" (first on line 1)"},
		{"screen: \"a\\tb\"\n", ":1:9: a text screen cannot show \"\\t\""},
		{"screen: |\n  one\n  two \342\202\254\n  three\n",
		 ":3:3: a text screen cannot show \"\342\202\254\": it is not in code page 437\n"
		 "    3 |   two \342\202\254\n      |   ^~~~~"},
		{"screen: |\n  "
		 "123456789_123456789_123456789_123456789_123456789_123456789_123456789_123456789_1\n",
		 ":2:3: 81 characters in a line: the screen has 80 columns"},
		{"screen: |\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n  last\n",
		 ":27:3: 26 lines: the screen has 25"},
	};

	BAD_CHECK(table);
}
END_TEST

START_TEST(screen_patterns)
{
	static const struct bad table[] = {
		{"screen-match:\n", "\"screen-match\" has no value"},
		{"screen-match: ['(']\n", ":1:16: "},
		{"screen_match: [a]\n", "did you mean \"screen-match\"?"},
	};
	struct testcase tc;

	parse_ok("screen-match:\n  - ^a\n  - b$\n", &tc);
	ck_assert_uint_eq(tc.expect.screen_match.count, 2);
	ck_assert_uint_eq(tc.expect.screen_match.items[1].line, 3);
	ck_assert_str_eq(tc.expect.screen_match.items[1].text, "b$");
	ck_assert(!expect_is_empty(&tc.expect));
	case_fini(&tc);
	BAD_CHECK(table);
}
END_TEST

START_TEST(last_post_byte)
{
	static const struct bad table[] = {
		{"post-last: 0x100\n", ":1:12: 0x100 is more than a byte"},
		{"post-last: -1\n", ":1:12: "},
		{"post-last: \"\"\n", "\"post-last\" is empty: it takes a byte such as 0xff"},
		{"post-last: [1]\n", "\"post-last\" takes a byte such as 0xff, not a list"},
		{"post-last: !!binary AA==\n", "not !!binary"},
		{"post-last:\n", "\"post-last\" has no value"},
	};
	struct testcase tc;

	parse_ok("# c\npost-last: 0xff\n", &tc);
	ck_assert_uint_eq(tc.expect.post_last.line, 2);
	ck_assert_uint_eq(tc.expect.post_last.value, 0xff);
	case_fini(&tc);
	parse_ok("post-last: 0\n", &tc);
	ck_assert_uint_eq(tc.expect.post_last.line, 1);
	ck_assert_uint_eq(tc.expect.post_last.value, 0);
	case_fini(&tc);
	BAD_CHECK(table);
}
END_TEST

START_TEST(disk_sectors)
{
	struct testcase tc;
	const struct expect_disk *disk;

	parse_ok(DISK "disk-after:\n"
		      "  0: unchanged\n"
		      "  0x1: 55 a?\n"
		      "  2..99: unchanged\n"
		      "  200 .. 200: unchanged\n"
		      "  281_474_976_710_655: !!binary AAE=\n",
		 &tc);
	disk = tc.expect.disk;
	ck_assert_uint_eq(tc.expect.disk_count, 5);
	ck_assert(disk[0].unchanged && !disk[1].unchanged && disk[2].unchanged);
	ck_assert_uint_eq(disk[0].line, 3);
	ck_assert_uint_eq(disk[0].last_lba, 0);
	ck_assert_uint_eq(disk[1].lba, 1);
	ck_assert_uint_eq(disk[1].len, 2);
	ck_assert_mem_eq(disk[1].bytes, "\x55\xa0", 2);
	ck_assert_mem_eq(disk[1].mask, "\xff\xf0", 2);
	ck_assert_uint_eq(disk[2].lba, 2);
	ck_assert_uint_eq(disk[2].last_lba, 99);
	ck_assert_uint_eq(disk[3].last_lba, 200);
	ck_assert_uint_eq(disk[4].lba, 0xffffffffffff);
	ck_assert_mem_eq(disk[4].mask, "\xff\xff", 2);
	ck_assert(!expect_is_empty(&tc.expect));
	case_fini(&tc);
}
END_TEST

/* Bytes may run on and meet what the next sector says, as long as they agree. */
START_TEST(disk_bytes_run_over)
{
	struct buf text = {0};
	struct testcase tc;
	struct err err;

	buf_adds(&text, DISK "disk-after:\n  1: 55 a?\n  0: ");
	for (int i = 0; i < 512; i++)
		buf_adds(&text, "00 ");
	buf_adds(&text, "55 aa\n");
	parse_ok(buf_str(&text), &tc);
	ck_assert_uint_eq(tc.expect.disk[1].len, 514);
	case_fini(&tc);
	buf_adds(&text, "  2: unchanged\n");
	parse_ok(buf_str(&text), &tc);
	case_fini(&tc);
	text.len -= strlen("aa\n  2: unchanged\n");
	buf_adds(&text, "ba\n");
	ck_assert_int_eq(case_parse(PATH, "foo", buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, ":4:3: contradicts line 3 at byte 1 of sector 1"));
	buf_fini(&text);
}
END_TEST

START_TEST(bad_disk_sectors)
{
	static const struct bad table[] = {
		{"disk-after: {0: 00}\n", ":1:1: the machine has no disk: name its image"},
		{DISK "disk-after: 0\n",
		 "\"disk-after\" takes a map of sectors to hexadecimal bytes or `unchanged`"},
		{DISK "disk-after: {}\n", "no expectation"},
		{DISK "disk-after: {x: 00}\n", ":2:14: not a sector: "},
		{DISK "disk-after: {..5: unchanged}\n", "not a sector: "},
		{DISK "disk-after: {5..: unchanged}\n", "not a sector: "},
		{DISK "disk-after: {1..2..3: unchanged}\n", "not a sector: "},
		{DISK "disk-after: {5..4: unchanged}\n",
		 "not a sector: the range is empty: 5 is more than 4"},
		{DISK "disk-after: {0x1000000000000: 00}\n",
		 "not a sector: 0x1000000000000 is more than 48 bits"},
		{DISK "disk-after: {99999999999999999999: 00}\n", "not a sector: "},
		{DISK "disk-after: {0: 0}\n", ":2:17: not bytes: write pairs of hexadecimal digits"},
		{DISK "disk-after: {0: \"\"}\n", "a sector takes hexadecimal bytes such as 55 aa"},
		{DISK "disk-after: {0: \" \"}\n", "no bytes"},
		{DISK "disk-after: {0: [00]}\n",
		 "a sector takes hexadecimal bytes such as 55 aa, not a list"},
		{DISK "disk-after: {0: Unchanged}\n", "not bytes"},
		{DISK "disk-after: {0..1: 00}\n", ":2:20: a range takes `unchanged`; bytes stand behind"},
		{DISK "disk-after: {0: 00, 0x0: 00}\n", ":2:21: duplicate sector \"0x0\" (first on line 2)"},
		{DISK "disk-after:\n  0..5: unchanged\n  3: 00\n", ":4:3: sector 3 is `unchanged` on line 3"},
		{DISK "disk-after:\n  3: 00\n  0..5: unchanged\n",
		 ":4:3: sector 3 is `unchanged` here, and has bytes on line 3"},
		{DISK "disk-after:\n  0..5: unchanged\n  5..6: unchanged\n",
		 ":4:3: sector 5 is `unchanged` on line 3"},
	};

	BAD_CHECK(table);
}
END_TEST

START_TEST(disk_bytes_that_no_lba_reaches)
{
	struct buf text = {0};
	struct testcase tc;
	struct err err;

	buf_adds(&text, DISK "disk-after:\n  0xffffffffffff: ");
	for (int i = 0; i < 512; i++)
		buf_adds(&text, "00");
	parse_ok(buf_str(&text), &tc);
	case_fini(&tc);
	buf_adds(&text, "00\n");
	ck_assert_int_eq(case_parse(PATH, "foo", buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, ":3:3: the bytes go beyond what 48 bits can address"));
	buf_fini(&text);
}
END_TEST

START_TEST(each_counts_as_an_expectation)
{
	static const char *const texts[] = {"screen: \"\"\n", "screen-match: [a]\n", "post-last: 0\n",
					    DISK "disk-after: {0: unchanged}\n"};
	static const struct bad none[] = {
		{"summary: x\n",
		 "post, post-last, screen, console-match, serial-match, screen-match, registers, "
		 "memory, disk-after and cycles"}};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct testcase tc;

		parse_ok(texts[i], &tc);
		ck_assert(!expect_is_empty(&tc.expect));
		case_fini(&tc);
	}
	BAD_CHECK(none);
}
END_TEST

Suite *suite_case_expect(void)
{
	Suite *suite = suite_create("case_expect");
	TCase *tc = tcase_create("case_expect");

	tcase_add_test(tc, screen_text);
	tcase_add_test(tc, bad_screens);
	tcase_add_test(tc, screen_patterns);
	tcase_add_test(tc, last_post_byte);
	tcase_add_test(tc, disk_sectors);
	tcase_add_test(tc, disk_bytes_run_over);
	tcase_add_test(tc, bad_disk_sectors);
	tcase_add_test(tc, disk_bytes_that_no_lba_reaches);
	tcase_add_test(tc, each_counts_as_an_expectation);
	suite_add_tcase(suite, tc);
	return suite;
}
