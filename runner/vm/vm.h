/*
 * One virtual machine with one vCPU, on KVM. The only place that includes <linux/kvm.h>. Facts: Linux
 * Documentation/virt/kvm/api.rst; what differs from it was measured and is told where it matters.
 */
#ifndef VM_VM_H
#define VM_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x86/cpuid.h"
#include "x86/start.h"
#include "x86/state.h"

struct vm;

enum vm_exit_kind {
	VM_EXIT_IO,       /* an access to a port */
	VM_EXIT_MMIO,     /* an access to an address without memory, or a write to read-only memory */
	VM_EXIT_HLT,      /* RIP is behind the HLT */
	VM_EXIT_SHUTDOWN, /* triple fault; on AMD the registers are already reset and the vCPU must not be run
			     again */
	VM_EXIT_WINDOW,   /* the interrupt window that vm_want_window asked for is open */
	VM_EXIT_INTERRUPTED, /* a signal, or vm_interrupt() */
	VM_EXIT_AGAIN,       /* nothing for the caller to do but to run again */
	VM_EXIT_DEBUG,       /* one instruction under vm_single_step() */
	VM_EXIT_EMULATION,   /* KVM could not emulate an instruction */
	VM_EXIT_ENTRY,       /* the CPU refused the guest state */
	VM_EXIT_UNKNOWN,     /* any other exit reason */
};

struct vm_exit {
	enum vm_exit_kind kind;
	uint32_t reason; /* KVM_EXIT_* */
	uint64_t detail; /* ENTRY: hardware reason; EMULATION: suberror; UNKNOWN: hardware reason or 0 */

	/* IO and MMIO: `count` elements of `size_bytes` in `data`, which lies in the vCPU's run area: a read
	 * fills it. */
	uint64_t addr;
	uint8_t size_bytes;
	bool is_write;
	uint32_t count;
	uint8_t *data;

	bool interrupts_on; /* RFLAGS.IF, for HLT */

	/* EMULATION: the instruction bytes, where KVM told them. */
	uint8_t insn[15];
	uint8_t insn_len;
};

/* The default device of KVM. */
#define VM_DEVICE "/dev/kvm"

/*
 * Open KVM: -1 with a reason a person can act on ("cannot open /dev/kvm: ...", "API version"). Returns a
 * descriptor that the caller closes; it serves any number of VMs.
 */
int vm_open_kvm(struct err *err);

/*
 * Whether ROMs can run here: KVM opens and offers the CPU model `baseline`. A KVM need not have a CPU's
 * virtualization behind it: PVM's runs paravirtualized kernels only, and emulates all else without SSE3.
 */
int vm_check_kvm(struct err *err);

/* Every request of ioctl(2) that vm/ makes; 0 at the end. A sandbox needs to allow no other of KVM. */
extern const unsigned long vm_requests[];

/*
 * A VM without memory. `kvm_fd` stays open as long as the VM lives. An error names CPU features that are
 * missing. `irqchip`: with KVM's own interrupt controllers and timer, and a local APIC in the CPU; see below.
 */
int vm_new(int kvm_fd, enum cpu_model model, bool irqchip, struct vm **out, struct err *err);
void vm_free(struct vm *vm);

/*
 * Guest physical memory of zeros; gpa and size are multiples of 4 KiB and do not overlap what is there.
 * `alias` shows memory that an earlier call returned (or a part of it) at another address instead. Returns
 * the host address, owned by the VM; NULL on failure.
 */
uint8_t *vm_map(struct vm *vm, uint64_t gpa, uint64_t size_bytes, uint8_t *alias, bool read_only,
		struct err *err);

/* Memory that the guest does not see yet, to be mapped as an alias; `gpa` is where it most often will. */
uint8_t *vm_alloc(struct vm *vm, uint64_t gpa, uint64_t size_bytes, struct err *err);

/* Show every mapping that begins in the range a second time, that far behind. */
int vm_map_again(struct vm *vm, uint64_t gpa, uint64_t size_bytes, uint64_t distance, struct err *err);

/* Take away every mapping that begins in the range. The memory behind it stays. */
int vm_unmap(struct vm *vm, uint64_t gpa, uint64_t size_bytes, struct err *err);

/*
 * Back to a new VM with this memory, for another run: MSRs, pending events and all memory; registers are the
 * caller's (vm_set_state). False where a trace of the last run would stay: then the VM is of no more use. Not
 * for a VM that ended with SHUTDOWN, ENTRY or UNKNOWN.
 */
bool vm_reset(struct vm *vm);

/* Copy out of guest memory; false where a part of the range is no memory. */
bool vm_read_memory(const struct vm *vm, uint64_t gpa, size_t len, uint8_t *bytes);

/* Write the memory below VM_LOW_BYTES, which is all that real mode reaches, with what it holds. */
#define VM_LOW_BYTES (1ull << 20)
void vm_rewrite_low(struct vm *vm);

/* Host address of a range that lies in one mapping; NULL where it does not. */
uint8_t *vm_memory_at(const struct vm *vm, uint64_t gpa, size_t len);

/*
 * Regions of guest memory, by number: those that a run may use without a nested page fault, whose cost
 * differs from run to run, so that cycles could not be exact. The guest has touched each page of them before.
 * Most ROMs need few, and what none has used needs no clearing.
 */
#define VM_REGION_BYTES 65536u
#define VM_REGIONS_MAX  512u /* 32 MiB */

struct vm_regions {
	uint64_t bits[VM_REGIONS_MAX / 64];
};

/* The regions of that range; what lies behind VM_REGIONS_MAX is left out. */
void vm_regions_add(struct vm_regions *regions, uint64_t gpa, uint64_t size_bytes);
void vm_regions_join(struct vm_regions *regions, const struct vm_regions *more);

/*
 * Let the guest touch each page of the regions, and of the one at 0; with NULL of all memory (of each mapping
 * the first 32 MiB). Also measures what an exit costs. Registers and memory are as before for whoever sets
 * the registers afterwards. With regions, all memory is RAM from 0 to 32 MiB at the most.
 */
int vm_warm_up(struct vm *vm, const struct vm_regions *regions, struct err *err);

/* The same for what is not warm yet of a VM that was warmed up with regions. */
int vm_warm_more(struct vm *vm, const struct vm_regions *regions, struct err *err);

/* Adds to `regions` those that the guest has touched since vm_reset_cycles and that are not warm; false where
 * there are none. */
bool vm_touched(const struct vm *vm, struct vm_regions *regions);

/* Whether KVM has served a nested page fault since vm_reset_cycles: of memory that was not warm, or not any
 * more. */
bool vm_faulted(const struct vm *vm);

/*
 * What the first entry with the plain registers of that start state costs KVM itself, and what OUT, HLT and
 * IN do in its mode, to be taken off the cycles. Measured once for each VM and mode: the instructions are put
 * in the place of the first ones for a moment, at CS.base + RIP, which must be the physical address. Does
 * nothing where that is no memory. Set the state afterwards, in any case: the vCPU comes out of it as after
 * measuring.
 */
int vm_calibrate(struct vm *vm, enum start_state start, struct err *err);

/*
 * After vm_calibrate, and before the registers are set: enters the guest once with the control registers of
 * `state`, and without an instruction, where they are not those of the plain start state. What KVM does at
 * the first entry with others (its MMU is set up anew) is not counted to the run then.
 */
int vm_settle_control(struct vm *vm, enum start_state start, const struct x86_state *state, struct err *err);

/* Registers of every class; setting them sets the TSC to 0. */
int vm_set_state(struct vm *vm, const struct x86_state *state, struct err *err);
int vm_get_state(struct vm *vm, struct x86_state *state, struct err *err);

/*
 * Only in the box, after a run that ended with `ended`: clear the breakpoints that it left in the emulated
 * CPU. The registers are lost.
 */
int vm_clear_breakpoints(struct vm *vm, const struct x86_state *ended, struct err *err);

/* Without the FPU, vectors and debug registers: cheaper; and general registers, RIP and RFLAGS alone: for
 * each step. */
int vm_get_gprs(struct vm *vm, struct x86_state *state, struct err *err);
int vm_get_step_state(struct vm *vm, struct x86_state *state, struct err *err);

/* General registers, RIP and RFLAGS alone, in the middle of a run. */
int vm_set_gprs(struct vm *vm, const struct x86_state *state, struct err *err);

/* One MSR; false where KVM refuses it. */
bool vm_get_msr(struct vm *vm, uint32_t index, uint64_t *value);
bool vm_set_msr(struct vm *vm, uint32_t index, uint64_t value);

/* Run until an exit. -1 only where KVM_RUN itself fails. A pending IO or MMIO exit is completed by the next
 * run. */
int vm_run(struct vm *vm, struct vm_exit *exit, struct err *err);

/* Complete a pending IO or MMIO exit without running on: until then RIP is still at the instruction. */
int vm_finish_io(struct vm *vm, struct err *err);

/* The next or current vm_run returns VM_EXIT_INTERRUPTED. Safe in a signal handler of the vCPU's thread. */
void vm_interrupt(struct vm *vm);
void vm_clear_interrupt(struct vm *vm);

/*
 * External interrupts, where the interrupt controller is the caller's (api.rst, KVM_INTERRUPT). vm_can_inject
 * tells of the last exit: RFLAGS.IF is set, and neither an interrupt shadow nor an event on its way is in the
 * way. Where it is not so, vm_want_window makes the guest exit with VM_EXIT_WINDOW as soon as it is.
 */
bool vm_can_inject(const struct vm *vm);
int vm_inject(struct vm *vm, uint8_t vector, struct err *err);
void vm_want_window(struct vm *vm, bool wanted);

/*
 * Writes to these ports may be collected by KVM while the guest goes on, which takes a third of an exit's
 * time: VM_ZONES_MAX at the most, none touches another, and none has VM_PROBE_PORT, by which the
 * measurements leave the guest, or VM_TOP_PORT, which stands for all above the zones. Before vm_warm_up, and
 * once. vm_allow_coalesced says how many in the vm_runs that follow (VM_COALESCED_MAX at the most, at first
 * none); others are exits, as all are where KVM cannot collect. After vm_run vm_next_coalesced gives them in
 * their order, all before the exit itself. They are no cycles of the guest; but to its TSC each takes up to
 * what vm_coalesced_cost says, in cycles.
 */
#define VM_ZONES_MAX     4
#define VM_COALESCED_MAX 32
#define VM_PROBE_PORT    0xff
#define VM_TOP_PORT      0xffff

struct vm_port {
	uint16_t port;
	uint8_t size_bytes;
};

int vm_coalesce(struct vm *vm, const struct vm_port *ports, unsigned count, struct err *err);
bool vm_coalesces(const struct vm *vm, const struct vm_port *ports, unsigned count); /* just these */
void vm_allow_coalesced(struct vm *vm, unsigned writes);
bool vm_next_coalesced(struct vm *vm, struct vm_exit *exit);
uint64_t vm_coalesced_cost(const struct vm *vm);

/*
 * KVM's own interrupt controllers and timer (api.rst, KVM_CREATE_IRQCHIP and KVM_CREATE_PIT2), of a VM that
 * has them: two 8259s, masked until the guest sets them up, an 8254 with port 0x61, an IOAPIC, and a local
 * APIC as after reset but for LINT0, which lets the 8259s through (virtual wire). They run on the time of the
 * host. IRQ 0 to 15 go to the 8259s and to the IOAPIC's pin of the same number, but IRQ 0, the timer's own,
 * to pin 2, as on a PC; pin 0 is not connected. Timer ticks that the guest was too slow for are lost.
 *
 * vm_inject and vm_coalesce with their like are not for such a VM. A HLT does not leave vm_run in one: the
 * guest has to be interrupted, and vm_halted then tells. vm_cycles is without what it waited.
 */
#define VM_IOAPIC_PINS 24
#define VM_PIT_HZ      1193182

struct vm_pic {
	uint8_t mask, in_service;        /* OCW1, ISR */
	uint8_t first;                   /* the input of the highest priority */
	bool special_mask, fully_nested; /* the special modes of these names */
};

/* A copy of what decides whether the guest is ever interrupted. */
struct vm_irqchip {
	uint64_t apic_base;              /* the MSR */
	uint32_t apic[64];               /* the local APIC's registers, 16 bytes apart: offset / 16 */
	uint64_t ioapic[VM_IOAPIC_PINS]; /* the redirection table */
	struct vm_pic pic[2];            /* master and slave */
	uint8_t pit_mode;                /* of counter 0; 0xff: never programmed */
	uint32_t pit_count;
	bool nmi_blocked; /* by an NMI whose handler has not returned */
};

/* One of the 16 interrupt lines. */
int vm_set_irq(struct vm *vm, unsigned irq, bool high, struct err *err);

/* After a vm_run that ended with INTERRUPTED: whether the guest is halted. Then the exit becomes HLT. */
bool vm_halted(struct vm *vm, struct vm_exit *exit);

int vm_get_irqchip(struct vm *vm, struct vm_irqchip *out, struct err *err);

/* The local APIC as it was when the VM was new: what INIT and RESET do to it. */
int vm_reset_apic(struct vm *vm, struct err *err);

/* How often the guest was left until now, by whatever; 0 where KVM does not tell. */
uint64_t vm_exits(const struct vm *vm);

/* Trap after each instruction; for diagnosis only, as the guest can see it. */
int vm_single_step(struct vm *vm, bool on, struct err *err);

/* The next instruction neither writes RFLAGS.TF nor faults nor exits by itself: KVM need not be told anew to
 * step. */
void vm_step_on(struct vm *vm);

/*
 * The cycles that the guest consumed since vm_warm_up or vm_reset_cycles: TSC cycles inside KVM_RUN, less
 * what entering and leaving the guest costs, as vm_warm_up and vm_calibrate measured it.
 */
uint64_t vm_cycles(const struct vm *vm);
void vm_reset_cycles(struct vm *vm);

/*
 * For whoever interrupts the guest at a known time, in TSC cycles of the host. vm_spin measures how long an
 * entry takes, with a guest of its own: `run` does vm_set_tsc to 0, then at `set_tsc` sets an interruption
 * for `at_tsc`, some 20,000 cycles ahead, then vm_run. vm_cycles_to_entry is how long the next entry will
 * take, from that setting on, where the path from there to vm_run is the same. vm_interrupted_at tells, after
 * a vm_run that ended with VM_EXIT_INTERRUPTED, when the guest was interrupted: what KVM did after that is no
 * cycle of the guest. False where it cannot have been so.
 */
typedef int vm_spin_fn(void *arg, struct vm_exit *exit, uint64_t *set_tsc, uint64_t *at_tsc, struct err *err);
int vm_spin(struct vm *vm, vm_spin_fn *run, void *arg, struct err *err);
uint64_t vm_cycles_to_entry(const struct vm *vm);
bool vm_interrupted_at(struct vm *vm, uint64_t host_tsc);

/*
 * The guest's TSC: as the guest's next instruction is to read it; or further on by that many cycles.
 */
int vm_set_tsc(struct vm *vm, uint64_t tsc, struct err *err);
int vm_advance_tsc(struct vm *vm, uint64_t cycles, struct err *err);

/*
 * Whether all of them were spent in guest mode: no exit since vm_reset_cycles that KVM served by itself
 * (CPUID, MSRs, control registers, page faults) and no instruction that it emulated (string I/O, MMIO). Its
 * own work in those is counted with the guest's and varies by some cycles from run to run.
 */
bool vm_cycles_pure(const struct vm *vm);

/* Whether an interrupt of the host came into guest mode that ended no vm_run: it was counted with the
 * guest's. */
bool vm_host_interrupted(const struct vm *vm);

/* TSC frequency of the guest in kHz. */
uint32_t vm_tsc_khz(const struct vm *vm);

/* "KVM_EXIT_SHUTDOWN" …; "KVM exit reason 99" for one that is newer than this list. */
const char *vm_exit_name(uint32_t reason, char scratch[32]);

#endif
