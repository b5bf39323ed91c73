/* KVM's own interrupt controllers and timer. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vm/vm.h"
#include "vm/vm_private.h"

#define ISA_IRQS       16
#define SLAVE_IRQS     8
#define IOAPIC_PIN_PIT 2
#define PIC_ALL_MASKED 0xff

struct vm_apic {
	struct kvm_lapic_state reset; /* as a new vCPU has it */
	uint64_t halted_ns;           /* of the statistics, at the last look */
};

/* A line that leads to a pin of one of the chips. */
static struct kvm_irq_routing_entry route(uint32_t irq, uint32_t chip, uint32_t pin)
{
	return (struct kvm_irq_routing_entry){
		.gsi = irq, .type = KVM_IRQ_ROUTING_IRQCHIP, .u.irqchip = {.irqchip = chip, .pin = pin}};
}

/* struct kvm_irq_routing ends in a flexible array. */
struct routing {
	struct kvm_irq_routing head;
	struct kvm_irq_routing_entry entries[ISA_IRQS + VM_IOAPIC_PINS];
};

/* As the boards of PCs are wired (MultiProcessor Specification 1.4, 5.3.1): the timer is at pin 2. */
static int routes_set(struct vm *vm, struct err *err)
{
	struct routing routing = {0};
	struct kvm_irq_routing_entry *e = routing.entries;

	for (uint32_t irq = 0; irq < ISA_IRQS; irq++)
		*e++ = irq < SLAVE_IRQS ? route(irq, KVM_IRQCHIP_PIC_MASTER, irq)
					: route(irq, KVM_IRQCHIP_PIC_SLAVE, irq - SLAVE_IRQS);
	for (uint32_t pin = 0; pin < VM_IOAPIC_PINS; pin++) {
		if (pin != IOAPIC_PIN_PIT)
			*e++ = route(pin, KVM_IRQCHIP_IOAPIC, pin ? pin : IOAPIC_PIN_PIT);
	}
	routing.head.nr = (uint32_t)(e - routing.entries);
	if (ioctl(vm->fd, KVM_SET_GSI_ROUTING, &routing) < 0)
		return err_sys(err, "KVM_SET_GSI_ROUTING");
	return 0;
}

int vm_irqchip_create(struct vm *vm, struct err *err)
{
	/* Port 0x61 goes with counter 2. */
	struct kvm_pit_config pit = {.flags = KVM_PIT_SPEAKER_DUMMY};
	struct kvm_reinject_control lost = {.pit_reinject = 0};
	/* Without it KVM looks for an interrupt in a loop before it lets a halted vCPU sleep. */
	struct kvm_enable_cap no_poll = {.cap = KVM_CAP_HALT_POLL, .args = {0}};

	vm->apic = mem_zalloc(1, sizeof *vm->apic);
	if (ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0) < 0)
		return err_sys(err, "this KVM makes no interrupt controllers (KVM_CREATE_IRQCHIP)");
	if (ioctl(vm->fd, KVM_CREATE_PIT2, &pit) < 0)
		return err_sys(err, "this KVM makes no timer (KVM_CREATE_PIT2)");
	if (ioctl(vm->fd, KVM_REINJECT_CONTROL, &lost) < 0)
		return err_sys(err, "KVM_REINJECT_CONTROL");
	ioctl(vm->fd, KVM_ENABLE_CAP, &no_poll);
	return routes_set(vm, err);
}

static int chip_get(struct vm *vm, uint32_t id, struct kvm_irqchip *chip, struct err *err)
{
	*chip = (struct kvm_irqchip){.chip_id = id};
	if (ioctl(vm->fd, KVM_GET_IRQCHIP, chip) < 0)
		return err_sys(err, "KVM_GET_IRQCHIP");
	return 0;
}

/* A new 8259 of KVM would deliver vector 0 and up. */
static int pics_mask(struct vm *vm, struct err *err)
{
	struct kvm_irqchip chip;

	for (uint32_t id = KVM_IRQCHIP_PIC_MASTER; id <= KVM_IRQCHIP_PIC_SLAVE; id++) {
		if (chip_get(vm, id, &chip, err) < 0)
			return -1;
		chip.chip.pic.imr = PIC_ALL_MASKED;
		if (ioctl(vm->fd, KVM_SET_IRQCHIP, &chip) < 0)
			return err_sys(err, "KVM_SET_IRQCHIP");
	}
	return 0;
}

int vm_irqchip_start(struct vm *vm, struct err *err)
{
	if (ioctl(vm->vcpu_fd, KVM_GET_LAPIC, &vm->apic->reset) < 0)
		return err_sys(err, "KVM_GET_LAPIC");
	return pics_mask(vm, err);
}

int vm_reset_apic(struct vm *vm, struct err *err)
{
	if (ioctl(vm->vcpu_fd, KVM_SET_LAPIC, &vm->apic->reset) < 0)
		return err_sys(err, "KVM_SET_LAPIC");
	return 0;
}

int vm_set_irq(struct vm *vm, unsigned irq, bool high, struct err *err)
{
	struct kvm_irq_level line = {.irq = irq, .level = high};

	if (ioctl(vm->fd, KVM_IRQ_LINE, &line) < 0)
		return err_sys(err, "KVM_IRQ_LINE of IRQ %u", irq);
	return 0;
}

bool vm_halted(struct vm *vm, struct vm_exit *exit)
{
	struct kvm_mp_state mp;

	if (ioctl(vm->vcpu_fd, KVM_GET_MP_STATE, &mp) < 0 || mp.mp_state != KVM_MP_STATE_HALTED)
		return false;
	*exit = (struct vm_exit){
		.kind = VM_EXIT_HLT, .reason = KVM_EXIT_HLT, .interrupts_on = vm->run->if_flag};
	return true;
}

static int pit_get(struct vm *vm, struct vm_irqchip *out, struct err *err)
{
	struct kvm_pit_state2 pit;

	if (ioctl(vm->fd, KVM_GET_PIT2, &pit) < 0)
		return err_sys(err, "KVM_GET_PIT2");
	out->pit_mode = pit.channels[0].mode;
	out->pit_count = pit.channels[0].count;
	return 0;
}

static struct vm_pic pic_copy(const struct kvm_pic_state *pic)
{
	return (struct vm_pic){
		.mask = pic->imr,
		.in_service = pic->isr,
		.first = pic->priority_add,
		.special_mask = pic->special_mask,
		.fully_nested = pic->special_fully_nested_mode,
	};
}

int vm_get_irqchip(struct vm *vm, struct vm_irqchip *out, struct err *err)
{
	struct kvm_lapic_state apic;
	struct kvm_vcpu_events events;
	struct kvm_irqchip chip;

	*out = (struct vm_irqchip){0};
	if (ioctl(vm->vcpu_fd, KVM_GET_LAPIC, &apic) < 0)
		return err_sys(err, "KVM_GET_LAPIC");
	if (ioctl(vm->vcpu_fd, KVM_GET_VCPU_EVENTS, &events) < 0)
		return err_sys(err, "KVM_GET_VCPU_EVENTS");
	for (size_t i = 0; i < sizeof out->apic / sizeof *out->apic; i++)
		memcpy(&out->apic[i], apic.regs + i * 16, sizeof *out->apic);
	out->nmi_blocked = events.nmi.masked;
	if (!vm_get_msr(vm, MSR_APIC_BASE, &out->apic_base))
		return err_set(err, "KVM does not tell IA32_APIC_BASE");
	for (uint32_t id = KVM_IRQCHIP_PIC_MASTER; id <= KVM_IRQCHIP_PIC_SLAVE; id++) {
		if (chip_get(vm, id, &chip, err) < 0)
			return -1;
		out->pic[id] = pic_copy(&chip.chip.pic);
	}
	if (chip_get(vm, KVM_IRQCHIP_IOAPIC, &chip, err) < 0)
		return -1;
	for (size_t pin = 0; pin < VM_IOAPIC_PINS; pin++)
		out->ioapic[pin] = chip.chip.ioapic.redirtbl[pin].bits;
	return pit_get(vm, out, err);
}

uint64_t vm_halted_cycles(struct vm *vm, uint64_t inside)
{
	struct vm_stats now;
	uint64_t ns, cycles;

	if (!vm->apic || !vm_stats_read(vm, &now))
		return 0;
	ns = now.halted_ns - vm->apic->halted_ns;
	vm->apic->halted_ns = now.halted_ns;
	cycles = (uint64_t)((unsigned __int128)ns * vm->tsc_khz / 1000000);
	return cycles < inside ? cycles : inside;
}

uint64_t vm_exits(const struct vm *vm)
{
	struct vm_stats now;

	return vm_stats_read(vm, &now) ? now.exits : 0;
}
