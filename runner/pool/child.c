#include "pool/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/build.h"
#include "base/clock.h"
#include "base/text.h"
#include "pool/death.h"

/* How long a worker whose stream is closed may take to end: its pool waits for it. The box shuts QEMU down,
 * and says what became of it. */
#define END_LIMIT_NS     100000000ull
#define BOX_END_LIMIT_NS 5000000000ull
/* At a time: what a hostile header promises is not allocated before it has come. */
#define RECEIVE_BYTES 65536
/* Of what it said on standard error. */
#define SAID_BYTES 1100

/* In the child: the socket is both ends, and nothing else is inherited but standard error (all else is
 * close-on-exec). */
static void child_exec(const char *self, bool in_box, int fd, int said_fd, pid_t parent)
{
	char *const name = (char *)(uintptr_t)self;
	char *const boxed[] = {name, (char[]){"box"}, (char[]){"--"}, name, (char[]){"worker"}, NULL};
	char *const native[] = {name, (char[]){"worker"}, NULL};

	/* The keys of a terminal are the parent's: with Ctrl-Z it stops, and what a guest has begun goes on,
	 * so that its time is not spent meanwhile. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    (said_fd >= 0 && dup2(said_fd, STDERR_FILENO) < 0))
		_exit(127);
	execv(self, in_box ? boxed : native);
	_exit(127);
}

static void close_pair(const int ends[2])
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0)
			close(ends[i]);
	}
}

int child_start(struct child *child, const char *self, bool in_box, struct err *err)
{
	int ends[2] = {-1, -1}, said[2] = {-1, -1};
	pid_t parent = getpid(), pid = -1;

	*child = (struct child){.fd = -1, .said_fd = -1};
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
	    (!BUILD_IS_ASAN && pipe2(said, O_CLOEXEC | O_NONBLOCK) < 0)) {
		err_sys(err, "cannot make a socket for the worker");
	} else {
		pid = fork();
		if (pid == 0)
			child_exec(self, in_box, ends[1], said[1], parent);
		if (pid < 0)
			err_sys(err, "cannot start a worker");
	}
	if (pid < 0) {
		close_pair(ends);
		close_pair(said);
		return -1;
	}
	close(ends[1]);
	if (said[1] >= 0)
		close(said[1]);
	*child = (struct child){.pid = pid, .fd = ends[0], .said_fd = said[0], .in_box = in_box};
	return 0;
}

bool child_receive(struct child *child)
{
	uint8_t bytes[RECEIVE_BYTES];
	ssize_t n = recv(child->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (n > 0)
		buf_add(&child->in, bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		child->closed = true;
	return n == sizeof bytes;
}

int child_next_frame(struct child *child, uint64_t payload_max, struct wire_header *header,
		     struct buf *payload, struct err *err)
{
	struct buf *in = &child->in;
	size_t frame_bytes;

	if (in->len < sizeof *header)
		return 0;
	memcpy(header, in->data, sizeof *header);
	if (wire_check_header(header, payload_max, err) < 0)
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

/* What is in the pipe, up to SAID_BYTES; the rest goes with it. */
static void said_print(const struct child *child, struct buf *out)
{
	uint8_t bytes[SAID_BYTES];
	ssize_t n = child->said_fd >= 0 ? read(child->said_fd, bytes, sizeof bytes) : 0;

	while (n > 0 && bytes[n - 1] == '\n')
		n--;
	if (n <= 0)
		return;
	buf_adds(out, memchr(bytes, '\n', (size_t)n) ? "; it said:\n" : "; it said: ");
	text_visible_lines(bytes, (size_t)n, out);
}

uint64_t child_end_deadline_ns(bool in_box)
{
	return clock_now_ns() + (in_box ? BOX_END_LIMIT_NS : END_LIMIT_NS);
}

bool child_end(struct child *child, uint64_t deadline_ns, struct buf *how)
{
	bool killed = false;
	int status = 0;

	if (!child->pid)
		return true;
	child_hang_up(child);
	while (waitpid(child->pid, &status, WNOHANG) == 0) {
		killed = clock_now_ns() >= deadline_ns;
		if (killed)
			kill(child->pid, SIGKILL);
		poll(NULL, 0, 1);
	}
	if (how) {
		death_print(status, child->in_box, how);
		said_print(child, how);
	}
	if (child->said_fd >= 0)
		close(child->said_fd);
	buf_fini(&child->in);
	*child = (struct child){.fd = -1, .said_fd = -1};
	return !killed;
}
