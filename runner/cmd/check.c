#include "cmd/check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "cmd/case_record.h"
#include "cmd/retrace.h"
#include "cmd/rounds.h"
#include "judge/judge.h"

/* Finished cases that wait for their turn; behind these only the case whose turn it is is handed out. */
#define BUFFERED_MAX 100000

/* A chosen case. */
struct turn {
	size_t at;                  /* in the suite */
	struct report_case *record; /* once it is finished, until it is reported */
	bool handed_out;
};

struct check {
	const struct check_opts *opts;
	struct suite *suite;
	struct pool *pool;
	struct reports *reports;
	struct report_totals *totals;
	struct turn *turns; /* in the suite's order */
	size_t count;
	size_t *order;     /* indices of turns, in the order in which they are handed out */
	size_t next;       /* in order */
	size_t reported;   /* turns */
	size_t buffered;   /* records that wait */
	bool cancelled;    /* by a signal */
	unsigned retraced; /* cases that were, or are being */
	char *stopped;     /* why no more are handed out, or NULL */
};

/* A case that the pool has. */
struct check_job {
	struct pool_job job; /* first: it is found through it */
	struct suite_case sc;
	struct request request;
	struct turn *turn;
	unsigned round;             /* of --repeat, from 1 */
	struct rounds rounds;       /* those that have ended */
	struct report_case *record; /* of the first round, or of the first that is bad */
	struct stop stop;           /* of that round */
	struct retrace *retrace;    /* after the rounds, of a case that failed; or NULL */
};

/* ---- what came of a case */

/* What is not as it should be may be the end of handing out. */
static void check_fail_fast(struct check *check, const struct turn *turn, const struct report_case *record)
{
	if (check->opts->fail_fast && verdict_is_bad(record->verdict.status) && !check->stopped)
		check->stopped =
			str_printf("--fail-fast: %s did not pass", check->suite->cases.items[turn->at]);
}

static void turn_end(struct check *check, struct turn *turn, struct report_case *record)
{
	turn->record = record;
	check->buffered++;
	report_totals_add(check->totals, record->verdict.status);
	reports_ended(check->reports, record);
	check_fail_fast(check, turn, record);
}

static void turn_end_unrun(struct check *check, struct turn *turn, const struct suite_case *sc,
			   enum verdict_status status, const char *reason)
{
	struct verdict verdict = {.status = status, .reason = str_dup(reason)};

	turn_end(check, turn, case_record_new(check->opts, sc, &verdict, NULL));
}

/* ---- rounds of --repeat */

static void job_free(struct check_job *job)
{
	suite_case_fini(&job->sc);
	request_fini(&job->request);
	result_fini(&job->job.result);
	rounds_fini(&job->rounds);
	retrace_free(job->retrace);
	case_record_free(job->record);
	free(job);
}

static bool job_is_bad(const struct check_job *job)
{
	return job->record && verdict_is_bad(job->record->verdict.status);
}

/* Judge the round that has ended. The record is of the first one, until there is a bad one: whether this is.
 */
static bool round_judge(const struct check *check, struct check_job *job)
{
	struct report_case *first = job->record;
	struct verdict verdict = {0};

	judge_case(&job->sc.tc, &job->request.disk, &job->job.result, &verdict);
	if (first && (job_is_bad(job) || !verdict_is_bad(verdict.status))) {
		verdict_fini(&verdict);
		return false;
	}
	job->record = case_record_new(check->opts, &job->sc, &verdict, &job->job.result);
	job->stop = job->job.result.stop;
	case_record_free(first);
	return first != NULL;
}

/* Judge it, and compare it with those before it. Whether it settles that the case is not deterministic. */
static bool round_end(const struct check *check, struct check_job *job)
{
	bool turned_bad = round_judge(check, job), differs;
	struct buf why = {0}, text = {0};

	if (check->opts->repeat == 1)
		return false;
	differs = rounds_differ(&job->rounds, &job->job.result, &why);
	if (differs || turned_bad) {
		buf_printf(&text, "@ not deterministic: run %u of %u %s\n", job->round, check->opts->repeat,
			   differs ? "differs from the first" : "is the first that is not as expected");
		buf_add(&text, why.data, why.len);
		verdict_add(&job->record->verdict, "repeat", 0, &text);
		job->record->verdict.status = VERDICT_FAIL;
	}
	buf_fini(&why);
	return differs || turned_bad;
}

/* ---- a case's way */

static void job_submit(struct check *check, struct check_job *job)
{
	job->round++;
	job->job = (struct pool_job){0};
	pool_submit(check->pool, &job->job, &job->request);
}

static void turn_start(struct check *check, struct turn *turn)
{
	struct check_job *job = mem_zalloc(1, sizeof *job);
	struct err err;

	turn->handed_out = true;
	job->turn = turn;
	suite_case_load(check->suite, turn->at, &job->sc);
	if (job->sc.error) {
		turn_end_unrun(check, turn, &job->sc, VERDICT_ERROR, job->sc.error);
	} else if (job->sc.skip) {
		turn_end_unrun(check, turn, &job->sc, VERDICT_SKIP, job->sc.skip);
	} else if (request_from_case(&job->sc, &job->request, &err) < 0) {
		turn_end_unrun(check, turn, &job->sc, VERDICT_ERROR, err.text);
	} else {
		job->request.fresh = check->opts->fresh;
		job_submit(check, job);
		return;
	}
	job_free(job);
}

static bool wants_retrace(const struct check *check, const struct check_job *job)
{
	return job->record && job->record->verdict.status == VERDICT_FAIL &&
	       check->retraced < check->opts->autopsies && !check->cancelled;
}

static void retrace_start(struct check *check, struct check_job *job)
{
	struct result result;

	check->retraced++;
	check_fail_fast(check, job->turn, job->record);
	result = job->job.result;
	job->job = (struct pool_job){0};
	job->retrace = retrace_new(&job->job, &result, &job->request);
	result_fini(&result);
	pool_submit(check->pool, &job->job, &job->request);
}

static void retrace_ended(struct check *check, struct check_job *job)
{
	struct buf text = {0};

	retrace_print(job->retrace, &job->job, &job->sc, &job->stop, &text);
	report_case_add_lines(job->record, buf_str(&text));
	buf_fini(&text);
	turn_end(check, job->turn, job->record);
	job->record = NULL;
	job_free(job);
}

static void rounds_ended(struct check *check, struct check_job *job)
{
	bool failed = job->job.failed, settled = !failed && round_end(check, job), more;

	more = !failed && !settled && job->round < check->opts->repeat &&
	       !(check->opts->fail_fast && job_is_bad(job));
	if (more && !check->stopped) {
		result_fini(&job->job.result);
		job_submit(check, job);
		return;
	}
	if (!failed && wants_retrace(check, job)) {
		retrace_start(check, job);
		return;
	}
	if (failed && !check->cancelled) {
		turn_end_unrun(check, job->turn, &job->sc, VERDICT_ERROR, job->job.err.text);
	} else if (job_is_bad(job) || (!failed && !more)) {
		turn_end(check, job->turn, job->record);
		job->record = NULL;
	} else {
		turn_end_unrun(check, job->turn, &job->sc, VERDICT_NOT_RUN, check->stopped);
	}
	job_free(job);
}

static void job_ended(struct check *check, struct check_job *job)
{
	if (job->retrace)
		retrace_ended(check, job);
	else
		rounds_ended(check, job);
}

/* ---- the order */

/* splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void order_make(struct check *check)
{
	uint64_t state = check->opts->seed;

	check->order = mem_zalloc(check->count, sizeof *check->order);
	for (size_t i = 0; i < check->count; i++)
		check->order[i] = check->opts->order == ORDER_REVERSED ? check->count - 1 - i : i;
	for (size_t i = check->count; check->opts->order == ORDER_SHUFFLED && i > 1; i--) {
		size_t other = (size_t)(next_random(&state) % i), kept = check->order[i - 1];

		check->order[i - 1] = check->order[other];
		check->order[other] = kept;
	}
}

/* The next case to be handed out; NULL: none now. */
static struct turn *next_turn(struct check *check)
{
	struct turn *turn = &check->turns[check->reported];

	if (check->stopped)
		return NULL;
	if (check->buffered >= BUFFERED_MAX)
		return turn->handed_out ? NULL : turn;
	while (check->next < check->count && check->turns[check->order[check->next]].handed_out)
		check->next++;
	return check->next < check->count ? &check->turns[check->order[check->next]] : NULL;
}

/* Tell of the cases whose turn it is. */
static void report_ready(struct check *check)
{
	for (; check->reported < check->count; check->reported++) {
		struct turn *turn = &check->turns[check->reported];

		if (!turn->record && check->stopped && !turn->handed_out) {
			struct suite_case sc = {.name = check->suite->cases.items[turn->at],
						.path = suite_case_path(check->suite, turn->at)};

			turn_end_unrun(check, turn, &sc, VERDICT_NOT_RUN, check->stopped);
			free(sc.path);
		}
		if (!turn->record)
			return;
		reports_finished(check->reports, turn->record);
		case_record_free(turn->record);
		turn->record = NULL;
		check->buffered--;
	}
}

static void report_warning(struct check *check, const char *text)
{
	check->totals->warnings++;
	reports_warning(check->reports, text);
}

/* A signal came: what runs is given up, and what has not run is told as not run. */
static void stop_all(struct check *check)
{
	struct err why;

	interrupt_error(&why);
	free(check->stopped);
	check->stopped = str_dup(why.text);
	check->cancelled = true;
	check->totals->interrupted = true;
	report_warning(check, why.text);
	pool_cancel(check->pool, &why);
}

static void run_all(struct check *check)
{
	struct pool_job *ended;
	struct turn *turn;
	struct err warning;

	while (check->reported < check->count) {
		while (pool_has_room(check->pool) && (turn = next_turn(check)))
			turn_start(check, turn);
		ended = pool_take(check->pool);
		if (interrupt_signal() && !check->cancelled)
			stop_all(check);
		if (ended)
			job_ended(check, (struct check_job *)ended);
		while (pool_take_warning(check->pool, &warning))
			report_warning(check, warning.text);
		report_ready(check);
	}
}

/* A ROM that no case runs is most often a forgotten .expect file. It shows once every case was read. */
static void warn_orphans(struct check *check)
{
	const struct names *sources = &check->suite->sources;

	for (size_t i = 0; i < sources->count; i++) {
		char *text;

		if (check->suite->used[i])
			continue;
		text = str_printf("rom-src/%s.asm has no case (romkit new %s writes one)", sources->items[i],
				  sources->items[i]);
		report_warning(check, text);
		free(text);
	}
}

static void tell_begin(const struct check *check)
{
	const char **names = mem_zalloc(check->count, sizeof *names);

	for (size_t i = 0; i < check->count; i++)
		names[i] = check->suite->cases.items[check->turns[i].at];
	reports_begin(check->reports, &(struct report_run){.version = cmd_version,
							   .suite = check->opts->dir,
							   .names = names,
							   .count = check->count,
							   .shuffled = check->opts->order == ORDER_SHUFFLED,
							   .seed = check->opts->seed,
							   .workers = check->opts->workers,
							   .shard = check->opts->shard.index,
							   .shards = check->opts->shard.count,
							   .in_box = check->pool && pool_in_box(check->pool),
							   .started_s = time(NULL)});
	free(names);
}

void check_run(const struct check_opts *opts, struct selection *selection, struct pool *pool,
	       struct reports *reports, struct report_totals *totals)
{
	struct suite *suite = &selection->suite;
	uint64_t start_ns = clock_now_ns();
	struct check check = {
		.opts = opts, .suite = suite, .pool = pool, .reports = reports, .totals = totals};

	check.turns = mem_zalloc(suite->cases.count, sizeof *check.turns);
	for (size_t i = 0; i < suite->cases.count; i++) {
		if (selection->chosen[i])
			check.turns[check.count++].at = i;
	}
	order_make(&check);
	tell_begin(&check);
	run_all(&check);
	if (opts->orphans && check.count == suite->cases.count && !check.stopped)
		warn_orphans(&check);
	totals->wall_ns = clock_now_ns() - start_ns;
	reports_end(reports, totals);
	free(check.stopped);
	free(check.order);
	free(check.turns);
}
