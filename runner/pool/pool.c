#include "pool/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "pool/box.h"
#include "pool/death.h"
#include "pool/wire.h"
#include "vm/vm.h"

#define SECOND 1000000000ull
/* How long a worker may take to say hello; the box has its own, shorter limit and a better message. */
#define HELLO_LIMIT_NS (120 * SECOND)
/* What a request may take beyond its time budget. A box's second is virtual: exits make it many real ones. */
#define HOST_GRACE_NS (10 * SECOND)
#define BOX_GRACE_NS  (30 * SECOND)
#define BOX_SLOWDOWN  200 /* measured: 90 for a loop of INT and IRET */
/* How long a worker whose input was closed may take to end. */
#define END_LIMIT_NS (5 * SECOND)

const char *const kvm_mode_names[] = {"auto", "host", "box", NULL};

struct pool {
	bool in_box;
	bool unusable;
	bool greeted; /* the worker said hello */
	char *why_box;
	char *self; /* this program's own path */
	pid_t pid;  /* 0: no worker */
	int fd;
	struct err failure;
};

bool pool_in_box(const struct pool *pool)
{
	return pool->in_box;
}

const char *pool_why_box(const struct pool *pool)
{
	return pool->why_box ? pool->why_box : "";
}

bool pool_usable(const struct pool *pool)
{
	return !pool->unusable;
}

static int choose_place(struct pool *pool, enum kvm_mode mode, struct err *err)
{
	struct err why = {0};
	int fd;

	if (mode == KVM_HOST) {
		fd = vm_open_kvm(&why);
		if (fd < 0)
			return err_set(err, "%s; --kvm=host does not fall back to the box", why.text);
		close(fd);
		return 0;
	}
	if (mode == KVM_AUTO && vm_check_kvm(&why) == 0)
		return 0;
	pool->in_box = true;
	pool->why_box = mode == KVM_AUTO ? str_dup(why.text) : NULL;
	if (box_check(err) < 0)
		return mode == KVM_AUTO ? err_wrap(err, "%s, and the box is not ready", why.text) : -1;
	return 0;
}

/* In the child: the socket is both ends, and nothing else is inherited (all else is close-on-exec). */
static void child_exec(const struct pool *pool, int fd, pid_t parent)
{
	char *in_box[] = {pool->self, (char[]){"box"}, (char[]){"--"}, pool->self, (char[]){"worker"}, NULL};
	char *native[] = {pool->self, (char[]){"worker"}, NULL};

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent || dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(127);
	execv(pool->self, pool->in_box ? in_box : native);
	_exit(127);
}

static int worker_start(struct pool *pool, struct err *err)
{
	pid_t parent = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return err_sys(err, "cannot make a socket for the worker");
	pool->pid = fork();
	if (pool->pid == 0)
		child_exec(pool, ends[1], parent);
	close(ends[1]);
	pool->fd = ends[0];
	pool->greeted = false;
	if (pool->pid > 0)
		return 0;
	pool->pid = 0;
	close(pool->fd);
	return err_sys(err, "cannot start a worker");
}

int pool_new(enum kvm_mode mode, struct pool **out, struct err *err)
{
	struct pool *pool = mem_zalloc(1, sizeof *pool);

	*out = NULL;
	pool->fd = -1;
	pool->self = realpath("/proc/self/exe", NULL);
	if (!pool->self) {
		err_sys(err, "/proc/self/exe");
	} else if (choose_place(pool, mode, err) == 0 && worker_start(pool, err) == 0) {
		*out = pool;
		return 0;
	}
	pool_free(pool);
	return -1;
}

/* How the worker ended, in words, once it has; kills it after a while. */
static void worker_end(struct pool *pool, struct buf *how)
{
	uint64_t deadline_ns = clock_now_ns() + END_LIMIT_NS;
	int status = 0;

	if (!pool->pid)
		return;
	close(pool->fd);
	pool->fd = -1;
	while (waitpid(pool->pid, &status, WNOHANG) == 0) {
		if (clock_now_ns() > deadline_ns)
			kill(pool->pid, SIGKILL);
		poll(NULL, 0, 1);
	}
	pool->pid = 0;
	if (how)
		death_print(status, pool->in_box, how);
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	worker_end(pool, NULL);
	free(pool->why_box);
	free(pool->self);
	free(pool);
}

/* All `len` bytes before the deadline. Returns 1 where the worker closed its end or is gone. */
static int read_until(struct pool *pool, void *bytes, size_t len, uint64_t deadline_ns, struct err *err)
{
	size_t done = 0;

	while (done < len) {
		struct pollfd pfd = {.fd = pool->fd, .events = POLLIN};
		uint64_t now_ns = clock_now_ns();
		ssize_t n;

		if (now_ns >= deadline_ns)
			return err_set(err, "the worker hangs: it gave no answer in time");
		if (poll(&pfd, 1, (int)((deadline_ns - now_ns) / 1000000 + 1)) <= 0)
			continue;
		n = recv(pool->fd, (char *)bytes + done, len - done, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 1;
		done += (size_t)n;
	}
	return 0;
}

static int read_frame(struct pool *pool, uint64_t limit_ns, struct wire_header *header, struct buf *payload,
		      struct err *err)
{
	uint64_t deadline_ns = clock_now_ns() + limit_ns;
	int ret = read_until(pool, header, sizeof *header, deadline_ns, err);

	if (ret)
		return ret;
	if (wire_check_header(header, err) < 0)
		return -1;
	buf_clear(payload);
	buf_fill(payload, 0, header->payload_bytes);
	return read_until(pool, payload->data, payload->len, deadline_ns, err);
}

/* All of it before the deadline. Returns 1 where the worker is gone. */
static int send_until(struct pool *pool, const struct buf *frame, uint64_t deadline_ns, struct err *err)
{
	size_t done = 0;

	while (done < frame->len) {
		ssize_t n =
			send(pool->fd, frame->data + done, frame->len - done, MSG_NOSIGNAL | MSG_DONTWAIT);
		struct pollfd pfd = {.fd = pool->fd, .events = POLLOUT};

		if (n >= 0) {
			done += (size_t)n;
			continue;
		}
		if (errno != EINTR && errno != EAGAIN)
			return 1;
		if (clock_now_ns() >= deadline_ns)
			return err_set(err, "the worker hangs: it does not read its request");
		poll(&pfd, 1, 100);
	}
	return 0;
}

/* End a worker that did not do what it should; `ret` is 1 where it is gone by itself. Always -1. */
static int worker_lost(struct pool *pool, int ret, struct err *err)
{
	struct buf how = {0};

	if (ret < 0)
		kill(pool->pid, SIGKILL);
	worker_end(pool, &how);
	if (ret > 0)
		err_set(err, "the worker died: %s", buf_str(&how));
	buf_fini(&how);
	return -1;
}

int pool_wait_ready(struct pool *pool, struct err *err)
{
	struct wire_header header = {0};
	struct buf payload = {0};
	int ret = 0;

	if (pool->unusable) {
		*err = pool->failure;
		return -1;
	}
	if (!pool->pid && worker_start(pool, err) < 0)
		ret = -1;
	else if (!pool->greeted) {
		ret = read_frame(pool, HELLO_LIMIT_NS, &header, &payload, err);
		if (ret == 0 && header.type != WIRE_HELLO)
			ret = err_set(err, "the worker did not say hello");
		if (ret)
			ret = worker_lost(pool, ret, err);
	}
	buf_fini(&payload);
	pool->greeted = ret == 0;
	if (ret == 0)
		return 0;
	/* A worker that does not even start will not do so the next time. */
	pool->unusable = true;
	pool->failure = *err;
	return -1;
}

static int take_answer(const struct wire_header *header, const struct buf *payload, struct result *out,
		       struct err *err)
{
	if (header->type == WIRE_RESULT)
		return wire_get_result(payload->data, payload->len, out, err);
	if (header->type == WIRE_ERROR) {
		err_set(err, "%s", buf_str(payload));
		return -2;
	}
	return err_set(err, "the worker sent a message of unknown type %u", header->type);
}

int pool_run(struct pool *pool, const struct request *request, struct result *out, struct err *err)
{
	uint64_t limit_ns = pool->in_box ? request->budget.wall_ns * BOX_SLOWDOWN + BOX_GRACE_NS
					 : request->budget.wall_ns + HOST_GRACE_NS;
	struct wire_header header = {0};
	struct buf frame = {0};
	int ret;

	*out = (struct result){0};
	if (pool_wait_ready(pool, err) < 0)
		return -1;
	wire_put_request(&frame, request);
	ret = send_until(pool, &frame, clock_now_ns() + limit_ns, err);
	if (ret == 0)
		ret = read_frame(pool, limit_ns, &header, &frame, err);
	if (ret == 0)
		ret = take_answer(&header, &frame, out, err);
	buf_fini(&frame);
	if (ret == -2) /* an honest error of a worker that goes on */
		return -1;
	return ret ? worker_lost(pool, ret, err) : 0;
}
