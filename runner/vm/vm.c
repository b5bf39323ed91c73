#include "vm/vm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/inside.h"
#include "vm/vm_private.h"

#define CPUID_MAX 256

/* KVM wants three pages below 4 GiB for its own use on Intel; they must lie outside any memory slot. */
#define TSS_GPA 0xfeffd000ul

int vm_open_kvm(struct err *err)
{
	int fd = open(VM_DEVICE, O_RDWR | O_CLOEXEC);
	int version;

	if (fd < 0)
		return err_sys(err, "cannot open " VM_DEVICE);
	version = ioctl(fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION) {
		close(fd);
		return err_set(err, VM_DEVICE ": KVM API version %d, need %d", version, KVM_API_VERSION);
	}
	return fd;
}

static struct kvm_cpuid2 *cpuid_new(void)
{
	struct kvm_cpuid2 *cpuid = NULL;

	return mem_zalloc(1, sizeof *cpuid + CPUID_MAX * sizeof *cpuid->entries);
}

static int cpuid_offered(int kvm_fd, struct kvm_cpuid2 *cpuid, struct err *err)
{
	cpuid->nent = CPUID_MAX;
	if (ioctl(kvm_fd, KVM_GET_SUPPORTED_CPUID, cpuid) < 0)
		return err_sys(err, "KVM_GET_SUPPORTED_CPUID");
	return 0;
}

static int cpuid_suffices(const struct kvm_cpuid2 *cpuid, enum cpu_model model, struct err *err)
{
	struct cpuid_leaf offered[CPUID_MAX];
	struct buf missing = {0};
	int ret = 0;

	for (uint32_t i = 0; i < cpuid->nent; i++) {
		const struct kvm_cpuid_entry2 *e = &cpuid->entries[i];

		offered[i] = (struct cpuid_leaf){e->function, e->index, e->eax, e->ebx, e->ecx, e->edx};
	}
	if (cpuid_missing(model, offered, cpuid->nent, &missing))
		ret = err_set(err, "this host's KVM cannot give the CPU model %s: it lacks %s",
			      cpu_model_names[model], buf_str(&missing));
	buf_fini(&missing);
	return ret;
}

int vm_check_kvm(struct err *err)
{
	struct kvm_cpuid2 *cpuid;
	int fd = vm_open_kvm(err);
	int ret;

	if (fd < 0)
		return -1;
	cpuid = cpuid_new();
	ret = cpuid_offered(fd, cpuid, err);
	if (ret == 0)
		ret = cpuid_suffices(cpuid, CPU_BASELINE, err);
	free(cpuid);
	close(fd);
	return ret;
}

/* Replace what KVM offers by the fixed leaves of the model, after a look whether each feature is offered. */
static int cpuid_pin(struct kvm_cpuid2 *cpuid, enum cpu_model model, bool has_apic, struct err *err)
{
	size_t count;
	const struct cpuid_leaf *leaves = cpuid_model(model, &count);

	if (cpuid_suffices(cpuid, model, err) < 0)
		return -1;
	cpuid->nent = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		struct cpuid_leaf l = has_apic ? cpuid_with_apic(&leaves[i]) : leaves[i];
		bool indexed = l.leaf == 7 || l.leaf == 0xd;

		cpuid->entries[i] = (struct kvm_cpuid_entry2){
			.function = l.leaf,
			.index = l.subleaf,
			.flags = indexed ? KVM_CPUID_FLAG_SIGNIFCANT_INDEX : 0,
			.eax = l.eax,
			.ebx = l.ebx,
			.ecx = l.ecx,
			.edx = l.edx,
		};
	}
	return 0;
}

static int cpuid_set(struct vm *vm, int kvm_fd, enum cpu_model model, struct err *err)
{
	struct kvm_cpuid2 *cpuid = cpuid_new();
	int ret = cpuid_offered(kvm_fd, cpuid, err);

	if (ret == 0 && model != CPU_HOST)
		ret = cpuid_pin(cpuid, model, vm->apic != NULL, err);
	if (ret == 0 && ioctl(vm->vcpu_fd, KVM_SET_CPUID2, cpuid) < 0)
		ret = err_sys(err, "KVM_SET_CPUID2");
	for (uint32_t i = 0; i < cpuid->nent; i++) {
		if (cpuid->entries[i].function == 1)
			vm->has_xsave = cpuid->entries[i].ecx >> 26 & 1;
	}
	free(cpuid);
	return ret;
}

static int vm_create(struct vm *vm, int kvm_fd, bool irqchip, struct err *err)
{
	struct kvm_enable_cap emulation = {.cap = KVM_CAP_EXIT_ON_EMULATION_FAILURE, .args = {1}};

	do {
		vm->fd = ioctl(kvm_fd, KVM_CREATE_VM, 0);
	} while (vm->fd < 0 && errno == EINTR);
	if (vm->fd < 0)
		return err_sys(err, "KVM_CREATE_VM");
	/* Both are best effort: an old KVM tells less about a failure, and AMD needs no TSS pages. */
	ioctl(vm->fd, KVM_ENABLE_CAP, &emulation);
	ioctl(vm->fd, KVM_SET_TSS_ADDR, TSS_GPA);
	return irqchip ? vm_irqchip_create(vm, err) : 0;
}

/*
 * A vCPU that never runs. As long as the TSCs of all vCPUs agree, KVM makes its kvmclock anew whenever one of
 * them is set (x86.c, kvm_track_tsc_matching), and in the box every entry sets it; this one's never agrees.
 */
static void vcpu_create_idle(int vm_fd)
{
	int fd = ioctl(vm_fd, KVM_CREATE_VCPU, 1);

	if (fd >= 0)
		close(fd);
}

static int vcpu_create(struct vm *vm, int kvm_fd, struct err *err)
{
	struct kvm_enable_cap enforce[] = {{.cap = KVM_CAP_ENFORCE_PV_FEATURE_CPUID, .args = {1}},
					   {.cap = KVM_CAP_HYPERV_ENFORCE_CPUID, .args = {1}}};
	int run_size = ioctl(kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	int tsc_khz;

	if (run_size < 0)
		return err_sys(err, "KVM_GET_VCPU_MMAP_SIZE");
	vm->vcpu_fd = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu_fd < 0)
		return err_sys(err, "KVM_CREATE_VCPU");
	vm->run_size = (size_t)run_size;
	/* Not beside a local APIC: it would be another processor, which interrupts can go to. */
	if (inside_box() && !vm->apic)
		vcpu_create_idle(vm->fd);
	vm->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu_fd, 0);
	if (vm->run == MAP_FAILED) {
		vm->run = NULL;
		return err_sys(err, "mmap of the vCPU's run area");
	}
	vm_stats_open(vm);
	vm_coalesced_open(vm, kvm_fd);
	vm_allow_coalesced(vm, 0);
	/* No hypervisor is advertised, so its MSRs (host time, written into guest memory) are none: #GP. */
	for (size_t i = 0; i < sizeof enforce / sizeof *enforce; i++)
		ioctl(vm->vcpu_fd, KVM_ENABLE_CAP, &enforce[i]);
	tsc_khz = ioctl(vm->vcpu_fd, KVM_GET_TSC_KHZ, 0);
	vm->tsc_khz = tsc_khz > 0 ? (uint32_t)tsc_khz : 1000000;
	return 0;
}

int vm_new(int kvm_fd, enum cpu_model model, bool irqchip, struct vm **out, struct err *err)
{
	struct vm *vm = mem_zalloc(1, sizeof *vm);

	*out = NULL;
	vm->fd = vm->vcpu_fd = vm->stats_fd = -1;
	if (vm_create(vm, kvm_fd, irqchip, err) < 0 || vcpu_create(vm, kvm_fd, err) < 0 ||
	    cpuid_set(vm, kvm_fd, model, err) < 0 || vm_reset_prepare(vm, kvm_fd, err) < 0 ||
	    (inside_box() && vm_efer_watch(vm, err) < 0) || (irqchip && vm_irqchip_start(vm, err) < 0)) {
		vm_free(vm);
		return -1;
	}
	*out = vm;
	return 0;
}

void vm_free(struct vm *vm)
{
	if (!vm)
		return;
	if (vm->run)
		munmap(vm->run, vm->run_size);
	if (vm->stats_fd >= 0)
		close(vm->stats_fd);
	if (vm->vcpu_fd >= 0)
		close(vm->vcpu_fd);
	if (vm->fd >= 0)
		close(vm->fd);
	vm_memory_free(vm);
	free(vm->defaults);
	free(vm->apic);
	free(vm);
}

uint32_t vm_tsc_khz(const struct vm *vm)
{
	return vm->tsc_khz;
}
