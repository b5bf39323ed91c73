/*
 * The frames of GDB's Remote Serial Protocol: `$`, data, `#`, two digits of a checksum (GDB manual, appendix
 * E.1). Knows no command. What comes is taken byte by byte, so that it may be split anywhere, and nothing
 * that the other end sends makes it grow.
 */
#ifndef GDB_PACKET_H
#define GDB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Bytes of data in a packet, announced as PacketSize; what escapes add is not counted. */
#define GDB_PACKET_MAX 16384

enum gdb_event {
	GDB_NOTHING,   /* more bytes are needed */
	GDB_PACKET,    /* `body` has the data, without escapes, until the next byte is put */
	GDB_TOO_LONG,  /* a packet that is whole but for what did not fit */
	GDB_BAD,       /* its checksum is another one */
	GDB_INTERRUPT, /* 0x03 between packets */
	GDB_ACK,
	GDB_NAK,
};

/* A zeroed one is between packets. */
struct gdb_parser {
	enum { GDB_BETWEEN, GDB_IN_DATA, GDB_IN_ESCAPE, GDB_IN_SUM_HIGH, GDB_IN_SUM_LOW } state;
	struct buf body;
	uint8_t sum; /* of the bytes as they came */
	uint8_t told;
	bool bad, too_long;
};

enum gdb_event gdb_parser_put(struct gdb_parser *parser, uint8_t byte);
void gdb_parser_fini(struct gdb_parser *parser);

/* Append the data as a packet, with what must not stand in one escaped. */
void gdb_packet_add(const void *data, size_t len, struct buf *out);

/* Hexadecimal digits for bytes, two a byte. */
void gdb_hex_add(const void *bytes, size_t len, struct buf *out);
/* As many bytes as there are pairs of digits, at most `max`; the text ends behind them. -1: it is something
 * else. */
int gdb_hex_bytes(const char *text, uint8_t *out, size_t max, size_t *out_len);
/* 1 to 16 digits from *text on, which then stands behind them. -1: there are none, or more. */
int gdb_hex_number(const char **text, uint64_t *out);

#endif
