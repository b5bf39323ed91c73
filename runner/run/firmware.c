#include "run/firmware.h"

#include <string.h>

#include "x86/start.h"

#define INT_IMM8 0xcd

static bool calls(const struct buf *image, uint8_t number)
{
	const uint8_t insn[] = {INT_IMM8, number};

	return memmem(image->data, image->len, insn, sizeof insn);
}

static bool is_unserved(const struct vm *vm, uint8_t number)
{
	static const uint8_t nowhere[4];
	uint8_t vector[sizeof nowhere];

	return vm_read_memory(vm, number * sizeof vector, sizeof vector, vector) &&
	       memcmp(vector, nowhere, sizeof vector) == 0;
}

bool firmware_ran_off(const struct request *rq, const struct x86_state *state)
{
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint64_t at = state->seg[X86_CS].base + state->rip;

	return at < load || at - load > rq->image.len;
}

uint8_t firmware_missed(const struct request *rq, const struct vm *vm)
{
	static const uint8_t services[] = {0x10, 0x13, 0x15, 0x16, 0x1a};

	if (rq->machine.start != START_REAL && rq->machine.start != START_BOOT)
		return 0;
	for (size_t i = 0; i < sizeof services; i++) {
		if (calls(&rq->image, services[i]) && is_unserved(vm, services[i]))
			return services[i];
	}
	return 0;
}
