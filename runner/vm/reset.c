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
/* Hyper-V's clocks, read-only. */
#define MSR_HV_VP_RUNTIME 0x40000010
#define MSR_HV_TIME_REF   0x40000020

/* What a guest can write and KVM_GET_MSR_INDEX_LIST leaves out (Linux 6.1, x86.c, mtrr.c and svm.c). */
static const struct {
	uint32_t first, count;
} unlisted[] = {
	{0x200, 16},      /* MTRRphysBase and Mask */
	{0x250, 1},       /* MTRRfix64K */
	{0x258, 2},       /* MTRRfix16K */
	{0x268, 8},       /* MTRRfix4K */
	{0x277, 1},       /* PAT */
	{0x2ff, 1},       /* MTRRdefType */
	{0x400, 128},     /* machine-check banks */
	{0xc0010010, 16}, /* SYSCFG, HWCR */
	{0xc0010114, 2},  /* VM_CR, IGNNE */
	{0xc0011029, 1},  /* DE_CFG */
};

/*
 * What some KVM lets a guest write without an exit (Linux 6.1 to 6.18: svm.c, direct_access_msrs; vmx.c,
 * vmx_possible_passthrough_msrs), or the CPU by other instructions (SWAPGS, branches).
 */
static const struct {
	uint32_t first, count;
} open_msrs[] = {
	{0x48, 1},       /* SPEC_CTRL */
	{0x174, 3},      /* SYSENTER_CS, ESP, EIP */
	{0x1c4, 2},      /* XFD, XFD_ERR */
	{0x1d9, 1},      /* DEBUGCTL */
	{0x1db, 4},      /* last branches */
	{0x277, 1},      /* PAT */
	{0x6a0, 9},      /* of CET */
	{0xda0, 1},      /* XSS */
	{0xc0000081, 4}, /* STAR, LSTAR, CSTAR, SYSCALL_MASK */
	{0xc0000100, 4}, /* FS_BASE, GS_BASE, KERNEL_GS_BASE, TSC_AUX */
};

static bool msr_is_open(uint32_t index)
{
	for (size_t i = 0; i < sizeof open_msrs / sizeof *open_msrs; i++) {
		if (index - open_msrs[i].first < open_msrs[i].count)
			return true;
	}
	return false;
}

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

/* Remember the value, if KVM takes it back. */
static void remember(struct vm *vm, uint32_t index)
{
	struct kvm_msr_entry *entry;
	uint64_t value;

	if (index == MSR_TSC || index == MSR_EFER || index == MSR_HV_VP_RUNTIME || index == MSR_HV_TIME_REF ||
	    !vm_get_msr(vm, index, &value) || !vm_set_msr(vm, index, value))
		return;
	entry = &vm->defaults->entries[vm->defaults->nmsrs++];
	/* Those in front. */
	if (msr_is_open(index)) {
		*entry = vm->defaults->entries[vm->open_msrs];
		entry = &vm->defaults->entries[vm->open_msrs++];
	}
	*entry = (struct kvm_msr_entry){.index = index, .data = value};
}

int vm_reset_prepare(struct vm *vm, int kvm_fd, struct err *err)
{
	struct kvm_msr_list *list = msr_list(kvm_fd, err);
	size_t room = 0;

	if (!list)
		return -1;
	for (size_t i = 0; i < sizeof unlisted / sizeof *unlisted; i++)
		room += unlisted[i].count;
	vm->defaults =
		mem_zalloc(1, sizeof *vm->defaults + (list->nmsrs + room) * sizeof *vm->defaults->entries);
	for (uint32_t i = 0; i < list->nmsrs; i++)
		remember(vm, list->indices[i]);
	for (size_t i = 0; i < sizeof unlisted / sizeof *unlisted; i++) {
		for (uint32_t n = 0; n < unlisted[i].count; n++)
			remember(vm, unlisted[i].first + n);
	}
	free(list);
	return 0;
}

/*
 * Whether the first `count` MSRs are what they were: KVM takes some writes and ignores them (HWCR), and some
 * bits stick (VM_CR).
 */
static bool msrs_restored(struct vm *vm, unsigned count)
{
	size_t size = sizeof *vm->defaults + count * sizeof *vm->defaults->entries;
	struct kvm_msrs *then = mem_zalloc(2, size), *now = (void *)((uint8_t *)then + size);
	bool same;

	memcpy(then, vm->defaults, size);
	then->nmsrs = count;
	memcpy(now, then, size);
	same = ioctl(vm->vcpu_fd, KVM_SET_MSRS, then) == (int)count &&
	       ioctl(vm->vcpu_fd, KVM_GET_MSRS, now) == (int)count && memcmp(now, then, size) == 0;
	free(then);
	return same;
}

bool vm_reset(struct vm *vm)
{
	struct kvm_vcpu_events events = {.flags = KVM_VCPUEVENT_VALID_NMI_PENDING |
						  KVM_VCPUEVENT_VALID_SHADOW};
	bool few = vm_quiet(vm) && !vm->msrs_set;
	struct err err;

	vm_clear_interrupt(vm);
	vm_want_window(vm, false);
	vm_allow_coalesced(vm, 0);
	vm->lme_held = false;
	if (vm_single_step(vm, false, &err) < 0 ||
	    !msrs_restored(vm, few ? vm->open_msrs : vm->defaults->nmsrs) ||
	    ioctl(vm->vcpu_fd, KVM_SET_VCPU_EVENTS, &events) < 0 ||
	    (vm->window_armed && vm_open_window(vm, &err) < 0))
		return false;
	vm->msrs_set = false;
	vm_memory_clear(vm);
	return true;
}
