#include "base/command.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Files in memory instead of pipes: nothing has to be read while it runs. */
static int spawn(const char *const argv[], int out_fd, int said_fd, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int failure;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out_fd, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, said_fd, STDERR_FILENO);
	failure = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failure;
}

static void collect(int fd, struct buf *out)
{
	char chunk[65536];
	ssize_t n;

	for (off_t at = 0; (n = pread(fd, chunk, sizeof chunk, at)) > 0; at += n)
		buf_add(out, chunk, (size_t)n);
}

int command_run(const char *const argv[], struct buf *out, struct buf *said, struct err *err)
{
	int out_fd = memfd_create("out", MFD_CLOEXEC), said_fd = memfd_create("said", MFD_CLOEXEC);
	int status = -1;
	pid_t pid;

	if (out_fd < 0 || said_fd < 0) {
		err_sys(err, "%s: memfd_create", argv[0]);
		goto out;
	}
	errno = spawn(argv, out_fd, said_fd, &pid);
	if (errno) {
		err_sys(err, "cannot run %s", argv[0]);
		goto out;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	collect(out_fd, out);
	collect(said_fd, said);
out:
	if (said_fd >= 0)
		close(said_fd);
	if (out_fd >= 0)
		close(out_fd);
	return status;
}
