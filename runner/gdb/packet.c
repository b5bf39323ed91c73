#include "gdb/packet.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static void begin(struct gdb_parser *parser)
{
	buf_clear(&parser->body);
	parser->sum = parser->told = 0;
	parser->bad = parser->too_long = false;
	parser->state = GDB_IN_DATA;
}

static enum gdb_event put_between(struct gdb_parser *parser, uint8_t byte)
{
	switch (byte) {
	case '$': begin(parser); return GDB_NOTHING;
	case 0x03: return GDB_INTERRUPT;
	case '+': return GDB_ACK;
	case '-': return GDB_NAK;
	default: return GDB_NOTHING;
	}
}

static void put_data(struct gdb_parser *parser, uint8_t byte)
{
	if (byte == '$') {
		/* Never part of data: the end of the packet before was lost. */
		begin(parser);
		return;
	}
	if (byte == '#') {
		parser->bad = parser->state == GDB_IN_ESCAPE;
		parser->state = GDB_IN_SUM_HIGH;
		return;
	}
	parser->sum = (uint8_t)(parser->sum + byte);
	if (parser->state == GDB_IN_DATA && byte == 0x7d) {
		parser->state = GDB_IN_ESCAPE;
		return;
	}
	if (parser->body.len == GDB_PACKET_MAX)
		parser->too_long = true;
	else
		buf_addc(&parser->body, parser->state == GDB_IN_ESCAPE ? byte ^ 0x20 : byte);
	parser->state = GDB_IN_DATA;
}

static void put_sum(struct gdb_parser *parser, uint8_t byte)
{
	int value = digit((char)byte);

	if (value < 0)
		parser->bad = true;
	parser->told = (uint8_t)(parser->told << 4 | (value & 15));
}

static enum gdb_event end(struct gdb_parser *parser)
{
	parser->state = GDB_BETWEEN;
	if (parser->bad || parser->sum != parser->told)
		return GDB_BAD;
	return parser->too_long ? GDB_TOO_LONG : GDB_PACKET;
}

enum gdb_event gdb_parser_put(struct gdb_parser *parser, uint8_t byte)
{
	switch (parser->state) {
	case GDB_BETWEEN: return put_between(parser, byte);
	case GDB_IN_DATA:
	case GDB_IN_ESCAPE: put_data(parser, byte); return GDB_NOTHING;
	case GDB_IN_SUM_HIGH:
		put_sum(parser, byte);
		parser->state = GDB_IN_SUM_LOW;
		return GDB_NOTHING;
	case GDB_IN_SUM_LOW: put_sum(parser, byte); return end(parser);
	}
	return GDB_NOTHING;
}

void gdb_parser_fini(struct gdb_parser *parser)
{
	buf_fini(&parser->body);
}

void gdb_packet_add(const void *data, size_t len, struct buf *out)
{
	const uint8_t *bytes = data;
	size_t start = out->len + 1;
	uint8_t sum = 0;

	buf_addc(out, '$');
	for (size_t i = 0; i < len; i++) {
		/* A star would mean a run of the byte before it. */
		if (bytes[i] == '$' || bytes[i] == '#' || bytes[i] == 0x7d || bytes[i] == '*') {
			buf_addc(out, 0x7d);
			buf_addc(out, bytes[i] ^ 0x20);
		} else {
			buf_addc(out, bytes[i]);
		}
	}
	for (size_t i = start; i < out->len; i++)
		sum = (uint8_t)(sum + out->data[i]);
	buf_printf(out, "#%02x", sum);
}

void gdb_hex_add(const void *bytes, size_t len, struct buf *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *at = bytes;

	for (size_t i = 0; i < len; i++) {
		buf_addc(out, (uint8_t)digits[at[i] >> 4]);
		buf_addc(out, (uint8_t)digits[at[i] & 15]);
	}
}

int gdb_hex_bytes(const char *text, uint8_t *out, size_t max, size_t *out_len)
{
	size_t len = 0;

	for (; text[0]; text += 2) {
		int high = digit(text[0]), low = digit(text[1]);

		if (high < 0 || low < 0 || len == max)
			return -1;
		out[len++] = (uint8_t)(high << 4 | low);
	}
	*out_len = len;
	return 0;
}

int gdb_hex_number(const char **text, uint64_t *out)
{
	const char *at = *text;
	uint64_t value = 0;
	int next;

	while ((next = digit(*at)) >= 0) {
		if (at - *text == 16)
			return -1;
		value = value << 4 | (unsigned)next;
		at++;
	}
	if (at == *text)
		return -1;
	*text = at;
	*out = value;
	return 0;
}
