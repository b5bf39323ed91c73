/* A guest of our own that touches every page once and then measures what an exit costs. */
#include "vm/vm.h"

#include <string.h>

#include "base/inside.h"
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
/* Port writes that are collected to see what one costs. */
#define COALESCED_SAMPLES 8

/* Where in its page the probe has what. */
#define PROBE_HANDLER 0x20
#define PROBE_GDT     0x40
#define PROBE_IDT     0x60
#define PROBE_BYTES   0x100

#define PAGE_BYTES 4096
/* A larger memory is not all touched: it would have to be all there, and few ROMs use it. */
#define TOUCH_MAX (32u << 20)

/* rdtsc | mov ebx,eax | xor eax,eax | inc eax | jmp to the inc */
static const uint8_t spin_code[] = {0x0f, 0x31, 0x89, 0xc3, 0x31, 0xc0, 0x40, 0xeb, 0xfd};
#define SPIN_LOOP 6 /* offset of the inc */
#define SPIN_HEAD 3 /* instructions before it */

static const struct vm_mapping *first_writable(const struct vm *vm)
{
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		if (!vm->mappings[i].read_only)
			return &vm->mappings[i];
	}
	return NULL;
}

/*
 * Enter as a run will: in the box with the TSC set each time, after which KVM has more to do. With KVM's
 * interrupt controllers it runs on.
 */
static int enter(struct vm *vm, struct vm_exit *exit, struct err *err)
{
	if (inside_box() && !vm->apic && vm_set_tsc(vm, 0, err) < 0)
		return -1;
	return vm_run(vm, exit, err);
}

static int run_to_out(struct vm *vm, struct err *err)
{
	struct vm_exit exit;

	do {
		if (enter(vm, &exit, err) < 0)
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
		if (run_to_out(vm, err) < 0)
			return -1;
		if (vm->count.last_inside < least)
			least = vm->count.last_inside;
	}
	vm->costs.exit = (int64_t)least - LOOP_INSNS;
	return 0;
}

/* One run, which must end as said; what it cost beyond an exit and its `insns` instructions. */
static int measure_run(struct vm *vm, enum vm_exit_kind kind, int insns, int64_t *cost, struct err *err)
{
	struct vm_exit exit;

	if (enter(vm, &exit, err) < 0)
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
	if (vm_set_state(vm, &st, err) < 0 || measure_run(vm, VM_EXIT_IO, 1, &costs->start, err) < 0 ||
	    measure_run(vm, VM_EXIT_HLT, 1, &costs->halt, err) < 0 ||
	    measure_run(vm, VM_EXIT_IO, 1, &costs->plain, err) < 0)
		return -1;
	vm_want_window(vm, true);
	if (measure_run(vm, VM_EXIT_IO, 1, &costs->window, err) < 0)
		return -1;
	vm_want_window(vm, false);
	if (measure_run(vm, VM_EXIT_IO, 3, &costs->window_left, err) < 0 ||
	    measure_run(vm, VM_EXIT_IO, 3, &costs->enabled, err) < 0)
		return -1;
	costs->window_left -= costs->enabled;
	vm_want_window(vm, true);
	if (measure_run(vm, VM_EXIT_WINDOW, 0, &cost, err) < 0)
		return -1;
	costs->window_open = cost - costs->window - costs->enabled;
	vm_want_window(vm, false);
	if (measure_run(vm, VM_EXIT_HLT, 1, &cost, err) < 0 || vm_inject(vm, 0, err) < 0 ||
	    measure_run(vm, VM_EXIT_IO, 1, &cost, err) < 0)
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
static int measure_ways(struct vm *vm, const struct vm_mapping *at, struct err *err)
{
	for (int i = 0; i < 2; i++) {
		if (probe_run(vm, at, err) < 0)
			return -1;
	}
	return 0;
}

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
	if (vm_set_state(vm, &st, err) < 0 || run_to_out(vm, err) < 0 ||
	    measure_run(vm, VM_EXIT_IO, insns, cost, err) < 0)
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

static int measure_zones(struct vm *vm, const struct vm_mapping *at, struct err *err)
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

/* Instructions that exit, in the place of the first one, and an OUT behind each. */
enum { PROBE_HLT, PROBE_OUT, PROBE_IN = PROBE_OUT + 3, PROBES = PROBE_IN + 3 };
static const uint8_t probes[PROBES][5] = {
	{0xf4, 0xe6, 0xff},             /* hlt */
	{0xe6, 0xff, 0xe6, 0xff},       /* out 0xff, al */
	{0xe7, 0xff, 0xe6, 0xff},       /* out 0xff, ax or out 0xff, eax, as the mode is */
	{0x66, 0xe7, 0xff, 0xe6, 0xff}, /* the other one */
	{0xe4, 0xff, 0xe6, 0xff},       /* and the same for IN */
	{0xe5, 0xff, 0xe6, 0xff},
	{0x66, 0xe5, 0xff, 0xe6, 0xff},
};

/* What each of the two costs beyond itself and an empty exit, and the size of the access by the first. */
struct probe_cost {
	int64_t first, second;
	uint8_t size_bytes;
};

/*
 * The registers are put twice, as KVM does more when they change than when they do not, and whoever sets the
 * same state afterwards does it once more.
 */
static int measure_probe(struct vm *vm, const struct x86_state *state, struct probe_cost *cost,
			 struct err *err)
{
	struct vm_exit exit;

	for (int i = 0; i < 2; i++) {
		if (vm_set_state(vm, state, err) < 0 || enter(vm, &exit, err) < 0)
			return -1;
		cost->first = (int64_t)vm->count.last_inside - vm->costs.exit - 1;
		cost->size_bytes = exit.size_bytes;
		if (enter(vm, &exit, err) < 0)
			return -1;
		cost->second = (int64_t)vm->count.last_inside - vm->costs.exit - 1;
		if (vm_finish_io(vm, err) < 0)
			return -1;
	}
	return 0;
}

/*
 * In long mode an OUT costs more, as KVM looks up where it was, which it does when the guest leaves and once
 * more when it completes the access (x86.c, kvm_get_linear_rip): half each.
 */
static void costs_take(struct vm_costs *costs, const struct probe_cost cost[PROBES])
{
	int64_t exit = cost[PROBE_OUT].second / 2;

	costs->out = cost[PROBE_OUT].second - exit;
	costs->start = cost[PROBE_OUT].first - exit;
	costs->halt = cost[PROBE_HLT].first - costs->start;
	for (int i = 0; i < 3; i++) {
		const struct probe_cost *out = &cost[PROBE_OUT + i], *in = &cost[PROBE_IN + i];

		costs->out_exit[vm_width_index(out->size_bytes)] = out->first - costs->start;
		costs->in_exit[vm_width_index(in->size_bytes)] = in->first - costs->start;
		costs->in[vm_width_index(in->size_bytes)] = in->second - exit;
	}
}

int vm_calibrate(struct vm *vm, const struct x86_state *state, struct err *err)
{
	uint8_t *at = vm_memory_at(vm, state->seg[X86_CS].base + state->rip, sizeof probes[0]);
	uint8_t saved[sizeof probes[0]];
	struct probe_cost cost[PROBES] = {0};
	int ret = 0;

	if (!at)
		return 0;
	memcpy(saved, at, sizeof saved);
	/* With KVM's local APIC a HLT does not exit. */
	for (int i = vm->apic ? PROBE_OUT : PROBE_HLT; i < PROBES && ret == 0; i++) {
		memcpy(at, probes[i], sizeof probes[i]);
		ret = measure_probe(vm, state, &cost[i], err);
	}
	memcpy(at, saved, sizeof saved);
	if (ret == 0)
		costs_take(&vm->costs, cost);
	vm_reset_cycles(vm);
	return ret;
}

static int spin(struct vm *vm, uint64_t gpa, vm_spin_fn *run, void *arg, struct err *err)
{
	struct vm_exit exit;
	struct x86_state st;
	uint64_t set_tsc, at_tsc, insns;

	start_registers(START_PROTECTED, &st);
	st.rip = gpa;
	if (vm_set_state(vm, &st, err) < 0 || run(arg, &exit, &set_tsc, &at_tsc, err) < 0 ||
	    vm_get_step_state(vm, &st, err) < 0)
		return -1;
	if (exit.kind != VM_EXIT_INTERRUPTED)
		return err_set(err, "measuring an interruption ended with KVM exit %u", exit.reason);
	insns = SPIN_HEAD + 2 * st.gpr[X86_RAX] - (st.rip != gpa + SPIN_LOOP);
	vm->costs.lead = (int64_t)(vm->count.last_entry - set_tsc);
	vm->costs.entry = (int64_t)(at_tsc - vm->count.last_entry - insns) - vm->costs.start;
	vm->costs.tsc += (int32_t)st.gpr[X86_RBX];
	return 0;
}

int vm_spin(struct vm *vm, vm_spin_fn *run, void *arg, struct err *err)
{
	const struct vm_mapping *code_at = first_writable(vm);
	uint8_t saved[sizeof spin_code];
	int ret;

	memcpy(saved, code_at->host, sizeof saved);
	memcpy(code_at->host, spin_code, sizeof spin_code);
	ret = spin(vm, code_at->gpa, run, arg, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_clear_interrupt(vm);
	vm_reset_cycles(vm);
	return ret;
}

int vm_open_window(struct vm *vm, struct err *err)
{
	static const uint8_t code[] = {0xfb, 0x90, 0xe6, 0xff}; /* sti | nop | out */
	const struct vm_mapping *code_at = first_writable(vm);
	struct x86_state st;

	memcpy(code_at->host, code, sizeof code);
	start_registers(START_PROTECTED, &st);
	st.rip = code_at->gpa;
	if (vm_set_state(vm, &st, err) < 0 || run_to_out(vm, err) < 0 || vm_finish_io(vm, err) < 0)
		return -1;
	return vm->window_armed ? err_set(err, "an interrupt window does not open") : 0;
}

int vm_warm_up(struct vm *vm, struct err *err)
{
	const struct vm_mapping *code_at = first_writable(vm);
	uint8_t saved[PROBE_BYTES];
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
		ret = measure_ways(vm, code_at, err);
	/* Twice, too. */
	for (int i = 0; i < 2 && ret == 0; i++)
		ret = measure_zones(vm, code_at, err);
	if (ret == 0)
		ret = vm_finish_io(vm, err);
	memcpy(code_at->host, saved, sizeof saved);
	vm_reset_cycles(vm);
	return ret;
}
