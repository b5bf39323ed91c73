#include "dev/port92.h"

#define FAST_RESET 0x01
#define A20_OPEN   0x02

static uint8_t port92_read(void *owner, uint16_t offset)
{
	(void)offset;
	return ((const struct port92 *)owner)->value;
}

static void port92_write(void *owner, uint16_t offset, uint8_t value)
{
	struct port92 *port = owner;
	bool resets = (value & FAST_RESET) && !(port->value & FAST_RESET);

	(void)offset;
	port->value = value;
	line_set(&port->a20, value & A20_OPEN);
	if (resets) {
		line_set(&port->reset, true);
		line_set(&port->reset, false);
	}
}

static const struct bus_ops port92_ops = {.read = port92_read, .write = port92_write};

int port92_attach(struct port92 *port, struct bus *bus, struct line a20, struct line reset, struct err *err)
{
	*port = (struct port92){.a20 = a20, .reset = reset, .value = A20_OPEN};
	if (bus_attach(bus, 0x92, 1, &port92_ops, port, err) < 0)
		return -1;
	line_set(&port->a20, true);
	return 0;
}
