/* Files and descriptors: whole reads, atomic replacement. */
#ifndef BASE_IO_H
#define BASE_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* Append the whole file to `out`; more than `max_bytes` is an error that names the limit. */
int io_read_file(const char *path, size_t max_bytes, struct buf *out, struct err *err);

/*
 * Replace the file: a temporary beside it, fsync, rename. After a crash at any moment the path holds the old
 * bytes or the new ones, never a mixture. The mode of an existing file is kept; a symbolic link is followed.
 * What is there and is no regular file (/dev/stdout, a pipe) is written to as it is.
 */
int io_write_file(const char *path, const void *bytes, size_t len, struct err *err);

/* All `len` bytes, through short transfers and EINTR. io_read_full returns 1 on end of file before the first
 * byte. */
int io_read_full(int fd, void *bytes, size_t len, struct err *err);
int io_write_full(int fd, const void *bytes, size_t len, struct err *err);

/* Make the folder and those above it. */
int io_mkdirs(const char *path, struct err *err);

/* dir + "/" + name, or name alone where it is absolute or dir is "" or ".". The caller frees it. */
char *path_join(const char *dir, const char *name);
bool path_exists(const char *path);
bool path_is_dir(const char *path);
/* A device or a pipe, which cannot be replaced. */
bool path_is_special(const char *path);

/* Whether both exist and the first was modified later. */
bool path_newer(const char *path, const char *than);

#endif
