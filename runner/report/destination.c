#include "report/destination.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

static bool is_stdout(const char *path)
{
	return strcmp(path, "-") == 0;
}

static int make_folders(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash && slash > path ? str_dup(path) : NULL;
	int ret = 0;

	if (dir) {
		dir[slash - path] = 0;
		ret = io_mkdirs(dir, err);
	}
	free(dir);
	return ret;
}

int destination_begin(const char *path, const struct buf *unfinished, struct err *err)
{
	if (is_stdout(path))
		return 0;
	if (path_is_special(path))
		return access(path, W_OK) == 0 ? 0 : err_sys(err, "%s: cannot write", path);
	if (make_folders(path, err) < 0)
		return -1;
	return destination_write(path, unfinished, err);
}

int destination_write(const char *path, const struct buf *text, struct err *err)
{
	if (!is_stdout(path))
		return io_write_file(path, text->data, text->len, err);
	if (io_write_full(STDOUT_FILENO, text->data, text->len, err) < 0)
		return err_wrap(err, "standard output");
	return 0;
}

int destination_open(const char *path, struct err *err)
{
	int fd;

	if (!is_stdout(path) && make_folders(path, err) < 0)
		return -1;
	fd = is_stdout(path) ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
			     : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		err_sys(err, "%s: cannot write", is_stdout(path) ? "standard output" : path);
	return fd;
}
