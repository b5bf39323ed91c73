#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "case/depends.h"
#include "case/file_index.h"
#include "case/touch.h"
#include "suites.h"

/* ---- the text of a .d file */

/* The files, with | between them, and after a > the folder; "" where the text is refused. */
static void assert_parsed(const char *text, const char *expected)
{
	struct names files = {0};
	struct buf got = {0};
	char *from = NULL;

	if (depends_parse(text, strlen(text), &files, &from) == 0) {
		for (size_t i = 0; i < files.count; i++)
			buf_printf(&got, "%s%s", i ? "|" : "", files.items[i]);
		buf_printf(&got, ">%s", from);
	}
	ck_assert_str_eq(buf_str(&got), expected);
	buf_fini(&got);
	names_fini(&files);
	free(from);
}

START_TEST(rules)
{
	assert_parsed("# from ../..\n", ">../..");
	assert_parsed("x.bin : a.asm b.inc\n\na.asm :\n\nb.inc :\n# from .\n", "a.asm|b.inc>.");
	assert_parsed("x.bin: a.asm\nx.bin: c.inc\nc.inc:\n# from /a b\n", "a.asm|c.inc>/a b");
	assert_parsed("x.bin : a.asm \\\n  b.inc \\\n c.inc\n# from ..\n", "a.asm|b.inc|c.inc>..");
	assert_parsed("x.bin : a.asm\\\nb.inc\n# from ..\n", "a.asm|b.inc>..");
}
END_TEST

START_TEST(quoting)
{
	assert_parsed("x.bin : my\\ file.inc a$$b.inc no\\#1.inc\n# from .\n",
		      "my file.inc|a$b.inc|no#1.inc>.");
	assert_parsed("x.bin : back\\slash.inc two\\\\\\ .inc\n# from .\n", "back\\slash.inc|two\\ .inc>.");
	assert_parsed("x.bin : end\\\\ next\n# from .\n", "end\\|next>.");
	assert_parsed("x.bin : h\xc3\xa4.inc\n# from .\n", "h\xc3\xa4.inc>.");
}
END_TEST

/* A file that was cut off anywhere is refused, as is one whose last line is something else. */
START_TEST(not_whole)
{
	static const char text[] = "x.bin : a.asm b\\ c.inc \\\n d.inc\n\na.asm :\n# from ../..\n";
	struct names files = {0};
	char *from;

	for (size_t len = 0; len < strlen(text); len++) {
		ck_assert_int_eq(depends_parse(text, len, &files, &from), -1);
		ck_assert_ptr_null(from);
	}
	names_fini(&files);
	assert_parsed("# from .\nx.bin : a.asm\n", "");
	assert_parsed("# from \n", "");
	assert_parsed("# something\n", "");
}
END_TEST

/* ---- cases */

static char *dir;
static struct suite suite;

static char *at(const char *name)
{
	return path_join(dir, name);
}

static void put(const char *name, const char *text)
{
	char *path = at(name), *slash = strrchr(path, '/');
	struct err err;

	*slash = 0;
	ck_assert_msg(io_mkdirs(path, &err) == 0, "%s", err.text);
	*slash = '/';
	ck_assert_msg(io_write_file(path, text, strlen(text), &err) == 0, "%s", err.text);
	free(path);
}

static void setup(void)
{
	static char template[32];
	struct err err;

	strcpy(template, "/tmp/romkit-touch-XXXXXX");
	dir = mkdtemp(template);
	ck_assert_ptr_nonnull(dir);
	put("rom-src/a.asm", "");
	put("rom-src/b.asm", "");
	put("rom-src/include/x.inc", "");
	put("rom-src/include/y.inc", "");
	put("cases/a.expect", "stop: halt\n");
	put("cases/b.expect", "stop: halt\n");
	put("cases/c.expect", "rom: images/c.bin\nneeds: there\nstop: halt\n");
	put("build/rom/a.d", "b : rom-src/a.asm rom-src/include/x.inc\n# from ../..\n");
	put("build/rom/b.d", "b : rom-src/b.asm rom-src/include/x.inc rom-src/include/y.inc\n# from ../..\n");
	put("build/rom/a.bin", "\xf4");
	put("build/rom/b.bin", "\xf4");
	ck_assert_msg(suite_open(dir, &suite, &err) == 0, "%s", err.text);
}

static void teardown(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	suite_fini(&suite);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

/* The cases that a change of one file touches; a ? behind them where not all was known. */
static void assert_touched(const char *name, const char *expected)
{
	struct names changed = {0};
	struct touch touch;
	struct buf got = {0};
	char *path = at(name);

	names_add(&changed, path);
	touch_init(&touch, &suite, &changed);
	for (size_t i = 0; i < suite.cases.count; i++)
		if (touch_case(&touch, i))
			buf_adds(&got, suite.cases.items[i]);
	if (touch.unknown.count)
		buf_addc(&got, '?');
	ck_assert_str_eq(buf_str(&got), expected);
	touch_fini(&touch);
	buf_fini(&got);
	names_fini(&changed);
	free(path);
}

START_TEST(by_file)
{
	assert_touched("cases/a.expect", "a");
	assert_touched("rom-src/b.asm", "b");
	assert_touched("rom-src/include/x.inc", "ab");
	assert_touched("rom-src/include/y.inc", "b");
	assert_touched("rom-src/include", "ab");
	assert_touched("rom-src/include/", "ab");
	assert_touched("images/c.bin", "c");
	assert_touched("there", "c");
	assert_touched("README.md", "");
	assert_touched("rom-src/a.asm~", "");
	assert_touched("sub/cases/a.expect", "");
	assert_touched("cases/a.expect/x", "");
	assert_touched("sub/Makefile", "");
	assert_touched("Makefile", "abc");
	assert_touched("other.mk", "abc");
	assert_touched("sub/romkit.mk", "abc");
}
END_TEST

START_TEST(by_nothing)
{
	struct names none = {0};
	struct touch touch;

	touch_init(&touch, &suite, &none);
	for (size_t i = 0; i < suite.cases.count; i++)
		ck_assert(!touch_case(&touch, i));
	touch_fini(&touch);
}
END_TEST

START_TEST(by_romkit)
{
	assert_touched("runner/run/run.c", "");
	put("romkit.mk", "");
	put("runner/main.c", "");
	assert_touched("runner/run/run.c", "abc");
	assert_touched("tools/box-init.c", "abc");
	assert_touched("doc/box.md", "");
	put("sub/romkit.mk", "");
	put("sub/runner/main.c", "");
	assert_touched("sub", "abc");
	assert_touched("sub/runner/x.h", "abc");
}
END_TEST

START_TEST(deleted)
{
	/* Where a file was that hid one of the same name. */
	assert_touched("elsewhere/y.inc", "b");
	assert_touched("rom-src/include/z.inc", "");
}
END_TEST

/* A ROM whose list is older than what it names, or is not there. */
START_TEST(unknown)
{
	const struct timespec later[] = {{.tv_sec = 4000000000}, {.tv_sec = 4000000000}};
	char *list = at("build/rom/a.d"), *include = at("rom-src/include/y.inc");

	assert_touched("README.md", "");
	ck_assert_int_eq(unlink(list), 0);
	assert_touched("README.md", "a?");
	ck_assert_int_eq(utimensat(AT_FDCWD, include, later, 0), 0);
	assert_touched("README.md", "ab?");
	free(include);
	free(list);
}
END_TEST

/* A file that is reached through a link, and the link itself. */
START_TEST(links)
{
	char *folder = at("rom-src/include"), *moved = at("shared");

	ck_assert_int_eq(rename(folder, moved), 0);
	ck_assert_int_eq(symlink("../shared", folder), 0);
	assert_touched("shared/y.inc", "b");
	assert_touched("rom-src/include/y.inc", "b");
	assert_touched("rom-src/include", "ab");
	free(moved);
	free(folder);
}
END_TEST

START_TEST(remembered)
{
	struct file_index index = {0};
	struct names files = {0};

	ck_assert_ptr_null(file_index_get(&index, "a"));
	file_index_forget(&index, "a");
	names_add(&files, "one");
	names_add(&files, "two");
	file_index_put(&index, "a", &files);
	ck_assert_uint_eq(files.count, 0);
	file_index_put(&index, "b", &files);
	ck_assert_uint_eq(file_index_get(&index, "a")->count, 2);
	ck_assert_str_eq(file_index_get(&index, "a")->items[1], "two");
	ck_assert_uint_eq(file_index_get(&index, "b")->count, 0);
	file_index_forget(&index, "a");
	ck_assert_ptr_null(file_index_get(&index, "a"));
	ck_assert_ptr_nonnull(file_index_get(&index, "b"));
	file_index_fini(&index);
}
END_TEST

Suite *suite_touch(void)
{
	Suite *s = suite_create("touch");
	TCase *depends = tcase_create("depends"), *cases = tcase_create("cases");

	tcase_add_test(depends, rules);
	tcase_add_test(depends, quoting);
	tcase_add_test(depends, not_whole);
	suite_add_tcase(s, depends);
	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, by_file);
	tcase_add_test(cases, by_nothing);
	tcase_add_test(cases, by_romkit);
	tcase_add_test(cases, deleted);
	tcase_add_test(cases, unknown);
	tcase_add_test(cases, links);
	tcase_add_test(cases, remembered);
	suite_add_tcase(s, cases);
	return s;
}
