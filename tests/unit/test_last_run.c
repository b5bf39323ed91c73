#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "case/last_run.h"
#include "suites.h"

static char *dir, *path;
static struct suite suite;

static void setup(void)
{
	static char template[32];

	strcpy(template, "/tmp/romkit-last-XXXXXX");
	dir = mkdtemp(template);
	ck_assert_ptr_nonnull(dir);
	path = str_printf("%s/build/romkit.last", dir);
	suite = (struct suite){.dir = dir};
}

static void teardown(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	ck_assert_int_eq(system(command), 0);
	free(command);
	free(path);
	names_fini(&suite.cases);
}

/* The suite has these cases, with spaces between. */
static void suite_has(const char *cases)
{
	char *text = str_dup(cases), *rest = text;

	names_fini(&suite.cases);
	for (char *name; (name = strsep(&rest, " "));)
		names_add(&suite.cases, name);
	names_sort(&suite.cases);
	free(text);
}

/* A run of cases, with spaces between; a ! before those that failed. */
static void runs(const char *cases)
{
	char *text = str_dup(cases), *rest = text;
	struct last_run run = {0};
	struct err err;

	for (char *name; (name = strsep(&rest, " "));)
		last_run_add(&run, name + (*name == '!'), *name == '!');
	ck_assert_msg(last_run_write(&run, &suite, &err) == 0, "%s", err.text);
	last_run_fini(&run);
	free(text);
}

static void failed_are(const char *expected)
{
	struct names failed = {0};
	struct buf text = {0};
	struct err err;

	ck_assert_msg(last_run_read(dir, &failed, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < failed.count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", failed.items[i]);
	ck_assert_str_eq(buf_str(&text), expected);
	buf_fini(&text);
	names_fini(&failed);
}

START_TEST(none_yet)
{
	struct names failed = {0};
	struct err err;

	ck_assert_int_eq(last_run_read(dir, &failed, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "romkit.last: run the cases once without it"));
}
END_TEST

START_TEST(merged)
{
	suite_has("a b c d");
	runs("a !b !c d");
	failed_are("b c");
	runs("b");
	failed_are("c");
	runs("!a");
	failed_are("a c");
	suite_has("a b d");
	runs("b");
	failed_are("a");
	runs("a");
	failed_are("");
}
END_TEST

/* A case that is run twice fails where it fails once. */
START_TEST(repeated)
{
	suite_has("a b");
	runs("a !a b !b a");
	failed_are("a b");
}
END_TEST

static void assert_is_file(const char *suite_dir, const char *name, bool expected)
{
	char *text = path_join(dir, name);

	ck_assert_msg(last_run_is_file(suite_dir, text) == expected, "%s", name);
	free(text);
}

/* However it is spelt, and what it is written to first. */
START_TEST(is_file)
{
	char *with_dots = str_printf("%s/build/..", dir);

	assert_is_file(dir, "build/romkit.last", false);
	suite_has("a");
	runs("a");
	assert_is_file(dir, "build/romkit.last", true);
	assert_is_file(dir, "build/romkit.last.x7Ag3z", true);
	assert_is_file(dir, "build/../build//romkit.last", true);
	assert_is_file(with_dots, "build/romkit.last", true);
	assert_is_file(dir, "build/romkit.lasting", false);
	assert_is_file(dir, "build/romkit.img", false);
	assert_is_file(dir, "romkit.last", false);
	ck_assert(!last_run_is_file(dir, "/romkit.last"));
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert(last_run_is_file(".", "build/romkit.last"));
	ck_assert(!last_run_is_file(".", "romkit.last"));
	ck_assert_int_eq(chdir("build"), 0);
	ck_assert(last_run_is_file("..", "romkit.last"));
	ck_assert_int_eq(chdir("/"), 0);
	free(with_dots);
}
END_TEST

START_TEST(odd_names)
{
	struct last_run run = {0};
	struct names failed = {0};
	struct err err;

	names_add(&suite.cases, " a\\n\nb");
	names_add(&suite.cases, "\\");
	names_add(&suite.cases, "h\xc3\xa4 \xff");
	names_sort(&suite.cases);
	for (size_t i = 0; i < 3; i++)
		last_run_add(&run, suite.cases.items[i], true);
	ck_assert_int_eq(last_run_write(&run, &suite, &err), 0);
	ck_assert_int_eq(last_run_read(dir, &failed, &err), 0);
	ck_assert_uint_eq(failed.count, 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(failed.items[i], suite.cases.items[i]);
	names_fini(&failed);
	last_run_fini(&run);
}
END_TEST

START_TEST(foreign_file)
{
	struct names failed = {0};
	struct err err;
	char *build = str_printf("%s/build", dir);

	ck_assert_int_eq(mkdir(build, 0777), 0);
	ck_assert_int_eq(io_write_file(path, "something\n", 10, &err), 0);
	ck_assert_int_eq(last_run_read(dir, &failed, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "is no file of this romkit"));
	suite_has("a");
	runs("!a");
	failed_are("a");
	free(build);
}
END_TEST

/* Runs that end at the same moment: what each found out is in the file. */
START_TEST(at_once)
{
	static const char *const names[] = {"!a", "!b", "!c", "!d", "!e", "!f", "!g", "!h"};
	int status;

	suite_has("a b c d e f g h");
	for (int i = 0; i < 8; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			runs(names[i]);
			_exit(0);
		}
	}
	for (int i = 0; i < 8; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	failed_are("a b c d e f g h");
}
END_TEST

START_TEST(cannot_write)
{
	struct last_run run = {0};
	char *build = str_printf("%s/build", dir);
	struct err err;

	ck_assert_int_eq(io_write_file(build, "", 0, &err), 0);
	ck_assert_int_eq(last_run_write(&run, &suite, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "build"));
	free(build);
}
END_TEST

Suite *suite_last_run(void)
{
	Suite *s = suite_create("last_run");
	TCase *tests = tcase_create("last_run");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, none_yet);
	tcase_add_test(tests, merged);
	tcase_add_test(tests, repeated);
	tcase_add_test(tests, is_file);
	tcase_add_test(tests, odd_names);
	tcase_add_test(tests, foreign_file);
	tcase_add_test(tests, at_once);
	tcase_add_test(tests, cannot_write);
	suite_add_tcase(s, tests);
	return s;
}
