/* The worker's side: read requests, run them, write results, until the parent closes its end. */
#ifndef POOL_WORKER_H
#define POOL_WORKER_H

#include "base/err.h"

/* -1 where KVM cannot be opened or the parent's messages cannot be read; 0 at the end of input. */
int worker_serve(int in_fd, int out_fd, struct err *err);

#endif
