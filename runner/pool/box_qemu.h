/* The QEMU process behind a box: its image on disk, its start from the snapshot, its end. */
#ifndef POOL_BOX_QEMU_H
#define POOL_BOX_QEMU_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

enum box_port { BOX_CTL, BOX_IN, BOX_OUT, BOX_ERR, BOX_PORTS };

/*
 * What tools/box-image made. `dir` is locked (shared) while it is open, so that a rebuild does not remove it.
 */
struct box_image {
	char *path;
	int dir;
	char *qemu;
};

/* Our ends of its sockets; none blocks. All of them hang up when it dies. */
struct box_qemu {
	pid_t pid;
	int port[BOX_PORTS];
	int console; /* the guest's serial console, and QEMU's own messages */
	int monitor; /* QMP */
};

/* Finds and checks the image. A struct that failed to open needs no closing. */
int box_image_open(struct box_image *image, struct err *err);
void box_image_close(struct box_image *image);

/* Start QEMU and let it load the snapshot; returns at once. `writable` are absolute host folders. */
int box_qemu_start(struct box_qemu *qemu, const struct box_image *image, char *const *writable,
		   size_t writable_count, struct err *err);

/* Kill it, close all. With `how` it is taken to have died by itself: what it died of is appended, in words.
 */
void box_qemu_stop(struct box_qemu *qemu, struct buf *how);

#endif
