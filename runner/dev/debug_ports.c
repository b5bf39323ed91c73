#include "dev/debug_ports.h"

#include <stddef.h>

static uint8_t console_read(void *owner, uint16_t offset)
{
	(void)owner;
	(void)offset;
	return 0xe9;
}

static void console_write(void *owner, uint16_t offset, uint8_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	sink_put(ports->console, value);
}

static uint8_t post_read(void *owner, uint16_t offset)
{
	struct debug_ports *ports = owner;

	(void)offset;
	return ports->post_last;
}

static void post_write(void *owner, uint16_t offset, uint8_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	ports->post_last = value;
	sink_put(ports->post, value);
}

static bool exit_write(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	(void)size_bytes;
	ports->exited = true;
	ports->exit_value = value;
	return true;
}

static const struct bus_ops console_ops = {.read = console_read, .write = console_write};
static const struct bus_ops quiet_console_ops = {.write = console_write};
static const struct bus_ops post_ops = {.read = post_read, .write = post_write};
static const struct bus_ops exit_ops = {.write_wide = exit_write};

int debug_ports_attach(struct debug_ports *ports, struct bus *bus, struct sink *console, struct sink *post,
		       struct err *err)
{
	static const struct {
		uint16_t port;
		const struct bus_ops *ops;
	} places[] = {
		{0x01, &quiet_console_ops}, {0xe9, &console_ops}, {0x80, &post_ops},
		{0xf4, &exit_ops},          {0x501, &exit_ops},
	};

	*ports = (struct debug_ports){.console = console, .post = post};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (bus_attach(bus, places[i].port, 1, places[i].ops, ports, err) < 0)
			return -1;
	}
	return 0;
}
