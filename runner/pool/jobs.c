#include "pool/jobs.h"

void job_list_push(struct job_list *list, struct pool_job *job)
{
	job->next = NULL;
	*(list->tail ? &list->tail->next : &list->head) = job;
	list->tail = job;
}

void job_list_push_front(struct job_list *list, struct pool_job *job)
{
	job->next = list->head;
	list->head = job;
	if (!list->tail)
		list->tail = job;
}

struct pool_job *job_list_pop(struct job_list *list)
{
	struct pool_job *job = list->head;

	if (job)
		list->head = job->next;
	if (!list->head)
		list->tail = NULL;
	return job;
}

void jobs_end(struct jobs *jobs, struct pool_job *job)
{
	jobs->frame_bytes -= job->frame.len;
	buf_fini(&job->frame);
	jobs->busy--;
	job_list_push(&jobs->ended, job);
}

void jobs_fail(struct jobs *jobs, struct pool_job *job, const struct err *why)
{
	job->failed = true;
	job->err = *why;
	jobs_end(jobs, job);
}
