#include "dev/debug_ports.h"

#include <stddef.h>

#define CONSOLE_READS 0xe9
#define WORD_ABOVE    0xffff0000u /* the upper half of a doubleword read: nobody's */

static uint8_t console_read(void *owner, uint16_t offset)
{
	(void)owner;
	(void)offset;
	return CONSOLE_READS;
}

static bool console_read_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value)
{
	(void)owner;
	(void)offset;
	*value = CONSOLE_READS | (size_bytes == 4 ? WORD_ABOVE : 0);
	return true;
}

static void console_write(void *owner, uint16_t offset, uint8_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	sink_put(ports->config.console, value);
}

/* Bytes go the narrow way. */
static bool put_word(struct sink *sink, uint8_t size_bytes, uint32_t value)
{
	if (size_bytes == 1)
		return false;
	sink_put(sink, (uint8_t)value);
	sink_put(sink, (uint8_t)(value >> 8));
	return true;
}

static bool console_write_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	return put_word(ports->config.console, size_bytes, value);
}

static uint8_t post_read(void *owner, uint16_t offset)
{
	struct debug_ports *ports = owner;

	(void)offset;
	return (uint8_t)ports->post_last;
}

static bool post_read_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	if (size_bytes == 1)
		return false;
	*value = ports->post_last | (size_bytes == 4 ? WORD_ABOVE : 0);
	return true;
}

static void post_write(void *owner, uint16_t offset, uint8_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	ports->post_last = value;
	sink_put(ports->config.post, value);
}

static bool post_write_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct debug_ports *ports = owner;

	(void)offset;
	if (!put_word(ports->config.post, size_bytes, value))
		return false;
	ports->post_last = (uint16_t)value;
	return true;
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
static const struct bus_ops console_word_ops = {
	.read = console_read,
	.write = console_write,
	.read_wide = console_read_wide,
	.write_wide = console_write_wide,
};
static const struct bus_ops post_ops = {.read = post_read, .write = post_write};
static const struct bus_ops post_word_ops = {
	.read = post_read,
	.write = post_write,
	.read_wide = post_read_wide,
	.write_wide = post_write_wide,
};
static const struct bus_ops exit_ops = {.write_wide = exit_write};

int debug_ports_attach(struct debug_ports *ports, struct bus *bus, const struct debug_ports_config *config,
		       struct err *err)
{
	const struct debug_port *console = &config->console_port, *post = &config->post_port;
	const struct {
		bool is_there;
		uint16_t port;
		uint8_t bits; /* of a stream */
		const struct bus_ops *ops;
	} places[] = {
		{!console->is_set, 0x01, 8, &quiet_console_ops},
		{!console->is_set, 0xe9, 8, &console_ops},
		{console->is_set, console->port, console->bits,
		 console->bits == 16 ? &console_word_ops : &console_ops},
		{!post->is_set, 0x80, 8, &post_ops},
		{post->is_set, post->port, post->bits, post->bits == 16 ? &post_word_ops : &post_ops},
		{true, 0xf4, 0, &exit_ops},
		{true, 0x501, 0, &exit_ops},
	};

	*ports = (struct debug_ports){.config = *config};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (!places[i].is_there)
			continue;
		if (bus_attach(bus, places[i].port, 1, places[i].ops, ports, err) < 0)
			return -1;
		if (places[i].bits)
			ports->streams[ports->stream_count++] =
				(struct debug_port){true, places[i].port, places[i].bits};
	}
	return 0;
}
