/* The box: QEMU emulates a CPU with SVM, a stock kernel runs in it with /dev/kvm, and host commands run in
 * there. */
#ifndef POOL_BOX_H
#define POOL_BOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * A box is one restored snapshot and one command; all boxes start from the same state. The command sees the
 * host's whole tree read-only at the same paths, but the box's own /dev, /proc and /sys, and a private tmpfs
 * on /dev/shm and on /run (/run stays the host's where the working folder is in it). TMPDIR is such a tmpfs,
 * unless it was writable anyway. Working folder, environment and umask are the caller's; ROMKIT_IN_BOX=1 is
 * added. It is root, there is one CPU and no network. The guest's monotonic clock is virtual: an instruction
 * is a nanosecond, and while the guest has nothing to do it follows the host's.
 */
struct box_opts {
	const char *const
		*writable; /* host folders that the command may write to; at most BOX_WRITABLE_MAX */
	size_t writable_count;
	unsigned start_ms; /* longest wall time until the command runs; 0: a minute */
};

/*
 * Is the image there, and does it fit this romkit and the QEMU that is installed? A few stat() calls, no
 * QEMU. The error says what is wrong and what to run.
 */
int box_check(struct err *err);

/*
 * Run argv in a box of its own, in the foreground: standard input, output and error are this process's, byte
 * for byte. `*status` is the command's exit status, 128 + n where signal n ended it.
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT (those not ignored) go to the command; if it is still there two seconds
 * later, or at the second signal, the box is ended. On failure `*status` is what to exit with: 128 + n after
 * signal n, 126 or 127 when argv could not be executed, else 2. Nothing of the box is left behind either way,
 * nor if this process is killed.
 */
int box_run(const struct box_opts *opts, char *const argv[], int *status, struct err *err);

#endif
