#include "dev/bus.h"

#include <stddef.h>

static const struct bus_range *range_at(const struct bus *bus, uint16_t port)
{
	for (unsigned i = 0; i < bus->count; i++) {
		const struct bus_range *range = &bus->ranges[i];

		if (port >= range->first && port - range->first < range->count)
			return range;
	}
	return NULL;
}

int bus_attach(struct bus *bus, uint16_t first, uint16_t count, const struct bus_ops *ops, void *owner,
	       struct err *err)
{
	if (bus->count == BUS_DEVICES_MAX)
		return err_set(err, "port bus: more than %d devices", BUS_DEVICES_MAX);
	for (uint32_t port = first; port < (uint32_t)first + count; port++) {
		if (range_at(bus, (uint16_t)port))
			return err_set(err, "port bus: two devices at port 0x%x", (unsigned)port);
	}
	bus->ranges[bus->count++] = (struct bus_range){first, count, ops, owner};
	return 0;
}

bool bus_has(const struct bus *bus, uint16_t port)
{
	return range_at(bus, port);
}

bool bus_read(const struct bus *bus, uint16_t port, uint8_t size_bytes, uint32_t *value)
{
	const struct bus_range *first = range_at(bus, port);
	bool answered = false;

	if (first && first->ops->read_wide &&
	    first->ops->read_wide(first->owner, (uint16_t)(port - first->first), size_bytes, value))
		return true;
	*value = 0;
	for (uint8_t i = 0; i < size_bytes; i++) {
		uint16_t at = (uint16_t)(port + i);
		const struct bus_range *range = range_at(bus, at);
		uint8_t byte = 0xff;

		if (range && range->ops->read) {
			byte = range->ops->read(range->owner, (uint16_t)(at - range->first));
			answered = true;
		}
		*value |= (uint32_t)byte << (8 * i);
	}
	return answered;
}

bool bus_write(const struct bus *bus, uint16_t port, uint8_t size_bytes, uint32_t value)
{
	const struct bus_range *range = range_at(bus, port);
	bool answered = false;

	if (range && range->ops->write_wide &&
	    range->ops->write_wide(range->owner, (uint16_t)(port - range->first), size_bytes, value))
		return true;
	for (uint8_t i = 0; i < size_bytes; i++) {
		uint16_t at = (uint16_t)(port + i);

		range = range_at(bus, at);
		if (!range || !range->ops->write)
			continue;
		range->ops->write(range->owner, (uint16_t)(at - range->first), (uint8_t)(value >> (8 * i)));
		answered = true;
	}
	return answered;
}
