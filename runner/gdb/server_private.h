/* One connection: server.c has its bytes, command.c its packets, resume.c going and standing, monitor.c
 * words. */
#ifndef GDB_SERVER_PRIVATE_H
#define GDB_SERVER_PRIVATE_H

#include "gdb/packet.h"
#include "gdb/server.h"
#include "gdb/target.h"

struct gdb_server {
	int fd;
	const struct debuggee *debuggee;
	const struct gdb_opts *opts;
	struct err *err; /* the caller's: filled where `status` is -1 */

	struct gdb_parser parser;
	uint8_t in[4096];
	size_t in_at, in_len;
	struct buf last; /* the packet sent last, for a NAK */
	bool no_ack, no_ack_next;
	bool held; /* the parser's packet came while the guest ran: it waits for that to stand */

	bool swbreak, hwbreak, words; /* what gdb understands: `words`: errors with text, for all commands */
	enum gdb_layout layout;
	struct buf xml; /* of `layout`, while gdb reads it */
	struct debug_point points[DEBUG_POINTS_MAX];
	size_t count;
	struct debug_halt halt;
	bool running;

	bool done;
	int status; /* what gdb_serve returns */
};

/* ---- server.c */

void gdb_send(struct gdb_server *server, const void *data, size_t len);
void gdb_send_text(struct gdb_server *server, const char *text);
/* For commands of which gdb knows only that an error begins with E. */
void gdb_send_error(struct gdb_server *server, const char *text);
/* For `m`, whose answer would be taken for data. */
void gdb_send_error_number(struct gdb_server *server, const char *text);
/* Text on gdb's console: only while gdb waits for the guest or for a monitor command. */
void gdb_send_console(struct gdb_server *server, const char *text);
/* The end of the connection, after what was sent. */
void gdb_finish(struct gdb_server *server, int status);

/* ---- command.c */

/* The parser's packet; it may have bytes of any value, and a NUL behind the last. */
void gdb_command(struct gdb_server *server, const uint8_t *data, size_t len);

/* ---- resume.c */

/* c, s, C, S, vCont; the data without a NUL inside. */
void gdb_resume(struct gdb_server *server, const char *data);
/* Z and z. */
void gdb_point(struct gdb_server *server, const char *data);
/* After a go: it may stand now. */
void gdb_halted(struct gdb_server *server);
/* The answer of `?`. */
void gdb_send_halt(struct gdb_server *server);

/* ---- monitor.c */

void gdb_monitor(struct gdb_server *server, const char *hex);

#endif
