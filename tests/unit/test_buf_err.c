#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "suites.h"

START_TEST(zeroed_is_empty)
{
	struct buf buf = {0};
	char *taken;

	ck_assert_str_eq(buf_str(&buf), "");
	buf_clear(&buf);
	buf_fini(&buf);
	taken = buf_take(&buf);
	ck_assert_str_eq(taken, "");
	free(taken);
	ck_assert_ptr_null(buf.data);
}
END_TEST

/* Across every growth a NUL stands behind the bytes, and is not counted. */
START_TEST(always_a_string)
{
	struct buf buf = {0};

	for (size_t i = 1; i <= 5000; i++) {
		buf_addc(&buf, (uint8_t)('a' + i % 26));
		ck_assert_uint_eq(buf.len, i);
		ck_assert_uint_lt(buf.len, buf.cap);
		ck_assert_uint_eq(buf.data[i], 0);
	}
	ck_assert_uint_eq(strlen(buf_str(&buf)), 5000);
	buf_fini(&buf);
}
END_TEST

START_TEST(adding)
{
	struct buf buf = {0};

	buf_adds(&buf, "a");
	buf_add(&buf, "\0b", 2);
	buf_add(&buf, NULL, 0);
	buf_fill(&buf, '-', 3);
	buf_fill(&buf, '-', 0);
	buf_printf(&buf, "%d %s", 42, "x");
	buf_printf(&buf, "%s", "");
	ck_assert_uint_eq(buf.len, 10);
	ck_assert_mem_eq(buf.data, "a\0b---42 x", 11);
	buf_clear(&buf);
	ck_assert_str_eq(buf_str(&buf), "");
	buf_adds(&buf, "again");
	ck_assert_str_eq(buf_str(&buf), "again");
	buf_fini(&buf);
}
END_TEST

START_TEST(printing_grows)
{
	struct buf buf = {0};

	for (int i = 0; i < 100; i++)
		buf_printf(&buf, "%0*d", i, 0);
	ck_assert_uint_eq(buf.len, 99 * 100 / 2 + 1); /* %00d is one digit */
	ck_assert_uint_eq(strspn(buf_str(&buf), "0"), buf.len);
	buf_fini(&buf);
}
END_TEST

START_TEST(taking)
{
	struct buf buf = {0};
	char *taken;

	buf_adds(&buf, "mine");
	taken = buf_take(&buf);
	ck_assert_str_eq(taken, "mine");
	ck_assert_uint_eq(buf.len, 0);
	buf_adds(&buf, "next");
	ck_assert_str_eq(taken, "mine");
	free(taken);
	buf_fini(&buf);
}
END_TEST

START_TEST(allocation)
{
	char *text = str_printf("%s-%d", "a", 7), *copy = str_dup(text);
	uint64_t *zeros = mem_zalloc(100, sizeof *zeros);

	ck_assert_str_eq(copy, "a-7");
	ck_assert_ptr_ne(copy, text);
	for (int i = 0; i < 100; i++)
		ck_assert_uint_eq(zeros[i], 0);
	zeros = mem_realloc(zeros, 200, sizeof *zeros);
	ck_assert_uint_eq(zeros[99], 0);
	free(zeros);
	free(mem_zalloc(0, 0));
	free(copy);
	free(text);
}
END_TEST

#ifndef __SANITIZE_ADDRESS__ /* which ends the program itself, in its own way */
/* Nothing to be done about it: the program ends, with romkit's status for what it could not do. */
START_TEST(out_of_memory)
{
	free(mem_realloc(NULL, SIZE_MAX / 2, 4));
}
END_TEST
#endif

START_TEST(set_and_wrap)
{
	struct err err;

	ck_assert_int_eq(err_set(&err, "line %d", 7), -1);
	ck_assert_str_eq(err.text, "line 7");
	ck_assert_int_eq(err_wrap(&err, "%s", "a file"), -1);
	ck_assert_str_eq(err.text, "a file: line 7");
	err_wrap(&err, "outer");
	ck_assert_str_eq(err.text, "outer: a file: line 7");
}
END_TEST

START_TEST(system_errors)
{
	struct err err;

	errno = ENOENT;
	ck_assert_int_eq(err_sys(&err, "%s", "a file"), -1);
	ck_assert_str_eq(err.text, "a file: No such file or directory");
}
END_TEST

/* A text that does not fit is cut and says so, however it came there. */
START_TEST(nothing_quoted_is_obeyed)
{
	struct err err;
	char text[4096];

	err_set(&err, "%s: bad\nline 2", "a\033[2Jb\302\233");
	ck_assert_str_eq(err.text, "a\\e[2Jb\\u009b: bad\nline 2");
	err_wrap(&err, "%s", "\r");
	ck_assert_str_eq(err.text, "\\r: a\\e[2Jb\\u009b: bad\nline 2");
	memset(text, '\033', sizeof text - 1);
	text[sizeof text - 1] = 0;
	err_set(&err, "%s", text);
	ck_assert_uint_lt(strlen(err.text), sizeof err.text);
	ck_assert_str_eq(err.text + strlen(err.text) - 3, "...");
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = i % 2 ? '\274' : '\303';
	text[sizeof text - 2] = 0;
	err_set(&err, "%s", text); /* cut between two characters, and inside of one */
	ck_assert(utf8_valid((const uint8_t *)err.text, strlen(err.text)));
	err_set(&err, ".%s", text);
	ck_assert(utf8_valid((const uint8_t *)err.text, strlen(err.text)));
}
END_TEST

START_TEST(long_texts_are_cut)
{
	char text[sizeof((struct err *)0)->text + 100];
	const size_t max = sizeof((struct err *)0)->text - 1;
	struct err err;

	memset(text, 'x', sizeof text);
	text[max] = 0;
	err_set(&err, "%s", text);
	ck_assert_str_eq(err.text, text);

	text[max] = 'x';
	text[sizeof text - 1] = 0;
	err_set(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), max);
	ck_assert_str_eq(err.text + max - 4, "x...");

	errno = EIO;
	err_sys(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), max);
	ck_assert_str_eq(err.text + max - 3, "...");

	err_set(&err, "short");
	err_wrap(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.text), max);
	ck_assert_str_eq(err.text + max - 3, "...");
}
END_TEST

Suite *suite_buf_err(void)
{
	Suite *suite = suite_create("buf, err");
	TCase *buf = tcase_create("buf"), *err = tcase_create("err");

	tcase_add_test(buf, zeroed_is_empty);
	tcase_add_test(buf, always_a_string);
	tcase_add_test(buf, adding);
	tcase_add_test(buf, printing_grows);
	tcase_add_test(buf, taking);
	tcase_add_test(buf, allocation);
#ifndef __SANITIZE_ADDRESS__
	tcase_add_exit_test(buf, out_of_memory, 2);
#endif
	tcase_add_test(err, set_and_wrap);
	tcase_add_test(err, system_errors);
	tcase_add_test(err, nothing_quoted_is_obeyed);
	tcase_add_test(err, long_texts_are_cut);
	suite_add_tcase(suite, buf);
	suite_add_tcase(suite, err);
	return suite;
}
