/*
 * What a worker gives up before it reads its first request: a guest that broke out of its VM finds a process
 * that can go on with that VM, answer its parent, and nothing else. doc/inside.md says what is allowed and
 * why.
 */
#ifndef POOL_SANDBOX_H
#define POOL_SANDBOX_H

#include "base/err.h"

/*
 * For the rest of this process's life: no rights, and only the system calls of sandbox_calls.c. What is open
 * stays open and usable. The process has one thread. -1 where a part is refused, with no promise which others
 * are in place.
 */
int sandbox_enter(struct err *err);

/*
 * Its two halves. No capability and no way to gain one; limits of memory, descriptors, files and core dumps;
 * no file and no network by Landlock, where the kernel has it. And: any system call that is not listed kills
 * the process with SIGSYS, so the first half goes before.
 */
int sandbox_drop_rights(struct err *err);
int sandbox_restrict_calls(struct err *err);

#endif
