#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "judge/diff.h"
#include "judge/hexdiff.h"
#include "judge/textdiff.h"
#include "suites.h"

static void check_diff_bytes(const char *old, size_t old_len, const char *new, size_t new_len,
			     const char *want)
{
	struct buf out = {0};

	textdiff_print((const uint8_t *)old, old_len, (const uint8_t *)new, new_len, &out);
	ck_assert_str_eq(buf_str(&out), want);
	buf_fini(&out);
}

static void check_diff(const char *old, const char *new, const char *want)
{
	check_diff_bytes(old, strlen(old), new, strlen(new), want);
}

START_TEST(equal_streams_give_nothing)
{
	check_diff("", "", "");
	check_diff("a\nb\n", "a\nb\n", "");
	check_diff_bytes(NULL, 0, NULL, 0, "");
}
END_TEST

START_TEST(one_changed_line_is_marked)
{
	check_diff("one\nHello, ROM!\nthree\n", "one\nHello, RAM!\nthree\n",
		   "@line 2\n one\n-Hello, ROM!\n+Hello, RAM!\n         ^\n three\n");
	check_diff("eax = 00001234\n", "eax = 0000\n",
		   "@line 1\n-eax = 00001234\n+eax = 0000\n           ^\n");
	check_diff("caf\303\251: 10 x\n", "caf\303\251: 24 x\n",
		   "@line 1\n-caf\303\251: 10 x\n+caf\303\251: 24 x\n       ^^\n");
}
END_TEST

START_TEST(unlike_lines_have_no_mark)
{
	check_diff("yes\n", "no such thing\n", "@line 1\n-yes\n+no such thing\n");
	check_diff("a\nb\n", "x\ny\n", "@line 1\n-a\n-b\n+x\n+y\n");
}
END_TEST

START_TEST(added_and_missing_lines_keep_both_numbers)
{
	check_diff("a\nb\nc\n", "a\nc\n", "@line 2\n a\n-b\n c\n");
	check_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\nx\n",
		   "@line 1\n+0\n 1\n 2\n@line 9 expected, line 10 actual\n 7\n 8\n-9\n+x\n");
}
END_TEST

START_TEST(near_changes_stand_together)
{
	check_diff("1\n2\n3\n4\n5\n6\n7\n", "x\n2\n3\n4\n5\n6\ny\n",
		   "@line 1\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n-7\n+y\n");
	check_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n",
		   "@line 1\n-1\n+x\n 2\n 3\n@line 8\n 6\n 7\n-8\n+y\n");
}
END_TEST

START_TEST(nothing_expected_or_printed_is_said)
{
	check_diff("", "boo\n", "@nothing was expected\n+boo\n");
	check_diff("a\nb\n", "", "@nothing was printed\n-a\n-b\n");
}
END_TEST

START_TEST(missing_newline_is_said)
{
	check_diff("a\ndone\n", "a\ndone",
		   "@differs only in what cannot be seen\n newlines: 2 expected, 1 printed\n"
		   "@line 2\n a\n-done\n+done\n (no newline at the end of the actual text)\n");
	check_diff("a", "a\nb\n", "@line 1\n-a\n (no newline at the end of the expected text)\n+a\n+b\n");
}
END_TEST

START_TEST(invisible_differences_are_named)
{
	check_diff("a\nb\nc\nd\ne\n", "a\r\nb\r\nc\r\nd\r\ne\r\n",
		   "@differs only in what cannot be seen\n carriage returns (\\r): 0 expected, 5 printed\n"
		   "@line 1\n-a\n+a\\r\n  ^^\n-b\n+b\\r\n  ^^\n-c\n+c\\r\n  ^^\n"
		   " ... 2 more lines differ in the same way\n");
	check_diff(
		"Hello\n", "Hello \n",
		"@differs only in what cannot be seen\n spaces (\\s at a line's end): 0 expected, 1 printed\n"
		"@line 1\n-Hello\n+Hello\\s\n      ^\n");
	check_diff_bytes("Hello\n", 6, "Hel\0lo\n", 7,
			 "@differs only in what cannot be seen\n NUL bytes (\\0): 0 expected, 1 printed\n"
			 "@line 1\n-Hello\n+Hel\\0lo\n    ^^\n");
	check_diff("a \nb\n", "a\nb \n",
		   "@differs only in what cannot be seen\n where the line ends and blanks stand\n"
		   "@line 1\n-a\\s\n+a\n  ^\n-b\n+b\\s\n  ^\n");
}
END_TEST

START_TEST(guest_bytes_never_reach_the_terminal)
{
	check_diff_bytes("ok\n", 3, "\033[2J\a\377\n", 7, "@line 1\n-ok\n+\\e[2J\\x07\\xff\n");
}
END_TEST

/* The middle of such a stream is not looked at; what is equal around it and the count are the same. */
START_TEST(a_flood_of_lines_keeps_head_and_tail)
{
	struct buf actual = {0}, out = {0};

	buf_adds(&actual, "a\n");
	for (int i = 0; i < 5000; i++)
		buf_adds(&actual, "x\n");
	buf_adds(&actual, "c\nd");
	textdiff_print((const uint8_t *)"a\nb\nc\nd", 7, actual.data, actual.len, &out);
	ck_assert_str_eq(buf_str(&out), "@line 2\n a\n-b\n"
					"+x\n+x\n+x\n+x\n+x\n+x\n+x\n+x\n+x\n+x\n+x\n+x\n"
					" ... 4988 more lines printed\n c\n d\n");
	buf_fini(&out);
	buf_fini(&actual);
}
END_TEST

START_TEST(long_runs_are_cut_with_a_count)
{
	struct buf old = {0}, out = {0};

	for (int i = 0; i < 100; i++)
		buf_printf(&old, "line %d\n", i);
	textdiff_print(old.data, old.len, (const uint8_t *)"x\n", 2, &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "-line 11\n ... 88 more lines expected\n+x\n"));
	buf_fini(&out);
	textdiff_print((const uint8_t *)"x\n", 2, old.data, old.len, &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "+line 11\n ... 88 more lines printed\n"));
	buf_fini(&out);
	buf_fini(&old);
}
END_TEST

START_TEST(long_lines_are_cut_around_the_difference)
{
	char old[602], new[602];
	struct buf out = {0}, want = {0};

	memset(old, 'a', 600);
	memcpy(old + 600, "\n", 2);
	memcpy(new, old, sizeof new);
	new[300] = 'b';
	textdiff_print((const uint8_t *)old, 601, (const uint8_t *)new, 601, &out);
	buf_adds(&want, "@line 1\n-...");
	buf_fill(&want, 'a', 120);
	buf_adds(&want, "... (220 more bytes)\n+...");
	buf_fill(&want, 'a', 40);
	buf_adds(&want, "b");
	buf_fill(&want, 'a', 79);
	buf_adds(&want, "... (220 more bytes)\n ");
	buf_fill(&want, ' ', 43);
	buf_adds(&want, "^\n");
	ck_assert_str_eq(buf_str(&out), buf_str(&want));
	buf_fini(&want);
	buf_fini(&out);
}
END_TEST

START_TEST(huge_streams_stay_small)
{
	struct buf old = {0}, new = {0}, out = {0};

	for (int i = 0; i < 20000; i++) {
		buf_printf(&old, "%d\n", i);
		buf_printf(&new, "%d\n", i % 5 ? i : -i);
	}
	textdiff_print(old.data, old.len, new.data, new.len, &out);
	ck_assert_uint_lt(out.len, 32768);
	buf_fini(&old);
	buf_fini(&new);
	buf_fini(&out);
}
END_TEST

START_TEST(many_changes_in_one_place_stay_small)
{
	struct buf old = {0}, new = {0}, out = {0};
	size_t lines = 0;

	for (int i = 0; i < 400; i++) {
		buf_printf(&old, "%d\n", i);
		buf_printf(&new, "%d%s\n", i, i % 3 ? "" : "!");
	}
	textdiff_print(old.data, old.len, new.data, new.len, &out);
	for (size_t i = 0; i < out.len; i++)
		lines += out.data[i] == '\n';
	ck_assert_uint_le(lines, 110);
	ck_assert_ptr_nonnull(strstr(
		buf_str(&out), "-60\n+60!\n   ^\n 61\n 62\n@... and 113 more differences behind line 63\n"));
	buf_fini(&old);
	buf_fini(&new);
	buf_fini(&out);
}
END_TEST

START_TEST(many_places_are_counted)
{
	struct buf old = {0}, new = {0}, out = {0};

	for (int i = 0; i < 200; i++) {
		buf_printf(&old, "%d\n", i);
		buf_printf(&new, "%d%s\n", i, i % 20 ? "" : "!");
	}
	textdiff_print(old.data, old.len, new.data, new.len, &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "@... and 4 more differences behind line 120\n"));
	buf_fini(&old);
	buf_fini(&new);
	buf_fini(&out);
}
END_TEST

/* The length of the longest common subsequence, by the book. */
static size_t lcs(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), rows[2][33] = {{0}};

	for (size_t i = 1; i <= n; i++) {
		for (size_t k = 1; k <= m; k++) {
			size_t up = rows[(i - 1) & 1][k], left = rows[i & 1][k - 1];

			rows[i & 1][k] = a[i - 1] == b[k - 1] ? rows[(i - 1) & 1][k - 1] + 1
					 : up > left          ? up
							      : left;
		}
	}
	return rows[n & 1][m];
}

/* Apply the changes to the old lines, one character each; return how many lines were touched. */
static size_t apply(const char *old, const char *new, const struct change *changes, size_t count, char *out)
{
	size_t at = 0, edits = 0;

	for (size_t i = 0; i < count; i++) {
		while (at < changes[i].before_at)
			*out++ = old[at++];
		at += changes[i].before_count;
		for (size_t k = 0; k < changes[i].after_count; k++)
			*out++ = new[changes[i].after_at + k];
		edits += changes[i].before_count + changes[i].after_count;
	}
	strcpy(out, old + at);
	return edits;
}

static void random_word(unsigned *seed, char *out)
{
	size_t len = (*seed = *seed * 1103515245u + 12345) >> 16 & 31;

	for (size_t i = 0; i < len; i++)
		out[i] = (char)('a' + ((*seed = *seed * 1103515245u + 12345) >> 16 & 3));
	out[len] = 0;
}

static void lines_of(const char *word, struct buf *text, struct lines *out)
{
	for (; *word; word++)
		buf_printf(text, "%c\n", *word);
	lines_split(text->data, text->len, out);
}

START_TEST(changes_are_right_and_fewest)
{
	unsigned seed = 7;

	for (int round = 0; round < 2000; round++) {
		char a[33], b[33], result[80];
		struct buf a_text = {0}, b_text = {0};
		struct lines old, new;
		struct change *changes;
		size_t count, edits;

		random_word(&seed, a);
		random_word(&seed, b);
		lines_of(a, &a_text, &old);
		lines_of(b, &b_text, &new);
		changes = diff_changes(&old, &new, &count);
		edits = apply(a, b, changes, count, result);
		ck_assert_str_eq(result, b);
		ck_assert_uint_eq(edits, strlen(a) + strlen(b) - 2 * lcs(a, b));
		free(changes);
		lines_fini(&old);
		lines_fini(&new);
		buf_fini(&a_text);
		buf_fini(&b_text);
	}
}
END_TEST

START_TEST(memory_rows_show_only_what_differs)
{
	const uint8_t expected[33] = {0x55, 0xaa, 'H', 'i', [16] = 1, [32] = 3},
		      mask[33] = {0xff, 0xf0, 0, [16] = 0xff, [32] = 0xff};
	uint8_t actual[33] = {0x55, 0xa1, 9, 9, [16] = 1, [32] = 4};
	struct buf out = {0};

	hexdiff_print(0x7dfe, expected, mask, actual, sizeof actual, &out);
	ck_assert_str_eq(buf_str(&out), "@1 of 33 bytes differs\n"
					"-0x7e1e: 03                                               .\n"
					"+0x7e1e: 04                                               .\n"
					"         ^^\n");
	buf_clear(&out);
	actual[1] = 0xbb;
	hexdiff_print(0x7dfe, expected, mask, actual, 4, &out);
	ck_assert_str_eq(buf_str(&out), "@1 of 4 bytes differs\n"
					"-0x7dfe: 55 a? ?? ??                                      U???\n"
					"+0x7dfe: 55 bb 09 09                                      U...\n"
					"            ^^\n");
	buf_fini(&out);
}
END_TEST

START_TEST(many_memory_rows_are_cut)
{
	uint8_t expected[1024] = {0}, actual[1024], mask[1024];
	struct buf out = {0};

	memset(actual, 1, sizeof actual);
	memset(mask, 0xff, sizeof mask);
	hexdiff_print(0, expected, mask, actual, sizeof actual, &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "@1024 of 1024 bytes differ\n-0x0000: 00 00"));
	ck_assert_ptr_nonnull(strstr(buf_str(&out), " ... 896 more bytes differ behind this\n"));
	buf_clear(&out);
	hexdiff_print(0, expected, mask, expected, sizeof expected, &out);
	ck_assert_uint_eq(out.len, 0);
	buf_fini(&out);
}
END_TEST

static void check_list(const char *old, size_t old_len, const char *new, size_t new_len, const char *want)
{
	struct buf out = {0};

	hexdiff_print_list((const uint8_t *)old, old_len, (const uint8_t *)new, new_len, &out);
	ck_assert_str_eq(buf_str(&out), want);
	buf_fini(&out);
}

START_TEST(lists_show_the_first_difference)
{
	check_list("\1\2", 2, "\1\2", 2, "");
	check_list("\1\2\3", 3, "\1\2\4", 3,
		   "@byte 3 of 3 is the first that differs\n-01 02 03\n+01 02 04\n       ^^\n");
	check_list("\1", 1, "\1\2", 2,
		   "@1 expected, 2 written; byte 2 is the first that differs\n-01\n+01 02\n    ^^\n");
	check_list("\1", 1, NULL, 0,
		   "@1 expected, 0 written; byte 1 is the first that differs\n-01\n+(nothing)\n ^^\n");
	check_list("0123456789abcdef", 16, "0123456789", 10,
		   "@16 expected, 10 written; byte 11 is the first that differs\n"
		   "-... 32 33 34 35 36 37 38 39 61 62 63 64 65 66\n"
		   "+... 32 33 34 35 36 37 38 39\n"
		   "                             ^^\n");
}
END_TEST

Suite *suite_diff(void)
{
	const TTest *const tests[] = {
		equal_streams_give_nothing,
		one_changed_line_is_marked,
		unlike_lines_have_no_mark,
		added_and_missing_lines_keep_both_numbers,
		near_changes_stand_together,
		nothing_expected_or_printed_is_said,
		missing_newline_is_said,
		invisible_differences_are_named,
		guest_bytes_never_reach_the_terminal,
		a_flood_of_lines_keeps_head_and_tail,
		long_runs_are_cut_with_a_count,
		long_lines_are_cut_around_the_difference,
		huge_streams_stay_small,
		many_changes_in_one_place_stay_small,
		many_places_are_counted,
		changes_are_right_and_fewest,
		memory_rows_show_only_what_differs,
		many_memory_rows_are_cut,
		lists_show_the_first_difference,
	};
	Suite *suite = suite_create("diff");
	TCase *tc = tcase_create("diff");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
