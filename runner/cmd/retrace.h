/* The autopsy of a case that failed: it runs once more, stepped through, and what led to its end is told. */
#ifndef CMD_RETRACE_H
#define CMD_RETRACE_H

#include "case/suite.h"
#include "pool/pool.h"

struct retrace;

/* Make of a request, which gave that result, one that is stepped through, and have a zeroed job tell its
 * steps to the retrace. */
struct retrace *retrace_new(struct pool_job *job, const struct result *result, struct request *request);

/*
 * The job has ended. Appends lines for the case's details, indented as these are; also where it could not be
 * done: why. `stop` is how the case ended before.
 */
void retrace_print(struct retrace *retrace, const struct pool_job *job, const struct suite_case *sc,
		   const struct stop *stop, struct buf *out);
void retrace_free(struct retrace *retrace);

#endif
