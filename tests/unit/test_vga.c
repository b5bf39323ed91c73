#include <string.h>

#include "dev/vga.h"
#include "suites.h"

/* IBM PS/2 Hardware Interface Technical Reference, Video Subsystem; mode 3 is what IBM's BIOS sets. */

static struct {
	struct bus bus;
	struct vtime time;
	struct vga vga;
} rig;

static void setup(void)
{
	struct err err;

	memset(&rig, 0, sizeof rig);
	memset(&rig.vga, 0xaa, sizeof rig.vga);
	ck_assert_msg(vga_attach(&rig.vga, &rig.bus, &rig.time, &err) == 0, "%s", err.text);
}

static uint8_t in(uint16_t port)
{
	uint32_t value;

	bus_read(&rig.bus, port, 1, &value);
	return (uint8_t)value;
}

static void out(uint16_t port, uint8_t value)
{
	bus_write(&rig.bus, port, 1, value);
}

static uint8_t indexed(uint16_t port, uint8_t index)
{
	out(port, index);
	return in((uint16_t)(port + 1));
}

static void set(uint16_t port, uint8_t index, uint8_t value)
{
	out(port, index);
	out((uint16_t)(port + 1), value);
}

static uint8_t attribute(uint8_t index)
{
	in(0x3da);
	out(0x3c0, index);
	return in(0x3c1);
}

static void set_attribute(uint8_t index, uint8_t value)
{
	in(0x3da);
	out(0x3c0, index);
	out(0x3c0, value);
}

enum { CRTC = 0x3d4, SEQUENCER = 0x3c4, GRAPHICS = 0x3ce };

static const uint8_t crtc_mode_3[] = {0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00,
				      0x4f, 0x0d, 0x0e, 0x00, 0x00, 0x00, 0x00, 0x9c, 0x8e,
				      0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff};

START_TEST(power_on_is_mode_3)
{
	static const uint8_t sequencer[] = {0x03, 0x00, 0x03, 0x00, 0x02};
	static const uint8_t graphics[] = {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff};
	static const uint8_t attributes[] = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a,
					     0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00};

	ck_assert_uint_eq(in(0x3cc), 0x67);
	ck_assert_uint_eq(in(0x3c0), 0x20); /* the screen is on */
	ck_assert_uint_eq(in(0x3c3), 0x01);
	ck_assert_uint_eq(in(0x3c6), 0xff);
	ck_assert_uint_eq(in(0x3ca), 0x00);
	for (size_t i = 0; i < sizeof crtc_mode_3; i++)
		ck_assert_uint_eq(indexed(CRTC, (uint8_t)i), crtc_mode_3[i]);
	for (size_t i = 0; i < sizeof sequencer; i++)
		ck_assert_uint_eq(indexed(SEQUENCER, (uint8_t)i), sequencer[i]);
	for (size_t i = 0; i < sizeof graphics; i++)
		ck_assert_uint_eq(indexed(GRAPHICS, (uint8_t)i), graphics[i]);
	for (size_t i = 0; i < sizeof attributes; i++)
		ck_assert_uint_eq(attribute((uint8_t)i), attributes[i]);
}
END_TEST

/* Which bits there are, from the register descriptions. */
START_TEST(registers_hold_the_bits_they_have)
{
	static const struct {
		uint16_t port;
		uint8_t index, bits;
	} table[] = {
		{CRTC, 0x08, 0x7f},   {CRTC, 0x09, 0xff},   {CRTC, 0x0a, 0x3f},   {CRTC, 0x0b, 0x7f},
		{CRTC, 0x0c, 0xff},   {CRTC, 0x0f, 0xff},   {CRTC, 0x10, 0xff},   {CRTC, 0x13, 0xff},
		{CRTC, 0x14, 0x7f},   {CRTC, 0x17, 0xef},   {CRTC, 0x18, 0xff},   {SEQUENCER, 0, 0x03},
		{SEQUENCER, 1, 0x3d}, {SEQUENCER, 2, 0x0f}, {SEQUENCER, 3, 0x3f}, {SEQUENCER, 4, 0x0e},
		{GRAPHICS, 0, 0x0f},  {GRAPHICS, 1, 0x0f},  {GRAPHICS, 2, 0x0f},  {GRAPHICS, 3, 0x1f},
		{GRAPHICS, 4, 0x03},  {GRAPHICS, 5, 0x7b},  {GRAPHICS, 6, 0x0f},  {GRAPHICS, 7, 0x0f},
		{GRAPHICS, 8, 0xff},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		set(table[i].port, table[i].index, 0xff);
		ck_assert_uint_eq(indexed(table[i].port, table[i].index), table[i].bits);
		set(table[i].port, table[i].index, 0x00);
		ck_assert_uint_eq(indexed(table[i].port, table[i].index), 0x00);
	}
}
END_TEST

START_TEST(attribute_registers_hold_the_bits_they_have)
{
	static const uint8_t bits[] = {
		[0] = 0x3f, [15] = 0x3f, [16] = 0xef, [17] = 0xff, [18] = 0x3f, [19] = 0x0f, [20] = 0x0f};

	for (size_t i = 0; i < sizeof bits; i++) {
		set_attribute((uint8_t)i, 0xff);
		ck_assert_uint_eq(attribute((uint8_t)i), bits[i] ? bits[i] : 0x3f);
	}
}
END_TEST

START_TEST(single_registers)
{
	out(0x3c2, 0xff);
	ck_assert_uint_eq(in(0x3cc), 0xef);
	ck_assert_uint_eq(in(0x3c2), 0x00);
	out(0x3da, 0xff);
	ck_assert_uint_eq(in(0x3ca), 0x08);
	out(0x3c6, 0x5a);
	ck_assert_uint_eq(in(0x3c6), 0x5a);
	out(0x3c3, 0xfe);
	ck_assert_uint_eq(in(0x3c3), 0x00);
	/* Only read, or not there. */
	out(0x3cc, 0x00);
	ck_assert_uint_eq(in(0x3cc), 0xef);
	ck_assert_uint_eq(in(0x3cb), 0xff);
	ck_assert_uint_eq(in(0x3cd), 0xff);
}
END_TEST

START_TEST(indices_that_lead_nowhere)
{
	static const struct {
		uint16_t port;
		uint8_t first, last;
	} table[] = {{CRTC, 0x19, 0x1f}, {SEQUENCER, 5, 7}, {GRAPHICS, 9, 15}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		for (uint8_t index = table[i].first; index <= table[i].last; index++) {
			set(table[i].port, index, 0x00);
			ck_assert_uint_eq(indexed(table[i].port, index), 0xff);
		}
		out(table[i].port, 0xff);
		ck_assert_uint_eq(in(table[i].port), table[i].last);
	}
	for (uint8_t index = 0x15; index < 0x20; index++) {
		set_attribute(index, 0x00);
		ck_assert_uint_eq(attribute(index), 0xff);
	}
	ck_assert_uint_eq(attribute(0x14), 0x00);
	ck_assert_uint_eq(indexed(CRTC, 0x18), 0xff);
	ck_assert_uint_eq(indexed(GRAPHICS, 0x08), 0xff);
}
END_TEST

/* Register 0x11 bit 7: registers 0 to 7 are held but for the line compare bit, 4 of register 7. */
START_TEST(crtc_protection)
{
	for (uint8_t i = 0; i < 8; i++) {
		set(CRTC, i, (uint8_t)~crtc_mode_3[i]);
		ck_assert_uint_eq(indexed(CRTC, i), i == 7 ? 0x0f : crtc_mode_3[i]);
	}
	set(CRTC, 0x08, 0x15);
	ck_assert_uint_eq(indexed(CRTC, 0x08), 0x15);
	set(CRTC, 0x11, 0x0e);
	for (uint8_t i = 0; i < 8; i++) {
		set(CRTC, i, (uint8_t)~crtc_mode_3[i]);
		ck_assert_uint_eq(indexed(CRTC, i), (uint8_t)~crtc_mode_3[i]);
	}
	set(CRTC, 0x11, 0x8e);
	set(CRTC, 0x07, 0xff);
	ck_assert_uint_eq(indexed(CRTC, 0x07), 0xf0);
}
END_TEST

START_TEST(words_set_index_and_data)
{
	bus_write(&rig.bus, CRTC, 2, 0x120c);
	bus_write(&rig.bus, CRTC, 2, 0x340d);
	ck_assert_uint_eq(indexed(CRTC, 0x0c), 0x12);
	ck_assert_uint_eq(indexed(CRTC, 0x0d), 0x34);
	bus_write(&rig.bus, GRAPHICS, 2, 0x0506);
	ck_assert_uint_eq(indexed(GRAPHICS, 6), 0x05);
}
END_TEST

START_TEST(start_and_cursor)
{
	ck_assert_uint_eq(vga_start_cell(&rig.vga), 0);
	ck_assert_uint_eq(vga_cursor_cell(&rig.vga), 0);
	set(CRTC, 0x0c, 0x08);
	set(CRTC, 0x0d, 0x7f);
	set(CRTC, 0x0e, 0xff);
	set(CRTC, 0x0f, 0x80);
	ck_assert_uint_eq(vga_start_cell(&rig.vga), 0x087f);
	ck_assert_uint_eq(vga_cursor_cell(&rig.vga), 0xff80);
}
END_TEST

START_TEST(misc_bit_0_moves_crtc_and_status)
{
	set(0x3b4, 0x0f, 0x11);
	ck_assert_uint_eq(in(0x3b4), 0xff);
	ck_assert_uint_eq(in(0x3b5), 0xff);
	ck_assert_uint_eq(in(0x3ba), 0xff);
	ck_assert_uint_eq(indexed(CRTC, 0x0f), 0x00);
	out(0x3c2, 0x66);
	set(0x3d4, 0x0f, 0x22);
	ck_assert_uint_eq(in(0x3d4), 0xff);
	ck_assert_uint_eq(in(0x3d5), 0xff);
	ck_assert_uint_eq(in(0x3da), 0xff);
	ck_assert_uint_eq(in(0x3b4), 0x0f);
	ck_assert_uint_eq(in(0x3ba), 0x00);
	ck_assert_uint_eq(indexed(0x3b4, 0x0f), 0x00);
	set(0x3b4, 0x0f, 0x33);
	out(0x3ba, 0x08);
	out(0x3da, 0x00);
	ck_assert_uint_eq(in(0x3ca), 0x08);
	out(0x3c2, 0x67);
	ck_assert_uint_eq(indexed(CRTC, 0x0f), 0x33);
}
END_TEST

START_TEST(the_flip_flop)
{
	out(0x3c0, 0x30); /* index 0x10 with the screen on */
	ck_assert_uint_eq(in(0x3c0), 0x30);
	ck_assert_uint_eq(in(0x3c1), 0x0c); /* reading is no turn */
	out(0x3c0, 0x41);
	ck_assert_uint_eq(in(0x3c1), 0x41);
	out(0x3c0, 0x33);
	ck_assert_uint_eq(in(0x3c0), 0x33);
	ck_assert_uint_eq(in(0x3c1), 0x08);
	in(0x3ba); /* not decoded: no effect */
	out(0x3c0, 0x05);
	ck_assert_uint_eq(in(0x3c0), 0x33);
	ck_assert_uint_eq(in(0x3c1), 0x05);
	out(0x3c0, 0x31);
	in(0x3da);
	out(0x3c0, 0x34); /* an index again */
	ck_assert_uint_eq(in(0x3c0), 0x34);
	ck_assert_uint_eq(attribute(0x11), 0x00);
}
END_TEST

START_TEST(dac_colours_of_text)
{
	static const uint8_t colours[][4] = {{0x00, 0, 0, 0},          {0x01, 0, 0, 0x2a},
					     {0x02, 0, 0x2a, 0},       {0x04, 0x2a, 0, 0},
					     {0x07, 0x2a, 0x2a, 0x2a}, {0x14, 0x2a, 0x15, 0},
					     {0x38, 0x15, 0x15, 0x15}, {0x39, 0x15, 0x15, 0x3f},
					     {0x3f, 0x3f, 0x3f, 0x3f}, {0x40, 0, 0, 0}};

	for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
		out(0x3c7, colours[i][0]);
		for (int c = 1; c < 4; c++)
			ck_assert_uint_eq(in(0x3c9), colours[i][c]);
	}
}
END_TEST

START_TEST(dac_counts_components_and_entries)
{
	out(0x3c8, 0xff);
	ck_assert_uint_eq(in(0x3c7), 0x00);
	for (uint8_t i = 0; i < 6; i++)
		out(0x3c9, (uint8_t)(0xc1 + i)); /* six bits are kept */
	ck_assert_uint_eq(in(0x3c8), 0x01);
	out(0x3c7, 0xff);
	ck_assert_uint_eq(in(0x3c7), 0x03);
	for (uint8_t i = 0; i < 6; i++)
		ck_assert_uint_eq(in(0x3c9), 1 + i);
	/* A new index starts with red again. */
	out(0x3c8, 0x10);
	out(0x3c9, 0x3f);
	out(0x3c8, 0x11);
	out(0x3c9, 0x21);
	out(0x3c9, 0x22);
	out(0x3c9, 0x23);
	out(0x3c7, 0x11);
	ck_assert_uint_eq(in(0x3c9), 0x21);
	ck_assert_uint_eq(in(0x3c9), 0x22);
	ck_assert_uint_eq(in(0x3c9), 0x23);
}
END_TEST

/* The time of a dot, counted in lines of 900 and frames of 449 lines at 28.322 MHz. */
static uint8_t status_at(uint64_t frame, uint64_t line, uint64_t dot)
{
	rig.time.now_ns = vtime_of_tick((frame * 449 + line) * 900 + dot, 28322000);
	return in(0x3da);
}

START_TEST(status_follows_the_frame)
{
	for (uint64_t frame = 0; frame < 200; frame += 99) {
		ck_assert_uint_eq(status_at(frame, 0, 0), 0x00);
		ck_assert_uint_eq(status_at(frame, 0, 719), 0x00);
		ck_assert_uint_eq(status_at(frame, 0, 720), 0x01);
		ck_assert_uint_eq(status_at(frame, 0, 899), 0x01);
		ck_assert_uint_eq(status_at(frame, 399, 719), 0x00);
		ck_assert_uint_eq(status_at(frame, 400, 0), 0x01);
		ck_assert_uint_eq(status_at(frame, 411, 899), 0x01);
		ck_assert_uint_eq(status_at(frame, 412, 0), 0x09);
		ck_assert_uint_eq(status_at(frame, 413, 899), 0x09);
		ck_assert_uint_eq(status_at(frame, 414, 0), 0x01);
		ck_assert_uint_eq(status_at(frame, 448, 899), 0x01);
	}
}
END_TEST

/* 70 retraces a second. */
START_TEST(retraces_in_a_second)
{
	unsigned retraces = 0;
	uint8_t before = 0;

	for (rig.time.now_ns = 0; rig.time.now_ns < 1000000000; rig.time.now_ns += 10000) {
		uint8_t now = in(0x3da) & 0x08;

		retraces += now && !before;
		before = now;
	}
	ck_assert_uint_eq(retraces, 70);
}
END_TEST

START_TEST(no_vbe_dispi)
{
	uint32_t value;

	ck_assert(!bus_read(&rig.bus, 0x1ce, 2, &value));
	ck_assert(!bus_read(&rig.bus, 0x1d0, 2, &value));
	ck_assert(!bus_write(&rig.bus, 0x1ce, 2, 0));
}
END_TEST

static void add_tests(TCase *tc)
{
	tcase_add_test(tc, power_on_is_mode_3);
	tcase_add_test(tc, registers_hold_the_bits_they_have);
	tcase_add_test(tc, attribute_registers_hold_the_bits_they_have);
	tcase_add_test(tc, single_registers);
	tcase_add_test(tc, indices_that_lead_nowhere);
	tcase_add_test(tc, crtc_protection);
	tcase_add_test(tc, words_set_index_and_data);
	tcase_add_test(tc, start_and_cursor);
	tcase_add_test(tc, misc_bit_0_moves_crtc_and_status);
	tcase_add_test(tc, the_flip_flop);
	tcase_add_test(tc, dac_colours_of_text);
	tcase_add_test(tc, dac_counts_components_and_entries);
	tcase_add_test(tc, status_follows_the_frame);
	tcase_add_test(tc, retraces_in_a_second);
	tcase_add_test(tc, no_vbe_dispi);
}

Suite *suite_vga(void)
{
	Suite *suite = suite_create("vga");
	TCase *tc = tcase_create("registers");

	tcase_add_checked_fixture(tc, setup, NULL);
	add_tests(tc);
	suite_add_tcase(suite, tc);
	return suite;
}
