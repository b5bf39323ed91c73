#include "fake_worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "pool/wire.h"

static void send_bytes(const void *bytes, size_t len)
{
	struct err err;

	if (io_write_full(STDOUT_FILENO, bytes, len, &err) < 0)
		_exit(4);
}

/* Of the request that is being answered. */
static uint64_t request_id;

static void send_result(uint64_t cycles, size_t output_bytes)
{
	struct result result = {.cycles = cycles};
	struct buf frame = {0};

	buf_fill(&result.console, 'x', output_bytes);

	wire_put_result(&frame, &result);
	wire_set_id(&frame, request_id);
	send_bytes(frame.data, frame.len);
	buf_fini(&frame);
	result_fini(&result);
}

static void send_text(enum wire_type type, const char *text)
{
	struct buf frame = {0};

	wire_put_text(&frame, type, text);
	wire_set_id(&frame, request_id);
	send_bytes(frame.data, frame.len);
	buf_fini(&frame);
}

static void send_header(uint32_t type, uint64_t payload_bytes)
{
	struct wire_header header = {WIRE_MAGIC, type, request_id, payload_bytes};

	send_bytes(&header, sizeof header);
}

static void sleep_ms(unsigned ms)
{
	usleep(ms * 1000);
}

static void do_as_told(const char *word, uint64_t number)
{
	if (strcmp(word, "slow") == 0)
		sleep_ms(300);
	if (strcmp(word, "ok") == 0 || strcmp(word, "slow") == 0) {
		send_result(number, 0);
	} else if (strcmp(word, "who") == 0) {
		sleep_ms(300);
		send_result((uint64_t)getpid(), 0);
	} else if (strcmp(word, "large") == 0) {
		send_result(number, FAKE_OUTPUT_BYTES);
	} else if (strcmp(word, "deaf") == 0) {
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		sleep_ms(60000);
	} else if (strcmp(word, "twice") == 0) {
		send_result(number, 0);
		send_result(number + 1, 0);
	} else if (strcmp(word, "farewell") == 0) {
		send_result(number, 0);
		_exit(0);
	} else if (strcmp(word, "error") == 0) {
		send_text(WIRE_ERROR, "the machine has no such thing");
	} else if (strcmp(word, "die") == 0) {
		_exit(3);
	} else if (strcmp(word, "crash") == 0) {
		raise(SIGKILL);
	} else if (strcmp(word, "hang") == 0) {
		sleep_ms(60000);
	} else if (strcmp(word, "garbage") == 0) {
		send_bytes("this is no frame of ours at all", 31);
	} else if (strcmp(word, "long") == 0) {
		send_header(WIRE_RESULT, UINT64_MAX / 2);
	} else if (strcmp(word, "short") == 0) {
		send_header(WIRE_RESULT, 1000);
		_exit(0);
	} else if (strcmp(word, "bad") == 0) {
		send_text(WIRE_RESULT, "no result");
	} else if (strcmp(word, "unknown") == 0) {
		send_text((enum wire_type)99, "");
	}
}

/* Returns false at the end of input. */
static bool serve_one(void)
{
	struct wire_header header;
	struct buf payload = {0};
	struct request request;
	char word[32] = "";
	unsigned long long number = 0;
	struct err err;

	if (io_read_full(STDIN_FILENO, &header, sizeof header, &err))
		return false;
	request_id = header.id;
	buf_fill(&payload, 0, (size_t)header.payload_bytes);
	if (io_read_full(STDIN_FILENO, payload.data, payload.len, &err) ||
	    wire_get_request(payload.data, payload.len, &request, &err) < 0)
		_exit(5);
	sscanf(buf_str(&request.image), "%31s %llu", word, &number);
	do_as_told(word, number);
	request_fini(&request);
	buf_fini(&payload);
	return true;
}

int fake_worker_main(void)
{
	if (getenv("FAKE_WORKER_MUTE"))
		return 7;
	send_text(WIRE_HELLO, "");
	if (getenv("FAKE_WORKER_QUIT"))
		return 8;
	while (serve_one())
		;
	if (getenv("FAKE_WORKER_STAY"))
		sleep_ms(60000);
	return 0;
}
