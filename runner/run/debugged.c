#include "run/debugged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/debugged_private.h"
#include "run/step.h"

/* Whoever looks for a fault has no budget. */
#define WALL_NS (1ull << 60)
/* It is all kept. */
#define OUTPUT_BYTES (64ull << 20)

static int refuse(struct debug_answer *answer, const char *text)
{
	answer->refused = true;
	snprintf(answer->halt.text, sizeof answer->halt.text, "%.*s", (int)sizeof answer->halt.text - 1,
		 text);
	return 0;
}

/* ---- registers */

static int get(struct debugged *d, struct debug_answer *answer, struct err *err)
{
	struct vm *vm = d->s.board.vm;

	answer->state = d->s.state;
	/* Behind a triple fault KVM has reset the CPU: what it had before is the last that is known. */
	return d->ended && d->result.stop.kind == STOP_SHUTDOWN ? 0 : vm_get_state(vm, &answer->state, err);
}

static int set(struct debugged *d, const struct debug_command *command, struct debug_answer *answer,
	       struct err *err)
{
	struct x86_state before;
	struct err why;

	if (d->ended)
		return refuse(answer, "the run has ended");
	if (vm_get_state(d->s.board.vm, &before, err) < 0)
		return -1;
	d->is_changed = true;
	d->s.plain = false;
	if (vm_set_state(d->s.board.vm, &command->state, &why) == 0)
		return step_state(&d->s, err);
	refuse(answer, why.text);
	return vm_set_state(d->s.board.vm, &before, err);
}

/* ---- memory */

static void read_memory(struct debugged *d, const struct debug_command *command, struct debug_answer *answer)
{
	uint64_t wanted = command->len < DEBUG_BYTES_MAX ? command->len : DEBUG_BYTES_MAX;
	size_t left;

	while (answer->bytes.len < wanted) {
		const uint8_t *at = debugged_memory(d, command->linear + answer->bytes.len, &left);

		if (!at)
			break;
		if (left > wanted - answer->bytes.len)
			left = wanted - answer->bytes.len;
		buf_add(&answer->bytes, at, left);
	}
}

static void write_memory(struct debugged *d, const struct debug_command *command, struct debug_answer *answer)
{
	const struct buf *bytes = &command->bytes;
	size_t left;

	d->is_changed = true;
	/* All of it, or nothing. */
	for (size_t done = 0; done < bytes->len; done += left) {
		if (!debugged_memory(d, command->linear + done, &left)) {
			refuse(answer, "no memory is there");
			return;
		}
	}
	for (size_t done = 0; done < bytes->len; done += left) {
		uint8_t *at = debugged_memory(d, command->linear + done, &left);

		if (left > bytes->len - done)
			left = bytes->len - done;
		memcpy(at, bytes->data + done, left);
	}
}

/* ---- on */

/*
 * KVM has reset the CPU: what it had before is known where it was stepped. Else the same run is stepped
 * through once more, if it is the same: nobody has changed anything.
 */
static int find_shutdown(struct debugged *d, struct err *err)
{
	struct result replayed = {.state_source = STATE_LOST};
	int ret = 0;

	if (d->result.stop.kind != STOP_SHUTDOWN || !d->ran_freely)
		return 0;
	d->is_lost = true;
	if (!d->is_changed)
		ret = vm_get_state(d->s.board.vm, &replayed.state, err) < 0
			      ? -1
			      : step_to_shutdown(d->s.runner, d->s.board.request, &replayed, err);
	if (ret < 0 || replayed.state_source != STATE_REPLAYED)
		return ret;
	d->s.state = replayed.state;
	d->is_lost = false;
	return 0;
}

static void say_end(struct debugged *d, struct debug_halt *halt)
{
	struct buf text = {0};

	result_print_stop(&d->result, &text);
	*halt = (struct debug_halt){.kind = DEBUG_ENDED, .shutdown = d->result.stop.kind == STOP_SHUTDOWN};
	snprintf(halt->text, sizeof halt->text, "%.*s%s", (int)strcspn(buf_str(&text), "\n"), buf_str(&text),
		 d->is_lost ? "; its registers are lost: step there, or use hbreak" : "");
	buf_fini(&text);
}

static int step_one(struct debugged *d, struct debug_halt *halt, struct err *err)
{
	const struct debug_point *point;
	uint64_t before = d->s.steps;
	int ret;

	/* A timer may come before the instruction. */
	do
		ret = step_once(&d->s, &d->result, err);
	while (ret == 0 && d->s.steps == before && d->s.board.injected < 0);
	*halt = (struct debug_halt){.kind = DEBUG_STEPPED};
	d->ran_freely = false;
	d->ended = ret > 0;
	if (ret)
		return ret < 0 ? -1 : 0;
	point = debugged_watch(d, &halt->linear);
	if (point) {
		halt->kind = DEBUG_AT_WATCH;
		halt->point = *point;
	}
	return step_state(&d->s, err);
}

static int move(struct debugged *d, bool step, struct debug_halt *halt, struct err *err)
{
	bool had_ended = d->ended;
	int ret = 0;

	if (!d->ended)
		ret = step ? step_one(d, halt, err) : debugged_go(d, halt, err);
	if (ret == 0 && d->ended && !had_ended)
		ret = find_shutdown(d, err);
	if (ret == 0 && d->ended)
		say_end(d, halt);
	return ret;
}

/* ---- what the guest writes */

static void put_new(const struct sink *sink, size_t *told, struct buf *out)
{
	buf_add(out, sink->bytes.data + *told, sink->bytes.len - *told);
	*told = sink->bytes.len;
}

static void put_output(struct debugged *d, struct buf *out)
{
	put_new(&d->s.board.console, &d->console_told, out);
	put_new(&d->s.board.serial, &d->serial_told, out);
}

void debugged_tell_output(struct debugged *d)
{
	struct debug_answer answer = {.halt = {.kind = DEBUG_RUNS}};

	put_output(d, &answer.output);
	if (answer.output.len)
		d->link->send(d->link->ctx, &answer);
	debug_answer_fini(&answer);
}

/* ---- commands */

static void set_points(struct debugged *d, const struct debug_command *command)
{
	memcpy(d->points, command->points, sizeof d->points);
	d->point_count = command->point_count;
}

static int obey(struct debugged *d, const struct debug_command *command, struct debug_answer *answer,
		struct err *err)
{
	switch (command->kind) {
	case DEBUG_GET: return get(d, answer, err);
	case DEBUG_SET: return set(d, command, answer, err);
	case DEBUG_READ: read_memory(d, command, answer); return 0;
	case DEBUG_WRITE: write_memory(d, command, answer); return 0;
	case DEBUG_POINTS: set_points(d, command); return 0;
	case DEBUG_STEP: return move(d, true, &answer->halt, err);
	case DEBUG_GO: return move(d, false, &answer->halt, err);
	case DEBUG_DEVICES: debugged_devices(&d->s.board, &answer->bytes); return 0;
	default: return refuse(answer, "no such command");
	}
}

/* The next command, and its answer. -1: it is over. */
static int serve(struct debugged *d, struct debug_command *command, struct err *err)
{
	struct debug_answer answer = {0};
	int ret;

	command->bytes.len = 0;
	if (d->gone || d->link->receive(d->link->ctx, true, command) < 0 || command->kind == DEBUG_QUIT) {
		d->gone = true;
		return 0;
	}
	/* It came when the guest stood already. */
	if (command->kind == DEBUG_INTERRUPT)
		return 0;
	ret = obey(d, command, &answer, err);
	put_output(d, &answer.output);
	if (ret == 0)
		d->link->send(d->link->ctx, &answer);
	debug_answer_fini(&answer);
	return ret;
}

int debug_run(struct runner *runner, const struct request *rq, struct result *out, struct err *err)
{
	struct debugged *d = mem_zalloc(1, sizeof *d);
	struct debug_command *command = mem_zalloc(1, sizeof *command);
	struct request free_request = *rq;
	struct runner silent = *runner;
	int ret;

	silent.tell = NULL;
	d->s.runner = &silent;
	d->s.steps_max = UINT64_MAX;
	d->link = runner->debugger;
	d->result = (struct result){.budget = rq->budget};
	free_request.budget.output_bytes = OUTPUT_BYTES;
	ret = step_begin(&d->s, &free_request, WALL_NS, err);
	if (ret == 0)
		ret = step_state(&d->s, err);
	while (ret == 0 && !d->gone)
		ret = serve(d, command, err);
	*out = d->result;
	step_end(&d->s, out);
	out->state = d->s.state;
	buf_fini(&command->bytes);
	free(command);
	free(d);
	return ret;
}
