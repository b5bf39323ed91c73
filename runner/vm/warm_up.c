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

static int touch(struct vm *vm, const struct vm_mapping *code_at, const struct vm_mapping *m, struct err *err)
{
	struct x86_state st;

	memcpy(code_at->host, m->read_only ? read_code : write_code, sizeof write_code);
	start_registers(START_PROTECTED, &st);
	st.rip = code_at->gpa;
	st.gpr[X86_RDI] = m->gpa;
	st.gpr[X86_RCX] = (m->size_bytes < TOUCH_MAX ? m->size_bytes : TOUCH_MAX) / PAGE_BYTES;
	if (vm_set_state(vm, &st, err) < 0)
		return -1;
	return vm_run_to_out(vm, err);
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

int vm_warm_up(struct vm *vm, struct err *err)
{
	const struct vm_mapping *code_at = vm_first_writable(vm);
	uint8_t saved[VM_MEASURE_BYTES];
	int ret = 0;

	if (!code_at)
		return err_set(err, "a machine without writable memory");
	memcpy(saved, code_at->host, sizeof saved);
	for (unsigned i = 0; i < vm->mapping_count && ret == 0; i++)
		ret = touch(vm, code_at, &vm->mappings[i], err);
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
