#include "pool/sandbox.h"

#include <linux/capability.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/build.h"
#include "case/machine.h"

/* ---- limits */

/*
 * Guest memory, and what else the largest request takes: image and disk as they came and decoded (16 and 64
 * MiB, in buffers that double), the private copy of the disk, 64 MiB of output, all of it once more in the
 * result and in its message, the VMs that are kept (4 of 32 MiB), romkit itself. That is some 1.2 GiB.
 */
#define MEMORY_BYTES (MACHINE_MEMORY_MAX + (2ull << 30))
/* Three for each VM (kept, running, running again) and five that the worker has from its start. */
#define DESCRIPTORS 64
/* For the last words of a worker whose standard error is a file. */
#define LAST_WORDS_BYTES 65536

/* Nothing can be written but what is open: of standard output and error a file may grow a little. */
static rlim_t file_limit(void)
{
	rlim_t limit = 0;
	struct stat st;

	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    (rlim_t)st.st_size + LAST_WORDS_BYTES > limit)
			limit = (rlim_t)st.st_size + LAST_WORDS_BYTES;
	}
	return limit;
}

/* Neither more than that nor more than there is now. */
static int limit_set(int resource, rlim_t limit, const char *what, struct err *err)
{
	struct rlimit now;

	if (getrlimit(resource, &now) < 0)
		return err_sys(err, "sandbox: the limit of %s", what);
	if (limit > now.rlim_max)
		limit = now.rlim_max;
	now.rlim_cur = now.rlim_max = limit;
	return setrlimit(resource, &now) < 0 ? err_sys(err, "sandbox: the limit of %s", what) : 0;
}

/*
 * Not RLIMIT_NPROC: it counts all processes of the user, and since Linux 6.13 a VM's helper thread of KVM
 * among them (kvm_mmu_start_lpage_recovery). No system call that makes a process is allowed anyway.
 */
static int limits_set(struct err *err)
{
	/* A file at its limit is an error of write(), and not the end of the worker. */
	signal(SIGXFSZ, SIG_IGN);
	if (limit_set(RLIMIT_CORE, 0, "core dumps", err) < 0 ||
	    limit_set(RLIMIT_NOFILE, DESCRIPTORS, "descriptors", err) < 0 ||
	    limit_set(RLIMIT_FSIZE, file_limit(), "files", err) < 0)
		return -1;
	/* ASan's shadow of the memory is larger than any limit. */
	return BUILD_IS_ASAN ? 0 : limit_set(RLIMIT_AS, MEMORY_BYTES, "memory", err);
}

/* ---- Landlock: linux/landlock.h and landlock(7). The header may be older than the kernel */

struct ruleset {
	uint64_t files, net, scopes;
};

/* All that the kernel can forbid, by the version that it tells. */
static const struct {
	int version;
	size_t size; /* of struct ruleset, as that version knows it */
	struct ruleset forbidden;
} versions[] = {
	{6, 24, {0xffff, 3, 3}}, /* Linux 6.12: abstract sockets and signals of others */
	{5, 16, {0xffff, 3, 0}}, /* 6.10: requests of devices that are opened later */
	{4, 16, {0x7fff, 3, 0}}, /* 6.7: TCP */
	{3, 8, {0x7fff, 0, 0}},  /* 6.2: truncation */
	{2, 8, {0x3fff, 0, 0}},  /* 5.19: linking between folders */
	{1, 8, {0x1fff, 0, 0}},  /* 5.13 */
};

/* No file but those that are open. A kernel without Landlock has the filter of system calls alone. ASan reads
 * files for its reports. */
static int files_forbid(struct err *err)
{
	int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	size_t i = 0;
	int fd, ret = 0;

	if (version < 1 || BUILD_IS_ASAN)
		return 0;
	while (versions[i].version > version)
		i++;
	fd = (int)syscall(SYS_landlock_create_ruleset, &versions[i].forbidden, versions[i].size, 0);
	if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0) < 0)
		ret = err_sys(err, "sandbox: Landlock");
	if (fd >= 0)
		close(fd);
	return ret;
}

/* ---- capabilities */

/* The bounding set needs a capability itself; who has none cannot gain one either, see no_new_privs. */
static int capabilities_drop(struct err *err)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	return syscall(SYS_capset, &header, none) < 0 ? err_sys(err, "sandbox: capabilities") : 0;
}

int sandbox_drop_rights(struct err *err)
{
	if (limits_set(err) < 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_sys(err, "sandbox: no_new_privs");
	return files_forbid(err) < 0 || capabilities_drop(err) < 0 ? -1 : 0;
}

int sandbox_enter(struct err *err)
{
	/* It writes its counts into files when it ends. */
	if (BUILD_IS_COV)
		return 0;
	return sandbox_drop_rights(err) < 0 || sandbox_restrict_calls(err) < 0 ? -1 : 0;
}
