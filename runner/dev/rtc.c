#include "dev/rtc.h"

#include <stdbool.h>

#define PORT_INDEX 0x70
#define PORT_DATA  0x71
#define INDEX_BITS 0x7f

#define A_UIP       0x80
#define A_DV        0x70
#define A_DV_32768  0x20
#define A_RS        0x0f
#define B_SET       0x80
#define B_UIE       0x10
#define D_VRT       0x80
#define SECONDS_BIT 0x7f /* the high bit of the seconds is read-only */

/* Flags in C, and at the same place in B what enables their interrupts. */
#define C_IRQF 0x80
#define C_PF   0x40
#define C_AF   0x20
#define C_UF   0x10
#define C_ANY  (C_PF | C_AF | C_UF)

#define SECOND_NS 1000000000u
#define HALF_NS   500000000u
#define UIP_NS    2228000u /* tBUC + tUC of table 6 */
#define CHAIN_HZ  32768u

static bool chain_runs(const struct rtc *rtc)
{
	return (rtc->ram[RTC_A] & A_DV) == A_DV_32768;
}

static bool updates_run(const struct rtc *rtc)
{
	return chain_runs(rtc) && !(rtc->ram[RTC_B] & B_SET);
}

static uint64_t chain_ns(const struct rtc *rtc)
{
	return rtc->time->now_ns - rtc->chain_start_ns + rtc->chain_head_ns;
}

/* The virtual time at which the chain is `ns` old. */
static uint64_t time_of_chain(const struct rtc *rtc, uint64_t ns)
{
	return ns - rtc->chain_head_ns + rtc->chain_start_ns;
}

/* Of the periodic interrupt, in ticks of 32768 Hz; 0: none (table 5). */
static uint32_t period_ticks(const struct rtc *rtc)
{
	unsigned rate = rtc->ram[RTC_A] & A_RS;

	if (!rate)
		return 0;
	return 1u << (rate < 3 ? rate + 6 : rate - 1);
}

static uint64_t periods_now(const struct rtc *rtc)
{
	uint32_t period = period_ticks(rtc);

	return period ? vtime_ticks(chain_ns(rtc), CHAIN_HZ) / period : 0;
}

static uint64_t updates_now(const struct rtc *rtc)
{
	return chain_ns(rtc) / SECOND_NS;
}

/* Bring registers and flags up to now. */
static void catch_up(struct rtc *rtc)
{
	uint64_t updates, periods;

	if (!chain_runs(rtc))
		return;
	updates = updates_now(rtc);
	periods = periods_now(rtc);
	if (updates_run(rtc) && updates > rtc->updates) {
		if (rtc_calendar_add(rtc->ram, updates - rtc->updates, &rtc->repeats))
			rtc->ram[RTC_C] |= C_AF;
		rtc->ram[RTC_C] |= C_UF;
	}
	if (periods > rtc->periods)
		rtc->ram[RTC_C] |= C_PF;
	rtc->updates = updates;
	rtc->periods = periods;
}

static void sooner(uint64_t *at_ns, uint64_t other_ns)
{
	if (other_ns < *at_ns)
		*at_ns = other_ns;
}

/* When an enabled interrupt comes whose flag is not set yet. */
static uint64_t next_interrupt(const struct rtc *rtc)
{
	uint8_t wanted = rtc->ram[RTC_B] & (uint8_t)~rtc->ram[RTC_C];
	uint64_t chain = VTIME_NEVER;

	if (!chain_runs(rtc))
		return VTIME_NEVER;
	if ((wanted & C_PF) && period_ticks(rtc))
		sooner(&chain, vtime_of_tick((rtc->periods + 1) * period_ticks(rtc), CHAIN_HZ));
	if ((wanted & C_UF) && updates_run(rtc))
		sooner(&chain, (rtc->updates + 1) * SECOND_NS);
	if ((wanted & C_AF) && updates_run(rtc)) {
		uint32_t alarm_s = rtc_calendar_alarm_s(rtc->ram, rtc->repeats);

		if (alarm_s)
			sooner(&chain, (rtc->updates + alarm_s) * SECOND_NS);
	}
	return chain == VTIME_NEVER ? VTIME_NEVER : time_of_chain(rtc, chain);
}

/* IRQF, the line and the alarm, from the flags and what enables them. */
static void interrupt_update(struct rtc *rtc)
{
	uint8_t *flags = &rtc->ram[RTC_C];
	bool was_high = *flags & C_IRQF;
	bool high = *flags & rtc->ram[RTC_B] & C_ANY;

	*flags = (*flags & C_ANY) | (high ? C_IRQF : 0);
	if (high != was_high)
		line_set(&rtc->irq8, high);
	rtc->alarm.at_ns = high ? VTIME_NEVER : next_interrupt(rtc);
}

static void rtc_ring(void *owner)
{
	struct rtc *rtc = owner;

	catch_up(rtc);
	interrupt_update(rtc);
}

static uint8_t a_read(const struct rtc *rtc)
{
	bool uip = updates_run(rtc) && chain_ns(rtc) % SECOND_NS >= SECOND_NS - UIP_NS;

	return rtc->ram[RTC_A] | (uip ? A_UIP : 0);
}

static uint8_t data_read(void *owner, uint16_t offset)
{
	struct rtc *rtc = owner;
	uint8_t index = rtc->index & INDEX_BITS;
	uint8_t value;

	(void)offset;
	rtc_ring(rtc);
	value = index == RTC_A ? a_read(rtc) : rtc->ram[index];
	if (index == RTC_C) {
		rtc->ram[RTC_C] &= C_IRQF;
		interrupt_update(rtc);
	}
	return value;
}

static void a_write(struct rtc *rtc, uint8_t value)
{
	bool ran = chain_runs(rtc);

	rtc->ram[RTC_A] = value & (uint8_t)~A_UIP;
	if (!chain_runs(rtc))
		return;
	if (!ran) {
		rtc->chain_start_ns = rtc->time->now_ns;
		rtc->chain_head_ns = HALF_NS;
	}
	rtc->updates = updates_now(rtc);
	rtc->periods = periods_now(rtc);
}

static void b_write(struct rtc *rtc, uint8_t value)
{
	if ((value & B_SET) && !(rtc->ram[RTC_B] & B_SET)) {
		value &= (uint8_t)~B_UIE;
		rtc->repeats = false; /* another time is about to be set */
	}
	rtc->ram[RTC_B] = value;
}

static void data_write(void *owner, uint16_t offset, uint8_t value)
{
	struct rtc *rtc = owner;
	uint8_t index = rtc->index & INDEX_BITS;

	(void)offset;
	catch_up(rtc);
	switch (index) {
	case RTC_SECONDS: rtc->ram[index] = value & SECONDS_BIT; break;
	case RTC_A: a_write(rtc, value); break;
	case RTC_B: b_write(rtc, value); break;
	case RTC_C:
	case RTC_D: break;
	default: rtc->ram[index] = value; break;
	}
	interrupt_update(rtc);
}

static uint8_t index_read(void *owner, uint16_t offset)
{
	(void)owner;
	(void)offset;
	return 0xff;
}

static void index_write(void *owner, uint16_t offset, uint8_t value)
{
	(void)offset;
	((struct rtc *)owner)->index = value;
}

static const struct bus_ops index_ops = {.read = index_read, .write = index_write};
static const struct bus_ops data_ops = {.read = data_read, .write = data_write};

int rtc_attach(struct rtc *rtc, struct bus *bus, struct vtime *time, struct line irq8,
	       const struct rtc_config *config, struct err *err)
{
	*rtc = (struct rtc){.time = time, .irq8 = irq8, .chain_start_ns = time->now_ns};
	rtc->ram[RTC_A] = 0x26;
	rtc->ram[RTC_B] = RTC_B_24H;
	rtc->ram[RTC_D] = D_VRT;
	cmos_fill(rtc->ram, config);
	rtc_calendar_set(rtc->ram, config->unix_s);
	if (bus_attach(bus, PORT_INDEX, 1, &index_ops, rtc, err) < 0 ||
	    bus_attach(bus, PORT_DATA, 1, &data_ops, rtc, err) < 0)
		return -1;
	vtime_attach(time, &rtc->alarm, rtc_ring, rtc);
	return 0;
}
