/* Taking a VM back to how vm_new and vm_map left it, so that the next run finds no trace of the last. */
#include "vm/vm.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vm/vm_private.h"

/* Counts up by itself, and vm_set_state sets it. */
#define MSR_TSC 0x10
/* EFER belongs to vm_set_state too, where its consistency with CR0 and CR4 is seen to. */
#define MSR_EFER 0xc0000080

static struct kvm_msr_list *msr_list(int kvm_fd, struct err *err)
{
	struct kvm_msr_list probe = {0};
	struct kvm_msr_list *list;

	/* Fails with E2BIG and fills in how many there are. */
	ioctl(kvm_fd, KVM_GET_MSR_INDEX_LIST, &probe);
	list = mem_zalloc(1, sizeof *list + probe.nmsrs * sizeof *list->indices);
	list->nmsrs = probe.nmsrs;
	if (ioctl(kvm_fd, KVM_GET_MSR_INDEX_LIST, list) == 0)
		return list;
	err_sys(err, "KVM_GET_MSR_INDEX_LIST");
	free(list);
	return NULL;
}

int vm_reset_prepare(struct vm *vm, int kvm_fd, struct err *err)
{
	struct kvm_msr_list *list = msr_list(kvm_fd, err);

	if (!list)
		return -1;
	vm->defaults = mem_zalloc(1, sizeof *vm->defaults + list->nmsrs * sizeof *vm->defaults->entries);
	for (uint32_t i = 0; i < list->nmsrs; i++) {
		uint64_t value;
		uint32_t index = list->indices[i];

		if (index == MSR_TSC || index == MSR_EFER || !vm_get_msr(vm, index, &value) ||
		    !vm_set_msr(vm, index, value))
			continue;
		vm->defaults->entries[vm->defaults->nmsrs++] =
			(struct kvm_msr_entry){.index = index, .data = value};
	}
	free(list);
	return 0;
}

int vm_reset(struct vm *vm, struct err *err)
{
	struct kvm_vcpu_events events = {0};
	struct kvm_mp_state runnable = {.mp_state = KVM_MP_STATE_RUNNABLE};

	vm_clear_interrupt(vm);
	vm->lme_held = false;
	if (vm_single_step(vm, false, err) < 0)
		return -1;
	if (ioctl(vm->vcpu_fd, KVM_SET_MSRS, vm->defaults) != (int)vm->defaults->nmsrs)
		return err_set(err, "KVM_SET_MSRS does not take back the values it gave");
	if (ioctl(vm->vcpu_fd, KVM_SET_VCPU_EVENTS, &events) < 0)
		return err_sys(err, "KVM_SET_VCPU_EVENTS");
	if (ioctl(vm->vcpu_fd, KVM_SET_MP_STATE, &runnable) < 0)
		return err_sys(err, "KVM_SET_MP_STATE");
	for (unsigned i = 0; i < vm->mapping_count; i++) {
		if (vm->mappings[i].owned)
			memset(vm->mappings[i].host, 0, vm->mappings[i].size_bytes);
	}
	return 0;
}
