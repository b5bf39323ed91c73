/* KVM's binary statistics of the vCPU (api.rst, KVM_GET_STATS_FD): how much KVM did that the caller did not
 * see. */
#include "vm/vm.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vm/vm_private.h"

/* Values of a vCPU: Linux 6.12 has some 130, most of them of histograms. */
#define STATS_MAX 512

/* The descriptors: `num_desc` of them, each with a name behind it. The index of the value; false: absent. */
static bool value_index(const struct kvm_stats_header *header, const uint8_t *descs, const char *name,
			unsigned *out)
{
	size_t step = sizeof(struct kvm_stats_desc) + header->name_size;

	for (uint32_t i = 0; i < header->num_desc; i++) {
		const uint8_t *at = descs + i * step;
		struct kvm_stats_desc desc;

		memcpy(&desc, at, sizeof desc);
		if (strncmp((const char *)at + sizeof desc, name, header->name_size) != 0)
			continue;
		*out = desc.offset / 8;
		return *out < STATS_MAX;
	}
	return false;
}

/* All values in one piece that is read at once, up to the last that is used. */
static void values_find(struct vm *vm, const struct kvm_stats_header *header, const uint8_t *descs)
{
	struct {
		const char *name;
		unsigned *index;
	} wanted[] = {{"exits", &vm->exits_at},
		      {"irq_window_exits", &vm->windows_at},
		      {"irq_exits", &vm->interrupts_at},
		      {"insn_emulation", &vm->emulated_at},
		      {"pf_fixed", &vm->faults_at}};
	unsigned last = 0;

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		if (!value_index(header, descs, wanted[i].name, wanted[i].index))
			return;
		if (*wanted[i].index > last)
			last = *wanted[i].index;
	}
	vm->has_halted = value_index(header, descs, "halt_wait_ns", &vm->halted_at);
	if (vm->has_halted && vm->halted_at > last)
		last = vm->halted_at;
	vm->stats_at = header->data_offset;
	vm->stats_bytes = (last + 1) * sizeof(uint64_t);
}

void vm_stats_open(struct vm *vm)
{
	struct kvm_stats_header header;
	size_t size;
	uint8_t *descs;

	vm->stats_fd = ioctl(vm->vcpu_fd, KVM_GET_STATS_FD, NULL);
	if (vm->stats_fd < 0 || pread(vm->stats_fd, &header, sizeof header, 0) != sizeof header)
		return;
	size = header.num_desc * (sizeof(struct kvm_stats_desc) + header.name_size);
	descs = mem_zalloc(1, size);
	if (pread(vm->stats_fd, descs, size, header.desc_offset) == (ssize_t)size)
		values_find(vm, &header, descs);
	free(descs);
}

bool vm_stats_read(const struct vm *vm, struct vm_stats *out)
{
	uint64_t values[STATS_MAX];

	*out = (struct vm_stats){0};
	if (!vm->stats_bytes ||
	    pread(vm->stats_fd, values, vm->stats_bytes, vm->stats_at) != (ssize_t)vm->stats_bytes)
		return false;
	out->exits = values[vm->exits_at];
	out->windows = values[vm->windows_at];
	out->interrupts = values[vm->interrupts_at];
	out->emulated = values[vm->emulated_at];
	out->faults = values[vm->faults_at];
	out->halted_ns = vm->has_halted ? values[vm->halted_at] : 0;
	return true;
}

bool vm_quiet(const struct vm *vm)
{
	const struct vm_count *count = &vm->count;
	struct vm_stats now;

	return vm_stats_read(vm, &now) && !count->signals && !count->windows && !count->window_exits &&
	       !count->injections && now.exits - vm->stats_start.exits == count->runs + count->coalesced;
}

bool vm_host_interrupted(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) &&
	       now.interrupts - vm->stats_start.interrupts > vm->count.signals + vm->count.injections;
}

bool vm_faulted(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) && now.faults != vm->stats_start.faults;
}

/* A HLT is skipped by the emulator where the CPU does not tell the next RIP, as QEMU does not (SVM, NRIP
 * save). */
bool vm_cycles_pure(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) && !vm->efer_exits && !vm_exits_unknown(vm, &now) &&
	       now.emulated - vm->stats_start.emulated <= vm->count.halts;
}
