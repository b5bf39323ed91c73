#include "pool/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "pool/death.h"

/* How long a worker whose input was closed may take to end. */
#define END_LIMIT_NS 5000000000ull
/* At a time: what a hostile header promises is not allocated before it has come. */
#define RECEIVE_BYTES 65536

/* In the child: the socket is both ends, and nothing else is inherited (all else is close-on-exec). */
static void child_exec(const char *self, bool in_box, int fd, pid_t parent)
{
	char *const name = (char *)(uintptr_t)self;
	char *const boxed[] = {name, (char[]){"box"}, (char[]){"--"}, name, (char[]){"worker"}, NULL};
	char *const native[] = {name, (char[]){"worker"}, NULL};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(127);
	execv(self, in_box ? boxed : native);
	_exit(127);
}

int child_start(struct child *child, const char *self, bool in_box, struct err *err)
{
	pid_t parent = getpid(), pid;
	int ends[2];

	*child = (struct child){.fd = -1};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return err_sys(err, "cannot make a socket for the worker");
	pid = fork();
	if (pid == 0)
		child_exec(self, in_box, ends[1], parent);
	close(ends[1]);
	if (pid < 0) {
		err_sys(err, "cannot start a worker");
		close(ends[0]);
		return -1;
	}
	*child = (struct child){.pid = pid, .fd = ends[0], .in_box = in_box};
	return 0;
}

void child_receive(struct child *child)
{
	uint8_t bytes[RECEIVE_BYTES];
	ssize_t n = recv(child->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (n > 0)
		buf_add(&child->in, bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		child->closed = true;
}

int child_next_frame(struct child *child, struct wire_header *header, struct buf *payload, struct err *err)
{
	struct buf *in = &child->in;
	size_t frame_bytes;

	if (in->len < sizeof *header)
		return 0;
	memcpy(header, in->data, sizeof *header);
	if (wire_check_header(header, err) < 0)
		return -1;
	frame_bytes = sizeof *header + (size_t)header->payload_bytes;
	if (in->len < frame_bytes)
		return 0;
	buf_clear(payload);
	buf_add(payload, in->data + sizeof *header, (size_t)header->payload_bytes);
	in->len -= frame_bytes;
	memmove(in->data, in->data + frame_bytes, in->len);
	return 1;
}

void child_send(const struct child *child, const struct buf *frame, size_t *sent)
{
	ssize_t n = send(child->fd, frame->data + *sent, frame->len - *sent, MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n > 0)
		*sent += (size_t)n;
}

void child_hang_up(struct child *child)
{
	if (child->pid && child->fd >= 0)
		close(child->fd);
	child->fd = -1;
}

void child_end(struct child *child, bool kill_it, struct buf *how)
{
	uint64_t deadline_ns = clock_now_ns() + END_LIMIT_NS;
	int status = 0;

	if (!child->pid)
		return;
	child_hang_up(child);
	while (waitpid(child->pid, &status, WNOHANG) == 0) {
		if (kill_it || clock_now_ns() > deadline_ns)
			kill(child->pid, SIGKILL);
		poll(NULL, 0, 1);
	}
	if (how)
		death_print(status, child->in_box, how);
	buf_fini(&child->in);
	*child = (struct child){.fd = -1};
}
