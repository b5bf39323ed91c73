/* Registers: SDM vol. 3, 11.4 to 11.8; 82093AA data sheet, 3.2.4 (redirection table). */
#include "run/wake.h"

#include <stddef.h>

#define BASE_ENABLE 0x800u
#define BASE_X2APIC 0x400u

/* Registers of the local APIC, by their offset / 16. */
enum {
	APIC_ID = 0x02,
	APIC_TPR = 0x08,
	APIC_LDR = 0x0d,
	APIC_DFR = 0x0e,
	APIC_SVR = 0x0f,
	APIC_ISR = 0x10, /* eight of them */
	APIC_LVT_TIMER = 0x32,
	APIC_LVT_LINT0 = 0x35,
	APIC_TIMER_INITIAL = 0x38,
	APIC_TIMER_CURRENT = 0x39,
};

#define SVR_ENABLE 0x100u

#define LVT_MASKED       0x10000u
#define LVT_TIMER(mode)  ((mode) >> 17 & 3)
#define DELIVERY(entry)  ((unsigned)((entry) >> 8 & 7))
#define VECTOR(entry)    ((unsigned)((entry)&0xff))
#define DFR_FLAT(dfr)    ((dfr) >> 28 == 0xf)
#define ENTRY_LOGICAL    0x800u
#define ENTRY_REMOTE_IRR 0x4000u
#define ENTRY_MASKED     0x10000u
#define ENTRY_DEST(e)    ((unsigned)((e) >> 56))
#define DEST_ALL         0xffu

enum { TIMER_ONE_SHOT, TIMER_PERIODIC };
enum { DELIVER_FIXED = 0, DELIVER_LOWEST = 1, DELIVER_NMI = 4, DELIVER_EXTINT = 7 };

#define IRQ_PIT    0
#define PIN_PIT    2
#define SLAVE_IRQS 8
#define CASCADE    2
/* How long KVM can take to pass on a tick of its 8254: it has a thread for that. */
#define PIT_LATE_NS 10000000

/* The processor's priority class: of the task, or of what is in service (SDM vol. 3, 11.8.3.1). */
static unsigned priority_class(const struct vm_irqchip *c)
{
	unsigned class = c->apic[APIC_TPR] >> 4 & 0xf;

	for (unsigned vector = 255; vector > 16 * class + 15; vector--) {
		if (c->apic[APIC_ISR + vector / 32] >> vector % 32 & 1)
			return vector / 16;
	}
	return class;
}

static bool apic_takes(const struct vm_irqchip *c, unsigned vector)
{
	return (c->apic_base & BASE_ENABLE) && (c->apic[APIC_SVR] & SVR_ENABLE) &&
	       vector / 16 > priority_class(c);
}

static bool apic_timer_armed(const struct vm_irqchip *c)
{
	uint32_t lvt = c->apic[APIC_LVT_TIMER];

	if ((lvt & LVT_MASKED) || !apic_takes(c, VECTOR(lvt)))
		return false;
	switch (LVT_TIMER(lvt)) {
	case TIMER_ONE_SHOT: return c->apic[APIC_TIMER_CURRENT] != 0;
	case TIMER_PERIODIC: return c->apic[APIC_TIMER_INITIAL] != 0;
	default: return true;
	}
}

/* Modes 2 and 3 go on for ever, the others interrupt once. */
static bool pit_armed(const struct vm_irqchip *c, uint64_t halted_ns)
{
	uint64_t count = c->pit_count ? c->pit_count : 65536;

	if (c->pit_mode == 2 || c->pit_mode == 3)
		return true;
	return c->pit_mode < 6 && halted_ns < count * 1000000000u / VM_PIT_HZ + PIT_LATE_NS;
}

/* Whether an 8259 has nothing in service that keeps this input back (8259A data sheet, "Fully Nested Mode").
 */
static bool pic_lets(const struct vm_pic *pic, unsigned input, bool is_cascade)
{
	unsigned in_service = pic->in_service;

	if (pic->mask >> input & 1)
		return false;
	if (pic->special_mask)
		in_service &= ~(unsigned)pic->mask;
	if (pic->fully_nested && is_cascade)
		in_service &= ~(1u << input);
	for (unsigned level = pic->first;; level++) {
		if (in_service >> level % 8 & 1)
			return false;
		if (level % 8 == input)
			return true;
	}
}

/* Of the 8259s: their output goes through LINT0, or straight to the CPU where there is no APIC. */
static bool pics_pass(const struct vm_irqchip *c, unsigned irq, bool interrupts_on)
{
	uint32_t lint0 = c->apic[APIC_LVT_LINT0];
	bool wired =
		!(c->apic_base & BASE_ENABLE) || (!(lint0 & LVT_MASKED) && DELIVERY(lint0) == DELIVER_EXTINT);

	if (!interrupts_on || !wired)
		return false;
	if (irq < SLAVE_IRQS)
		return pic_lets(&c->pic[0], irq, false);
	return pic_lets(&c->pic[0], CASCADE, true) && pic_lets(&c->pic[1], irq - SLAVE_IRQS, false);
}

/* Whether an entry's destination is this APIC. */
static bool is_for_us(const struct vm_irqchip *c, uint64_t entry)
{
	unsigned dest = ENTRY_DEST(entry), ldr = c->apic[APIC_LDR] >> 24;

	if (!(c->apic_base & BASE_ENABLE))
		return false;
	if (dest == DEST_ALL || (c->apic_base & BASE_X2APIC))
		return true;
	if (!(entry & ENTRY_LOGICAL))
		return dest == c->apic[APIC_ID] >> 24;
	if (DFR_FLAT(c->apic[APIC_DFR]))
		return dest & ldr;
	return dest >> 4 == ldr >> 4 && (dest & ldr & 0xf);
}

static bool ioapic_passes(const struct vm_irqchip *c, unsigned pin, bool interrupts_on)
{
	uint64_t entry = c->ioapic[pin];

	if ((entry & (ENTRY_MASKED | ENTRY_REMOTE_IRR)) || !is_for_us(c, entry))
		return false;
	switch (DELIVERY(entry)) {
	case DELIVER_FIXED:
	case DELIVER_LOWEST: return interrupts_on && apic_takes(c, VECTOR(entry));
	case DELIVER_EXTINT: return false; /* KVM's IOAPIC delivers none */
	case DELIVER_NMI: return !c->nmi_blocked;
	default: return true;
	}
}

/* The "NMI watchdog": each tick of the 8254 is an NMI where LINT0 says so. */
static bool tick_is_nmi(const struct vm_irqchip *c)
{
	uint32_t lint0 = c->apic[APIC_LVT_LINT0];

	return !(lint0 & LVT_MASKED) && DELIVERY(lint0) == DELIVER_NMI && !c->nmi_blocked;
}

bool wake_possible(const struct vm_irqchip *chips, uint32_t armed_irqs, bool interrupts_on,
		   uint64_t halted_ns)
{
	if (interrupts_on && apic_timer_armed(chips))
		return true;
	if (pit_armed(chips, halted_ns))
		armed_irqs |= 1u << IRQ_PIT;
	if ((armed_irqs & 1u << IRQ_PIT) && tick_is_nmi(chips))
		return true;
	for (unsigned irq = 0; irq < 16; irq++) {
		if (!(armed_irqs >> irq & 1))
			continue;
		if (pics_pass(chips, irq, interrupts_on) ||
		    ioapic_passes(chips, irq == IRQ_PIT ? PIN_PIT : irq, interrupts_on))
			return true;
	}
	return false;
}
