#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/interrupt.h"

int io_read_file(const char *path, size_t max_bytes, struct buf *out, struct err *err)
{
	size_t start = out->len;
	char chunk[65536];
	int ret = -1;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, "%s", path);
	while ((n = read(fd, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR && !interrupt_signal())
			continue;
		if (n < 0) {
			err_sys(err, "%s", path);
			goto out;
		}
		if (out->len - start + (size_t)n > max_bytes) {
			err_set(err, "%s: larger than %zu bytes", path, max_bytes);
			goto out;
		}
		buf_add(out, chunk, (size_t)n);
	}
	ret = 0;
out:
	close(fd);
	return ret;
}

int io_read_full(int fd, void *bytes, size_t len, struct err *err)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = read(fd, (char *)bytes + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "read");
		if (n == 0)
			return done ? err_set(err, "read: ended after %zu of %zu bytes", done, len) : 1;
		done += (size_t)n;
	}
	return 0;
}

int io_write_full(int fd, const void *bytes, size_t len, struct err *err)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(fd, (const char *)bytes + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "write");
		done += (size_t)n;
	}
	return 0;
}

/* The mode that the replaced file had, or what a new file gets under the umask. */
static mode_t mode_for(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

static int write_special(const char *path, const void *bytes, size_t len, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return err_sys(err, "%s: cannot write", path);
	ret = io_write_full(fd, bytes, len, err);
	if (ret < 0)
		err_wrap(err, "%s", path);
	close(fd);
	return ret;
}

/* A new file beside the one that is to be replaced, open for writing; sets all three. */
static int temp_open(const char *path, char **target, char **temp, struct err *err)
{
	int fd;

	*target = realpath(path, NULL);
	if (!*target)
		*target = str_dup(path);
	*temp = str_printf("%s.XXXXXX", *target);
	if (path_is_dir(path)) {
		errno = EISDIR;
		fd = -1;
	} else {
		fd = mkostemp(*temp, O_CLOEXEC);
	}
	if (fd < 0)
		err_sys(err, "%s: cannot write", path);
	return fd;
}

int io_write_file(const char *path, const void *bytes, size_t len, struct err *err)
{
	char *target, *temp;
	int ret = -1;
	int fd;

	if (path_is_special(path))
		return write_special(path, bytes, len, err);
	fd = temp_open(path, &target, &temp, err);
	if (fd < 0)
		goto out;
	if (io_write_full(fd, bytes, len, err) < 0) {
		err_wrap(err, "%s", path);
		goto out_unlink;
	}
	if (fchmod(fd, mode_for(path)) < 0 || fsync(fd) < 0 || rename(temp, target) < 0) {
		err_sys(err, "%s: cannot replace", path);
		goto out_unlink;
	}
	ret = 0;
out_unlink:
	if (ret < 0)
		unlink(temp);
	close(fd);
out:
	free(temp);
	free(target);
	return ret;
}

int io_mkdirs(const char *path, struct err *err)
{
	char *part = str_dup(path);
	int ret = 0;

	for (char *p = part + 1; ret == 0; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = 0;
		if (mkdir(part, 0777) < 0 && errno != EEXIST)
			ret = err_sys(err, "%s: cannot make the folder", part);
		*p = c;
		if (!c)
			break;
	}
	free(part);
	return ret;
}

char *path_join(const char *dir, const char *name)
{
	if (name[0] == '/' || !dir[0] || strcmp(dir, ".") == 0)
		return str_dup(name);
	return str_printf("%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
}

bool path_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool path_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool path_newer(const char *path, const char *than)
{
	struct stat a, b;

	if (stat(path, &a) < 0 || stat(than, &b) < 0)
		return false;
	if (a.st_mtim.tv_sec != b.st_mtim.tv_sec)
		return a.st_mtim.tv_sec > b.st_mtim.tv_sec;
	return a.st_mtim.tv_nsec > b.st_mtim.tv_nsec;
}
