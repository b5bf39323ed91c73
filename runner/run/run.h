/* Running a request: the loop around KVM_RUN, from a fresh machine to a result. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/err.h"
#include "run/kept.h"
#include "run/request.h"
#include "run/result.h"
#include "run/tick.h"

struct debug_link;

/* What runs of one process share. */
struct runner {
	int kvm_fd;
	int pmu_fd; /* see meter_open() */
	struct tick tick;
	struct kept kept;
	/* Set by the caller, where requests are traced: takes a chunk of records (run/trace.h). */
	void (*tell)(void *ctx, const struct buf *chunk);
	void *tell_ctx;
	const struct debug_link *debugger; /* the same, where one is debugged (run/debug.h) */
};

/* Opens KVM and all else that running requests needs from outside of this process: see pool/sandbox.h. */
int runner_init(struct runner *runner, struct err *err);
void runner_fini(struct runner *runner);

/*
 * Run it and fill `out` (owned by the caller: result_fini). -1 is the harness's fault or the machine's: KVM
 * refused, the image does not fit. Whatever the guest does is a result.
 */
int runner_run(struct runner *runner, const struct request *request, struct result *out, struct err *err);

#endif
