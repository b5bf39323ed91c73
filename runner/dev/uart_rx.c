#include "dev/uart_private.h"

#include <string.h>

/* ---- the receiver */

bool uart_rx_reached_trigger(const struct uart *uart)
{
	static const uint8_t levels[] = {1, 4, 8, 14}; /* 8.5, bits 6 and 7 of FCR */

	return uart->rx_count >= (uart_fifo_mode(uart) ? levels[uart->fcr >> 6] : 1);
}

static unsigned rx_capacity(const struct uart *uart)
{
	return uart_fifo_mode(uart) ? UART_FIFO : 1;
}

/* The first character's errors show in LSR, and stay there until it is read. */
static void rx_reveal(struct uart *uart)
{
	if (!uart->rx_count)
		return;
	uart->lsr_errors |= uart->rx_errors[0];
	uart->rx_errors[0] = 0;
}

static void timeout_restart(struct uart *uart)
{
	bool runs = uart_fifo_mode(uart) && uart->rx_count;

	uart->timeout.at_ns = runs ? uart->config.time->now_ns + UART_TIMEOUT_NS : VTIME_NEVER;
}

/* What is thrown away and nobody has looked at is still to be sent. */
static void take_back(struct uart *uart)
{
	typist_take_back(&uart->typist, uart->unseen, uart->config.time->now_ns);
	uart->unseen = 0;
}

void uart_rx_push(struct uart *uart, uint8_t value, uint8_t errors)
{
	if (uart->rx_count == rx_capacity(uart)) {
		uart->lsr_errors |= LSR_OE;
		/* 8.4: without FIFOs the new character destroys the old one; with them it is lost itself. */
		if (uart_fifo_mode(uart))
			return;
		uart->rx_count = 0;
		take_back(uart);
	}
	uart->rx[uart->rx_count] = value;
	uart->rx_errors[uart->rx_count] = errors;
	uart->rx_count++;
	rx_reveal(uart);
	timeout_restart(uart);
}

void uart_rx_clear(struct uart *uart)
{
	uart->rx_count = 0;
	/* The errors of characters go with them; an overrun happened all the same. */
	uart->lsr_errors &= LSR_OE;
	uart->timed_out = false;
	timeout_restart(uart);
	take_back(uart);
}

uint8_t uart_rx_pop(struct uart *uart)
{
	uint8_t value = uart->rx[0];
	uint64_t next_ns = uart->config.time->now_ns + UART_CHARACTER_NS;

	uart->unseen = 0;
	uart->timed_out = false;
	if (uart->rx_count == rx_capacity(uart) && uart->quiet_until_ns < next_ns)
		uart->quiet_until_ns = next_ns;
	if (uart->rx_count) {
		uart->rx_count--;
		memmove(uart->rx, uart->rx + 1, uart->rx_count);
		memmove(uart->rx_errors, uart->rx_errors + 1, uart->rx_count);
	}
	rx_reveal(uart);
	timeout_restart(uart);
	return value;
}

static bool has_character_error(const struct uart *uart)
{
	if (uart->lsr_errors & LSR_CHARACTER)
		return true;
	for (unsigned i = 0; i < uart->rx_count; i++) {
		if (uart->rx_errors[i])
			return true;
	}
	return false;
}

uint8_t uart_rx_status(struct uart *uart)
{
	uint8_t value = LSR_THRE | LSR_TEMT | uart->lsr_errors;

	if (uart->rx_count)
		value |= LSR_DR;
	if (uart_fifo_mode(uart) && has_character_error(uart))
		value |= LSR_FIFO_ERROR;
	uart->lsr_errors = 0;
	uart->unseen = 0;
	return value;
}

/* In loopback a break is one character of zeros that has no stop bit, and no parity bit where that should be
 * one (8.4, bits 2 to 4). */
void uart_rx_break(struct uart *uart)
{
	bool wants_one = (uart->lcr & LCR_PARITY) && !(uart->lcr & LCR_EVEN);

	uart_rx_push(uart, 0, LSR_BI | LSR_FE | (wants_one ? LSR_PE : 0));
}

static void timeout_ring(void *owner)
{
	struct uart *uart = owner;

	uart->timed_out = true;
	uart_irq_update(uart);
}

/* ---- the other end */

static bool sender_may(const struct uart *uart)
{
	return !(uart->mcr & MCR_LOOP) && !(uart->lcr & LCR_DLAB) && uart->rx_count < rx_capacity(uart);
}

void uart_sender_schedule(struct uart *uart)
{
	uint64_t due_ns = typist_due_ns(&uart->typist);

	if (due_ns < uart->quiet_until_ns)
		due_ns = uart->quiet_until_ns;
	uart->send.at_ns = sender_may(uart) ? due_ns : VTIME_NEVER;
}

void uart_sender_hold(struct uart *uart)
{
	uint64_t quiet_until_ns = uart->config.time->now_ns + UART_SETTLE_NS;

	if (uart->quiet_until_ns < quiet_until_ns)
		uart->quiet_until_ns = quiet_until_ns;
}

void uart_sender_touch(struct uart *uart)
{
	if (uart->is_touched)
		return;
	uart->is_touched = true;
	uart_sender_hold(uart);
	typist_start(&uart->typist, uart->config.time->now_ns);
}

static void sender_ring(void *owner)
{
	struct uart *uart = owner;

	uart_rx_push(uart, typist_send(&uart->typist, uart->config.time->now_ns), 0);
	uart->unseen++;
	uart_sender_schedule(uart);
	uart_irq_update(uart);
}

void uart_transmit(struct uart *uart, uint8_t value)
{
	sink_put(uart->config.out, value);
	typist_hear(&uart->typist, uart->config.time->now_ns);
}

void uart_rx_init(struct uart *uart)
{
	typist_init(&uart->typist, &uart->config.typist, UART_CHARACTER_NS);
	vtime_attach(uart->config.time, &uart->send, sender_ring, uart);
	vtime_attach(uart->config.time, &uart->timeout, timeout_ring, uart);
}
