#include "pool/slot.h"

#include <string.h>

#include "base/clock.h"

#define SECOND 1000000000ull
/* How long a worker may take to say hello; the box has its own, shorter limit and a better message. */
#define HELLO_LIMIT_NS (120 * SECOND)
/* What a job may wait behind another one. */
#define STEAL_NS (SECOND / 20)

/* Its jobs go back to the front of the queue, in their order. With `blame` all but the one that it ran. */
static void slot_clear(struct slot *slot, struct jobs *jobs, bool blame, const struct err *why)
{
	while (slot->count > 0) {
		struct entry *entry = &slot->entries[--slot->count];

		buf_fini(&entry->frame);
		if (entry->job && blame && slot->count == 0)
			jobs_fail(jobs, entry->job, why);
		else if (entry->job)
			job_list_push_front(&jobs->waiting, entry->job);
	}
	slot->sent_count = slot->sent = 0;
	slot->greeted = slot->worked = false;
}

/* End a worker that is gone by itself (why is found out), or that did not do what it should
 * (`err` says what). */
static enum slot_state slot_lose(struct slot *slot, struct jobs *jobs, bool is_gone, struct err *err)
{
	uint64_t deadline_ns = is_gone ? child_end_deadline_ns(slot->child.in_box) : 0;
	bool worked = slot->worked;
	struct buf how = {0};

	if (!child_end(&slot->child, deadline_ns, &how) && is_gone)
		err_set(err, "the worker hung up without an answer, and did not end");
	else if (is_gone)
		err_set(err, "the worker died: %s", buf_str(&how));
	buf_fini(&how);
	slot_clear(slot, jobs, true, err);
	return worked ? SLOT_LOST : SLOT_NOT_STARTED;
}

/* ---- its answers */

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

static int slot_greet(struct slot *slot, const struct wire_header *header, struct err *err)
{
	if (header->type != WIRE_HELLO)
		return err_set(err, "the worker did not say hello");
	slot->greeted = true;
	return 0;
}

/* Something of what a traced run tells: it still goes on, but its time does not. */
static int slot_trace(struct slot *slot, const struct buf *payload, struct err *err)
{
	struct entry *entry = &slot->entries[0];
	struct pool_job *job = entry->job;

	if (!payload->len || payload->len > entry->trace_left)
		return err_set(err, "the worker tells more than it was asked for");
	entry->trace_left -= payload->len;
	if (job && job->trace)
		job->trace(job->trace_ctx, payload->data, payload->len);
	return job && job->enough ? err_set(err, "no more of it is wanted") : 0;
}

static int slot_answer(struct slot *slot, struct jobs *jobs, const struct wire_header *header,
		       const struct buf *payload, struct err *err)
{
	struct pool_job *job;

	if (!slot->greeted)
		return slot_greet(slot, header, err);
	if (!slot->sent_count || header->id != slot->entries[0].id)
		return err_set(err, "the worker sent a message that nobody asked for");
	job = slot->entries[0].job;
	if (header->type == WIRE_TRACE)
		return slot_trace(slot, payload, err);
	if (header->type != WIRE_RESULT && header->type != WIRE_ERROR)
		return err_set(err, "the worker sent a message of unknown type %u", header->type);
	if (job && header->type == WIRE_RESULT &&
	    wire_get_result(payload->data, payload->len, &job->result, err) < 0)
		return -1;
	slot_shift(slot);
	if (job && header->type == WIRE_ERROR) {
		wire_get_error(payload->data, payload->len, err);
		jobs_fail(jobs, job, err);
	} else if (job) {
		jobs_end(jobs, job);
	}
	return 0;
}

/* What it may send next. Where it was asked for nothing, it is told so by slot_answer(). */
static uint64_t payload_max(const struct slot *slot)
{
	return slot->sent_count ? slot->entries[0].answer_max : WIRE_PAYLOAD_MAX;
}

enum slot_state slot_receive(struct slot *slot, struct jobs *jobs, bool *more, struct err *err)
{
	struct wire_header header;
	struct buf payload = {0};
	int ret;

	*more = child_receive(&slot->child);
	while ((ret = child_next_frame(&slot->child, payload_max(slot), &header, &payload, err)) > 0) {
		ret = slot_answer(slot, jobs, &header, &payload, err);
		if (ret < 0)
			break;
	}
	buf_fini(&payload);
	if (ret < 0 || slot->child.closed)
		return slot_lose(slot, jobs, ret == 0, err);
	return SLOT_LIVES;
}

bool slot_awaited(const struct slot *slot)
{
	return slot->child.pid && (!slot->greeted || slot->count);
}

enum slot_state slot_check_deadline(struct slot *slot, struct jobs *jobs, uint64_t now_ns, struct err *err)
{
	if (!slot_awaited(slot) || now_ns < slot->deadline_ns)
		return SLOT_LIVES;
	err_set(err, slot->greeted && !slot->sent_count ? "the worker hangs: it does not read its request"
							: "the worker hangs: it gave no answer in time");
	return slot_lose(slot, jobs, false, err);
}

/* ---- what it is given */

static const struct buf *entry_frame(const struct entry *entry)
{
	return entry->job ? &entry->job->frame : &entry->frame;
}

void slot_send(struct slot *slot)
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

void slot_give(struct slot *slot, struct pool_job *job)
{
	slot->entries[slot->count] = (struct entry){.job = job,
						    .id = job->id,
						    .limit_ns = job->limit_ns,
						    .answer_max = job->answer_max,
						    .trace_left = job->trace_max};
	slot->worked = true;
	slot->failed_starts = 0;
	if (slot->count++ == 0) {
		slot->since_ns = clock_now_ns();
		slot->deadline_ns = slot->since_ns + job->limit_ns;
	}
}

/* ---- start and end */

int slot_start(struct slot *slot, const char *program, bool in_box, struct err *err)
{
	if (child_start(&slot->child, program, in_box, err) < 0)
		return -1;
	slot->since_ns = clock_now_ns();
	slot->deadline_ns = slot->since_ns + HELLO_LIMIT_NS;
	return 0;
}

struct pool_job *slot_steal(struct slot *slot, uint64_t now_ns)
{
	for (size_t at = 1; slot->greeted && now_ns >= slot->since_ns + STEAL_NS && at < slot->count; at++) {
		struct pool_job *job = slot->entries[at].job;

		if (!job)
			continue;
		slot->entries[at].job = NULL;
		if (at >= slot->sent_count)
			buf_add(&slot->entries[at].frame, job->frame.data, job->frame.len);
		return job;
	}
	return NULL;
}

void slot_cancel(struct slot *slot, struct jobs *jobs, const struct err *why)
{
	child_end(&slot->child, 0, NULL);
	slot_clear(slot, jobs, false, why);
}

void slot_excuse(struct slot *slot, uint64_t ns)
{
	slot->deadline_ns += ns;
}

void slot_fini(struct slot *slot, uint64_t deadline_ns)
{
	child_end(&slot->child, slot->count > 0 ? 0 : deadline_ns, NULL);
	while (slot->count > 0)
		buf_fini(&slot->entries[--slot->count].frame);
}
