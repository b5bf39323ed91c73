/* What the files of vm/ share about a VM, and nobody else sees. */
#ifndef VM_VM_PRIVATE_H
#define VM_VM_PRIVATE_H

#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

#define VM_MAPPINGS_MAX 16

struct vm_mapping {
	uint64_t gpa;
	uint64_t size_bytes;
	uint8_t *host;
	bool read_only;
	bool owned; /* unmapped with the VM */
};

/* Counters of KVM since the vCPU was made: exits from guest mode, instructions emulated in software. */
struct vm_stats {
	uint64_t exits, emulated;
};

struct vm {
	int fd;
	int vcpu_fd;
	struct kvm_run *run;
	size_t run_size;
	struct vm_mapping mappings[VM_MAPPINGS_MAX];
	unsigned mapping_count;
	uint32_t tsc_khz;
	uint64_t tsc_inside; /* TSC cycles between entry and return of KVM_RUN */
	uint64_t runs;       /* calls of KVM_RUN in tsc_inside */
	uint64_t exit_tsc;   /* what each KVM_RUN costs that exits with nothing to do */
	uint64_t start_tsc;  /* what the first one after vm_set_state costs beyond that */
	uint64_t halt_tsc;   /* what an exit by HLT costs beyond exit_tsc */
	uint64_t halts;      /* exits by HLT in tsc_inside */
	uint64_t in_tsc;     /* what completing an IN costs beyond exit_tsc, at the entry after its exit */
	uint64_t ins;        /* INs completed in tsc_inside */
	bool in_pending;     /* the last exit was an IN: the next entry completes it */
	int stats_fd;
	off_t exits_at, emulated_at; /* in stats_fd; 0: this KVM does not tell */
	struct vm_stats stats_start; /* at vm_reset_cycles */
	struct kvm_msrs *defaults;   /* every MSR that KVM lists and takes back, as a new vCPU has it */
	bool stepping;               /* the caller wants single-step */
	bool lme_held;       /* vm/efer.c: the guest set EFER.LME, and the vCPU does not have it yet */
	uint64_t held_rip;   /* with lme_held: of the instruction that is executed next */
	uint64_t efer_exits; /* exits that vm/efer.c served, in tsc_inside */
	bool has_xsave;      /* the model has XSAVE: XCR0 and the extended state can be set */
};

/* Remember what vm_reset has to restore; vm/reset.c. */
int vm_reset_prepare(struct vm *vm, int kvm_fd, struct err *err);

/* vm/stats.c: best effort; an old KVM has none, and then no count is called exact. */
void vm_stats_open(struct vm *vm);
bool vm_stats_read(const struct vm *vm, struct vm_stats *out);

/* vm/exit.c: single-step as long as the caller or vm/efer.c wants it. */
int vm_debug_control(struct vm *vm, struct err *err);

/* vm/efer.c: only in the box. Looks at the last exit; returns 1 where it was served and the guest goes on, -1
 * on failure. */
int vm_efer_watch(struct vm *vm, struct err *err);
int vm_efer_serve(struct vm *vm, struct err *err);

#endif
