#include "engine/gdb_client.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"

/* Far more than any answer takes on a busy machine. */
#define ANSWER_MS 60000

/* Memory in one packet: QEMU's PacketSize is 4096, and a byte takes two digits. */
#define CHUNK_BYTES 1024

void gdb_client_fini(struct gdb_client *client)
{
	gdb_parser_fini(&client->parser);
	buf_fini(&client->answer);
}

static int send_bytes(struct gdb_client *client, const void *bytes, size_t len, struct err *err)
{
	if (client->ended)
		return err_set(err, "it ended");
	return process_write(client->process, bytes, len, err);
}

int gdb_client_send(struct gdb_client *client, const char *data, struct err *err)
{
	struct buf packet = {0};
	int ret;

	gdb_packet_add(data, strlen(data), &packet);
	ret = send_bytes(client, packet.data, packet.len, err);
	buf_fini(&packet);
	return ret;
}

int gdb_client_break(struct gdb_client *client, struct err *err)
{
	return send_bytes(client, "\x03", 1, err);
}

/* Whether a whole packet is in what came. */
static bool take(struct gdb_client *client)
{
	struct buf *got = &client->process->got;

	while (client->taken < got->len) {
		if (gdb_parser_put(&client->parser, got->data[client->taken++]) != GDB_PACKET)
			continue;
		buf_clear(&client->answer);
		buf_add(&client->answer, client->parser.body.data, client->parser.body.len);
		return true;
	}
	buf_clear(got);
	client->taken = 0;
	return false;
}

int gdb_client_wait(struct gdb_client *client, int wait_ms, struct err *err)
{
	uint64_t end = clock_now_ns() + (uint64_t)wait_ms * 1000000;

	while (!take(client)) {
		uint64_t now = clock_now_ns();

		if (now >= end)
			return 0;
		if (process_read(client->process, (int)((end - now + 999999) / 1000000), err) < 0) {
			client->ended = !interrupt_signal();
			return -1;
		}
	}
	return 1;
}

static int wait_for_answer(struct gdb_client *client, const char *data, struct err *err)
{
	int ret = gdb_client_wait(client, ANSWER_MS, err);

	if (ret == 0)
		return err_set(err, "no answer to \"%.40s\" in %d s", data, ANSWER_MS / 1000);
	return ret < 0 ? -1 : 0;
}

int gdb_client_ask(struct gdb_client *client, const char *data, struct err *err)
{
	if (gdb_client_send(client, data, err) < 0)
		return -1;
	return wait_for_answer(client, data, err);
}

static int refused(const struct gdb_client *client, const char *data, struct err *err)
{
	return err_set(err, "\"%.40s\" was answered with \"%.80s\"", data, buf_str(&client->answer));
}

int gdb_client_tell(struct gdb_client *client, const char *data, struct err *err)
{
	if (gdb_client_ask(client, data, err) < 0)
		return -1;
	return strcmp(buf_str(&client->answer), "OK") == 0 ? 0 : refused(client, data, err);
}

int gdb_client_start(struct gdb_client *client, struct err *err)
{
	if (gdb_client_ask(client, "qSupported:xmlRegisters=i386", err) < 0)
		return -1;
	return gdb_client_ask(client, "qXfer:features:read:target.xml:0,200", err);
}

/* What the monitor prints comes as packets of an O and digits, before the OK. */
static int add_output(struct gdb_client *client, const char *command, struct buf *out, struct err *err)
{
	uint8_t bytes[GDB_PACKET_MAX / 2];
	size_t len;

	if (client->answer.len < 2 || client->answer.data[0] != 'O' ||
	    gdb_hex_bytes((const char *)client->answer.data + 1, bytes, sizeof bytes, &len) < 0)
		return refused(client, command, err);
	if (out)
		buf_add(out, bytes, len);
	return 0;
}

int gdb_client_monitor(struct gdb_client *client, const char *command, struct buf *out, struct err *err)
{
	struct buf data = {0};
	int ret;

	buf_adds(&data, "qRcmd,");
	gdb_hex_add(command, strlen(command), &data);
	ret = gdb_client_ask(client, buf_str(&data), err);
	buf_fini(&data);
	while (ret == 0 && strcmp(buf_str(&client->answer), "OK") != 0) {
		ret = add_output(client, command, out, err);
		if (ret == 0)
			ret = wait_for_answer(client, command, err);
	}
	return ret;
}

static int read_chunk(struct gdb_client *client, uint64_t at, uint8_t *bytes, size_t len, struct err *err)
{
	char *data = str_printf("m%" PRIx64 ",%zx", at, len);
	int ret = gdb_client_ask(client, data, err);
	size_t got;

	if (ret == 0 && (gdb_hex_bytes(buf_str(&client->answer), bytes, len, &got) < 0 || got != len))
		ret = refused(client, data, err);
	free(data);
	return ret;
}

int gdb_client_read(struct gdb_client *client, uint64_t at, void *bytes, size_t len, struct err *err)
{
	for (size_t done = 0, part; done < len; done += part) {
		part = len - done < CHUNK_BYTES ? len - done : CHUNK_BYTES;
		if (read_chunk(client, at + done, (uint8_t *)bytes + done, part, err) < 0)
			return -1;
	}
	return 0;
}

int gdb_client_write(struct gdb_client *client, uint64_t at, const void *bytes, size_t len, struct err *err)
{
	struct buf data = {0};
	int ret = 0;

	for (size_t done = 0, part; done < len && ret == 0; done += part) {
		part = len - done < CHUNK_BYTES ? len - done : CHUNK_BYTES;
		buf_clear(&data);
		buf_printf(&data, "M%" PRIx64 ",%zx:", at + done, part);
		gdb_hex_add((const uint8_t *)bytes + done, part, &data);
		ret = gdb_client_tell(client, buf_str(&data), err);
	}
	buf_fini(&data);
	return ret;
}
