/*
 * The disk. Bochs does not reach what is behind the last whole cylinder by all of its ways, and takes no part
 * of a sector; so an image that ends there is copied and lengthened, as romkit's own disk has it. Another
 * goes by a link, as a path may have any characters. In its mode `volatile` Bochs writes to a file of its own
 * beside that.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/bochs_private.h"

#define DISK_FILE      "disk"
#define CYLINDER_BYTES (16 * 63 * 512)

/* All of it, and zeros to the end of the cylinder. */
static int copy_bytes(int from, int to, off_t len)
{
	off_t at = 0;

	while (at < len) {
		ssize_t n = sendfile(to, from, &at, (size_t)(len - at));

		if (n <= 0)
			return -1;
	}
	return ftruncate(to, (len + CYLINDER_BYTES - 1) / CYLINDER_BYTES * CYLINDER_BYTES);
}

static int copy_disk(const char *disk, const char *path, off_t len)
{
	int from = open(disk, O_RDONLY | O_CLOEXEC);
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int ret = from >= 0 && to >= 0 ? copy_bytes(from, to, len) : -1;

	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return ret;
}

static int link_disk(const char *disk, const char *path)
{
	char *target = realpath(disk, NULL);
	int ret = target ? symlink(target, path) : -1;

	free(target);
	return ret;
}

int bochs_disk(const struct engine *engine, const char *disk, struct buf *setup, struct err *err)
{
	char *path = engine_path(engine, DISK_FILE);
	struct stat st;
	int ret = stat(disk, &st);

	if (ret == 0)
		ret = st.st_size % CYLINDER_BYTES || !st.st_size ? copy_disk(disk, path, st.st_size)
								 : link_disk(disk, path);
	if (ret < 0)
		err_sys(err, "%s", disk);
	free(path);
	buf_adds(setup,
		 "ata0-master: type=disk, path=" DISK_FILE ", mode=volatile, cylinders=0\nboot: disk\n");
	return ret;
}
