/* One worker process, natively or in the box, and the stream to it. It waits for nothing but its end. */
#ifndef POOL_CHILD_H
#define POOL_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"
#include "pool/wire.h"

/* A zeroed struct is no process. */
struct child {
	pid_t pid; /* 0: none */
	int fd;
	int said_fd; /* its standard error; -1: it is this process's */
	bool in_box;
	struct buf in; /* what came and was not taken yet: less than a frame, but for a moment */
	bool closed;   /* it will send no more */
};

/*
 * Start `self worker`, or `self box -- self worker`. It ends with this process. What it says on standard
 * error is kept until its end: a guest that took it over could write to a terminal, or commands into a CI's
 * log. With ASan, whose reports are long, it goes to standard error.
 */
int child_start(struct child *child, const char *self, bool in_box, struct err *err);

/* Take what has come. Call it where poll() says that there is something. Whether there may be more. */
bool child_receive(struct child *child);

/* The next whole frame: 1, else 0. -1: what it sends is no frame, or one of more payload than that. */
int child_next_frame(struct child *child, uint64_t payload_max, struct wire_header *header,
		     struct buf *payload, struct err *err);

/* Send what goes without waiting, from `*sent` on, which moves. Where the process is gone nothing does. */
void child_send(const struct child *child, const struct buf *frame, size_t *sent);

/* Close the stream, at which a worker ends; child_end() waits for it. */
void child_hang_up(struct child *child);

/* Until when a worker whose stream is closed may take to end by itself, as child_end() has it. */
uint64_t child_end_deadline_ns(bool in_box);

/* Wait until it is gone. What is still there at that time of clock_now_ns() (0: now) is killed. `how` gets
 * the end in words. Whether it ended by itself. */
bool child_end(struct child *child, uint64_t deadline_ns, struct buf *how);

#endif
