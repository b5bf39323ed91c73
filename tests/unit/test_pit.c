#include "dev/pic.h"
#include "dev/pit.h"
#include "suites.h"

struct machine {
	struct bus bus;
	struct vtime time;
	struct pit pit;
	bool irq0;
	unsigned calls;
	uint64_t rises, first_ns, last_ns; /* of IRQ0 */
	uint64_t fell_ns;
};

static void note_irq0(void *owner, unsigned number, bool high)
{
	struct machine *m = owner;

	/* Called millions of times: no assertion that writes a mark. */
	if (number || high == m->irq0)
		ck_abort_msg("line %u goes to %d again", number, high);
	m->irq0 = high;
	m->calls++;
	if (!high) {
		m->fell_ns = m->time.now_ns;
		return;
	}
	if (!m->rises++)
		m->first_ns = m->time.now_ns;
	m->last_ns = m->time.now_ns;
}

static void power_on(struct machine *m)
{
	struct err err;
	struct line irq0 = {.set = note_irq0, .owner = m};

	*m = (struct machine){0};
	ck_assert_int_eq(pit_attach(&m->pit, &m->bus, &m->time, irq0, &err), 0);
	/* OUT is high at first, and that is no edge of the timer's. */
	ck_assert(m->irq0);
	m->rises = 0;
	m->calls = 0;
}

static void out(struct machine *m, uint16_t port, uint8_t value)
{
	ck_assert(bus_write(&m->bus, port, 1, value));
}

static uint8_t in(struct machine *m, uint16_t port)
{
	uint32_t value;

	ck_assert(bus_read(&m->bus, port, 1, &value));
	return (uint8_t)value;
}

static uint16_t in_twice(struct machine *m, uint16_t port)
{
	uint8_t low = in(m, port);

	return (uint16_t)(in(m, port) << 8 | low);
}

/* A two-byte count for a counter. */
static void program(struct machine *m, unsigned counter, unsigned mode, uint16_t count)
{
	uint16_t port = (uint16_t)(0x40 + counter);

	out(m, 0x43, (uint8_t)(counter << 6 | 0x30 | mode << 1));
	out(m, port, (uint8_t)count);
	out(m, port, (uint8_t)(count >> 8));
}

static uint64_t ns(uint64_t tick)
{
	return vtime_of_tick(tick, PIT_HZ);
}

static void go_to(struct machine *m, uint64_t tick)
{
	vtime_advance(&m->time, ns(tick));
}

/* ---- counters behind ports */

START_TEST(never_programmed_nothing_moves)
{
	struct machine m;

	power_on(&m);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
	go_to(&m, 10000000);
	for (uint16_t port = 0x40; port < 0x43; port++)
		ck_assert_uint_eq(in_twice(&m, port), 0);
	ck_assert_uint_eq(m.calls, 0);
	/* The control port cannot be read. */
	ck_assert_uint_eq(in(&m, 0x43), 0xff);
}
END_TEST

START_TEST(each_port_is_a_counter)
{
	struct machine m;

	power_on(&m);
	out(&m, 0x61, 0x01);
	program(&m, 0, 2, 0x1000);
	program(&m, 1, 2, 0x2000);
	program(&m, 2, 2, 0x3000);
	go_to(&m, 1 + 0x100);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0f00);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0x1f00);
	ck_assert_uint_eq(in_twice(&m, 0x42), 0x2f00);
	/* The latch command is for one counter and no control word. */
	out(&m, 0x43, 0x40);
	go_to(&m, 1 + 0x200);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0e00);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0x1f00);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0x1e00);
	/* A word to a port is a byte to each of two. */
	ck_assert(bus_write(&m.bus, 0x41, 2, 0x2211));
	ck_assert(bus_write(&m.bus, 0x41, 2, 0x4433));
	go_to(&m, 1 + 0x3000);
	ck_assert_uint_eq(in_twice(&m, 0x42), 0x4422);
	go_to(&m, 1 + 0x4000);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0x3311 - 0x2000);
}
END_TEST

START_TEST(read_back_of_several)
{
	struct machine m;

	power_on(&m);
	program(&m, 0, 2, 0x1000);
	program(&m, 1, 0, 0x0010);
	out(&m, 0x43, 0x90); /* counter 2: LSB only, mode 0, and no count */
	go_to(&m, 1 + 0x20);
	/* The counts of 0 and 1. */
	out(&m, 0x43, 0xd6);
	/* The status of all. Then both of 0, which are latched already. */
	out(&m, 0x43, 0xee);
	go_to(&m, 1 + 0x30);
	out(&m, 0x43, 0xc2);
	ck_assert_uint_eq(in(&m, 0x40), 0xb4);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0fe0);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0fd0);
	ck_assert_uint_eq(in(&m, 0x41), 0xb0);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0xfff0);
	ck_assert_uint_eq(in_twice(&m, 0x41), 0xffe0);
	ck_assert_uint_eq(in(&m, 0x42), 0x50);
	/* Neither count nor status, or no counter: nothing. */
	out(&m, 0x43, 0xfe);
	out(&m, 0x43, 0xc0);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0fd0);
}
END_TEST

START_TEST(bcd)
{
	struct machine m;

	power_on(&m);
	out(&m, 0x43, 0x31);
	out(&m, 0x40, 0x00);
	out(&m, 0x40, 0x20);
	go_to(&m, 1 + 1);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x1999);
	go_to(&m, 1 + 1999);
	ck_assert(!m.irq0);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x0001);
	go_to(&m, 1 + 2000);
	ck_assert(m.irq0);
	go_to(&m, 1 + 2001);
	ck_assert_uint_eq(in_twice(&m, 0x40), 0x9999);
}
END_TEST

/* ---- IRQ0 */

START_TEST(mode_0_is_one_edge)
{
	struct machine m;

	power_on(&m);
	/* Within tick 3, 100 ns after its beginning. */
	vtime_advance(&m.time, ns(3) + 100);
	program(&m, 0, 0, 1000);
	ck_assert(!m.irq0);
	/* N + 1 pulses after the count. */
	ck_assert_uint_eq(vtime_next(&m.time), ns(3 + 1001));
	vtime_advance(&m.time, ns(3 + 1001) - 1);
	ck_assert(!m.irq0);
	vtime_advance(&m.time, ns(3 + 1001));
	ck_assert(m.irq0);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
	go_to(&m, 1000000);
	ck_assert_uint_eq(m.rises, 1);
	/* The first byte of a new count sets it low, and there is nothing to wait for. */
	out(&m, 0x40, 5);
	ck_assert(!m.irq0);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
	out(&m, 0x40, 0);
	ck_assert_uint_eq(vtime_next(&m.time), ns(1000000 + 6));
	/* A control word before its end ends it. */
	out(&m, 0x43, 0x34);
	ck_assert(m.irq0);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
}
END_TEST

START_TEST(a_rate_generator_does_not_drift)
{
	struct machine m;

	power_on(&m);
	vtime_advance(&m.time, ns(7) + 1);
	program(&m, 0, 2, 1193); /* some 1 ms: 0.999847 */
	/* Low at 7 + N, for one tick. */
	go_to(&m, 7 + 1193);
	ck_assert(!m.irq0);
	ck_assert_uint_eq(vtime_next(&m.time), ns(7 + 1193 + 1));
	/* An hour in one go: 3600553 periods and then some. */
	go_to(&m, 8 + UINT64_C(4295455200));
	ck_assert_uint_eq(m.rises, 4295455200 / 1193);
	ck_assert_uint_eq(m.first_ns, ns(8 + 1193));
	ck_assert_uint_eq(m.last_ns, ns(8 + m.rises * 1193));
	ck_assert_uint_eq(m.fell_ns, ns(8 + m.rises * 1193 - 1));
	ck_assert_uint_eq(m.calls, 2 * m.rises);
}
END_TEST

/* As a PC's firmware has it: 65536 in mode 3, 18.2 a second. 100 of them are 5.49 s. */
START_TEST(a_hundred_ticks_of_a_pc)
{
	struct machine m;

	power_on(&m);
	program(&m, 0, 3, 0);
	while (m.rises < 100)
		vtime_advance(&m.time, vtime_next(&m.time));
	ck_assert_uint_eq(m.time.now_ns, ns(1 + 6553600));
	ck_assert_uint_eq(m.time.now_ns, 5492540954); /* 6553601 / 1193182 s, up */
	ck_assert_uint_eq(m.fell_ns, ns(1 + 6553600 - 32768));
	ck_assert_uint_eq(m.calls, 200);
}
END_TEST

START_TEST(a_new_rate_comes_with_the_next_cycle)
{
	struct machine m;

	power_on(&m);
	program(&m, 0, 2, 100);
	go_to(&m, 1 + 250);
	out(&m, 0x40, 50);
	out(&m, 0x40, 0);
	ck_assert_uint_eq(m.last_ns, ns(1 + 200));
	go_to(&m, 1 + 320);
	ck_assert_uint_eq(m.last_ns, ns(1 + 300));
	go_to(&m, 1 + 399);
	ck_assert_uint_eq(m.last_ns, ns(1 + 350));
	go_to(&m, 1 + 400);
	ck_assert_uint_eq(m.rises, 5);
}
END_TEST

START_TEST(a_strobe_is_one_tick_low)
{
	struct machine m;

	power_on(&m);
	program(&m, 0, 4, 10);
	ck_assert(m.irq0);
	go_to(&m, 100);
	ck_assert_uint_eq(m.fell_ns, ns(1 + 10));
	ck_assert_uint_eq(m.last_ns, ns(1 + 11));
	ck_assert_uint_eq(m.calls, 2);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
	/* Modes 1 and 5 wait for a gate that counter 0 does not have. */
	program(&m, 0, 1, 10);
	program(&m, 0, 5, 10);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
}
END_TEST

START_TEST(it_drives_the_interrupt_controller)
{
	struct bus bus = {0};
	struct vtime time = {0};
	struct pics pics;
	struct pit pit;
	struct err err;
	static const struct {
		uint16_t port;
		uint8_t value;
	} writes[] = {{0x20, 0x11}, {0x21, 0x20}, {0x21, 0x04}, {0x21, 0x01},
		      {0x43, 0x34}, {0x40, 0xa9}, {0x40, 0x04}};

	ck_assert_int_eq(pics_attach(&pics, &bus, &err), 0);
	ck_assert_int_eq(
		pit_attach(&pit, &bus, &time, (struct line){.set = pics_set_line, .owner = &pics}, &err), 0);
	for (size_t i = 0; i < sizeof writes / sizeof *writes; i++)
		bus_write(&bus, writes[i].port, 1, writes[i].value);
	for (uint64_t n = 1; n <= 3; n++) {
		vtime_advance(&time, ns(1 + n * 1193) - 1);
		ck_assert(!pics_pending(&pics));
		vtime_advance(&time, ns(1 + n * 1193));
		ck_assert(pics_pending(&pics));
		ck_assert_uint_eq(pics_acknowledge(&pics), 0x20);
		bus_write(&bus, 0x20, 1, 0x20);
	}
}
END_TEST

/* ---- port 0x61 */

START_TEST(port_b_bits)
{
	struct machine m;

	power_on(&m);
	ck_assert_uint_eq(in(&m, 0x61), 0x20); /* OUT2 is high, nothing else */
	out(&m, 0x61, 0xff);
	ck_assert_uint_eq(in(&m, 0x61), 0x2f);
	out(&m, 0x61, 0xf0);
	ck_assert_uint_eq(in(&m, 0x61), 0x20);
	/* The refresh bit: 18 ticks so and 18 so. */
	for (uint64_t tick = 0; tick < 100; tick++) {
		go_to(&m, tick);
		ck_assert_uint_eq(in(&m, 0x61) & 0x10, tick / 18 % 2 ? 0x10 : 0);
	}
	vtime_advance(&m.time, 3600000000000);
	ck_assert_uint_eq(in(&m, 0x61) & 0x10, 4295455200 / 18 % 2 ? 0x10 : 0);
}
END_TEST

START_TEST(gate_2_and_out_2)
{
	struct machine m;

	power_on(&m);
	/* How firmware waits: mode 0, gate on, look at OUT2. */
	program(&m, 2, 0, 1000);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x00);
	go_to(&m, 5000);
	ck_assert_uint_eq(in_twice(&m, 0x42), 1000);
	out(&m, 0x61, 0x01);
	go_to(&m, 5999);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x00);
	go_to(&m, 6000);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x20);
	/* Bit 1, the speaker's, is no gate. Mode 1 is triggered by a rising gate only. */
	out(&m, 0x61, 0x00);
	program(&m, 2, 1, 50);
	out(&m, 0x61, 0x02);
	go_to(&m, 6100);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x20);
	out(&m, 0x61, 0x03);
	out(&m, 0x61, 0x01);
	go_to(&m, 6101);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x00);
	go_to(&m, 6150);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x00);
	go_to(&m, 6151);
	ck_assert_uint_eq(in(&m, 0x61) & 0x20, 0x20);
	/* Nothing of this is IRQ0's. */
	ck_assert_uint_eq(m.calls, 0);
	ck_assert_uint_eq(vtime_next(&m.time), VTIME_NEVER);
}
END_TEST

static void add_port_tests(TCase *tcase)
{
	tcase_add_test(tcase, never_programmed_nothing_moves);
	tcase_add_test(tcase, each_port_is_a_counter);
	tcase_add_test(tcase, read_back_of_several);
	tcase_add_test(tcase, bcd);
	tcase_add_test(tcase, port_b_bits);
	tcase_add_test(tcase, gate_2_and_out_2);
}

static void add_irq_tests(TCase *tcase)
{
	tcase_add_test(tcase, mode_0_is_one_edge);
	tcase_add_test(tcase, a_rate_generator_does_not_drift);
	tcase_add_test(tcase, a_hundred_ticks_of_a_pc);
	tcase_add_test(tcase, a_new_rate_comes_with_the_next_cycle);
	tcase_add_test(tcase, a_strobe_is_one_tick_low);
	tcase_add_test(tcase, it_drives_the_interrupt_controller);
}

Suite *suite_pit(void)
{
	Suite *suite = suite_create("pit");
	TCase *ports = tcase_create("ports"), *irq = tcase_create("irq");

	tcase_set_timeout(irq, 30);
	add_port_tests(ports);
	add_irq_tests(irq);
	suite_add_tcase(suite, ports);
	suite_add_tcase(suite, irq);
	return suite;
}
