/* Which guest memory is warm, what was touched beyond it, and clearing both. */
#include "vm/vm.h"

#include <string.h>
#include <sys/mman.h>

#include "vm/vm_private.h"

#define PAGE         4096u
#define REGION_PAGES (VM_REGION_BYTES / PAGE)

void vm_regions_add(struct vm_regions *regions, uint64_t gpa, uint64_t size_bytes)
{
	uint64_t end = gpa + size_bytes;

	for (uint64_t i = gpa / VM_REGION_BYTES; i < VM_REGIONS_MAX && i * VM_REGION_BYTES < end; i++)
		regions->bits[i / 64] |= 1ull << i % 64;
}

void vm_regions_join(struct vm_regions *regions, const struct vm_regions *more)
{
	for (size_t i = 0; i < sizeof regions->bits / sizeof *regions->bits; i++)
		regions->bits[i] |= more->bits[i];
}

bool vm_regions_within(const struct vm_regions *inner, const struct vm_regions *outer)
{
	for (size_t i = 0; i < sizeof inner->bits / sizeof *inner->bits; i++) {
		if (inner->bits[i] & ~outer->bits[i])
			return false;
	}
	return true;
}

static bool regions_have(const struct vm_regions *regions, uint64_t gpa)
{
	uint64_t i = gpa / VM_REGION_BYTES;

	return i < VM_REGIONS_MAX && regions->bits[i / 64] >> i % 64 & 1;
}

bool vm_region_warm(const struct vm *vm, uint64_t gpa)
{
	return !vm->by_regions || regions_have(&vm->warm, gpa);
}

/* From then on a page that nobody touched is not there, and one that somebody touched is no larger than a
 * page. */
void vm_regions_begin(struct vm *vm)
{
	vm->by_regions = true;
	for (unsigned i = 0; i < vm->block_count; i++)
		madvise(vm->blocks[i].host, vm->blocks[i].size_bytes, MADV_NOHUGEPAGE);
}

/* Whether a page of those is there, by what mincore() told of each. */
static bool any_there(const uint8_t *pages, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (pages[i] & 1)
			return true;
	}
	return false;
}

/* Where the region of the byte `at` of a block ends, of its first `size` bytes. */
static uint64_t region_end(const struct vm_block *block, uint64_t at, uint64_t size)
{
	uint64_t end = (block->gpa + at) / VM_REGION_BYTES * VM_REGION_BYTES + VM_REGION_BYTES - block->gpa;

	return end < size ? end : size;
}

/* The cold regions of a block with a page that is there. */
static void block_touched(const struct vm *vm, const struct vm_block *block, struct vm_regions *out)
{
	uint8_t pages[VM_REGIONS_MAX * REGION_PAGES];
	uint64_t size = block->size_bytes < sizeof pages * (uint64_t)PAGE ? block->size_bytes
									  : sizeof pages * (uint64_t)PAGE;

	if (mincore(block->host, size, pages) < 0)
		return;
	for (uint64_t at = 0, next; at < size; at = next) {
		next = region_end(block, at, size);
		if (!vm_region_warm(vm, block->gpa + at) &&
		    any_there(pages + at / PAGE, (size_t)(next - at) / PAGE))
			vm_regions_add(out, block->gpa + at, 1);
	}
}

bool vm_touched(const struct vm *vm, struct vm_regions *regions)
{
	static const struct vm_regions none;
	struct vm_regions touched = {{0}};

	/* A page fault is served by KVM. */
	if (!vm->by_regions || vm_quiet(vm))
		return false;
	for (unsigned i = 0; i < vm->block_count; i++)
		block_touched(vm, &vm->blocks[i], &touched);
	vm_regions_join(regions, &touched);
	return !vm_regions_within(&touched, &none);
}

static void block_clear(struct vm *vm, const struct vm_block *block, const struct vm_regions *touched)
{
	for (uint64_t at = 0, next; at < block->size_bytes; at = next) {
		next = region_end(block, at, block->size_bytes);
		if (vm_region_warm(vm, block->gpa + at))
			memset(block->host + at, 0, next - at);
		else if (regions_have(touched, block->gpa + at))
			madvise(block->host + at, next - at, MADV_DONTNEED);
	}
}

void vm_memory_clear(struct vm *vm)
{
	struct vm_regions touched = {{0}};

	vm_touched(vm, &touched);
	for (unsigned i = 0; i < vm->block_count; i++) {
		if (vm->by_regions)
			block_clear(vm, &vm->blocks[i], &touched);
		else
			memset(vm->blocks[i].host, 0, vm->blocks[i].size_bytes);
	}
}
