/*
 * The ports by which a ROM talks to its harness: the debug console, the POST port, and the exit ports at 0xF4
 * and 0x501.
 *
 * The console is at 0xE9, which reads 0xE9 as in Bochs, and at 0x01, write only; the POST port is at 0x80. A
 * machine that sets a port has that stream at this port alone, and the usual places are free.
 *
 * A port of 8 bits gives each byte written there to its stream; a wider access reaches the next ports with
 * the other bytes, as on ISA. A port of 16 bits takes a word whole: both bytes go to the stream, low first. A
 * byte gives one byte; of a doubleword the upper half belongs to the word port behind it, where nothing is.
 *
 * A console port reads 0xE9 in its low byte, which is how SeaBIOS finds one at 0x402; a word reads 0x00E9
 * from a port of 16 bits. A POST port reads the last value written to it, with a high byte of 0 after a byte.
 */
#ifndef DEV_DEBUG_PORTS_H
#define DEV_DEBUG_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/sink.h"

struct debug_port {
	bool is_set; /* false: the usual place */
	uint16_t port;
	uint8_t bits; /* 8 or 16 */
};

struct debug_ports_config {
	struct sink *console, *post;
	struct debug_port console_port, post_port;
};

#define DEBUG_STREAMS_MAX 3

struct debug_ports {
	struct debug_ports_config config;
	uint16_t post_last; /* what a read of the POST port gives: the last value written, 0 at first */
	struct debug_port streams[DEBUG_STREAMS_MAX]; /* where the console and the POST port are */
	unsigned stream_count;
	bool exited;         /* the guest wrote to an exit port */
	uint32_t exit_value; /* at the width of the write */
};

/*
 * The configuration is copied; its sinks are not owned and outlive the bus. A port that another device has,
 * or that two of these shall have, is an error.
 */
int debug_ports_attach(struct debug_ports *ports, struct bus *bus, const struct debug_ports_config *config,
		       struct err *err);

#endif
