#include "pool/pool.h"

#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "pool/box.h"
#include "pool/child.h"
#include "pool/wire.h"
#include "vm/vm.h"

#define SECOND 1000000000ull
/* How long a worker may take to say hello; the box has its own, shorter limit and a better message. */
#define HELLO_LIMIT_NS (120 * SECOND)
/* What a request may take beyond its time budget. A box's second is virtual: exits make it many real ones. */
#define HOST_GRACE_NS (10 * SECOND)
#define BOX_GRACE_NS  (30 * SECOND)
#define BOX_SLOWDOWN  200 /* measured: 90 for a loop of INT and IRET */
/* Jobs that a worker has at a time: it goes on with the next while the parent looks at the last. In the box a
 * message that comes while a guest runs is an interrupt in the middle of it, and its cycles are not exact. */
#define AHEAD     4
#define BOX_AHEAD 1
/* A job that waits behind one that takes longer than this goes to a worker with nothing to do. */
#define STEAL_NS (SECOND / 20)
/* A start may fail because somebody killed it; not each time. */
#define START_TRIES 3
/* A signal that came just before the wait is seen after this. */
#define SIGNAL_NS (SECOND / 5)

const char *const kvm_mode_names[] = {"auto", "host", "box", NULL};

/* A job that a worker has. */
struct entry {
	struct pool_job *job; /* NULL: it was given to another worker as well; this one's answer is dropped */
	struct buf frame;     /* of a job that is gone, and was not sent whole */
	uint64_t id, limit_ns; /* the job's */
};

struct slot {
	struct child child;
	bool greeted;                /* the worker said hello */
	bool retired;                /* it does not start, and is not tried again */
	unsigned failed_starts;      /* since one succeeded */
	struct entry entries[AHEAD]; /* the first is the one that it runs */
	size_t count;
	size_t sent_count; /* entries that were sent whole */
	size_t sent;       /* bytes of the next one that were */
	uint64_t since_ns; /* since when the first entry is the first, or the start is waited for */
	uint64_t deadline_ns;
};

struct job_list {
	struct pool_job *head, *tail;
};

struct pool {
	bool in_box;
	size_t ahead; /* AHEAD or BOX_AHEAD */
	char *why_box;
	char *program; /* place.program */
	uint64_t grace_ns;
	struct slot *slots;
	size_t slot_count;
	struct job_list waiting; /* no worker has them */
	struct job_list ended;
	size_t busy;        /* jobs that were handed in and have not ended */
	bool any_greeted;   /* some worker has started */
	struct err failure; /* why the last one did not */
	struct err warning;
	struct buf payload;
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

/* ---- lists of jobs */

static void list_push(struct job_list *list, struct pool_job *job)
{
	job->next = NULL;
	*(list->tail ? &list->tail->next : &list->head) = job;
	list->tail = job;
}

static void list_push_front(struct job_list *list, struct pool_job *job)
{
	job->next = list->head;
	list->head = job;
	if (!list->tail)
		list->tail = job;
}

static struct pool_job *list_pop(struct job_list *list)
{
	struct pool_job *job = list->head;

	if (job)
		list->head = job->next;
	if (!list->head)
		list->tail = NULL;
	return job;
}

static void job_end(struct pool *pool, struct pool_job *job)
{
	buf_fini(&job->frame);
	pool->busy--;
	list_push(&pool->ended, job);
}

static void job_fail(struct pool *pool, struct pool_job *job, const struct err *why)
{
	job->failed = true;
	job->err = *why;
	job_end(pool, job);
}

/* ---- a worker's end */

/* Its jobs but the one that it ran go back to the front of the queue, in their order. */
static void slot_clear(struct pool *pool, struct slot *slot, const struct err *why)
{
	bool blame = slot->greeted;

	while (slot->count > 0) {
		struct entry *entry = &slot->entries[--slot->count];

		buf_fini(&entry->frame);
		if (entry->job && blame && slot->count == 0)
			job_fail(pool, entry->job, why);
		else if (entry->job)
			list_push_front(&pool->waiting, entry->job);
	}
	slot->sent_count = slot->sent = 0;
	slot->greeted = false;
}

/* Where no worker has ever started, the next one will not either: all fail at once, with the reason. */
static void slot_start_failed(struct pool *pool, struct slot *slot, const struct err *why)
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

/* End a worker that is gone (`why` NULL: it is found out), or that did not do what it should. */
static void slot_lose(struct pool *pool, struct slot *slot, const struct err *why)
{
	bool had_started = slot->greeted;
	struct buf how = {0};
	struct err err;

	child_end(&slot->child, why != NULL, &how);
	if (why)
		err = *why;
	else
		err_set(&err, "the worker died: %s", buf_str(&how));
	buf_fini(&how);
	slot_clear(pool, slot, &err);
	if (!had_started)
		slot_start_failed(pool, slot, &err);
}

/* ---- a worker's answers */

/* The first entry has another one behind it, or none. */
static void slot_shift(struct slot *slot)
{
	buf_fini(&slot->entries[0].frame);
	slot->count--;
	slot->sent_count--;
	memmove(slot->entries, slot->entries + 1, slot->count * sizeof *slot->entries);
	slot->entries[slot->count] = (struct entry){0};
	slot->since_ns = clock_now_ns();
	slot->deadline_ns = slot->since_ns + slot->entries[0].limit_ns;
}

static int slot_greet(struct pool *pool, struct slot *slot, const struct wire_header *header, struct err *err)
{
	if (header->type != WIRE_HELLO)
		return err_set(err, "the worker did not say hello");
	slot->greeted = pool->any_greeted = true;
	slot->failed_starts = 0;
	return 0;
}

static int slot_answer(struct pool *pool, struct slot *slot, const struct wire_header *header,
		       struct err *err)
{
	struct pool_job *job;

	if (!slot->greeted)
		return slot_greet(pool, slot, header, err);
	if (!slot->sent_count || header->id != slot->entries[0].id)
		return err_set(err, "the worker sent a message that nobody asked for");
	if (header->type != WIRE_RESULT && header->type != WIRE_ERROR)
		return err_set(err, "the worker sent a message of unknown type %u", header->type);
	job = slot->entries[0].job;
	if (job && header->type == WIRE_RESULT &&
	    wire_get_result(pool->payload.data, pool->payload.len, &job->result, err) < 0)
		return -1;
	slot_shift(slot);
	if (job && header->type == WIRE_ERROR) {
		wire_get_error(pool->payload.data, pool->payload.len, err);
		job_fail(pool, job, err);
	} else if (job) {
		job_end(pool, job);
	}
	return 0;
}

static void slot_receive(struct pool *pool, struct slot *slot)
{
	struct wire_header header;
	struct err err;
	int ret;

	child_receive(&slot->child);
	while ((ret = child_next_frame(&slot->child, &header, &pool->payload, &err)) > 0) {
		ret = slot_answer(pool, slot, &header, &err);
		if (ret < 0)
			break;
	}
	buf_fini(&pool->payload);
	if (ret < 0)
		slot_lose(pool, slot, &err);
	else if (slot->child.closed)
		slot_lose(pool, slot, NULL);
}

static void slot_check_deadline(struct pool *pool, struct slot *slot, uint64_t now_ns)
{
	struct err err;

	if (!slot->child.pid || (slot->greeted && !slot->count) || now_ns < slot->deadline_ns)
		return;
	err_set(&err, slot->greeted && !slot->sent_count ? "the worker hangs: it does not read its request"
							 : "the worker hangs: it gave no answer in time");
	slot_lose(pool, slot, &err);
}

/* ---- giving work out */

static const struct buf *entry_frame(const struct entry *entry)
{
	return entry->job ? &entry->job->frame : &entry->frame;
}

static void slot_send(struct slot *slot)
{
	while (slot->sent_count < slot->count) {
		const struct buf *frame = entry_frame(&slot->entries[slot->sent_count]);

		child_send(&slot->child, frame, &slot->sent);
		if (slot->sent < frame->len)
			return;
		slot->sent = 0;
		/* The time that it took to send is not the guest's. */
		if (++slot->sent_count == 1)
			slot->deadline_ns = clock_now_ns() + slot->entries[0].limit_ns;
	}
}

static void slot_give(struct slot *slot, struct pool_job *job)
{
	slot->entries[slot->count] = (struct entry){.job = job, .id = job->id, .limit_ns = job->limit_ns};
	if (slot->count++ == 0 && slot->greeted) {
		slot->since_ns = clock_now_ns();
		slot->deadline_ns = slot->since_ns + job->limit_ns;
	}
}

static bool slot_start(struct pool *pool, struct slot *slot)
{
	struct err err;

	if (child_start(&slot->child, pool->program, pool->in_box, &err) < 0) {
		slot_start_failed(pool, slot, &err);
		return false;
	}
	slot->since_ns = clock_now_ns();
	slot->deadline_ns = slot->since_ns + HELLO_LIMIT_NS;
	return true;
}

/* One more worker where there is more work than those that run can take; as many at a time as run already. */
static void start_more(struct pool *pool)
{
	size_t ready = 0, starting = 0;

	for (size_t i = 0; i < pool->slot_count; i++) {
		ready += pool->slots[i].greeted;
		starting += pool->slots[i].child.pid && !pool->slots[i].greeted;
	}
	for (size_t i = 0; i < pool->slot_count && pool->waiting.head && starting < (ready ? ready : 1);
	     i++) {
		struct slot *slot = &pool->slots[i];

		if (!slot->child.pid && !slot->retired)
			starting += slot_start(pool, slot);
	}
}

/* The job that waits longest behind one that takes its time; its worker's answer will be dropped. */
static struct pool_job *steal(struct pool *pool, uint64_t now_ns)
{
	for (size_t i = 0; i < pool->slot_count; i++) {
		struct slot *slot = &pool->slots[i];

		if (!slot->greeted || now_ns < slot->since_ns + STEAL_NS)
			continue;
		for (size_t at = 1; at < slot->count; at++) {
			struct pool_job *job = slot->entries[at].job;

			if (!job)
				continue;
			slot->entries[at].job = NULL;
			if (at >= slot->sent_count)
				buf_add(&slot->entries[at].frame, job->frame.data, job->frame.len);
			return job;
		}
	}
	return NULL;
}

/* A worker that died while it had nothing to do costs nothing, if that is seen before it is given something.
 */
static void check_idle(struct pool *pool)
{
	for (size_t i = 0; i < pool->slot_count; i++) {
		struct slot *slot = &pool->slots[i];
		struct pollfd pfd = {.fd = slot->child.fd, .events = POLLIN};

		if (slot->greeted && !slot->count && poll(&pfd, 1, 0) > 0)
			slot_receive(pool, slot);
	}
}

/* Each worker gets one job before any gets a second one. */
static void give_out(struct pool *pool)
{
	uint64_t now_ns = clock_now_ns();

	check_idle(pool);
	for (size_t depth = 0; depth < pool->ahead; depth++) {
		for (size_t i = 0; i < pool->slot_count; i++) {
			struct slot *slot = &pool->slots[i];
			struct pool_job *job;

			if (!slot->greeted || slot->count != depth)
				continue;
			job = list_pop(&pool->waiting);
			if (!job && depth == 0)
				job = steal(pool, now_ns);
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

/* Wait for the next message, end or deadline of a worker. */
static void wait_once(struct pool *pool)
{
	struct pollfd fds[POOL_WORKERS_MAX];
	uint64_t now_ns = clock_now_ns(), wake_ns = now_ns + SIGNAL_NS;
	bool idle = false;

	for (size_t i = 0; i < pool->slot_count; i++) {
		const struct slot *slot = &pool->slots[i];

		fds[i] = (struct pollfd){.fd = slot->child.pid ? slot->child.fd : -1, .events = POLLIN};
		if (slot->greeted && slot->sent_count < slot->count)
			fds[i].events |= POLLOUT;
		if (slot->child.pid && (!slot->greeted || slot->count) && slot->deadline_ns < wake_ns)
			wake_ns = slot->deadline_ns;
		idle |= slot->greeted && !slot->count;
	}
	if (idle && wake_ns > now_ns + STEAL_NS)
		wake_ns = now_ns + STEAL_NS;
	if (poll(fds, pool->slot_count, ms_until(wake_ns, now_ns)) < 0)
		return;
	now_ns = clock_now_ns();
	for (size_t i = 0; i < pool->slot_count; i++) {
		if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
			slot_receive(pool, &pool->slots[i]);
		slot_check_deadline(pool, &pool->slots[i], now_ns);
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

/* Whether to run in the box, and where nobody asked for it why; -1: neither host nor box can do it. */
static int choose_place(enum kvm_mode mode, bool *in_box, struct err *why, struct err *err)
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
	pool->ahead = place->in_box ? BOX_AHEAD : AHEAD;
	pool->grace_ns = place->grace_ns;
	pool->program = str_dup(place->program);
	pool->slot_count = workers;
	pool->slots = mem_zalloc(workers, sizeof *pool->slots);
	if (slot_start(pool, &pool->slots[0])) {
		*out = pool;
		return 0;
	}
	*err = pool->failure;
	pool_free(pool);
	return -1;
}

int pool_new(enum kvm_mode mode, unsigned workers, struct pool **out, struct err *err)
{
	struct pool_place place = {0};
	struct err why = {0};
	char *self;
	int ret;

	*out = NULL;
	if (choose_place(mode, &place.in_box, &why, err) < 0)
		return -1;
	self = realpath("/proc/self/exe", NULL);
	if (!self)
		return err_sys(err, "/proc/self/exe");
	place.program = self;
	place.grace_ns = place.in_box ? BOX_GRACE_NS : HOST_GRACE_NS;
	ret = pool_open(&place, workers, out, err);
	if (ret == 0 && why.text[0])
		(*out)->why_box = str_dup(why.text);
	free(self);
	return ret;
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	for (size_t i = 0; i < pool->slot_count; i++)
		child_hang_up(&pool->slots[i].child);
	for (size_t i = 0; i < pool->slot_count; i++) {
		struct slot *slot = &pool->slots[i];

		/* One that still runs something would end only behind it. */
		child_end(&slot->child, slot->count > 0, NULL);
		while (slot->count > 0)
			buf_fini(&slot->entries[--slot->count].frame);
	}
	free(pool->slots);
	free(pool->why_box);
	free(pool->program);
	buf_fini(&pool->payload);
	free(pool);
}

int pool_wait_ready(struct pool *pool, struct err *err)
{
	while (!pool->any_greeted && !all_retired(pool) && !interrupt_signal())
		wait_once(pool);
	if (pool->any_greeted)
		return 0;
	if (interrupt_signal())
		return err_set(err, "interrupted by signal %d (%s)", interrupt_signal(),
			       strsignal(interrupt_signal()));
	*err = pool->failure;
	return -1;
}

bool pool_has_room(const struct pool *pool)
{
	size_t room = 0;

	for (size_t i = 0; i < pool->slot_count; i++)
		room += pool->slots[i].retired ? 0 : pool->ahead;
	return pool->busy < (room ? room : 1);
}

void pool_submit(struct pool *pool, struct pool_job *job, const struct request *request)
{
	job->limit_ns = request->budget.wall_ns * (pool->in_box ? BOX_SLOWDOWN : 1) + pool->grace_ns;
	wire_put_request(&job->frame, request);
	if (getrandom(&job->id, sizeof job->id, 0) != sizeof job->id)
		job->id = clock_now_ns();
	wire_set_id(&job->frame, job->id);
	pool->busy++;
	list_push(&pool->waiting, job);
}

struct pool_job *pool_take(struct pool *pool)
{
	struct pool_job *job;

	while (!pool->ended.head && pool->busy && !interrupt_signal()) {
		give_out(pool);
		if (all_retired(pool)) {
			while ((job = list_pop(&pool->waiting)))
				job_fail(pool, job, &pool->failure);
		} else {
			wait_once(pool);
		}
	}
	return list_pop(&pool->ended);
}

void pool_cancel(struct pool *pool, const struct err *why)
{
	struct pool_job *job;

	for (size_t i = 0; i < pool->slot_count; i++) {
		struct slot *slot = &pool->slots[i];

		child_end(&slot->child, true, NULL);
		slot->greeted = false; /* nobody is to blame: all go back to the queue */
		slot_clear(pool, slot, why);
	}
	while ((job = list_pop(&pool->waiting)))
		job_fail(pool, job, why);
}

bool pool_take_warning(struct pool *pool, struct err *out)
{
	*out = pool->warning;
	pool->warning.text[0] = 0;
	return out->text[0];
}

int pool_run(struct pool *pool, const struct request *request, struct result *out, struct err *err)
{
	struct pool_job job = {0};

	*out = (struct result){0};
	pool_submit(pool, &job, request);
	pool_take(pool);
	if (job.failed) {
		*err = job.err;
		return -1;
	}
	*out = job.result;
	return 0;
}
