/* How many cycles the guest itself consumed: TSC cycles inside KVM_RUN, less what KVM costs. */
#include "vm/vm.h"

#include "vm/vm_private.h"

int64_t vm_entry_cost(const struct vm *vm)
{
	const struct vm_costs *costs = &vm->costs;
	int64_t cost = 0;

	switch (vm->pending) {
	case PENDING_START: cost = costs->mode.start; break;
	case PENDING_NOTHING: cost = costs->plain; break;
	case PENDING_IN: cost = costs->mode.in[vm_width_index(vm->pending_bytes)]; break;
	case PENDING_OUT: cost = costs->mode.out; break;
	case PENDING_OTHER: break;
	}
	if (vm->injecting)
		cost += costs->inject;
	if (vm->run->request_interrupt_window)
		cost += costs->window;
	return cost;
}

void vm_count_run(struct vm *vm, uint64_t entry_tsc, uint64_t inside, int64_t cost_before, int64_t cost_after)
{
	struct vm_count *count = &vm->count;

	count->entered = true;
	count->runs++;
	count->tsc_inside += inside;
	count->last_inside = inside;
	count->last_entry = entry_tsc;
	count->last_cost = cost_before;
	count->last = (int64_t)inside - vm->costs.exit - cost_before - cost_after;
	/* Less was to do than was measured. */
	if (count->last < 0)
		count->last = 0;
	count->cycles += count->last;
}

int64_t vm_exits_unknown(const struct vm *vm, const struct vm_stats *now)
{
	const struct vm_count *count = &vm->count;

	return (int64_t)(now->exits - vm->stats_start.exits) -
	       (int64_t)(count->runs + count->windows + count->injections + count->coalesced);
}

bool vm_was_entered(const struct vm *vm, uint64_t inside, int64_t cost_before)
{
	struct vm_stats now;

	if (!vm_stats_read(vm, &now))
		return (int64_t)inside >= vm->costs.entry + cost_before;
	return vm_exits_unknown(vm, &now) > vm->count.exits_unknown;
}

void vm_note_exits(struct vm *vm)
{
	struct vm_stats now;

	if (vm_stats_read(vm, &now))
		vm->count.exits_unknown = vm_exits_unknown(vm, &now);
}

void vm_count_nothing(struct vm *vm)
{
	vm->count.last = 0;
	vm->count.entered = false;
	if (vm->pending != PENDING_START)
		vm->pending = PENDING_NOTHING;
}

uint64_t vm_cycles_to_entry(const struct vm *vm)
{
	int64_t cost = vm->costs.lead + vm->costs.entry + vm_entry_cost(vm);

	return cost > 0 ? (uint64_t)cost : 0;
}

bool vm_interrupted_at(struct vm *vm, uint64_t host_tsc)
{
	struct vm_count *count = &vm->count;
	int64_t inside = (int64_t)(host_tsc - count->last_entry);
	int64_t cycles = inside - vm->costs.entry - count->last_cost;

	if (!count->entered)
		return true;
	if (cycles < 0 || (int64_t)count->last_inside < inside)
		return false;
	count->cycles += cycles - count->last;
	count->last = cycles;
	return true;
}

uint64_t vm_cycles(const struct vm *vm)
{
	return vm->count.cycles > 0 ? (uint64_t)vm->count.cycles : 0;
}

void vm_reset_cycles(struct vm *vm)
{
	vm->count = (struct vm_count){0};
	vm->efer_exits = 0;
	vm_stats_read(vm, &vm->stats_start);
}
