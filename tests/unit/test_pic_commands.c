#include "pic_machine.h"

/* ---- end of interrupt */

START_TEST(non_specific_eoi_ends_the_highest)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 6);
	expect_vector(&m, 0x0e);
	raise_irq(&m, 1);
	expect_vector(&m, 0x09);
	ck_assert_uint_eq(isr(&m, M0), 0x42);
	/* Its level bits do not count. */
	out(&m, M0, EOI | 6);
	ck_assert_uint_eq(isr(&m, M0), 0x40);
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
}
END_TEST

START_TEST(specific_eoi_ends_what_it_names)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 6);
	expect_vector(&m, 0x0e);
	raise_irq(&m, 1);
	expect_vector(&m, 0x09);
	out(&m, M0, 0x66);
	ck_assert_uint_eq(isr(&m, M0), 0x02);
	out(&m, M0, 0x65);
	ck_assert_uint_eq(isr(&m, M0), 0x02);
	/* No operation. */
	out(&m, M0, 0x41);
	ck_assert_uint_eq(isr(&m, M0), 0x02);
	out(&m, M0, 0x61);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
}
END_TEST

/* All of `irqs` ask; they are served, each to its end, in this order. */
static void expect_order(struct machine *m, const char *order)
{
	for (const char *c = order; *c; c++)
		pulse(m, (unsigned)(*c - '0'));
	for (const char *c = order; *c; c++) {
		expect_vector(m, (uint8_t)(0x08 + *c - '0'));
		out(m, M0, EOI);
	}
	expect_quiet(m);
}

START_TEST(priorities_rotate)
{
	struct machine m;

	start(&m);
	expect_order(&m, "0134567");
	out(&m, M0, 0xc4); /* set priority: 4 is the lowest */
	expect_order(&m, "5670134");
	/* What is in service counts by the same order: 1 does not interrupt 6. */
	pulse(&m, 6);
	expect_vector(&m, 0x0e);
	pulse(&m, 1);
	expect_quiet(&m);
	pulse(&m, 5);
	expect_vector(&m, 0x0d);
	ck_assert_uint_eq(isr(&m, M0), 0x60);
	/* Non-specific is that of the highest by now: 5, which becomes the lowest. */
	out(&m, M0, 0xa0);
	ck_assert_uint_eq(isr(&m, M0), 0x40);
	out(&m, M0, EOI);
	expect_vector(&m, 0x09);
	out(&m, M0, EOI);
	expect_order(&m, "6701345");
	/* Rotate on specific EOI: 3, in service or not. */
	pulse(&m, 3);
	expect_vector(&m, 0x0b);
	out(&m, M0, 0xe3);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	expect_order(&m, "4567013");
	out(&m, M0, 0xe7);
	expect_order(&m, "0134567");
	/* With nothing in service there is nothing to rotate on. */
	out(&m, M0, 0xc4);
	out(&m, M0, 0xa0);
	expect_order(&m, "5670134");
}
END_TEST

START_TEST(automatic_eoi)
{
	struct machine m;

	power_on(&m);
	init_with(&m, 0x11, 0x03, 0x03);
	raise_irq(&m, 4);
	raise_irq(&m, 5);
	raise_irq(&m, 9);
	raise_irq(&m, 14);
	expect_vector(&m, 0x71);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	ck_assert_uint_eq(isr(&m, S0), 0x00);
	/* The slave's second request reached the master without any EOI. */
	expect_vector(&m, 0x76);
	expect_vector(&m, 0x0c);
	expect_vector(&m, 0x0d);
	expect_quiet(&m);
}
END_TEST

START_TEST(automatic_eoi_rotates_where_told)
{
	struct machine m;

	power_on(&m);
	init_with(&m, 0x11, 0x03, 0x01);
	out(&m, M0, 0x80);
	pulse(&m, 0);
	expect_vector(&m, 0x08);
	pulse(&m, 0);
	pulse(&m, 1);
	pulse(&m, 7);
	/* 0 is the lowest now. */
	expect_vector(&m, 0x09);
	expect_vector(&m, 0x0f);
	expect_vector(&m, 0x08);
	/* A spurious one ends nothing and rotates nothing: 0 is still the lowest. */
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	pulse(&m, 0);
	pulse(&m, 7);
	expect_vector(&m, 0x0f);
	expect_vector(&m, 0x08);
	/* Cleared, the order stays as it is. */
	out(&m, M0, 0x00);
	pulse(&m, 1);
	expect_vector(&m, 0x09);
	pulse(&m, 0);
	pulse(&m, 1);
	expect_vector(&m, 0x09);
	expect_vector(&m, 0x08);
}
END_TEST

START_TEST(rotating_without_automatic_eoi_waits_for_it)
{
	struct machine m;

	start(&m);
	out(&m, M0, 0x80);
	pulse(&m, 1);
	expect_vector(&m, 0x09);
	ck_assert_uint_eq(isr(&m, M0), 0x02);
	out(&m, M0, EOI);
	expect_order(&m, "0134567");
}
END_TEST

/* ---- special mask mode */

START_TEST(special_mask_lets_lower_ones_pass)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 3);
	expect_vector(&m, 0x0b);
	out(&m, M1, 0x08);
	raise_irq(&m, 5);
	raise_irq(&m, 1);
	expect_vector(&m, 0x09);
	out(&m, M0, EOI);
	/* Masked, but not in special mask mode: 3 in service holds 5 back. */
	expect_quiet(&m);
	out(&m, M0, SMM_SET);
	expect_vector(&m, 0x0d);
	ck_assert_uint_eq(isr(&m, M0), 0x28);
	/* 5 is in service and not masked: it holds back itself and what is below. */
	pulse(&m, 6);
	expect_quiet(&m);
	/* Non-specific EOI does not see the masked one, though it is higher. */
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x08);
	out(&m, M0, EOI);
	ck_assert_uint_eq(isr(&m, M0), 0x08);
	expect_vector(&m, 0x0e);
	out(&m, M0, EOI);
	/* ESMM = 0 leaves the mode as it is, whatever SMM says. */
	out(&m, M0, 0x28 | READ_ISR);
	out(&m, M0, READ_ISR);
	pulse(&m, 7);
	ck_assert(pics_pending(&m.pics));
	out(&m, M0, SMM_RESET);
	expect_quiet(&m);
	out(&m, M0, 0x63);
	expect_vector(&m, 0x0f);
}
END_TEST

START_TEST(special_mask_on_the_slave)
{
	struct machine m;

	/* Special mask mode on both: the slave's INT has to make a new edge for each request. */
	start(&m);
	out(&m, S0, SMM_SET);
	out(&m, M0, SMM_SET);
	raise_irq(&m, 9);
	raise_irq(&m, 12);
	expect_vector(&m, 0x71);
	expect_quiet(&m);
	out(&m, S1, 0x02);
	out(&m, M0, 0x62);
	expect_vector(&m, 0x74);
	ck_assert_uint_eq(isr(&m, S0), 0x12);
}
END_TEST

/* ---- reading */

START_TEST(the_choice_of_register_stays)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 3);
	expect_vector(&m, 0x0b);
	pulse(&m, 4);
	/* IRR after the initialisation. */
	ck_assert_uint_eq(in(&m, M0), 0x10);
	ck_assert_uint_eq(in(&m, M0), 0x10);
	out(&m, M0, READ_ISR);
	ck_assert_uint_eq(in(&m, M0), 0x08);
	/* RR = 0 chooses nothing, nor does an OCW2. */
	out(&m, M0, 0x08);
	out(&m, M0, 0x09);
	out(&m, M0, 0x40);
	ck_assert_uint_eq(in(&m, M0), 0x08);
	out(&m, M0, READ_IRR);
	ck_assert_uint_eq(in(&m, M0), 0x10);
	/* The slave has its own. */
	out(&m, S0, READ_ISR);
	ck_assert_uint_eq(in(&m, M0), 0x10);
}
END_TEST

START_TEST(poll_acknowledges)
{
	struct machine m;

	start(&m);
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0) & 0x80, 0);
	raise_irq(&m, 6);
	raise_irq(&m, 4);
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0), 0x84);
	/* One read only. */
	ck_assert_uint_eq(in(&m, M0), 0x40);
	ck_assert_uint_eq(isr(&m, M0), 0x10);
	/* 6 waits until 4 is at its end. */
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0), 0);
	out(&m, M0, EOI);
	/* The other port does as well; poll overrides the choice of a register in the same OCW3. */
	out(&m, M0, READ_IRR);
	out(&m, M0, POLL | READ_ISR);
	ck_assert_uint_eq(in(&m, M1), 0x86);
	ck_assert_uint_eq(in(&m, M1), 0x00);
	ck_assert_uint_eq(in(&m, M0), 0x00);
	ck_assert_uint_eq(isr(&m, M0), 0x40);
	expect_quiet(&m);
}
END_TEST

START_TEST(poll_goes_to_each_chip)
{
	struct machine m;

	start(&m);
	raise_irq(&m, 12);
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0), 0x82);
	ck_assert_uint_eq(isr(&m, S0), 0x00);
	/* That was the acknowledge: another one finds nothing, and not the slave's spurious vector. */
	ck_assert_uint_eq(pics_acknowledge(&m.pics), 0x0f);
	out(&m, S0, POLL);
	ck_assert_uint_eq(in(&m, S0), 0x84);
	ck_assert_uint_eq(isr(&m, S0), 0x10);
	ck_assert_uint_eq(irr(&m, M0), 0x00);
	out(&m, S0, EOI);
	out(&m, M0, EOI);
	/* The slave alone: what the master has not acknowledged yet is gone. */
	pulse(&m, 12);
	out(&m, S0, POLL);
	ck_assert_uint_eq(in(&m, S0), 0x84);
	expect_quiet(&m);
}
END_TEST

START_TEST(poll_with_automatic_eoi)
{
	struct machine m;

	power_on(&m);
	init_with(&m, 0x11, 0x03, 0x03);
	out(&m, M0, 0x80);
	raise_irq(&m, 4);
	out(&m, M0, POLL);
	ck_assert_uint_eq(in(&m, M0), 0x84);
	ck_assert_uint_eq(isr(&m, M0), 0x00);
	/* Polled, and rotated. */
	pulse(&m, 4);
	pulse(&m, 5);
	expect_vector(&m, 0x0d);
}
END_TEST

Suite *suite_pic_commands(void)
{
	Suite *suite = suite_create("pic_commands");
	TCase *tcase = tcase_create("pic_commands");

	tcase_add_test(tcase, non_specific_eoi_ends_the_highest);
	tcase_add_test(tcase, specific_eoi_ends_what_it_names);
	tcase_add_test(tcase, priorities_rotate);
	tcase_add_test(tcase, automatic_eoi);
	tcase_add_test(tcase, automatic_eoi_rotates_where_told);
	tcase_add_test(tcase, rotating_without_automatic_eoi_waits_for_it);
	tcase_add_test(tcase, special_mask_lets_lower_ones_pass);
	tcase_add_test(tcase, special_mask_on_the_slave);
	tcase_add_test(tcase, the_choice_of_register_stays);
	tcase_add_test(tcase, poll_acknowledges);
	tcase_add_test(tcase, poll_goes_to_each_chip);
	tcase_add_test(tcase, poll_with_automatic_eoi);
	suite_add_tcase(suite, tcase);
	return suite;
}
