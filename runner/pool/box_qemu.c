#include "pool/box_qemu.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "pool/box_wire.h"

static const char *const port_names[BOX_PORTS] = {"ctl", "in", "out", "err"};

/* ---- the image */

static char *box_folder(void)
{
	const char *dir = getenv("ROMKIT_BOX");
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (dir && *dir)
		return str_dup(dir);
	if (cache && *cache)
		return str_printf("%s/romkit/box", cache);
	return str_printf("%s/.cache/romkit/box", home ? home : "");
}

/* The stamp's lines are "format N", "qemu SIZE MTIME PATH" and others that only tools/box-image looks at. */
static int check_stamp(struct box_image *image, const char *stamp, struct err *err)
{
	const char *line = strstr(stamp, "\nqemu ");
	long long size, mtime;
	char qemu[4096];
	struct stat st;
	int format;

	if (sscanf(stamp, "format %d", &format) != 1 || !line ||
	    sscanf(line, "\nqemu %lld %lld %4095[^\n]", &size, &mtime, qemu) != 3)
		return err_set(err, "%s/stamp: cannot be read; run `romkit setup`", image->path);
	if (format != BOX_FORMAT)
		return err_set(err, "%s was made by another version of romkit; run `romkit setup`",
			       image->path);
	if (stat(qemu, &st) < 0)
		return err_sys(err, "%s, which the box was made with (`romkit setup` makes it anew)", qemu);
	if (st.st_size != size || st.st_mtime != mtime)
		return err_set(err, "%s has changed since the box was made; run `romkit setup`", qemu);
	image->qemu = str_dup(qemu);
	return 0;
}

int box_image_open(struct box_image *image, struct err *err)
{
	char *folder = box_folder();
	char *link = path_join(folder, "image");
	char *stamp_path = NULL;
	struct buf stamp = {0};
	int ret = -1;

	*image = (struct box_image){.dir = -1, .path = realpath(link, NULL)};
	if (!image->path) {
		err_set(err, "no box in %s; run `romkit setup`", folder);
		goto out;
	}
	image->dir = open(image->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (image->dir < 0 || flock(image->dir, LOCK_SH | LOCK_NB) < 0) {
		err_sys(err, "%s: cannot be used; run `romkit setup`", image->path);
		goto out;
	}
	/* QEMU would make an absent one, and run what the zeros in it say. */
	if (faccessat(image->dir, "ram", R_OK | W_OK, 0) < 0) {
		err_sys(err, "%s/ram: cannot be used; run `romkit setup`", image->path);
		goto out;
	}
	stamp_path = path_join(image->path, "stamp");
	if (io_read_file(stamp_path, 4096, &stamp, err) < 0)
		goto out;
	ret = check_stamp(image, buf_str(&stamp), err);
out:
	if (ret < 0)
		box_image_close(image);
	buf_fini(&stamp);
	free(stamp_path);
	free(link);
	free(folder);
	return ret;
}

void box_image_close(struct box_image *image)
{
	if (image->dir >= 0)
		close(image->dir);
	free(image->path);
	free(image->qemu);
	*image = (struct box_image){.dir = -1};
}

/* ---- the arguments */

struct args {
	char **list;
	size_t count;
};

static void args_add(struct args *args, char *arg)
{
	args->list = mem_realloc(args->list, args->count + 2, sizeof *args->list);
	args->list[args->count++] = arg;
	args->list[args->count] = NULL;
}

static void args_option(struct args *args, const char *option, char *value)
{
	args_add(args, str_dup(option));
	args_add(args, value);
}

static void args_fini(struct args *args)
{
	for (size_t i = 0; i < args->count; i++)
		free(args->list[i]);
	free(args->list);
	*args = (struct args){0};
}

static int args_read(struct args *args, const struct box_image *image, struct err *err)
{
	char *path = path_join(image->path, "qemu.args");
	struct buf text = {0};
	int ret = io_read_file(path, 65536, &text, err);
	char *save = NULL;

	args_add(args, str_dup(image->qemu));
	for (char *line = ret == 0 ? strtok_r((char *)text.data, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		args_add(args, str_dup(line));
	buf_fini(&text);
	free(path);
	return ret;
}

static void args_share(struct args *args, const char *id, const char *path, const char *readonly)
{
	struct buf option = {0};

	buf_printf(&option, "local,id=%s,security_model=none,multidevs=remap,readonly=%s,path=", id,
		   readonly);
	for (; *path; path++) {
		/* A comma in a value is written twice. */
		if (*path == ',')
			buf_addc(&option, ',');
		buf_addc(&option, (uint8_t)*path);
	}
	args_option(args, "-fsdev", buf_take(&option));
}

static void args_socket(struct args *args, const char *id, int fd)
{
	args_option(args, "-chardev", str_printf("socket,id=%s,fd=%d", id, fd));
}

static void args_shares(struct args *args, char *const *writable, size_t count)
{
	args_share(args, "root", "/", "on");
	for (size_t i = 0; i < BOX_WRITABLE_MAX; i++) {
		char id[8];

		snprintf(id, sizeof id, "w%zu", i);
		args_share(args, id, i < count ? writable[i] : "void", i < count ? "off" : "on");
	}
}

/* ---- the process */

/* QEMU's ends, and the snapshot's stream. */
struct ends {
	int port[BOX_PORTS];
	int console;
	int monitor;
	int state;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void ends_close(struct ends *ends)
{
	for (int i = 0; i < BOX_PORTS; i++)
		close_fd(&ends->port[i]);
	close_fd(&ends->console);
	close_fd(&ends->monitor);
	close_fd(&ends->state);
}

static int make_socket(int *ours, int *theirs, struct err *err)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, "socketpair");
	*ours = pair[0];
	*theirs = pair[1];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return 0;
}

static int make_ends(struct box_qemu *qemu, struct ends *ends, const struct box_image *image, struct err *err)
{
	for (int i = 0; i < BOX_PORTS; i++) {
		if (make_socket(&qemu->port[i], &ends->port[i], err) < 0)
			return -1;
	}
	if (make_socket(&qemu->console, &ends->console, err) < 0 ||
	    make_socket(&qemu->monitor, &ends->monitor, err) < 0)
		return -1;
	ends->state = openat(image->dir, "state", O_RDONLY | O_CLOEXEC);
	return ends->state < 0 ? err_sys(err, "%s/state", image->path) : 0;
}

static void keep(int fd)
{
	fcntl(fd, F_SETFD, 0);
}

/*
 * QEMU dies with its parent, also where that is killed, and sees none of the terminal's signals. Its messages
 * go to the guest's console, so that an error shows both.
 */
static _Noreturn void exec_qemu(const struct ends *ends, const struct box_image *image, char **argv,
				pid_t parent)
{
	sigset_t none;
	int null = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(2);
	setsid();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(null, 0);
	dup2(ends->console, 1);
	dup2(ends->console, 2);
	for (int i = 0; i < BOX_PORTS; i++)
		keep(ends->port[i]);
	keep(ends->console);
	keep(ends->monitor);
	keep(ends->state);
	if (fchdir(image->dir) == 0)
		execv(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(2);
}

/* The memory is not in the stream but in the file that is mapped, which QEMU calls ignoring what is shared.
 */
static int load_snapshot(int monitor, int state, struct err *err)
{
	char *text =
		str_printf("{\"execute\": \"qmp_capabilities\"}\n"
			   "{\"execute\": \"migrate-set-capabilities\", \"arguments\": {\"capabilities\": "
			   "[{\"capability\": \"x-ignore-shared\", \"state\": true}]}}\n"
			   "{\"execute\": \"migrate-incoming\", \"arguments\": {\"uri\": \"fd:%d\"}}\n",
			   state);
	int ret = io_write_full(monitor, text, strlen(text), err);

	free(text);
	return ret;
}

static void add_backends(struct args *args, const struct ends *ends)
{
	for (int i = 0; i < BOX_PORTS; i++)
		args_socket(args, port_names[i], ends->port[i]);
	args_socket(args, "console", ends->console);
	args_socket(args, "monitor", ends->monitor);
	args_option(args, "-mon", str_dup("chardev=monitor,mode=control"));
	args_option(args, "-incoming", str_dup("defer"));
}

int box_qemu_start(struct box_qemu *qemu, const struct box_image *image, char *const *writable,
		   size_t writable_count, struct err *err)
{
	struct ends ends = {{-1, -1, -1, -1}, -1, -1, -1};
	struct args args = {0};
	pid_t parent = getpid();
	int ret = -1;

	*qemu = (struct box_qemu){.pid = -1, .port = {-1, -1, -1, -1}, .console = -1, .monitor = -1};
	if (args_read(&args, image, err) < 0 || make_ends(qemu, &ends, image, err) < 0)
		goto out;
	args_shares(&args, writable, writable_count);
	add_backends(&args, &ends);
	qemu->pid = fork();
	if (qemu->pid < 0) {
		err_sys(err, "fork");
		goto out;
	}
	if (qemu->pid == 0)
		exec_qemu(&ends, image, args.list, parent);
	ret = load_snapshot(qemu->monitor, ends.state, err);
out:
	ends_close(&ends);
	args_fini(&args);
	if (ret < 0)
		box_qemu_stop(qemu, NULL);
	return ret;
}

static void describe_end(int status, struct buf *how)
{
	if (WIFSIGNALED(status))
		buf_printf(how, "was killed by signal %d (%s)", WTERMSIG(status),
			   strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		buf_printf(how, "ended with status %d", WEXITSTATUS(status));
	else
		buf_adds(how, "ended, as it does when the kernel in it panics");
}

/* Its sockets hang up a moment before it can be waited for, so a dead one gets that moment. */
static int reap(pid_t pid, bool dead)
{
	int status = 0;

	for (int tries = dead ? 100 : 0; tries > 0; tries--) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		usleep(10000);
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

void box_qemu_stop(struct box_qemu *qemu, struct buf *how)
{
	if (qemu->pid > 0) {
		int status = reap(qemu->pid, how != NULL);

		if (how)
			describe_end(status, how);
	}
	qemu->pid = -1;
	for (int i = 0; i < BOX_PORTS; i++)
		close_fd(&qemu->port[i]);
	close_fd(&qemu->console);
	close_fd(&qemu->monitor);
}
