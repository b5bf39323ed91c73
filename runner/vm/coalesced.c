/*
 * Coalesced port writes (api.rst, KVM_REGISTER_COALESCED_MMIO): KVM puts them into a ring and goes on with
 * the guest. It does so as long as there is room in the ring, and `first`, which bounds the room, is ours to
 * write: so how many writes may be collected is decided anew at each entry.
 */
#include "vm/vm.h"

#include <sys/ioctl.h>

#include "vm/vm_private.h"

/* The ring is one page, and begins with two indexes (linux/kvm.h). */
#define RING_BYTES 4096
_Static_assert(sizeof(struct kvm_coalesced_mmio_ring) +
			       (VM_COALESCED_MAX + 1) * sizeof(struct kvm_coalesced_mmio) <=
		       RING_BYTES,
	       "as many writes as may be collected fit the ring");

void vm_coalesced_open(struct vm *vm, int kvm_fd)
{
	int page = ioctl(kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_COALESCED_MMIO);

	if (page > 0 && ioctl(kvm_fd, KVM_CHECK_EXTENSION, KVM_CAP_COALESCED_PIO) > 0)
		vm->ring = (void *)((uint8_t *)vm->run + page * RING_BYTES);
}

/*
 * The zone of the access; else the next one above it, or NULL. One that goes beyond the end of a zone is
 * above it (kvm_main.c, kvm_io_bus_cmp).
 */
static const struct vm_zone *zone_from(const struct vm *vm, uint16_t port, unsigned size_bytes)
{
	for (unsigned i = 0; i < vm->zone_count; i++) {
		const struct vm_port *at = &vm->zones[i].at;

		if (port < at->port || port + size_bytes <= at->port + at->size_bytes)
			return &vm->zones[i];
	}
	return NULL;
}

int64_t vm_port_cost(const struct vm *vm, uint16_t port, unsigned size_bytes, bool is_write)
{
	const struct vm_zone *zone = zone_from(vm, port, size_bytes);

	if (!zone)
		return vm->above_zones[is_write];
	return (port < zone->at.port ? zone->below : zone->within)[is_write];
}

bool vm_coalesces(const struct vm *vm, const struct vm_port *ports, unsigned count)
{
	for (unsigned i = 0; i < count && vm->ring; i++) {
		const struct vm_zone *zone = zone_from(vm, ports[i].port, ports[i].size_bytes);

		if (!zone || zone->at.port != ports[i].port || zone->at.size_bytes != ports[i].size_bytes)
			return false;
	}
	return !vm->ring || vm->zone_count == count;
}

static void zone_insert(struct vm *vm, const struct vm_port *port)
{
	unsigned i = vm->zone_count++;

	for (; i > 0 && vm->zones[i - 1].at.port > port->port; i--)
		vm->zones[i] = vm->zones[i - 1];
	vm->zones[i] = (struct vm_zone){.at = *port};
}

int vm_coalesce(struct vm *vm, const struct vm_port *ports, unsigned count, struct err *err)
{
	for (unsigned i = 0; i < count && i < VM_ZONES_MAX && vm->ring; i++) {
		struct kvm_coalesced_mmio_zone zone = {
			.addr = ports[i].port, .size = ports[i].size_bytes, .pio = 1};

		if (ioctl(vm->fd, KVM_REGISTER_COALESCED_MMIO, &zone) < 0)
			return err_sys(err, "KVM_REGISTER_COALESCED_MMIO of port 0x%x", ports[i].port);
		zone_insert(vm, &ports[i]);
	}
	return 0;
}

void vm_allow_coalesced(struct vm *vm, unsigned writes)
{
	if (!vm->ring)
		return;
	if (writes > VM_COALESCED_MAX)
		writes = VM_COALESCED_MAX;
	/*
	 * From the ring's beginning each time, so that neither index ever goes around: before Linux 6.12 KVM
	 * miscounts the room where `first` is not above `last`, and takes a full ring for one with room
	 * (coalesced_mmio.c, coalesced_mmio_has_room: the difference is modulo 2^32, then modulo the
	 * entries). One entry stays empty.
	 */
	vm->ring->last = vm->ring_noted = vm->ring_seen = 0;
	vm->ring->first = writes + 1;
}

int64_t vm_coalesced_note(struct vm *vm)
{
	int64_t cost = 0;

	for (; vm->ring && vm->ring_noted < vm->ring->last; vm->ring_noted++) {
		const struct kvm_coalesced_mmio *entry = &vm->ring->coalesced_mmio[vm->ring_noted];
		const struct vm_zone *zone = zone_from(vm, (uint16_t)entry->phys_addr, entry->len);

		cost += zone->collected;
		/* A byte at a word port costs otherwise; uncounted, it makes the count inexact. */
		vm->count.coalesced += entry->len == zone->at.size_bytes;
	}
	return cost;
}

uint64_t vm_coalesced_cost(const struct vm *vm)
{
	int64_t most = 0;

	for (unsigned i = 0; i < vm->zone_count; i++) {
		if (vm->zones[i].collected > most)
			most = vm->zones[i].collected;
	}
	return (uint64_t)most;
}

bool vm_next_coalesced(struct vm *vm, struct vm_exit *exit)
{
	struct kvm_coalesced_mmio *entry;

	if (!vm->ring || vm->ring_seen == vm->ring->last)
		return false;
	entry = &vm->ring->coalesced_mmio[vm->ring_seen++];
	*exit = (struct vm_exit){
		.kind = VM_EXIT_IO,
		.reason = KVM_EXIT_IO,
		.addr = entry->phys_addr,
		.size_bytes = (uint8_t)entry->len,
		.is_write = true,
		.count = 1,
		.data = entry->data,
	};
	return true;
}
