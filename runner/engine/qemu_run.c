/*
 * Steps, runs and resets. QEMU does a reset of the whole machine for a triple fault as for a reset by a port.
 * Its log tells one from the other, and has the registers of before.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "engine/qemu_arguments.h"
#include "engine/qemu_private.h"
#include "engine/qemu_registers.h"

/* The stop of a step, or after the byte that asks for one, on a busy machine. */
#define STOP_MS 60000

#define RESET_VECTOR 0xfffffff0u

/* ---- resets */

static size_t log_size(const struct engine *engine)
{
	char *path = engine_path(engine, QEMU_LOG);
	struct stat st;
	size_t size = stat(path, &st) == 0 ? (size_t)st.st_size : 0;

	free(path);
	return size;
}

void qemu_forget_resets(struct engine *engine)
{
	qemu_of(engine)->log_seen = log_size(engine);
}

/* "Triple fault", "CPU Reset (CPU 0)", the registers; another reset of the CPU may follow. */
static int note_shutdown(struct engine *engine, const char *told, struct err *err)
{
	struct qemu *qemu = qemu_of(engine);
	const char *from = strstr(told, "CPU Reset"), *to = from ? strstr(from + 1, "CPU Reset") : NULL;
	char *text = from ? str_printf("%.*s", to ? (int)(to - from) : (int)strlen(from), from) : str_dup("");
	int ret = qemu_registers_parse(text, &qemu->last, err);

	free(text);
	qemu->down = true;
	return ret;
}

/* Look at what came to the log, and make a machine that was reset what it is to be. */
static int settle(struct engine *engine, struct err *err)
{
	struct qemu *qemu = qemu_of(engine);
	size_t seen = qemu->log_seen;
	struct buf log = {0};
	const char *fault;
	int ret;

	if (log_size(engine) == seen)
		return 0;
	qemu_file(engine, QEMU_LOG, &log);
	qemu->log_seen = log.len;
	fault = log.len > seen ? strstr(buf_str(&log) + seen, "Triple fault") : NULL;
	ret = fault ? note_shutdown(engine, fault, err) : qemu_open_memory(engine, err);
	buf_fini(&log);
	return ret < 0 ? qemu_failed(engine, err) : 0;
}

/* ---- stops */

enum stop {
	STOP_NONE, /* it still runs */
	STOP_TRAP, /* a step's end, a breakpoint */
	STOP_ENDED,
	STOP_OTHER, /* it was asked to stop */
};

static int wait_for_stop(struct engine *engine, int wait_ms, enum stop *stop, struct err *err)
{
	struct gdb_client *gdb = &qemu_of(engine)->gdb;
	int ret = gdb_client_wait(gdb, wait_ms, err);
	const char *told = buf_str(&gdb->answer);

	if (ret < 0 && !gdb->ended)
		return -1;
	*stop = STOP_NONE;
	if (ret < 0 || (ret > 0 && (*told == 'W' || *told == 'X'))) {
		gdb->ended = true;
		*stop = STOP_ENDED;
	} else if (ret > 0) {
		*stop = strncmp(told, "T05", 3) == 0 || strncmp(told, "S05", 3) == 0 ? STOP_TRAP : STOP_OTHER;
	}
	return 0;
}

/* What a stop is to the caller. */
static int finish_stop(struct engine *engine, enum stop stop, enum engine_event *event, struct err *err)
{
	if (stop != STOP_ENDED && settle(engine, err) < 0)
		return -1;
	*event = stop == STOP_ENDED ? ENGINE_EXITED : qemu_of(engine)->down ? ENGINE_SHUTDOWN : ENGINE_STANDS;
	return 0;
}

/*
 * A reset by a port comes a moment after the step's stop, but before the answer to the next request: so it is
 * seen here. A triple fault is in the log before the stop.
 */
int qemu_step(struct engine *engine, enum engine_event *event, struct err *err)
{
	enum stop stop = STOP_NONE;

	if (settle(engine, err) < 0)
		return -1;
	*event = ENGINE_SHUTDOWN;
	if (qemu_of(engine)->down)
		return 0;
	if (gdb_client_send(&qemu_of(engine)->gdb, "s", err) < 0)
		return qemu_failed(engine, err);
	if (wait_for_stop(engine, STOP_MS, &stop, err) < 0)
		return -1;
	if (stop == STOP_NONE)
		return err_set(err, "QEMU did not end a step in %d s", STOP_MS / 1000);
	return finish_stop(engine, stop, event, err);
}

/* ---- runs */

/* Wait until the time is over, and then have it stop. */
static int run_until(struct engine *engine, uint64_t end_ns, enum stop *stop, struct err *err)
{
	struct gdb_client *gdb = &qemu_of(engine)->gdb;
	uint64_t now = clock_now_ns();
	int left_ms = now < end_ns ? (int)((end_ns - now) / 1000000) : 0;

	if (gdb_client_send(gdb, "c", err) < 0)
		return qemu_failed(engine, err);
	if (wait_for_stop(engine, left_ms, stop, err) < 0)
		return -1;
	if (*stop != STOP_NONE)
		return 0;
	if (gdb_client_break(gdb, err) < 0)
		return qemu_failed(engine, err);
	if (wait_for_stop(engine, STOP_MS, stop, err) < 0)
		return -1;
	return *stop == STOP_NONE ? err_set(err, "QEMU did not stop in %d s", STOP_MS / 1000) : 0;
}

static int set_breakpoint(struct engine *engine, uint64_t linear, struct err *err)
{
	char *data = str_printf("Z1,%" PRIx64 ",1", linear);
	int ret = gdb_client_tell(&qemu_of(engine)->gdb, data, err);

	free(data);
	return ret < 0 ? qemu_failed(engine, err) : 0;
}

static int linear_ip(struct engine *engine, uint64_t *out, struct err *err)
{
	struct x86_state state = {0};

	if (qemu_state(engine, &state, err) < 0)
		return -1;
	*out = state.seg[X86_CS].base + state.rip;
	return 0;
}

/* On from where it stands: a breakpoint there, other than by a step, would stop it at once. */
static int run_on(struct engine *engine, uint64_t at, uint64_t end_ns, enum engine_event *event,
		  struct err *err)
{
	enum stop stop = STOP_NONE;

	if (at == RESET_VECTOR)
		return qemu_step(engine, event, err);
	if (run_until(engine, end_ns, &stop, err) < 0)
		return -1;
	return finish_stop(engine, stop, event, err);
}

/* It also stops where a reset brings it, so that nothing is executed before that was seen. */
int qemu_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	    struct err *err)
{
	uint64_t end_ns = clock_now_ns() + (uint64_t)ms * 1000000, at;

	if (settle(engine, err) < 0 || set_breakpoint(engine, linear, err) < 0 ||
	    (linear != RESET_VECTOR && set_breakpoint(engine, RESET_VECTOR, err) < 0) ||
	    linear_ip(engine, &at, err) < 0)
		return -1;
	*event = ENGINE_STANDS;
	while (at != linear && *event == ENGINE_STANDS && clock_now_ns() < end_ns) {
		if (run_on(engine, at, end_ns, event, err) < 0 ||
		    (*event == ENGINE_STANDS && linear_ip(engine, &at, err) < 0))
			return -1;
	}
	*reached = at == linear && *event == ENGINE_STANDS;
	return 0;
}
