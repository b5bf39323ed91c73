/*
 * The first process of the box: built statically into its initramfs by tools/box-image, frozen into the
 * snapshot while it waits for its request, so that a restored box has nothing left to start but the command
 * itself.
 *
 * It talks with runner/pool/box.c over four virtio-serial ports: "ctl", "in", "out" and "err". The last three
 * carry the command's bytes and nothing else, so their ends are told on ctl, as byte counts. pool/box_wire.h
 * has the messages. What goes wrong before the command runs ends as a "fail" message with its reason.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pool/box_wire.h"

#define ROOT          "/host"
#define MOUNT_OPTIONS "trans=virtio,version=9p2000.L,msize=262144"

enum { CTL, IN, OUT, ERR, PORTS };

/* One direction of the command's bytes. `from` is -1 when it has ended and `to` when nobody reads it any
 * more. */
struct relay {
	int from;
	int to;
	size_t start;
	size_t end;
	uint64_t moved;
	uint64_t limit;
	char bytes[65536];
};

struct request {
	char *bytes; /* the fields, which the rest points into */
	long long seconds;
	mode_t umask;
	const char *cwd;
	char *writable[BOX_WRITABLE_MAX];
	size_t writables;
	char **env;
	size_t envs;
	char **argv;
	size_t args;
};

struct box {
	int port[PORTS];
	int signals;
	pid_t child;
	int status;
	bool exited;
	struct relay in;
	struct relay out;
	struct relay err;
	char line[64];
	size_t line_len;
};

static void tell(int ctl, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n >= (int)sizeof text)
		n = sizeof text - 1;
	for (int done = 0; done < n;) {
		ssize_t wrote = write(ctl, text + done, (size_t)(n - done));

		if (wrote <= 0)
			break;
		done += (int)wrote;
	}
}

/* Nothing sensible is left to do: the launcher ends QEMU as soon as it has read the last message. */
static __attribute__((noreturn)) void rest(void)
{
	for (;;)
		pause();
}

static __attribute__((noreturn)) void fail(int ctl, const char *what)
{
	tell(ctl, "fail %s: %s\n", what, strerror(errno));
	rest();
}

/* ---- before the snapshot */

static __attribute__((noreturn)) void fail_early(const char *what)
{
	printf("%s: %s\n%s\n", what, strerror(errno), BOX_CONSOLE_FAILED);
	rest();
}

static void load_modules(void)
{
	char name[256];
	FILE *list = fopen("/modules", "re");

	if (!list)
		fail_early("/modules");
	while (fgets(name, sizeof name, list)) {
		int fd;

		name[strcspn(name, "\n")] = 0;
		fd = open(name, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) < 0 && errno != EEXIST))
			fail_early(name);
		close(fd);
		unlink(name);
	}
	fclose(list);
}

static void set_sysctl(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, value, strlen(value)) < 0)
		printf("%s: %s\n", path, strerror(errno));
	close(fd);
}

/*
 * Without memory the kernel would take the pages of the worker's own program again and again, which its next
 * instruction needs, and read them back for minutes. With the multi-generational LRU it kills instead what
 * leaves no room for the last second's working set (Documentation/admin-guide/mm/multigen_lru.rst, "Thrashing
 * prevention").
 */
static void kill_rather_than_thrash(void)
{
	set_sysctl("/sys/kernel/mm/lru_gen/enabled", "y");
	set_sysctl("/sys/kernel/mm/lru_gen/min_ttl_ms", "1000");
}

/*
 * Under icount an idle guest jumps to its next timer at once, so that every periodic timer is a busy loop on
 * the host, and a tick that falls into a measured KVM_RUN is noise: still what can be stilled.
 */
static void quiet_kernel(void)
{
	set_sysctl("/proc/sys/vm/stat_interval", "1000000");
	set_sysctl("/proc/sys/vm/dirty_writeback_centisecs", "0");
	set_sysctl("/proc/sys/vm/compaction_proactiveness", "0");
	set_sysctl("/proc/sys/kernel/printk", "4 4 1 7");
	set_sysctl("/sys/kernel/mm/transparent_hugepage/khugepaged/defrag", "0");
	set_sysctl("/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs", "4000000000");
}

/* The port's device node by its name in sysfs: the numbers follow the order of discovery. */
static int open_port(const char *want)
{
	DIR *dir = opendir("/sys/class/virtio-ports");
	struct dirent *entry;
	int fd = -1;

	while (dir && fd < 0 && (entry = readdir(dir))) {
		char path[600];
		char name[32] = "";
		FILE *file;

		snprintf(path, sizeof path, "/sys/class/virtio-ports/%s/name", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(name, sizeof name, file))
			name[strcspn(name, "\n")] = 0;
		fclose(file);
		snprintf(path, sizeof path, "/dev/%s", entry->d_name);
		if (strcmp(name, want) == 0)
			fd = open(path, O_RDWR | O_CLOEXEC);
	}
	if (dir)
		closedir(dir);
	return fd;
}

static void open_ports(struct box *box)
{
	static const char *const names[PORTS] = {"ctl", "in", "out", "err"};

	for (int i = 0; i < PORTS; i++) {
		/* The names come with control messages, some time after the module is in. */
		for (int tries = 0; (box->port[i] = open_port(names[i])) < 0 && tries < 1000; tries++)
			usleep(10000);
		if (box->port[i] < 0)
			fail_early(names[i]);
	}
}

static void start(struct box *box)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mkdir(ROOT, 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) < 0 || mount("sysfs", "/sys", "sysfs", 0, NULL) < 0)
		fail_early("mount");
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	/* Who is not root cannot put a console into the initramfs, so there was none to open for us. */
	for (int fd = open("/dev/console", O_RDWR); fd >= 0 && fd < 2;)
		fd = dup(fd);
	load_modules();
	quiet_kernel();
	kill_rather_than_thrash();
	open_ports(box);
	if (access("/dev/kvm", R_OK | W_OK) < 0)
		fail_early("/dev/kvm");
}

/* ---- the request */

/* Blocking: a port that the host has not opened yet reads as ended, so an end is tried again. */
static void read_full(int ctl, void *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = read(ctl, (char *)bytes + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else
			usleep(1000);
	}
}

static char **add_string(char **list, size_t *count, char *str)
{
	/* Room for the NULL at the end; a list of thousands is rare, so the growth is the simplest. */
	list = realloc(list, (*count + 2) * sizeof *list);
	list[(*count)++] = str;
	list[*count] = NULL;
	return list;
}

static void parse_field(struct request *req, char *field)
{
	char *value = field + 1;

	switch (field[0]) {
	case BOX_FIELD_DATE: req->seconds = atoll(value); break;
	case BOX_FIELD_UMASK: req->umask = (mode_t)strtoul(value, NULL, 8); break;
	case BOX_FIELD_CWD: req->cwd = value; break;
	case BOX_FIELD_ENV: req->env = add_string(req->env, &req->envs, value); break;
	case BOX_FIELD_ARG: req->argv = add_string(req->argv, &req->args, value); break;
	case BOX_FIELD_WRITABLE:
		if (req->writables < BOX_WRITABLE_MAX)
			req->writable[req->writables++] = value;
		break;
	}
}

static void read_request(int ctl, struct request *req)
{
	uint32_t len;

	read_full(ctl, &len, sizeof len);
	req->bytes = calloc(1, (size_t)len + 1);
	if (!req->bytes)
		fail(ctl, "the request");
	read_full(ctl, req->bytes, len);
	for (char *field = req->bytes; field < req->bytes + len; field += strlen(field) + 1)
		parse_field(req, field);
	if (!req->argv || !req->cwd) {
		errno = EINVAL;
		fail(ctl, "the request");
	}
}

/* ---- the host's tree */

static void mount_host(int ctl, const char *tag, const char *where, unsigned long flags, const char *options)
{
	char path[4200];

	snprintf(path, sizeof path, "%s%s", ROOT, where);
	if (mount(tag, path, "9p", flags, options) < 0) {
		snprintf(path, sizeof path, "mount %s", where);
		fail(ctl, path);
	}
}

static void mount_kernel(const char *type, const char *where, const char *options)
{
	char path[64];

	snprintf(path, sizeof path, ROOT "%s", where);
	mkdir(path, 0755);
	mount(type, path, type, 0, options);
}

static bool under(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 && (path[len] == '/' || !path[len]);
}

static void make_dirs(const char *where)
{
	char path[4200];

	snprintf(path, sizeof path, "%s%s", ROOT, where);
	for (char *p = path + sizeof ROOT; *p; p++) {
		if (*p != '/')
			continue;
		*p = 0;
		mkdir(path, 0755);
		*p = '/';
	}
	mkdir(path, 0755);
}

/* What udev makes and the kernel does not. */
static const char *const links[][2] = {
	{"/proc/self/fd", ROOT "/dev/fd"},
	{"/proc/self/fd/0", ROOT "/dev/stdin"},
	{"/proc/self/fd/1", ROOT "/dev/stdout"},
	{"/proc/self/fd/2", ROOT "/dev/stderr"},
};

static void mount_all(int ctl, const struct request *req)
{
	bool run_is_hosts = under(req->cwd, "/run");

	mount_host(ctl, "root", "", MS_RDONLY, MOUNT_OPTIONS ",cache=loose");
	mount_kernel("devtmpfs", "/dev", NULL);
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			fail(ctl, links[i][1]);
	}
	mount_kernel("devpts", "/dev/pts", "mode=620,ptmxmode=666");
	mount_kernel("tmpfs", "/dev/shm", "mode=1777");
	mount_kernel("proc", "/proc", NULL);
	mount_kernel("sysfs", "/sys", NULL);
	if (!run_is_hosts)
		mount_kernel("tmpfs", "/run", "mode=755");
	for (size_t i = 0; i < req->writables; i++) {
		char tag[8];

		/* Only where one of the above hides the folder is there anything to make. */
		make_dirs(req->writable[i]);
		snprintf(tag, sizeof tag, "w%zu", i);
		mount_host(ctl, tag, req->writable[i], 0, MOUNT_OPTIONS ",cache=mmap");
	}
	if (chroot(ROOT) < 0 || chdir("/") < 0)
		fail(ctl, "chroot");
	if (chdir(req->cwd) < 0)
		fail(ctl, req->cwd);
}

static void unmount_all(const struct request *req)
{
	sync();
	for (size_t i = req->writables; i-- > 0;)
		umount2(req->writable[i], MNT_DETACH);
}

/* ---- the command */

/* execvp of the child's own PATH; the reason of a failure goes to the launcher through a close-on-exec pipe.
 */
static __attribute__((noreturn)) void exec_child(const struct request *req, const int fds[3], int report)
{
	sigset_t none;

	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	umask(req->umask);
	for (int i = 0; i < 3; i++)
		dup2(fds[i], i);
	setsid();
	sigprocmask(SIG_SETMASK, &none, NULL);
	environ = req->env;
	execvp(req->argv[0], req->argv);
	if (write(report, &errno, sizeof errno) < 0)
		_exit(126);
	_exit(127);
}

static void make_pipe(int ctl, int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		fail(ctl, "pipe");
}

/* Child ends first; the other end of each is ours and never blocks. */
static void start_child(struct box *box, const struct request *req)
{
	int in[2], out[2], err[2], report[2];
	int reason = 0;

	make_pipe(box->port[CTL], in);
	make_pipe(box->port[CTL], out);
	make_pipe(box->port[CTL], err);
	make_pipe(box->port[CTL], report);
	box->child = fork();
	if (box->child < 0)
		fail(box->port[CTL], "fork");
	if (box->child == 0)
		exec_child(req, (int[]){in[0], out[1], err[1]}, report[1]);
	close(in[0]);
	close(out[1]);
	close(err[1]);
	close(report[1]);
	if (read(report[0], &reason, sizeof reason) == sizeof reason) {
		tell(box->port[CTL], "noexec %d %s: %s\n", reason == ENOENT ? 127 : 126, req->argv[0],
		     strerror(reason));
		rest();
	}
	close(report[0]);
	box->in = (struct relay){.from = box->port[IN], .to = in[1], .limit = UINT64_MAX};
	box->out = (struct relay){.from = out[0], .to = box->port[OUT], .limit = UINT64_MAX};
	box->err = (struct relay){.from = err[0], .to = box->port[ERR], .limit = UINT64_MAX};
	for (int *fd = (int[]){in[1], out[0], err[0], box->port[IN], box->port[OUT], box->port[ERR], -1};
	     *fd >= 0; fd++)
		fcntl(*fd, F_SETFL, O_NONBLOCK);
}

/* ---- moving its bytes */

static void relay_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void relay_read(struct relay *r)
{
	uint64_t room = r->limit - r->moved;
	size_t want = room < sizeof r->bytes ? (size_t)room : sizeof r->bytes;
	ssize_t n = read(r->from, r->bytes, want);

	if (n < 0)
		return;
	r->start = 0;
	r->end = (size_t)n;
	r->moved += (size_t)n;
}

static void relay_write(struct relay *r)
{
	ssize_t n = write(r->to, r->bytes + r->start, r->end - r->start);

	if (n > 0)
		r->start += (size_t)n;
	else if (errno == EPIPE)
		r->start = r->end;
}

/* The command's input ends when the promised bytes went through; only then may its pipe be closed. */
static void input_check_end(struct relay *in)
{
	if (in->to >= 0 && in->start == in->end && in->moved >= in->limit)
		relay_close(&in->to);
}

static void handle_line(struct box *box, const char *line)
{
	unsigned long long number;

	if (sscanf(line, "eof %llu", &number) == 1)
		box->in.limit = number;
	else if (sscanf(line, "signal %llu", &number) == 1)
		kill(-box->child, (int)number);
	else if (strcmp(line, "close 1") == 0)
		relay_close(&box->out.from);
	else if (strcmp(line, "close 2") == 0)
		relay_close(&box->err.from);
}

static void read_ctl(struct box *box)
{
	char bytes[256];
	ssize_t n = read(box->port[CTL], bytes, sizeof bytes);

	for (ssize_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (box->line_len < sizeof box->line - 1)
				box->line[box->line_len++] = bytes[i];
			continue;
		}
		box->line[box->line_len] = 0;
		box->line_len = 0;
		handle_line(box, box->line);
	}
}

/* Orphans come to the first process too. */
static void reap(struct box *box)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	if (read(box->signals, &info, sizeof info) < 0)
		return;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != box->child)
			continue;
		box->exited = true;
		box->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
}

static bool relay_idle(const struct relay *r)
{
	return r->start == r->end;
}

static bool relay_wants_input(const struct relay *r)
{
	return relay_idle(r) && r->to >= 0 && r->moved < r->limit;
}

static void relay_step(struct relay *r, short from, short to)
{
	if (from & (POLLIN | POLLHUP)) {
		relay_read(r);
		/* Nothing there and hung up: the end of a pipe. A port hangs up only when the launcher goes.
		 */
		if (relay_idle(r) && !(from & POLLIN))
			relay_close(&r->from);
	}
	if (!relay_idle(r) || to & POLLOUT)
		relay_write(r);
}

/*
 * As a shell does, wait for the command itself, not for what it left running with its output open: when it
 * has exited, what lies in its pipes is passed on and then the box ends.
 */
static void serve(struct box *box)
{
	struct relay *in = &box->in, *out = &box->out, *err = &box->err;

	for (;;) {
		bool fed = !box->exited;
		bool over = box->exited && relay_idle(out) && relay_idle(err);
		struct pollfd fds[] = {
			{box->port[CTL], POLLIN, 0},
			{box->signals, POLLIN, 0},
			{fed && relay_wants_input(in) ? in->from : -1, POLLIN, 0},
			{fed && !relay_idle(in) ? in->to : -1, POLLOUT, 0},
			{relay_wants_input(out) ? out->from : -1, POLLIN, 0},
			{!relay_idle(out) ? out->to : -1, POLLOUT, 0},
			{relay_wants_input(err) ? err->from : -1, POLLIN, 0},
			{!relay_idle(err) ? err->to : -1, POLLOUT, 0},
		};

		if (poll(fds, sizeof fds / sizeof fds[0], over ? 0 : -1) == 0)
			return;
		if (fds[0].revents & POLLIN)
			read_ctl(box);
		if (fds[1].revents & POLLIN)
			reap(box);
		relay_step(in, fds[2].revents, fds[3].revents);
		relay_step(out, fds[4].revents, fds[5].revents);
		relay_step(err, fds[6].revents, fds[7].revents);
		input_check_end(in);
	}
}

static void watch_children(struct box *box)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	box->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(void)
{
	static struct box box;
	static struct request req;

	start(&box);
	watch_children(&box);
	puts(BOX_CONSOLE_READY);
	fflush(stdout);
	read_request(box.port[CTL], &req);
	clock_settime(CLOCK_REALTIME, &(struct timespec){.tv_sec = req.seconds});
	mount_all(box.port[CTL], &req);
	start_child(&box, &req);
	tell(box.port[CTL], "up\n");
	serve(&box);
	unmount_all(&req);
	tell(box.port[CTL], "exit %d %llu %llu\n", box.status, (unsigned long long)box.out.moved,
	     (unsigned long long)box.err.moved);
	rest();
}
