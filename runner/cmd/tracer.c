#include "cmd/tracer.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "cmd/one_case.h"
#include "run/request.h"
#include "source/source.h"
#include "trace/json.h"
#include "trace/line.h"
#include "trace/mark.h"
#include "trace/steps.h"

/* A step takes some microseconds; the rest is for whoever reads it in a pager. */
#define STEP_WALL_NS 20000ull
#define BASE_WALL_NS 30000000000ull

struct tracer {
	const struct trace_opts *opts;
	struct source source;
	struct line line;
	struct mark from, to;
	bool printing, ended; /* --from was reached, --to was */
	uint64_t seen;        /* steps, to the one that ended it */
	uint64_t printed;     /* what would have been, without --last */
	struct buf text;      /* of a step */
	char **last;          /* a ring of opts->last texts; number n is at n % opts->last */
	struct steps steps;
	struct pool_job job;
};

/* ---- each step */

static void put_step(struct tracer *tracer, const struct step *step, const struct x86_state *after)
{
	struct buf *text = &tracer->text;
	char **kept;

	buf_clear(text);
	if (tracer->opts->json)
		json_print_step(&tracer->source, tracer->line.start, step, after, text);
	else
		line_print(&tracer->line, step, after, text);
	if (tracer->last) {
		kept = &tracer->last[tracer->printed % tracer->opts->last];
		free(*kept);
		*kept = str_dup(buf_str(text));
	} else {
		fwrite(text->data, 1, text->len, stdout);
	}
	tracer->printed++;
}

static void take_step(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct tracer *tracer = ctx;
	const struct source *source = &tracer->source;
	enum start_state start = tracer->line.start;

	if (tracer->ended)
		return;
	tracer->seen = step->number + 1;
	if (!tracer->printing && mark_is_at(&tracer->from, source, start, step))
		tracer->printing = true;
	if (!tracer->printing)
		return;
	if (!tracer->opts->io || step->access_count || step->event_count)
		put_step(tracer, step, after);
	tracer->ended = mark_is_at(&tracer->to, source, start, step);
}

/* The job needs not go on where nobody wants more, or nobody reads it. */
static void take_chunk(void *ctx, const uint8_t *bytes, size_t len)
{
	struct tracer *tracer = ctx;

	steps_take(&tracer->steps, bytes, len);
	fflush(stdout);
	tracer->job.enough = tracer->ended || ferror(stdout);
}

/* ---- the end */

static void put_last(struct tracer *tracer)
{
	unsigned size = tracer->opts->last;
	uint64_t first = tracer->printed > size ? tracer->printed - size : 0;

	for (uint64_t i = first; tracer->last && i < tracer->printed; i++)
		fputs(tracer->last[i % size], stdout);
}

/* How it ended, in one line. */
static void print_end(const struct tracer *tracer, struct buf *out)
{
	const struct result *result = &tracer->job.result;
	struct buf stop = {0};

	num_print_grouped(tracer->seen, out);
	buf_adds(out, tracer->seen == 1 ? " instruction; " : " instructions; ");
	if (tracer->ended) {
		buf_printf(out, "ended behind %s (--to)", tracer->opts->to);
	} else if (result->stop.kind == STOP_CYCLES) {
		buf_adds(out, "it was to run no more (--steps)");
	} else {
		result_print_stop(result, &stop);
		buf_printf(out, "%.*s", (int)strcspn(buf_str(&stop), "\n"), buf_str(&stop));
	}
	buf_fini(&stop);
}

static void put_end(const struct tracer *tracer, const char *text)
{
	json_t *json;

	if (!tracer->opts->json) {
		cmd_put_line(text, stdout);
		return;
	}
	json = json_pack("{s:s, s:I}", "end", text, "instructions", (json_int_t)tracer->seen);
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(json);
}

static int err_nothing(const struct tracer *tracer, const char *end, struct err *err)
{
	if (!tracer->printing)
		return err_set(err, "no instruction was at %s (--from): %s", tracer->opts->from, end);
	if (tracer->opts->io)
		return err_set(err, "nothing accessed a port or device, or raised an exception (--io): %s",
			       end);
	return err_set(err, "nothing was executed: %s", end);
}

static int finish(struct tracer *tracer, struct err *err)
{
	struct buf end = {0};
	int ret = 0;

	print_end(tracer, &end);
	if (tracer->printed)
		put_end(tracer, buf_str(&end));
	else
		ret = err_nothing(tracer, buf_str(&end), err);
	buf_fini(&end);
	return ret;
}

/* ---- the run */

static int run_request(struct tracer *tracer, struct pool *pool, struct request *request, struct err *err)
{
	uint64_t wall_ns = BASE_WALL_NS + tracer->opts->steps * STEP_WALL_NS;
	const struct result *result = &tracer->job.result;
	int ret;

	request->trace_steps = tracer->opts->steps;
	if (request->budget.wall_ns < wall_ns)
		request->budget.wall_ns = wall_ns;
	tracer->steps.fn = take_step;
	tracer->steps.ctx = tracer;
	tracer->job.trace = take_chunk;
	tracer->job.trace_ctx = tracer;
	ret = pool_run_job(pool, &tracer->job, request, err);
	if (ret < 0 && tracer->job.enough)
		ret = 0;
	steps_end(&tracer->steps,
		  tracer->job.failed || result->stop.kind == STOP_SHUTDOWN ? NULL : &result->state);
	put_last(tracer);
	if (ret == 0 && tracer->steps.failed) {
		*err = tracer->steps.failure;
		ret = -1;
	}
	return ret == 0 ? finish(tracer, err) : -1;
}

static int prepare(struct tracer *tracer, const struct suite_case *sc, struct request *request,
		   struct err *err)
{
	const struct trace_opts *opts = tracer->opts;

	source_read(sc->rom_path, &tracer->source);
	tracer->line = (struct line){.source = &tracer->source,
				     .start = sc->tc.machine.start,
				     .colour = cmd_colour(opts->colour, STDOUT_FILENO)};
	if (opts->from && mark_parse(opts->from, &tracer->source, &tracer->from, err) < 0)
		return err_wrap(err, "--from");
	if (opts->to && mark_parse(opts->to, &tracer->source, &tracer->to, err) < 0)
		return err_wrap(err, "--to");
	tracer->printing = !opts->from;
	if (opts->last)
		tracer->last = mem_zalloc(opts->last, sizeof *tracer->last);
	return request_from_case(sc, request, err);
}

static void tracer_fini(struct tracer *tracer)
{
	for (unsigned i = 0; tracer->last && i < tracer->opts->last; i++)
		free(tracer->last[i]);
	free(tracer->last);
	buf_fini(&tracer->text);
	steps_end(&tracer->steps, NULL);
	result_fini(&tracer->job.result);
	source_fini(&tracer->source);
}

static int trace_case(const void *opts, const struct suite_case *sc, struct err *err)
{
	struct tracer tracer = {.opts = opts};
	struct request request = {0};
	struct pool *pool = NULL;
	int ret = prepare(&tracer, sc, &request, err);

	if (ret == 0)
		ret = cmd_pool(tracer.opts->kvm, 1, &pool, err);
	interrupt_catch();
	if (ret == 0)
		ret = run_request(&tracer, pool, &request, err);
	pool_free(pool);
	request_fini(&request);
	tracer_fini(&tracer);
	return ret;
}

int tracer_run(const struct trace_opts *opts, char *word)
{
	return one_case_run("trace", opts->dir, word, trace_case, opts);
}
