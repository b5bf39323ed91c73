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
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "pool/box_qemu.h"
#include "pool/box_request.h"
#include "pool/box_stream.h"
#include "pool/box_wire.h"

#define START_MS  60000
#define SIGNAL_MS 2000
#define LOG_KEPT  ((size_t)16384)
#define LOG_SHOWN 1100

struct session {
	struct box_qemu qemu;
	struct box_stream in;
	struct box_stream out;
	struct box_stream err;
	struct buf request; /* for the ctl port, still to be sent from `sent` on */
	size_t sent;
	struct buf line; /* what came from ctl since its last newline */
	struct buf log;
	int signals;
	int signal;          /* that was passed on to the command, or 0 */
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

int box_check(struct err *err)
{
	struct box_image image;

	if (box_image_open(&image, err) < 0)
		return -1;
	box_image_close(&image);
	return 0;
}

/* ---- the command's bytes */

static void step_input(struct session *s, short from, short to)
{
	if (from && box_stream_read(&s->in)) {
		s->in.from = -1;
		buf_printf(&s->request, "eof %" PRIu64 "\n", s->in.moved);
	}
	if (to && box_stream_write(&s->in))
		s->in.from = -1;
}

static void step_output(struct session *s, struct box_stream *stream, short from, short to)
{
	if (from && box_stream_read(stream))
		stream->from = -1;
	if (to && box_stream_write(stream))
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

static bool stream_over(const struct box_stream *stream, uint64_t total)
{
	return box_stream_empty(stream) && stream->moved >= total;
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

enum {
	P_SIGNALS,
	P_CTL,
	P_CONSOLE,
	P_MONITOR,
	P_IN_FROM,
	P_IN_TO,
	P_OUT_FROM,
	P_OUT_TO,
	P_ERR_FROM,
	P_ERR_TO,
	P_COUNT
};

static void poll_stream(struct pollfd *fds, const struct box_stream *stream, bool on)
{
	fds[0] = (struct pollfd){on && box_stream_empty(stream) ? stream->from : -1, POLLIN, 0};
	fds[1] = (struct pollfd){on && !box_stream_empty(stream) ? stream->to : -1, POLLOUT, 0};
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

static int session_run(struct session *s, const struct box_opts *opts, char *const *writable,
		       char *const argv[], struct err *err)
{
	struct box_image image;
	int ret = -1;

	if (box_make_request(&s->request, writable, opts->writable_count, argv, err) < 0)
		return -1;
	if (box_image_open(&image, err) < 0)
		return -1;
	if (box_qemu_start(&s->qemu, &image, writable, opts->writable_count, err) < 0)
		goto out;
	box_stream_init(&s->in, STDIN_FILENO, s->qemu.port[BOX_IN]);
	box_stream_init(&s->out, s->qemu.port[BOX_OUT], STDOUT_FILENO);
	box_stream_init(&s->err, s->qemu.port[BOX_ERR], STDERR_FILENO);
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
	if (s->signals >= 0 && box_resolve_writable(opts, writable, err) == 0)
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
