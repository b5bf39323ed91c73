/*
 * The parent's side: worker processes that run requests, natively or in the box. A worker that dies, hangs or
 * sends garbage costs the request that it was running, and another takes its place.
 */
#ifndef POOL_POOL_H
#define POOL_POOL_H

#include <stdbool.h>

#include "base/err.h"
#include "run/request.h"
#include "run/result.h"

enum kvm_mode { KVM_AUTO, KVM_HOST, KVM_BOX };

/* The words of --kvm, indexed by the enum; NULL at the end. */
extern const char *const kvm_mode_names[];

struct pool;

#define POOL_WORKERS_MAX 256

/* As many workers as this process may use CPUs. */
unsigned pool_default_workers(void);

/*
 * Decides where to run and starts the first worker, without waiting for it: the box takes a while, in which
 * the caller can read its cases. Up to `workers` are started as there is work for them. An error says why
 * there is no KVM and what to do.
 */
int pool_new(enum kvm_mode mode, unsigned workers, struct pool **out, struct err *err);

/* Where workers come from, where pool_new() does not choose it. */
struct pool_place {
	const char *program; /* `program worker` is one, in the box by `program box -- program worker` */
	bool in_box;
	uint64_t grace_ns; /* what a request may take beyond its time budget */
};

/* As pool_new() chooses it: `program` is the caller's to free. With KVM_AUTO in the box `why` says why, else
 * it is "". */
int pool_choose(enum kvm_mode mode, struct pool_place *out, struct err *why, struct err *err);

int pool_open(const struct pool_place *place, unsigned workers, struct pool **out, struct err *err);

/* Ends the workers. Jobs that were not taken are the caller's to free. */
void pool_free(struct pool *pool);

/* Whether the workers run in the box, and with KVM_AUTO why (else ""). */
bool pool_in_box(const struct pool *pool);
const char *pool_why_box(const struct pool *pool);

/* Wait until a worker is there. After a failure every job fails the same way. */
int pool_wait_ready(struct pool *pool, struct err *err);

/* A request and what came of it. The caller owns it and embeds it in what it knows about the request. */
struct pool_job {
	struct result result; /* where it did not fail; the caller frees it */
	bool failed;          /* the request could not be run: `err` says why */
	struct err err;

	/* Set by the caller: what is told of a request that is traced, as it comes; `bytes` are valid in the
	 * call. */
	void (*trace)(void *ctx, const uint8_t *bytes, size_t len);
	void *trace_ctx;
	bool enough; /* set in `trace`: no more of it is wanted, and the job fails */

	/* the pool's own */
	struct buf frame;
	uint64_t id;         /* on the wire */
	uint64_t limit_ns;   /* from when it is a worker's turn until the answer */
	uint64_t answer_max; /* bytes that an honest answer has at the most */
	uint64_t trace_max;  /* and what is told before it */
	struct pool_job *next;
};

/* Whether the workers have room for one more job; where they have not, take one first. */
bool pool_has_room(const struct pool *pool);

/* Hand in a job that is zeroed but for `trace`. It stays where it is until it was taken; the request is not
 * needed any more. */
void pool_submit(struct pool *pool, struct pool_job *job, const struct request *request);

/* Wait for the next job that ends, in whatever order. NULL: there is none in the pool, or a signal came
 * (base/interrupt.h). */
struct pool_job *pool_take(struct pool *pool);

/* End the workers at once. All jobs that are in the pool end with this error, and can be taken. */
void pool_cancel(struct pool *pool, const struct err *why);

/* Something that the run survives, as a worker that did not start; false: nothing (more) to say. */
bool pool_take_warning(struct pool *pool, struct err *out);

/* Run the request of a zeroed job, with its `trace` where one is set, alone. -1: it could not be run. */
int pool_run_job(struct pool *pool, struct pool_job *job, const struct request *request, struct err *err);

/* Run one request alone. -1: it could not be run. */
int pool_run(struct pool *pool, const struct request *request, struct result *out, struct err *err);

#endif
