/* A guest of our own that touches every page once and then measures what an exit costs. */
#include "vm/vm.h"

#include <string.h>

#include "vm/vm_private.h"
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

static const struct vm_mapping *first_writable(const struct vm *vm)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		if (!vm->mappings[i].read_only)
			return &vm->mappings[i];
	}
	return NULL;
}

static int run_to_out(struct vm *vm, struct err *err)
{
	struct vm_exit exit;

	do {
		if (vm_run(vm, &exit, err) < 0)
			return -1;
	} while (exit.kind == VM_EXIT_INTERRUPTED);
	if (exit.kind != VM_EXIT_IO)
		return err_set(err, "warming up the guest memory ended with KVM exit %u instead of an OUT",
			       exit.reason);
	return 0;
}

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
	return run_to_out(vm, err);
}

/* The cheapest of some exits; in the box they all cost the same. */
static int measure_exit(struct vm *vm, struct err *err)
{
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < EXIT_SAMPLES; i++) {
		vm_reset_cycles(vm);
		if (run_to_out(vm, err) < 0)
			return -1;
		if (vm->tsc_inside < least)
			least = vm->tsc_inside;
	}
	vm->exit_tsc = least > LOOP_INSNS ? least - LOOP_INSNS : 0;
	return 0;
}

/*
 * What `runs` instructions that each exit cost beyond themselves and as many empty exits. The registers are
 * put twice, as KVM does more when they change than when they do not, and whoever sets the same state
 * afterwards does it once more.
 */
static int measure_first(struct vm *vm, const struct x86_state *state, int runs, uint64_t *cost,
			 struct err *err)
{
	struct vm_exit exit;

	for (int i = 0; i < 2; i++) {
		uint64_t usual = (uint64_t)runs * (vm->exit_tsc + 1);

		if (vm_set_state(vm, state, err) < 0)
			return -1;
		vm_reset_cycles(vm);
		for (int run = 0; run < runs; run++) {
			if (vm_run(vm, &exit, err) < 0)
				return -1;
		}
		if (vm_finish_io(vm, err) < 0)
			return -1;
		*cost = vm->tsc_inside > usual ? vm->tsc_inside - usual : 0;
	}
	return 0;
}

static uint64_t beyond(uint64_t cost, uint64_t start)
{
	return cost > start ? cost - start : 0;
}

int vm_calibrate(struct vm *vm, const struct x86_state *state, struct err *err)
{
	static const struct {
		int runs;
		uint8_t code[4];
	} probes[] = {
		{1, {0xe6, 0xff}}, {1, {0xf4}}, {2, {0xe4, 0xff, 0xe6, 0xff}}}; /* OUT; HLT; IN and OUT */
	uint8_t *at = vm_memory_at(vm, state->seg[X86_CS].base + state->rip, sizeof probes->code);
	uint8_t saved[sizeof probes->code];
	uint64_t cost[3] = {0};
	int ret = 0;

	if (!at)
		return 0;
	memcpy(saved, at, sizeof saved);
	for (int i = 0; i < 3 && ret == 0; i++) {
		memcpy(at, probes[i].code, sizeof probes[i].code);
		ret = measure_first(vm, state, probes[i].runs, &cost[i], err);
	}
	memcpy(at, saved, sizeof saved);
	vm->start_tsc = cost[0];
	vm->halt_tsc = beyond(cost[1], cost[0]);
	vm->in_tsc = beyond(cost[2], cost[0]);
	vm_reset_cycles(vm);
	return ret;
}

int vm_warm_up(struct vm *vm, struct err *err)
{
	const struct vm_mapping *code_at = first_writable(vm);
	uint8_t saved[sizeof write_code];
	int ret = 0;

	if (!code_at)
		return err_set(err, "a machine without writable memory");
	memcpy(saved, code_at->host, sizeof saved);
	for (unsigned i = 0; i < vm->mapping_count && ret == 0; i++)
		ret = touch(vm, code_at, &vm->mappings[i], err);
	if (ret == 0)
		ret = measure_exit(vm, err);
	if (ret == 0)
		ret = vm_finish_io(vm, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_reset_cycles(vm);
	return ret;
}
