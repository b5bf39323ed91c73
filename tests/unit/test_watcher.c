#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/watcher.h"
#include "case/find.h"
#include "suites.h"

static char *dir;
static struct watcher *watcher;

static char *at(const char *name)
{
	return path_join(dir, name);
}

static void put(const char *name)
{
	char *path = at(name);
	struct err err;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(io_write_full(fd, "x", 1, &err), 0);
	close(fd);
	free(path);
}

static void make_folder(const char *name)
{
	char *path = at(name);

	ck_assert_int_eq(mkdir(path, 0777), 0);
	free(path);
}

static void move(const char *from, const char *to)
{
	char *old = at(from), *new = at(to);

	ck_assert_int_eq(rename(old, new), 0);
	free(new);
	free(old);
}

static void run(const char *command)
{
	char *text = str_printf("cd '%s' && %s", dir, command);

	ck_assert_int_eq(system(text), 0);
	free(text);
}

static void setup(void)
{
	static char template[32];
	struct err err;

	strcpy(template, "/tmp/romkit-watch-XXXXXX");
	dir = mkdtemp(template);
	ck_assert_ptr_nonnull(dir);
	make_folder("a");
	make_folder("a/b");
	put("a/old");
	put("a/b/old");
	ck_assert_int_eq(watcher_new(&watcher, &err), 0);
	ck_assert_int_eq(watcher_add(watcher, dir, false, &err), 0);
	char *folder = at("a");
	ck_assert_int_eq(watcher_add(watcher, folder, true, &err), 0);
	free(folder);
}

static void teardown(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	watcher_free(watcher);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

static void note(const char *path, void *context)
{
	names_add(context, path ? path + strlen(dir) + 1 : "LOST");
}

/* The paths below the folder, sorted, each once, with a space behind it. */
static void assert_saved(const char *expected)
{
	struct names paths = {0};
	struct buf got = {0};

	watcher_take(watcher, note, &paths);
	names_sort(&paths);
	for (size_t i = 0; i < paths.count; i++)
		buf_printf(&got, "%s ", paths.items[i]);
	ck_assert_str_eq(buf_str(&got), expected);
	buf_fini(&got);
	names_fini(&paths);
}

START_TEST(nothing)
{
	struct pollfd poll_fd = {.fd = watcher_fd(watcher), .events = POLLIN};

	ck_assert_int_eq(poll(&poll_fd, 1, 0), 0);
	assert_saved("");
	put("a/old");
	ck_assert_int_eq(poll(&poll_fd, 1, 0), 1);
	assert_saved("a/old ");
	ck_assert_int_eq(poll(&poll_fd, 1, 0), 0);
}
END_TEST

START_TEST(files)
{
	put("a/b/old");
	assert_saved("a/b/old ");
	put("a/new");
	assert_saved("a/new ");
	put("top");
	assert_saved("top ");
	run("rm a/new");
	assert_saved("a/new ");
	run("ln -s old a/link && ln a/old a/hard");
	assert_saved("a/hard a/link ");
	run("cat a/old a/b/old >/dev/null");
	assert_saved("");
}
END_TEST

/* As editors do it. */
START_TEST(editors)
{
	put("a/old.tmp");
	move("a/old.tmp", "a/old");
	assert_saved("a/old a/old.tmp ");
	put("a/4913");
	put("a/.old.swp");
	put("a/old.swp");
	put("a/#old#");
	move("a/old", "a/old~");
	put("a/old");
	assert_saved("a/old ");
}
END_TEST

START_TEST(folders)
{
	make_folder("a/c");
	put("a/c/one");
	make_folder("a/c/d");
	put("a/c/d/two");
	assert_saved("a/c/d/two a/c/one ");
	put("a/c/d/two");
	assert_saved("a/c/d/two ");
	move("a/c", "elsewhere");
	assert_saved("a/c elsewhere ");
	put("elsewhere/one");
	put("elsewhere/d/two");
	assert_saved("");
	move("elsewhere", "a/back");
	assert_saved("a/back/d/two a/back/one elsewhere ");
	put("a/back/d/two");
	assert_saved("a/back/d/two ");
	run("rm -r a/back/d");
	assert_saved("a/back/d a/back/d/two ");
	make_folder("other");
	put("other/x");
	assert_saved("other ");
}
END_TEST

/* A folder may link back to itself. */
START_TEST(links)
{
	run("mkdir real && ln -s ../real a/link && ln -s .. a/b/up");
	assert_saved("a/b/up a/link real ");
	put("real/x");
	assert_saved("a/link/x ");
	put("a/old");
	assert_saved("a/old ");
}
END_TEST

/* With folders elsewhere, above which none is watched. */
static void add(const char *name, bool deep)
{
	char *folder = at(name);
	struct err err;

	ck_assert_int_eq(watcher_add(watcher, folder, deep, &err), 0);
	free(folder);
}

START_TEST(not_there)
{
	make_folder("a/.away");
	add("a/.away/x/y", false);
	add("a/.away/x/deep", true);
	assert_saved("");
	put("a/.away/other");
	assert_saved("");
	make_folder("a/.away/x");
	assert_saved("");
	put("a/.away/x/other");
	make_folder("a/.away/x/y");
	put("a/.away/x/y/one");
	assert_saved("a/.away/x/y/one ");
	put("a/.away/x/y/one");
	assert_saved("a/.away/x/y/one ");
	run("mkdir -p a/.away/x/deep/er && echo >a/.away/x/deep/er/two");
	assert_saved("a/.away/x/deep/er/two ");
	put("a/.away/x/deep/er/two");
	assert_saved("a/.away/x/deep/er/two ");
}
END_TEST

START_TEST(gone_and_back)
{
	run("mkdir -p a/.away/x a/.away/y && touch a/.away/x/one");
	add("a/.away/x", false);
	add("a/.away/y", true);
	assert_saved("");
	run("rm -r a/.away/x && mv a/.away/y a/.away/z");
	assert_saved("a/.away/x a/.away/x/one a/.away/y ");
	put("a/.away/z/one");
	assert_saved("");
	run("mkdir a/.away/x a/.away/y && touch a/.away/y/one");
	assert_saved("a/.away/y/one ");
	put("a/.away/x/one");
	put("a/.away/y/one");
	assert_saved("a/.away/x/one a/.away/y/one ");
	/* Gone and back before anybody looks. */
	run("rm -r a && mkdir -p a/b && touch a/b/one");
	assert_saved("a a/.away/x a/.away/x/one a/.away/y a/.away/y/one a/b a/b/old a/b/one a/old ");
	put("a/b/one");
	assert_saved("a/b/one ");
}
END_TEST

/* Its watch went with it, and is the one that it has. */
START_TEST(moved_and_back)
{
	run("mkdir -p a/.away/x");
	add("a/.away/x", false);
	run("mv a/.away/x a/.away/y && mv a/.away/y a/.away/x");
	assert_saved("");
	put("a/.away/x/one");
	assert_saved("a/.away/x/one ");
}
END_TEST

/* Must not be waited for for ever. */
START_TEST(not_ours)
{
	run("mkdir a/.away && touch a/.away/file && ln -s nowhere a/.away/link");
	add("a/.away/file", true);
	add("a/.away/link/x", true);
	add("/proc/1/map_files/x", false);
	assert_saved("");
}
END_TEST

/* What was lost may be the coming of a folder, or that one moved. */
START_TEST(overflow)
{
	struct buf limit = {0};
	struct err err;

	ck_assert_int_eq(io_read_file("/proc/sys/fs/inotify/max_queued_events", 64, &limit, &err), 0);
	for (long i = strtol(buf_str(&limit), NULL, 10) / 2; i >= 0; i--) {
		put("a/.x");
		put("a/.y");
	}
	buf_fini(&limit);
	run("mkdir a/new && mv a/b a/c");
	assert_saved("LOST ");
	put("a/new/one");
	put("a/c/old");
	assert_saved("a/c/old a/new/one ");
}
END_TEST

Suite *suite_watcher(void)
{
	Suite *s = suite_create("watcher");
	TCase *tests = tcase_create("watcher");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, nothing);
	tcase_add_test(tests, files);
	tcase_add_test(tests, editors);
	tcase_add_test(tests, folders);
	tcase_add_test(tests, links);
	tcase_add_test(tests, not_there);
	tcase_add_test(tests, gone_and_back);
	tcase_add_test(tests, moved_and_back);
	tcase_add_test(tests, not_ours);
	tcase_add_test(tests, overflow);
	suite_add_tcase(s, tests);
	return s;
}
