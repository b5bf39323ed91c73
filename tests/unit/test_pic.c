#include "pic_machine.h"

/* ---- initialisation */

START_TEST(never_initialised_it_delivers_nothing)
{
	struct machine m;

	power_on(&m);
	for (unsigned irq = 0; irq < 16; irq++) {
		raise_irq(&m, irq);
		ck_assert(!pics_would_deliver(&m.pics, irq));
	}
	expect_quiet(&m);
	/* IR2 is the slave's, which asks for nothing. */
	ck_assert_uint_eq(irr(&m, M0), 0xfb);
	ck_assert_uint_eq(irr(&m, S0), 0xff);
	ck_assert_uint_eq(in(&m, M1), 0);
	out(&m, M1, 0x5a);
	ck_assert_uint_eq(in(&m, M1), 0x5a);
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0), 0);
	ck_assert_uint_eq(isr(&m, M0), 0);
	expect_quiet(&m);
}
END_TEST

START_TEST(nothing_comes_between_icw1_and_the_last_icw)
{
	struct machine m;

	power_on(&m);
	out(&m, M0, 0x11);
	for (unsigned i = 0; i < 3; i++) {
		static const uint8_t words[] = {0x08, 0x04, 0x01};

		pulse(&m, 1);
		expect_quiet(&m);
		ck_assert(!pics_would_deliver(&m.pics, 1));
		out(&m, M1, words[i]);
	}
	expect_vector(&m, 0x09);
	/* And again, while something waits. */
	pulse(&m, 0);
	ck_assert(pics_pending(&m.pics));
	out(&m, M0, 0x11);
	expect_quiet(&m);
}
END_TEST

/* SNGL: no ICW3; IC4 = 0: no ICW4. */
START_TEST(the_length_of_the_sequence_is_in_icw1)
{
	static const struct {
		uint8_t icw1;
		unsigned words;
	} rows[] = {{0x10, 2}, {0x11, 3}, {0x12, 1}, {0x13, 2}};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct machine m;

		power_on(&m);
		out(&m, M0, rows[i].icw1);
		for (unsigned w = 0; w < rows[i].words; w++) {
			ck_assert(!pics_would_deliver(&m.pics, 3));
			out(&m, M1, w ? 0x04 : 0x27);
		}
		ck_assert(pics_would_deliver(&m.pics, 3));
		/* Now it is the mask. */
		out(&m, M1, 0x08);
		ck_assert_uint_eq(in(&m, M1), 0x08);
		raise_irq(&m, 3);
		expect_quiet(&m);
		out(&m, M1, 0x00);
		/* ICW2's lower three bits are the level's. */
		expect_vector(&m, 0x23);
	}
}
END_TEST

START_TEST(icw1_resets)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 4);
	expect_vector(&m, 0x0c);
	raise_irq(&m, 3);
	out(&m, M1, 0x55);
	out(&m, M0, 0xc2); /* lowest: 2 */
	out(&m, M0, SMM_SET);
	out(&m, M0, 0x80); /* rotate in automatic EOI mode */
	out(&m, M0, READ_ISR);
	out(&m, M0, POLL);
	out(&m, M0, 0x11);
	/* Status read is IRR, and the edges are forgotten though the lines are high. */
	ck_assert_uint_eq(in(&m, M0), 0);
	raise_irq(&m, 3);
	ck_assert_uint_eq(in(&m, M0), 0);
	ck_assert_uint_eq(in(&m, M1), 0);
	out(&m, M1, 0x08);
	out(&m, M1, 0x04);
	out(&m, M1, 0x01);
	expect_quiet(&m);
	ck_assert_uint_eq(isr(&m, M0), 0);
	pulse(&m, 0);
	pulse(&m, 7);
	pulse(&m, 3);
	/* Priorities start at 0 again; special mask mode is off: with 0 in service, masked, 3 has to wait. */
	expect_vector(&m, 0x08);
	out(&m, M1, 0x01);
	expect_quiet(&m);
	out(&m, M0, EOI);
	expect_vector(&m, 0x0b);
	out(&m, M0, EOI);
	expect_vector(&m, 0x0f);
}
END_TEST

START_TEST(elcr_is_there_and_outlives_icw1)
{
	struct machine m;

	power_on(&m);
	ck_assert_uint_eq(in(&m, 0x4d0), 0);
	out(&m, 0x4d0, 0xff);
	out(&m, 0x4d1, 0xff);
	init_with(&m, 0x11, 0x01, 0x01);
	ck_assert_uint_eq(in(&m, 0x4d0), 0xf8);
	ck_assert_uint_eq(in(&m, 0x4d1), 0xde);
}
END_TEST

START_TEST(wide_accesses_and_strange_numbers)
{
	struct machine m;
	uint32_t value;

	start(&m);
	/* OCW3 and the mask in one. */
	ck_assert(bus_write(&m.bus, M0, 2, 0xf70b));
	raise_irq(&m, 3);
	expect_vector(&m, 0x0b);
	ck_assert(bus_read(&m.bus, M0, 2, &value));
	ck_assert_uint_eq(value, 0xf708);
	pics_set_line(&m.pics, 2, true);
	pics_set_line(&m.pics, 16, true);
	pics_set_line(&m.pics, 0x80000003, true);
	ck_assert_uint_eq(irr(&m, M0), 0);
	ck_assert(!pics_would_deliver(&m.pics, 2));
	ck_assert(!pics_would_deliver(&m.pics, 16));
}
END_TEST

START_TEST(what_would_be_delivered)
{
	struct machine m;

	start(&m);
	for (unsigned irq = 0; irq < 16; irq++)
		ck_assert_uint_eq(pics_would_deliver(&m.pics, irq), irq != 2);
	out(&m, M1, 0x01);
	ck_assert(!pics_would_deliver(&m.pics, 0));
	out(&m, S1, 0xfe);
	ck_assert(pics_would_deliver(&m.pics, 8));
	ck_assert(!pics_would_deliver(&m.pics, 9));
	out(&m, M1, 0x04);
	ck_assert(pics_would_deliver(&m.pics, 0));
	ck_assert(!pics_would_deliver(&m.pics, 8));
	out(&m, M1, 0x00);
	out(&m, M0, 0x11);
	ck_assert(!pics_would_deliver(&m.pics, 8));
}
END_TEST

/* One in service holds back its own and all below, until its EOI; those above it would come. */
START_TEST(what_in_service_would_hold_back)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 3);
	expect_vector(&m, 0x0b);
	for (unsigned irq = 0; irq < 16; irq++)
		ck_assert_uint_eq(pics_would_deliver(&m.pics, irq), irq < 2 || irq > 7);
	raise_irq(&m, 9);
	expect_vector(&m, 0x71);
	for (unsigned irq = 0; irq < 16; irq++)
		ck_assert_uint_eq(pics_would_deliver(&m.pics, irq), irq < 2);
	out(&m, M0, EOI);
	ck_assert(pics_would_deliver(&m.pics, 8));
	ck_assert(!pics_would_deliver(&m.pics, 9));
	out(&m, S0, EOI);
	ck_assert(pics_would_deliver(&m.pics, 15));
	ck_assert(!pics_would_deliver(&m.pics, 3));
	/* To ask changes nothing. */
	expect_quiet(&m);
	ck_assert_uint_eq(irr(&m, S0), 0);
}
END_TEST

/* ---- requests */

START_TEST(an_edge_is_one_request)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 0);
	ck_assert_uint_eq(irr(&m, M0), 0x01);
	raise_irq(&m, 0);
	expect_vector(&m, 0x08);
	ck_assert_uint_eq(irr(&m, M0), 0x00);
	ck_assert_uint_eq(isr(&m, M0), 0x01);
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	/* Still high: no new one. One that comes in service waits. */
	expect_quiet(&m);
	pulse(&m, 0);
	expect_vector(&m, 0x08);
	pulse(&m, 0);
	expect_quiet(&m);
	out(&m, M0, EOI);
	expect_vector(&m, 0x08);
}
END_TEST

START_TEST(a_level_asks_as_long_as_it_is_high)
{
	for (unsigned by_ltim = 0; by_ltim < 2; by_ltim++) {
		struct machine m;

		power_on(&m);
		init_with(&m, by_ltim ? 0x19 : 0x11, 0x01, 0x01);
		if (!by_ltim)
			out(&m, 0x4d0, 0x20);
		raise_irq(&m, 5);
		expect_vector(&m, 0x0d);
		ck_assert_uint_eq(irr(&m, M0), 0x20);
		expect_quiet(&m);
		out(&m, M0, EOI);
		expect_vector(&m, 0x0d);
		lower_irq(&m, 5);
		ck_assert_uint_eq(irr(&m, M0), 0x00);
		out(&m, M0, EOI);
		expect_quiet(&m);
	}
}
END_TEST

START_TEST(a_level_of_the_slave)
{
	struct machine m;

	start(&m);
	out(&m, 0x4d1, 0x08);
	raise_irq(&m, 11);
	for (unsigned i = 0; i < 3; i++) {
		expect_vector(&m, 0x73);
		expect_quiet(&m);
		out(&m, S0, EOI);
		expect_quiet(&m);
		out(&m, M0, EOI);
	}
	lower_irq(&m, 11);
	expect_quiet(&m);
	/* To a level that is high already: it asks. Back to edges: it does not. */
	out(&m, 0x4d1, 0x00);
	raise_irq(&m, 10);
	expect_vector(&m, 0x72);
	out(&m, S0, EOI);
	out(&m, M0, EOI);
	expect_quiet(&m);
	out(&m, 0x4d1, 0x04);
	ck_assert(pics_pending(&m.pics));
	out(&m, 0x4d1, 0x00);
	expect_quiet(&m);
}
END_TEST

START_TEST(the_mask_holds_back_and_forgets_nothing)
{
	struct machine m;

	start(&m);
	out(&m, M1, 0xff);
	raise_irq(&m, 6);
	expect_quiet(&m);
	ck_assert_uint_eq(irr(&m, M0), 0x40);
	out(&m, M1, 0x00);
	expect_vector(&m, 0x0e);
	out(&m, M0, EOI);
	out(&m, M1, 0x04);
	raise_irq(&m, 9);
	expect_quiet(&m);
	out(&m, M1, 0x00);
	expect_vector(&m, 0x71);
}
END_TEST

START_TEST(spurious_7_and_15)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 3);
	ck_assert(pics_pending(&m.pics));
	lower_irq(&m, 3);
	expect_quiet(&m);
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	raise_irq(&m, 10);
	lower_irq(&m, 10);
	expect_quiet(&m);
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x77);
	ck_assert_uint_eq(isr(&m, M0), 0x04);
	ck_assert_uint_eq(isr(&m, S0), 0x00);
	out(&m, M0, EOI);
	/* Nobody asked at all. */
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	/* A real one by the time of the acknowledge is what it gets. */
	raise_irq(&m, 10);
	lower_irq(&m, 10);
	raise_irq(&m, 4);
	expect_vector(&m, 0x0c);
	ck_assert_uint_eq(isr(&m, M0), 0x10);
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	out(&m, M0, EOI);
	/* Who had asked before ICW1 is forgotten with the rest. */
	raise_irq(&m, 10);
	out(&m, M0, 0x11);
	out(&m, M1, 0x08);
	out(&m, M1, 0x04);
	out(&m, M1, 0x01);
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	/* A true IRQ7 has its bit. */
	raise_irq(&m, 7);
	expect_vector(&m, 0x0f);
	ck_assert_uint_eq(isr(&m, M0), 0x80);
}
END_TEST

/* ---- the cascade */

START_TEST(the_slave_comes_through_ir2)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 15);
	raise_irq(&m, 3);
	raise_irq(&m, 8);
	ck_assert_uint_eq(irr(&m, M0), 0x0c);
	expect_vector(&m, 0x70);
	ck_assert_uint_eq(isr(&m, M0), 0x04);
	ck_assert_uint_eq(isr(&m, S0), 0x01);
	/* IRQ 15 waits for the slave, then for the master; IRQ 3 for the master. */
	out(&m, M0, EOI);
	expect_vector(&m, 0x0b);
	out(&m, S0, EOI);
	expect_vector(&m, 0x77);
	ck_assert_uint_eq(isr(&m, M0), 0x0c);
	ck_assert_uint_eq(isr(&m, S0), 0x80);
	out(&m, S0, EOI);
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x08);
}
END_TEST

START_TEST(more_urgent_in_the_slave)
{
	/* Fully nested the master is deaf to the slave it serves; special fully nested it is not. */
	for (unsigned special = 0; special < 2; special++) {
		struct machine m;

		power_on(&m);
		init_with(&m, 0x11, special ? 0x11 : 0x01, 0x01);
		raise_irq(&m, 12);
		expect_vector(&m, 0x74);
		raise_irq(&m, 13);
		raise_irq(&m, 3);
		expect_quiet(&m);
		raise_irq(&m, 9);
		ck_assert_uint_eq(pics_pending(&m.pics), special);
		if (!special)
			continue;
		expect_vector(&m, 0x71);
		ck_assert_uint_eq(isr(&m, S0), 0x12);
		/* Only inputs with a slave: IRQ 1 in service holds back IRQ 1. */
		raise_irq(&m, 1);
		expect_vector(&m, 0x09);
		pulse(&m, 1);
		expect_quiet(&m);
	}
}
END_TEST

START_TEST(who_answers_is_in_icw3)
{
	struct machine m;

	/* The master knows of no slave: its own vector, and the slave sees no acknowledge. */
	power_on(&m);
	init_with(&m, 0x13, 0x01, 0x01);
	out(&m, S0, 0x11);
	out(&m, S1, 0x70);
	out(&m, S1, 0x02);
	out(&m, S1, 0x01);
	out(&m, M0, 0x13);
	out(&m, M1, 0x08);
	out(&m, M1, 0x01);
	raise_irq(&m, 14);
	expect_vector(&m, 0x0a);
	ck_assert_uint_eq(irr(&m, S0), 0x40);
	ck_assert_uint_eq(isr(&m, S0), 0x00);
	/* The slave's number is another: nobody drives the bus. */
	start(&m);
	out(&m, S0, 0x11);
	out(&m, S1, 0x70);
	out(&m, S1, 0x03);
	out(&m, S1, 0x01);
	raise_irq(&m, 14);
	expect_vector(&m, 0xff);
	ck_assert_uint_eq(isr(&m, M0), 0x04);
	ck_assert_uint_eq(isr(&m, S0), 0x00);
}
END_TEST

Suite *suite_pic(void)
{
	Suite *suite = suite_create("pic");
	TCase *init = tcase_create("initialisation"), *requests = tcase_create("requests");

	tcase_add_test(init, never_initialised_it_delivers_nothing);
	tcase_add_test(init, nothing_comes_between_icw1_and_the_last_icw);
	tcase_add_test(init, the_length_of_the_sequence_is_in_icw1);
	tcase_add_test(init, icw1_resets);
	tcase_add_test(init, elcr_is_there_and_outlives_icw1);
	tcase_add_test(init, wide_accesses_and_strange_numbers);
	tcase_add_test(init, what_would_be_delivered);
	tcase_add_test(init, what_in_service_would_hold_back);
	tcase_add_test(requests, an_edge_is_one_request);
	tcase_add_test(requests, a_level_asks_as_long_as_it_is_high);
	tcase_add_test(requests, a_level_of_the_slave);
	tcase_add_test(requests, the_mask_holds_back_and_forgets_nothing);
	tcase_add_test(requests, spurious_7_and_15);
	tcase_add_test(requests, the_slave_comes_through_ir2);
	tcase_add_test(requests, more_urgent_in_the_slave);
	tcase_add_test(requests, who_answers_is_in_icw3);
	suite_add_tcase(suite, init);
	suite_add_tcase(suite, requests);
	return suite;
}
