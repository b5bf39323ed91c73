/*
 * A 16550A UART with output (National Semiconductor PC16550D data sheet, June 1995). Bytes leave at once, so
 * the transmitter is always empty; nothing is ever received but what loopback sends back. No interrupt line
 * yet: IIR tells what would be pending.
 */
#ifndef DEV_UART_H
#define DEV_UART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/sink.h"

#define UART_PORTS 8
#define UART_FIFO  16

struct uart {
	struct sink *out;
	uint8_t ier, lcr, mcr, scratch;
	uint8_t fcr;        /* FIFO enable and trigger level as written (write-only in the hardware) */
	uint8_t lsr_errors; /* the sticky bits: overrun */
	uint8_t msr_delta;  /* delta bits of MSR, cleared by reading it */
	uint8_t msr_lines;  /* the lines at the last look, to find the deltas */
	uint16_t divisor;
	uint8_t rx[UART_FIFO]; /* what loopback received */
	uint8_t rx_count;
	bool thre_pending; /* the transmitter-empty interrupt was not taken yet */
};

/* Power-on state, and the eight ports from `first` on. The sink is not owned and outlives the bus. */
int uart_attach(struct uart *uart, struct bus *bus, uint16_t first, struct sink *out, struct err *err);

#endif
