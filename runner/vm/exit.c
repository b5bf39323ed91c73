/* KVM_RUN and what comes back from it. */
#include "vm/vm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <x86intrin.h>

#include "vm/vm_private.h"

static void exit_io(const struct vm *vm, struct vm_exit *exit)
{
	struct kvm_run *run = vm->run;

	exit->kind = VM_EXIT_IO;
	exit->addr = run->io.port;
	exit->size_bytes = run->io.size;
	exit->count = run->io.count;
	exit->is_write = run->io.direction == KVM_EXIT_IO_OUT;
	exit->data = (uint8_t *)run + run->io.data_offset;
}

static void exit_mmio(const struct vm *vm, struct vm_exit *exit)
{
	exit->kind = VM_EXIT_MMIO;
	exit->addr = vm->run->mmio.phys_addr;
	exit->size_bytes = (uint8_t)vm->run->mmio.len;
	exit->count = 1;
	exit->is_write = vm->run->mmio.is_write;
	exit->data = vm->run->mmio.data;
}

static void exit_internal_error(const struct vm *vm, struct vm_exit *exit)
{
	const struct kvm_run *run = vm->run;

	exit->detail = run->internal.suberror;
	if (run->internal.suberror != KVM_INTERNAL_ERROR_EMULATION)
		return;
	exit->kind = VM_EXIT_EMULATION;
	/* ndata counts 64-bit words from `flags` on; the bytes are there when the flag says so (api.rst, 5).
	 */
	if (run->emulation_failure.ndata < 1 ||
	    !(run->emulation_failure.flags & KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES))
		return;
	exit->insn_len = run->emulation_failure.insn_size;
	if (exit->insn_len > sizeof exit->insn)
		exit->insn_len = sizeof exit->insn;
	memcpy(exit->insn, run->emulation_failure.insn_bytes, exit->insn_len);
}

static void exit_decode(const struct vm *vm, struct vm_exit *exit)
{
	const struct kvm_run *run = vm->run;

	*exit = (struct vm_exit){.kind = VM_EXIT_UNKNOWN, .reason = run->exit_reason};
	switch (run->exit_reason) {
	case KVM_EXIT_IO: exit_io(vm, exit); break;
	case KVM_EXIT_MMIO: exit_mmio(vm, exit); break;
	case KVM_EXIT_HLT:
		exit->kind = VM_EXIT_HLT;
		exit->interrupts_on = run->if_flag;
		break;
	case KVM_EXIT_SHUTDOWN: exit->kind = VM_EXIT_SHUTDOWN; break;
	case KVM_EXIT_DEBUG: exit->kind = VM_EXIT_DEBUG; break;
	case KVM_EXIT_INTR: exit->kind = VM_EXIT_INTERRUPTED; break;
	case KVM_EXIT_IRQ_WINDOW_OPEN: exit->kind = VM_EXIT_WINDOW; break;
	/* CR8 was lowered and there is no local APIC to tell; KVM keeps the value itself in kvm_run. */
	case KVM_EXIT_SET_TPR: exit->kind = VM_EXIT_AGAIN; break;
	case KVM_EXIT_INTERNAL_ERROR: exit_internal_error(vm, exit); break;
	case KVM_EXIT_FAIL_ENTRY:
		exit->kind = VM_EXIT_ENTRY;
		exit->detail = run->fail_entry.hardware_entry_failure_reason;
		break;
	case KVM_EXIT_UNKNOWN: exit->detail = run->hw.hardware_exit_reason; break;
	case KVM_EXIT_SYSTEM_EVENT:
		/* With an in-kernel APIC a triple fault can arrive as a shutdown or reset event. */
		exit->detail = run->system_event.type;
		if (run->system_event.type == KVM_SYSTEM_EVENT_SHUTDOWN ||
		    run->system_event.type == KVM_SYSTEM_EVENT_RESET)
			exit->kind = VM_EXIT_SHUTDOWN;
		break;
	default: break;
	}
}

/* What the next entry has to complete, and what leaving the guest that way cost. */
static int64_t exit_note(struct vm *vm, const struct vm_exit *exit)
{
	const struct vm_costs *costs = &vm->costs;
	int64_t enabled = vm->run->if_flag ? costs->enabled : 0;

	vm->pending = PENDING_NOTHING;
	switch (exit->kind) {
	case VM_EXIT_IO:
		vm->pending = exit->is_write ? PENDING_OUT : PENDING_IN;
		vm->pending_bytes = exit->size_bytes;
		return enabled + vm_port_cost(vm, (uint16_t)exit->addr, exit->size_bytes, exit->is_write) +
		       (exit->is_write ? costs->mode.out_exit
				       : costs->mode.in_exit)[vm_width_index(exit->size_bytes)];
	case VM_EXIT_MMIO: vm->pending = PENDING_OTHER; return enabled;
	case VM_EXIT_HLT: vm->count.halts++; return costs->mode.halt + enabled;
	case VM_EXIT_WINDOW: return costs->window_open + enabled;
	default: return 0;
	}
}

/* Whether an armed window has opened: interrupts may have been on for a moment only. */
static bool window_opened(const struct vm *vm)
{
	struct vm_stats now;

	if (!vm_stats_read(vm, &now))
		return vm->run->if_flag;
	return now.windows - vm->stats_start.windows > vm->count.windows + vm->count.window_exits;
}

/* What an interrupt window cost that was asked for earlier and opened without an exit to us. */
static int64_t window_note(struct vm *vm, const struct vm_exit *exit)
{
	if (!vm->window_armed || !window_opened(vm))
		return 0;
	vm->window_armed = false;
	if (exit->kind == VM_EXIT_WINDOW) {
		vm->count.window_exits++;
		return 0;
	}
	vm->count.windows++;
	return vm->costs.window_left;
}

static bool stepping(const struct vm *vm)
{
	return vm->stepping || vm->lme_held;
}

/*
 * After KVM_RUN: where KVM has emulated an instruction it leaves TF only at the RIP that
 * KVM_SET_GUEST_DEBUG found (x86.c, __kvm_set_rflags), and the guest would run away.
 */
static int step_again(struct vm *vm, struct err *err)
{
	bool stays = vm->stepped_on && vm->run->exit_reason == KVM_EXIT_DEBUG;

	vm->stepped_on = false;
	return stepping(vm) && (!stays || vm->lme_held) ? vm_debug_control(vm, err) : 0;
}

/* KVM_RUN once. */
static int run_once(struct vm *vm, struct vm_exit *exit, struct err *err)
{
	/* Nothing before this whose path depends on the guest: tick_run counts on it. */
	uint64_t entry_tsc = __rdtsc();
	int ret = ioctl(vm->vcpu_fd, KVM_RUN, 0);
	int errnum = errno;
	uint64_t inside = __rdtsc() - entry_tsc;
	int64_t cost = vm_entry_cost(vm);

	inside -= vm_halted_cycles(vm, inside);
	vm->synced = vm->run->kvm_valid_regs;
	if (step_again(vm, err) < 0)
		return -1;
	if (ret < 0 && errnum == EINTR && !vm_was_entered(vm, inside, cost)) {
		*exit = (struct vm_exit){.kind = VM_EXIT_INTERRUPTED, .reason = KVM_EXIT_INTR};
		vm_count_nothing(vm);
		return 0;
	}
	vm->count.injections += vm->injecting;
	vm->window_armed |= vm->run->request_interrupt_window;
	vm->injecting = false;
	if (ret == 0)
		exit_decode(vm, exit);
	else if (errnum == EINTR || errnum == EAGAIN)
		*exit = (struct vm_exit){.kind = VM_EXIT_INTERRUPTED, .reason = KVM_EXIT_INTR};
	else
		return errno = errnum, err_sys(err, "KVM_RUN");
	cost += window_note(vm, exit) + vm_coalesced_note(vm);
	vm_count_run(vm, entry_tsc, inside, cost, exit_note(vm, exit));
	if (ret < 0) {
		vm->count.signals++;
		vm_note_exits(vm);
	}
	return 0;
}

int vm_run(struct vm *vm, struct vm_exit *exit, struct err *err)
{
	int served = 0;

	do {
		if (run_once(vm, exit, err) < 0)
			return -1;
		if (exit->kind != VM_EXIT_INTERRUPTED)
			served = vm_efer_serve(vm, err);
		if (served)
			vm->synced = false;
	} while (exit->kind != VM_EXIT_INTERRUPTED && served > 0);
	return served < 0 ? -1 : 0;
}

int vm_finish_io(struct vm *vm, struct err *err)
{
	vm->pending = PENDING_NOTHING;
	vm->run->immediate_exit = 1;
	if (ioctl(vm->vcpu_fd, KVM_RUN, 0) == 0 || errno == EINTR) {
		vm->run->immediate_exit = 0;
		return 0;
	}
	vm->run->immediate_exit = 0;
	return err_sys(err, "KVM_RUN to complete an access");
}

bool vm_can_inject(const struct vm *vm)
{
	return !vm->injecting && vm->run->ready_for_interrupt_injection && vm->run->if_flag;
}

int vm_inject(struct vm *vm, uint8_t vector, struct err *err)
{
	struct kvm_interrupt interrupt = {.irq = vector};

	if (ioctl(vm->vcpu_fd, KVM_INTERRUPT, &interrupt) < 0)
		return err_sys(err, "KVM_INTERRUPT with vector 0x%x", vector);
	vm->injecting = true;
	return 0;
}

void vm_want_window(struct vm *vm, bool wanted)
{
	vm->run->request_interrupt_window = wanted;
}

void vm_interrupt(struct vm *vm)
{
	vm->run->immediate_exit = 1;
}

void vm_clear_interrupt(struct vm *vm)
{
	vm->run->immediate_exit = 0;
}

int vm_debug_control(struct vm *vm, struct err *err)
{
	struct kvm_guest_debug debug = {
		.control = stepping(vm) ? KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP : 0};

	if (ioctl(vm->vcpu_fd, KVM_SET_GUEST_DEBUG, &debug) < 0)
		return err_sys(err, "KVM_SET_GUEST_DEBUG");
	return 0;
}

/* KVM then leaves the general registers in the run area after each run (api.rst, KVM_CAP_SYNC_REGS). */
static uint64_t sync_regs(const struct vm *vm)
{
	int has = ioctl(vm->fd, KVM_CHECK_EXTENSION, KVM_CAP_SYNC_REGS);

	return has > 0 && has & KVM_SYNC_X86_REGS ? KVM_SYNC_X86_REGS : 0;
}

void vm_step_on(struct vm *vm)
{
	vm->stepped_on = true;
}

int vm_single_step(struct vm *vm, bool on, struct err *err)
{
	vm->stepping = on;
	vm->run->kvm_valid_regs = on ? sync_regs(vm) : 0;
	return vm_debug_control(vm, err);
}

const char *vm_exit_name(uint32_t reason, char scratch[32])
{
	static const char *const names[] = {
		[KVM_EXIT_UNKNOWN] = "KVM_EXIT_UNKNOWN",
		[KVM_EXIT_EXCEPTION] = "KVM_EXIT_EXCEPTION",
		[KVM_EXIT_IO] = "KVM_EXIT_IO",
		[KVM_EXIT_HYPERCALL] = "KVM_EXIT_HYPERCALL",
		[KVM_EXIT_DEBUG] = "KVM_EXIT_DEBUG",
		[KVM_EXIT_HLT] = "KVM_EXIT_HLT",
		[KVM_EXIT_MMIO] = "KVM_EXIT_MMIO",
		[KVM_EXIT_IRQ_WINDOW_OPEN] = "KVM_EXIT_IRQ_WINDOW_OPEN",
		[KVM_EXIT_SHUTDOWN] = "KVM_EXIT_SHUTDOWN",
		[KVM_EXIT_FAIL_ENTRY] = "KVM_EXIT_FAIL_ENTRY",
		[KVM_EXIT_INTR] = "KVM_EXIT_INTR",
		[KVM_EXIT_SET_TPR] = "KVM_EXIT_SET_TPR",
		[KVM_EXIT_TPR_ACCESS] = "KVM_EXIT_TPR_ACCESS",
		[KVM_EXIT_NMI] = "KVM_EXIT_NMI",
		[KVM_EXIT_INTERNAL_ERROR] = "KVM_EXIT_INTERNAL_ERROR",
		[KVM_EXIT_SYSTEM_EVENT] = "KVM_EXIT_SYSTEM_EVENT",
		[KVM_EXIT_IOAPIC_EOI] = "KVM_EXIT_IOAPIC_EOI",
		[KVM_EXIT_HYPERV] = "KVM_EXIT_HYPERV",
		[KVM_EXIT_X86_RDMSR] = "KVM_EXIT_X86_RDMSR",
		[KVM_EXIT_X86_WRMSR] = "KVM_EXIT_X86_WRMSR",
		[KVM_EXIT_DIRTY_RING_FULL] = "KVM_EXIT_DIRTY_RING_FULL",
		[KVM_EXIT_X86_BUS_LOCK] = "KVM_EXIT_X86_BUS_LOCK",
	};

	if (reason < sizeof names / sizeof *names && names[reason])
		return names[reason];
	snprintf(scratch, 32, "KVM exit reason %u", reason);
	return scratch;
}
