#include "run/collect.h"

static uint32_t end_of(const struct vm_port *port)
{
	return (uint32_t)port->port + port->size_bytes;
}

static bool touches_one(const struct vm_port *port, const struct vm_port *others, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (port->port <= end_of(&others[i]) && others[i].port <= end_of(port))
			return true;
	}
	return false;
}

static bool is_measured_by(const struct vm_port *port)
{
	return (port->port <= VM_PROBE_PORT && VM_PROBE_PORT < end_of(port)) || end_of(port) > VM_TOP_PORT;
}

static bool ends_at_device(const struct vm_port *port, const struct bus *bus)
{
	return port->size_bytes > 1 && bus_has(bus, (uint16_t)(end_of(port) - 1));
}

unsigned collect_ports(const struct debug_ports *ports, const struct bus *bus,
		       struct vm_port out[DEBUG_STREAMS_MAX])
{
	unsigned count = 0;

	for (unsigned i = 0; i < ports->stream_count; i++) {
		const struct vm_port port = {ports->streams[i].port, ports->streams[i].bits / 8};

		if (!is_measured_by(&port) && !ends_at_device(&port, bus) && !touches_one(&port, out, count))
			out[count++] = port;
	}
	return count;
}
