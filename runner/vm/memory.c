/* Guest physical memory: blocks of host memory, and where the guest sees them. */
#include "vm/vm.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "vm/vm_private.h"

#define HUGE_PAGE (2ull << 20)
#define PAGE      4096

/*
 * Zeroed host memory. Its address is congruent to the guest's modulo 2 MiB, so that KVM can map large pages:
 * a 16 MiB machine then costs some hundred nested page faults instead of 4096.
 */
static uint8_t *host_alloc(uint64_t gpa, uint64_t size_bytes, struct err *err)
{
	size_t room = size_bytes + HUGE_PAGE;
	uint8_t *start =
		mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uint8_t *host;
	size_t before;

	if (start == MAP_FAILED) {
		err_sys(err, "%zu bytes of guest memory", room);
		return NULL;
	}
	before = (size_t)((gpa - (uintptr_t)start) % HUGE_PAGE);
	host = start + before;
	if (before)
		munmap(start, before);
	if (HUGE_PAGE - before)
		munmap(host + size_bytes, HUGE_PAGE - before);
	madvise(host, size_bytes, MADV_HUGEPAGE);
	return host;
}

uint8_t *vm_alloc(struct vm *vm, uint64_t gpa, uint64_t size_bytes, struct err *err)
{
	uint8_t *host;

	if (vm->block_count == VM_BLOCKS_MAX) {
		err_set(err, "more than %d blocks of memory", VM_BLOCKS_MAX);
		return NULL;
	}
	host = host_alloc(gpa, size_bytes, err);
	if (host)
		vm->blocks[vm->block_count++] = (struct vm_block){host, size_bytes, gpa};
	return host;
}

static void rewrite_page(uint8_t *page)
{
	for (volatile uint64_t *word = (void *)page; (uint8_t *)word < page + PAGE; word++) {
		uint64_t held = *word;

		*word = held;
	}
}

void vm_rewrite_low(struct vm *vm)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		const struct vm_mapping *m = &vm->mappings[i];

		for (uint64_t at = 0; at < m->size_bytes && m->gpa + at < VM_LOW_BYTES; at += PAGE) {
			if (vm_region_warm(vm, m->gpa + at))
				rewrite_page(m->host + at);
		}
	}
}

void vm_memory_free(struct vm *vm)
{
	for (unsigned i = 0; i < vm->block_count; i++)
		munmap(vm->blocks[i].host, vm->blocks[i].size_bytes);
	vm->block_count = 0;
}

/* A mapping's place in the array is its memory slot; one of size 0 is free. */
static int slot_set(struct vm *vm, unsigned slot, struct err *err)
{
	const struct vm_mapping *m = &vm->mappings[slot];
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = m->read_only ? KVM_MEM_READONLY : 0,
		.guest_phys_addr = m->gpa,
		.memory_size = m->size_bytes,
		.userspace_addr = (uintptr_t)m->host,
	};

	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return err_sys(err, "KVM_SET_USER_MEMORY_REGION of 0x%llx bytes at 0x%llx",
			       (unsigned long long)m->size_bytes, (unsigned long long)m->gpa);
	return 0;
}

uint8_t *vm_map(struct vm *vm, uint64_t gpa, uint64_t size_bytes, uint8_t *alias, bool read_only,
		struct err *err)
{
	uint8_t *host = alias ? alias : vm_alloc(vm, gpa, size_bytes, err);
	unsigned slot = 0;

	if (!host)
		return NULL;
	while (slot < vm->mapping_count && vm->mappings[slot].size_bytes)
		slot++;
	if (slot == VM_MAPPINGS_MAX) {
		err_set(err, "more than %d memory regions", VM_MAPPINGS_MAX);
		return NULL;
	}
	if (slot == vm->mapping_count)
		vm->mapping_count++;
	vm->mappings[slot] = (struct vm_mapping){gpa, size_bytes, host, read_only};
	return slot_set(vm, slot, err) < 0 ? NULL : host;
}

int vm_map_again(struct vm *vm, uint64_t gpa, uint64_t size_bytes, uint64_t distance, struct err *err)
{
	unsigned count = vm->mapping_count;

	for (unsigned i = 0; i < count; i++) {
		struct vm_mapping m = vm->mappings[i];

		if (m.size_bytes && m.gpa >= gpa && m.gpa - gpa < size_bytes &&
		    !vm_map(vm, m.gpa + distance, m.size_bytes, m.host, m.read_only, err))
			return -1;
	}
	return 0;
}

int vm_unmap(struct vm *vm, uint64_t gpa, uint64_t size_bytes, struct err *err)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		struct vm_mapping *m = &vm->mappings[i];

		if (!m->size_bytes || m->gpa < gpa || m->gpa - gpa >= size_bytes)
			continue;
		m->size_bytes = 0;
		if (slot_set(vm, i, err) < 0)
			return -1;
	}
	return 0;
}

uint8_t *vm_memory_at(const struct vm *vm, uint64_t gpa, size_t len)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		const struct vm_mapping *m = &vm->mappings[i];

		if (gpa >= m->gpa && gpa - m->gpa < m->size_bytes && len <= m->size_bytes - (gpa - m->gpa))
			return m->host + (gpa - m->gpa);
	}
	return NULL;
}

bool vm_read_memory(const struct vm *vm, uint64_t gpa, size_t len, uint8_t *bytes)
{
	/* Byte by byte over the borders of mappings, in whole stretches inside them. */
	while (len) {
		size_t page_left = 4096 - (size_t)(gpa & 4095);
		size_t part = len < page_left ? len : page_left;
		const uint8_t *from = vm_memory_at(vm, gpa, part);

		if (!from)
			return false;
		memcpy(bytes, from, part);
		gpa += part;
		bytes += part;
		len -= part;
	}
	return true;
}
