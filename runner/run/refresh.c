#include "run/refresh.h"

#include "base/inside.h"

/* Most ROMs end before the first. It takes the time of a million instructions. */
#define FIRST_CYCLES 2000000
#define EVERY_CYCLES 16000000

void refresh_start(struct refresh *refresh)
{
	refresh->at_cycles = inside_box() ? FIRST_CYCLES : UINT64_MAX;
}

uint64_t refresh_ahead_ns(const struct refresh *refresh, const struct vm *vm)
{
	uint64_t cycles = vm_cycles(vm);

	if (refresh->at_cycles == UINT64_MAX)
		return UINT64_MAX;
	/* A cycle is a nanosecond there. */
	return refresh->at_cycles > cycles ? refresh->at_cycles - cycles : 0;
}

bool refresh_if_due(struct refresh *refresh, struct vm *vm)
{
	uint64_t cycles = vm_cycles(vm);

	if (cycles < refresh->at_cycles)
		return false;
	vm_rewrite_low(vm);
	refresh->at_cycles = cycles + EVERY_CYCLES;
	return true;
}
