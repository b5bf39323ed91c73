#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "suites.h"

static char folder[64];

static void setup(void)
{
	strcpy(folder, "/tmp/romkit-io.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void teardown(void)
{
	char *command = str_printf("rm -rf '%s'", folder);

	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
	free(command);
}

static void write_text(const char *path, const char *text)
{
	struct err err;

	ck_assert_msg(io_write_file(path, text, strlen(text), &err) == 0, "%s", err.text);
}

static void check_text(const char *path, const char *want)
{
	struct buf text = {0};
	struct err err;

	ck_assert_msg(io_read_file(path, 1000, &text, &err) == 0, "%s", err.text);
	ck_assert_str_eq(buf_str(&text), want);
	buf_fini(&text);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

/* Files in the folder, to see that no temporary is left. */
static unsigned file_count(const char *path)
{
	DIR *dir = opendir(path);
	unsigned count = 0;

	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

START_TEST(write_new_and_replace)
{
	umask(027);
	write_text("a", "one");
	check_text("a", "one");
	ck_assert_uint_eq(mode_of("a"), 0640);
	write_text("a", "");
	check_text("a", "");
	write_text("a", "three");
	check_text("a", "three");
	ck_assert_uint_eq(file_count("."), 1);
}
END_TEST

START_TEST(mode_is_kept)
{
	static const mode_t modes[] = {0600, 0644, 0664, 0755, 0444};

	umask(022);
	write_text("a", "old");
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		ck_assert_int_eq(chmod("a", modes[i]), 0);
		write_text("a", "new");
		ck_assert_uint_eq(mode_of("a"), modes[i]);
	}
}
END_TEST

/* Whoever has the old file open keeps the old bytes: it was replaced, not overwritten. */
START_TEST(replacing_is_atomic)
{
	char text[8] = {0};
	FILE *old;

	write_text("a", "old");
	old = fopen("a", "r");
	ck_assert_ptr_nonnull(old);
	write_text("a", "newer");
	ck_assert_ptr_nonnull(fgets(text, sizeof text, old));
	ck_assert_str_eq(text, "old");
	fclose(old);
}
END_TEST

START_TEST(links_are_followed)
{
	struct stat st;

	ck_assert_int_eq(mkdir("elsewhere", 0777), 0);
	write_text("elsewhere/target", "old");
	ck_assert_int_eq(symlink("elsewhere/target", "link"), 0);
	ck_assert_int_eq(symlink("link", "link-to-link"), 0);
	write_text("link-to-link", "new");
	check_text("elsewhere/target", "new");
	ck_assert_int_eq(lstat("link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_int_eq(lstat("link-to-link", &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	ck_assert_uint_eq(file_count("elsewhere"), 1);
}
END_TEST

START_TEST(what_cannot_be_written)
{
	struct err err;

	ck_assert_int_eq(io_write_file("nowhere/a", "x", 1, &err), -1);
	ck_assert_str_eq(err.text, "nowhere/a: cannot write: No such file or directory");
	ck_assert_int_eq(mkdir("folder", 0777), 0);
	write_text("folder/kept", "kept");
	ck_assert_int_eq(io_write_file("folder", "x", 1, &err), -1);
	ck_assert_str_eq(err.text, "folder: cannot write: Is a directory");
	check_text("folder/kept", "kept");
	ck_assert_uint_eq(file_count("."), 1);
}
END_TEST

START_TEST(what_cannot_be_replaced_is_written_to)
{
	char text[8] = {0};
	struct err err;
	int fd;

	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	fd = open("pipe", O_RDONLY | O_NONBLOCK);
	ck_assert_int_ge(fd, 0);
	ck_assert(path_is_special("pipe"));
	ck_assert_int_eq(io_write_file("pipe", "x\n", 2, &err), 0);
	ck_assert_int_eq(read(fd, text, sizeof text), 2);
	ck_assert_int_eq(io_write_file("/dev/full", "x", 1, &err), -1);
	ck_assert_str_eq(err.text, "/dev/full: write: No space left on device");
	close(fd);
}
END_TEST

START_TEST(read_file)
{
	struct buf text = {0};
	struct err err;

	write_text("a", "12345");
	ck_assert_int_eq(io_read_file("a", 5, &text, &err), 0);
	ck_assert_int_eq(io_read_file("a", 5, &text, &err), 0); /* appends; the limit is the file's */
	ck_assert_str_eq(buf_str(&text), "1234512345");
	ck_assert_int_eq(io_read_file("a", 4, &text, &err), -1);
	ck_assert_str_eq(err.text, "a: larger than 4 bytes");
	ck_assert_int_eq(io_read_file("b", 4, &text, &err), -1);
	ck_assert_str_eq(err.text, "b: No such file or directory");
	ck_assert_int_eq(io_read_file(".", 4, &text, &err), -1);
	ck_assert_str_eq(err.text, ".: Is a directory");
	buf_fini(&text);
}
END_TEST

START_TEST(read_file_in_chunks)
{
	struct buf bytes = {0}, again = {0};
	struct err err;

	for (unsigned i = 0; i < 200000; i++)
		buf_addc(&bytes, (uint8_t)(i * 7));
	ck_assert_int_eq(io_write_file("a", bytes.data, bytes.len, &err), 0);
	ck_assert_int_eq(io_read_file("a", 1u << 20, &again, &err), 0);
	ck_assert_uint_eq(again.len, bytes.len);
	ck_assert_mem_eq(again.data, bytes.data, bytes.len);
	buf_fini(&bytes);
	buf_fini(&again);
}
END_TEST

START_TEST(whole_reads)
{
	char got[8] = {0};
	struct err err;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(io_write_full(ends[1], "abcdef", 6, &err), 0);
	ck_assert_int_eq(io_read_full(ends[0], got, 4, &err), 0);
	ck_assert_str_eq(got, "abcd");
	close(ends[1]);
	ck_assert_int_eq(io_read_full(ends[0], got, 4, &err), -1);
	ck_assert_str_eq(err.text, "read: ended after 2 of 4 bytes");
	ck_assert_int_eq(io_read_full(ends[0], got, 4, &err), 1);
	ck_assert_int_eq(io_read_full(ends[0], got, 0, &err), 0);
	close(ends[0]);
	ck_assert_int_eq(io_read_full(ends[0], got, 1, &err), -1);
	ck_assert_str_eq(err.text, "read: Bad file descriptor");
	ck_assert_int_eq(io_write_full(ends[1], got, 1, &err), -1);
	ck_assert_str_eq(err.text, "write: Bad file descriptor");
}
END_TEST

START_TEST(folders)
{
	struct err err;

	ck_assert_int_eq(io_mkdirs("a/b/c", &err), 0);
	ck_assert(path_is_dir("a/b/c"));
	ck_assert_int_eq(io_mkdirs("a/b/c", &err), 0);
	ck_assert_int_eq(io_mkdirs("a//b/d/", &err), 0);
	ck_assert(path_is_dir("a/b/d"));
	write_text("file", "");
	ck_assert_int_eq(io_mkdirs("file/x", &err), -1);
	ck_assert_str_eq(err.text, "file/x: cannot make the folder: Not a directory");
	ck_assert(path_exists("file"));
	ck_assert(!path_is_dir("file"));
	ck_assert(!path_exists("nothing"));
}
END_TEST

START_TEST(joined_paths)
{
	static const struct {
		const char *dir, *name, *want;
	} table[] = {
		{".", "a", "a"},   {"", "a", "a"},   {"d", "a", "d/a"},   {"d/", "a/b", "d/a/b"},
		{"d", "/a", "/a"}, {"/", "a", "/a"}, {"..", "a", "../a"},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *path = path_join(table[i].dir, table[i].name);

		ck_assert_str_eq(path, table[i].want);
		free(path);
	}
}
END_TEST

Suite *suite_io(void)
{
	Suite *suite = suite_create("io");
	TCase *tc = tcase_create("io");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, write_new_and_replace);
	tcase_add_test(tc, mode_is_kept);
	tcase_add_test(tc, replacing_is_atomic);
	tcase_add_test(tc, links_are_followed);
	tcase_add_test(tc, what_cannot_be_written);
	tcase_add_test(tc, what_cannot_be_replaced_is_written_to);
	tcase_add_test(tc, read_file);
	tcase_add_test(tc, read_file_in_chunks);
	tcase_add_test(tc, whole_reads);
	tcase_add_test(tc, folders);
	tcase_add_test(tc, joined_paths);
	suite_add_tcase(suite, tc);
	return suite;
}
