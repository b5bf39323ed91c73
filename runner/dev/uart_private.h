/* What the two halves of the UART share: uart.c has registers and interrupts, uart_rx.c the receiver and the
 * other end of the line. */
#ifndef DEV_UART_PRIVATE_H
#define DEV_UART_PRIVATE_H

#include "dev/uart.h"

#define IER_RDA  0x01
#define IER_THRE 0x02
#define IER_RLS  0x04
#define IER_MSI  0x08
#define IER_BITS 0x0f

#define IIR_NONE    0x01
#define IIR_MSI     0x00
#define IIR_THRE    0x02
#define IIR_RDA     0x04
#define IIR_RLS     0x06
#define IIR_TIMEOUT 0x0c
#define IIR_ID      0x0f
#define IIR_FIFOS   0xc0

#define FCR_ENABLE   0x01
#define FCR_RESET_RX 0x02
#define FCR_KEPT     0xc9

#define LCR_LENGTH 0x03
#define LCR_PARITY 0x08
#define LCR_EVEN   0x10
#define LCR_BREAK  0x40
#define LCR_DLAB   0x80

#define MCR_BITS 0x1f
#define MCR_OUT2 0x08
#define MCR_LOOP 0x10

#define LSR_DR         0x01
#define LSR_OE         0x02
#define LSR_PE         0x04
#define LSR_FE         0x08
#define LSR_BI         0x10
#define LSR_THRE       0x20
#define LSR_TEMT       0x40
#define LSR_FIFO_ERROR 0x80
#define LSR_CHARACTER  (LSR_PE | LSR_FE | LSR_BI)

#define MSR_TERI 0x04

static inline bool uart_fifo_mode(const struct uart *uart)
{
	return uart->fcr & FCR_ENABLE;
}

/* Drive the line as IIR and MCR have it now. */
void uart_irq_update(struct uart *uart);

/* Attaches the alarms of the receiver. */
void uart_rx_init(struct uart *uart);

/* A character from the line or from loopback, with its error bits of LSR. A full receiver overruns. */
void uart_rx_push(struct uart *uart, uint8_t value, uint8_t errors);

/* A read of RBR. An empty receiver gives what it gave last, which it still holds. */
uint8_t uart_rx_pop(struct uart *uart);

/* The FIFO is emptied by FCR. */
void uart_rx_clear(struct uart *uart);

/* The break that LCR sends has begun, in loopback. */
void uart_rx_break(struct uart *uart);

/* The trigger level, or the one character without FIFOs, is reached. */
bool uart_rx_reached_trigger(const struct uart *uart);

/* LSR as it is read. */
uint8_t uart_rx_status(struct uart *uart);

/* A byte for the other end. */
void uart_transmit(struct uart *uart, uint8_t value);

/* The guest uses the UART; it has set it up; its access is done and the other end may go on. */
void uart_sender_touch(struct uart *uart);
void uart_sender_hold(struct uart *uart);
void uart_sender_schedule(struct uart *uart);

#endif
