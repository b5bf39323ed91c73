/*
 * In the box a guest that has EFER.LME set while CR4.PAE and CR0.PG are clear ends the box's own kernel: on
 * the next #VMEXIT QEMU puts the host's CR0 back while the guest's LME still stands, takes that for entering
 * long mode without PAE, and returns before CR0 is written (QEMU 7.2, cpu_x86_update_cr0 called by
 * do_vmexit). Real CPUs have no such trouble, and a ROM may set LME first.
 *
 * So there, writes of EFER come to us. LME is held back until PAE is set, which single-stepping tells; until
 * then reads of EFER show it, and so does the snapshot.
 */
#include "vm/vm.h"

#include <sys/ioctl.h>

#include "vm/vm_private.h"

#define MSR_EFER   0xc0000080u
#define EFER_LME   0x100u
#define EFER_LMA   0x400u
#define EFER_KNOWN 0xd01u /* SCE LME LMA NXE: what the CPU models have */
#define CR0_PG     0x80000000u
#define CR4_PAE    0x20u

int vm_efer_watch(struct vm *vm, struct err *err)
{
	uint8_t none = 0; /* one bit, for EFER alone: 0 sends the access to us */
	struct kvm_enable_cap cap = {.cap = KVM_CAP_X86_USER_SPACE_MSR, .args = {KVM_MSR_EXIT_REASON_FILTER}};
	struct kvm_msr_filter filter = {
		.flags = KVM_MSR_FILTER_DEFAULT_ALLOW,
		.ranges = {{.flags = KVM_MSR_FILTER_READ | KVM_MSR_FILTER_WRITE,
			    .nmsrs = 1,
			    .base = MSR_EFER,
			    .bitmap = &none}},
	};

	if (ioctl(vm->fd, KVM_ENABLE_CAP, &cap) < 0 || ioctl(vm->fd, KVM_X86_SET_MSR_FILTER, &filter) < 0)
		return err_sys(err, "KVM_X86_SET_MSR_FILTER");
	return 0;
}

static int lme_hold(struct vm *vm, bool hold, struct err *err)
{
	vm->lme_held = hold;
	return vm_debug_control(vm, err);
}

/* WRMSR: what SDM vol. 3, 2.2.1 and 10.8.5 let it do, else #GP. */
static int efer_write(struct vm *vm, uint64_t value, struct err *err)
{
	struct kvm_sregs s;
	bool paging, changes_lme;

	if (ioctl(vm->vcpu_fd, KVM_GET_SREGS, &s) < 0)
		return err_sys(err, "KVM_GET_SREGS");
	paging = s.cr0 & CR0_PG;
	changes_lme = (s.efer ^ value) & EFER_LME;
	if ((value & ~(uint64_t)EFER_KNOWN) || (paging && changes_lme)) {
		vm->run->msr.error = 1;
		return 0;
	}
	vm->run->msr.error = 0;
	if ((value & EFER_LME) && !paging && !(s.cr4 & CR4_PAE)) {
		value &= ~(uint64_t)EFER_LME;
		if (lme_hold(vm, true, err) < 0)
			return -1;
	} else if (vm->lme_held && lme_hold(vm, false, err) < 0) {
		return -1;
	}
	if (!vm_set_msr(vm, MSR_EFER, value & ~(uint64_t)EFER_LMA))
		vm->run->msr.error = 1;
	return 0;
}

static int efer_read(struct vm *vm, struct err *err)
{
	struct kvm_sregs s;

	if (ioctl(vm->vcpu_fd, KVM_GET_SREGS, &s) < 0)
		return err_sys(err, "KVM_GET_SREGS");
	vm->run->msr.error = 0;
	vm->run->msr.data = s.efer | (vm->lme_held ? EFER_LME : 0);
	return 0;
}

/* MOV to CR0 that sets PG with LME but without PAE is #GP(0), and nothing is written (SDM vol. 3, 10.8.5). */
static int paging_refuse(struct vm *vm, struct kvm_sregs *s, struct kvm_regs *r, struct err *err)
{
	struct kvm_vcpu_events events;

	s->cr0 &= ~(uint64_t)CR0_PG;
	r->rip = vm->held_rip;
	if (ioctl(vm->vcpu_fd, KVM_SET_SREGS, s) < 0 || ioctl(vm->vcpu_fd, KVM_SET_REGS, r) < 0 ||
	    ioctl(vm->vcpu_fd, KVM_GET_VCPU_EVENTS, &events) < 0)
		return err_sys(err, "KVM refuses to take CR0.PG back");
	events.exception.injected = 1;
	events.exception.nr = 13;
	events.exception.has_error_code = 1;
	events.exception.error_code = 0;
	if (ioctl(vm->vcpu_fd, KVM_SET_VCPU_EVENTS, &events) < 0)
		return err_sys(err, "KVM_SET_VCPU_EVENTS");
	/* KVM_SET_REGS clears the trap flag. */
	return vm_debug_control(vm, err) < 0 ? -1 : 1;
}

/* One instruction later: is PAE there, or paging? Returns 1 where the guest must go on, to the handler of
 * #GP. */
static int efer_step(struct vm *vm, struct err *err)
{
	struct kvm_sregs s;
	struct kvm_regs r;

	if (ioctl(vm->vcpu_fd, KVM_GET_SREGS, &s) < 0 || ioctl(vm->vcpu_fd, KVM_GET_REGS, &r) < 0)
		return err_sys(err, "KVM_GET_SREGS");
	if (s.cr4 & CR4_PAE) {
		if (!vm_set_msr(vm, MSR_EFER, s.efer | EFER_LME))
			return err_set(err, "KVM refuses EFER.LME with CR4.PAE set");
		return lme_hold(vm, false, err);
	}
	if (s.cr0 & CR0_PG)
		return paging_refuse(vm, &s, &r, err);
	vm->held_rip = r.rip;
	return 0;
}

int vm_efer_serve(struct vm *vm, struct err *err)
{
	uint32_t reason = vm->run->exit_reason;
	bool is_msr = reason == KVM_EXIT_X86_WRMSR || reason == KVM_EXIT_X86_RDMSR;
	int ret;

	if (is_msr && vm->run->msr.index == MSR_EFER)
		ret = reason == KVM_EXIT_X86_WRMSR ? efer_write(vm, vm->run->msr.data, err)
						   : efer_read(vm, err);
	else if (reason == KVM_EXIT_DEBUG && vm->lme_held)
		ret = efer_step(vm, err);
	else
		return 0;
	vm->efer_exits++;
	if (ret < 0)
		return -1;
	return is_msr || ret > 0 || !vm->stepping;
}
