#include "cmd/cover_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "run/request.h"
#include "trace/steps.h"

/* A step takes some microseconds; a guest that goes on without any is given up on. */
#define STEP_WALL_NS 20000ull
#define BASE_WALL_NS 1000000000ull

struct coverer {
	struct suite *suite;
	struct pool *pool;
	unsigned steps;
	struct cover *cover;
	struct cover_cases *cases;
	bool progress; /* is shown on standard error */
};

/* A case that the pool has. */
struct cover_job {
	struct pool_job job; /* first: it is found through it */
	struct cover_case *item;
	struct cover_run *run;
	struct steps steps;
	uint64_t steps_max;
	bool is_own_budget; /* those are its budget of cycles */
};

static void take_chunk(void *ctx, const uint8_t *bytes, size_t len)
{
	struct cover_job *job = ctx;

	steps_take(&job->steps, bytes, len);
}

static void case_end(struct coverer *coverer, struct cover_case *item, enum cover_end end, const char *why)
{
	item->end = end;
	item->why = why ? str_dup(why) : NULL;
	coverer->cases->ends[end]++;
}

/* ---- a case's way */

/* In the box a cycle is an instruction, so a case's own budget ends it where it ends in check. */
static void limit(const struct coverer *coverer, struct request *request, struct cover_job *job)
{
	uint64_t wall_ns = BASE_WALL_NS + coverer->steps * STEP_WALL_NS;

	job->is_own_budget = pool_in_box(coverer->pool) && request->budget.cycles <= coverer->steps;
	job->steps_max = job->is_own_budget ? request->budget.cycles : coverer->steps;
	request->trace_steps = job->steps_max;
	request->trace_briefly = true;
	if (request->budget.wall_ns < wall_ns)
		request->budget.wall_ns = wall_ns;
}

static void job_start(struct coverer *coverer, struct cover_case *item, const struct suite_case *sc,
		      struct request *request)
{
	enum start_state start = sc->tc.machine.start;
	struct cover_job *job = mem_zalloc(1, sizeof *job);

	job->item = item;
	job->run = cover_run_new(cover_rom(coverer->cover, sc->rom_path, start), start);
	job->steps = (struct steps){.fn = cover_run_step, .ctx = job->run};
	job->job.trace = take_chunk;
	job->job.trace_ctx = job;
	limit(coverer, request, job);
	pool_submit(coverer->pool, &job->job, request);
}

static void case_start(struct coverer *coverer, struct cover_case *item)
{
	struct request request = {0};
	struct suite_case sc;
	struct err err;

	suite_case_load(coverer->suite, item->at, &sc);
	if (sc.skip) {
		case_end(coverer, item, COVER_SKIPPED, sc.skip);
	} else if (sc.error || request_from_case(&sc, &request, &err) < 0) {
		case_end(coverer, item, COVER_FAILED, sc.error ? sc.error : err.text);
		if (sc.rom_path)
			cover_rom(coverer->cover, sc.rom_path, sc.tc.machine.start);
	} else {
		job_start(coverer, item, &sc, &request);
		request_fini(&request);
	}
	suite_case_fini(&sc);
}

/* Why it would have gone on; NULL: it ended by itself. */
static const char *why_cut_off(const struct cover_job *job)
{
	const struct result *result = &job->job.result;

	if (result->stop.kind == STOP_TIME)
		return ", by time";
	if (result->stop.kind != STOP_CYCLES)
		return NULL;
	if (result->cycles < job->steps_max)
		return ": it was lost, without a handler or in memory that nobody filled";
	return job->is_own_budget ? NULL : " (--steps)";
}

static void case_ended(struct coverer *coverer, struct cover_job *job)
{
	const char *failed = job->job.failed     ? job->job.err.text
			     : job->steps.failed ? job->steps.failure.text
						 : NULL;
	const char *cut_off = failed ? NULL : why_cut_off(job);
	struct buf why = {0};

	if (failed) {
		case_end(coverer, job->item, COVER_FAILED, failed);
	} else if (cut_off) {
		buf_adds(&why, "after ");
		num_print_grouped(job->job.result.cycles, &why);
		buf_printf(&why, " instructions%s", cut_off);
		case_end(coverer, job->item, COVER_CUT_OFF, buf_str(&why));
	} else {
		case_end(coverer, job->item, COVER_ENDED, NULL);
	}
	buf_fini(&why);
}

static void job_ended(struct coverer *coverer, struct cover_job *job)
{
	const struct result *result = &job->job.result;

	steps_end(&job->steps, job->job.failed || result->stop.kind == STOP_SHUTDOWN ? NULL : &result->state);
	case_ended(coverer, job);
	cover_run_free(job->run);
	result_fini(&job->job.result);
	free(job);
}

/* ---- all of them */

static void choose(struct cover_cases *cases, const struct selection *selection)
{
	*cases = (struct cover_cases){0};
	cases->items = mem_zalloc(selection->suite.cases.count, sizeof *cases->items);
	for (size_t i = 0; i < selection->suite.cases.count; i++)
		if (selection->chosen[i])
			cases->items[cases->count++].at = i;
}

static size_t ended_count(const struct cover_cases *cases)
{
	size_t count = 0;

	for (int i = 0; i < COVER_ENDS; i++)
		count += cases->ends[i];
	return count;
}

static void say_warnings(struct pool *pool)
{
	struct err warning;

	while (pool_take_warning(pool, &warning))
		cmd_fail(&warning);
}

/* A signal came: what runs is given up. */
static int give_up(struct coverer *coverer, struct err *err)
{
	struct pool_job *job;

	interrupt_error(err);
	pool_cancel(coverer->pool, err);
	while ((job = pool_take(coverer->pool)))
		job_ended(coverer, (struct cover_job *)job);
	return -1;
}

/* For a person at a terminal: it may take minutes. */
static void show_progress(const struct coverer *coverer, bool last)
{
	if (!coverer->progress)
		return;
	if (last)
		fputs("\r\033[K", stderr);
	else
		fprintf(stderr, "\r%zu of %zu cases", ended_count(coverer->cases), coverer->cases->count);
	fflush(stderr);
}

int cover_cases_run(struct selection *selection, struct pool *pool, unsigned steps, struct cover *cover,
		    struct cover_cases *out, struct err *err)
{
	struct coverer coverer = {
		.suite = &selection->suite, .pool = pool, .steps = steps, .cover = cover, .cases = out};
	size_t next = 0;

	choose(out, selection);
	coverer.progress = isatty(STDERR_FILENO) && !getenv("CI");
	while (ended_count(out) < out->count) {
		struct pool_job *ended;

		while (next < out->count && !interrupt_signal() && pool_has_room(pool))
			case_start(&coverer, &out->items[next++]);
		show_progress(&coverer, false);
		ended = pool_take(pool);
		if (ended)
			job_ended(&coverer, (struct cover_job *)ended);
		show_progress(&coverer, true);
		say_warnings(pool);
		if (interrupt_signal())
			return give_up(&coverer, err);
	}
	cover_join(cover);
	return 0;
}

void cover_cases_fini(struct cover_cases *cases)
{
	for (size_t i = 0; i < cases->count; i++)
		free(cases->items[i].why);
	free(cases->items);
	*cases = (struct cover_cases){0};
}
