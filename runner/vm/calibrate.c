/* What the first entry costs, and what HLT, OUT and IN do, in the mode that a run starts in. */
#include "vm/measure.h"

#include <string.h>

#include "x86/bits.h"
#include "x86/start.h"

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
		if (vm_set_state(vm, state, err) < 0 || vm_enter(vm, &exit, err) < 0)
			return -1;
		cost->first = (int64_t)vm->count.last_inside - vm->costs.exit - 1;
		cost->size_bytes = exit.size_bytes;
		if (vm_enter(vm, &exit, err) < 0)
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
static void costs_take(struct vm_mode_costs *costs, const struct probe_cost cost[PROBES])
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

/* All of them, one after the other, with the code at `at`. */
static int measure_mode(struct vm *vm, const struct x86_state *state, uint8_t *at,
			struct vm_mode_costs *costs, struct err *err)
{
	struct probe_cost cost[PROBES] = {0};

	/* With KVM's local APIC a HLT does not exit. */
	for (int i = vm->apic ? PROBE_OUT : PROBE_HLT; i < PROBES; i++) {
		memcpy(at, probes[i], sizeof probes[i]);
		if (measure_probe(vm, state, &cost[i], err) < 0)
			return -1;
	}
	costs_take(costs, cost);
	return 0;
}

/*
 * Into the mode, for the next entry to find the vCPU in it as after measuring; and by a HLT, which KVM
 * fetches from memory, as it then finds that piece of memory sooner (kvm_main.c, last_used_slot).
 */
static int settle(struct vm *vm, const struct x86_state *state, uint8_t *at, struct err *err)
{
	struct vm_exit exit;

	/* With KVM's local APIC a HLT does not exit. */
	memcpy(at, probes[vm->apic ? PROBE_OUT : PROBE_HLT], sizeof probes[PROBE_HLT]);
	if (vm_set_state(vm, state, err) < 0 || vm_enter(vm, &exit, err) < 0)
		return -1;
	return vm->apic ? vm_finish_io(vm, err) : 0;
}

int vm_calibrate(struct vm *vm, enum start_state start, struct err *err)
{
	uint8_t saved[sizeof probes[0]];
	struct x86_state state;
	uint8_t *at;
	int ret;

	start_registers(start, &state);
	at = vm_memory_at(vm, state.seg[X86_CS].base + state.rip, sizeof saved);
	if (!at)
		return 0;
	memcpy(saved, at, sizeof saved);
	if (vm->mode_known[start])
		ret = settle(vm, &state, at, err);
	else
		ret = measure_mode(vm, &state, at, &vm->modes[start], err);
	memcpy(at, saved, sizeof saved);
	vm->mode_known[start] = ret == 0;
	vm->costs.mode = vm->modes[start];
	vm_reset_cycles(vm);
	return ret;
}

static bool same_control(const struct x86_state *a, const struct x86_state *b)
{
	return a->cr0 == b->cr0 && a->cr3 == b->cr3 && a->cr4 == b->cr4 && a->efer == b->efer;
}

/* With interrupts on, an open window ends the entry before its first instruction. */
int vm_settle_control(struct vm *vm, enum start_state start, const struct x86_state *state, struct err *err)
{
	struct x86_state open;
	struct vm_exit exit;
	int ret;

	start_registers(start, &open);
	if (vm->apic || same_control(&open, state))
		return 0;
	open.cr0 = state->cr0;
	open.cr3 = state->cr3;
	open.cr4 = state->cr4;
	open.efer = state->efer;
	open.rflags |= X86_FLAG_IF;
	if (vm_set_state(vm, &open, err) < 0)
		return -1;
	vm_want_window(vm, true);
	ret = vm_enter(vm, &exit, err);
	vm_want_window(vm, false);
	if (ret == 0 && exit.kind != VM_EXIT_WINDOW)
		ret = err_set(err, "KVM does not enter with the control registers of this case: exit %u",
			      exit.reason);
	vm_reset_cycles(vm);
	return ret;
}
