#include "run/kept.h"

#include <stddef.h>

#include "run/memory.h"

bool kept_fits(const struct request *request)
{
	const struct machine *m = &request->machine;

	return !request->fresh && m->cpu != CPU_HOST && m->irqchip == IRQCHIP_ROMKIT &&
	       memory_is_plain(request);
}

struct vm *kept_take(struct kept *kept, const struct request *request)
{
	for (int i = 0; i < KEPT_MAX && kept_fits(request); i++) {
		struct vm *vm = kept->slots[i].vm;

		if (!vm || kept->slots[i].cpu != request->machine.cpu ||
		    kept->slots[i].memory_bytes != machine_memory_bytes(&request->machine))
			continue;
		kept->slots[i].vm = NULL;
		return vm;
	}
	return NULL;
}

void kept_give(struct kept *kept, const struct request *request, struct vm *vm)
{
	int oldest = 0;

	for (int i = 1; i < KEPT_MAX && kept->slots[oldest].vm; i++) {
		if (!kept->slots[i].vm || kept->slots[i].used < kept->slots[oldest].used)
			oldest = i;
	}
	vm_free(kept->slots[oldest].vm);
	kept->slots[oldest].vm = vm;
	kept->slots[oldest].cpu = request->machine.cpu;
	kept->slots[oldest].memory_bytes = machine_memory_bytes(&request->machine);
	kept->slots[oldest].used = ++kept->clock;
}

void kept_fini(struct kept *kept)
{
	for (int i = 0; i < KEPT_MAX; i++)
		vm_free(kept->slots[i].vm);
	*kept = (struct kept){0};
}
