#include "cmd/retrace.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/ending.h"
#include "report/report_case.h"
#include "source/source.h"
#include "trace/last_moments.h"

/* In the box they take seconds. What ran on for longer is not followed to its end: it most often is in a
 * loop. */
#define STEPS_MAX  50000
#define LOOP_STEPS 2000
/* In the box, where the clock is virtual, a step takes some microseconds of it. */
#define WALL_NS 2000000000ull

struct retrace {
	struct last_moments moments;
};

static void take(void *ctx, const uint8_t *bytes, size_t len)
{
	struct retrace *retrace = ctx;

	steps_take(&retrace->moments.steps, bytes, len);
}

/* As far as the cycles of the first run tell it. */
static bool ends_in_time(const struct result *result)
{
	return result->stop.kind != STOP_CYCLES && result->stop.kind != STOP_TIME &&
	       (result->cycle_source != CYCLES_BOX || result->cycles <= STEPS_MAX);
}

struct retrace *retrace_new(struct pool_job *job, const struct result *result, struct request *request)
{
	struct retrace *retrace = mem_zalloc(1, sizeof *retrace);

	last_moments_init(&retrace->moments);
	job->trace = take;
	job->trace_ctx = retrace;
	request->trace_steps = ends_in_time(result) ? STEPS_MAX : LOOP_STEPS;
	request->trace_briefly = true;
	request->budget.wall_ns = WALL_NS;
	return retrace;
}

/* Stepped through, a run takes other times: what waits for a clock may go another way. */
static void put_head(const struct result *result, const struct stop *stop, struct buf *out)
{
	struct ending_style style = {.indent = REPORT_INDENT};
	struct buf text = {0};

	ending_put_label(&style, "autopsy", out);
	buf_printf(out, "%" PRIu64 " instruction%s", result->cycles, result->cycles == 1 ? "" : "s");
	if (result->stop.kind == STOP_CYCLES) {
		buf_adds(out, ", and it went on (romkit trace can follow it)");
	} else if (result->stop.kind != stop->kind || result->stop.value != stop->value) {
		stop_print(&result->stop, &text);
		buf_printf(out, "; stepped through, it ended otherwise: %s", buf_str(&text));
	}
	buf_addc(out, '\n');
	buf_fini(&text);
}

void retrace_print(struct retrace *retrace, const struct pool_job *job, const struct suite_case *sc,
		   const struct stop *stop, struct buf *out)
{
	struct ending_style style = {.indent = REPORT_INDENT};
	struct source source = {0};
	struct line line = {.source = &source, .start = sc->tc.machine.start};

	if (job->failed || retrace->moments.steps.failed) {
		ending_put_label(&style, "autopsy", out);
		buf_printf(out, "none: %s\n",
			   job->failed ? job->err.text : retrace->moments.steps.failure.text);
		return;
	}
	source_read(sc->rom_path, &source);
	put_head(&job->result, stop, out);
	last_moments_print(&retrace->moments, &line,
			   job->result.stop.kind == STOP_SHUTDOWN ? NULL : &job->result.state,
			   2 * REPORT_INDENT, out);
	source_fini(&source);
}

void retrace_free(struct retrace *retrace)
{
	if (retrace)
		last_moments_fini(&retrace->moments);
	free(retrace);
}
