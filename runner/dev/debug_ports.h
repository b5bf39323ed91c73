/*
 * The ports by which a ROM talks to its harness: the debug console at 0xE9 (reads give 0xE9, as Bochs has it)
 * and 0x01, the POST port at 0x80, and the exit ports at 0xF4 and 0x501.
 */
#ifndef DEV_DEBUG_PORTS_H
#define DEV_DEBUG_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/sink.h"

struct debug_ports {
	struct sink *console;
	struct sink *post;
	uint8_t post_last;   /* what a read of port 0x80 gives: the last byte written, 0 at first */
	bool exited;         /* the guest wrote to an exit port */
	uint32_t exit_value; /* at the width of the write */
};

/* The sinks are not owned and outlive the bus. */
int debug_ports_attach(struct debug_ports *ports, struct bus *bus, struct sink *console, struct sink *post,
		       struct err *err);

#endif
