/*
 * The parent's side: a worker process that runs requests, natively or in the box. A worker that dies, hangs
 * or sends garbage costs the request that it had, and the next one gets a new worker.
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

/*
 * Decides where to run and starts the first worker, without waiting for it: the box takes seconds, in which
 * the caller can read its cases. An error says why there is no KVM and what to do.
 */
int pool_new(enum kvm_mode mode, struct pool **out, struct err *err);

/* Ends the workers. */
void pool_free(struct pool *pool);

/* Whether the workers run in the box, and with KVM_AUTO why (else ""). */
bool pool_in_box(const struct pool *pool);
const char *pool_why_box(const struct pool *pool);

/* Wait until the worker is there. After a failure every pool_run fails the same way. */
int pool_wait_ready(struct pool *pool, struct err *err);

/* Run one request. -1: the request could not be run; pool_usable() tells whether another has a chance. */
int pool_run(struct pool *pool, const struct request *request, struct result *out, struct err *err);
bool pool_usable(const struct pool *pool);

#endif
