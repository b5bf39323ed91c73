#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "case/suite.h"
#include "suites.h"

/* A folder that each test has for itself. */
static char *dir;

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

/* A ROM with its source and, where `built`, its image. */
static void put_rom(const char *name, bool built)
{
	char *source = str_printf("rom-src/%s.asm", name), *image = str_printf("build/rom/%s.bin", name);

	put(source, "hlt\n");
	if (built)
		put(image, "\xf4");
	free(image);
	free(source);
}

static void dir_make(void)
{
	static char template[32];

	strcpy(template, "/tmp/romkit-suite-XXXXXX");
	dir = mkdtemp(template);
	ck_assert_ptr_nonnull(dir);
}

static void dir_remove(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	ck_assert_int_eq(system(command), 0);
	free(command);
}

/* The cases of the suite that is open, all loaded. */
static struct suite_case cases[8];

static void load(struct suite *suite)
{
	struct err err;

	ck_assert_msg(suite_open(dir, suite, &err) == 0, "%s", err.text);
	ck_assert_uint_le(suite->cases.count, sizeof cases / sizeof cases[0]);
	for (size_t i = 0; i < suite->cases.count; i++)
		suite_case_load(suite, i, &cases[i]);
}

static void unload(struct suite *suite)
{
	for (size_t i = 0; i < suite->cases.count; i++)
		suite_case_fini(&cases[i]);
	suite_fini(suite);
}

/* The ROMs that no case uses, with spaces between. */
static void assert_orphans(const struct suite *suite, const char *expected)
{
	struct buf names = {0};

	for (size_t i = 0; i < suite->sources.count; i++) {
		if (!suite->used[i])
			buf_printf(&names, "%s%s", names.len ? " " : "", suite->sources.items[i]);
	}
	ck_assert_str_eq(buf_str(&names), expected);
	buf_fini(&names);
}

START_TEST(no_cases)
{
	struct suite suite;
	struct err err;
	char *folder = at("cases");

	ck_assert_int_eq(suite_open(dir, &suite, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "no cases in"));
	ck_assert_int_eq(mkdir(folder, 0777), 0);
	ck_assert_int_eq(suite_open(dir, &suite, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "there is no .expect file in it"));
	unload(&suite);
	free(folder);
}
END_TEST

START_TEST(discovery)
{
	static const char *const names[] = {"a", "a-b", "a/b", "a/c/d", "z"};
	char *loop = at("cases/a/loop");
	struct suite suite;

	put("cases/z.expect", "stop: halt\n");
	put("cases/a.expect", "stop: halt\n");
	put("cases/a/b.expect", "stop: halt\n");
	put("cases/a-b.expect", "stop: halt\n");
	put("cases/a/c/d.expect", "stop: halt\n");
	put("cases/.hidden.expect", "stop: halt\n");
	put("cases/.git/x.expect", "stop: halt\n");
	put("cases/.expect", "stop: halt\n");
	put("cases/readme.md", "not a case\n");
	put("cases/a.expect~", "not a case\n");
	ck_assert_int_eq(symlink("..", loop), 0);
	load(&suite);
	ck_assert_uint_eq(suite.cases.count, 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_str_eq(cases[i].name, names[i]);
	ck_assert_str_eq(suite.dir, dir);
	unload(&suite);
	free(loop);
}
END_TEST

START_TEST(names_with_control_characters_are_refused)
{
	struct suite suite;
	char *path = at("cases/a\\e\\nb.expect"), *want;

	put("cases/a\033\nb.expect", "stop: halt\n");
	put("cases/ok.expect", "stop: halt\nrom: none\n");
	load(&suite);
	ck_assert_str_eq(cases[0].name, "a\033\nb");
	want = str_printf("%s: the file's name has a control character: rename it", path);
	ck_assert_str_eq(cases[0].error, want);
	ck_assert(cases[0].malformed);
	ck_assert(!cases[1].malformed);
	unload(&suite);
	free(want);
	free(path);
}
END_TEST

START_TEST(malformed_does_not_stop_others)
{
	struct suite suite;
	char *image = at("build/rom/good.bin"), *path = at("cases/bad.expect");

	put_rom("good", true);
	put_rom("bad", true);
	put("cases/bad.expect", "stpo: halt\n");
	put("cases/good.expect", "stop: halt\n");
	load(&suite);
	ck_assert_uint_eq(suite.cases.count, 2);
	ck_assert_ptr_nonnull(strstr(cases[0].error, "did you mean \"stop\"?"));
	ck_assert_ptr_null(cases[0].rom_path);
	ck_assert_str_eq(cases[0].path, path);
	ck_assert_ptr_null(cases[1].error);
	ck_assert_str_eq(cases[1].rom_path, image);
	assert_orphans(&suite, "");
	unload(&suite);
	free(path);
	free(image);
}
END_TEST

START_TEST(rom_lookup)
{
	static const struct {
		const char *name, *rom, *image;
	} table[] = {
		{"cpu/a", "hello", "build/rom/cpu/hello.bin"},
		{"cpu/b", "other", "build/rom/other.bin"},
		{"cpu/c", "sub/deep", "build/rom/sub/deep.bin"},
		{"d", "hello", "build/rom/hello.bin"},
		{"e", "build/rom/hello.bin", "build/rom/hello.bin"},
		{"f", "images/x.bin", "images/x.bin"},
	};
	struct suite suite;

	put_rom("hello", true);
	put_rom("cpu/hello", true);
	put_rom("other", true);
	put_rom("sub/deep", true);
	put("images/x.bin", "\xf4");
	for (size_t i = 0; i < 6; i++) {
		char *path = str_printf("cases/%s.expect", table[i].name);
		char *text = str_printf("rom: %s\nstop: halt\n", table[i].rom);

		put(path, text);
		free(text);
		free(path);
	}
	load(&suite);
	ck_assert_uint_eq(suite.cases.count, 6);
	for (size_t i = 0; i < 6; i++) {
		char *image = at(table[i].image);

		ck_assert_msg(!cases[i].error, "%s", cases[i].error);
		ck_assert_str_eq(cases[i].rom_path, image);
		free(image);
	}
	assert_orphans(&suite, "");
	unload(&suite);
}
END_TEST

/* A disk and option ROMs are found as the ROM is, and are used. */
START_TEST(other_images)
{
	char *disk = at("build/rom/cpu/disk.bin"), *vga = at("build/rom/vga.bin"), *file = at("x/y.rom"),
	     *image = at("x/y.img");
	struct suite suite;

	put_rom("main", true);
	put_rom("cpu/disk", true);
	put_rom("disk", true);
	put_rom("vga", true);
	put("x/y.rom", "U");
	put("x/y.img", "U");
	put("cases/cpu/a.expect",
	    "rom: main\nmachine: {disk: disk, option-roms: [vga, x/y.rom]}\nstop: halt\n");
	put("cases/b.expect", "rom: x/y.img\nmachine: {disk: x/y.img}\nstop: halt\n");
	load(&suite);
	ck_assert_ptr_null(cases[0].error);
	ck_assert_ptr_null(cases[1].error);
	ck_assert_str_eq(cases[0].rom_path, image);
	ck_assert_str_eq(cases[0].disk_path, image);
	ck_assert_str_eq(cases[1].disk_path, disk);
	ck_assert_str_eq(cases[1].option_rom_paths[0], vga);
	ck_assert_str_eq(cases[1].option_rom_paths[1], file);
	assert_orphans(&suite, "disk");
	unload(&suite);
	free(image);
	free(file);
	free(vga);
	free(disk);
}
END_TEST

static void put_old(const char *name)
{
	char *path = at(name);
	struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

START_TEST(other_images_missing)
{
	static const struct {
		const char *text, *error;
		bool is_unbuilt;
	} table[] = {
		{"machine:\n  disk: unbuilt\n", "cases/0.expect:4: the ROM image ", true},
		{"machine:\n  disk: no.img\n", "cases/1.expect:4: no ROM image ", false},
		{"machine:\n  option-roms:\n  - main\n  - mian\n", "cases/2.expect:6: no ROM image ", false},
		{"machine:\n  option-roms: [stale]\n", "stale.bin is older than its source: run make roms",
		 true},
		{"machine:\n  option-roms: [left]\n", "left.bin is left over: there is no rom-src/left.asm",
		 false},
		{"machine:\n  disk: no.img\n  option-roms: [stale]\n", "cases/5.expect:4: no ROM image ",
		 false},
	};
	struct suite suite;

	put_rom("main", true);
	put_rom("unbuilt", false);
	put_rom("stale", true);
	put_old("build/rom/stale.bin");
	put("build/rom/left.bin", "U");
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *name = str_printf("cases/%zu.expect", i);
		char *text = str_printf("stop: halt\nrom: main\n%s", table[i].text);

		put(name, text);
		free(text);
		free(name);
	}
	load(&suite);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		ck_assert_ptr_nonnull(cases[i].error);
		ck_assert_msg(strstr(cases[i].error, table[i].error) != NULL, "%s", cases[i].error);
		ck_assert_ptr_nonnull(cases[i].rom_path);
		ck_assert_ptr_null(cases[i].disk_path);
		ck_assert_ptr_null(cases[i].skip);
		ck_assert_int_eq(cases[i].is_unbuilt, table[i].is_unbuilt);
	}
	ck_assert_ptr_nonnull(strstr(cases[2].error, "did you mean \"main\"?"));
	unload(&suite);
}
END_TEST

START_TEST(needs)
{
	char *here = at("there.bin");
	char *absolute = str_printf("needs: [there.bin, %s]\nrom: main\nstop: halt\n", here);
	struct suite suite;

	put_rom("main", true);
	put_rom("unbuilt", false);
	put("there.bin", "U");
	put("cases/a.expect", absolute);
	put("cases/b.expect", "needs: [there.bin, no/such.bin, nor/this]\nrom: no/such.bin\nstop: halt\n");
	put("cases/c.expect", "needs: /no/such\nrom: unbuilt\nmachine: {disk: no.img}\nstop: halt\n");
	put("cases/d.expect", "needs: there.bin\nrom: no/such.bin\nstop: halt\n");
	put("cases/e.expect", "needs: /no/such\nrom: main\n");
	load(&suite);
	ck_assert_ptr_null(cases[0].skip);
	ck_assert_ptr_null(cases[0].error);
	ck_assert_str_eq(cases[1].skip, "needs no/such.bin, which is not there");
	ck_assert_ptr_null(cases[1].error);
	ck_assert_str_eq(cases[2].skip, "needs /no/such, which is not there");
	ck_assert_ptr_null(cases[2].error);
	ck_assert_ptr_null(cases[3].skip);
	ck_assert_ptr_nonnull(strstr(cases[3].error, "d.expect:2: no ROM image"));
	ck_assert_ptr_null(cases[4].skip);
	ck_assert_ptr_nonnull(strstr(cases[4].error, "no expectation"));
	assert_orphans(&suite, "");
	unload(&suite);
	free(absolute);
	free(here);
}
END_TEST

START_TEST(rom_missing)
{
	struct suite suite;

	put_rom("unbuilt", false);
	put_rom("hello", true);
	put_rom("cpu/later", false);
	put_rom("later", true);
	put("cases/a.expect", "# no such ROM\nrom: helo\nstop: halt\n");
	put("cases/b.expect", "rom: unbuilt\nstop: halt\n");
	put("cases/c.expect", "rom: x.bin\nstop: halt\n");
	put("cases/cpu/later.expect", "stop: halt\n");
	put("cases/zebra.expect", "stop: halt\n");
	load(&suite);
	ck_assert_ptr_nonnull(strstr(cases[0].error, "a.expect:2: no ROM image "));
	ck_assert_ptr_nonnull(
		strstr(cases[0].error, "rom-src/helo.asm does not exist; did you mean \"hello\"?"));
	ck_assert_ptr_null(cases[0].rom_path);
	ck_assert_ptr_nonnull(
		strstr(cases[1].error, "build/rom/unbuilt.bin is not built yet: run make roms"));
	ck_assert_ptr_nonnull(strstr(cases[2].error, "x.bin"));
	ck_assert_ptr_nonnull(strstr(cases[3].error, "build/rom/cpu/later.bin is not built yet"));
	ck_assert_ptr_nonnull(strstr(cases[4].error, "(rom-src/zebra.asm does not exist)"));
	for (size_t i = 0; i < 5; i++)
		ck_assert_int_eq(cases[i].is_unbuilt, i == 1 || i == 3);
	unload(&suite);
}
END_TEST

START_TEST(orphans)
{
	struct suite suite;

	put_rom("used", true);
	put_rom("shared", true);
	put_rom("spare", true);
	put_rom("cpu/spare", false);
	put_rom("include/macros", false);
	put_rom("cpu/include/more", false);
	put("cases/used.expect", "stop: halt\n");
	put("cases/one.expect", "rom: shared\nstop: halt\n");
	put("cases/two.expect", "rom: shared\nstop: halt\n");
	load(&suite);
	assert_orphans(&suite, "cpu/spare spare");
	unload(&suite);
}
END_TEST

/* A case whose tags cannot be read is neither missed nor left out by a tag. */
START_TEST(malformed_tags)
{
	bool chosen[3] = {true, true, true};
	char word[] = "tag:smoke", *words[] = {word};
	struct suite suite;
	struct err err;

	put("cases/a.expect", "tags: [smoke]\nstop: halt\n");
	put("cases/b.expect", "tags: [smoke]\nstop: hallt\n");
	put("cases/c.expect", "stop: halt\n");
	load(&suite);
	ck_assert_int_eq(suite_select(&suite, words, 1, chosen, &err), 0);
	ck_assert(chosen[0] && chosen[1] && !chosen[2]);
	ck_assert_int_eq(suite_skip(&suite, words, 1, chosen, &err), 0);
	ck_assert(!chosen[0] && chosen[1] && !chosen[2]);
	unload(&suite);
}
END_TEST

/* The names chosen by one word, with spaces between; "!" and the message where it is refused. */
static char *chosen_by(struct suite *suite, const char *word)
{
	bool *chosen = mem_zalloc(suite->cases.count, sizeof *chosen);
	char *copy = str_dup(word);
	struct buf out = {0};
	struct err err;

	if (suite_select(suite, &copy, 1, chosen, &err) < 0)
		buf_printf(&out, "!%s", err.text);
	else
		for (size_t i = 0; i < suite->cases.count; i++)
			if (chosen[i])
				buf_printf(&out, "%s%s", out.len ? " " : "", suite->cases.items[i]);
	free(copy);
	free(chosen);
	return buf_take(&out);
}

START_TEST(selection)
{
	static const struct {
		const char *word, *chosen;
	} table[] = {
		{"cpu", "cpu"},
		{"cpu/", "cpu/flags cpu/x/y"},
		{"cases/cpu", "cpu/flags cpu/x/y"},
		{"./cases/cpu/x/", "cpu/x/y"},
		{"cases", "cpu cpu/flags cpu/x/y fob"},
		{"cases/cpu.expect", "cpu"},
		{"cases/cpu/flags.expect", "cpu/flags"},
		{"cpu/flags.expect", "cpu/flags"},
		{"cpu/x", "cpu/x/y"},
		{"cpu*", "cpu cpu/flags cpu/x/y"},
		{"cpu/*", "cpu/flags cpu/x/y"},
		{"*/y", "cpu/x/y"},
		{"cases/*/flags.expect", "cpu/flags"},
		{"f[a-z]b", "fob"},
		{"tag:smoke", "cpu cpu/flags fob"},
		{"tag:fast+smoke", "cpu/flags fob"},
		{"tag:smok",
		 "!no case matches \"tag:smok\" (did you mean \"tag:smoke\"?); the tags of fob are not "
		 "known: malformed"},
		{"tag:", "!no case matches \"tag:\"; the tags of fob are not known: malformed"},
		{"foo", "!no case matches \"foo\" (did you mean \"fob\"?)"},
		{"flgs", "!no case matches \"flgs\" (did you mean \"cpu/flags\"?)"},
		{"banana*", "!no case matches \"banana*\""},
		{"", "!no case matches \"\""},
		{"/", "!no case matches \"/\""},
	};
	struct suite suite;

	put("cases/cpu.expect", "tags: [smoke]\nstop: halt\n");
	put("cases/cpu/flags.expect", "tags: [fast, smoke]\nstop: halt\n");
	put("cases/cpu/x/y.expect", "stop: halt\n");
	put("cases/fob.expect", "malformed\n");
	load(&suite);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *chosen = chosen_by(&suite, table[i].word);

		ck_assert_str_eq(chosen, table[i].chosen);
		free(chosen);
	}
	unload(&suite);
}
END_TEST

START_TEST(selection_by_path)
{
	static const struct {
		const char *word, *chosen;
	} table[] = {
		{"", "a b/c"},
		{"cases", "a b/c"},
		{"cases/b", "b/c"},
		{"cases/b/c.expect", "b/c"},
		{"cases/../cases/b/", "b/c"},
	};
	struct suite suite;

	put("cases/a.expect", "stop: halt\n");
	put("cases/b/c.expect", "stop: halt\n");
	load(&suite);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *word = *table[i].word ? at(table[i].word) : str_dup(dir),
		     *chosen = chosen_by(&suite, word);

		ck_assert_str_eq(chosen, table[i].chosen);
		free(chosen);
		free(word);
	}
	unload(&suite);
}
END_TEST

START_TEST(selection_of_none_and_many)
{
	char a[] = "a", b[] = "b";
	char *words[] = {b, a};
	bool chosen[3];
	struct suite suite;
	struct err err;

	put("cases/a.expect", "stop: halt\n");
	put("cases/b.expect", "stop: halt\n");
	put("cases/c.expect", "stop: halt\n");
	load(&suite);
	ck_assert_int_eq(suite_select(&suite, NULL, 0, chosen, &err), 0);
	ck_assert(chosen[0] && chosen[1] && chosen[2]);
	ck_assert_int_eq(suite_select(&suite, words, 2, chosen, &err), 0);
	ck_assert(chosen[0] && chosen[1] && !chosen[2]);
	unload(&suite);
}
END_TEST

Suite *suite_suite(void)
{
	Suite *suite = suite_create("suite");
	TCase *tc = tcase_create("suite");

	tcase_add_checked_fixture(tc, dir_make, dir_remove);
	tcase_add_test(tc, no_cases);
	tcase_add_test(tc, discovery);
	tcase_add_test(tc, names_with_control_characters_are_refused);
	tcase_add_test(tc, malformed_does_not_stop_others);
	tcase_add_test(tc, rom_lookup);
	tcase_add_test(tc, other_images);
	tcase_add_test(tc, other_images_missing);
	tcase_add_test(tc, needs);
	tcase_add_test(tc, rom_missing);
	tcase_add_test(tc, orphans);
	tcase_add_test(tc, selection);
	tcase_add_test(tc, malformed_tags);
	tcase_add_test(tc, selection_by_path);
	tcase_add_test(tc, selection_of_none_and_many);
	suite_add_tcase(suite, tc);
	return suite;
}
