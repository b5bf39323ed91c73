#include "gdb/server_private.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/text.h"

/* How soon a signal is seen that came just before poll(). */
#define SIGNAL_MS 250
/* How long a guest may take to stand after an interrupt when nobody is there any more. */
#define STAND_S 10

void gdb_finish(struct gdb_server *server, int status)
{
	server->done = true;
	server->status = status;
}

/* ---- sending */

static void write_all(struct gdb_server *server, const void *bytes, size_t len)
{
	const uint8_t *at = bytes;

	while (len && !server->done) {
		ssize_t n = send(server->fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR && !interrupt_signal())
			continue;
		if (n < 0) {
			/* The end comes with the next read; here nothing more can be said. */
			server->done = true;
			return;
		}
		at += n;
		len -= (size_t)n;
	}
}

void gdb_send(struct gdb_server *server, const void *data, size_t len)
{
	buf_clear(&server->last);
	gdb_packet_add(data, len, &server->last);
	write_all(server, server->last.data, server->last.len);
}

void gdb_send_text(struct gdb_server *server, const char *text)
{
	gdb_send(server, text, strlen(text));
}

void gdb_send_error(struct gdb_server *server, const char *text)
{
	struct buf reply = {0};

	buf_adds(&reply, "E.");
	text_plain(text, &reply);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

void gdb_send_error_number(struct gdb_server *server, const char *text)
{
	if (server->words)
		gdb_send_error(server, text);
	else
		gdb_send_text(server, "E0e");
}

void gdb_send_console(struct gdb_server *server, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t len = left < GDB_PACKET_MAX / 4 ? left : GDB_PACKET_MAX / 4;
		struct buf packet = {0};

		buf_addc(&packet, 'O');
		gdb_hex_add(text, len, &packet);
		gdb_send(server, packet.data, packet.len);
		buf_fini(&packet);
		text += len;
		left -= len;
	}
}

/* ---- what comes */

static void on_packet(struct gdb_server *server)
{
	gdb_command(server, server->parser.body.data, server->parser.body.len);
	if (server->no_ack_next)
		server->no_ack = true;
}

static void acknowledge(struct gdb_server *server, char sign)
{
	if (!server->no_ack)
		write_all(server, &sign, 1);
}

static void on_byte(struct gdb_server *server, uint8_t byte)
{
	switch (gdb_parser_put(&server->parser, byte)) {
	case GDB_PACKET:
		acknowledge(server, '+');
		server->held = server->running;
		if (server->held)
			server->debuggee->interrupt(server->debuggee->ctx);
		else
			on_packet(server);
		break;
	case GDB_TOO_LONG:
		acknowledge(server, '+');
		if (!server->running)
			gdb_send_error(server, "the packet is longer than PacketSize");
		break;
	case GDB_BAD: acknowledge(server, '-'); break;
	case GDB_INTERRUPT:
		if (server->running)
			server->debuggee->interrupt(server->debuggee->ctx);
		break;
	case GDB_NAK:
		if (!server->no_ack)
			write_all(server, server->last.data, server->last.len);
		break;
	case GDB_ACK:
	case GDB_NOTHING: break;
	}
}

static void take_bytes(struct gdb_server *server)
{
	if (server->held && !server->running) {
		server->held = false;
		on_packet(server);
	}
	while (server->in_at < server->in_len && !server->held && !server->done)
		on_byte(server, server->in[server->in_at++]);
}

static void receive(struct gdb_server *server)
{
	ssize_t n = recv(server->fd, server->in, sizeof server->in, 0);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0) {
		gdb_finish(server, 0);
		return;
	}
	server->in_at = 0;
	server->in_len = (size_t)n;
}

/* Until there is something to do. A packet that is held is the next: no byte is read before it. */
static void wait_for(struct gdb_server *server)
{
	struct pollfd fds[2] = {
		{.fd = server->held ? -1 : server->fd, .events = POLLIN},
		{.fd = server->running ? server->debuggee->fd : -1, .events = POLLIN},
	};
	int ready = poll(fds, 2, SIGNAL_MS);

	if (interrupt_signal()) {
		gdb_finish(server, interrupt_error(server->err));
		return;
	}
	if (ready <= 0)
		return;
	if (fds[1].revents)
		gdb_halted(server);
	if (fds[0].revents && !server->done)
		receive(server);
}

/* ---- the connection */

static int begin(struct gdb_server *server)
{
	struct x86_state state;

	if (server->opts->halt)
		server->halt = *server->opts->halt;
	if (server->debuggee->get(server->debuggee->ctx, &state, server->err) < 0)
		return -1;
	server->layout = gdb_layout_of(&state);
	return 0;
}

/* Nobody is there any more: the guest shall stand. */
static int stand(struct gdb_server *server, struct err *err)
{
	const struct debuggee *debuggee = server->debuggee;
	uint64_t until = clock_now_ns() + STAND_S * 1000000000ull;
	struct pollfd ready = {.fd = debuggee->fd, .events = POLLIN};

	debuggee->interrupt(debuggee->ctx);
	while (clock_now_ns() < until) {
		int took = poll(&ready, 1, SIGNAL_MS) > 0 ? debuggee->take(debuggee->ctx, &server->halt, err)
							  : 0;

		if (took < 0)
			return -1;
		if (took)
			return 0;
	}
	return err_set(err, "the guest does not stop within %d s", STAND_S);
}

static int end(struct gdb_server *server, struct err *err)
{
	struct err ignored;
	int status = server->status;

	/* A signal keeps its own words. */
	if (server->running && stand(server, status < 0 ? &ignored : err) < 0)
		status = -1;
	if (status == 0 && server->debuggee->set_points(server->debuggee->ctx, NULL, 0, err) < 0)
		status = -1;
	if (server->opts->halt)
		*server->opts->halt = server->halt;
	gdb_parser_fini(&server->parser);
	buf_fini(&server->last);
	buf_fini(&server->xml);
	return status;
}

int gdb_serve(int fd, const struct debuggee *debuggee, const struct gdb_opts *opts, struct err *err)
{
	struct gdb_server *server = mem_zalloc(1, sizeof *server);
	int status;

	server->fd = fd;
	server->debuggee = debuggee;
	server->opts = opts;
	server->err = err;
	if (begin(server) < 0)
		gdb_finish(server, -1);
	while (!server->done) {
		take_bytes(server);
		if (!server->done)
			wait_for(server);
	}
	status = end(server, err);
	free(server);
	return status;
}
