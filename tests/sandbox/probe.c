/*
 * Tries from inside of the worker's sandbox what is refused and what is allowed there, each in a process of
 * its own. Run by tests/e2e/sandbox.sh, natively and in the box.
 *
 *     probe calls    the whole sandbox: is each call refused, or allowed, as the table says?
 *     probe free     the same calls without it: each must go through, else it would prove nothing above
 *     probe rights   its first half alone: what is refused when no filter of system calls stands before it
 *
 * Prints a line for each that ended otherwise, and how many there were; exit status 0: all as they should.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/build.h"
#include "pool/sandbox.h"

#define P(pointer)        ((long)(uintptr_t)(pointer))
#define KVM_RUN           0xae80
#define KVM_CREATE_DEVICE 0xc00caee0ul
#define X32               0x40000000
/* Another descriptor than any that is open. */
#define NO_FD 50

enum end {
	RETURNS, /* the call came back, whatever it said */
	KILLED,  /* by SIGSYS */
	NO_ASAN, /* KILLED, but with ASan, which needs it itself, RETURNS */
	ABORTS,  /* by SIGABRT */
};

struct probe {
	const char *name;
	enum end end;
	long number; /* of the system call; 0: `run` instead */
	long args[6];
	void (*run)(void);
};

static char page[4096];
static char *const no_args[] = {NULL};

/* ---- those that are more than one call */

/* vfork's child must not return into a frame that its parent goes on with. */
static void run_vfork(void)
{
	if (vfork() == 0) /* NOLINT(clang-analyzer-security.insecureAPI.vfork): it is what is tried */
		_exit(0);
}

/* The system calls of 32-bit programs have other numbers: 20 is getpid there and writev here. */
static void run_int80(void)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(20L) : "memory");
}

static void on_alarm(int signo)
{
	(void)signo;
	_exit(0);
}

/* The timer fires, its handler runs: the process ends in it. */
static void run_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
				 .sigev_signo = SIGUSR1,
				 ._sigev_un._tid = (pid_t)syscall(SYS_gettid)};
	struct itimerspec soon = {.it_value = {.tv_nsec = 1000}};
	timer_t timer;

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &soon, NULL) == 0)
		for (;;)
			;
	abort();
}

/* malloc's ways: brk, mmap, mremap, munmap, madvise. */
static void run_malloc(void)
{
	char *block = malloc(100 << 20), *longer = realloc(block, 300 << 20);
	void *small[1000];

	if (!longer)
		abort();
	memset(longer, 1, 300 << 20);
	free(longer);
	for (size_t i = 0; i < 1000; i++)
		small[i] = malloc(100 * i + 1);
	for (size_t i = 0; i < 1000; i++)
		free(small[i]);
}

static void run_return(void)
{
	raise(SIGUSR2);
}

static void on_usr2(int signo)
{
	(void)signo;
}

static const struct probe calls[] = {
	/* files */
	{"open", NO_ASAN, SYS_open, {P("/etc/passwd"), O_RDONLY}, NULL},
	{"openat", NO_ASAN, SYS_openat, {AT_FDCWD, P("/etc/passwd"), O_RDONLY}, NULL},
	{"openat2", KILLED, SYS_openat2, {AT_FDCWD, P("/etc/passwd"), P(page), 24}, NULL},
	{"creat", KILLED, SYS_creat, {P("/nowhere/file"), 0600}, NULL},
	{"unlink", KILLED, SYS_unlink, {P("/nowhere/file")}, NULL},
	{"rename", KILLED, SYS_rename, {P("/nowhere/file"), P("/nowhere/else")}, NULL},
	{"symlink", KILLED, SYS_symlink, {P("a"), P("/nowhere/file")}, NULL},
	{"mkdir", KILLED, SYS_mkdir, {P("/nowhere/dir"), 0700}, NULL},
	{"chmod", KILLED, SYS_chmod, {P("/nowhere/file"), 0700}, NULL},
	{"stat", KILLED, SYS_stat, {P("/etc/passwd"), P(page)}, NULL},
	{"readlink", NO_ASAN, SYS_readlink, {P("/proc/self/exe"), P(page), 100}, NULL},
	{"getdents64", NO_ASAN, SYS_getdents64, {NO_FD, P(page), 100}, NULL},
	{"chdir", KILLED, SYS_chdir, {P("/")}, NULL},
	{"memfd_create", KILLED, SYS_memfd_create, {P("x"), 0}, NULL},
	{"inotify_init1", KILLED, SYS_inotify_init1, {0}, NULL},
	{"mount", KILLED, SYS_mount, {P("/nowhere"), P("/nowhere"), 0, 0, 0}, NULL},
	/* descriptors */
	{"dup", KILLED, SYS_dup, {0}, NULL},
	{"fcntl", NO_ASAN, SYS_fcntl, {0, F_GETFD}, NULL},
	{"pipe2", KILLED, SYS_pipe2, {P(page), 0}, NULL},
	{"sendmsg", KILLED, SYS_sendmsg, {NO_FD, P(page), 0}, NULL},
	{"recvmsg", KILLED, SYS_recvmsg, {NO_FD, P(page), 0}, NULL},
	{"sendfile", KILLED, SYS_sendfile, {NO_FD, NO_FD, 0, 1}, NULL},
	/* network */
	{"socket, IPv4", KILLED, SYS_socket, {AF_INET, SOCK_STREAM, 0}, NULL},
	{"socket, Unix", KILLED, SYS_socket, {AF_UNIX, SOCK_STREAM, 0}, NULL},
	{"socket, netlink", KILLED, SYS_socket, {AF_NETLINK, SOCK_RAW, 0}, NULL},
	{"socketpair", KILLED, SYS_socketpair, {AF_UNIX, SOCK_STREAM, 0, P(page)}, NULL},
	{"connect", KILLED, SYS_connect, {NO_FD, P(page), 16}, NULL},
	{"bind", KILLED, SYS_bind, {NO_FD, P(page), 16}, NULL},
	/* processes */
	{"fork", KILLED, SYS_fork, {0}, NULL},
	{"clone", NO_ASAN, SYS_clone, {SIGCHLD, 0, 0, 0, 0}, NULL},
	{"clone3", KILLED, SYS_clone3, {P(page), 64}, NULL},
	{"vfork", KILLED, 0, {0}, run_vfork},
	{"execve", KILLED, SYS_execve, {P("/bin/true"), P(no_args), P(no_args)}, NULL},
	{"execveat", KILLED, SYS_execveat, {AT_FDCWD, P("/bin/true"), P(no_args), P(no_args), 0}, NULL},
	{"ptrace", NO_ASAN, SYS_ptrace, {PTRACE_TRACEME, 0, 0, 0}, NULL},
	{"process_vm_readv", KILLED, SYS_process_vm_readv, {1, 0, 0, 0, 0, 0}, NULL},
	{"kill of another", KILLED, SYS_kill, {1, 0}, NULL},
	{"tgkill of another", KILLED, SYS_tgkill, {1, 1, 0}, NULL},
	{"pidfd_open", KILLED, SYS_pidfd_open, {1, 0}, NULL},
	{"unshare", KILLED, SYS_unshare, {CLONE_FS}, NULL},
	{"setns", KILLED, SYS_setns, {NO_FD, 0}, NULL},
	{"sched_setaffinity", KILLED, SYS_sched_setaffinity, {0, 8, P(page)}, NULL},
	/* memory that is code */
	{"mmap, executable",
	 KILLED,
	 SYS_mmap,
	 {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0},
	 NULL},
	{"mprotect, executable", NO_ASAN, SYS_mprotect, {P(page), 0, PROT_EXEC}, NULL},
	{"mprotect", NO_ASAN, SYS_mprotect, {0, 0, PROT_READ}, NULL},
	{"pkey_mprotect", KILLED, SYS_pkey_mprotect, {0, 0, PROT_EXEC, -1}, NULL},
	{"personality", KILLED, SYS_personality, {0xffffffff}, NULL},
	{"shmget", KILLED, SYS_shmget, {0, 0, 0}, NULL},
	{"userfaultfd", KILLED, SYS_userfaultfd, {-1}, NULL},
	/* requests */
	{"ioctl of a terminal", KILLED, SYS_ioctl, {0, TIOCGWINSZ, P(page)}, NULL},
	{"ioctl TIOCSTI", KILLED, SYS_ioctl, {NO_FD, TIOCSTI, P(page)}, NULL},
	{"ioctl of KVM that is not listed",
	 KILLED,
	 SYS_ioctl,
	 {NO_FD, (long)KVM_CREATE_DEVICE, P(page)},
	 NULL},
	{"ioctl listed but for its high half", KILLED, SYS_ioctl, {NO_FD, 1l << 32 | KVM_RUN, 0}, NULL},
	{"ioctl of a counter that is not listed",
	 KILLED,
	 SYS_ioctl,
	 {NO_FD, PERF_EVENT_IOC_DISABLE, 0},
	 NULL},
	/* rights */
	{"prctl", NO_ASAN, SYS_prctl, {3, 0, 0, 0, 0}, NULL},
	{"seccomp", KILLED, SYS_seccomp, {2, 0, P(page)}, NULL},
	{"prlimit64", KILLED, SYS_prlimit64, {0, RLIMIT_NOFILE, 0, P(page)}, NULL},
	{"setuid", KILLED, SYS_setresuid, {-1, -1, -1}, NULL},
	{"capset", KILLED, SYS_capset, {P(page), 0}, NULL},
	{"chroot", KILLED, SYS_chroot, {P("/nowhere")}, NULL},
	/* doors into the kernel */
	{"bpf", KILLED, SYS_bpf, {-1, P(page), 0}, NULL},
	{"io_uring_setup", KILLED, SYS_io_uring_setup, {0, P(page)}, NULL},
	{"perf_event_open", KILLED, SYS_perf_event_open, {P(page), 0, -1, -1, 0}, NULL},
	{"keyctl", KILLED, SYS_keyctl, {-1, 0, 0, 0, 0}, NULL},
	{"init_module", KILLED, SYS_init_module, {0, 0, P("")}, NULL},
	{"rt_sigaction", NO_ASAN, SYS_rt_sigaction, {SIGUSR1, 0, P(page), 8}, NULL},
	{"timer_create of another clock", KILLED, SYS_timer_create, {CLOCK_REALTIME, 0, P(page)}, NULL},
	{"futex", NO_ASAN, SYS_futex, {P(page), 1, 1, 0, 0, 0}, NULL},
	{"getpid of x32", KILLED, X32 | SYS_getpid, {0}, NULL},
	{"getpid of i386", KILLED, 0, {0}, run_int80},

	/* what a worker does */
	{"read", RETURNS, SYS_read, {0, P(page), 1}, NULL},
	{"write", RETURNS, SYS_write, {NO_FD, P(page), 1}, NULL},
	{"close", RETURNS, SYS_close, {NO_FD}, NULL},
	{"pread64", RETURNS, SYS_pread64, {NO_FD, P(page), 1, 0}, NULL},
	{"mmap",
	 RETURNS,
	 SYS_mmap,
	 {0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0},
	 NULL},
	{"munmap", RETURNS, SYS_munmap, {0, 4096}, NULL},
	{"madvise", RETURNS, SYS_madvise, {P(page), 0, MADV_HUGEPAGE}, NULL},
	{"clock_gettime", RETURNS, SYS_clock_gettime, {CLOCK_MONOTONIC, P(page)}, NULL},
	{"ioctl KVM_RUN", RETURNS, SYS_ioctl, {NO_FD, KVM_RUN, 0}, NULL},
	{"ioctl of the counter", RETURNS, SYS_ioctl, {NO_FD, PERF_EVENT_IOC_RESET, 0}, NULL},
	{"exit_group", RETURNS, SYS_exit_group, {0}, NULL},
	{"malloc", RETURNS, 0, {0}, run_malloc},
	{"a timer and its signal", RETURNS, 0, {0}, run_timer},
	{"the return from a signal", RETURNS, 0, {0}, run_return},
	{"abort", ABORTS, 0, {0}, abort},
};

/* ---- the first half */

static int file_fd; /* of an empty file, open before */
static bool has_landlock;

static bool fails(long ret, int errnum)
{
	return ret < 0 && errno == errnum;
}

static bool opens_no_file(void)
{
	return !has_landlock || fails(open("/etc/passwd", O_RDONLY), EACCES);
}

static bool lists_no_folder(void)
{
	return !has_landlock || fails(open("/", O_RDONLY | O_DIRECTORY), EACCES);
}

static bool executes_nothing(void)
{
	return !has_landlock || fails(execv("/bin/true", no_args), EACCES);
}

/* In the box and where root runs it; no one else may anyway. */
static bool has_no_capability(void)
{
	return fails(chroot("/"), EPERM);
}

static bool gains_no_capability(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct all[2] = {{1, 1, 0}, {0, 0, 0}};

	return fails(syscall(SYS_capset, &header, all), EPERM);
}

static bool writes_no_file(void)
{
	for (int i = 0; i < 100; i++) {
		if (write(file_fd, page, sizeof page) < 0)
			return errno == EFBIG;
	}
	return false;
}

static bool limits_memory(void)
{
	size_t size = (size_t)5 << 30;
	void *huge = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return BUILD_IS_ASAN || (huge == MAP_FAILED && errno == ENOMEM);
}

/* The largest machine must fit. */
static bool leaves_memory(void)
{
	size_t size = (size_t)3 << 30;

	return mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
}

static bool limits_descriptors(void)
{
	for (int i = 0; i < 100; i++) {
		if (dup(file_fd) < 0)
			return errno == EMFILE && i >= 30;
	}
	return false;
}

static bool raises_no_limit(void)
{
	struct rlimit more = {65, 65};

	return fails(setrlimit(RLIMIT_NOFILE, &more), EPERM);
}

static const struct {
	const char *name;
	bool (*holds)(void);
} rights[] = {
	{"no file is opened", opens_no_file},
	{"no folder is listed", lists_no_folder},
	{"nothing is executed", executes_nothing},
	{"no capability", has_no_capability},
	{"no capability is gained", gains_no_capability},
	{"no file grows", writes_no_file},
	{"no more memory", limits_memory},
	{"but enough", leaves_memory},
	{"few descriptors", limits_descriptors},
	{"no limit is raised", raises_no_limit},
};

/* ---- each in its own process */

static void enter_or_die(int (*enter)(struct err *))
{
	struct err err;

	if (enter && enter(&err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		_exit(2);
	}
}

static void run_call(const struct probe *probe, bool is_free)
{
	const long *a = probe->args;

	signal(SIGUSR1, on_alarm);
	signal(SIGUSR2, on_usr2);
	enter_or_die(is_free ? NULL : sandbox_enter);
	if (probe->run)
		probe->run();
	else
		syscall(probe->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	_exit(0);
}

static bool is_killed(int status, int signo)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == signo;
}

static bool call_ended_right(const struct probe *probe, bool is_free, int status)
{
	/* A kernel without 32-bit programs faults. */
	if (probe->run == run_int80 && is_killed(status, SIGSEGV))
		return true;
	if (probe->end == ABORTS)
		return is_killed(status, SIGABRT);
	if (is_free || probe->end == RETURNS || (probe->end == NO_ASAN && BUILD_IS_ASAN))
		return WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return is_killed(status, SIGSYS);
}

static int finish(const char *name, bool right, int status)
{
	if (!right)
		printf("%s: wait status 0x%x\n", name, (unsigned)status);
	return right ? 0 : 1;
}

static int try_calls(bool is_free)
{
	int wrong = 0, status = 0;
	size_t count = sizeof calls / sizeof *calls;

	for (size_t i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0)
			run_call(&calls[i], is_free);
		waitpid(pid, &status, 0);
		wrong += finish(calls[i].name, call_ended_right(&calls[i], is_free, status), status);
	}
	printf("%zu calls, %d wrong\n", count, wrong);
	return wrong;
}

static int try_rights(void)
{
	char path[] = "/dev/shm/romkit-probe.XXXXXX";
	int wrong = 0, status = 0;
	size_t count = sizeof rights / sizeof *rights;

	has_landlock = !BUILD_IS_ASAN &&
		       syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
	if (!has_landlock)
		printf("no Landlock here: files are not tried\n");
	file_fd = mkostemp(path, O_CLOEXEC);
	unlink(path);
	for (size_t i = 0; i < count; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			dup2(file_fd, STDOUT_FILENO);
			enter_or_die(sandbox_drop_rights);
			_exit(rights[i].holds() ? 0 : 1);
		}
		waitpid(pid, &status, 0);
		wrong += finish(rights[i].name, status == 0, status);
	}
	printf("%zu rights, %d wrong\n", count, wrong);
	return wrong;
}

int main(int argc, char **argv)
{
	const char *what = argc == 2 ? argv[1] : "";

	/* A forked child would print it once more. */
	setvbuf(stdout, NULL, _IONBF, 0);
	if (strcmp(what, "calls") == 0)
		return try_calls(false) != 0;
	if (strcmp(what, "free") == 0)
		return try_calls(true) != 0;
	if (strcmp(what, "rights") == 0)
		return try_rights() != 0;
	fprintf(stderr, "usage: probe calls|free|rights\n");
	return 2;
}
