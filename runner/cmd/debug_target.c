#include "cmd/debug_target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "run/request.h"

/* Nothing that the guest writes reaches the terminal as a command; the CR of a line's end does not show. */
static void put_output(const struct debug_answer *answer)
{
	const struct buf *output = &answer->output;
	struct buf line = {0}, text = {0};

	for (size_t i = 0; i < output->len; i++) {
		uint8_t byte = output->data[i];

		if (byte == 0)
			buf_adds(&line, "\\0");
		else if (byte != '\r')
			buf_addc(&line, byte);
	}
	text_plain_lines(buf_str(&line), &text);
	fputs(buf_str(&text), stdout);
	fflush(stdout);
	buf_fini(&line);
	buf_fini(&text);
}

/* One command and its answer, which the caller frees; 1: it was refused. */
static int ask(struct debug_target *target, const struct debug_command *command, struct debug_answer *answer,
	       struct err *err)
{
	*answer = (struct debug_answer){0};
	if (session_send(target->session, command, err) < 0 || session_wait(target->session, answer, err) < 0)
		return -1;
	put_output(answer);
	return answer->refused ? (err_set(err, "%s", answer->halt.text), 1) : 0;
}

static int get(void *ctx, struct x86_state *out, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_GET};
	struct debug_answer answer;
	int ret = ask(ctx, &command, &answer, err);

	*out = answer.state;
	debug_answer_fini(&answer);
	return ret;
}

static int set(void *ctx, const struct x86_state *state, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_SET, .state = *state};
	struct debug_answer answer;
	int ret = ask(ctx, &command, &answer, err);

	debug_answer_fini(&answer);
	return ret;
}

static int read_bytes(void *ctx, uint64_t linear, uint8_t *out, size_t len, size_t *out_len, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_READ, .linear = linear, .len = len};
	struct debug_answer answer;
	int ret = ask(ctx, &command, &answer, err);

	*out_len = answer.bytes.len < len ? answer.bytes.len : len;
	memcpy(out, answer.bytes.data ? answer.bytes.data : (const uint8_t *)"", *out_len);
	debug_answer_fini(&answer);
	return ret;
}

static int write_bytes(void *ctx, uint64_t linear, const uint8_t *bytes, size_t len, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_WRITE, .linear = linear, .len = len};
	struct debug_answer answer;
	int ret;

	buf_add(&command.bytes, bytes, len);
	ret = ask(ctx, &command, &answer, err);
	buf_fini(&command.bytes);
	debug_answer_fini(&answer);
	return ret;
}

static int set_points(void *ctx, const struct debug_point *points, size_t count, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_POINTS, .point_count = count};
	struct debug_answer answer;
	int ret;

	if (count)
		memcpy(command.points, points, count * sizeof *points);
	ret = ask(ctx, &command, &answer, err);
	debug_answer_fini(&answer);
	return ret;
}

static int go(void *ctx, bool step, struct err *err)
{
	struct debug_target *target = ctx;
	struct debug_command command = {.kind = step ? DEBUG_STEP : DEBUG_GO};

	return session_send(target->session, &command, err);
}

/* What is here already poll() will not tell of: as many as there are. */
static int take(void *ctx, struct debug_halt *out, struct err *err)
{
	struct debug_target *target = ctx;
	struct debug_answer answer;
	int ret;

	do {
		ret = session_take(target->session, &answer, err);
		if (ret <= 0)
			return ret;
		put_output(&answer);
		*out = answer.halt;
		debug_answer_fini(&answer);
	} while (out->kind == DEBUG_RUNS);
	return 1;
}

/* Where it cannot be sent the worker is gone, which `take` will tell. */
static void interrupt(void *ctx)
{
	struct debug_target *target = ctx;
	struct debug_command command = {.kind = DEBUG_INTERRUPT};
	struct err err;

	(void)session_send(target->session, &command, &err);
}

static int devices(void *ctx, struct buf *out, struct err *err)
{
	struct debug_command command = {.kind = DEBUG_DEVICES};
	struct debug_answer answer;
	int ret = ask(ctx, &command, &answer, err);

	buf_add(out, answer.bytes.data, answer.bytes.len);
	debug_answer_fini(&answer);
	return ret;
}

static int open_session(struct debug_target *target, const struct request *request, enum kvm_mode kvm,
			struct err *err)
{
	struct pool_place place;
	struct err why;
	int ret;

	if (pool_choose(kvm, &place, &why, err) < 0)
		return -1;
	if (why.text[0])
		fprintf(stderr, "romkit: %s: running in the box (a real KVM in an emulated CPU)\n", why.text);
	ret = session_open(&place, request, &target->session, err);
	free((char *)(uintptr_t)place.program);
	return ret;
}

int debug_target_open(struct debug_target *target, const struct suite_case *sc, enum kvm_mode kvm,
		      struct err *err)
{
	struct request request;
	int ret;

	*target = (struct debug_target){.debuggee = {.ctx = target,
						     .get = get,
						     .set = set,
						     .read = read_bytes,
						     .write = write_bytes,
						     .set_points = set_points,
						     .go = go,
						     .take = take,
						     .interrupt = interrupt,
						     .devices = devices}};
	if (request_from_case(sc, &request, err) < 0)
		return -1;
	request.is_debugged = true;
	ret = open_session(target, &request, kvm, err);
	request_fini(&request);
	if (ret == 0)
		target->debuggee.fd = session_fd(target->session);
	return ret;
}

void debug_target_close(struct debug_target *target)
{
	session_close(target->session);
	target->session = NULL;
}
