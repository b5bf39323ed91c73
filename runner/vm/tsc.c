/*
 * The guest's TSC, by its offset to the host's: a write of the MSR within a second of another one is taken
 * for the synchronising of two vCPUs and changes nothing (x86.c, kvm_synchronize_tsc). A KVM older than 5.16
 * has only the MSR.
 */
#include "vm/vm.h"

#include <sys/ioctl.h>
#include <x86intrin.h>

#include "vm/vm_private.h"

#define MSR_TSC 0x10

static int offset_set(struct vm *vm, uint64_t offset, struct err *err)
{
	struct kvm_device_attr attr = {
		.group = KVM_VCPU_TSC_CTRL,
		.attr = KVM_VCPU_TSC_OFFSET,
		.addr = (uintptr_t)&offset,
	};

	vm->tsc_offset = offset;
	if (ioctl(vm->vcpu_fd, KVM_SET_DEVICE_ATTR, &attr) < 0 &&
	    !vm_set_msr(vm, MSR_TSC, __rdtsc() + offset))
		return err_set(err, "KVM refuses to set the TSC");
	return 0;
}

int vm_set_tsc(struct vm *vm, uint64_t tsc, struct err *err)
{
	uint64_t entry = __rdtsc() + (uint64_t)(vm->costs.tsc + vm_entry_cost(vm));

	return offset_set(vm, tsc - entry, err);
}

int vm_advance_tsc(struct vm *vm, uint64_t cycles, struct err *err)
{
	return offset_set(vm, vm->tsc_offset + cycles, err);
}
