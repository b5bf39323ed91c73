#include "pool/box.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "pool/box_qemu.h"
#include "pool/box_wire.h"

#define START_MS  60000
#define SIGNAL_MS 2000
#define LOG_KEPT  16384
#define LOG_SHOWN 1100

extern char **environ;

/* One direction of the command's bytes. `from` is -1 when it has ended, `to` when nobody reads it any more. */
struct stream {
	int from;
	int to;
	size_t start;
	size_t end;
	uint64_t moved; /* taken from `from` in all */
	size_t chunk; /* the most that a write to `to` takes without blocking, once poll() says there is room */
	uint8_t bytes[65536];
};

struct session {
	struct box_qemu qemu;
	struct stream in;
	struct stream out;
	struct stream err;
	struct buf request; /* for the ctl port, still to be sent from `sent` on */
	size_t sent;
	struct buf line; /* what came from ctl since its last newline */
	struct buf log;
	int signals;
	int signal; /* that was passed on to the command, or 0 */
	int64_t deadline_ms; /* on the monotonic clock; 0: none */
	bool up;
	bool exited;
	int status;
	uint64_t out_total; /* valid once it exited */
	uint64_t err_total;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool box_inside(void)
{
	return getenv("ROMKIT_IN_BOX") != NULL;
}

int box_check(struct err *err)
{
	struct box_image image;

	if (box_image_open(&image, err) < 0)
		return -1;
	box_image_close(&image);
	return 0;
}

/* ---- the request */

static bool within(const char *path, char *const *dirs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(dirs[i]);

		if (strncmp(path, dirs[i], len) == 0 && (path[len] == '/' || !path[len]))
			return true;
	}
	return false;
}

static void add_field(struct buf *out, enum box_field field, const char *value)
{
	buf_addc(out, (uint8_t)field);
	buf_add(out, value, strlen(value) + 1);
}

static void add_env(struct buf *out, char *const *writable, size_t count)
{
	const char *tmpdir = getenv("TMPDIR");
	bool keep_tmpdir = tmpdir && within(tmpdir, writable, count);

	for (char **var = environ; *var; var++) {
		if (keep_tmpdir || strncmp(*var, "TMPDIR=", 7) != 0)
			add_field(out, BOX_FIELD_ENV, *var);
	}
	if (!keep_tmpdir)
		add_field(out, BOX_FIELD_ENV, "TMPDIR=" BOX_TMPDIR);
	add_field(out, BOX_FIELD_ENV, "ROMKIT_IN_BOX=1");
}

static int make_request(struct buf *out, char *const *writable, size_t count, char *const argv[], struct err *err)
{
	char *cwd = getcwd(NULL, 0);
	mode_t mask = umask(0);
	char text[32];
	uint32_t len = 0;

	umask(mask);
	if (!cwd)
		return err_sys(err, "the current folder");
	buf_add(out, &len, sizeof len);
	snprintf(text, sizeof text, "%lld", (long long)time(NULL));
	add_field(out, BOX_FIELD_DATE, text);
	snprintf(text, sizeof text, "%o", mask);
	add_field(out, BOX_FIELD_UMASK, text);
	add_field(out, BOX_FIELD_CWD, cwd);
	for (size_t i = 0; i < count; i++)
		add_field(out, BOX_FIELD_WRITABLE, writable[i]);
	add_env(out, writable, count);
	for (; *argv; argv++)
		add_field(out, BOX_FIELD_ARG, *argv);
	len = (uint32_t)(out->len - sizeof len);
	memcpy(out->data, &len, sizeof len);
	free(cwd);
	return 0;
}

/* ---- the command's bytes */

static void stream_init(struct stream *stream, int from, int to)
{
	struct stat st;

	stream->from = from;
	stream->to = to;
	/* A pipe with room for anything has room for a page. The descriptor is shared with others, so it stays blocking. */
	stream->chunk = fstat(to, &st) == 0 && (S_ISREG(st.st_mode) || S_ISSOCK(st.st_mode)) ? sizeof stream->bytes : 4096;
}

static bool stream_empty(const struct stream *stream)
{
	return stream->start == stream->end;
}

/* Returns whether `from` has ended. */
static bool stream_read(struct stream *stream)
{
	ssize_t n = read(stream->from, stream->bytes, sizeof stream->bytes);

	if (n < 0)
		return errno != EAGAIN && errno != EINTR;
	stream->start = 0;
	stream->end = stream->to < 0 ? 0 : (size_t)n;
	stream->moved += (uint64_t)n;
	return n == 0;
}

/* Returns whether `to` is broken. What is in the buffer is thrown away then. */
static bool stream_write(struct stream *stream)
{
	size_t len = stream->end - stream->start;
	ssize_t n = write(stream->to, stream->bytes + stream->start, len < stream->chunk ? len : stream->chunk);

	if (n >= 0)
		stream->start += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR) {
		stream->start = stream->end;
		stream->to = -1;
		return true;
	}
	return false;
}

static void step_input(struct session *s, short from, short to)
{
	if (from && stream_read(&s->in)) {
		s->in.from = -1;
		buf_printf(&s->request, "eof %" PRIu64 "\n", s->in.moved);
	}
	if (to && stream_write(&s->in))
		s->in.from = -1;
}

static void step_output(struct session *s, struct stream *stream, short from, short to)
{
	if (from && stream_read(stream))
		stream->from = -1;
	if (to && stream_write(stream))
		buf_printf(&s->request, "close %d\n", stream == &s->out ? 1 : 2);
}

/* ---- its messages */

static int take_line(struct session *s, const char *line, struct err *err)
{
	int skip = 0;

	if (strcmp(line, "up") == 0) {
		s->up = true;
		s->deadline_ms = 0;
		return 0;
	}
	if (sscanf(line, "exit %d %" SCNu64 " %" SCNu64, &s->status, &s->out_total, &s->err_total) == 3) {
		s->exited = true;
		return 0;
	}
	if (sscanf(line, "noexec %d %n", &s->status, &skip) == 1)
		return err_set(err, "%s", line + skip);
	s->status = 2;
	return err_set(err, "the box: %s", strncmp(line, "fail ", 5) == 0 ? line + 5 : line);
}

static int read_ctl(struct session *s, struct err *err)
{
	char bytes[1024];
	ssize_t n = read(s->qemu.port[BOX_CTL], bytes, sizeof bytes);
	int ret = 0;

	for (ssize_t i = 0; i < n && ret == 0; i++) {
		if (bytes[i] != '\n') {
			buf_addc(&s->line, (uint8_t)bytes[i]);
			continue;
		}
		ret = take_line(s, buf_str(&s->line), err);
		buf_clear(&s->line);
	}
	return ret;
}

static void write_ctl(struct session *s)
{
	ssize_t n = write(s->qemu.port[BOX_CTL], s->request.data + s->sent, s->request.len - s->sent);

	if (n > 0)
		s->sent += (size_t)n;
	if (s->sent == s->request.len) {
		buf_clear(&s->request);
		s->sent = 0;
	}
}

/* Keep the last of it. */
static void log_add(struct session *s, const char *bytes, size_t len)
{
	buf_add(&s->log, bytes, len);
	if (s->log.len > 2 * LOG_KEPT) {
		memmove(s->log.data, s->log.data + s->log.len - LOG_KEPT, LOG_KEPT + 1);
		s->log.len = LOG_KEPT;
	}
}

/* Returns whether QEMU is gone. */
static bool read_log(struct session *s, int fd, bool errors_only)
{
	char bytes[4096];
	ssize_t n = read(fd, bytes, sizeof bytes);

	if (n > 0 && (!errors_only || memmem(bytes, (size_t)n, "\"error\"", 7)))
		log_add(s, bytes, (size_t)n);
	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

/* ---- ends */

/* Of a kernel panic the first lines tell, of all else the last. */
static void add_log(const struct session *s, struct err *err)
{
	const char *text = buf_str(&s->log);
	const char *shown = strstr(text, "Kernel panic");
	struct err plain = *err;

	if (!shown && s->log.len > LOG_SHOWN) {
		shown = strchr(text + s->log.len - LOG_SHOWN, '\n');
		shown = shown ? shown + 1 : NULL;
	}
	if (s->log.len)
		err_set(err, "%s; it said:\n%.*s", plain.text, LOG_SHOWN, shown ? shown : text);
	for (size_t len = strlen(err->text); len > 0 && strchr("\r\n", err->text[len - 1]);)
		err->text[--len] = 0;
}

static int fail_dead(struct session *s, struct err *err)
{
	struct buf how = {0};

	while (!read_log(s, s->qemu.console, false) && errno != EAGAIN)
		;
	box_qemu_stop(&s->qemu, &how);
	err_set(err, "the box is gone: its QEMU %s", buf_str(&how));
	add_log(s, err);
	buf_fini(&how);
	s->status = 2;
	return -1;
}

static int fail_deadline(struct session *s, unsigned start_ms, struct err *err)
{
	if (s->signal) {
		s->status = 128 + s->signal;
		return err_set(err, "the box was ended by signal %d (%s)", s->signal, strsignal(s->signal));
	}
	s->status = 2;
	err_set(err, "the box did not start within %u ms", start_ms);
	add_log(s, err);
	return -1;
}

static int take_signal(struct session *s, struct err *err)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof info) != sizeof info)
		return 0;
	if (!s->up || s->signal) {
		s->signal = (int)info.ssi_signo;
		return fail_deadline(s, 0, err);
	}
	s->signal = (int)info.ssi_signo;
	s->deadline_ms = now_ms() + SIGNAL_MS;
	buf_printf(&s->request, "signal %d\n", s->signal);
	return 0;
}

/* ---- the loop */

static bool stream_over(const struct stream *stream, uint64_t total)
{
	return stream_empty(stream) && stream->moved >= total;
}

static bool session_over(const struct session *s)
{
	return s->exited && stream_over(&s->out, s->out_total) && stream_over(&s->err, s->err_total);
}

static int poll_ms(const struct session *s)
{
	int64_t left = s->deadline_ms - now_ms();

	if (!s->deadline_ms)
		return -1;
	return left > 0 ? (int)left : 0;
}

enum { P_SIGNALS, P_CTL, P_CONSOLE, P_MONITOR, P_IN_FROM, P_IN_TO, P_OUT_FROM, P_OUT_TO, P_ERR_FROM, P_ERR_TO, P_COUNT };

static void poll_stream(struct pollfd *fds, const struct stream *stream, bool on)
{
	fds[0] = (struct pollfd){on && stream_empty(stream) ? stream->from : -1, POLLIN, 0};
	fds[1] = (struct pollfd){on && !stream_empty(stream) ? stream->to : -1, POLLOUT, 0};
}

static int session_step(struct session *s, struct pollfd *fds, struct err *err)
{
	if (fds[P_SIGNALS].revents && take_signal(s, err) < 0)
		return -1;
	if (fds[P_CTL].revents & POLLIN && read_ctl(s, err) < 0)
		return -1;
	if (fds[P_CTL].revents & POLLOUT)
		write_ctl(s);
	step_input(s, fds[P_IN_FROM].revents, fds[P_IN_TO].revents);
	step_output(s, &s->out, fds[P_OUT_FROM].revents, fds[P_OUT_TO].revents);
	step_output(s, &s->err, fds[P_ERR_FROM].revents, fds[P_ERR_TO].revents);
	if (fds[P_MONITOR].revents)
		read_log(s, s->qemu.monitor, true);
	if (fds[P_CONSOLE].revents && read_log(s, s->qemu.console, false))
		return fail_dead(s, err);
	return 0;
}

static int session_loop(struct session *s, unsigned start_ms, struct err *err)
{
	s->deadline_ms = now_ms() + start_ms;
	while (!session_over(s)) {
		struct pollfd fds[P_COUNT] = {
			[P_SIGNALS] = {s->signals, POLLIN, 0},
			[P_CTL] = {s->qemu.port[BOX_CTL], s->request.len ? POLLIN | POLLOUT : POLLIN, 0},
			[P_CONSOLE] = {s->qemu.console, POLLIN, 0},
			[P_MONITOR] = {s->qemu.monitor, POLLIN, 0},
		};
		int ready;

		poll_stream(fds + P_IN_FROM, &s->in, s->up && !s->exited);
		poll_stream(fds + P_OUT_FROM, &s->out, true);
		poll_stream(fds + P_ERR_FROM, &s->err, true);
		ready = poll(fds, P_COUNT, poll_ms(s));
		if (ready == 0)
			return fail_deadline(s, start_ms, err);
		if (ready > 0 && session_step(s, fds, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- signals of this process while the box runs */

struct signals {
	sigset_t mask;
	struct sigaction pipe;
};

/* What is ignored, as under nohup, stays ignored: signalfd would deliver it. */
static int signals_take(struct signals *saved, struct err *err)
{
	static const int taken[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, now;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
		if (sigaction(taken[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
			sigaddset(&set, taken[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &saved->mask);
	sigaction(SIGPIPE, &ignore, &saved->pipe);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? err_sys(err, "signalfd") : fd;
}

static void signals_give_back(const struct signals *saved)
{
	sigaction(SIGPIPE, &saved->pipe, NULL);
	sigprocmask(SIG_SETMASK, &saved->mask, NULL);
}

/* ---- the whole */

static int resolve_writable(const struct box_opts *opts, char **resolved, struct err *err)
{
	if (opts->writable_count > BOX_WRITABLE_MAX)
		return err_set(err, "%zu writable folders: a box has at most %d", opts->writable_count, BOX_WRITABLE_MAX);
	for (size_t i = 0; i < opts->writable_count; i++) {
		resolved[i] = realpath(opts->writable[i], NULL);
		if (!resolved[i])
			return err_sys(err, "%s", opts->writable[i]);
		if (!path_is_dir(resolved[i]))
			return err_set(err, "%s: not a folder", opts->writable[i]);
		if (strcmp(resolved[i], "/") == 0)
			return err_set(err, "/: the whole system cannot be writable in a box");
	}
	return 0;
}

static int session_run(struct session *s, const struct box_opts *opts, char *const *writable, char *const argv[],
                       struct err *err)
{
	struct box_image image;
	int ret = -1;

	if (make_request(&s->request, writable, opts->writable_count, argv, err) < 0)
		return -1;
	if (box_image_open(&image, err) < 0)
		return -1;
	if (box_qemu_start(&s->qemu, &image, writable, opts->writable_count, err) < 0)
		goto out;
	stream_init(&s->in, STDIN_FILENO, s->qemu.port[BOX_IN]);
	stream_init(&s->out, s->qemu.port[BOX_OUT], STDOUT_FILENO);
	stream_init(&s->err, s->qemu.port[BOX_ERR], STDERR_FILENO);
	ret = session_loop(s, opts->start_ms ? opts->start_ms : START_MS, err);
	box_qemu_stop(&s->qemu, NULL);
out:
	box_image_close(&image);
	return ret;
}

/* A closed standard descriptor's number would go to the next thing opened. */
static void open_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int box_run(const struct box_opts *opts, char *const argv[], int *status, struct err *err)
{
	struct session *s = mem_zalloc(1, sizeof *s);
	char *writable[BOX_WRITABLE_MAX] = {NULL};
	struct signals saved;
	int ret = -1;

	open_standard();
	s->status = 2;
	s->signals = signals_take(&saved, err);
	if (s->signals >= 0 && resolve_writable(opts, writable, err) == 0)
		ret = session_run(s, opts, writable, argv, err);
	*status = s->status;
	signals_give_back(&saved);
	if (s->signals >= 0)
		close(s->signals);
	for (size_t i = 0; i < BOX_WRITABLE_MAX; i++)
		free(writable[i]);
	buf_fini(&s->request);
	buf_fini(&s->line);
	buf_fini(&s->log);
	free(s);
	return ret;
}
