/* What the files of vm/ share about a VM, and nobody else sees. */
#ifndef VM_VM_PRIVATE_H
#define VM_VM_PRIVATE_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "vm/vm.h"

#define VM_MAPPINGS_MAX 128
#define VM_BLOCKS_MAX   32

#define MSR_APIC_BASE 0x1b

struct vm_mapping {
	uint64_t gpa;
	uint64_t size_bytes;
	uint8_t *host;
	bool read_only;
};

/* Host memory that the VM owns; mappings point into it. */
struct vm_block {
	uint8_t *host;
	uint64_t size_bytes;
	uint64_t gpa; /* where the guest most often sees it */
};

/* Counters of KVM since the vCPU was made: exits from guest mode, of these by interrupt windows and by
 * interrupts of the host, instructions emulated in software, and nested page faults that it served with a
 * page. */
struct vm_stats {
	uint64_t exits, windows, interrupts, emulated, faults, halted_ns;
};

/* Of struct vm_costs, what differs with the mode that the guest starts in: vm/calibrate.c. */
struct vm_mode_costs {
	int64_t start;       /* the first entry after vm_set_state */
	int64_t out;         /* an entry that completes an OUT: long mode costs more */
	int64_t out_exit[3]; /* an exit by OUT of 1, 2 or 4 bytes */
	int64_t in[3];       /* an entry that completes an IN of 1, 2 or 4 bytes */
	int64_t in_exit[3];  /* an exit by IN */
	int64_t halt;        /* an exit by HLT */
};

/*
 * What KVM_RUN costs beyond the guest's own cycles, in TSC cycles: measured by vm/warm_up.c. `exit` is the
 * whole of an entry that completes an OUT and an exit by an OUT; the others are what a different entry or
 * exit takes more than that, or less.
 */
struct vm_costs {
	struct vm_mode_costs mode; /* the one that the guest started in */
	int64_t exit;
	int64_t plain;       /* an entry that completes nothing */
	int64_t inject;      /* an entry with an interrupt to deliver */
	int64_t window;      /* an entry that waits for the interrupt window */
	int64_t enabled;     /* an exit with interrupts on */
	int64_t window_left; /* an interrupt window that opens without an exit, see window_armed */
	int64_t window_open; /* an exit as the interrupt window is open */
	int64_t entry;       /* from the call to the guest's first instruction, where it is that of `exit` */
	int64_t lead;        /* from setting the interruption of vm_spin to that call */
	int64_t tsc;         /* from vm_set_tsc to the guest's first instruction */
};

/*
 * Ports whose writes may be collected. With them KVM searches each port among the zones (kvm_main.c,
 * kvm_io_bus_get_first_dev), and what that takes depends on where the port lies. In TSC cycles:
 */
struct vm_zone {
	struct vm_port at;
	int64_t collected; /* a write that is collected */
	/* What an exit takes more than at port 0xFF, [1] by a write and [0] by a read: */
	int64_t within[2];
	int64_t below[2]; /* at a port between the zone before and this one */
};

/* What the next entry finds to be completed. */
enum vm_pending { PENDING_START, PENDING_NOTHING, PENDING_OUT, PENDING_IN, PENDING_OTHER };

/* Of the calls of KVM_RUN since vm_reset_cycles. */
struct vm_count {
	uint64_t tsc_inside; /* between entry and return, costs and all */
	int64_t cycles;      /* the guest's own */
	int64_t last;        /* of these, the last call's */
	bool entered; /* the last call came as far as the guest; what follows is of the last that did */
	uint64_t last_inside; /* of tsc_inside, the last call's */
	uint64_t last_entry;  /* the host's TSC at the last call */
	int64_t last_cost;    /* of the last call, what it cost beyond `entry` before it was left */
	/*
	 * Exits that KVM served by itself: interrupt windows that were asked for earlier, and one in each
	 * entry that injects, as it finds the interrupt still waiting that it has just injected (x86.c,
	 * kvm_check_and_inject_events), by an interrupt that it sends itself.
	 */
	uint64_t windows, injections;
	uint64_t window_exits; /* windows that came to us */
	uint64_t runs, halts;
	uint64_t signals;      /* runs that a signal ended */
	int64_t exits_unknown; /* exits in no count, as of the last call that a signal ended */
	uint64_t coalesced;    /* writes that were collected */
};

struct vm {
	int fd;
	int vcpu_fd;
	struct kvm_run *run;
	size_t run_size;
	struct vm_mapping mappings[VM_MAPPINGS_MAX];
	unsigned mapping_count;
	struct vm_block blocks[VM_BLOCKS_MAX];
	unsigned block_count;
	bool by_regions; /* else all memory is warm */
	struct vm_regions warm;
	uint32_t tsc_khz;
	struct vm_count count;
	struct vm_costs costs;
	struct vm_mode_costs modes[START_STATES]; /* of each that a guest has started in */
	bool mode_known[START_STATES];
	enum vm_pending pending;
	uint8_t pending_bytes; /* PENDING_IN: its size */
	bool injecting;        /* an interrupt waits for the next entry */
	bool window_armed; /* KVM has the CPU tell when interrupts come on, since vm_want_window asked for it:
			      that stays, though nobody wants to know any more */
	uint64_t tsc_offset;                  /* as KVM has it */
	struct kvm_coalesced_mmio_ring *ring; /* in the run area; NULL: this KVM collects no port writes */
	uint32_t ring_seen, ring_noted;       /* the next entry to hand out; to count */
	struct vm_zone zones[VM_ZONES_MAX];   /* ascending */
	unsigned zone_count;
	int64_t above_zones[2]; /* as `below`, at a port behind the last */
	int stats_fd;
	off_t stats_at;     /* of the values in stats_fd */
	size_t stats_bytes; /* of them, up to the last that is used; 0: this KVM does not tell */
	unsigned exits_at, windows_at, interrupts_at, emulated_at, faults_at,
		halted_at; /* indexes of values */
	bool has_halted;
	struct vm_stats stats_start; /* at vm_reset_cycles */
	struct kvm_msrs *defaults;   /* every MSR that KVM lists and takes back, as a new vCPU has it */
	bool stepped_on;             /* the trap flag stays as it is over the next instruction */
	bool synced;                 /* KVM_RUN has left the registers in the run area, and they are so */
	bool msrs_set;               /* one was set by us since all were restored */
	unsigned open_msrs;          /* the first of them: a guest can write these without an exit */
	bool stepping;               /* the caller wants single-step */
	bool lme_held;        /* vm/efer.c: the guest set EFER.LME, and the vCPU does not have it yet */
	uint64_t held_rip;    /* with lme_held: of the instruction that is executed next */
	uint64_t efer_exits;  /* exits that vm/efer.c served, in count */
	struct vm_apic *apic; /* vm/irqchip.c; NULL: there is no local APIC, and no irqchip */
	bool has_xsave;       /* the model has XSAVE: XCR0 and the extended state can be set */
};

/* vm/warm_up.c: let a window that is armed open. Registers and memory are lost. */
int vm_open_window(struct vm *vm, struct err *err);

/* vm/memory.c: give all blocks back. */
void vm_memory_free(struct vm *vm);

/* vm/regions.c: memory to zeros, and what is not warm to pages that are not there. */
void vm_memory_clear(struct vm *vm);
bool vm_regions_within(const struct vm_regions *inner, const struct vm_regions *outer);
bool vm_region_warm(const struct vm *vm, uint64_t gpa);
void vm_regions_begin(struct vm *vm);

/* Remember what vm_reset has to restore; vm/reset.c. */
int vm_reset_prepare(struct vm *vm, int kvm_fd, struct err *err);

/* vm/stats.c: best effort; an old KVM has none, and then no count is called exact. */
void vm_stats_open(struct vm *vm);
bool vm_stats_read(const struct vm *vm, struct vm_stats *out);

/*
 * Whether each exit since vm_reset_cycles is one that was seen: so KVM has written no MSR for the guest and
 * served no page fault. False where that is not known.
 */
bool vm_quiet(const struct vm *vm);

/* vm/irqchip.c: before there is a vCPU, and after; and for how many cycles of the last KVM_RUN, which took
 * `inside`, the guest was halted. */
int vm_irqchip_create(struct vm *vm, struct err *err);
int vm_irqchip_start(struct vm *vm, struct err *err);
uint64_t vm_halted_cycles(struct vm *vm, uint64_t inside);

/* The place of an access of 1, 2 or 4 bytes in struct vm_costs. */
static inline unsigned vm_width_index(uint8_t size_bytes)
{
	return size_bytes / 2u;
}

/* vm/cycles.c: what the next entry costs beyond an OUT's; and one call of KVM_RUN that took `inside`, with
 * what it cost until the guest was left, and after that. */
int64_t vm_entry_cost(const struct vm *vm);
void vm_count_run(struct vm *vm, uint64_t entry_tsc, uint64_t inside, int64_t cost_before,
		  int64_t cost_after);

/* vm/coalesced.c: find the ring; count what the last KVM_RUN collected, and return what that cost. */
void vm_coalesced_open(struct vm *vm, int kvm_fd);
int64_t vm_coalesced_note(struct vm *vm);

/* What an exit by that port takes more than the same by port 0xFF. */
int64_t vm_port_cost(const struct vm *vm, uint16_t port, unsigned size_bytes, bool is_write);

/* Exits that are in no count: KVM did something by itself. */
int64_t vm_exits_unknown(const struct vm *vm, const struct vm_stats *now);

/*
 * Whether a call of KVM_RUN that a signal ended came as far as the guest: not where the signal was there
 * before. Such a call completes an access and does nothing else: an interrupt still waits to be delivered.
 */
bool vm_was_entered(const struct vm *vm, uint64_t inside, int64_t cost_before);
void vm_count_nothing(struct vm *vm);
void vm_note_exits(struct vm *vm);

/* vm/exit.c: single-step as long as the caller or vm/efer.c wants it. */
int vm_debug_control(struct vm *vm, struct err *err);

/* vm/efer.c: only in the box. Looks at the last exit; returns 1 where it was served and the guest goes on, -1
 * on failure. */
int vm_efer_watch(struct vm *vm, struct err *err);
int vm_efer_serve(struct vm *vm, struct err *err);

#endif
