/*
 * What led to a run's end, from its steps: the first fault and why, the calls that it was in, the last
 * instructions and accesses. For the details of a case that failed.
 */
#ifndef TRACE_LAST_MOMENTS_H
#define TRACE_LAST_MOMENTS_H

#include "trace/frames.h"
#include "trace/line.h"
#include "trace/lost_push.h"
#include "trace/moment.h"
#include "trace/steps.h"

#define LAST_STEPS    12 /* that are shown */
#define LAST_ACCESSES 6

struct last_moments {
	struct steps steps;
	uint64_t count;                        /* of moments in a row */
	struct moment last[LAST_STEPS];        /* moment n lies at n % LAST_STEPS */
	uint64_t access_count;                 /* of all steps with accesses */
	struct moment accesses[LAST_ACCESSES]; /* likewise */
	struct moment fault;                   /* the first step that raised an exception, */
	uint64_t fault_count;                  /*   of so many */
	struct moment gdtr, idtr, cr3;         /* the last step that loaded it; has_after: there is one */
	struct lost_push lost_push;
	struct frames frames, fault_frames; /* the calls at the end; and where the first fault was raised */
};

/* Zeroes it. Then its `steps` get the chunks of the run. It must not be moved. */
void last_moments_init(struct last_moments *moments);

/* The run is over, with that state. Appends whole lines, indented by `indent`. */
void last_moments_print(struct last_moments *moments, const struct line *line, const struct x86_state *end,
			unsigned indent, struct buf *out);
void last_moments_fini(struct last_moments *moments);

#endif
