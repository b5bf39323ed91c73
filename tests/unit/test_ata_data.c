#include "ata_rig.h"
#include "suites.h"

/* ---- reads (9.5): each block comes with DRQ and an interrupt, and nothing comes after the last */

START_TEST(read_sectors)
{
	command(READ, LBA, 18, 3);
	for (uint32_t lba = 18; lba < 21; lba++) {
		check_status(DRQ, true);
		read_sector(lba);
	}
	check_status(IDLE, false);
	ck_assert_uint_eq(address28(), 20);
	ck_assert_uint_eq(inb(COUNT), 0);
	ck_assert_uint_eq(inw(), 0xffff);
	ck_assert_uint_eq(ata_rig.edges, 3);
}
END_TEST

START_TEST(read_chs)
{
	command_chs(READ, 0, 0, 1, 1);
	read_sector(0);
	command_chs(0x21, 0, 0, 20, 1);
	read_sector(19);
	/* Over the end of a track. */
	ata_rig.image[0] = 0x99;
	command(WRITE, LBA, 63, 1);
	write_sector(0x6363);
	command_chs(READ, 0, 0, 63, 2);
	for (unsigned i = 0; i < 256; i++)
		ck_assert_uint_eq(inw(), 0);
	ck_assert_uint_eq(inw(), 0x6363);
	ck_assert_uint_eq(address28(), 1u << 24 | 1);
	ck_assert_uint_eq(inb(DEV), 0xa1);
}
END_TEST

START_TEST(count_0_is_256)
{
	command(READ, LBA, 0, 0);
	for (uint32_t lba = 0; lba < 256; lba++) {
		check_status(DRQ, true);
		read_sector(lba);
	}
	check_status(IDLE, false);
	ck_assert_uint_eq(address28(), 255);
}
END_TEST

/* 65536 sectors: all there are, and then the first one that is not. */
START_TEST(count_0_is_65536_with_48_bits)
{
	uint32_t count;

	command48(READ_EXT, 0, 0);
	for (uint32_t lba = 0; lba < SECTORS; lba++)
		read_sector(lba);
	check_error(IDNF);
	ck_assert_uint_eq(address48(&count), SECTORS);
	ck_assert_uint_eq(count, 65536 - SECTORS);
}
END_TEST

START_TEST(read_ext)
{
	uint32_t count;

	command48(READ_EXT, 3, 2);
	read_sector(3);
	read_sector(4);
	check_status(IDLE, true); /* the block's own: nobody read Status */
	ck_assert_uint_eq(address48(&count), 4);
	ck_assert_uint_eq(count, 0);
	/* The previous bytes are part of the address. */
	command48(READ_EXT, 0x010000000000, 0x1234);
	check_error(IDNF);
	ck_assert_uint_eq(address48(&count), 0x010000000000);
	ck_assert_uint_eq(count, 0x1234);
}
END_TEST

START_TEST(data_port_widths)
{
	command(READ, LBA, 2, 1);
	ck_assert_uint_eq(in(DATA, 1), 0x00); /* a whole word goes by */
	ck_assert_uint_eq(in(DATA, 2), 0x0301);
	ck_assert_uint_eq(in(DATA, 4), 0x03030302);
	/* From the port before: the byte that reaches the data port is an access of a byte. */
	ck_assert_uint_eq(in(DATA - 1, 2), 0x04ff);
	for (unsigned i = 5; i < 255; i++)
		ck_assert_uint_eq(inw(), 0x0300 | i);
	/* Half of it is past the end. */
	ck_assert_uint_eq(in(DATA, 4), 0xffff03ff);
	check_status(IDLE, true); /* the block's own: nobody read Status */
}
END_TEST

START_TEST(writes_during_a_read_are_lost)
{
	command(READ, LBA, 2, 1);
	write_sector(0x1234);
	check_status(DRQ, true);
	read_sector(2);
	check_unchanged();
}
END_TEST

START_TEST(registers_changed_during_a_read)
{
	command(READ, LBA, 2, 3);
	inw();
	outb(COUNT, 1);
	outb(LOW, 9);
	outb(DEV, 0xa0);
	for (unsigned i = 1; i < 256; i++)
		inw();
	read_sector(3);
	read_sector(4);
	check_status(IDLE, true); /* the block's own: nobody read Status */
}
END_TEST

START_TEST(slave_selected_during_a_read)
{
	command(READ, LBA, 2, 1);
	outb(DEV, SLAVE);
	ck_assert_uint_eq(inb(STATUS), 0);
	ck_assert_uint_eq(inw(), 0xffff);
	outb(CMD, READ); /* nobody's */
	outb(DEV, LBA);
	check_status(DRQ, true);
	read_sector(2);
	check_status(IDLE, false);
}
END_TEST

START_TEST(a_command_ends_a_transfer)
{
	command(READ, LBA, 2, 2);
	inw();
	command(READ, LBA, 7, 1);
	check_status(DRQ, true);
	read_sector(7);
	check_status(IDLE, false);
	command(WRITE, LBA, 2, 1);
	for (unsigned i = 0; i < 255; i++)
		outw(0x1234);
	outb(CMD, 0xe7);
	outw(0x1234);
	check_status(IDLE, true);
	check_unchanged();
	command(READ, LBA, 2, 1);
	outb(CMD, 0x00);
	check_error(ABRT);
	ck_assert_uint_eq(inw(), 0xffff);
}
END_TEST

/* ---- writes (9.6): the first block has no interrupt, and each ends with one */

START_TEST(write_sectors)
{
	command(WRITE, LBA, 5, 2);
	check_status(DRQ, false);
	write_sector(0x1111);
	check_status(DRQ, true);
	check_sector(5, 0x1111);
	write_sector(0x2222);
	check_status(IDLE, true);
	check_sector(6, 0x2222);
	ck_assert_uint_eq(address28(), 6);
	ck_assert_uint_eq(inb(COUNT), 0);
	outw(0x3333);
	command(READ, LBA, 7, 1);
	read_sector(7);
	ck_assert_uint_eq(ata_rig.image[5 * 512 + 1], 6);
}
END_TEST

START_TEST(write_chs_and_ext)
{
	command_chs(0x31, 0, 15, 63, 1);
	write_sector(0x1234);
	check_status(IDLE, true);
	check_sector(SECTORS - 1, 0x1234);
	command48(WRITE_EXT, SECTORS - 2, 1);
	check_status(DRQ, false);
	write_sector(0x5678);
	check_status(IDLE, true);
	check_sector(SECTORS - 2, 0x5678);
}
END_TEST

START_TEST(write_widths)
{
	uint8_t bytes[512];

	command(WRITE, LBA, 5, 1);
	outb(DATA, 0x12); /* the high byte is 0 */
	ck_assert(bus_write(&ata_rig.bus, DATA, 4, 0x89674523));
	for (unsigned i = 3; i < 255; i++)
		outw(0xeeee);
	ck_assert(bus_write(&ata_rig.bus, DATA, 4, 0xffffabcd));
	check_status(IDLE, true);
	ck_assert(disk_read(&ata_rig.disk, 5, bytes));
	ck_assert_mem_eq(bytes, "\x12\x00\x23\x45\x67\x89\xee", 7);
	ck_assert_mem_eq(bytes + 508, "\xee\xee\xcd\xab", 4);
	command(READ, LBA, 6, 1);
	read_sector(6);
}
END_TEST

START_TEST(reads_during_a_write_are_ones)
{
	command(WRITE, LBA, 5, 1);
	for (unsigned i = 0; i < 300; i++)
		ck_assert_uint_eq(inw(), 0xffff);
	check_status(DRQ, false);
	write_sector(0x1234);
	check_sector(5, 0x1234);
}
END_TEST

START_TEST(slave_selected_during_a_write)
{
	command(WRITE, LBA, 5, 1);
	outb(DEV, SLAVE);
	write_sector(0x9999);
	outb(DEV, LBA);
	check_status(DRQ, false);
	write_sector(0x1234);
	check_status(IDLE, true);
	check_sector(5, 0x1234);
}
END_TEST

START_TEST(registers_changed_during_a_write)
{
	command(WRITE, LBA, 5, 1);
	outb(LOW, 9);
	outb(DEV, 0xa0);
	write_sector(0x1234);
	check_sector(5, 0x1234);
	command(READ, LBA, 9, 1);
	read_sector(9);
}
END_TEST

/* ---- addresses that do not exist */

START_TEST(lba_at_the_end)
{
	command(READ, LBA, SECTORS - 1, 1);
	read_sector(SECTORS - 1);
	check_status(IDLE, true); /* the block's own: nobody read Status */
	command(READ, LBA, SECTORS, 1);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 1);
	ck_assert_uint_eq(inw(), 0xffff);
	command(WRITE, LBA, SECTORS, 1);
	check_error(IDNF);
	command(WRITE, LBA, 0x0fffffff, 1);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), 0x0fffffff);
	check_unchanged();
}
END_TEST

START_TEST(over_the_end)
{
	command(READ, LBA, SECTORS - 2, 5);
	read_sector(SECTORS - 2);
	check_status(DRQ, true);
	read_sector(SECTORS - 1);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 3);
	command(WRITE, LBA, SECTORS - 1, 3);
	check_status(DRQ, false);
	write_sector(0x1234);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 2);
	check_sector(SECTORS - 1, 0x1234);
}
END_TEST

START_TEST(chs_that_is_not_there)
{
	static const struct {
		unsigned cylinder, head, sector;
	} bad[] = {{0, 0, 0}, {0, 1, 0}, {0, 0, 64}, {0, 0, 255}, {1, 0, 1}, {0xffff, 15, 63}};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		command_chs(READ, bad[i].cylinder, bad[i].head, bad[i].sector, 1);
		check_error(IDNF);
		ck_assert_uint_eq(address28(), bad[i].head << 24 | bad[i].cylinder << 8 | bad[i].sector);
	}
	command(TRANSLATE, 0xa0, 3u << 24, 63);
	command_chs(READ, 0, 4, 1, 1);
	check_error(IDNF);
	/* From the last sector on to the next cylinder. */
	command_chs(READ, 3, 3, 63, 2);
	read_sector(SECTORS - 1);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), 4 << 8 | 1);
}
END_TEST

/* A geometry of the case may cover less than the image. */
START_TEST(chs_covers_its_geometry)
{
	teardown();
	attach((struct disk_geometry){2, 2, 3});
	ck_assert_uint_eq(ata_rig.disk.sectors, 24);
	command_chs(READ, 1, 1, 3, 1);
	read_sector(11);
	check_status(IDLE, true);
	command_chs(READ, 2, 0, 1, 1);
	check_error(IDNF);
	command_chs(READ, 1, 1, 3, 2);
	read_sector(11);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), 2 << 8 | 1);
	/* Asking for the default translation gives it, not one that covers the image. */
	command(TRANSLATE, 0xa0, 1u << 24, 3);
	command_chs(READ, 2, 0, 1, 1);
	check_error(IDNF);
	command(READ, LBA, 12, 1);
	read_sector(12);
	command(READ, LBA, 24, 1);
	check_error(IDNF);
}
END_TEST

/* ---- blocks of several sectors */

START_TEST(multiple_is_off_at_first)
{
	command(READ_MULTIPLE, LBA, 0, 1);
	check_error(ABRT);
	command48(0x39, 0, 1);
	check_error(ABRT);
}
END_TEST

START_TEST(set_multiple)
{
	for (unsigned count = 0; count < 256; count++) {
		bool good = count == 0 || count == 1 || count == 2 || count == 4 || count == 8 || count == 16;

		command(SET_MULTIPLE, 0xa0, 0, (uint8_t)count);
		if (good)
			check_status(IDLE, true);
		else
			check_error(ABRT);
		command(READ_MULTIPLE, LBA, 0, 1);
		if (good && count)
			check_status(DRQ, true);
		else
			check_error(ABRT);
	}
}
END_TEST

/* An interrupt a block; the last one is shorter. */
START_TEST(read_multiple)
{
	for (unsigned ext = 0; ext < 2; ext++) {
		command(SET_MULTIPLE, 0xa0, 0, 4);
		if (ext)
			command48(0x29, 3, 6);
		else
			command(READ_MULTIPLE, LBA, 3, 6);
		check_status(DRQ, true);
		for (uint32_t lba = 3; lba < 7; lba++)
			read_sector(lba);
		check_status(DRQ, true);
		read_sector(7);
		check_status(DRQ, false);
		read_sector(8);
		check_status(IDLE, false);
		ck_assert_uint_eq(inb(LOW), 8);
	}
}
END_TEST

START_TEST(read_multiple_ext_has_48_bits)
{
	command(SET_MULTIPLE, 0xa0, 0, 4);
	command48(0x29, 0x010000000000, 1);
	check_error(IDNF);
}
END_TEST

START_TEST(write_multiple)
{
	command(SET_MULTIPLE, 0xa0, 0, 2);
	command(WRITE_MULTIPLE, LBA, 30, 3);
	check_status(DRQ, false);
	write_sector(0x1111);
	check_status(DRQ, false);
	write_sector(0x2222);
	check_status(DRQ, true);
	write_sector(0x3333);
	check_status(IDLE, true);
	check_sector(30, 0x1111);
	check_sector(31, 0x2222);
	check_sector(32, 0x3333);
	command48(0x39, 40, 2);
	write_sector(0x4444);
	write_sector(0x5555);
	check_status(IDLE, true);
	check_sector(41, 0x5555);
}
END_TEST

START_TEST(multiple_over_the_end)
{
	command(SET_MULTIPLE, 0xa0, 0, 4);
	command(READ_MULTIPLE, LBA, SECTORS - 6, 8);
	for (uint32_t i = 0; i < 4; i++)
		read_sector(SECTORS - 6 + i);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 2);
	command(WRITE_MULTIPLE, LBA, SECTORS - 1, 2);
	check_status(DRQ, false);
	write_sector(0x1111);
	write_sector(0x2222);
	check_error(IDNF);
	ck_assert_uint_eq(address28(), SECTORS);
	ck_assert_uint_eq(inb(COUNT), 1);
	check_sector(SECTORS - 1, 0x1111);
}
END_TEST

static TCase *rig_case(const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_add_checked_fixture(tc, setup, teardown);
	return tc;
}

static void add_data_tests(TCase *tc)
{
	tcase_add_test(tc, read_sectors);
	tcase_add_test(tc, read_chs);
	tcase_add_test(tc, count_0_is_256);
	tcase_add_test(tc, count_0_is_65536_with_48_bits);
	tcase_add_test(tc, read_ext);
	tcase_add_test(tc, data_port_widths);
	tcase_add_test(tc, writes_during_a_read_are_lost);
	tcase_add_test(tc, registers_changed_during_a_read);
	tcase_add_test(tc, slave_selected_during_a_read);
	tcase_add_test(tc, a_command_ends_a_transfer);
	tcase_add_test(tc, write_sectors);
	tcase_add_test(tc, write_chs_and_ext);
	tcase_add_test(tc, write_widths);
	tcase_add_test(tc, reads_during_a_write_are_ones);
	tcase_add_test(tc, slave_selected_during_a_write);
	tcase_add_test(tc, registers_changed_during_a_write);
}

static void add_end_tests(TCase *tc)
{
	tcase_add_test(tc, lba_at_the_end);
	tcase_add_test(tc, over_the_end);
	tcase_add_test(tc, chs_that_is_not_there);
	tcase_add_test(tc, chs_covers_its_geometry);
	tcase_add_test(tc, multiple_is_off_at_first);
	tcase_add_test(tc, set_multiple);
	tcase_add_test(tc, read_multiple);
	tcase_add_test(tc, read_multiple_ext_has_48_bits);
	tcase_add_test(tc, write_multiple);
	tcase_add_test(tc, multiple_over_the_end);
}

Suite *suite_ata_data(void)
{
	Suite *suite = suite_create("ata_data");
	TCase *data = rig_case("data"), *end = rig_case("ends and blocks");

	add_data_tests(data);
	add_end_tests(end);
	suite_add_tcase(suite, data);
	suite_add_tcase(suite, end);
	return suite;
}
