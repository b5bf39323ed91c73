/*
 * The system calls of a worker that serves requests, by libseccomp. What it needs only once (to open KVM, the
 * box's APIC timer, the PMU's counter, and to take the timer's signal) lies before the sandbox:
 * runner_init().
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/build.h"
#include "pool/sandbox.h"
#include "vm/vm.h"

/* A call that is allowed where its argument `arg`, under `mask`, is `value`; a mask of 0 allows it always. */
struct call {
	int number;
	unsigned arg;
	uint64_t mask, value;
};

static const struct call calls[] = {
	/* The parent's messages. What is open is standard input, output and error, KVM and its VMs. */
	{.number = SCMP_SYS(read)},
	{.number = SCMP_SYS(write)},
	{.number = SCMP_SYS(poll)},  /* whether a debugger has sent something */
	{.number = SCMP_SYS(close)}, /* a VM's descriptors, when it is freed */

	/* KVM's statistics: vm/stats.c. */
	{.number = SCMP_SYS(pread64)},

	/* Memory, of guests and of malloc, that never is code. With no file to open, what can be mapped is a
	   vCPU. */
	{.number = SCMP_SYS(mmap), .arg = 2, .mask = PROT_EXEC, .value = 0},
	{.number = SCMP_SYS(munmap)},
	{.number = SCMP_SYS(mremap)}, /* realloc; what it moves stays as it was mapped */
	{.number = SCMP_SYS(brk)},
	{.number = SCMP_SYS(madvise)}, /* huge pages of guest memory; free */
	{.number = SCMP_SYS(mincore)}, /* which pages a guest has touched */

	/* The budget's timer: run/meter.c. It can signal this process alone. */
	{.number = SCMP_SYS(gettid)},
	{.number = SCMP_SYS(timer_create), .arg = 0, .mask = UINT64_MAX, .value = CLOCK_MONOTONIC},
	{.number = SCMP_SYS(timer_settime)},
	{.number = SCMP_SYS(timer_delete)},
	{.number = SCMP_SYS(rt_sigreturn)},
	/* No system call where the vDSO can read the clock; it cannot with every clock of a host. */
	{.number = SCMP_SYS(clock_gettime)},

	/* The end; and abort(), which glibc calls where it finds its heap broken, with a message by writev.
	 */
	{.number = SCMP_SYS(exit_group)},
	{.number = SCMP_SYS(writev)},
	{.number = SCMP_SYS(rt_sigprocmask)},
	{.number = SCMP_SYS(getpid)},

#if BUILD_IS_ASAN
	/*
	 * Only with ASan, where faults are searched and nothing is defended: the search for leaks at the end,
	 * by a thread that stops and reads this one, and the names of functions in a report.
	 */
	{.number = SCMP_SYS(clone)},
	{.number = SCMP_SYS(ptrace)},
	{.number = SCMP_SYS(wait4)},
	{.number = SCMP_SYS(prctl)},
	{.number = SCMP_SYS(exit)},
	{.number = SCMP_SYS(futex)},
	{.number = SCMP_SYS(sched_yield)},
	{.number = SCMP_SYS(getppid)},
	{.number = SCMP_SYS(sigaltstack)},
	{.number = SCMP_SYS(rt_sigaction)},
	{.number = SCMP_SYS(mprotect)},
	{.number = SCMP_SYS(open)},
	{.number = SCMP_SYS(openat)},
	{.number = SCMP_SYS(lseek)},
	{.number = SCMP_SYS(fcntl)},
	{.number = SCMP_SYS(readlink)},
	{.number = SCMP_SYS(newfstatat)},
	{.number = SCMP_SYS(getdents64)},
	{.number = SCMP_SYS(getdents)},
#endif
};

/* The counter of guest cycles, from 0 and once more: run/meter.c. */
static const unsigned long pmu_requests[] = {PERF_EVENT_IOC_RESET, PERF_EVENT_IOC_ENABLE, 0};

/* Only with ASan: is standard error a terminal? */
static const unsigned long asan_requests[] = {BUILD_IS_ASAN ? TCGETS : 0, 0};

static int allow_calls(scmp_filter_ctx filter)
{
	int ret = 0;

	for (size_t i = 0; i < sizeof calls / sizeof *calls && ret == 0; i++) {
		const struct call *c = &calls[i];

		ret = c->mask ? seccomp_rule_add(filter, SCMP_ACT_ALLOW, c->number, 1,
						 SCMP_CMP64(c->arg, SCMP_CMP_MASKED_EQ, c->mask, c->value))
			      : seccomp_rule_add(filter, SCMP_ACT_ALLOW, c->number, 0);
	}
	/* Signals to this process only. */
	if (ret == 0)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				       SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)getpid(), 0));
	return ret;
}

/* A filter sees no descriptor's kind: by its number a request is one of KVM or of the counter, or none. */
static int allow_requests(scmp_filter_ctx filter, const unsigned long *requests)
{
	int ret = 0;

	for (size_t i = 0; requests[i] && ret == 0; i++)
		ret = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				       SCMP_A1_64(SCMP_CMP_EQ, requests[i], 0));
	return ret;
}

static int filter_fill(scmp_filter_ctx filter)
{
	int ret = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);

	/*
	 * Best effort, for speed: no mitigation of speculative store bypass, as the worker has no secret of
	 * its own and guests are slowed as well; and a search of system calls by halves.
	 */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (ret == 0)
		ret = allow_calls(filter);
	if (ret == 0)
		ret = allow_requests(filter, vm_requests);
	if (ret == 0)
		ret = allow_requests(filter, pmu_requests);
	return ret == 0 ? allow_requests(filter, asan_requests) : ret;
}

int sandbox_restrict_calls(struct err *err)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int ret = filter ? filter_fill(filter) : -ENOMEM;

	if (ret == 0)
		ret = seccomp_load(filter);
	seccomp_release(filter);
	return ret == 0 ? 0 : err_set(err, "sandbox: seccomp: %s", strerror(-ret));
}
