#include "gdb/server_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x86/mode.h"
#include "x86/reg.h"

/* -1: the machine is gone. */
typedef int monitor_fn(struct gdb_server *server, const char *arg, struct buf *out);

static int devices(struct gdb_server *server, const char *arg, struct buf *out)
{
	struct buf text = {0};
	int ret = server->debuggee->devices(server->debuggee->ctx, &text, server->err);

	(void)arg;
	/* It comes from the worker, and gdb writes it to a terminal as it is. */
	text_visible_lines(text.data, text.len, out);
	buf_fini(&text);
	return ret;
}

static int state(struct gdb_server *server, const char *arg, struct buf *out)
{
	struct x86_state now;

	(void)arg;
	if (server->debuggee->get(server->debuggee->ctx, &now, server->err) < 0)
		return -1;
	buf_printf(out, "%s, %u-bit code, privilege level %u\n", x86_mode_name(x86_mode(&now)),
		   x86_code_bits(&now), x86_cpl(&now));
	x86_state_print(&now, out);
	return 0;
}

static int symbol(struct gdb_server *server, const char *arg, struct buf *out)
{
	if (!*arg)
		buf_adds(
			out,
			"monitor symbol NAME or ADDRESS: where a label is, or what is at a linear address\n");
	else if (!server->opts->symbol)
		buf_adds(out, "there are no symbols\n");
	else
		server->opts->symbol(server->opts->ctx, arg, out);
	return 0;
}

static int help(struct gdb_server *server, const char *arg, struct buf *out);

static const struct {
	const char *name, *arg, *does;
	monitor_fn *run;
} commands[] = {
	{"help", "", "this list", help},
	{"devices", "", "the state of the machine's devices", devices},
	{"state", "", "all registers, as cases have them", state},
	{"symbol", " NAME|ADDRESS", "where a label is, or what is at a linear address", symbol},
};

static int help(struct gdb_server *server, const char *arg, struct buf *out)
{
	(void)server;
	(void)arg;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		char *call = str_printf("monitor %s%s", commands[i].name, commands[i].arg);

		buf_printf(out, "%-30s %s\n", call, commands[i].does);
		free(call);
	}
	return 0;
}

static int run(struct gdb_server *server, char *line, struct buf *out)
{
	const char *name = line + strspn(line, " \t");
	char *arg = line + (name - line) + strcspn(name, " \t");
	char *quoted;

	if (*arg)
		*arg++ = 0;
	arg += strspn(arg, " \t");
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(server, arg, out);
	if (*name) {
		quoted = text_quoted(name);
		buf_printf(out, "there is no monitor command %s; there are:\n", quoted);
		free(quoted);
	}
	return help(server, "", out);
}

void gdb_monitor(struct gdb_server *server, const char *hex)
{
	char line[1024];
	struct buf out = {0};
	size_t len;

	if (gdb_hex_bytes(hex, (uint8_t *)line, sizeof line - 1, &len) < 0) {
		gdb_send_text(server, "E01");
		return;
	}
	line[len] = 0;
	if (run(server, line, &out) < 0) {
		gdb_send_console(server, server->err->text);
		gdb_send_console(server, "\n");
		gdb_send_text(server, "E01");
		gdb_finish(server, -1);
	} else {
		gdb_send_console(server, buf_str(&out));
		gdb_send_text(server, "OK");
	}
	buf_fini(&out);
}
