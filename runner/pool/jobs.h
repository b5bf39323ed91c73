/* The jobs of a pool: those that no worker has, and those that have ended. */
#ifndef POOL_JOBS_H
#define POOL_JOBS_H

#include "pool/pool.h"

struct job_list {
	struct pool_job *head, *tail;
};

/* A zeroed struct is empty. */
struct jobs {
	struct job_list waiting; /* no worker has them */
	struct job_list ended;   /* to be taken */
	size_t busy;             /* that were handed in and have not ended */
	size_t frame_bytes;      /* of them */
};

void job_list_push(struct job_list *list, struct pool_job *job);
void job_list_push_front(struct job_list *list, struct pool_job *job);
struct pool_job *job_list_pop(struct job_list *list); /* NULL: it is empty */

/* Its result is there, or it could not be run. */
void jobs_end(struct jobs *jobs, struct pool_job *job);
void jobs_fail(struct jobs *jobs, struct pool_job *job, const struct err *why);

#endif
