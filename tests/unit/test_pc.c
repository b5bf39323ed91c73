/* The devices together: what waiting for an interrupt comes to, and that it costs the same for any distance.
 */
#include <time.h>

#include "run/pc.h"
#include "suites.h"

#define SECOND_NS 1000000000ull

struct computer {
	struct bus bus;
	struct sink console, serial;
	struct memory memory;
	struct request request;
	struct pc pc;
};

static void power_on_with(struct computer *m, enum irqchip irqchip)
{
	struct err err;

	*m = (struct computer){.request.machine.irqchip = irqchip};
	ck_assert_msg(pc_attach(&m->pc, &m->bus, &m->console, &m->serial, &m->memory, &m->request, &err) == 0,
		      "%s", err.text);
}

static void power_on(struct computer *m)
{
	power_on_with(m, IRQCHIP_ROMKIT);
}

static void out(struct computer *m, uint16_t port, uint8_t value)
{
	ck_assert(bus_write(&m->bus, port, 1, value));
}

static uint8_t in(struct computer *m, uint16_t port)
{
	uint32_t value;

	ck_assert(bus_read(&m->bus, port, 1, &value));
	return (uint8_t)value;
}

static void cmos(struct computer *m, uint8_t index, uint8_t value)
{
	out(m, 0x70, index);
	out(m, 0x71, value);
}

/* Both controllers, vectors 20 and 28, with these masks. */
static void controllers(struct computer *m, uint16_t masks)
{
	static const uint8_t words[][2] = {{0x20, 0x11}, {0x21, 0x20}, {0x21, 4}, {0x21, 1},
					   {0xa0, 0x11}, {0xa1, 0x28}, {0xa1, 2}, {0xa1, 1}};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		out(m, words[i][0], words[i][1]);
	out(m, 0x21, (uint8_t)masks);
	out(m, 0xa1, (uint8_t)(masks >> 8));
}

static void timer(struct computer *m, uint8_t mode, uint16_t count)
{
	out(m, 0x43, (uint8_t)(0x30 | mode << 1));
	out(m, 0x40, (uint8_t)count);
	out(m, 0x40, (uint8_t)(count >> 8));
}

/* Of the clock, at this hour today. */
static void alarm_at(struct computer *m, uint8_t hour)
{
	cmos(m, 0x01, 0);
	cmos(m, 0x03, 0);
	cmos(m, 0x05, hour);
	cmos(m, 0x0b, 0x22);
}

static double seconds_used(clock_t since)
{
	return (double)(clock() - since) / CLOCKS_PER_SEC;
}

/* IRQ 0 rises every 1.7 us and is masked, or held back by one in service; nine hours are 19,000 million
 * edges. */
START_TEST(what_nobody_hears_costs_nothing)
{
	for (unsigned mode = 2; mode <= 3; mode++) {
		for (int held = 0; held < 2; held++) {
			clock_t start = clock();
			struct computer m;

			power_on(&m);
			controllers(&m, held ? 0xfefa : 0xfefb);
			timer(&m, (uint8_t)mode, 2);
			alarm_at(&m, 0x09);
			if (held) {
				ck_assert(pc_wait(&m.pc));
				ck_assert_uint_eq(pics_acknowledge(&m.pc.pics), 0x20);
				ck_assert(!pc_wait(&m.pc));
				/* Special mask mode: what is in service and masked holds nothing back. */
				out(&m, 0x20, 0x68);
				out(&m, 0x21, 0xfb);
			}
			ck_assert(pc_wait(&m.pc));
			ck_assert_uint_eq(m.pc.time.now_ns, 9 * 3600 * SECOND_NS);
			ck_assert_uint_eq(pics_acknowledge(&m.pc.pics), 0x28);
			ck_assert(seconds_used(start) < 1);
		}
	}
}
END_TEST

/* What was skipped left the request that all those edges would have left. */
START_TEST(the_request_is_there_when_the_mask_goes)
{
	static const uint16_t counts[] = {2, 3, 7, 1000, 0};

	for (unsigned mode = 2; mode <= 3; mode++) {
		for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
			struct computer skipped, rung;

			power_on(&skipped);
			power_on(&rung);
			controllers(&skipped, 0xffff);
			controllers(&rung, 0xffff);
			timer(&skipped, (uint8_t)mode, counts[i]);
			timer(&rung, (uint8_t)mode, counts[i]);
			for (uint64_t ns = 1000; ns < SECOND_NS / 10; ns += ns / 7) {
				pc_advance(&skipped.pc, ns);
				vtime_advance(&rung.pc.time, ns);
				ck_assert_uint_eq(in(&skipped, 0x20), in(&rung, 0x20));
				ck_assert_uint_eq(skipped.pc.pit.out0, rung.pc.pit.out0);
				ck_assert_uint_eq(skipped.pc.pit.edge.at_ns, rung.pc.pit.edge.at_ns);
			}
		}
	}
}
END_TEST

/* A count that waits for the end of the present cycle is no obstacle. */
START_TEST(a_faster_rate_while_nobody_listens)
{
	clock_t start = clock();
	struct computer m;

	power_on(&m);
	controllers(&m, 0xfeff & ~4);
	timer(&m, 2, 0);
	pc_advance(&m.pc, 1000000);
	out(&m, 0x40, 2);
	out(&m, 0x40, 0);
	alarm_at(&m, 0x05);
	ck_assert(pc_wait(&m.pc));
	ck_assert_uint_eq(m.pc.time.now_ns, 5 * 3600 * SECOND_NS);
	ck_assert(seconds_used(start) < 1);
}
END_TEST

/* While one is pending the guest need not be interrupted for the next. */
START_TEST(pending_is_enough)
{
	struct computer m;

	power_on(&m);
	controllers(&m, 0xfffe);
	timer(&m, 2, 2);
	ck_assert_uint_lt(pc_next_interrupt_ns(&m.pc), 3000);
	ck_assert(pc_wait(&m.pc));
	ck_assert_uint_eq(pc_next_interrupt_ns(&m.pc), VTIME_NEVER);
	pics_acknowledge(&m.pc.pics);
	ck_assert_uint_eq(pc_next_interrupt_ns(&m.pc), VTIME_NEVER);
	out(&m, 0x20, 0x20);
	ck_assert_uint_lt(pc_next_interrupt_ns(&m.pc), 6000);
}
END_TEST

/* With KVM's controllers and timer only the ports of the others answer. */
START_TEST(kernel_has_the_chips)
{
	static const uint16_t not_there[] = {0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x40, 0x43, 0x61};
	static const uint16_t there[] = {0x60, 0x64, 0x71, 0x92, 0x3f8, 0x3da};
	struct computer m;
	uint32_t value;

	power_on_with(&m, IRQCHIP_KERNEL);
	for (size_t i = 0; i < sizeof not_there / sizeof *not_there; i++)
		ck_assert_msg(!bus_read(&m.bus, not_there[i], 1, &value), "port %x", not_there[i]);
	for (size_t i = 0; i < sizeof there / sizeof *there; i++)
		ck_assert_msg(bus_read(&m.bus, there[i], 1, &value), "port %x", there[i]);
}
END_TEST

/* Whether a controller would let it through is not known there. */
START_TEST(kernel_chips_hear_every_alarm)
{
	struct computer m;

	power_on_with(&m, IRQCHIP_KERNEL);
	ck_assert_uint_eq(pc_armed_irqs(&m.pc), 0);
	ck_assert_uint_eq(pc_next_interrupt_ns(&m.pc), VTIME_NEVER);
	cmos(&m, 0x0b, 0x42); /* periodic */
	ck_assert_uint_eq(pc_armed_irqs(&m.pc), 1 << 8);
	ck_assert_uint_lt(pc_next_interrupt_ns(&m.pc), 1000000);
	pc_advance(&m.pc, SECOND_NS);
	ck_assert_uint_eq(in(&m, 0x92), 0x02);
	ck_assert_uint_eq(m.pc.time.now_ns, SECOND_NS);
	cmos(&m, 0x0b, 0x02);
	ck_assert_uint_eq(pc_armed_irqs(&m.pc), 0);
	ck_assert(!m.pc.failed);
}
END_TEST

/* Nor does a guest come to where 64 bits of nanoseconds end, though each day costs it next to nothing. */
START_TEST(a_hundred_years_are_the_end)
{
	struct computer m;
	unsigned days = 0;

	power_on(&m);
	controllers(&m, 0xfefb);
	alarm_at(&m, 0);
	while (pc_wait(&m.pc) && days <= 40000) {
		pics_acknowledge(&m.pc.pics);
		out(&m, 0xa0, 0x20);
		out(&m, 0x20, 0x20);
		out(&m, 0x70, 0x0c);
		in(&m, 0x71);
		days++;
	}
	ck_assert_uint_eq(days, 36525);
	ck_assert(!pc_wait(&m.pc));
}
END_TEST

/* What a case is told of its ports is so. */
START_TEST(devices_are_where_a_case_is_told)
{
	struct computer m = {.request.machine = {.pci = true, .fw_cfg = true, .memory_bytes = 1 << 20}};
	struct err err;

	ck_assert(pc_attach(&m.pc, &m.bus, &m.console, &m.serial, &m.memory, &m.request, &err) == 0);
	for (unsigned port = 0; port <= 0xffff; port++)
		ck_assert_msg(bus_has(&m.bus, (uint16_t)port) ==
				      !!machine_device_at(&m.request.machine, (uint16_t)port),
			      "port %x", port);
	pc_fini(&m.pc);
}
END_TEST

Suite *suite_pc(void)
{
	Suite *suite = suite_create("pc");
	TCase *wait = tcase_create("wait");
	TCase *kernel = tcase_create("kernel");

	tcase_add_test(wait, what_nobody_hears_costs_nothing);
	tcase_add_test(wait, the_request_is_there_when_the_mask_goes);
	tcase_add_test(wait, a_faster_rate_while_nobody_listens);
	tcase_add_test(wait, pending_is_enough);
	tcase_add_test(wait, a_hundred_years_are_the_end);
	tcase_add_test(wait, devices_are_where_a_case_is_told);
	suite_add_tcase(suite, wait);
	tcase_add_test(kernel, kernel_has_the_chips);
	tcase_add_test(kernel, kernel_chips_hear_every_alarm);
	suite_add_tcase(suite, kernel);
	return suite;
}
