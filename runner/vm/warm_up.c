/* A guest of our own that touches every page once and then measures what an exit costs. */
#include "vm/measure.h"

#include <string.h>

#include "x86/start.h"

/* mov [edi],al | add edi,4096 | dec ecx | jnz | out 0xff,al | jmp to the out */
static const uint8_t write_code[] = {0x8a, 0x07, 0x88, 0x07, 0x81, 0xc7, 0x00, 0x10, 0x00,
				     0x00, 0x49, 0x75, 0xf3, 0xe6, 0xff, 0xeb, 0xfc};
/* the same without the store, for read-only memory */
static const uint8_t read_code[] = {0x8a, 0x07, 0x90, 0x90, 0x81, 0xc7, 0x00, 0x10, 0x00,
				    0x00, 0x49, 0x75, 0xf3, 0xe6, 0xff, 0xeb, 0xfc};

/* Instructions between two exits of that loop: OUT and JMP. */
#define LOOP_INSNS   2
#define EXIT_SAMPLES 8

#define PAGE_BYTES 4096
/* A larger memory is not all touched: it would have to be all there, and few ROMs use it. */
#define TOUCH_MAX (32u << 20)

static int touch(struct vm *vm, const struct vm_mapping *code_at, uint64_t gpa, uint64_t size_bytes,
		 bool read_only, struct err *err)
{
	struct x86_state st;

	memcpy(code_at->host, read_only ? read_code : write_code, sizeof write_code);
	start_registers(START_PROTECTED, &st);
	st.rip = code_at->gpa;
	st.gpr[X86_RDI] = gpa;
	st.gpr[X86_RCX] = size_bytes / PAGE_BYTES;
	if (vm_set_state(vm, &st, err) < 0)
		return -1;
	return vm_run_to_out(vm, err);
}

static int touch_all(struct vm *vm, const struct vm_mapping *code_at, struct err *err)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		const struct vm_mapping *m = &vm->mappings[i];

		if (touch(vm, code_at, m->gpa, m->size_bytes < TOUCH_MAX ? m->size_bytes : TOUCH_MAX,
			  m->read_only, err) < 0)
			return -1;
	}
	return 0;
}

/* How much of a region is memory: the last one may not be whole. */
static uint64_t region_bytes(const struct vm *vm, uint64_t gpa)
{
	uint64_t bytes = 0;

	while (bytes < VM_REGION_BYTES && vm_memory_at(vm, gpa + bytes, PAGE_BYTES))
		bytes += PAGE_BYTES;
	return bytes;
}

/* Of these regions the ones that are not warm yet. */
static int touch_regions(struct vm *vm, const struct vm_mapping *code_at, const struct vm_regions *regions,
			 struct err *err)
{
	for (uint64_t i = 0; i < VM_REGIONS_MAX; i++) {
		uint64_t gpa = i * VM_REGION_BYTES, bytes;

		if (!(regions->bits[i / 64] >> i % 64 & 1) || vm_region_warm(vm, gpa))
			continue;
		bytes = region_bytes(vm, gpa);
		if (bytes && touch(vm, code_at, gpa, bytes, false, err) < 0)
			return -1;
		vm_regions_add(&vm->warm, gpa, VM_REGION_BYTES);
	}
	return 0;
}

/* The cheapest of some exits; in the box they all cost the same. */
static int measure_exit(struct vm *vm, struct err *err)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < EXIT_SAMPLES; i++) {
		if (vm_run_to_out(vm, err) < 0)
			return -1;
		if (vm->count.last_inside < least)
			least = vm->count.last_inside;
	}
	vm->costs.exit = (int64_t)least - LOOP_INSNS;
	return 0;
}

static int touch_begin(struct vm *vm, const struct vm_mapping *code_at, const struct vm_regions *regions,
		       struct err *err)
{
	struct vm_regions all;

	if (!regions)
		return touch_all(vm, code_at, err);
	all = *regions;
	vm_regions_add(&all, 0, 1);
	vm_regions_begin(vm);
	return touch_regions(vm, code_at, &all, err);
}

int vm_warm_more(struct vm *vm, const struct vm_regions *regions, struct err *err)
{
	const struct vm_mapping *code_at = vm_first_writable(vm);
	uint8_t saved[VM_MEASURE_BYTES];
	int ret;

	if (vm_regions_within(regions, &vm->warm))
		return 0;
	memcpy(saved, code_at->host, sizeof saved);
	ret = touch_regions(vm, code_at, regions, err);
	if (ret == 0)
		ret = vm_finish_io(vm, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_reset_cycles(vm);
	return ret;
}

int vm_warm_up(struct vm *vm, const struct vm_regions *regions, struct err *err)
{
	const struct vm_mapping *code_at = vm_first_writable(vm);
	uint8_t saved[VM_MEASURE_BYTES];
	int ret;

	if (!code_at)
		return err_set(err, "a machine without writable memory");
	memcpy(saved, code_at->host, sizeof saved);
	ret = touch_begin(vm, code_at, regions, err);
	if (ret == 0)
		ret = measure_exit(vm, err);
	/* With KVM's local APIC a HLT does not exit, and no count is exact. */
	if (ret == 0 && !vm->apic)
		ret = vm_measure_ways(vm, code_at, err);
	/* Twice, too. */
	for (int i = 0; i < 2 && ret == 0; i++)
		ret = vm_measure_zones(vm, code_at, err);
	if (ret == 0)
		ret = vm_finish_io(vm, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_reset_cycles(vm);
	return ret;
}
