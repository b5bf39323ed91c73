#include "pool/session.h"

#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "pool/child.h"

#define SIGNAL_MS 200
/* A command that is no DEBUG_GO takes milliseconds; a box starts within a minute. */
#define ANSWER_LIMIT_NS 90000000000ull
/* The worker's own answers are small; its output is limited by the budget of the case. */
#define ANSWER_MAX WIRE_PAYLOAD_MAX

struct session {
	struct child child;
	struct buf payload;
};

/* Its end is the error. */
static int lost(struct session *session, const char *what, struct err *err)
{
	struct buf how = {0};

	child_end(&session->child, child_end_deadline_ns(session->child.in_box), &how);
	err_set(err, "%s: %s", what, buf_str(&how));
	buf_fini(&how);
	return -1;
}

/* The payload of the next frame of that type: 1; 0: it has not come yet. An error frame is an error. */
static int next_frame(struct session *session, enum wire_type type, struct err *err)
{
	struct wire_header header;
	int ret;

	if (!session->child.pid)
		return err_set(err, "the worker is gone");
	child_receive(&session->child);
	ret = child_next_frame(&session->child, ANSWER_MAX, &header, &session->payload, err);
	if (ret < 0)
		return -1;
	if (ret == 0)
		return session->child.closed ? lost(session, "the worker died", err) : 0;
	if (header.type == WIRE_ERROR)
		return wire_get_error(session->payload.data, session->payload.len, err);
	return header.type == type ? 1 : err_set(err, "the worker sent a message of an odd kind");
}

static int wait_frame(struct session *session, enum wire_type type, struct err *err)
{
	struct pollfd pfd = {.fd = session->child.fd, .events = POLLIN};
	uint64_t deadline_ns = clock_now_ns() + ANSWER_LIMIT_NS;
	int ret;

	while ((ret = next_frame(session, type, err)) == 0) {
		if (clock_now_ns() > deadline_ns)
			return err_set(err, "the worker does not answer");
		if (interrupt_signal())
			return err_set(err, "interrupted");
		poll(&pfd, 1, SIGNAL_MS);
	}
	return ret < 0 ? -1 : 0;
}

static int send_all(struct session *session, const struct buf *frame, struct err *err)
{
	struct pollfd pfd = {.fd = session->child.fd, .events = POLLOUT};
	uint64_t deadline_ns = clock_now_ns() + ANSWER_LIMIT_NS;
	size_t sent = 0;

	for (;;) {
		if (clock_now_ns() > deadline_ns)
			return err_set(err, "the worker does not take a command");
		if (!session->child.pid)
			return err_set(err, "the worker is gone");
		child_send(&session->child, frame, &sent);
		if (sent == frame->len)
			return 0;
		if (interrupt_signal())
			return err_set(err, "interrupted");
		if (poll(&pfd, 1, SIGNAL_MS) > 0 && pfd.revents & (POLLHUP | POLLERR))
			return lost(session, "the worker died", err);
	}
}

int session_open(const struct pool_place *place, const struct request *request, struct session **out,
		 struct err *err)
{
	struct session *session = mem_zalloc(1, sizeof *session);
	struct buf frame = {0};
	int ret = child_start(&session->child, place->program, place->in_box, err);

	wire_put_request(&frame, request);
	if (ret == 0)
		ret = wait_frame(session, WIRE_HELLO, err);
	if (ret == 0)
		ret = send_all(session, &frame, err);
	buf_fini(&frame);
	*out = session;
	if (ret == 0)
		return 0;
	session_close(session);
	*out = NULL;
	return -1;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	/* A guest that runs does not hear that its worker's stream is closed. */
	child_end(&session->child, clock_now_ns(), NULL);
	buf_fini(&session->payload);
	free(session);
}

int session_send(struct session *session, const struct debug_command *command, struct err *err)
{
	struct buf frame = {0};
	int ret;

	wire_put_command(&frame, command);
	ret = send_all(session, &frame, err);
	buf_fini(&frame);
	return ret;
}

int session_fd(const struct session *session)
{
	return session->child.fd;
}

int session_take(struct session *session, struct debug_answer *out, struct err *err)
{
	int ret = next_frame(session, WIRE_DEBUG, err);

	if (ret > 0 && wire_get_answer(session->payload.data, session->payload.len, out, err) < 0)
		return -1;
	return ret;
}

int session_wait(struct session *session, struct debug_answer *out, struct err *err)
{
	if (wait_frame(session, WIRE_DEBUG, err) < 0)
		return -1;
	return wire_get_answer(session->payload.data, session->payload.len, out, err);
}
