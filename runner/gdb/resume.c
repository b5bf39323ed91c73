#include "gdb/server_private.h"

#include <string.h>

#include "base/text.h"

/* What gdb calls the signals of a halt (GDB manual, appendix E.2). */
enum { SIGNAL_INT = 2, SIGNAL_TRAP = 5, SIGNAL_SEGV = 11 };

/* ---- points */

static bool same(const struct debug_point *a, const struct debug_point *b)
{
	return a->kind == b->kind && a->linear == b->linear && a->len == b->len;
}

static void insert(struct gdb_server *server, const struct debug_point *point)
{
	for (size_t i = 0; i < server->count; i++) {
		if (same(&server->points[i], point)) {
			gdb_send_text(server, "OK");
			return;
		}
	}
	if (server->count == DEBUG_POINTS_MAX) {
		gdb_send_error(server, "too many breakpoints and watchpoints");
		return;
	}
	server->points[server->count++] = *point;
	gdb_send_text(server, "OK");
}

static void take_away(struct gdb_server *server, const struct debug_point *point)
{
	for (size_t i = 0; i < server->count; i++) {
		if (same(&server->points[i], point)) {
			server->points[i] = server->points[--server->count];
			break;
		}
	}
	gdb_send_text(server, "OK");
}

/* Ztype,addr,kind: of a watch `kind` is the length; conditions were not announced. */
static int point_parse(const char *data, struct debug_point *point)
{
	unsigned kind = (unsigned)(data[1] - '0');
	const char *at = data + 2;
	uint64_t len;

	if (kind >= DEBUG_POINT_KINDS || *at++ != ',' || gdb_hex_number(&at, &point->linear) < 0 ||
	    *at++ != ',' || gdb_hex_number(&at, &len) < 0 || (*at && *at != ';'))
		return -1;
	point->kind = (enum debug_point_kind)kind;
	point->len = kind >= DEBUG_WATCH_WRITE ? len : 1;
	return point->len && point->linear + (point->len - 1) >= point->linear ? 0 : -1;
}

void gdb_point(struct gdb_server *server, const char *data)
{
	struct debug_point point = {0};

	if (data[1] > '4' || data[1] < '0')
		gdb_send_text(server, "");
	else if (point_parse(data, &point) < 0)
		gdb_send_error(server, "no such breakpoint or watchpoint can be");
	else if (data[0] == 'Z')
		insert(server, &point);
	else
		take_away(server, &point);
}

/* ---- standing */

/* gdb knows a watch by an address inside it, while an access may begin before. */
static uint64_t inside(const struct debug_point *point, uint64_t linear)
{
	return linear - point->linear < point->len ? linear : point->linear;
}

static void reason(const struct gdb_server *server, struct buf *out)
{
	static const char *const watches[DEBUG_POINT_KINDS] = {
		[DEBUG_WATCH_WRITE] = "watch",
		[DEBUG_WATCH_READ] = "rwatch",
		[DEBUG_WATCH_ACCESS] = "awatch",
	};
	const struct debug_halt *halt = &server->halt;
	enum debug_point_kind kind = halt->point.kind;

	if (halt->kind == DEBUG_AT_WATCH && kind < DEBUG_POINT_KINDS && watches[kind])
		buf_printf(out, "%s:%llx;", watches[kind],
			   (unsigned long long)inside(&halt->point, halt->linear));
	if (halt->kind == DEBUG_AT_BREAK && kind == DEBUG_BREAK && server->swbreak)
		buf_adds(out, "swbreak:;");
	if (halt->kind == DEBUG_AT_BREAK && kind == DEBUG_BREAK_STEPPED && server->hwbreak)
		buf_adds(out, "hwbreak:;");
}

static unsigned signal_of(const struct debug_halt *halt)
{
	if (halt->kind == DEBUG_INTERRUPTED)
		return SIGNAL_INT;
	return halt->kind == DEBUG_ENDED && halt->shutdown ? SIGNAL_SEGV : SIGNAL_TRAP;
}

void gdb_send_halt(struct gdb_server *server)
{
	struct buf reply = {0};

	buf_printf(&reply, "T%02xthread:1;", signal_of(&server->halt));
	reason(server, &reply);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

/* While gdb waits for the guest: say why it is gone, and that it died by a signal (SIGKILL). */
static void gone(struct gdb_server *server)
{
	server->running = false;
	gdb_send_console(server, "romkit: ");
	gdb_send_console(server, server->err->text);
	gdb_send_console(server, "\n");
	gdb_send_text(server, "X09");
	gdb_finish(server, -1);
}

void gdb_halted(struct gdb_server *server)
{
	int took = server->debuggee->take(server->debuggee->ctx, &server->halt, server->err);

	if (took < 0)
		gone(server);
	if (took <= 0)
		return;
	server->running = false;
	if (server->halt.text[0]) {
		struct buf line = {0};

		buf_adds(&line, "romkit: ");
		text_plain(server->halt.text, &line);
		buf_addc(&line, '\n');
		gdb_send_console(server, buf_str(&line));
		buf_fini(&line);
	}
	gdb_send_halt(server);
}

/* ---- going */

static void go(struct gdb_server *server, bool step)
{
	const struct debuggee *debuggee = server->debuggee;

	if (server->halt.kind == DEBUG_ENDED) {
		gdb_send_text(server, "W00");
		gdb_finish(server, 1);
		return;
	}
	if (debuggee->set_points(debuggee->ctx, server->points, server->count, server->err) < 0 ||
	    debuggee->go(debuggee->ctx, step, server->err) < 0)
		gone(server);
	else
		server->running = true;
}

/* "c ADDR": from that linear address on. false: an error was answered. */
static bool go_to(struct gdb_server *server, const char *address)
{
	uint8_t value[GDB_REGISTER_MAX] = {0};
	struct x86_state state;
	struct err err;
	uint64_t linear;
	int set;

	if (gdb_hex_number(&address, &linear) < 0 || *address) {
		gdb_send_error(server, "no address");
		return false;
	}
	memcpy(value, &linear, sizeof linear);
	if (server->debuggee->get(server->debuggee->ctx, &state, server->err) < 0) {
		gone(server);
		return false;
	}
	if (gdb_register_set(server->layout, gdb_register_ip(server->layout), value, &state, &err) < 0) {
		gdb_send_error(server, err.text);
		return false;
	}
	set = server->debuggee->set(server->debuggee->ctx, &state, server->err);
	if (set < 0)
		gone(server);
	else if (set)
		gdb_send_error(server, server->err->text);
	return set == 0;
}

/* A signal that gdb passes on means nothing to a machine. */
void gdb_resume(struct gdb_server *server, const char *data)
{
	const char *action = data, *address;

	if (strncmp(data, "vCont;", 6) == 0) {
		/* There is one processor, so that the first action is its. */
		action = data + 6;
		address = NULL;
	} else if (*action == 'C' || *action == 'S') {
		address = strchr(action, ';');
		address = address ? address + 1 : NULL;
	} else {
		address = action[1] ? action + 1 : NULL;
	}
	if (!strchr("cCsS", *action) || !*action)
		gdb_send_error(server, "c and s are all that a machine can do");
	else if (!address || go_to(server, address))
		go(server, *action == 's' || *action == 'S');
}
