#include "gdb/server_private.h"

#include <stdlib.h>
#include <string.h>

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The machine is gone while gdb waits for an answer that is no halt. */
static void gone(struct gdb_server *server)
{
	/* In words gdb 13 takes it for the bytes that it asked for, and then for a fault of its own. */
	gdb_send_error_number(server, server->err->text);
	gdb_finish(server, -1);
}

static bool get(struct gdb_server *server, struct x86_state *state)
{
	if (server->debuggee->get(server->debuggee->ctx, state, server->err) == 0)
		return true;
	gone(server);
	return false;
}

static void set(struct gdb_server *server, const struct x86_state *state)
{
	int ret = server->debuggee->set(server->debuggee->ctx, state, server->err);

	if (ret < 0)
		gone(server);
	else if (ret)
		gdb_send_error(server, server->err->text);
	else
		gdb_send_text(server, "OK");
}

/* ---- registers */

static void add_register(struct gdb_server *server, const struct x86_state *state, size_t number,
			 struct buf *out)
{
	uint8_t value[GDB_REGISTER_MAX];

	gdb_register_get(server->layout, number, state, value);
	gdb_hex_add(value, gdb_register_size(server->layout, number), out);
}

static void read_all(struct gdb_server *server, const char *data)
{
	struct buf reply = {0};
	struct x86_state state;

	(void)data;
	if (!get(server, &state))
		return;
	for (size_t i = 0; i < gdb_register_count(server->layout); i++)
		add_register(server, &state, i, &reply);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

static void read_one(struct gdb_server *server, const char *data)
{
	struct buf reply = {0};
	struct x86_state state;
	uint64_t number;

	data++;
	if (gdb_hex_number(&data, &number) < 0 || *data || number >= gdb_register_count(server->layout)) {
		gdb_send_error(server, "there is no such register");
		return;
	}
	if (!get(server, &state))
		return;
	add_register(server, &state, number, &reply);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

static void write_all(struct gdb_server *server, const char *data)
{
	uint8_t values[GDB_REGISTER_MAX * 128];
	size_t len, expected = 0;
	struct x86_state state;
	struct err err;

	for (size_t i = 0; i < gdb_register_count(server->layout); i++)
		expected += gdb_register_size(server->layout, i);
	if (gdb_hex_bytes(data + 1, values, sizeof values, &len) < 0 || len != expected)
		gdb_send_error(server, "these are not all registers");
	else if (get(server, &state)) {
		if (gdb_registers_set(server->layout, values, &state, &err) < 0)
			gdb_send_error(server, err.text);
		else
			set(server, &state);
	}
}

static void write_one(struct gdb_server *server, const char *data)
{
	uint8_t value[GDB_REGISTER_MAX];
	struct x86_state state;
	struct err err;
	uint64_t number;
	size_t len;

	data++;
	if (gdb_hex_number(&data, &number) < 0 || *data++ != '=' ||
	    number >= gdb_register_count(server->layout) ||
	    gdb_hex_bytes(data, value, sizeof value, &len) < 0 ||
	    len != gdb_register_size(server->layout, number)) {
		gdb_send_error(server, "there is no such register");
		return;
	}
	if (!get(server, &state))
		return;
	if (gdb_register_set(server->layout, number, value, &state, &err) < 0)
		gdb_send_error(server, err.text);
	else
		set(server, &state);
}

/* ---- memory */

/* "addr,len", and then `end`. */
static int range(const char **data, char end, uint64_t *linear, uint64_t *len)
{
	if (gdb_hex_number(data, linear) < 0 || *(*data)++ != ',' || gdb_hex_number(data, len) < 0 ||
	    **data != end)
		return -1;
	return 0;
}

static void read_memory(struct gdb_server *server, const char *data)
{
	uint8_t bytes[GDB_PACKET_MAX / 2];
	struct buf reply = {0};
	uint64_t linear, len;
	size_t have = 0;

	data++;
	if (range(&data, 0, &linear, &len) < 0) {
		gdb_send_error_number(server, "no address and length");
		return;
	}
	if (len > sizeof bytes)
		len = sizeof bytes;
	if (len && linear + (len - 1) < linear)
		len = -linear;
	if (len &&
	    server->debuggee->read(server->debuggee->ctx, linear, bytes, len, &have, server->err) < 0) {
		gone(server);
		return;
	}
	if (len && !have) {
		gdb_send_error_number(server, "there is no memory");
		return;
	}
	gdb_hex_add(bytes, have, &reply);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

static void write_bytes(struct gdb_server *server, uint64_t linear, const uint8_t *bytes, size_t len)
{
	int ret;

	if (len && linear + (len - 1) < linear) {
		gdb_send_error(server, "beyond the last address");
		return;
	}
	ret = len ? server->debuggee->write(server->debuggee->ctx, linear, bytes, len, server->err) : 0;
	if (ret < 0)
		gone(server);
	else if (ret)
		gdb_send_error(server, "some of it is no memory");
	else
		gdb_send_text(server, "OK");
}

static void write_hex(struct gdb_server *server, const char *data)
{
	uint8_t bytes[GDB_PACKET_MAX / 2];
	uint64_t linear, len;
	size_t have;

	data++;
	if (range(&data, ':', &linear, &len) < 0 || gdb_hex_bytes(data + 1, bytes, sizeof bytes, &have) < 0 ||
	    have != len)
		gdb_send_error(server, "not as many bytes as were told");
	else
		write_bytes(server, linear, bytes, have);
}

static void write_binary(struct gdb_server *server, const uint8_t *data, size_t data_len)
{
	const char *at = (const char *)data + 1;
	uint64_t linear, len;

	/* The numbers end before the first byte that is none, at the NUL behind the data at the latest. */
	if (range(&at, ':', &linear, &len) < 0 || len != data_len - (size_t)(at + 1 - (const char *)data))
		gdb_send_error(server, "not as many bytes as were told");
	else
		write_bytes(server, linear, (const uint8_t *)at + 1, len);
}

/* ---- queries */

static void supported(struct gdb_server *server, const char *data)
{
	char *reply;

	server->swbreak = strstr(data, "swbreak+") != NULL;
	server->hwbreak = strstr(data, "hwbreak+") != NULL;
	server->words = strstr(data, "error-message+") != NULL;
	reply = str_printf(
		"PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;swbreak+;hwbreak+;vContSupported+%s",
		GDB_PACKET_MAX, server->words ? ";error-message+" : "");
	gdb_send_text(server, reply);
	free(reply);
}

/* From the first byte on it is the description of the present mode; registers are answered by it from now on.
 */
static bool describe(struct gdb_server *server)
{
	struct x86_state state;

	if (!get(server, &state))
		return false;
	server->layout = gdb_layout_of(&state);
	buf_clear(&server->xml);
	gdb_layout_xml(server->layout, &server->xml);
	return true;
}

static void read_features(struct gdb_server *server, const char *data)
{
	struct buf reply = {0};
	uint64_t offset, len;

	data += strlen("qXfer:features:read:");
	if (!starts(data, "target.xml:")) {
		gdb_send_text(server, "E00");
		return;
	}
	data += strlen("target.xml:");
	if (range(&data, 0, &offset, &len) < 0) {
		gdb_send_text(server, "E00");
		return;
	}
	if (offset == 0 && !describe(server))
		return;
	if (offset > server->xml.len)
		offset = server->xml.len;
	/* Half a packet: each byte may need an escape. */
	if (len > GDB_PACKET_MAX / 2)
		len = GDB_PACKET_MAX / 2;
	buf_addc(&reply, len < server->xml.len - offset ? 'm' : 'l');
	if (len > server->xml.len - offset)
		len = server->xml.len - offset;
	if (len)
		buf_add(&reply, server->xml.data + offset, len);
	gdb_send(server, reply.data, reply.len);
	buf_fini(&reply);
}

static void start_no_ack(struct gdb_server *server, const char *data)
{
	(void)data;
	/* This very answer is still acknowledged. */
	server->no_ack_next = true;
	gdb_send_text(server, "OK");
}

static void monitor(struct gdb_server *server, const char *data)
{
	gdb_monitor(server, data + strlen("qRcmd,"));
}

static void halt_reason(struct gdb_server *server, const char *data)
{
	(void)data;
	gdb_send_halt(server);
}

static void kill_it(struct gdb_server *server, const char *data)
{
	if (data[0] == 'v')
		gdb_send_text(server, "OK");
	gdb_finish(server, 1);
}

static void detach(struct gdb_server *server, const char *data)
{
	(void)data;
	gdb_send_text(server, "OK");
	gdb_finish(server, 0);
}

/* ---- all of them */

static const struct {
	const char *begins;
	void (*run)(struct gdb_server *server, const char *data);
	const char *answers; /* instead of `run` */
} commands[] = {
	{"qSupported", supported, NULL},
	{"QStartNoAckMode", start_no_ack, NULL},
	{"qXfer:features:read:", read_features, NULL},
	{"qRcmd,", monitor, NULL},
	/* The machine was made for gdb: leaving gdb ends it. */
	{"qAttached", NULL, "0"},
	{"qCRC:", NULL, ""},
	{"qC", NULL, "QC1"},
	{"qfThreadInfo", NULL, "m1"},
	{"qsThreadInfo", NULL, "l"},
	{"vCont?", NULL, "vCont;c;C;s;S"},
	{"vCont;", gdb_resume, NULL},
	{"vKill", kill_it, NULL},
	{"?", halt_reason, NULL},
	{"H", NULL, "OK"},
	{"T", NULL, "OK"},
	{"g", read_all, NULL},
	{"G", write_all, NULL},
	{"p", read_one, NULL},
	{"P", write_one, NULL},
	{"m", read_memory, NULL},
	{"M", write_hex, NULL},
	{"Z", gdb_point, NULL},
	{"z", gdb_point, NULL},
	{"c", gdb_resume, NULL},
	{"C", gdb_resume, NULL},
	{"s", gdb_resume, NULL},
	{"S", gdb_resume, NULL},
	{"k", kill_it, NULL},
	{"D", detach, NULL},
};

void gdb_command(struct gdb_server *server, const uint8_t *data, size_t len)
{
	const char *text = len ? (const char *)data : "";

	if (*text == 'X') {
		write_binary(server, data, len);
		return;
	}
	for (size_t i = 0; strlen(text) == len && i < sizeof commands / sizeof commands[0]; i++) {
		if (!starts(text, commands[i].begins))
			continue;
		if (commands[i].run)
			commands[i].run(server, text);
		else
			gdb_send_text(server, commands[i].answers);
		return;
	}
	/* An empty answer: it is not known here. */
	gdb_send_text(server, "");
}
