/*
 * Steps and runs. What a run prints is: what the guest wrote to port 0xE9, then lines of Bochs' own that tell
 * why it stopped, and then the registers, which were asked for behind it.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/bochs_private.h"
#include "engine/bochs_text.h"
#include "x86/mode.h"

#define STEP_MS  60000
#define STOP_MS  200
#define STOP_MAX 100

#define REGISTERS_BEGIN  "CPU0:\n"
#define BREAKPOINT_BEGIN "(0) Breakpoint "
#define PANIC_BEGIN      "(0).["

/* How many of these bytes are the guest's: those before Bochs' own line, which is the last of its kind. */
static size_t guest_part(const uint8_t *bytes, size_t len, const char *line)
{
	const uint8_t *at = bochs_text_last(bytes, len, line);

	return at ? (size_t)(at - bytes) : len;
}

/* Whether it stands at that linear address, by registers that were asked for behind a run: a guest may print
 * what Bochs would. */
static bool stands_at(uint64_t linear, const char *text, struct x86_state *state)
{
	return bochs_text_segments(text, state) == 0 && bochs_text_system(text, state) == 0 &&
	       x86_code_at(state, state->rip) == linear;
}

/* It did something, and its process goes on. `linear`: where it was to stop; NULL: behind an instruction. */
static int finish_run(struct engine *engine, const uint64_t *linear, enum engine_event *event, bool *reached,
		      struct err *err)
{
	struct bochs *bochs = bochs_of(engine);
	const uint8_t *said = bochs->answer.data;
	size_t len = guest_part(said, bochs->answer.len, REGISTERS_BEGIN);
	const char *registers = (const char *)said + len;

	if (len == bochs->answer.len || bochs_text_general(registers, &bochs->general) < 0)
		return err_set(err, "Bochs tells no registers");
	bochs->general_known = true;
	bochs->down = bochs_log_tells_shutdown(bochs);
	*reached = linear && !bochs->down && stands_at(*linear, registers, &bochs->general);
	if (bochs->down)
		len = guest_part(said, len, PANIC_BEGIN);
	else if (*reached)
		len = guest_part(said, len, BREAKPOINT_BEGIN);
	bochs_print(bochs, said, len);
	*event = bochs->down ? ENGINE_SHUTDOWN : ENGINE_STANDS;
	return 0;
}

/* Bochs ended: the guest made it. */
static int finish_end(struct engine *engine, enum engine_event *event)
{
	const struct buf *got = &engine->process.got;

	bochs_print(bochs_of(engine), got->data, guest_part(got->data, got->len, PANIC_BEGIN));
	*event = ENGINE_EXITED;
	return 0;
}

int bochs_step(struct engine *engine, enum engine_event *event, struct err *err)
{
	enum bochs_end end;
	bool reached;

	*event = ENGINE_SHUTDOWN;
	if (bochs_of(engine)->down)
		return 0;
	bochs_of(engine)->general_known = false;
	if (bochs_send(engine, "s\nr\n", err) < 0)
		return bochs_log_why(engine, err);
	if (bochs_wait(engine, STEP_MS, &end, err) < 0)
		return -1;
	switch (end) {
	case BOCHS_ANSWERED: return finish_run(engine, NULL, event, &reached, err);
	case BOCHS_ENDED: return finish_end(engine, event);
	default: return err_set(err, "Bochs does not come to the end of an instruction");
	}
}

/* ---- runs */

/* Bochs forgets a Ctrl-C that comes before it has begun to run. */
static int stop(struct engine *engine, enum bochs_end *end, struct err *err)
{
	for (int i = 0; i < STOP_MAX && *end == BOCHS_SILENT; i++) {
		kill(engine->process.pid, SIGINT);
		if (bochs_wait(engine, STOP_MS, end, err) < 0)
			return -1;
	}
	return *end == BOCHS_SILENT ? err_set(err, "Bochs cannot be stopped") : 0;
}

/* Let it run, and stop it where that takes too long. */
static int run(struct engine *engine, uint64_t linear, unsigned ms, enum bochs_end *end, struct err *err)
{
	char *commands = str_printf("lb 0x%" PRIx64 "\nc\nd %u\nr\nsreg\ncreg\ndreg\n", linear,
				    ++bochs_of(engine)->runs);
	int ret = bochs_send(engine, commands, err);

	free(commands);
	if (ret < 0)
		return bochs_log_why(engine, err);
	if (bochs_wait(engine, ms, end, err) < 0)
		return -1;
	return *end == BOCHS_SILENT ? stop(engine, end, err) : 0;
}

/* What the guest has written to COM1 in its last moments is still on its way to the file. */
static int send_rest(struct engine *engine, struct err *err)
{
	uint8_t bytes[2];
	size_t count;
	FILE *file;

	if (bochs_ask(engine, "show \"serial.0\"\n", err) < 0)
		return -1;
	count = bochs_text_unsent(buf_str(&bochs_of(engine)->answer), bytes);
	file = count ? fopen(engine->serial, "a") : NULL;
	if (!file)
		return count ? err_sys(err, "%s", engine->serial) : 0;
	count -= fwrite(bytes, 1, count, file);
	return fclose(file) == 0 && count == 0 ? 0 : err_sys(err, "%s", engine->serial);
}

int bochs_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	     struct err *err)
{
	struct bochs *bochs = bochs_of(engine);
	struct x86_state state = {0};
	enum bochs_end end = BOCHS_SILENT;

	*event = bochs->down ? ENGINE_SHUTDOWN : ENGINE_STANDS;
	if (bochs->down)
		return 0;
	if (bochs_state(engine, &state, err) < 0)
		return -1;
	*reached = x86_code_at(&state, state.rip) == linear;
	if (*reached)
		return 0;
	bochs->general_known = false;
	if (run(engine, linear, ms, &end, err) < 0)
		return -1;
	if (end == BOCHS_ENDED)
		return finish_end(engine, event);
	if (finish_run(engine, &linear, event, reached, err) < 0)
		return -1;
	return send_rest(engine, err);
}
