#include "dev/pit.h"

#include <stddef.h>

#define CONTROL_PORT 3

/* Bits 7 and 6 of the control port choose a counter, 3 of them is the read-back command. */
#define READ_BACK       3
#define BACK_NO_STATUS  0x10
#define BACK_NO_COUNT   0x20
#define CONTROL_FORMAT  0x30
#define PORT_B_GATE     0x01
#define PORT_B_WRITABLE 0x0f
#define PORT_B_REFRESH  0x10
#define PORT_B_OUT2     0x20
#define REFRESH_TICKS   18

static uint64_t tick_now(const struct pit *pit)
{
	return vtime_ticks(pit->time->now_ns, PIT_HZ);
}

/* After anything that may have changed counter 0: its line, and when that changes next. */
static void follow_out0(struct pit *pit)
{
	uint64_t tick = tick_now(pit);
	bool out = pit_counter_out(&pit->counters[0], tick);
	uint64_t edge = pit_counter_next_edge(&pit->counters[0], tick);

	if (edge != PIT_NEVER && pit->unheard_until_ns > pit->time->now_ns)
		edge = pit_counter_last_like(&pit->counters[0], edge,
					     vtime_ticks(pit->unheard_until_ns, PIT_HZ));
	pit->edge.at_ns = edge == PIT_NEVER ? VTIME_NEVER : vtime_of_tick(edge, PIT_HZ);
	if (out == pit->out0)
		return;
	pit->out0 = out;
	line_set(&pit->irq0, out);
}

static void edge_ring(void *owner)
{
	follow_out0(owner);
}

void pit_unheard(struct pit *pit, uint64_t until_ns)
{
	pit->unheard_until_ns = until_ns;
	follow_out0(pit);
}

/* Several counters at once; a bit that is 0 asks for its latch (data sheet, "Read-Back Command"). */
static void read_back(struct pit *pit, uint64_t tick, uint8_t command)
{
	for (unsigned i = 0; i < PIT_COUNTERS; i++) {
		if (!(command & 2u << i))
			continue;
		if (!(command & BACK_NO_COUNT))
			pit_counter_latch_count(&pit->counters[i], tick);
		if (!(command & BACK_NO_STATUS))
			pit_counter_latch_status(&pit->counters[i], tick);
	}
}

static void control_write(struct pit *pit, uint64_t tick, uint8_t value)
{
	unsigned number = value >> 6;

	if (number == READ_BACK)
		read_back(pit, tick, value);
	else if (!(value & CONTROL_FORMAT))
		pit_counter_latch_count(&pit->counters[number], tick);
	else
		pit_counter_control(&pit->counters[number], tick, value);
}

static void pit_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pit *pit = owner;
	uint64_t tick = tick_now(pit);

	if (offset == CONTROL_PORT)
		control_write(pit, tick, value);
	else
		pit_counter_write(&pit->counters[offset], tick, value);
	follow_out0(pit);
}

static uint8_t pit_read(void *owner, uint16_t offset)
{
	struct pit *pit = owner;

	if (offset == CONTROL_PORT)
		return 0xff;
	return pit_counter_read(&pit->counters[offset], tick_now(pit));
}

static void port_b_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pit *pit = owner;

	(void)offset;
	pit->port_b = value & PORT_B_WRITABLE;
	pit_counter_gate(&pit->counters[2], tick_now(pit), value & PORT_B_GATE);
}

static uint8_t port_b_read(void *owner, uint16_t offset)
{
	struct pit *pit = owner;
	uint64_t tick = tick_now(pit);
	uint8_t value = pit->port_b;

	(void)offset;
	if (tick / REFRESH_TICKS & 1)
		value |= PORT_B_REFRESH;
	if (pit_counter_out(&pit->counters[2], tick))
		value |= PORT_B_OUT2;
	return value;
}

static const struct bus_ops pit_ops = {.read = pit_read, .write = pit_write};
static const struct bus_ops port_b_ops = {.read = port_b_read, .write = port_b_write};

int pit_attach(struct pit *pit, struct bus *bus, struct vtime *time, struct line irq0, struct err *err)
{
	*pit = (struct pit){.time = time, .irq0 = irq0};
	for (unsigned i = 0; i < PIT_COUNTERS; i++)
		pit_counter_init(&pit->counters[i], i != 2);
	if (bus_attach(bus, 0x40, 4, &pit_ops, pit, err) < 0 ||
	    bus_attach(bus, 0x61, 1, &port_b_ops, pit, err) < 0)
		return -1;
	vtime_attach(time, &pit->edge, edge_ring, pit);
	follow_out0(pit);
	return 0;
}
