#include <string.h>

#include "base/buf.h"
#include "dev/pci.h"
#include "suites.h"

/* PCI Local Bus Specification 3.0, 3.2.2.3.2 (mechanism 1), 6.1 and 6.2.5.1 (BAR sizing); 290550, RC. */

static struct {
	struct bus bus;
	struct pci pci;
	struct pci_function plain, watched;
	struct buf log;
} rig;

static void reset_set(void *owner, unsigned number, bool high)
{
	(void)owner;
	buf_printf(&rig.log, "reset%u=%d ", number, high);
}

/* Notes each changed byte with what it was and what all four of 0x40 are by then. */
static void noted(void *owner, uint8_t offset, uint8_t before)
{
	const struct pci_function *f = owner;

	buf_printf(&rig.log, "%02x:%02x(%02x%02x%02x%02x) ", offset, before, f->config[0x40], f->config[0x41],
		   f->config[0x42], f->config[0x43]);
}

static void setup(void)
{
	struct err err;
	struct line reset = {reset_set, NULL, 7};

	memset(&rig, 0, sizeof rig);
	ck_assert_int_eq(pci_attach(&rig.pci, &rig.bus, reset, &err), 0);
	pci_put(&rig.plain, 0, 4, 0x12345678);
	for (int i = 0x10; i < 0x14; i++)
		rig.plain.writable[i] = i == 0x10 ? 0xf0 : 0xff;
	pci_put(&rig.plain, 0xfc, 4, 0xa4a3a2a1);
	memset(rig.watched.writable, 0xff, PCI_CONFIG_BYTES);
	rig.watched.writable[0x42] = 0x0f;
	rig.watched.changed = noted;
	rig.watched.owner = &rig.watched;
	ck_assert_int_eq(pci_add(&rig.pci, 0, 0, &rig.plain, &err), 0);
	ck_assert_int_eq(pci_add(&rig.pci, 31, 7, &rig.watched, &err), 0);
}

static void teardown(void)
{
	buf_fini(&rig.log);
}

static uint32_t in(uint16_t port, uint8_t size_bytes)
{
	uint32_t value = 0;

	bus_read(&rig.bus, port, size_bytes, &value);
	return value;
}

static void out(uint16_t port, uint8_t size_bytes, uint32_t value)
{
	bus_write(&rig.bus, port, size_bytes, value);
}

START_TEST(the_address_is_a_dword_without_its_reserved_bits)
{
	ck_assert_uint_eq(in(0xcf8, 4), 0);
	out(0xcf8, 4, 0xffffffff);
	ck_assert_uint_eq(in(0xcf8, 4), 0x80fffffc);
	out(0xcf8, 4, 0x80001234);
	ck_assert_uint_eq(in(0xcf8, 4), 0x80001234);
}
END_TEST

START_TEST(narrow_accesses_are_not_the_address)
{
	uint32_t value;

	out(0xcf8, 4, 0x80000010);
	for (uint16_t port = 0xcf8; port <= 0xcfb; port++) {
		bool is_reset_control = port == 0xcf9;

		ck_assert_int_eq(bus_read(&rig.bus, port, 1, &value), is_reset_control);
		ck_assert_uint_eq(value, is_reset_control ? 0 : 0xff);
		ck_assert_int_eq(bus_write(&rig.bus, port, 1, 0), is_reset_control);
	}
	ck_assert(!bus_read(&rig.bus, 0xcfa, 2, &value));
	ck_assert_uint_eq(value, 0xffff);
	ck_assert(!bus_write(&rig.bus, 0xcfa, 2, 0));
	out(0xcf8, 2, 0);
	ck_assert_uint_eq(in(0xcf8, 2), 0x00ff);
	ck_assert_uint_eq(in(0xcf8, 4), 0x80000010);
	ck_assert_str_eq(buf_str(&rig.log), "");
}
END_TEST

START_TEST(the_window_takes_all_widths)
{
	out(0xcf8, 4, 0x80000000);
	ck_assert_uint_eq(in(0xcfc, 4), 0x12345678);
	ck_assert_uint_eq(in(0xcfc, 2), 0x5678);
	ck_assert_uint_eq(in(0xcfd, 2), 0x3456);
	ck_assert_uint_eq(in(0xcfe, 2), 0x1234);
	ck_assert_uint_eq(in(0xcfc, 1), 0x78);
	ck_assert_uint_eq(in(0xcff, 1), 0x12);
	/* The low two bits of the address do not count. */
	out(0xcf8, 4, 0x80000003);
	ck_assert_uint_eq(in(0xcfc, 1), 0x78);
}
END_TEST

START_TEST(what_leaves_the_window_is_split)
{
	out(0xcf8, 4, 0x800000fc);
	ck_assert_uint_eq(in(0xcfc, 4), 0xa4a3a2a1);
	ck_assert_uint_eq(in(0xcff, 2), 0xffa4);
	ck_assert_uint_eq(in(0xcfe, 4), 0xffffa4a3);
	ck_assert_uint_eq(in(0xcfa, 4), 0xa2a1ffff);
	out(0xcf8, 4, 0x8000ff40);
	out(0xcff, 4, 0xeeddccbb);
	out(0xcfb, 2, 0xaa99);
	ck_assert_uint_eq(in(0xcfc, 4), 0xbb0000aa);
	ck_assert_uint_eq(in(0xcf8, 4), 0x8000ff40);
}
END_TEST

START_TEST(without_bit_31_the_window_is_shut)
{
	uint32_t value;

	out(0xcf8, 4, 0x00000000);
	ck_assert_uint_eq(in(0xcfc, 4), 0xffffffff);
	ck_assert_uint_eq(in(0xcfd, 1), 0xff);
	out(0xcf8, 4, 0x0000ff40);
	bus_write(&rig.bus, 0xcfc, 4, 0x11111111);
	out(0xcf8, 4, 0x8000ff40);
	ck_assert(bus_read(&rig.bus, 0xcfc, 4, &value));
	ck_assert_uint_eq(value, 0);
}
END_TEST

START_TEST(who_is_not_there_reads_as_ones)
{
	/* Another function, another device, another bus. */
	static const uint32_t nobody[] = {0x80000100, 0x80000800, 0x80010000, 0x80ff0000, 0x8000fe00};

	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
		uint32_t value = 0;

		out(0xcf8, 4, nobody[i]);
		ck_assert(bus_read(&rig.bus, 0xcfc, 4, &value));
		ck_assert_uint_eq(value, 0xffffffff);
		ck_assert(bus_write(&rig.bus, 0xcfc, 4, 0));
		ck_assert_uint_eq(in(0xcfe, 1), 0xff);
	}
	out(0xcf8, 4, 0x80000000);
	ck_assert_uint_eq(in(0xcfc, 4), 0x12345678);
}
END_TEST

START_TEST(masks_size_a_bar_and_keep_what_is_fixed)
{
	out(0xcf8, 4, 0x80000010);
	out(0xcfc, 4, 0xffffffff);
	ck_assert_uint_eq(in(0xcfc, 4), 0xfffffff0);
	out(0xcfc, 4, 0xe0000008);
	ck_assert_uint_eq(in(0xcfc, 4), 0xe0000000);
	out(0xcfe, 1, 0x12);
	ck_assert_uint_eq(in(0xcfc, 4), 0xe0120000);
	out(0xcf8, 4, 0x80000000);
	out(0xcfc, 4, 0);
	ck_assert_uint_eq(in(0xcfc, 4), 0x12345678);
}
END_TEST

START_TEST(changed_bytes_are_told_after_the_whole_write)
{
	out(0xcf8, 4, 0x8000ff40);
	out(0xcfc, 4, 0x44330022); /* 0x41 stays; of 0x42 only the low half is taken */
	ck_assert_str_eq(buf_str(&rig.log), "40:00(22000344) 42:00(22000344) 43:00(22000344) ");
	buf_clear(&rig.log);
	out(0xcfc, 4, 0x44f30022);
	ck_assert_str_eq(buf_str(&rig.log), "");
	out(0xcfd, 1, 0x11);
	ck_assert_str_eq(buf_str(&rig.log), "41:00(22110344) ");
}
END_TEST

START_TEST(rcpu_resets_when_it_goes_up)
{
	out(0xcf9, 1, 0x02);
	ck_assert_uint_eq(in(0xcf9, 1), 0x02);
	ck_assert_str_eq(buf_str(&rig.log), "");
	out(0xcf9, 1, 0x06);
	ck_assert_str_eq(buf_str(&rig.log), "reset7=1 reset7=0 ");
	out(0xcf9, 1, 0x06);
	out(0xcf9, 1, 0xf9);
	ck_assert_uint_eq(in(0xcf9, 1), 0);
	ck_assert_str_eq(buf_str(&rig.log), "reset7=1 reset7=0 ");
	buf_clear(&rig.log);
	out(0xcf9, 1, 0x04);
	ck_assert_str_eq(buf_str(&rig.log), "reset7=1 reset7=0 ");
	/* A dword at 0xCF8 is the address, whatever its second byte. */
	buf_clear(&rig.log);
	out(0xcf9, 1, 0);
	out(0xcf8, 4, 0x80000604);
	ck_assert_str_eq(buf_str(&rig.log), "");
}
END_TEST

START_TEST(places_are_checked)
{
	struct pci_function more[PCI_FUNCTIONS_MAX];
	struct err err;

	ck_assert_int_eq(pci_add(&rig.pci, 0, 0, &more[0], &err), -1);
	ck_assert_str_eq(err.text, "PCI: two functions at 00:00.0");
	ck_assert_int_eq(pci_add(&rig.pci, 32, 0, &more[0], &err), -1);
	ck_assert_int_eq(pci_add(&rig.pci, 1, 8, &more[0], &err), -1);
	for (uint8_t i = 0; i < PCI_FUNCTIONS_MAX - 2; i++)
		ck_assert_int_eq(pci_add(&rig.pci, 2, i, &more[i], &err), 0);
	ck_assert_int_eq(pci_add(&rig.pci, 3, 0, &more[7], &err), -1);
	ck_assert_str_eq(err.text, "PCI: more than 8 functions");
}
END_TEST

START_TEST(ports_in_use_are_an_error)
{
	struct pci again;
	struct err err;

	ck_assert_int_eq(pci_attach(&again, &rig.bus, (struct line){0}, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0xcf8");
}
END_TEST

Suite *suite_pci(void)
{
	Suite *suite = suite_create("pci");
	TCase *tc = tcase_create("mechanism 1");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_address_is_a_dword_without_its_reserved_bits);
	tcase_add_test(tc, narrow_accesses_are_not_the_address);
	tcase_add_test(tc, the_window_takes_all_widths);
	tcase_add_test(tc, what_leaves_the_window_is_split);
	tcase_add_test(tc, without_bit_31_the_window_is_shut);
	tcase_add_test(tc, who_is_not_there_reads_as_ones);
	tcase_add_test(tc, masks_size_a_bar_and_keep_what_is_fixed);
	tcase_add_test(tc, changed_bytes_are_told_after_the_whole_write);
	tcase_add_test(tc, rcpu_resets_when_it_goes_up);
	tcase_add_test(tc, places_are_checked);
	tcase_add_test(tc, ports_in_use_are_an_error);
	suite_add_tcase(suite, tc);
	return suite;
}
