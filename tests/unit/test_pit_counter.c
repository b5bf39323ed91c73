#include <string.h>

#include "base/buf.h"
#include "dev/pit_counter.h"
#include "suites.h"

/* ---- the figures of the data sheet */

/* At a tick: 'c' a control word, 'w' a byte to the counter, 'g' the gate. */
struct event {
	unsigned tick;
	char what;
	uint8_t value;
};

/* From tick 0 on, what each tick shows: the count in hex, - for OUT high, _ for low. Gate is high at first.
 */
struct figure {
	struct event events[8];
	const char *shows;
};

static void apply(struct pit_counter *counter, uint64_t tick, char what, uint8_t value)
{
	switch (what) {
	case 'c': pit_counter_control(counter, tick, value); break;
	case 'w': pit_counter_write(counter, tick, value); break;
	case 'g': pit_counter_gate(counter, tick, value); break;
	default: break;
	}
}

static const struct figure mode_0[] = {
	{{{0, 'c', 0x10}, {0, 'w', 4}}, "0_ 4_ 3_ 2_ 1_ 0- ffff- fffe-"},
	{{{0, 'c', 0x10}, {0, 'w', 3}, {2, 'g', 0}, {4, 'g', 1}}, "0_ 3_ 2_ 2_ 2_ 1_ 0- ffff-"},
	{{{0, 'c', 0x10}, {0, 'w', 3}, {3, 'w', 2}}, "0_ 3_ 2_ 1_ 2_ 1_ 0- ffff-"},
	/* OUT stays high until a new count or control word, and goes low with no CLK. */
	{{{0, 'c', 0x10}, {0, 'w', 1}, {3, 'w', 2}}, "0_ 1_ 0- ffff_ 2_ 1_ 0-"},
	{{{0, 'c', 0x10}, {0, 'w', 1}, {3, 'c', 0x10}}, "0_ 1_ 0- ffff_ ffff_ ffff_"},
	/* Loaded while the gate is low; the gate has no effect on OUT. */
	{{{0, 'g', 0}, {0, 'c', 0x10}, {0, 'w', 2}, {3, 'g', 1}, {5, 'g', 0}}, "0_ 2_ 2_ 2_ 1_ 0- 0- 0-"},
	/* The first of two bytes stops it and sets OUT low, whatever the gate does. */
	{{{0, 'c', 0x30}, {0, 'w', 1}, {1, 'w', 0}, {4, 'w', 2}, {5, 'g', 0}, {5, 'g', 1}, {7, 'w', 0}},
	 "0_ 0_ 1_ 0- ffff_ ffff_ ffff_ ffff_ 2_ 1_ 0-"},
	/* A third byte before the load: nothing is loaded until the fourth. */
	{{{0, 'c', 0x30}, {0, 'w', 3}, {0, 'w', 0}, {0, 'w', 2}, {3, 'w', 0}}, "0_ 0_ 0_ 0_ 2_ 1_ 0-"},
	/* MSB only: the other byte is 0. */
	{{{0, 'c', 0x20}, {0, 'w', 1}}, "0_ 100_ ff_ fe_"},
};

static const struct figure mode_1[] = {
	{{{0, 'g', 0}, {0, 'c', 0x12}, {0, 'w', 3}, {2, 'g', 1}, {7, 'g', 0}, {7, 'g', 1}},
	 "0- 0- 0- 3_ 2_ 1_ 0- ffff- 3_ 2_ 1_ 0-"},
	/* Triggered again while it runs; low gates do nothing. */
	{{{0, 'g', 0}, {0, 'c', 0x12}, {0, 'w', 3}, {1, 'g', 1}, {2, 'g', 0}, {3, 'g', 1}},
	 "0- 0- 3_ 2_ 3_ 2_ 1_ 0- ffff-"},
	/* A new count waits for the next trigger. */
	{{{0, 'g', 0}, {0, 'c', 0x12}, {0, 'w', 2}, {1, 'g', 1}, {2, 'w', 4}, {2, 'g', 0}, {5, 'g', 1}},
	 "0- 0- 2_ 1_ 0- ffff- 4_ 3_ 2_ 1_ 0-"},
	/* The gate was high already, or rose before there was a count: no trigger. */
	{{{0, 'c', 0x12}, {0, 'w', 2}}, "0- 0- 0- 0-"},
	{{{0, 'g', 0}, {0, 'c', 0x12}, {0, 'g', 1}, {1, 'w', 2}}, "0- 0- 0- 0-"},
};

static const struct figure mode_2[] = {
	{{{0, 'c', 0x14}, {0, 'w', 3}}, "0- 3- 2- 1_ 3- 2- 1_ 3-"},
	{{{0, 'c', 0x14}, {0, 'w', 3}, {2, 'g', 0}, {3, 'g', 1}}, "0- 3- 2- 2- 3- 2- 1_ 3-"},
	{{{0, 'c', 0x14}, {0, 'w', 4}, {2, 'w', 5}}, "0- 4- 3- 2- 1_ 5- 4- 3- 2- 1_ 5-"},
	/* A gate that falls sets OUT high at once. */
	{{{0, 'c', 0x14}, {0, 'w', 2}, {2, 'g', 0}, {4, 'g', 1}}, "0- 2- 1- 1- 1- 2- 1_ 2-"},
	/* A trigger loads the new count before the cycle ends. */
	{{{0, 'c', 0x14}, {0, 'w', 9}, {2, 'w', 3}, {3, 'g', 0}, {3, 'g', 1}}, "0- 9- 8- 7- 3- 2- 1_ 3-"},
	/* Mode 6 is mode 2. Written at the last tick of a cycle, a count is for the next. */
	{{{0, 'c', 0x1c}, {0, 'w', 2}, {2, 'w', 3}}, "0- 2- 1_ 3- 2- 1_ 3-"},
	/* Between the two bytes of a count the old one goes on. */
	{{{0, 'c', 0x34}, {0, 'w', 3}, {0, 'w', 0}, {1, 'w', 2}, {5, 'w', 0}},
	 "0- 3- 2- 1_ 3- 2- 1_ 2- 1_ 2-"},
	/* A count of 1, which is illegal. */
	{{{0, 'c', 0x14}, {0, 'w', 1}, {3, 'w', 2}}, "0- 1- 1- 1- 2- 1_ 2-"},
};

static const struct figure mode_3[] = {
	{{{0, 'c', 0x16}, {0, 'w', 4}}, "0- 4- 2- 4_ 2_ 4- 2- 4_ 2_ 4-"},
	{{{0, 'c', 0x16}, {0, 'w', 5}}, "0- 4- 2- 0- 4_ 2_ 4- 2- 0- 4_ 2_"},
	{{{0, 'c', 0x16}, {0, 'w', 4}, {3, 'g', 0}, {5, 'g', 1}}, "0- 4- 2- 4- 4- 4- 4- 2- 4_ 2_ 4-"},
	/* Mode 7 is mode 3; the shortest counts. */
	{{{0, 'c', 0x1e}, {0, 'w', 2}}, "0- 2- 2_ 2- 2_ 2-"},
	{{{0, 'c', 0x16}, {0, 'w', 3}}, "0- 2- 0- 2_ 2- 0- 2_ 2-"},
	/* A new count comes with the next half: here the low one, there the high one. */
	{{{0, 'c', 0x16}, {0, 'w', 4}, {1, 'w', 6}}, "0- 4- 2- 6_ 4_ 2_ 6- 4- 2- 6_"},
	{{{0, 'c', 0x16}, {0, 'w', 6}, {4, 'w', 3}}, "0- 6- 4- 2- 6_ 4_ 2_ 2- 0- 2_ 2-"},
	{{{0, 'c', 0x16}, {0, 'w', 4}, {2, 'w', 6}, {2, 'w', 8}}, "0- 4- 2- 8_ 6_ 4_ 2_ 8-"},
	{{{0, 'c', 0x16}, {0, 'w', 9}, {2, 'w', 2}, {2, 'g', 0}, {2, 'g', 1}}, "0- 8- 6- 2- 2_ 2- 2_"},
	{{{0, 'c', 0x16}, {0, 'w', 1}, {2, 'w', 2}}, "0- 0- 0- 2- 2_ 2-"},
};

static const struct figure mode_4[] = {
	{{{0, 'c', 0x18}, {0, 'w', 3}}, "0- 3- 2- 1- 0_ ffff- fffe- fffd-"},
	{{{0, 'g', 0}, {0, 'c', 0x18}, {0, 'w', 3}, {3, 'g', 1}}, "0- 3- 3- 3- 2- 1- 0_ ffff-"},
	{{{0, 'c', 0x18}, {0, 'w', 3}, {3, 'w', 2}}, "0- 3- 2- 1- 2- 1- 0_ ffff-"},
	/* The strobe lasts one CLK, stopped at 0 or not; then it is over. */
	{{{0, 'c', 0x18}, {0, 'w', 2}, {3, 'g', 0}, {5, 'g', 1}}, "0- 2- 1- 0_ 0- 0- ffff-"},
	/* A load in the place of the last decrement: no strobe for the old count. */
	{{{0, 'c', 0x18}, {0, 'w', 2}, {2, 'w', 1}}, "0- 2- 1- 1- 0_ ffff-"},
	/* The first of two bytes has no effect on counting. */
	{{{0, 'c', 0x38}, {0, 'w', 3}, {0, 'w', 0}, {1, 'w', 2}, {5, 'w', 0}},
	 "0- 3- 2- 1- 0_ ffff- 2- 1- 0_ ffff-"},
};

static const struct figure mode_5[] = {
	{{{0, 'g', 0}, {0, 'c', 0x1a}, {0, 'w', 3}, {2, 'g', 1}, {6, 'g', 0}, {7, 'g', 1}},
	 "0- 0- 0- 3- 2- 1- 0_ ffff- 3- 2- 1- 0_ ffff-"},
	{{{0, 'g', 0}, {0, 'c', 0x1a}, {0, 'w', 3}, {1, 'g', 1}, {2, 'g', 0}, {3, 'g', 1}},
	 "0- 0- 3- 2- 3- 2- 1- 0_ ffff-"},
	{{{0, 'g', 0}, {0, 'c', 0x1a}, {0, 'w', 2}, {1, 'g', 1}, {2, 'w', 3}, {4, 'g', 0}, {5, 'g', 1}},
	 "0- 0- 2- 1- 0_ ffff- 3- 2- 1- 0_"},
};

static const struct figure bcd[] = {
	{{{0, 'c', 0x31}, {0, 'w', 0x01}, {0, 'w', 0x10}}, "0_ 1001_ 1000_ 999_ 998_"},
	{{{0, 'c', 0x11}, {0, 'w', 0x01}}, "0_ 1_ 0- 9999- 9998-"},
	{{{0, 'c', 0x35}, {0, 'w', 0x00}, {0, 'w', 0x00}}, "0- 0- 9999- 9998-"},
	{{{0, 'c', 0x17}, {0, 'w', 0x11}}, "0- 10- 8- 6- 4- 2- 0- 10_ 8_"},
};

static void expect_figures(const struct figure *figures, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct event *event = figures[i].events;
		struct pit_counter counter;
		struct buf shown = {0};

		pit_counter_init(&counter, true);
		for (uint64_t tick = 0; shown.len < strlen(figures[i].shows); tick++) {
			for (; event->what && event->tick == tick; event++)
				apply(&counter, tick, event->what, event->value);
			buf_printf(&shown, "%s%x%c", tick ? " " : "", pit_counter_count(&counter, tick),
				   pit_counter_out(&counter, tick) ? '-' : '_');
		}
		ck_assert_str_eq(buf_str(&shown), figures[i].shows);
		buf_fini(&shown);
	}
}

START_TEST(figures_of_the_data_sheet)
{
	static const struct {
		const struct figure *figures;
		size_t count;
	} modes[] = {
		{mode_0, sizeof mode_0 / sizeof *mode_0}, {mode_1, sizeof mode_1 / sizeof *mode_1},
		{mode_2, sizeof mode_2 / sizeof *mode_2}, {mode_3, sizeof mode_3 / sizeof *mode_3},
		{mode_4, sizeof mode_4 / sizeof *mode_4}, {mode_5, sizeof mode_5 / sizeof *mode_5},
		{bcd, sizeof bcd / sizeof *bcd},
	};

	expect_figures(modes[_i].figures, modes[_i].count);
}
END_TEST

/* ---- far away, and the edges to come */

START_TEST(an_hour_is_as_near_as_a_tick)
{
	const uint64_t hour = 3600 * UINT64_C(1193182), start = 1000 * hour;
	struct pit_counter counter;

	pit_counter_init(&counter, true);
	/* 65536: 4295455200 ticks are 65543 cycles and 29152 ticks. */
	pit_counter_control(&counter, start, 0x34);
	pit_counter_write(&counter, start, 0);
	pit_counter_write(&counter, start, 0);
	ck_assert_uint_eq(pit_counter_count(&counter, start + 1 + hour), 65536 - 29152);
	ck_assert_uint_eq(pit_counter_next_edge(&counter, start + 1 + hour), start + 65544 * UINT64_C(65536));
	/* Mode 0, long past its end: 100 cannot be told from 100 - 65536 * n. */
	pit_counter_control(&counter, start, 0x10);
	pit_counter_write(&counter, start, 100);
	ck_assert_uint_eq(pit_counter_next_edge(&counter, start), start + 101);
	ck_assert(!pit_counter_out(&counter, start + 100));
	ck_assert(pit_counter_out(&counter, start + hour));
	ck_assert_uint_eq(pit_counter_count(&counter, start + 1 + hour), (100 - 29152) & 0xffff);
	ck_assert_uint_eq(pit_counter_next_edge(&counter, start + hour), PIT_NEVER);
}
END_TEST

START_TEST(without_a_count_it_stands_still)
{
	struct pit_counter counter;

	pit_counter_init(&counter, true);
	for (uint8_t mode = 0; mode < 8; mode++) {
		if (mode)
			pit_counter_control(&counter, mode, (uint8_t)(0x30 | mode << 1));
		pit_counter_gate(&counter, mode, false);
		pit_counter_gate(&counter, mode, true);
		ck_assert_uint_eq(pit_counter_next_edge(&counter, mode), PIT_NEVER);
		ck_assert(pit_counter_out(&counter, 1u << 20));
		ck_assert_uint_eq(pit_counter_count(&counter, 1u << 20), 0);
	}
	pit_counter_control(&counter, 9, 0x30);
	ck_assert(!pit_counter_out(&counter, 1u << 20));
	/* Nor does a count of 1 in mode 2 or 3 give edges. */
	pit_counter_control(&counter, 1u << 20, 0x14);
	pit_counter_write(&counter, 1u << 20, 1);
	ck_assert_uint_eq(pit_counter_next_edge(&counter, (1u << 20) + 1), PIT_NEVER);
	pit_counter_control(&counter, 1u << 20, 0x30);
	/* Half a count is none. */
	pit_counter_write(&counter, 1u << 20, 7);
	ck_assert_uint_eq(pit_counter_next_edge(&counter, 1u << 20), PIT_NEVER);
}
END_TEST

/* ---- bytes in and out */

static uint8_t status(struct pit_counter *counter, uint64_t tick)
{
	pit_counter_latch_status(counter, tick);
	return pit_counter_read(counter, tick);
}

START_TEST(formats)
{
	struct pit_counter counter;

	pit_counter_init(&counter, true);
	pit_counter_control(&counter, 0, 0x30);
	pit_counter_write(&counter, 0, 0x34);
	pit_counter_write(&counter, 0, 0x12);
	/* Each byte is that of its own moment. */
	ck_assert_uint_eq(pit_counter_read(&counter, 1), 0x34);
	ck_assert_uint_eq(pit_counter_read(&counter, 1 + 0x35), 0x11);
	ck_assert_uint_eq(pit_counter_read(&counter, 1 + 0x35), 0xff);
	/* Reads and writes each have their own order. */
	pit_counter_write(&counter, 100, 0x78);
	ck_assert_uint_eq(pit_counter_read(&counter, 100), 0x11);
	pit_counter_write(&counter, 100, 0x56);
	ck_assert_uint_eq(pit_counter_read(&counter, 101), 0x78);
	/* A control word starts both anew. */
	pit_counter_write(&counter, 101, 0x9a);
	pit_counter_control(&counter, 101, 0x34);
	pit_counter_write(&counter, 101, 0xcd);
	pit_counter_write(&counter, 101, 0xab);
	ck_assert_uint_eq(pit_counter_read(&counter, 102), 0xcd);
	pit_counter_control(&counter, 102, 0x10);
	pit_counter_write(&counter, 102, 0x80);
	ck_assert_uint_eq(pit_counter_read(&counter, 103), 0x80);
	ck_assert_uint_eq(pit_counter_read(&counter, 104), 0x7f);
	pit_counter_control(&counter, 104, 0x20);
	pit_counter_write(&counter, 104, 0x80);
	ck_assert_uint_eq(pit_counter_read(&counter, 105), 0x80);
	ck_assert_uint_eq(pit_counter_read(&counter, 106), 0x7f);
}
END_TEST

START_TEST(latches_hold_until_read)
{
	struct pit_counter counter;

	pit_counter_init(&counter, true);
	pit_counter_control(&counter, 0, 0x34);
	pit_counter_write(&counter, 0, 0x00);
	pit_counter_write(&counter, 0, 0x10);
	pit_counter_latch_count(&counter, 0x101);
	/* The second is ignored, before a byte is read and after the first. */
	pit_counter_latch_count(&counter, 0x202);
	ck_assert_uint_eq(pit_counter_read(&counter, 0x303), 0x00);
	pit_counter_latch_count(&counter, 0x303);
	/* Status first, and only once. */
	pit_counter_latch_status(&counter, 0x303);
	pit_counter_control(&counter, 0x304, 0x34);
	ck_assert_uint_eq(status(&counter, 0x304), 0xf4);
	pit_counter_write(&counter, 0x304, 0x00);
	pit_counter_write(&counter, 0x304, 0x10);
	pit_counter_latch_count(&counter, 0x305 + 0xf0);
	pit_counter_latch_status(&counter, 0x305 + 0xf0);
	pit_counter_latch_status(&counter, 0x304 + 0x1000);
	ck_assert_uint_eq(pit_counter_read(&counter, 0x2000), 0xb4);
	ck_assert_uint_eq(pit_counter_read(&counter, 0x2000), 0x10);
	ck_assert_uint_eq(pit_counter_read(&counter, 0x2000), 0x0f);
	/* Free again: 0x2000 is 0xcfb into its second cycle. */
	ck_assert_uint_eq(pit_counter_read(&counter, 0x2000), 0x05);
	ck_assert_uint_eq(pit_counter_read(&counter, 0x2000), 0x03);
}
END_TEST

/* Set by a control word and by a whole count, cleared by the load. */
START_TEST(null_count)
{
	struct pit_counter counter;

	pit_counter_init(&counter, false);
	ck_assert_uint_eq(status(&counter, 0), 0xf6);
	pit_counter_control(&counter, 0, 0xff);
	ck_assert_uint_eq(status(&counter, 0), 0xff);
	pit_counter_control(&counter, 0, 0x34);
	pit_counter_write(&counter, 0, 4);
	pit_counter_write(&counter, 0, 0);
	ck_assert_uint_eq(status(&counter, 0), 0xf4);
	ck_assert_uint_eq(status(&counter, 1), 0xb4);
	pit_counter_gate(&counter, 1, true);
	pit_counter_write(&counter, 2, 6);
	ck_assert_uint_eq(status(&counter, 2), 0xb4);
	pit_counter_write(&counter, 2, 0);
	ck_assert_uint_eq(status(&counter, 5), 0x74);
	ck_assert_uint_eq(status(&counter, 6), 0xb4);
	pit_counter_control(&counter, 7, 0x12);
	pit_counter_write(&counter, 7, 3);
	ck_assert_uint_eq(status(&counter, 9), 0xd2);
	pit_counter_gate(&counter, 9, false);
	pit_counter_gate(&counter, 9, true);
	ck_assert_uint_eq(status(&counter, 10), 0x12);
}
END_TEST

Suite *suite_pit_counter(void)
{
	Suite *suite = suite_create("pit_counter");
	TCase *tcase = tcase_create("pit_counter");

	tcase_add_loop_test(tcase, figures_of_the_data_sheet, 0, 7);
	tcase_add_test(tcase, an_hour_is_as_near_as_a_tick);
	tcase_add_test(tcase, without_a_count_it_stands_still);
	tcase_add_test(tcase, formats);
	tcase_add_test(tcase, latches_hold_until_read);
	tcase_add_test(tcase, null_count);
	suite_add_tcase(suite, tcase);
	return suite;
}
