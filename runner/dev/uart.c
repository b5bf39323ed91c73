#include "dev/uart.h"

#include <string.h>

/* Register offsets; 0 and 1 change their meaning with LCR.DLAB (data sheet, table 2). */
enum { REG_DATA, REG_IER, REG_IIR_FCR, REG_LCR, REG_MCR, REG_LSR, REG_MSR, REG_SCRATCH };

#define IER_RDA  0x01
#define IER_THRE 0x02
#define IER_RLS  0x04
#define IER_MSI  0x08
#define IER_BITS 0x0f

#define IIR_NONE  0x01
#define IIR_MSI   0x00
#define IIR_THRE  0x02
#define IIR_RDA   0x04
#define IIR_RLS   0x06
#define IIR_FIFOS 0xc0

#define FCR_ENABLE   0x01
#define FCR_RESET_RX 0x02

#define LCR_DLAB 0x80
#define MCR_BITS 0x1f
#define MCR_LOOP 0x10

#define LSR_DR   0x01
#define LSR_OE   0x02
#define LSR_THRE 0x20
#define LSR_TEMT 0x40

#define MSR_TERI 0x04

static unsigned rx_capacity(const struct uart *uart)
{
	return uart->fcr & FCR_ENABLE ? UART_FIFO : 1;
}

static void rx_push(struct uart *uart, uint8_t value)
{
	if (uart->rx_count == rx_capacity(uart)) {
		uart->lsr_errors |= LSR_OE;
		/* Without FIFOs the new character overwrites the old one; with them it is lost (8.6.3 of the
		 * data sheet). */
		if (uart->rx_count == 1)
			uart->rx[0] = value;
		return;
	}
	uart->rx[uart->rx_count++] = value;
}

static uint8_t rx_pop(struct uart *uart)
{
	uint8_t value = uart->rx[0];

	if (!uart->rx_count)
		return 0;
	uart->rx_count--;
	memmove(uart->rx, uart->rx + 1, uart->rx_count);
	return value;
}

/* CTS, DSR, RI and DCD: in loopback they follow RTS, DTR, OUT1 and OUT2, else a ready modem answers. */
static uint8_t msr_lines(const struct uart *uart)
{
	uint8_t mcr = uart->mcr;

	if (!(mcr & MCR_LOOP))
		return 0xb0; /* DCD, DSR and CTS on, RI off */
	return (uint8_t)((mcr & 0x02) << 3 | (mcr & 0x01) << 5 | (mcr & 0x0c) << 4);
}

/* Note which lines changed since the last look; RI counts only when it goes off (its trailing edge). */
static void msr_update(struct uart *uart)
{
	uint8_t lines = msr_lines(uart);
	uint8_t changed = (uint8_t)((lines ^ uart->msr_lines) >> 4);

	if (lines & 0x40)
		changed &= (uint8_t)~MSR_TERI;
	uart->msr_delta |= changed;
	uart->msr_lines = lines;
}

static uint8_t lsr_value(const struct uart *uart)
{
	return (uint8_t)(LSR_THRE | LSR_TEMT | uart->lsr_errors | (uart->rx_count ? LSR_DR : 0));
}

/* The highest-priority interrupt that is pending (data sheet, table 5). */
static uint8_t iir_value(const struct uart *uart)
{
	uint8_t id = IIR_NONE;

	if ((uart->ier & IER_RLS) && uart->lsr_errors)
		id = IIR_RLS;
	else if ((uart->ier & IER_RDA) && uart->rx_count)
		id = IIR_RDA;
	else if ((uart->ier & IER_THRE) && uart->thre_pending)
		id = IIR_THRE;
	else if ((uart->ier & IER_MSI) && uart->msr_delta)
		id = IIR_MSI;
	return id | (uart->fcr & FCR_ENABLE ? IIR_FIFOS : 0);
}

static uint8_t iir_read(struct uart *uart)
{
	uint8_t value = iir_value(uart);

	/* Reading IIR takes the transmitter interrupt, when it is the one shown. */
	if ((value & 0x0f) == IIR_THRE)
		uart->thre_pending = false;
	return value;
}

static uint8_t lsr_read(struct uart *uart)
{
	uint8_t value = lsr_value(uart);

	uart->lsr_errors = 0;
	return value;
}

static uint8_t msr_read(struct uart *uart)
{
	uint8_t value = uart->msr_lines | uart->msr_delta;

	uart->msr_delta = 0;
	return value;
}

static uint8_t uart_read(void *owner, uint16_t offset)
{
	struct uart *uart = owner;
	bool dlab = uart->lcr & LCR_DLAB;

	switch (offset) {
	case REG_DATA: return dlab ? (uint8_t)uart->divisor : rx_pop(uart);
	case REG_IER: return dlab ? (uint8_t)(uart->divisor >> 8) : uart->ier;
	case REG_IIR_FCR: return iir_read(uart);
	case REG_LCR: return uart->lcr;
	case REG_MCR: return uart->mcr;
	case REG_LSR: return lsr_read(uart);
	case REG_MSR: return msr_read(uart);
	default: return uart->scratch;
	}
}

static void data_write(struct uart *uart, uint8_t value)
{
	if (uart->mcr & MCR_LOOP)
		rx_push(uart, value);
	else
		sink_put(uart->out, value);
	uart->thre_pending = true;
}

static void ier_write(struct uart *uart, uint8_t value)
{
	/* Enabling the transmitter interrupt while the transmitter is empty raises it at once. */
	if ((value & IER_THRE) && !(uart->ier & IER_THRE))
		uart->thre_pending = true;
	uart->ier = value & IER_BITS;
}

static void fcr_write(struct uart *uart, uint8_t value)
{
	/* Switching FIFO mode empties both FIFOs; the other bits count only together with the enable bit. */
	if ((value ^ uart->fcr) & FCR_ENABLE || ((value & FCR_ENABLE) && (value & FCR_RESET_RX)))
		uart->rx_count = 0;
	uart->fcr = value & FCR_ENABLE ? value & 0xc9 : 0;
}

static void uart_write(void *owner, uint16_t offset, uint8_t value)
{
	struct uart *uart = owner;
	bool dlab = uart->lcr & LCR_DLAB;

	switch (offset) {
	case REG_DATA:
		if (dlab)
			uart->divisor = (uint16_t)((uart->divisor & 0xff00) | value);
		else
			data_write(uart, value);
		break;
	case REG_IER:
		if (dlab)
			uart->divisor = (uint16_t)((uart->divisor & 0x00ff) | value << 8);
		else
			ier_write(uart, value);
		break;
	case REG_IIR_FCR: fcr_write(uart, value); break;
	case REG_LCR: uart->lcr = value; break;
	case REG_MCR:
		uart->mcr = value & MCR_BITS;
		msr_update(uart);
		break;
	case REG_SCRATCH: uart->scratch = value; break;
	default: break; /* LSR and MSR: writes are for factory tests */
	}
}

static const struct bus_ops uart_ops = {.read = uart_read, .write = uart_write};

int uart_attach(struct uart *uart, struct bus *bus, uint16_t first, struct sink *out, struct err *err)
{
	*uart = (struct uart){.out = out, .msr_lines = 0xb0};
	return bus_attach(bus, first, UART_PORTS, &uart_ops, uart, err);
}
