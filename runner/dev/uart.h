/*
 * A 16550A UART (National Semiconductor PC16550D data sheet, June 1995; "8.x" in comments are its sections)
 * as a PC has it: its interrupt reaches the line only while MCR.OUT2 is set. Loopback leaves that bit its
 * effect, as super I/O chips do, though the pin OUT2 itself goes inactive there.
 *
 * The transmitter: bytes leave at once, at any divisor, so it is always empty. While LCR sends a break, what
 * is written is lost, as on the wire.
 *
 * At the other end somebody types (typist.h), with a modem that is always ready (MSR 0xB0). He sends a byte
 * UART_CHARACTER_NS after the one before it, and never into a full receiver: he waits until there is room, as
 * with RTS/CTS, and then for one more character time. So input is never overrun. He starts when the guest
 * first touches the UART, and sees what it transmits; a guest that sets it up (LCR, FCR, MCR, IER, divisor)
 * holds him back by UART_SETTLE_NS at each write, and DLAB and loopback hold him back as long as they are
 * set. Bytes that a FIFO reset throws away before the guest looked at LSR, IIR or RBR are sent again:
 * nobody's set-up eats input that nobody has seen.
 */
#ifndef DEV_UART_H
#define DEV_UART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/line.h"
#include "dev/sink.h"
#include "dev/typist.h"
#include "dev/vtime.h"

#define UART_PORTS 8
#define UART_FIFO  16

#define UART_CHARACTER_NS 10000u                  /* from one byte of the input to the next */
#define UART_SETTLE_NS    20000u                  /* quiet after a write that sets the UART up */
#define UART_TIMEOUT_NS   (4 * UART_CHARACTER_NS) /* 8.11: four character times */

struct uart_config {
	struct sink *out;
	struct typist_config typist;
	struct vtime *time;
	struct line irq;
};

struct uart {
	struct uart_config config;
	uint8_t ier, lcr, mcr, scratch;
	uint8_t fcr;        /* FIFO enable and trigger level as written (write-only in the hardware) */
	uint8_t lsr_errors; /* the sticky bits of LSR: overrun, and the errors of characters that were on top
			     */
	uint8_t msr_delta;  /* delta bits of MSR, cleared by reading it */
	uint8_t msr_lines;  /* the lines at the last look, to find the deltas */
	uint16_t divisor;

	uint8_t rx[UART_FIFO];
	uint8_t rx_errors[UART_FIFO]; /* LSR bits of each character, 0 once they were on top */
	uint8_t rx_count;

	bool thre_pending; /* the transmitter-empty interrupt was not taken yet */
	bool timed_out;    /* the character timeout, until RBR is read */
	bool irq_high;

	bool is_touched; /* the guest has used the UART: the other end may begin */
	struct typist typist;
	size_t unseen; /* how many bytes of his are in `rx` and the guest has not looked since */
	uint64_t quiet_until_ns;
	struct vtime_alarm send, timeout;
};

/*
 * Power-on state, and the eight ports from `first` on. The configuration is copied; the sink, what the typist
 * has and the time are not owned and outlive the UART, which must not be moved: the time holds its alarms.
 */
int uart_attach(struct uart *uart, struct bus *bus, uint16_t first, const struct uart_config *config,
		struct err *err);

#endif
