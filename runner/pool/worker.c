#include "pool/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/io.h"
#include "pool/sandbox.h"
#include "pool/wire.h"
#include "run/run.h"

/* One request, already in `payload`, to one frame: a result or an error. */
static void answer(struct runner *runner, const struct buf *payload, struct buf *out)
{
	struct request request;
	struct result result;
	struct err err;

	if (wire_get_request(payload->data, payload->len, &request, &err) < 0) {
		wire_put_text(out, WIRE_ERROR, err.text);
		return;
	}
	if (runner_run(runner, &request, &result, &err) < 0) {
		wire_put_text(out, WIRE_ERROR, err.text);
	} else {
		wire_put_result(out, &result);
		result_fini(&result);
	}
	request_fini(&request);
}

/* Returns 1 at the end of input. */
static int read_request(int fd, struct wire_header *header, struct buf *payload, struct err *err)
{
	int ret = io_read_full(fd, header, sizeof *header, err);

	if (ret)
		return ret;
	if (wire_check_header(header, WIRE_PAYLOAD_MAX, err) < 0)
		return -1;
	buf_clear(payload);
	buf_fill(payload, 0, header->payload_bytes);
	ret = io_read_full(fd, payload->data, payload->len, err);
	return ret == 1 ? err_set(err, "the input ended behind the header of a request") : ret;
}

/* Where the host runs out of memory it is the worker that goes (proc_pid_oom_score_adj(5)), not its parent.
 */
static void offer_memory(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, "1000", 4);
	close(fd);
}

/* Where its traces go, while a request is answered. */
struct told {
	int fd;
	uint64_t id; /* of the request */
};

/* A parent that is gone is noticed with the answer. */
static void tell(void *ctx, const struct buf *chunk)
{
	const struct told *told = ctx;
	struct buf frame = {0};
	struct err err;

	wire_put_bytes(&frame, WIRE_TRACE, chunk->data, chunk->len);
	wire_set_id(&frame, told->id);
	(void)io_write_full(told->fd, frame.data, frame.len, &err);
	buf_fini(&frame);
}

/* ---- a debugger on the other side */

/* The two directions, and what was read last. */
struct debug_ends {
	const struct told *told;
	int in_fd;
	struct buf payload;
};

static bool has_come(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};

	return poll(&pfd, 1, 0) > 0;
}

static int receive_command(void *ctx, bool wait, struct debug_command *out)
{
	struct debug_ends *ends = ctx;
	struct wire_header header;
	struct err err;

	if (!wait && !has_come(ends->in_fd))
		return 0;
	if (read_request(ends->in_fd, &header, &ends->payload, &err) || header.type != WIRE_DEBUG ||
	    wire_get_command(ends->payload.data, ends->payload.len, out, &err) < 0)
		return -1;
	return 1;
}

static void send_answer(void *ctx, const struct debug_answer *answer)
{
	const struct debug_ends *ends = ctx;
	struct buf frame = {0};
	struct err err;

	wire_put_answer(&frame, answer);
	wire_set_id(&frame, ends->told->id);
	(void)io_write_full(ends->told->fd, frame.data, frame.len, &err);
	buf_fini(&frame);
}

int worker_serve(int in_fd, int out_fd, struct err *err)
{
	struct buf payload = {0}, frame = {0};
	struct wire_header header = {0};
	struct told told = {.fd = out_fd};
	struct debug_ends ends = {.told = &told, .in_fd = in_fd};
	struct debug_link debugger = {.receive = receive_command, .send = send_answer, .ctx = &ends};
	struct runner runner;
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Whatever a parent let it inherit beyond the two and standard error. */
	closefrom(STDERR_FILENO + 1);
	offer_memory();
	if (runner_init(&runner, err) < 0)
		return -1;
	runner.tell = tell;
	runner.tell_ctx = &told;
	runner.debugger = &debugger;
	ret = sandbox_enter(err);
	wire_put_text(&frame, WIRE_HELLO, "");
	if (ret == 0)
		ret = io_write_full(out_fd, frame.data, frame.len, err);
	while (ret == 0 && (ret = read_request(in_fd, &header, &payload, err)) == 0) {
		buf_clear(&frame);
		told.id = header.id;
		answer(&runner, &payload, &frame);
		wire_set_id(&frame, header.id);
		ret = io_write_full(out_fd, frame.data, frame.len, err);
	}
	buf_fini(&ends.payload);
	buf_fini(&payload);
	buf_fini(&frame);
	runner_fini(&runner);
	return ret < 0 ? -1 : 0;
}
