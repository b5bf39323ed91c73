#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "fake_worker.h"
#include "pool/pool.h"
#include "suites.h"

#define JOBS_MAX 300

struct task {
	struct pool_job job; /* first */
	bool taken;
};

static struct pool *pool;
static struct task tasks[JOBS_MAX];
static size_t task_count;
static uint64_t output_budget = FAKE_OUTPUT_BYTES;

/* The workers are this program itself, see main(). */
static void open_pool(unsigned workers, uint64_t grace_ns)
{
	static char self[PATH_MAX];
	struct pool_place place = {.program = self, .grace_ns = grace_ns};
	struct err err;

	ck_assert_ptr_nonnull(realpath("/proc/self/exe", self));
	ck_assert_msg(pool_open(&place, workers, &pool, &err) == 0, "%s", err.text);
	memset(tasks, 0, sizeof tasks);
	task_count = 0;
}

static void submit(const char *image)
{
	struct request request = {.budget.output_bytes = output_budget};

	buf_adds(&request.image, image);
	pool_submit(pool, &tasks[task_count++].job, &request);
	request_fini(&request);
}

static void submit_number(const char *word, size_t number)
{
	char *image = str_printf("%s %zu", word, number);

	submit(image);
	free(image);
}

static void take_all(void)
{
	struct pool_job *job;

	while ((job = pool_take(pool))) {
		struct task *task = (struct task *)job;

		ck_assert_msg(!task->taken, "a job was given back twice");
		task->taken = true;
	}
	for (size_t i = 0; i < task_count; i++)
		ck_assert_msg(tasks[i].taken, "job %zu was lost", i);
}

static void close_pool(void)
{
	for (size_t i = 0; i < task_count; i++)
		result_fini(&tasks[i].job.result);
	pool_free(pool);
	pool = NULL;
}

static void assert_ok(size_t at, uint64_t cycles)
{
	ck_assert_msg(!tasks[at].job.failed, "job %zu: %s", at, tasks[at].job.err.text);
	ck_assert_uint_eq(tasks[at].job.result.cycles, cycles);
}

static void assert_failed(size_t at, const char *why)
{
	ck_assert_msg(tasks[at].job.failed, "job %zu did not fail", at);
	ck_assert_msg(strstr(tasks[at].job.err.text, why), "job %zu: \"%s\" instead of \"%s\"", at,
		      tasks[at].job.err.text, why);
}

START_TEST(many_jobs)
{
	open_pool((unsigned)_i, 10000000000);
	for (size_t i = 0; i < 200; i++)
		submit_number("ok", i);
	take_all();
	for (size_t i = 0; i < 200; i++)
		assert_ok(i, i);
	ck_assert_ptr_null(pool_take(pool));
	close_pool();
}
END_TEST

START_TEST(room)
{
	open_pool(2, 10000000000);
	for (size_t i = 0; pool_has_room(pool); i++) {
		ck_assert_uint_lt(i, 100);
		submit_number("ok", i);
	}
	ck_assert_uint_ge(task_count, 2);
	ck_assert_ptr_nonnull(pool_take(pool));
	ck_assert(pool_has_room(pool));
	while (pool_take(pool))
		;
	close_pool();
}
END_TEST

static const struct {
	const char *image, *why;
} bad_ends[] = {
	{"die", "the worker died: exit status 3"},
	{"crash", "the worker died: killed by signal 9 (Killed)"},
	{"garbage", "the worker sent garbage"},
	{"long", "the worker announced a message of"},
	{"short", "the worker died: exit status 0"},
	{"bad", "the worker"},
	{"unknown", "the worker sent a message of unknown type 99"},
	{"error", "the machine has no such thing"},
};

/* Whatever a worker does costs the job that it had, and no other one. */
START_TEST(bad_end)
{
	for (unsigned workers = 1; workers <= 2; workers++) {
		open_pool(workers, 10000000000);
		for (size_t i = 0; i < 9; i++) {
			if (i == 4)
				submit(bad_ends[_i].image);
			else
				submit_number("ok", i);
		}
		take_all();
		for (size_t i = 0; i < 9; i++) {
			if (i == 4)
				assert_failed(i, bad_ends[_i].why);
			else
				assert_ok(i, i);
		}
		close_pool();
	}
}
END_TEST

START_TEST(only_bad_ends)
{
	open_pool(2, 10000000000);
	for (size_t i = 0; i < 12; i++)
		submit(i % 2 ? "die" : "garbage");
	take_all();
	for (size_t i = 0; i < 12; i++)
		assert_failed(i, i % 2 ? "exit status 3" : "garbage");
	close_pool();
}
END_TEST

/* An answer that nobody asked for is never taken for that of the next request. */
START_TEST(unasked)
{
	open_pool(1, 10000000000);
	submit("twice 1");
	take_all();
	assert_ok(0, 1);
	usleep(50000);
	submit("ok 5");
	take_all();
	if (tasks[1].job.failed) /* it came too late to be noticed before */
		assert_failed(1, "the worker sent a message that nobody asked for");
	else
		assert_ok(1, 5);
	submit("ok 6");
	take_all();
	assert_ok(2, 6);
	close_pool();
}
END_TEST

/* As when somebody kills the box of a `romkit watch` that waits. */
START_TEST(died_idle)
{
	open_pool(1, 10000000000);
	submit("farewell 1");
	take_all();
	assert_ok(0, 1);
	usleep(100000);
	submit("ok 2");
	take_all();
	assert_ok(1, 2);
	close_pool();
}
END_TEST

START_TEST(hang)
{
	uint64_t start_ns = clock_now_ns();

	open_pool(1, 300000000);
	submit("ok 1");
	submit("hang");
	submit("ok 2");
	take_all();
	assert_ok(0, 1);
	assert_failed(1, "the worker hangs: it gave no answer in time");
	assert_ok(2, 2);
	ck_assert_uint_ge(clock_now_ns() - start_ns, 300000000);
	close_pool();
}
END_TEST

/* A worker that could not go on writing, as nobody read, does not hang; as with Ctrl-Z and `fg`. */
START_TEST(parent_away)
{
	open_pool(1, 300000000);
	submit("ok 1");
	submit("large 2");
	ck_assert_ptr_eq(pool_take(pool), &tasks[0].job);
	usleep(600000);
	ck_assert_ptr_eq(pool_take(pool), &tasks[1].job);
	assert_ok(0, 1);
	assert_ok(1, 2);
	close_pool();
}
END_TEST

/* What is more than the request allows is not even read. */
START_TEST(large_answer)
{
	open_pool(1, 10000000000);
	submit("large 1");
	output_budget = 0;
	submit("large 2");
	output_budget = FAKE_OUTPUT_BYTES;
	submit("ok 3");
	take_all();
	assert_ok(0, 1);
	assert_failed(1, "the worker announced a message of");
	assert_ok(2, 3);
	close_pool();
}
END_TEST

/* It hangs up and lives: that costs its own job, and the others hardly any time. */
START_TEST(deaf)
{
	uint64_t start_ns = clock_now_ns();

	open_pool(1, 60000000000);
	submit("deaf");
	submit("ok 1");
	take_all();
	assert_failed(0, "the worker hung up without an answer, and did not end");
	assert_ok(1, 1);
	close_pool();
	ck_assert_uint_lt(clock_now_ns() - start_ns, 4000000000); /* 0.1 s, where the machine is idle */
}
END_TEST

/* Workers that do not end are waited for together. */
START_TEST(stay)
{
	uint64_t start_ns;

	setenv("FAKE_WORKER_STAY", "1", 1);
	open_pool(4, 60000000000);
	for (size_t i = 0; i < 12; i++)
		submit_number("slow", i);
	take_all();
	unsetenv("FAKE_WORKER_STAY");
	start_ns = clock_now_ns();
	close_pool();
	ck_assert_uint_lt(clock_now_ns() - start_ns, 4000000000);
}
END_TEST

/* Requests that bring much wait outside of the pool: 96 MiB each, of which 256 MiB are enough. */
START_TEST(room_for_bytes)
{
	struct err why;

	open_pool(2, 10000000000);
	for (size_t i = 0; pool_has_room(pool); i++) {
		struct request request = {0};

		ck_assert_uint_lt(i, 3);
		buf_fill(&request.disk, 0, 96 << 20);
		request.has_disk = true;
		pool_submit(pool, &tasks[task_count++].job, &request);
		request_fini(&request);
	}
	ck_assert_uint_eq(task_count, 3);
	err_set(&why, "enough");
	pool_cancel(pool, &why);
	take_all();
	ck_assert(pool_has_room(pool));
	close_pool();
}
END_TEST

/* Requests of which few are kept do not all go to the worker that started first. */
START_TEST(large_requests_are_shared)
{
	size_t others = 0;

	open_pool(2, 10000000000);
	while (pool_has_room(pool)) {
		struct request request = {0};

		buf_adds(&request.image, "who");
		buf_fill(&request.disk, 0, 64 << 20);
		request.has_disk = true;
		pool_submit(pool, &tasks[task_count++].job, &request);
		request_fini(&request);
	}
	take_all();
	for (size_t i = 1; i < task_count; i++)
		others += tasks[i].job.result.cycles != tasks[0].job.result.cycles;
	ck_assert_uint_gt(others, 0);
	close_pool();
}
END_TEST

/* A worker with nothing to do takes a job that waits behind a slow one; and ending does not wait for it. */
START_TEST(no_job_waits_behind_a_slow_one)
{
	uint64_t start_ns;

	open_pool(2, 60000000000);
	submit("ok 0");
	take_all();
	start_ns = clock_now_ns();
	for (size_t i = 1; i <= 8; i++)
		submit_number("slow", i);
	take_all();
	for (size_t i = 1; i <= 8; i++)
		assert_ok(i, i);
	/* 2.4 s in all: one worker alone would take that long. */
	ck_assert_uint_lt(clock_now_ns() - start_ns, 2300000000);
	close_pool();
}
END_TEST

START_TEST(never_starts)
{
	struct err err;

	setenv("FAKE_WORKER_MUTE", "1", 1);
	open_pool(3, 10000000000);
	ck_assert_int_eq(pool_wait_ready(pool, &err), -1);
	ck_assert_msg(strstr(err.text, "the worker died: exit status 7"), "%s", err.text);
	for (size_t i = 0; i < 5; i++)
		submit("ok 1");
	take_all();
	for (size_t i = 0; i < 5; i++)
		assert_failed(i, "exit status 7");
	close_pool();
	unsetenv("FAKE_WORKER_MUTE");
}
END_TEST

/* It says hello and goes: that is no start, and is not tried for ever. */
START_TEST(never_works)
{
	setenv("FAKE_WORKER_QUIT", "1", 1);
	open_pool(3, 10000000000);
	for (size_t i = 0; i < 5; i++)
		submit("ok 1");
	take_all();
	for (size_t i = 0; i < 5; i++)
		assert_failed(i, "exit status 8");
	close_pool();
	unsetenv("FAKE_WORKER_QUIT");
}
END_TEST

/* One that cannot be replaced is told, and the others go on. */
START_TEST(no_replacement)
{
	struct err warning;

	open_pool(1, 10000000000);
	submit("ok 1");
	take_all();
	setenv("FAKE_WORKER_MUTE", "1", 1);
	submit("die");
	submit("ok 2");
	take_all();
	assert_failed(1, "exit status 3");
	assert_failed(2, "exit status 7");
	ck_assert(pool_take_warning(pool, &warning));
	ck_assert_msg(strstr(warning.text, "a worker does not start"), "%s", warning.text);
	ck_assert(!pool_take_warning(pool, &warning));
	close_pool();
	unsetenv("FAKE_WORKER_MUTE");
}
END_TEST

/* More than fits into a socket, both ways, while the worker is busy. */
START_TEST(large_messages)
{
	struct buf image = {0};

	open_pool(2, 60000000000);
	buf_adds(&image, "ok 7 ");
	buf_fill(&image, ' ', 4 << 20);
	for (size_t i = 0; i < 6; i++)
		submit(buf_str(&image));
	take_all();
	for (size_t i = 0; i < 6; i++)
		assert_ok(i, 7);
	buf_fini(&image);
	close_pool();
}
END_TEST

Suite *suite_pool(void)
{
	Suite *suite = suite_create("pool");
	TCase *tc = tcase_create("pool");

	/* Hundreds of megabytes go through pipes, on machines that are busy otherwise. */
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, many_jobs, 1, 5);
	tcase_add_test(tc, room);
	tcase_add_loop_test(tc, bad_end, 0, sizeof bad_ends / sizeof bad_ends[0]);
	tcase_add_test(tc, only_bad_ends);
	tcase_add_test(tc, unasked);
	tcase_add_test(tc, died_idle);
	tcase_add_test(tc, hang);
	tcase_add_test(tc, parent_away);
	tcase_add_test(tc, large_answer);
	tcase_add_test(tc, deaf);
	tcase_add_test(tc, stay);
	tcase_add_test(tc, room_for_bytes);
	tcase_add_test(tc, large_requests_are_shared);
	tcase_add_test(tc, no_job_waits_behind_a_slow_one);
	tcase_add_test(tc, never_starts);
	tcase_add_test(tc, never_works);
	tcase_add_test(tc, no_replacement);
	tcase_add_test(tc, large_messages);
	suite_add_tcase(suite, tc);
	return suite;
}
