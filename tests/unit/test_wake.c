/*
 * What can wake a halted CPU with KVM's interrupt controllers. The machine of each test can be woken by one
 * thing; what takes that away is changed then.
 */
#include "run/wake.h"
#include "suites.h"

enum {
	ID = 0x02,
	TPR = 0x08,
	LDR = 0x0d,
	DFR = 0x0e,
	SPURIOUS = 0x0f,
	ISR = 0x10,
	TIMER = 0x32,
	LINT0 = 0x35,
	INITIAL = 0x38,
	CURRENT = 0x39,
};

#define ENABLED    0x800u
#define X2APIC     0x400u
#define MASKED     0x10000u
#define PERIODIC   0x20000u
#define DEADLINE   0x40000u
#define EXTINT     0x700u
#define NMI        0x400u
#define INIT       0x500u
#define LOGICAL    0x800u
#define REMOTE_IRR 0x4000u
#define TO(apic)   ((uint64_t)(apic) << 56)

#define IRQ(n)    (1u << (n))
#define IRQ_KEYS  1
#define IRQ_CLOCK 8
#define PIN_PIT   2
#define MS        1000000ull

/* An enabled APIC, where everything is masked and nothing runs. */
static struct vm_irqchip asleep(void)
{
	struct vm_irqchip chips = {.apic_base = ENABLED,
				   .pic = {{.mask = 0xff}, {.mask = 0xff}},
				   .pit_mode = 0xff,
				   .pit_count = 65536};

	chips.apic[DFR] = 0xffffffff;
	chips.apic[SPURIOUS] = 0x1ff;
	chips.apic[TIMER] = MASKED;
	chips.apic[LINT0] = MASKED;
	for (int pin = 0; pin < VM_IOAPIC_PINS; pin++)
		chips.ioapic[pin] = MASKED;
	return chips;
}

static bool wakes(const struct vm_irqchip *chips, uint32_t irqs)
{
	return wake_possible(chips, irqs, true, 0);
}

START_TEST(nothing_armed)
{
	struct vm_irqchip chips = asleep();

	ck_assert(!wakes(&chips, 0));
	ck_assert(!wakes(&chips, 0xffff));
}
END_TEST

START_TEST(apic_timer)
{
	struct vm_irqchip chips = asleep();

	chips.apic[TIMER] = 0x40;
	chips.apic[INITIAL] = 1000;
	ck_assert(!wakes(&chips, 0)); /* it has counted to 0 */
	chips.apic[CURRENT] = 1;
	ck_assert(wakes(&chips, 0));
	ck_assert(!wake_possible(&chips, 0, false, 0));
	chips.apic[TIMER] |= MASKED;
	ck_assert(!wakes(&chips, 0));

	chips.apic[TIMER] = PERIODIC | 0x40;
	chips.apic[CURRENT] = 0;
	ck_assert(wakes(&chips, 0));
	chips.apic[INITIAL] = 0;
	ck_assert(!wakes(&chips, 0));

	chips.apic[TIMER] = DEADLINE | 0x40; /* KVM does not show the deadline */
	ck_assert(wakes(&chips, 0));
	chips.apic[SPURIOUS] = 0xff;
	ck_assert(!wakes(&chips, 0));
	chips.apic[SPURIOUS] = 0x1ff;
	chips.apic_base = 0;
	ck_assert(!wakes(&chips, 0));
}
END_TEST

START_TEST(priority)
{
	struct vm_irqchip chips = asleep();

	chips.apic[TIMER] = PERIODIC | 0x4f;
	chips.apic[INITIAL] = 1000;
	chips.apic[TPR] = 0x3f;
	ck_assert(wakes(&chips, 0));
	chips.apic[TPR] = 0x40;
	ck_assert(!wakes(&chips, 0));
	chips.apic[TPR] = 0xff;
	ck_assert(!wakes(&chips, 0));

	chips.apic[TPR] = 0;
	chips.apic[ISR + 1] = 1u << 31; /* 3f */
	ck_assert(wakes(&chips, 0));
	chips.apic[ISR + 2] = 1; /* 40 */
	ck_assert(!wakes(&chips, 0));
	chips.apic[ISR + 2] = 0;
	chips.apic[ISR + 7] = 1u << 31; /* ff */
	ck_assert(!wakes(&chips, 0));
}
END_TEST

START_TEST(pics)
{
	struct vm_irqchip chips = asleep();

	chips.apic[LINT0] = EXTINT;
	chips.pic[0].mask = (uint8_t)~IRQ(IRQ_KEYS);
	ck_assert(wakes(&chips, IRQ(IRQ_KEYS)));
	ck_assert(!wakes(&chips, IRQ(3)));
	ck_assert(!wake_possible(&chips, IRQ(IRQ_KEYS), false, 0));
	chips.apic[SPURIOUS] = 0xff; /* ExtINT passes all the same */
	ck_assert(wakes(&chips, IRQ(IRQ_KEYS)));
	chips.apic[LINT0] = 0x30;
	ck_assert(!wakes(&chips, IRQ(IRQ_KEYS)));
	chips.apic_base = 0; /* there is no LINT0 in the way */
	ck_assert(wakes(&chips, IRQ(IRQ_KEYS)));

	chips.apic_base = ENABLED;
	chips.apic[LINT0] = EXTINT;
	chips.pic[1].mask = 0;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK))); /* the cascade is masked */
	chips.pic[0].mask = (uint8_t)~IRQ(2);
	ck_assert(wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.pic[1].mask = 1;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
}
END_TEST

/* What is in service keeps back itself and what is of lower priority. */
START_TEST(pics_in_service)
{
	struct vm_irqchip chips = asleep();

	chips.apic[LINT0] = EXTINT;
	chips.pic[0].mask = chips.pic[1].mask = 0;
	chips.pic[0].in_service = 1u << 3;
	for (unsigned irq = 0; irq < 8; irq++)
		ck_assert_int_eq(wakes(&chips, IRQ(irq)), irq < 3);
	ck_assert(wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.pic[0].first = 2; /* rotated: 2 3 ... 7 0 1 */
	for (unsigned irq = 0; irq < 8; irq++)
		ck_assert_int_eq(wakes(&chips, IRQ(irq)), irq == 2);
	chips.pic[0].first = 0;
	chips.pic[0].special_mask = true; /* holds nothing back where it is masked */
	ck_assert(!wakes(&chips, IRQ(4)));
	chips.pic[0].mask = 1u << 3;
	ck_assert(wakes(&chips, IRQ(4)));
	ck_assert(!wakes(&chips, IRQ(3)));

	chips.pic[0] = (struct vm_pic){.in_service = 1u << 2};
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
	ck_assert(wakes(&chips, IRQ(IRQ_KEYS)));
	chips.pic[0].fully_nested = true; /* the slave decides */
	ck_assert(wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.pic[1].in_service = 1;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.pic[1].in_service = 2;
	ck_assert(wakes(&chips, IRQ(IRQ_CLOCK)));
}
END_TEST

START_TEST(pit)
{
	struct vm_irqchip chips = asleep();

	chips.ioapic[PIN_PIT] = 0x50;
	ck_assert(!wakes(&chips, 0)); /* never programmed */
	for (uint8_t mode = 0; mode < 6; mode++) {
		chips.pit_mode = mode;
		ck_assert(wakes(&chips, 0));
	}
	/* What counts once is over when the CPU has been halted for longer than it counts: here 54.9 ms. */
	for (uint8_t mode = 0; mode < 6; mode++) {
		chips.pit_mode = mode;
		ck_assert(wake_possible(&chips, 0, true, 54 * MS));
		ck_assert_int_eq(wake_possible(&chips, 0, true, 80 * MS), mode == 2 || mode == 3);
	}
	chips.pit_mode = 0;
	chips.pit_count = 1193;
	ck_assert(wake_possible(&chips, 0, true, 0));
	ck_assert(!wake_possible(&chips, 0, true, 20 * MS));
	chips.pit_mode = 2;
	chips.ioapic[0] = 0x50; /* it is not at pin 0 */
	chips.ioapic[PIN_PIT] = MASKED;
	ck_assert(!wakes(&chips, 0));
}
END_TEST

START_TEST(ioapic)
{
	struct vm_irqchip chips = asleep();

	chips.ioapic[IRQ_CLOCK] = 0x58;
	ck_assert(wakes(&chips, IRQ(IRQ_CLOCK)));
	ck_assert(!wake_possible(&chips, IRQ(IRQ_CLOCK), false, 0));
	ck_assert(!wakes(&chips, IRQ(IRQ_KEYS)));
	chips.apic[TPR] = 0x50;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.apic[TPR] = 0;
	chips.ioapic[IRQ_CLOCK] = REMOTE_IRR | 0x8058; /* its EOI has not come */
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.ioapic[IRQ_CLOCK] = EXTINT;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
	chips.ioapic[IRQ_CLOCK] = INIT; /* who knows */
	ck_assert(wake_possible(&chips, IRQ(IRQ_CLOCK), false, 0));
	chips.ioapic[IRQ_CLOCK] = 0x58;
	chips.apic_base = 0;
	ck_assert(!wakes(&chips, IRQ(IRQ_CLOCK)));
}
END_TEST

START_TEST(destinations)
{
	static const struct {
		uint64_t entry;
		uint32_t ldr, dfr;
		bool is_for_us;
	} table[] = {
		{TO(3), 0, 0xffffffff, true},
		{TO(4), 0, 0xffffffff, false},
		{TO(0xff), 0, 0xffffffff, true},
		{LOGICAL | TO(3), 0, 0xffffffff, false},
		{LOGICAL | TO(0x05), 0x04000000, 0xffffffff, true},
		{LOGICAL | TO(0x0b), 0x04000000, 0xffffffff, false},
		{LOGICAL | TO(0xff), 0, 0xffffffff, true},
		{LOGICAL | TO(0x25), 0x24000000, 0x0fffffff, true}, /* cluster 2 */
		{LOGICAL | TO(0x29), 0x24000000, 0x0fffffff, false},
		{LOGICAL | TO(0x15), 0x24000000, 0x0fffffff, false},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct vm_irqchip chips = asleep();

		chips.apic[ID] = 3u << 24;
		chips.apic[LDR] = table[i].ldr;
		chips.apic[DFR] = table[i].dfr;
		chips.ioapic[IRQ_KEYS] = table[i].entry | 0x51;
		ck_assert_msg(wakes(&chips, IRQ(IRQ_KEYS)) == table[i].is_for_us, "entry %zu", i);
		chips.apic_base |= X2APIC; /* its ids are others: anything may be for it */
		ck_assert(wakes(&chips, IRQ(IRQ_KEYS)));
	}
}
END_TEST

START_TEST(nmis)
{
	struct vm_irqchip chips = asleep();

	chips.ioapic[IRQ_KEYS] = NMI;
	ck_assert(wake_possible(&chips, IRQ(IRQ_KEYS), false, 0));
	chips.nmi_blocked = true;
	ck_assert(!wake_possible(&chips, IRQ(IRQ_KEYS), false, 0));

	chips = asleep();
	chips.apic[LINT0] = NMI;
	ck_assert(!wake_possible(&chips, IRQ(IRQ_KEYS), false, 0));
	chips.pit_mode = 2;
	ck_assert(wake_possible(&chips, 0, false, 0));
	chips.nmi_blocked = true;
	ck_assert(!wake_possible(&chips, 0, false, 0));
	chips.nmi_blocked = false;
	chips.apic[LINT0] |= MASKED;
	ck_assert(!wake_possible(&chips, 0, false, 0));
}
END_TEST

Suite *suite_wake(void)
{
	Suite *suite = suite_create("wake");
	TCase *tcase = tcase_create("wake");

	tcase_add_test(tcase, nothing_armed);
	tcase_add_test(tcase, apic_timer);
	tcase_add_test(tcase, priority);
	tcase_add_test(tcase, pics);
	tcase_add_test(tcase, pics_in_service);
	tcase_add_test(tcase, pit);
	tcase_add_test(tcase, ioapic);
	tcase_add_test(tcase, destinations);
	tcase_add_test(tcase, nmis);
	suite_add_tcase(suite, tcase);
	return suite;
}
