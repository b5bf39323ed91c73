#include "dev/uart_private.h"

/* Register offsets; 0 and 1 change their meaning with LCR.DLAB (data sheet, table 2). */
enum { REG_DATA, REG_IER, REG_IIR_FCR, REG_LCR, REG_MCR, REG_LSR, REG_MSR, REG_SCRATCH };

/* ---- interrupts */

/* The highest-priority interrupt that is pending (data sheet, table 4). A timeout shows in bit 3 beside the
 * received data of bit 2, however many characters wait. */
static uint8_t iir_id(const struct uart *uart)
{
	if ((uart->ier & IER_RLS) && uart->lsr_errors)
		return IIR_RLS;
	if ((uart->ier & IER_RDA) && uart->timed_out)
		return IIR_TIMEOUT;
	if ((uart->ier & IER_RDA) && uart_rx_reached_trigger(uart))
		return IIR_RDA;
	if ((uart->ier & IER_THRE) && uart->thre_pending)
		return IIR_THRE;
	if ((uart->ier & IER_MSI) && uart->msr_delta)
		return IIR_MSI;
	return IIR_NONE;
}

void uart_irq_update(struct uart *uart)
{
	bool high = (uart->mcr & MCR_OUT2) && iir_id(uart) != IIR_NONE;

	if (high == uart->irq_high)
		return;
	uart->irq_high = high;
	line_set(&uart->config.irq, high);
}

/* ---- reads */

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

static uint8_t iir_read(struct uart *uart)
{
	uint8_t id = iir_id(uart);

	/* Reading IIR takes the transmitter interrupt, when it is the one shown. */
	if (id == IIR_THRE)
		uart->thre_pending = false;
	if (id == IIR_RDA || id == IIR_TIMEOUT)
		uart->unseen = 0;
	return id | (uart_fifo_mode(uart) ? IIR_FIFOS : 0);
}

static uint8_t msr_read(struct uart *uart)
{
	uint8_t value = uart->msr_lines | uart->msr_delta;

	uart->msr_delta = 0;
	return value;
}

static uint8_t register_read(struct uart *uart, uint16_t offset)
{
	bool dlab = uart->lcr & LCR_DLAB;

	switch (offset) {
	case REG_DATA: return dlab ? (uint8_t)uart->divisor : uart_rx_pop(uart);
	case REG_IER: return dlab ? (uint8_t)(uart->divisor >> 8) : uart->ier;
	case REG_IIR_FCR: return iir_read(uart);
	case REG_LCR: return uart->lcr;
	case REG_MCR: return uart->mcr;
	case REG_LSR: return uart_rx_status(uart);
	case REG_MSR: return msr_read(uart);
	default: return uart->scratch;
	}
}

static uint8_t uart_read(void *owner, uint16_t offset)
{
	struct uart *uart = owner;
	uint8_t value;

	uart_sender_touch(uart);
	value = register_read(uart, offset);
	uart_sender_schedule(uart);
	uart_irq_update(uart);
	return value;
}

/* ---- writes */

static void data_write(struct uart *uart, uint8_t value)
{
	bool is_break = uart->lcr & LCR_BREAK;

	/* The interrupt goes before it comes again, so that an 8259 sees an edge. */
	uart->thre_pending = false;
	uart_irq_update(uart);
	if (!is_break && (uart->mcr & MCR_LOOP))
		uart_rx_push(uart, value & (uint8_t)(0xff >> (3 - (uart->lcr & LCR_LENGTH))), 0);
	else if (!is_break)
		uart_transmit(uart, value);
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
	bool is_switched = (value ^ uart->fcr) & FCR_ENABLE;

	/* 8.5: the other bits count only together with the enable bit, whose change empties the FIFOs. */
	uart->fcr = value & FCR_ENABLE ? value & FCR_KEPT : 0;
	if (is_switched || ((value & FCR_ENABLE) && (value & FCR_RESET_RX)))
		uart_rx_clear(uart);
	/* 8.11: the first transmitter interrupt after that is immediate. */
	if (is_switched)
		uart->thre_pending = true;
}

static bool is_break_looped(const struct uart *uart)
{
	return (uart->lcr & LCR_BREAK) && (uart->mcr & MCR_LOOP);
}

static void control_write(struct uart *uart, uint16_t offset, uint8_t value)
{
	bool was_break = is_break_looped(uart);

	if (offset == REG_LCR)
		uart->lcr = value;
	else
		uart->mcr = value & MCR_BITS;
	msr_update(uart);
	if (is_break_looped(uart) && !was_break)
		uart_rx_break(uart);
}

static void register_write(struct uart *uart, uint16_t offset, uint8_t value)
{
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
	case REG_LCR:
	case REG_MCR: control_write(uart, offset, value); break;
	case REG_SCRATCH: uart->scratch = value; break;
	default: break; /* LSR and MSR: writes are for factory tests */
	}
}

static void uart_write(void *owner, uint16_t offset, uint8_t value)
{
	struct uart *uart = owner;

	uart_sender_touch(uart);
	if (offset >= REG_IER && offset <= REG_MCR)
		uart_sender_hold(uart);
	register_write(uart, offset, value);
	uart_sender_schedule(uart);
	uart_irq_update(uart);
}

static const struct bus_ops uart_ops = {.read = uart_read, .write = uart_write};

int uart_attach(struct uart *uart, struct bus *bus, uint16_t first, const struct uart_config *config,
		struct err *err)
{
	*uart = (struct uart){.config = *config, .msr_lines = 0xb0};
	if (bus_attach(bus, first, UART_PORTS, &uart_ops, uart, err) < 0)
		return -1;
	uart_rx_init(uart);
	return 0;
}
