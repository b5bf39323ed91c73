/* Registers between struct x86_state and KVM's structures. */
#include "vm/vm.h"

#include <string.h>
#include <sys/ioctl.h>
#include <x86intrin.h>

#include "base/inside.h"
#include "vm/vm_private.h"

/* Offsets in the XSAVE area (SDM vol. 1, 10.5.1 and 13.4.3; CPUID.0Dh.2 gives 576 for AVX on every CPU so
 * far). */
enum {
	XSAVE_FCW = 0,
	XSAVE_FSW = 2,
	XSAVE_FTW = 4,
	XSAVE_FOP = 6,
	XSAVE_FIP = 8,
	XSAVE_FDP = 16,
	XSAVE_MXCSR = 24,
	XSAVE_ST = 32,
	XSAVE_XMM = 160,
	XSAVE_BV = 512,
	XSAVE_YMM_HIGH = 576,
};
#define XSAVE_X87_SSE 3u
#define XSAVE_AVX     4u

#define EFER_LME 0x100u
/* SDM vol. 3, 11.4.4: the base, enabled, on the bootstrap processor. */
#define APIC_BASE_AT_RESET 0xfee00900ull
#define APIC_BASE_ENABLE   0x800ull

static struct kvm_segment segment_to_kvm(const struct x86_seg *seg)
{
	uint16_t a = seg->attr;

	return (struct kvm_segment){
		.base = seg->base,
		.limit = seg->limit,
		.selector = seg->selector,
		.type = a & 15,
		.s = a >> 4 & 1,
		.dpl = a >> 5 & 3,
		.present = a >> 7 & 1,
		.avl = a >> 12 & 1,
		.l = a >> 13 & 1,
		.db = a >> 14 & 1,
		.g = a >> 15 & 1,
		.unusable = !(a >> 7 & 1),
	};
}

static struct x86_seg segment_from_kvm(const struct kvm_segment *k)
{
	unsigned attr = k->type | (unsigned)k->s << 4 | (unsigned)k->dpl << 5 | (unsigned)k->present << 7 |
			(unsigned)k->avl << 12 | (unsigned)k->l << 13 | (unsigned)k->db << 14 |
			(unsigned)k->g << 15;

	return (struct x86_seg){
		.base = k->base, .limit = k->limit, .selector = k->selector, .attr = (uint16_t)attr};
}

/* Where struct kvm_sregs keeps each segment, in the order of enum x86_segno. */
static struct kvm_segment *sregs_segment(struct kvm_sregs *s, int segno)
{
	struct kvm_segment *order[X86_SEGS] = {&s->es, &s->cs, &s->ss,  &s->ds,
					       &s->fs, &s->gs, &s->ldt, &s->tr};

	return order[segno];
}

static int sregs_set(struct vm *vm, const struct x86_state *st, struct err *err)
{
	struct kvm_sregs s;

	if (ioctl(vm->vcpu_fd, KVM_GET_SREGS, &s) < 0)
		return err_sys(err, "KVM_GET_SREGS");
	for (int i = 0; i < X86_SEGS; i++)
		*sregs_segment(&s, i) = segment_to_kvm(&st->seg[i]);
	s.gdt = (struct kvm_dtable){.base = st->gdtr.base, .limit = st->gdtr.limit};
	s.idt = (struct kvm_dtable){.base = st->idtr.base, .limit = st->idtr.limit};
	s.cr0 = st->cr0;
	s.cr2 = st->cr2;
	s.cr3 = st->cr3;
	s.cr4 = st->cr4;
	s.cr8 = st->cr8;
	vm->run->cr8 = st->cr8;
	/* KVM shows this bit as CPUID.1:EDX.APIC. */
	s.apic_base = vm->apic ? APIC_BASE_AT_RESET : APIC_BASE_AT_RESET & ~APIC_BASE_ENABLE;
	s.efer = st->efer;
	memset(s.interrupt_bitmap, 0, sizeof s.interrupt_bitmap);
	if (ioctl(vm->vcpu_fd, KVM_SET_SREGS, &s) < 0)
		return err_sys(err,
			       "KVM_SET_SREGS refuses the start registers (contradicting control bits?)");
	return 0;
}

static void sregs_to_state(struct kvm_sregs *s, bool lme_held, struct x86_state *st)
{
	for (int i = 0; i < X86_SEGS; i++)
		st->seg[i] = segment_from_kvm(sregs_segment(s, i));
	st->gdtr = (struct x86_dtable){s->gdt.base, s->gdt.limit};
	st->idtr = (struct x86_dtable){s->idt.base, s->idt.limit};
	st->cr0 = s->cr0;
	st->cr2 = s->cr2;
	st->cr3 = s->cr3;
	st->cr4 = s->cr4;
	st->cr8 = s->cr8;
	st->efer = s->efer | (lme_held ? EFER_LME : 0);
}

/* struct kvm_regs has RAX RBX RCX RDX RSI RDI RSP RBP; the encoding order is another. */
static void regs_from_kvm(const struct kvm_regs *r, struct x86_state *st)
{
	const uint64_t gpr[X86_GPRS] = {r->rax, r->rcx, r->rdx, r->rbx, r->rsp, r->rbp, r->rsi, r->rdi,
					r->r8,  r->r9,  r->r10, r->r11, r->r12, r->r13, r->r14, r->r15};

	memcpy(st->gpr, gpr, sizeof gpr);
	st->rip = r->rip;
	st->rflags = r->rflags;
}

static int regs_set(struct vm *vm, const struct x86_state *st, struct err *err)
{
	const uint64_t *g = st->gpr;
	struct kvm_regs r = {
		.rax = g[X86_RAX],
		.rbx = g[X86_RBX],
		.rcx = g[X86_RCX],
		.rdx = g[X86_RDX],
		.rsi = g[X86_RSI],
		.rdi = g[X86_RDI],
		.rsp = g[X86_RSP],
		.rbp = g[X86_RBP],
		.r8 = g[X86_R8],
		.r9 = g[X86_R9],
		.r10 = g[X86_R10],
		.r11 = g[X86_R11],
		.r12 = g[X86_R12],
		.r13 = g[X86_R13],
		.r14 = g[X86_R14],
		.r15 = g[X86_R15],
		.rip = st->rip,
		.rflags = st->rflags | 2,
	};

	if (ioctl(vm->vcpu_fd, KVM_SET_REGS, &r) < 0)
		return err_sys(err, "KVM_SET_REGS");
	return 0;
}

static int debug_set(struct vm *vm, const struct x86_state *st, struct err *err)
{
	struct kvm_debugregs d = {
		.db = {st->dr[0], st->dr[1], st->dr[2], st->dr[3]}, .dr6 = st->dr[6], .dr7 = st->dr[7]};

	if (ioctl(vm->vcpu_fd, KVM_SET_DEBUGREGS, &d) < 0)
		return err_sys(err, "KVM_SET_DEBUGREGS");
	return 0;
}

static void xsave_from_state(const struct x86_state *st, uint8_t *area)
{
	uint64_t present = XSAVE_X87_SSE;

	memcpy(area + XSAVE_FCW, &st->fcw, 2);
	memcpy(area + XSAVE_FSW, &st->fsw, 2);
	memcpy(area + XSAVE_FTW, &st->ftw, 2);
	memcpy(area + XSAVE_FOP, &st->fop, 2);
	memcpy(area + XSAVE_FIP, &st->fip, 8);
	memcpy(area + XSAVE_FDP, &st->fdp, 8);
	memcpy(area + XSAVE_MXCSR, &st->mxcsr, 4);
	for (int i = 0; i < 8; i++)
		memcpy(area + XSAVE_ST + 16 * i, st->st[i], 10);
	for (int i = 0; i < 16; i++) {
		static const uint8_t zero[16];

		memcpy(area + XSAVE_XMM + 16 * i, st->ymm[i], 16);
		memcpy(area + XSAVE_YMM_HIGH + 16 * i, st->ymm[i] + 16, 16);
		if (memcmp(st->ymm[i] + 16, zero, 16))
			present |= XSAVE_AVX;
	}
	memcpy(area + XSAVE_BV, &present, 8);
}

static void xsave_to_state(const uint8_t *area, struct x86_state *st)
{
	unsigned top;
	uint64_t present;

	memcpy(&st->fcw, area + XSAVE_FCW, 2);
	memcpy(&st->fsw, area + XSAVE_FSW, 2);
	st->ftw = area[XSAVE_FTW];
	memcpy(&st->fop, area + XSAVE_FOP, 2);
	memcpy(&st->fip, area + XSAVE_FIP, 8);
	memcpy(&st->fdp, area + XSAVE_FDP, 8);
	memcpy(&st->mxcsr, area + XSAVE_MXCSR, 4);
	memcpy(&present, area + XSAVE_BV, 8);
	top = st->fsw >> 11 & 7;
	for (unsigned i = 0; i < 8; i++) {
		memcpy(st->st[i], area + XSAVE_ST + 16 * i, 10);
		memcpy(st->mm[(top + i) & 7], st->st[i], 8);
	}
	for (int i = 0; i < 16; i++) {
		memcpy(st->ymm[i], area + XSAVE_XMM + 16 * i, 16);
		if (present & XSAVE_AVX)
			memcpy(st->ymm[i] + 16, area + XSAVE_YMM_HIGH + 16 * i, 16);
	}
}

/*
 * In the box the guest's XSETBV reaches the CPU but not KVM (QEMU does not intercept it), and KVM puts its
 * own value back at each entry: AVX would be gone after the first exit. So there XCR0 has all of x87, SSE and
 * AVX from the start.
 */
static int xcr0_set(struct vm *vm, uint64_t value, struct err *err)
{
	struct kvm_xcrs xcrs = {.nr_xcrs = 1, .xcrs = {{.xcr = 0, .value = value}}};

	if (!vm->has_xsave)
		return 0;
	if (inside_box())
		xcrs.xcrs[0].value |= XSAVE_X87_SSE | XSAVE_AVX;
	if (ioctl(vm->vcpu_fd, KVM_SET_XCRS, &xcrs) < 0)
		return err_sys(err, "KVM_SET_XCRS");
	return 0;
}

static int xsave_set(struct vm *vm, const struct x86_state *st, struct err *err)
{
	struct kvm_xsave xsave = {0};

	xsave_from_state(st, (uint8_t *)xsave.region);
	if (ioctl(vm->vcpu_fd, KVM_SET_XSAVE, &xsave) < 0)
		return err_sys(err, "KVM_SET_XSAVE");
	return xcr0_set(vm, st->xcr0, err);
}

/* KVM_SET_REGS clears the flag that single-stepping needs (x86.c, kvm_set_rflags). */
static int step_on_from_here(struct vm *vm, struct err *err)
{
	return vm->stepping ? vm_debug_control(vm, err) : 0;
}

int vm_set_state(struct vm *vm, const struct x86_state *st, struct err *err)
{
	vm->synced = false;
	/* Segments and control registers first: the mode decides what of RIP and RFLAGS is taken. */
	if (sregs_set(vm, st, err) < 0 || regs_set(vm, st, err) < 0 || debug_set(vm, st, err) < 0)
		return -1;
	if (xsave_set(vm, st, err) < 0)
		return -1;
	vm->pending = PENDING_START;
	vm->injecting = false;
	/* What KVM told at the last exit is of another state. */
	vm->run->ready_for_interrupt_injection = 0;
	return vm_set_tsc(vm, 0, err) < 0 ? -1 : step_on_from_here(vm, err);
}

int vm_get_gprs(struct vm *vm, struct x86_state *st, struct err *err)
{
	struct kvm_regs r;

	if (vm->synced) {
		regs_from_kvm(&vm->run->s.regs.regs, st);
		return 0;
	}
	if (ioctl(vm->vcpu_fd, KVM_GET_REGS, &r) < 0)
		return err_sys(err, "KVM_GET_REGS");
	regs_from_kvm(&r, st);
	return 0;
}

int vm_get_step_state(struct vm *vm, struct x86_state *st, struct err *err)
{
	struct kvm_sregs s;

	if (vm_get_gprs(vm, st, err) < 0)
		return -1;
	if (ioctl(vm->vcpu_fd, KVM_GET_SREGS, &s) < 0)
		return err_sys(err, "KVM_GET_SREGS");
	sregs_to_state(&s, vm->lme_held, st);
	return 0;
}

int vm_set_gprs(struct vm *vm, const struct x86_state *st, struct err *err)
{
	vm->synced = false;
	return regs_set(vm, st, err) < 0 ? -1 : step_on_from_here(vm, err);
}

int vm_get_state(struct vm *vm, struct x86_state *st, struct err *err)
{
	struct kvm_debugregs d;
	struct kvm_xsave xsave;
	struct kvm_xcrs xcrs = {0};

	*st = (struct x86_state){0};
	if (vm_get_step_state(vm, st, err) < 0)
		return -1;
	if (ioctl(vm->vcpu_fd, KVM_GET_DEBUGREGS, &d) < 0)
		return err_sys(err, "KVM_GET_DEBUGREGS");
	memcpy(st->dr, d.db, sizeof d.db);
	st->dr[6] = d.dr6;
	st->dr[7] = d.dr7;
	if (ioctl(vm->vcpu_fd, KVM_GET_XSAVE, &xsave) < 0)
		return err_sys(err, "KVM_GET_XSAVE");
	xsave_to_state((const uint8_t *)xsave.region, st);
	st->xcr0 = 1;
	if (vm->has_xsave && ioctl(vm->vcpu_fd, KVM_GET_XCRS, &xcrs) == 0 && xcrs.nr_xcrs)
		st->xcr0 = xcrs.xcrs[0].value;
	return 0;
}

/* struct kvm_msrs ends in a flexible array: one entry behind it. */
struct one_msr {
	struct kvm_msrs head;
	struct kvm_msr_entry entry;
};

bool vm_get_msr(struct vm *vm, uint32_t index, uint64_t *value)
{
	struct one_msr msr = {.head.nmsrs = 1, .entry.index = index};

	*value = 0;
	if (ioctl(vm->vcpu_fd, KVM_GET_MSRS, &msr) != 1)
		return false;
	*value = msr.entry.data;
	return true;
}

bool vm_set_msr(struct vm *vm, uint32_t index, uint64_t value)
{
	struct one_msr msr = {.head.nmsrs = 1, .entry = {.index = index, .data = value}};

	vm->msrs_set = true;
	return ioctl(vm->vcpu_fd, KVM_SET_MSRS, &msr) == 1;
}
