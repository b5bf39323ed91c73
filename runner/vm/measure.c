/* What KVM costs by each way to enter a guest and to leave it, measured with guests of our own. */
#include "vm/measure.h"

#include <string.h>

#include "base/inside.h"
#include "x86/start.h"

/* Where in its page the probe has what. */
#define PROBE_HANDLER 0x20
#define PROBE_GDT     0x40
#define PROBE_IDT     0x60
#define PROBE_BYTES   VM_MEASURE_BYTES

const struct vm_mapping *vm_first_writable(const struct vm *vm)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		if (!vm->mappings[i].read_only)
			return &vm->mappings[i];
	}
	return NULL;
}

int vm_enter(struct vm *vm, struct vm_exit *exit, struct err *err)
{
	if (inside_box() && !vm->apic && vm_set_tsc(vm, 0, err) < 0)
		return -1;
	return vm_run(vm, exit, err);
}

int vm_run_to_out(struct vm *vm, struct err *err)
{
	struct vm_exit exit;

	do {
		if (vm_enter(vm, &exit, err) < 0)
			return -1;
	} while (exit.kind == VM_EXIT_INTERRUPTED);
	if (exit.kind != VM_EXIT_IO)
		return err_set(err, "warming up the guest memory ended with KVM exit %u instead of an OUT",
			       exit.reason);
	return 0;
}

int vm_measure_run(struct vm *vm, enum vm_exit_kind kind, int insns, int64_t *cost, struct err *err)
{
	struct vm_exit exit;

	if (vm_enter(vm, &exit, err) < 0)
		return -1;
	if (exit.kind != kind)
		return err_set(err, "measuring what KVM costs ended with KVM exit %u", exit.reason);
	*cost = (int64_t)vm->count.last_inside - vm->costs.exit - insns;
	return 0;
}

/* 32-bit code that comes by each way to enter and to leave once, with tables and a stack behind it. */
/* clang-format off */
static const uint8_t probe_code[PROBE_BYTES] = {
	0xe6, 0xff,             /* out 0xff, al */
	0xf4,                   /* hlt */
	0xe6, 0xff,             /* out */
	0xe6, 0xff,             /* out, waiting for the interrupt window */
	0xfb, 0x90, 0xe6, 0xff, /* sti | nop | out: the window that was waited for opens */
	0xfb, 0x90, 0xe6, 0xff, /* sti | nop | out */
	0xf4,                   /* hlt: ended by interrupt 0 */
	[PROBE_HANDLER] = 0xe6, 0xff, 0x0f, 0x31, 0xe6, 0xff,    /* out | rdtsc | out */
	[PROBE_GDT + 8] = 0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0,    /* flat 32-bit code */
	[PROBE_GDT + 16] = 0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0,   /* and data */
	[PROBE_IDT] = 0, 0, 8, 0, 0, 0x8e, 0, 0,                 /* an interrupt gate; its offset is put in */
};
/* clang-format on */

static void probe_state(const struct vm_mapping *at, struct x86_state *st)
{
	uint64_t handler = at->gpa + PROBE_HANDLER;

	memcpy(at->host, probe_code, sizeof probe_code);
	memcpy(at->host + PROBE_IDT, &handler, 2);
	memcpy(at->host + PROBE_IDT + 6, (uint8_t *)&handler + 2, 2);
	start_registers(START_PROTECTED, st);
	st->rip = at->gpa;
	st->gpr[X86_RSP] = at->gpa + PROBE_BYTES;
	st->gdtr = (struct x86_dtable){at->gpa + PROBE_GDT, 23};
	st->idtr = (struct x86_dtable){at->gpa + PROBE_IDT, 7};
}

/* The ways to enter, one after the other. */
static int probe_run(struct vm *vm, const struct vm_mapping *at, struct err *err)
{
	struct vm_costs *costs = &vm->costs;
	struct x86_state st;
	struct vm_exit exit;
	int64_t cost = 0;

	probe_state(at, &st);
	if (vm_set_state(vm, &st, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_IO, 1, &costs->mode.start, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_HLT, 1, &costs->mode.halt, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_IO, 1, &costs->plain, err) < 0)
		return -1;
	vm_want_window(vm, true);
	if (vm_measure_run(vm, VM_EXIT_IO, 1, &costs->window, err) < 0)
		return -1;
	vm_want_window(vm, false);
	if (vm_measure_run(vm, VM_EXIT_IO, 3, &costs->window_left, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_IO, 3, &costs->enabled, err) < 0)
		return -1;
	costs->window_left -= costs->enabled;
	vm_want_window(vm, true);
	if (vm_measure_run(vm, VM_EXIT_WINDOW, 0, &cost, err) < 0)
		return -1;
	costs->window_open = cost - costs->window - costs->enabled;
	vm_want_window(vm, false);
	if (vm_measure_run(vm, VM_EXIT_HLT, 1, &cost, err) < 0 || vm_inject(vm, 0, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_IO, 1, &cost, err) < 0)
		return -1;
	costs->inject = cost - costs->plain;
	costs->tsc = 0;
	if (vm_set_tsc(vm, 0, err) < 0 || vm_run(vm, &exit, err) < 0 || vm_finish_io(vm, err) < 0 ||
	    vm_get_step_state(vm, &st, err) < 0)
		return -1;
	costs->tsc = (int32_t)st.gpr[X86_RAX];
	return 0;
}

/* Twice: KVM does some things the first time only. */
int vm_measure_ways(struct vm *vm, const struct vm_mapping *at, struct err *err)
{
	for (int i = 0; i < 2; i++) {
		if (probe_run(vm, at, err) < 0)
			return -1;
	}
	return 0;
}

int vm_open_window(struct vm *vm, struct err *err)
{
	static const uint8_t code[] = {0xfb, 0x90, 0xe6, 0xff}; /* sti | nop | out */
	const struct vm_mapping *code_at = vm_first_writable(vm);
	struct x86_state st;

	memcpy(code_at->host, code, sizeof code);
	start_registers(START_PROTECTED, &st);
	st.rip = code_at->gpa;
	if (vm_set_state(vm, &st, err) < 0 || vm_run_to_out(vm, err) < 0 || vm_finish_io(vm, err) < 0)
		return -1;
	return vm->window_armed ? err_set(err, "an interrupt window does not open") : 0;
}
