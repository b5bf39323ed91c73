#include "pool/pool.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "pool/box.h"
#include "pool/slot.h"
#include "vm/vm.h"

#define SECOND 1000000000ull
/* What a request may take beyond its time budget. A box's second is virtual: exits make it many real ones. */
#define HOST_GRACE_NS (10 * SECOND)
#define BOX_GRACE_NS  (30 * SECOND)
#define BOX_SLOWDOWN  200 /* measured: 90 for a loop of INT and IRET */
/* Jobs that a worker has at a time: it goes on with the next while the parent looks at the last. In the box a
 * message that comes while a guest runs is an interrupt in the middle of it, and its cycles are not exact;
 * where there is one CPU the parent would take it from the guest. */
#define AHEAD      SLOT_JOBS
#define LONE_AHEAD 1
/* A worker with nothing to do looks around for this long. */
#define IDLE_NS (SECOND / 20)
/* A start may fail because somebody killed it; not each time. */
#define START_TRIES 3
/* A signal that came just before the wait is seen after this. */
#define SIGNAL_NS (SECOND / 5)
/* Beyond one job for each worker, requests are kept up to this: each may bring a disk of 64 MiB. */
#define AHEAD_BYTES (256u << 20)

const char *const kvm_mode_names[] = {"auto", "host", "box", NULL};

struct pool {
	bool in_box;
	size_t ahead; /* AHEAD or LONE_AHEAD */
	char *why_box;
	char *program; /* place.program */
	uint64_t grace_ns;
	struct slot *slots;
	size_t slot_count;
	struct jobs jobs;
	uint64_t looked_ns; /* when it last looked after the workers */
	bool any_greeted;   /* some worker has started */
	struct err failure; /* why the last one did not */
	struct err warning;
};

bool pool_in_box(const struct pool *pool)
{
	return pool->in_box;
}

const char *pool_why_box(const struct pool *pool)
{
	return pool->why_box ? pool->why_box : "";
}

unsigned pool_default_workers(void)
{
	cpu_set_t cpus;
	int count = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;

	return count > POOL_WORKERS_MAX ? POOL_WORKERS_MAX : (unsigned)count;
}

/* ---- workers that start, or do not */

/* Where no worker has ever started, the next one will not either: all fail at once, with the reason. */
static void start_failed(struct pool *pool, struct slot *slot, const struct err *why)
{
	pool->failure = *why;
	if (!pool->any_greeted) {
		for (size_t i = 0; i < pool->slot_count; i++)
			pool->slots[i].retired = true;
	} else if (++slot->failed_starts == START_TRIES) {
		slot->retired = true;
		pool->warning = *why;
		err_wrap(&pool->warning, "a worker does not start, the run goes on without it");
	}
}

/* ---- giving work out */

static bool start(struct pool *pool, struct slot *slot)
{
	struct err err;

	if (slot_start(slot, pool->program, pool->in_box, &err) == 0)
		return true;
	start_failed(pool, slot, &err);
	return false;
}

/* One more worker where there is more work than those that run can take; as many at a time as run already. */
static void start_more(struct pool *pool)
{
	size_t ready = 0, starting = 0;

	for (size_t i = 0; i < pool->slot_count; i++) {
		ready += pool->slots[i].greeted;
		starting += pool->slots[i].child.pid && !pool->slots[i].greeted;
	}
	for (size_t i = 0; i < pool->slot_count && pool->jobs.waiting.head && starting < (ready ? ready : 1);
	     i++) {
		struct slot *slot = &pool->slots[i];

		if (!slot->child.pid && !slot->retired)
			starting += start(pool, slot);
	}
}

/* Whether there may be more to be received now. */
static bool receive(struct pool *pool, struct slot *slot)
{
	struct err err;
	bool more;

	if (slot_receive(slot, &pool->jobs, &more, &err) == SLOT_NOT_STARTED)
		start_failed(pool, slot, &err);
	pool->any_greeted |= slot->greeted;
	return more;
}

/* A job for a worker with nothing to do, from one that has more than it gets done. */
static struct pool_job *steal(struct pool *pool)
{
	uint64_t now_ns = clock_now_ns();
	struct pool_job *job = NULL;

	for (size_t i = 0; i < pool->slot_count && !job; i++)
		job = slot_steal(&pool->slots[i], now_ns);
	return job;
}

/* A worker that died while it had nothing to do costs nothing, if that is seen before it is given something.
 */
static void check_idle(struct pool *pool)
{
	for (size_t i = 0; i < pool->slot_count; i++) {
		struct slot *slot = &pool->slots[i];
		struct pollfd pfd = {.fd = slot->child.fd, .events = POLLIN};

		if (slot->greeted && !slot->count && poll(&pfd, 1, 0) > 0)
			receive(pool, slot);
	}
}

/* Each worker gets one job before any gets a second one. Where no more requests are taken in for what they
 * bring, none gets a second one: what waits makes another worker start. */
static void give_out(struct pool *pool)
{
	size_t ahead = pool->jobs.frame_bytes < AHEAD_BYTES ? pool->ahead : 1;

	check_idle(pool);
	for (size_t depth = 0; depth < ahead; depth++) {
		for (size_t i = 0; i < pool->slot_count; i++) {
			struct slot *slot = &pool->slots[i];
			struct pool_job *job;

			if (!slot->greeted || slot->count != depth)
				continue;
			job = job_list_pop(&pool->jobs.waiting);
			if (!job && depth == 0)
				job = steal(pool);
			if (job)
				slot_give(slot, job);
		}
	}
	start_more(pool);
	for (size_t i = 0; i < pool->slot_count; i++) {
		if (pool->slots[i].greeted)
			slot_send(&pool->slots[i]);
	}
}

/* ---- waiting */

static int ms_until(uint64_t deadline_ns, uint64_t now_ns)
{
	return deadline_ns <= now_ns ? 0 : (int)((deadline_ns - now_ns) / 1000000 + 1);
}

static void check_deadline(struct pool *pool, struct slot *slot, uint64_t now_ns)
{
	struct err err;

	if (slot_check_deadline(slot, &pool->jobs, now_ns, &err) == SLOT_NOT_STARTED)
		start_failed(pool, slot, &err);
}

/*
 * It looks after the workers again, as it was expected to until then. In between this process judged, or was
 * stopped: a worker that could not go on writing meanwhile does not hang.
 */
static uint64_t look(struct pool *pool, uint64_t expected_ns)
{
	uint64_t now_ns = clock_now_ns();

	for (size_t i = 0; i < pool->slot_count && now_ns > expected_ns; i++)
		slot_excuse(&pool->slots[i], now_ns - expected_ns);
	return pool->looked_ns = now_ns;
}

/* Wait for the next message, end or deadline of a worker. */
static void wait_once(struct pool *pool)
{
	struct pollfd fds[POOL_WORKERS_MAX];
	uint64_t now_ns = look(pool, pool->looked_ns), wake_ns = now_ns + SIGNAL_NS;
	bool idle = false;
	int wait_ms;

	for (size_t i = 0; i < pool->slot_count; i++) {
		const struct slot *slot = &pool->slots[i];

		fds[i] = (struct pollfd){.fd = slot->child.pid ? slot->child.fd : -1, .events = POLLIN};
		if (slot->greeted && slot->sent_count < slot->count)
			fds[i].events |= POLLOUT;
		if (slot_awaited(slot) && slot->deadline_ns < wake_ns)
			wake_ns = slot->deadline_ns;
		idle |= slot->greeted && !slot->count;
	}
	if (idle && wake_ns > now_ns + IDLE_NS)
		wake_ns = now_ns + IDLE_NS;
	wait_ms = ms_until(wake_ns, now_ns);
	if (poll(fds, pool->slot_count, wait_ms) < 0)
		return;
	now_ns = look(pool, now_ns + (uint64_t)wait_ms * 1000000);
	for (size_t i = 0; i < pool->slot_count; i++) {
		bool come = fds[i].revents & (POLLIN | POLLHUP | POLLERR);

		/* What is still coming is no silence; and a message has an end. */
		if (!come || !receive(pool, &pool->slots[i]))
			check_deadline(pool, &pool->slots[i], now_ns);
	}
}

static bool all_retired(const struct pool *pool)
{
	for (size_t i = 0; i < pool->slot_count; i++) {
		if (!pool->slots[i].retired)
			return false;
	}
	return true;
}

/* ---- the pool */

static int choose_kvm(enum kvm_mode mode, bool *in_box, struct err *why, struct err *err)
{
	int fd;

	*in_box = false;
	why->text[0] = 0;
	if (mode == KVM_HOST) {
		fd = vm_open_kvm(why);
		if (fd < 0)
			return err_set(err, "%s; --kvm=host does not fall back to the box", why->text);
		close(fd);
		return 0;
	}
	if (mode == KVM_AUTO && vm_check_kvm(why) == 0)
		return 0;
	*in_box = true;
	if (box_check(err) < 0)
		return mode == KVM_AUTO ? err_wrap(err, "%s, and the box is not ready", why->text) : -1;
	return 0;
}

int pool_open(const struct pool_place *place, unsigned workers, struct pool **out, struct err *err)
{
	struct pool *pool = mem_zalloc(1, sizeof *pool);

	*out = NULL;
	pool->in_box = place->in_box;
	pool->ahead = place->in_box || pool_default_workers() == 1 ? LONE_AHEAD : AHEAD;
	pool->grace_ns = place->grace_ns;
	pool->program = str_dup(place->program);
	pool->slot_count = workers;
	pool->slots = mem_zalloc(workers, sizeof *pool->slots);
	pool->looked_ns = clock_now_ns();
	if (start(pool, &pool->slots[0])) {
		*out = pool;
		return 0;
	}
	*err = pool->failure;
	pool_free(pool);
	return -1;
}

int pool_choose(enum kvm_mode mode, struct pool_place *out, struct err *why, struct err *err)
{
	*out = (struct pool_place){0};
	if (choose_kvm(mode, &out->in_box, why, err) < 0)
		return -1;
	out->program = realpath("/proc/self/exe", NULL);
	out->grace_ns = out->in_box ? BOX_GRACE_NS : HOST_GRACE_NS;
	return out->program ? 0 : err_sys(err, "/proc/self/exe");
}

int pool_new(enum kvm_mode mode, unsigned workers, struct pool **out, struct err *err)
{
	struct pool_place place;
	struct err why;
	int ret;

	*out = NULL;
	if (pool_choose(mode, &place, &why, err) < 0)
		return -1;
	ret = pool_open(&place, workers, out, err);
	if (ret == 0 && why.text[0])
		(*out)->why_box = str_dup(why.text);
	free((char *)(uintptr_t)place.program);
	return ret;
}

void pool_free(struct pool *pool)
{
	uint64_t deadline_ns;

	if (!pool)
		return;
	deadline_ns = child_end_deadline_ns(pool->in_box);
	for (size_t i = 0; i < pool->slot_count; i++)
		child_hang_up(&pool->slots[i].child);
	for (size_t i = 0; i < pool->slot_count; i++)
		slot_fini(&pool->slots[i], deadline_ns);
	free(pool->slots);
	free(pool->why_box);
	free(pool->program);
	free(pool);
}

int pool_wait_ready(struct pool *pool, struct err *err)
{
	while (!pool->any_greeted && !all_retired(pool) && !interrupt_signal())
		wait_once(pool);
	if (pool->any_greeted)
		return 0;
	if (interrupt_signal())
		return interrupt_error(err);
	*err = pool->failure;
	return -1;
}

bool pool_has_room(const struct pool *pool)
{
	size_t room = 0, live = 0;

	for (size_t i = 0; i < pool->slot_count; i++) {
		room += pool->slots[i].retired ? 0 : pool->ahead;
		live += pool->slots[i].child.pid != 0;
	}
	/* One for each worker that there is, and one that makes another start. */
	return pool->jobs.busy < (room ? room : 1) &&
	       (pool->jobs.busy <= live || pool->jobs.frame_bytes < AHEAD_BYTES);
}

void pool_submit(struct pool *pool, struct pool_job *job, const struct request *request)
{
	job->limit_ns = request->budget.wall_ns * (pool->in_box ? BOX_SLOWDOWN : 1) + pool->grace_ns;
	wire_put_request(&job->frame, request);
	if (getrandom(&job->id, sizeof job->id, 0) != sizeof job->id)
		job->id = clock_now_ns();
	wire_set_id(&job->frame, job->id);
	job->answer_max = wire_answer_max(request);
	job->trace_max = wire_trace_max(request);
	pool->jobs.frame_bytes += job->frame.len;
	pool->jobs.busy++;
	job_list_push(&pool->jobs.waiting, job);
}

struct pool_job *pool_take(struct pool *pool)
{
	struct pool_job *job;

	while (!pool->jobs.ended.head && pool->jobs.busy && !interrupt_signal()) {
		give_out(pool);
		if (all_retired(pool)) {
			while ((job = job_list_pop(&pool->jobs.waiting)))
				jobs_fail(&pool->jobs, job, &pool->failure);
		} else {
			wait_once(pool);
		}
	}
	return job_list_pop(&pool->jobs.ended);
}

void pool_cancel(struct pool *pool, const struct err *why)
{
	struct pool_job *job;

	for (size_t i = 0; i < pool->slot_count; i++)
		slot_cancel(&pool->slots[i], &pool->jobs, why);
	while ((job = job_list_pop(&pool->jobs.waiting)))
		jobs_fail(&pool->jobs, job, why);
}

bool pool_take_warning(struct pool *pool, struct err *out)
{
	*out = pool->warning;
	pool->warning.text[0] = 0;
	return out->text[0];
}

int pool_run_job(struct pool *pool, struct pool_job *job, const struct request *request, struct err *err)
{
	pool_submit(pool, job, request);
	if (!pool_take(pool)) {
		struct err why;

		interrupt_error(&why);
		pool_cancel(pool, &why);
		pool_take(pool);
	}
	if (!job->failed)
		return 0;
	*err = job->err;
	return -1;
}

int pool_run(struct pool *pool, const struct request *request, struct result *out, struct err *err)
{
	struct pool_job job = {0};
	int ret = pool_run_job(pool, &job, request, err);

	*out = job.result;
	return ret;
}
