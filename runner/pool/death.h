/* How a worker ended, in words. */
#ifndef POOL_DEATH_H
#define POOL_DEATH_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Append "exit status 2" or "killed by signal 9 (Killed)", with what may have been the reason where a person
 * can act on it. `status` is waitpid's: of the worker or, `in_box`, of the `romkit box` around it, which
 * exits with 128 and the number of the signal that ended the worker.
 */
void death_print(int status, bool in_box, struct buf *how);

#endif
