/* What port accesses cost where KVM collects some of them (vm/coalesced.c). */
#include "vm/measure.h"

#include <string.h>

#include "x86/start.h"

/* Port writes that are collected to see what one costs. */
#define COALESCED_SAMPLES 8

/* 32-bit code: out 0xff, al | `insn` as often as said | out 0xff, al */
static void port_code(uint8_t *code, const uint8_t insn[2], int count)
{
	static const uint8_t to_caller[2] = {0xe6, 0xff};

	memcpy(code, to_caller, sizeof to_caller);
	for (int i = 1; i <= count; i++)
		memcpy(code + 2 * i, insn, 2);
	memcpy(code + 2 * (count + 1), to_caller, sizeof to_caller);
}

/* One run behind the first OUT of such code, with that port in DX. */
static int measure_port(struct vm *vm, const struct vm_mapping *at, uint16_t port, int insns, int64_t *cost,
			struct err *err)
{
	struct x86_state st;

	start_registers(START_PROTECTED, &st);
	st.rip = at->gpa;
	st.gpr[X86_RDX] = port;
	if (vm_set_state(vm, &st, err) < 0 || vm_run_to_out(vm, err) < 0 ||
	    vm_measure_run(vm, VM_EXIT_IO, insns, cost, err) < 0)
		return -1;
	return vm_finish_io(vm, err);
}

/* nop | in al, dx; in ax, dx. nop | out dx, al; out dx, ax. */
static const uint8_t port_insns[2][2][2] = {{{0x90, 0xec}, {0x66, 0xed}}, {{0x90, 0xee}, {0x66, 0xef}}};

/* What an exit by the port takes more than the same by 0xFF. */
static int measure_port_over(struct vm *vm, const struct vm_mapping *at, uint16_t port, int insns,
			     int64_t *cost, struct err *err)
{
	int64_t outside = 0;

	if (measure_port(vm, at, port, insns, cost, err) < 0 ||
	    measure_port(vm, at, VM_PROBE_PORT, insns, &outside, err) < 0)
		return -1;
	*cost -= outside;
	return 0;
}

static int measure_zone(struct vm *vm, const struct vm_mapping *at, struct vm_zone *zone, struct err *err)
{
	bool word = zone->at.size_bytes == 2;
	int insns = word ? 1 : 2;

	zone->collected = 0;
	port_code(at->host, port_insns[true][word], COALESCED_SAMPLES);
	vm_allow_coalesced(vm, COALESCED_SAMPLES);
	if (measure_port(vm, at, zone->at.port, COALESCED_SAMPLES * insns + 1, &zone->collected, err) < 0)
		return -1;
	vm_allow_coalesced(vm, 0);
	zone->collected /= COALESCED_SAMPLES;
	for (int write = 0; write < 2; write++) {
		port_code(at->host, port_insns[write][word], 1);
		if (measure_port_over(vm, at, zone->at.port, insns, &zone->within[write], err) < 0 ||
		    measure_port_over(vm, at, (uint16_t)(zone->at.port - 1), insns, &zone->below[write],
				      err) < 0)
			return -1;
	}
	return 0;
}

int vm_measure_zones(struct vm *vm, const struct vm_mapping *at, struct err *err)
{
	for (unsigned i = 0; i < vm->zone_count; i++) {
		if (measure_zone(vm, at, &vm->zones[i], err) < 0)
			return -1;
	}
	for (int write = 0; write < 2 && vm->zone_count; write++) {
		port_code(at->host, port_insns[write][0], 1);
		if (measure_port_over(vm, at, VM_TOP_PORT, 2, &vm->above_zones[write], err) < 0)
			return -1;
	}
	return 0;
}
