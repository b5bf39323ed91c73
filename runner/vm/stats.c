/* KVM's binary statistics of the vCPU (api.rst, KVM_GET_STATS_FD): how much KVM did that the caller did not
 * see. */
#include "vm/vm.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vm/vm_private.h"

/* The descriptors: `num_desc` of them, each with a name behind it. Returns where the value lies in the file;
 * 0: absent. */
static off_t value_offset(const struct kvm_stats_header *header, const uint8_t *descs, const char *name)
{
	size_t step = sizeof(struct kvm_stats_desc) + header->name_size;

	for (uint32_t i = 0; i < header->num_desc; i++) {
		const uint8_t *at = descs + i * step;
		struct kvm_stats_desc desc;

		memcpy(&desc, at, sizeof desc);
		if (strncmp((const char *)at + sizeof desc, name, header->name_size) == 0)
			return (off_t)header->data_offset + desc.offset;
	}
	return 0;
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
	if (pread(vm->stats_fd, descs, size, header.desc_offset) == (ssize_t)size) {
		vm->exits_at = value_offset(&header, descs, "exits");
		vm->windows_at = value_offset(&header, descs, "irq_window_exits");
		vm->interrupts_at = value_offset(&header, descs, "irq_exits");
		vm->emulated_at = value_offset(&header, descs, "insn_emulation");
		vm->halted_at = value_offset(&header, descs, "halt_wait_ns");
	}
	free(descs);
}

bool vm_stats_read(const struct vm *vm, struct vm_stats *out)
{
	*out = (struct vm_stats){0};
	if (!vm->exits_at || !vm->windows_at || !vm->interrupts_at || !vm->emulated_at)
		return false;
	if (vm->halted_at && pread(vm->stats_fd, &out->halted_ns, 8, vm->halted_at) != 8)
		return false;
	return pread(vm->stats_fd, &out->exits, 8, vm->exits_at) == 8 &&
	       pread(vm->stats_fd, &out->windows, 8, vm->windows_at) == 8 &&
	       pread(vm->stats_fd, &out->interrupts, 8, vm->interrupts_at) == 8 &&
	       pread(vm->stats_fd, &out->emulated, 8, vm->emulated_at) == 8;
}

bool vm_host_interrupted(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) &&
	       now.interrupts - vm->stats_start.interrupts > vm->count.signals + vm->count.injections;
}

/* A HLT is skipped by the emulator where the CPU does not tell the next RIP, as QEMU does not (SVM, NRIP
 * save). */
bool vm_cycles_pure(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) && !vm->efer_exits && !vm_exits_unknown(vm, &now) &&
	       now.emulated - vm->stats_start.emulated <= vm->count.halts;
}
