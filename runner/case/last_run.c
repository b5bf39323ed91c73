#include "case/last_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"

#define FOLDER    "build"
#define NAME      "romkit.last"
#define HEAD      "romkit last run 1\n"
#define BYTES_MAX (256u << 20)

void last_run_add(struct last_run *run, const char *name, bool failed)
{
	names_add(&run->ran, name);
	if (failed)
		names_add(&run->failed, name);
}

void last_run_fini(struct last_run *run)
{
	names_fini(&run->ran);
	names_fini(&run->failed);
}

static void name_put(struct buf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '\n' || *name == '\\')
			buf_adds(out, *name == '\n' ? "\\n" : "\\\\");
		else
			buf_addc(out, (uint8_t)*name);
	}
	buf_addc(out, '\n');
}

/* One line, which is changed. */
static void name_get(char *line, struct names *out)
{
	char *to = line;

	for (const char *from = line; *from; from++) {
		if (*from == '\\' && from[1])
			*to++ = *++from == 'n' ? '\n' : *from;
		else
			*to++ = *from;
	}
	*to = 0;
	if (*line)
		names_add(out, line);
}

/* Returns 1 where there is no such file. */
static int file_read(const char *path, struct names *out, struct err *err)
{
	struct buf text = {0};
	char *rest;

	if (!path_exists(path))
		return 1;
	if (io_read_file(path, BYTES_MAX, &text, err) < 0) {
		buf_fini(&text);
		return -1;
	}
	if (strncmp(buf_str(&text), HEAD, strlen(HEAD)) != 0) {
		buf_fini(&text);
		return err_set(err, "%s is no file of this romkit: remove it", path);
	}
	rest = (char *)text.data + strlen(HEAD);
	for (char *line; (line = strsep(&rest, "\n"));)
		name_get(line, out);
	buf_fini(&text);
	names_sort(out);
	return 0;
}

static int file_write(const char *path, const struct names *names, struct err *err)
{
	struct buf text = {0};
	int ret;

	buf_adds(&text, HEAD);
	for (size_t i = 0; i < names->count; i++)
		name_put(&text, names->items[i]);
	ret = io_write_file(path, text.data, text.len, err);
	buf_fini(&text);
	return ret;
}

/* What failed before, did not run now and is still there; and what failed now. */
static void join(const struct last_run *run, const struct suite *suite, const struct names *old,
		 struct names *out)
{
	struct names ran = {0};

	for (size_t i = 0; i < run->ran.count; i++)
		names_add(&ran, run->ran.items[i]);
	names_sort(&ran);
	for (size_t i = 0; i < old->count; i++) {
		if (!names_has(&ran, old->items[i]) && names_has(&suite->cases, old->items[i]))
			names_add(out, old->items[i]);
	}
	for (size_t i = 0; i < run->failed.count; i++)
		names_add(out, run->failed.items[i]);
	names_sort(out);
	names_fini(&ran);
}

int last_run_write(const struct last_run *run, const struct suite *suite, struct err *err)
{
	char *folder = path_join(suite->dir, FOLDER), *path = path_join(folder, NAME);
	struct names old = {0}, joined = {0};
	int fd = -1, ret = io_mkdirs(folder, err);

	if (ret == 0) {
		fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		/* Where there is no lock to be had (some network file systems), the later run is kept whole.
		 */
		while (fd >= 0 && flock(fd, LOCK_EX) < 0 && errno == EINTR)
			continue;
		if (file_read(path, &old, err) < 0)
			names_fini(&old);
		join(run, suite, &old, &joined);
		ret = file_write(path, &joined, err);
	}
	if (fd >= 0)
		close(fd);
	names_fini(&old);
	names_fini(&joined);
	free(path);
	free(folder);
	return ret;
}

int last_run_read(const char *dir, struct names *out, struct err *err)
{
	char *folder = path_join(dir, FOLDER), *path = path_join(folder, NAME);
	int ret = file_read(path, out, err);

	if (ret > 0)
		ret = err_set(
			err,
			"--failed: no earlier run is known, as there is no %s: run the cases once without it",
			path);
	free(path);
	free(folder);
	return ret;
}

static bool is_folder(const char *dir, const char *folder)
{
	char *own = path_join(dir, FOLDER);
	struct stat a, b;
	bool is_same =
		stat(own, &a) == 0 && stat(folder, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;

	free(own);
	return is_same;
}

bool last_run_is_file(const char *dir, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *folder;
	bool is_file;

	if (strncmp(name, NAME, strlen(NAME)) != 0 || (name[strlen(NAME)] && name[strlen(NAME)] != '.'))
		return false;
	folder = str_printf("%.*s", (int)(name - path), path);
	is_file = is_folder(dir, *folder ? folder : ".");
	free(folder);
	return is_file;
}
