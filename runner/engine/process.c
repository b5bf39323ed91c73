#include "engine/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/io.h"

#define READ_BYTES 65536

/* Ctrl-C at the terminal is for romkit, which ends it. What exec says goes through `failed`. */
static void run(const char *const argv[], const char *folder, const int in[2], const int out[2], int failed,
		pid_t parent)
{
	const struct rlimit files = {PROCESS_FILE_BYTES_MAX, PROCESS_FILE_BYTES_MAX};
	int said;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	if (getppid() != parent)
		_exit(127);
	/* Bochs' display wants a terminal that is known; its clock goes by the zone. */
	if (chdir(folder) < 0 || setenv("TERM", "dumb", 1) < 0 || setenv("TZ", "UTC0", 1) < 0)
		goto fail;
	said = open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (said < 0 || dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0 ||
	    dup2(said, STDERR_FILENO) < 0)
		goto fail;
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &files);
	execvp(argv[0], (char *const *)argv);
fail:
	said = errno;
	if (write(failed, &said, sizeof said) < 0)
		_exit(126);
	_exit(127);
}

static void close_pair(const int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			close(pair[i]);
}

/* 0: it runs. Else what errno was in the child. */
static int wait_for_exec(int failed)
{
	int why = 0;
	ssize_t n;

	do {
		n = read(failed, &why, sizeof why);
	} while (n < 0 && errno == EINTR);
	return n == sizeof why ? why : 0;
}

int process_start(struct process *process, const char *const argv[], const char *folder, const char *package,
		  struct err *err)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1}, failed[2] = {-1, -1}, why = 0;
	pid_t parent = getpid(), pid = -1;

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(failed, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		run(argv, folder, in, out, failed[1], parent);
	if (pid < 0) {
		err_sys(err, "cannot start %s", argv[0]);
		close_pair(in);
		close_pair(out);
		close_pair(failed);
		return -1;
	}
	close(in[0]);
	close(out[1]);
	close(failed[1]);
	*process = (struct process){.pid = pid, .in = in[1], .out = out[0]};
	why = wait_for_exec(failed[0]);
	close(failed[0]);
	if (!why)
		return 0;
	process_end(process);
	if (why == ENOENT)
		return err_set(err, "%s is not installed (Debian: apt-get install %s)", argv[0], package);
	errno = why;
	return err_sys(err, "cannot start %s", argv[0]);
}

/* One that ended meanwhile is an error, and not romkit's end. */
int process_write(struct process *process, const void *bytes, size_t len, struct err *err)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before;
	int ret;

	sigaction(SIGPIPE, &ignore, &before);
	ret = io_write_full(process->in, bytes, len, err);
	sigaction(SIGPIPE, &before, NULL);
	return ret;
}

int process_read(struct process *process, int timeout_ms, struct err *err)
{
	struct pollfd pfd = {.fd = process->out, .events = POLLIN};
	uint8_t bytes[READ_BYTES];
	ssize_t n;

	if (poll(&pfd, 1, timeout_ms) <= 0)
		return interrupt_signal() ? err_set(err, "interrupted") : 0;
	n = read(process->out, bytes, sizeof bytes);
	if (n < 0)
		return errno == EINTR ? 0 : err_sys(err, "cannot read what the engine says");
	if (n == 0)
		return err_set(err, "it ended");
	buf_add(&process->got, bytes, (size_t)n);
	return 1;
}

bool process_wait(struct process *process, int timeout_ms)
{
	for (int ms = 0; !process->ended && ms <= timeout_ms; ms += 5) {
		process->ended = waitpid(process->pid, &process->status, WNOHANG) == process->pid;
		if (!process->ended)
			poll(NULL, 0, 5);
	}
	return process->ended;
}

void process_end(struct process *process)
{
	if (!process->pid)
		return;
	if (!process->ended) {
		kill(process->pid, SIGKILL);
		while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(process->in);
	close(process->out);
	buf_fini(&process->got);
	*process = (struct process){0};
}
