/* A debugger's commands and their answers (run/debug.h) as payloads. */
#include "pool/wire.h"

#include <string.h>

#include "pool/wire_private.h"

static void put_point(struct buf *out, const struct debug_point *point)
{
	put64(out, point->kind);
	put64(out, point->linear);
	put64(out, point->len);
}

static void get_point(struct cursor *c, struct debug_point *out)
{
	out->kind = get_enum(c, DEBUG_POINT_KINDS);
	out->linear = get64(c);
	out->len = get64(c);
}

void wire_put_command(struct buf *out, const struct debug_command *command)
{
	size_t at = frame_begin(out, WIRE_DEBUG);

	put64(out, command->kind);
	put64(out, command->linear);
	put64(out, command->len);
	put_bytes(out, &command->bytes);
	buf_add(out, &command->state, sizeof command->state);
	put64(out, command->point_count);
	for (size_t i = 0; i < command->point_count; i++)
		put_point(out, &command->points[i]);
	frame_end(out, at);
}

int wire_get_command(const uint8_t *payload, size_t len, struct debug_command *out, struct err *err)
{
	struct cursor c = {payload, len, false};

	out->kind = get_enum(&c, DEBUG_COMMAND_KINDS);
	out->linear = get64(&c);
	out->len = get64(&c);
	buf_clear(&out->bytes);
	get_bytes(&c, &out->bytes);
	cursor_get(&c, &out->state, sizeof out->state);
	out->point_count = get_enum(&c, DEBUG_POINTS_MAX + 1);
	for (size_t i = 0; i < out->point_count; i++)
		get_point(&c, &out->points[i]);
	return !c.bad && !c.left ? 0 : err_set(err, "a debugger's command does not decode");
}

void wire_put_answer(struct buf *out, const struct debug_answer *answer)
{
	size_t at = frame_begin(out, WIRE_DEBUG);
	struct buf text = {(uint8_t *)(uintptr_t)answer->halt.text, strlen(answer->halt.text), 0};

	put64(out, answer->refused);
	put64(out, answer->halt.kind);
	put_point(out, &answer->halt.point);
	put64(out, answer->halt.linear);
	put64(out, answer->halt.shutdown);
	put_bytes(out, &text);
	buf_add(out, &answer->state, sizeof answer->state);
	put_bytes(out, &answer->bytes);
	put_bytes(out, &answer->output);
	frame_end(out, at);
}

int wire_get_answer(const uint8_t *payload, size_t len, struct debug_answer *out, struct err *err)
{
	struct cursor c = {payload, len, false};
	struct buf text = {0};

	*out = (struct debug_answer){0};
	out->refused = get_enum(&c, 2);
	out->halt.kind = get_enum(&c, DEBUG_HALT_KINDS);
	get_point(&c, &out->halt.point);
	out->halt.linear = get64(&c);
	out->halt.shutdown = get_enum(&c, 2);
	get_bytes(&c, &text);
	cursor_get(&c, &out->state, sizeof out->state);
	get_bytes(&c, &out->bytes);
	get_bytes(&c, &out->output);
	if (text.len >= sizeof out->halt.text)
		c.bad = true;
	else
		memcpy(out->halt.text, buf_str(&text), text.len);
	buf_fini(&text);
	if (!c.bad && !c.left && out->bytes.len <= DEBUG_BYTES_MAX)
		return 0;
	debug_answer_fini(out);
	return err_set(err, "the worker sent an answer to the debugger that does not decode");
}
