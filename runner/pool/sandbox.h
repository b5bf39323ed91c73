/*
 * What a worker gives up before it reads its first request: a guest that broke out of its VM finds a process
 * that can go on with that VM, answer its parent, and nothing else. doc/inside.md says what is allowed and
 * why.
 */
#ifndef POOL_SANDBOX_H
#define POOL_SANDBOX_H

#include "base/err.h"

/*
 * For the rest of this process's life: limits of memory, descriptors, files and core dumps; no capability and
 * no way to gain one; no file and no network by Landlock, where the kernel has it; and of the system calls
 * only those in sandbox_calls.c: any other kills the process with SIGSYS. What is open stays open and usable.
 *
 * The process has one thread. -1 where a part is refused, with no promise which others are in place.
 */
int sandbox_enter(struct err *err);

/* The last step of it: from here on only the listed system calls. */
int sandbox_calls_restrict(struct err *err);

#endif
