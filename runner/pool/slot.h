/* A worker of a pool and the jobs that it has. */
#ifndef POOL_SLOT_H
#define POOL_SLOT_H

#include "pool/child.h"
#include "pool/jobs.h"

/* Jobs that a worker has at the most. */
#define SLOT_JOBS 4

/* A job that a worker has. */
struct entry {
	struct pool_job *job; /* NULL: it was given to another worker as well; this one's answer is dropped */
	struct buf frame;     /* of a job that is gone, and was not sent whole */
	uint64_t id, limit_ns, answer_max; /* the job's */
	uint64_t trace_left;               /* of its trace_max */
};

struct slot {
	struct child child;
	bool greeted;                    /* the worker said hello */
	bool worked;                     /* it was given a job */
	bool retired;                    /* it does not start, and is not tried again */
	unsigned failed_starts;          /* since one succeeded */
	struct entry entries[SLOT_JOBS]; /* the first is the one that it runs */
	size_t count;
	size_t sent_count; /* entries that were sent whole */
	size_t sent;       /* bytes of the next one that were */
	uint64_t since_ns; /* since when the first entry is the first, or the start is waited for */
	uint64_t deadline_ns;
};

/* What became of a worker. */
enum slot_state {
	SLOT_LIVES,
	SLOT_LOST,        /* its jobs are with the others again, but the one that it ran: that failed */
	SLOT_NOT_STARTED, /* it was lost before it was given one */
};

/* -1: there is no process. */
int slot_start(struct slot *slot, const char *program, bool in_box, struct err *err);

/* Give it one more job; it has room for it and has said hello. */
void slot_give(struct slot *slot, struct pool_job *job);

/* Send what it was given, as far as it takes it now. */
void slot_send(struct slot *slot);

/* Take what it has sent. Where it is lost, `err` says why. `more`: there may be more of it to be taken now.
 */
enum slot_state slot_receive(struct slot *slot, struct jobs *jobs, bool *more, struct err *err);

/* End it where it does not answer in time. */
enum slot_state slot_check_deadline(struct slot *slot, struct jobs *jobs, uint64_t now_ns, struct err *err);

/* Whether it may be given up at some time for not answering: then `deadline_ns` counts. */
bool slot_awaited(const struct slot *slot);

/* A job that waits behind one that takes its time; this worker's answer to it will be dropped. NULL: none. */
struct pool_job *slot_steal(struct slot *slot, uint64_t now_ns);

/* End it at once; all of its jobs are with the others again, and will be told why. */
void slot_cancel(struct slot *slot, struct jobs *jobs, const struct err *why);

/* This much of its time is not its own: it had nobody to send to. */
void slot_excuse(struct slot *slot, uint64_t ns);

/* End it: where it still runs something at once, else by that time. Its jobs are not touched. */
void slot_fini(struct slot *slot, uint64_t deadline_ns);

#endif
