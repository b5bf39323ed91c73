#include <string.h>

#include "ata_rig.h"
#include "suites.h"

/* ---- registers */

/* 9.12 */
START_TEST(power_on)
{
	check_status(IDLE, false);
	check_signature();
	ck_assert_uint_eq(ata_rig.edges, 0);
}
END_TEST

START_TEST(registers_hold_what_is_written)
{
	for (uint16_t i = 0; i < 4; i++)
		outb((uint16_t)(COUNT + i), (uint8_t)(0x11 * (i + 1)));
	outb(DEV, 0xef);
	for (uint16_t i = 0; i < 4; i++)
		ck_assert_uint_eq(inb((uint16_t)(COUNT + i)), 0x11 * (i + 1));
	ck_assert_uint_eq(inb(DEV), 0xef);
	/* Features is another register than Error. */
	outb(FEAT, 0x55);
	ck_assert_uint_eq(inb(ERR), 0x01);
}
END_TEST

/* 7.8, 6.20: HOB shows what was written before; a write to the command block clears it. */
START_TEST(registers_are_two_deep)
{
	for (unsigned i = COUNT; i <= HIGH; i++) {
		uint16_t port = (uint16_t)i;

		outb(port, 0x12);
		outb(port, 0x34);
		outb(CONTROL, HOB);
		ck_assert_uint_eq(inb(port), 0x12);
		ck_assert_uint_eq(inb(port), 0x12);
		outb(DEV, 0xa0);
		ck_assert_uint_eq(inb(port), 0x34);
	}
	outb(CONTROL, HOB);
	ck_assert_uint_eq(inb(ERR), 0x01);
	ck_assert_uint_eq(inb(DEV), 0xa0);
	outw(0); /* the data port is one of them */
	ck_assert_uint_eq(inb(COUNT), 0x34);
}
END_TEST

START_TEST(wide_accesses_beside_the_data_port_are_bytes)
{
	ck_assert(bus_write(&ata_rig.bus, COUNT, 4, 0x44332211));
	ck_assert_uint_eq(in(COUNT, 4), 0x44332211);
	ck_assert_uint_eq(in(MID, 2), 0x4433);
	/* Without DRQ the data port takes all of a wide write: nothing reaches Features or Count. */
	ck_assert(bus_write(&ata_rig.bus, DATA, 4, 0xffffffff));
	ck_assert_uint_eq(inb(COUNT), 0x11);
}
END_TEST

START_TEST(data_without_drq_is_ones)
{
	ck_assert_uint_eq(in(DATA, 1), 0xff);
	ck_assert_uint_eq(in(DATA, 2), 0xffff);
	ck_assert_uint_eq(in(DATA, 4), 0xffffffff);
	write_sector(0x1234);
	check_status(IDLE, false);
	check_unchanged();
}
END_TEST

/* 9.16: device 0 answers for a device 1 that is not there. */
START_TEST(the_slave_is_not_there)
{
	outb(COUNT, 0x77);
	outb(DEV, SLAVE);
	ck_assert_uint_eq(inb(STATUS), 0);
	ck_assert_uint_eq(inb(ALT), 0);
	ck_assert_uint_eq(inb(COUNT), 0x77);
	ck_assert_uint_eq(inb(DEV), SLAVE);
	outb(LOW, 0x55);
	ck_assert_uint_eq(inb(LOW), 0x55);
	outb(CMD, IDENTIFY);
	ck_assert_uint_eq(inb(STATUS), 0);
	ck_assert_uint_eq(inw(), 0xffff);
	outb(DEV, 0xa0);
	check_status(IDLE, false);
}
END_TEST

START_TEST(a_second_one_is_refused)
{
	struct line none = {0};
	struct ata other;
	struct err err;

	ck_assert_int_eq(ata_attach(&other, &ata_rig.bus, &ata_rig.disk, none, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x1f0");
}
END_TEST

/* ---- resets */

/* 9.2 */
START_TEST(software_reset)
{
	command(READ, LBA, 5, 3);
	inw();
	outb(CONTROL, SRST);
	for (unsigned port = ERR; port <= STATUS; port++)
		ck_assert_uint_eq(inb((uint16_t)port), 0x80);
	ck_assert_uint_eq(inb(ALT), 0x80);
	ck_assert(!ata_rig.irq);
	ck_assert_uint_eq(inw(), 0xffff);
	/* Busy: neither registers nor commands are taken. */
	outb(COUNT, 0x99);
	outb(CMD, IDENTIFY);
	outw(0x1234);
	outb(CONTROL, 0);
	check_status(IDLE, false);
	check_signature();
	ck_assert_uint_eq(inw(), 0xffff);
}
END_TEST

START_TEST(reset_in_a_write_loses_the_block)
{
	command(WRITE, LBA, 5, 2);
	write_sector(0xaaaa);
	for (unsigned i = 0; i < 255; i++)
		outw(0xbbbb);
	outb(CONTROL, SRST | NIEN);
	outb(CONTROL, NIEN);
	outw(0xbbbb);
	check_sector(5, 0xaaaa);
	ck_assert_uint_eq(inb(STATUS), IDLE);
	outb(DEV, 0xa0);
	command(READ, LBA, 6, 1);
	read_sector(6);
}
END_TEST

/* A reset reaches the channel, whichever device is selected, and selects device 0. */
START_TEST(reset_with_the_slave_selected)
{
	outb(DEV, SLAVE);
	outb(CONTROL, SRST);
	ck_assert_uint_eq(inb(STATUS), 0x80);
	outb(CONTROL, 0);
	check_status(IDLE, false);
	check_signature();
}
END_TEST

START_TEST(reset_restores_settings)
{
	uint16_t words[256];

	for (unsigned i = 0; i < 3; i++) {
		bool keep = i == 1;

		outb(FEAT, keep ? 0x66 : 0xcc);
		command(SET_FEATURES, 0xa0, 0, 0);
		check_status(IDLE, true);
		command(SET_MULTIPLE, 0xa0, 0, 8);
		command(TRANSLATE, 0xa0, 3u << 24, 9);
		outb(CONTROL, SRST);
		outb(CONTROL, 0);
		identify(words);
		ck_assert_uint_eq(words[55], keep ? 4 : 16);
		ck_assert_uint_eq(words[56], keep ? 9 : 63);
		ck_assert_uint_eq(words[59], keep ? 0x0108 : 0);
	}
}
END_TEST

/* 9.10: both devices run it, whichever is selected. */
START_TEST(diagnostic)
{
	for (unsigned slave = 0; slave < 2; slave++) {
		command(DIAGNOSE, slave ? SLAVE : 0xa0, 0x123456, 0x77);
		check_status(IDLE, true);
		check_signature();
	}
}
END_TEST

/* ---- interrupts */

/* Only Status of the selected device acknowledges. */
START_TEST(status_acknowledges)
{
	outb(CMD, 0xe7);
	ck_assert(ata_rig.irq);
	inb(ALT);
	inb(ERR);
	ck_assert(ata_rig.irq);
	ck_assert_uint_eq(inb(STATUS), IDLE);
	ck_assert(!ata_rig.irq);
}
END_TEST

START_TEST(nien_masks)
{
	outb(CONTROL, NIEN);
	outb(CMD, 0xe7);
	ck_assert(!ata_rig.irq);
	outb(CONTROL, 0); /* still pending */
	ck_assert(ata_rig.irq);
	outb(CONTROL, NIEN);
	ck_assert(!ata_rig.irq);
	inb(STATUS);
	outb(CONTROL, 0);
	ck_assert(!ata_rig.irq);
	ck_assert_uint_eq(ata_rig.edges, 1);
}
END_TEST

START_TEST(intrq_is_the_selected_device_s)
{
	outb(CMD, 0xe7);
	outb(DEV, SLAVE);
	ck_assert(!ata_rig.irq);
	ck_assert_uint_eq(inb(STATUS), 0);
	outb(DEV, 0xa0);
	check_status(IDLE, true);
}
END_TEST

START_TEST(a_command_acknowledges)
{
	outb(CMD, 0xe7);
	ck_assert(ata_rig.irq);
	command(WRITE, LBA, 0, 1); /* whose first block has no interrupt */
	ck_assert(!ata_rig.irq);
}
END_TEST

/* Any command at any moment, with registers as they come: no access leaves the disk or the buffer. */
START_TEST(noise)
{
	uint32_t seed = 1;

	for (unsigned i = 0; i < 400000; i++) {
		static const uint8_t sizes[] = {1, 1, 2, 4};
		uint16_t port;

		seed = seed * 1664525 + 1013904223;
		port = (uint16_t)(DATA + (seed >> 29));
		if (seed >> 20 & 1)
			port = DATA;
		if ((seed >> 12 & 0x1ff) == 0)
			port = CONTROL;
		if (seed >> 21 & 1)
			in(port, sizes[seed >> 10 & 3]);
		else
			bus_write(&ata_rig.bus, port, sizes[seed >> 10 & 3], seed >> 5);
	}
	outb(CONTROL, SRST);
	outb(CONTROL, 0);
	check_status(IDLE, false);
	check_signature();
}
END_TEST

/* ---- IDENTIFY DEVICE (8.15) */

static void check_text(const uint16_t *words, unsigned count, const char *text)
{
	for (unsigned i = 0; i < 2 * count; i++) {
		char c = (char)(i % 2 ? words[i / 2] : words[i / 2] >> 8);

		ck_assert_int_eq(c, i < strlen(text) ? text[i] : ' ');
	}
}

START_TEST(identify_words)
{
	static const struct {
		uint8_t number;
		uint16_t value;
	} expected[] = {
		{0, 0x0040},  {1, 1},       {2, 0xc837},  {3, 16},      {6, 63},      {47, 0x8010},
		{49, 0x0e00}, {50, 0x4000}, {53, 0x0003}, {54, 1},      {55, 16},     {56, 63},
		{57, 1008},   {58, 0},      {59, 0},      {60, 1008},   {61, 0},      {63, 0},
		{64, 0x0003}, {65, 0},      {66, 0},      {67, 120},    {68, 120},    {80, 0x0070},
		{82, 0x4068}, {83, 0x7400}, {84, 0x4000}, {85, 0x4068}, {86, 0x3400}, {87, 0x4000},
		{88, 0},      {100, 1008},  {101, 0},     {102, 0},     {103, 0},
	};
	uint16_t words[256];
	uint8_t sum = 0;

	identify(words);
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
		ck_assert_msg(words[expected[i].number] == expected[i].value, "word %u: 0x%x",
			      expected[i].number, words[expected[i].number]);
	check_text(words + 10, 10, "RK00000001");
	check_text(words + 23, 4, "1.0");
	check_text(words + 27, 20, "romkit disk");
	for (unsigned i = 0; i < 256; i++)
		sum = (uint8_t)(sum + words[i] + (words[i] >> 8));
	ck_assert_uint_eq(words[255] & 0xff, 0xa5);
	ck_assert_uint_eq(sum, 0);
}
END_TEST

START_TEST(identify_after_a_read_left_alone)
{
	uint16_t words[256];

	command(READ, LBA, 0, 9);
	identify(words);
	ck_assert_uint_eq(inw(), 0xffff);
}
END_TEST

START_TEST(identify_shows_settings)
{
	uint16_t words[256];

	command(SET_MULTIPLE, 0xa0, 0, 4);
	command(TRANSLATE, 0xa0, 7u << 24, 17);
	outb(FEAT, 0x82);
	outb(CMD, SET_FEATURES);
	identify(words);
	ck_assert_uint_eq(words[85], 0x4048);
	outb(FEAT, 0x55);
	outb(CMD, SET_FEATURES);
	identify(words);
	ck_assert_uint_eq(words[59], 0x0104);
	ck_assert_uint_eq(words[54], 1008 / (8 * 17));
	ck_assert_uint_eq(words[55], 8);
	ck_assert_uint_eq(words[56], 17);
	ck_assert_uint_eq(words[57], 7 * 8 * 17);
	ck_assert_uint_eq(words[85], 0x4008);
	/* The defaults are what they were. */
	ck_assert_uint_eq(words[1], 1);
	ck_assert_uint_eq(words[3], 16);
	ck_assert_uint_eq(words[6], 63);
}
END_TEST

/* 28-bit commands end at 0x0FFFFFFE, CHS at 16,514,063. */
START_TEST(identify_of_a_large_disk)
{
	struct disk large = {.geometry = {16383, 16, 63}, .sectors = 0x123456789a};
	uint16_t words[256];

	ata_rig.ata.disk = &large;
	command(TRANSLATE, 0xa0, 15u << 24, 63);
	identify(words);
	ck_assert_uint_eq(words[54], 16383);
	ck_assert_uint_eq((uint32_t)words[58] << 16 | words[57], 16514064);
	ck_assert_uint_eq((uint32_t)words[61] << 16 | words[60], 0x0fffffff);
	ck_assert_uint_eq(words[100], 0x789a);
	ck_assert_uint_eq(words[101], 0x3456);
	ck_assert_uint_eq(words[102], 0x0012);
	ck_assert_uint_eq(words[103], 0);
	command(VERIFY, LBA, 0x0ffffffe, 1);
	check_status(IDLE, true);
	command(VERIFY, LBA, 0x0ffffffe, 2);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), 0x0fffffff);
	command48(0x42, 0x1234567899, 1);
	check_status(IDLE, true);
	command(NATIVE_MAX, LBA, 0, 0);
	ck_assert_uint_eq(address28(), 0x0ffffffe);
	command(TRANSLATE, 0xa0, 0, 1);
	identify(words);
	ck_assert_uint_eq(words[54], 65535);
}
END_TEST

/* ---- commands without data */

START_TEST(what_ends_well)
{
	static const uint8_t opcodes[] = {0x10, 0x91, 0xc6, 0xe0, 0xe1, 0xe2, 0xe3, 0xe5, 0xe7, 0xea};

	for (size_t i = 0; i < sizeof opcodes; i++) {
		command(opcodes[i], 0xaf, 0, 16);
		check_status(IDLE, true);
		ck_assert_uint_eq(inb(ERR), 0);
	}
}
END_TEST

/* NOP, DEVICE RESET, DMA, PACKET, IDENTIFY PACKET DEVICE, SMART, and what no standard knows. */
START_TEST(what_is_aborted)
{
	static const uint8_t opcodes[] = {0x00, 0x08, 0x25, 0x35, 0xa0, 0xa1, 0xb0, 0xc8, 0xca, 0xf1, 0xff};

	for (size_t i = 0; i < sizeof opcodes; i++) {
		command(opcodes[i], LBA, 5, 1);
		check_error(ABRT);
		ck_assert_uint_eq(address28(), 5);
		ck_assert_uint_eq(inb(COUNT), 1);
	}
	/* The next one has no error. */
	outb(CMD, 0xe7);
	check_status(IDLE, true);
	ck_assert_uint_eq(inb(ERR), 0);
}
END_TEST

START_TEST(verify)
{
	command(VERIFY, LBA, 1000, 8);
	check_status(IDLE, true);
	ck_assert_uint_eq(address28(), 1007);
	command(0x41, LBA, 1000, 0);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 256 - 8);
	command48(0x42, SECTORS, 1);
	check_error(IDNF);
}
END_TEST

START_TEST(seek)
{
	command(SEEK, LBA, SECTORS - 1, 0);
	check_status(IDLE, true);
	command(SEEK, LBA, SECTORS, 0);
	check_error(IDNF);
	command_chs(SEEK, 0, 15, 63, 0);
	check_status(IDLE, true);
	command_chs(SEEK, 0, 15, 64, 0);
	check_error(IDNF);
}
END_TEST

START_TEST(translation)
{
	command(TRANSLATE, 0xa0, 1u << 24, 5); /* 2 heads, 5 sectors */
	check_status(IDLE, true);
	command_chs(READ, 1, 1, 5, 1);
	read_sector(19);
	command_chs(READ, 0, 0, 6, 1);
	check_error(IDNF);
	/* No sectors: refused, and the old one stays. */
	command(TRANSLATE, 0xa0, 15u << 24, 0);
	check_error(ABRT);
	command_chs(READ, 1, 0, 1, 1);
	read_sector(10);
	/* A cylinder larger than the disk: CHS reaches nothing, LBA all. */
	command(TRANSLATE, 0xa0, 15u << 24, 255);
	check_status(IDLE, true);
	command_chs(READ, 0, 0, 1, 1);
	check_error(IDNF);
	command(NATIVE_MAX, 0xa0, 0, 0);
	check_error(ABRT);
	command(READ, LBA, 10, 1);
	read_sector(10);
}
END_TEST

START_TEST(features)
{
	static const struct {
		uint8_t feature, mode;
		bool good;
	} table[] = {{0x02, 0, true},     {0x82, 0, true},     {0xaa, 0, true},     {0x55, 0, true},
		     {0x03, 0x00, true},  {0x03, 0x01, true},  {0x03, 0x08, true},  {0x03, 0x0c, true},
		     {0x03, 0x0d, false}, {0x03, 0x02, false}, {0x03, 0x20, false}, {0x03, 0x42, false},
		     {0x00, 0, false},    {0x01, 0, false},    {0x05, 1, false},    {0xff, 0, false}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		outb(FEAT, table[i].feature);
		command(SET_FEATURES, 0xa0, 0, table[i].mode);
		if (table[i].good)
			check_status(IDLE, true);
		else
			check_error(ABRT);
	}
}
END_TEST

static uint8_t power_mode(void)
{
	outb(CMD, 0xe5);
	check_status(IDLE, true);
	return inb(COUNT);
}

START_TEST(power)
{
	static const uint8_t standby[] = {0xe0, 0xe2};

	ck_assert_uint_eq(power_mode(), 0xff);
	for (size_t i = 0; i < sizeof standby; i++) {
		outb(CMD, standby[i]);
		ck_assert_uint_eq(power_mode(), 0x00);
		outb(CMD, 0xe3);
		ck_assert_uint_eq(power_mode(), 0xff);
		outb(CMD, standby[i]);
		command(READ, LBA, 0, 1);
		read_sector(0);
		ck_assert_uint_eq(power_mode(), 0xff);
	}
}
END_TEST

/* Only a reset wakes it. */
START_TEST(sleep_mode)
{
	outb(CMD, 0xe6);
	check_status(IDLE, true);
	outb(CMD, IDENTIFY);
	check_status(IDLE, false);
	outb(CMD, DIAGNOSE);
	check_status(IDLE, false);
	outb(CONTROL, SRST);
	outb(CONTROL, 0);
	check_signature();
	ck_assert_uint_eq(power_mode(), 0xff);
}
END_TEST

START_TEST(native_max)
{
	uint32_t count;

	command(NATIVE_MAX, LBA, 0, 0);
	check_status(IDLE, true);
	ck_assert_uint_eq(address28(), SECTORS - 1);
	command(NATIVE_MAX, 0xa0, 0, 0);
	check_status(IDLE, true);
	ck_assert_uint_eq(address28(), 15u << 24 | 63);
	command48(NATIVE_MAX_EXT, 0xffffffffffff, 0);
	check_status(IDLE, true);
	ck_assert_uint_eq(address48(&count), SECTORS - 1);
}
END_TEST

static TCase *rig_case(const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_add_checked_fixture(tc, setup, teardown);
	return tc;
}

static void add_register_tests(TCase *tc)
{
	tcase_add_test(tc, power_on);
	tcase_add_test(tc, registers_hold_what_is_written);
	tcase_add_test(tc, registers_are_two_deep);
	tcase_add_test(tc, wide_accesses_beside_the_data_port_are_bytes);
	tcase_add_test(tc, data_without_drq_is_ones);
	tcase_add_test(tc, the_slave_is_not_there);
	tcase_add_test(tc, a_second_one_is_refused);
	tcase_add_test(tc, software_reset);
	tcase_add_test(tc, reset_in_a_write_loses_the_block);
	tcase_add_test(tc, reset_with_the_slave_selected);
	tcase_add_test(tc, reset_restores_settings);
	tcase_add_test(tc, diagnostic);
	tcase_add_test(tc, status_acknowledges);
	tcase_add_test(tc, nien_masks);
	tcase_add_test(tc, intrq_is_the_selected_device_s);
	tcase_add_test(tc, a_command_acknowledges);
	tcase_add_test(tc, noise);
}

static void add_command_tests(TCase *tc)
{
	tcase_add_test(tc, identify_words);
	tcase_add_test(tc, identify_after_a_read_left_alone);
	tcase_add_test(tc, identify_shows_settings);
	tcase_add_test(tc, identify_of_a_large_disk);
	tcase_add_test(tc, what_ends_well);
	tcase_add_test(tc, what_is_aborted);
	tcase_add_test(tc, verify);
	tcase_add_test(tc, seek);
	tcase_add_test(tc, translation);
	tcase_add_test(tc, features);
	tcase_add_test(tc, power);
	tcase_add_test(tc, sleep_mode);
	tcase_add_test(tc, native_max);
}

Suite *suite_ata(void)
{
	Suite *suite = suite_create("ata");
	TCase *registers = rig_case("registers"), *commands = rig_case("commands");

	add_register_tests(registers);
	add_command_tests(commands);
	suite_add_tcase(suite, registers);
	suite_add_tcase(suite, commands);
	return suite;
}
