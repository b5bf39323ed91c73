/*
 * The dialogue with Bochs' debugger: lines to its standard input, answers from its standard output. Bochs 2.7
 * takes a file of commands, here /dev/stdin, without its line editor: there is no prompt and no echo, and
 * that is much quicker. So each request ends with `calc` of a number that no guest can know, as guests write
 * to the same output; where Bochs says it, the answer is complete.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "engine/bochs_private.h"

/* An answer on a busy machine; an instruction. */
#define ANSWER_MS 60000

/* A guest's output is taken out of the way in pieces; the rest may be the beginning of an answer. */
#define PIECE_BYTES (1u << 20)
#define REST_BYTES  65536u

#define NS_PER_MS 1000000u

void bochs_print(struct bochs *bochs, const void *bytes, size_t len)
{
	size_t room = BOCHS_CONSOLE_MAX - bochs->console.len;

	buf_add(&bochs->console, bytes, len < room ? len : room);
}

static void take_piece(struct bochs *bochs, struct buf *got)
{
	size_t len = got->len - REST_BYTES;

	bochs_print(bochs, got->data, len);
	memmove(got->data, got->data + len, REST_BYTES);
	got->len = REST_BYTES;
	got->data[got->len] = 0;
}

/* What `calc` prints is the last, as Bochs then waits. */
static bool take_answer(struct bochs *bochs, struct buf *got)
{
	char mark[64];
	size_t len =
		(size_t)snprintf(mark, sizeof mark, "0x%" PRIx64 " %" PRIu64 "\n", bochs->mark, bochs->mark);

	if (got->len < len || memcmp(got->data + got->len - len, mark, len) != 0)
		return false;
	buf_clear(&bochs->answer);
	buf_add(&bochs->answer, got->data, got->len - len);
	buf_clear(got);
	return true;
}

int bochs_send(struct engine *engine, const char *commands, struct err *err)
{
	struct bochs *bochs = bochs_of(engine);
	struct buf text = {0};
	int ret;

	buf_printf(&text, "%scalc 0x%" PRIx64 "\n", commands, ++bochs->mark);
	ret = process_write(&engine->process, text.data, text.len, err);
	buf_fini(&text);
	return ret;
}

int bochs_wait(struct engine *engine, unsigned ms, enum bochs_end *end, struct err *err)
{
	uint64_t now = clock_now_ns(), until = now + (uint64_t)ms * NS_PER_MS;
	struct buf *got = &engine->process.got;

	*end = BOCHS_SILENT;
	for (; now <= until; now = clock_now_ns()) {
		int left_ms = (int)((until - now) / NS_PER_MS) + 1;

		if (process_read(&engine->process, left_ms, err) < 0) {
			*end = BOCHS_ENDED;
			return interrupt_signal() ? -1 : 0;
		}
		if (take_answer(bochs_of(engine), got)) {
			*end = BOCHS_ANSWERED;
			return 0;
		}
		if (got->len > PIECE_BYTES)
			take_piece(bochs_of(engine), got);
	}
	return 0;
}

int bochs_ask(struct engine *engine, const char *commands, struct err *err)
{
	enum bochs_end end;

	if (bochs_send(engine, commands, err) < 0)
		return bochs_log_why(engine, err);
	if (bochs_wait(engine, ANSWER_MS, &end, err) < 0)
		return -1;
	if (end == BOCHS_ENDED)
		return bochs_log_why(engine, err);
	return end == BOCHS_SILENT ? err_set(err, "Bochs does not answer") : 0;
}
