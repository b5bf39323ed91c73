#include <string.h>

#include "dev/bus.h"
#include "dev/debug_ports.h"
#include "dev/sink.h"
#include "dev/uart.h"
#include "suites.h"

/* ---- the bus */

/* Notes each access as "r0 " or "w2=5a ". */
struct probe {
	struct buf log;
};

static uint8_t probe_read(void *owner, uint16_t offset)
{
	buf_printf(&((struct probe *)owner)->log, "r%u ", offset);
	return (uint8_t)(0x10 + offset);
}

static void probe_write(void *owner, uint16_t offset, uint8_t value)
{
	buf_printf(&((struct probe *)owner)->log, "w%u=%02x ", offset, value);
}

static bool probe_write_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	if (offset)
		return false;
	buf_printf(&((struct probe *)owner)->log, "W%u=%x ", size_bytes, value);
	return true;
}

static const struct bus_ops narrow_ops = {.read = probe_read, .write = probe_write};
static const struct bus_ops wide_ops = {.write = probe_write, .write_wide = probe_write_wide};
static const struct bus_ops read_ops = {.read = probe_read};

static void attach(struct bus *bus, uint16_t first, uint16_t count, const struct bus_ops *ops,
		   struct probe *probe)
{
	struct err err;

	ck_assert_msg(bus_attach(bus, first, count, ops, probe, &err) == 0, "%s", err.text);
}

START_TEST(nobody_answers_with_ones)
{
	static const uint32_t ones[] = {[1] = 0xff, [2] = 0xffff, [4] = 0xffffffff};
	struct bus bus = {0};

	for (uint8_t size = 1; size <= 4; size *= 2) {
		uint32_t value = 0;

		ck_assert(!bus_read(&bus, 0x7000, size, &value));
		ck_assert_uint_eq(value, ones[size]);
		ck_assert(!bus_write(&bus, 0x7000, size, 0));
	}
}
END_TEST

START_TEST(wide_accesses_reach_consecutive_ports)
{
	struct bus bus = {0};
	struct probe probe = {0};
	uint32_t value;

	attach(&bus, 0x100, 3, &narrow_ops, &probe);
	ck_assert(bus_read(&bus, 0x100, 2, &value));
	ck_assert_uint_eq(value, 0x1110);
	/* The fourth port is nobody's. */
	ck_assert(bus_read(&bus, 0x100, 4, &value));
	ck_assert_uint_eq(value, 0xff121110);
	ck_assert(bus_write(&bus, 0x101, 4, 0xddccbbaa));
	/* The first two are nobody's. */
	ck_assert(bus_read(&bus, 0xfe, 4, &value));
	ck_assert_uint_eq(value, 0x1110ffff);
	ck_assert_str_eq(buf_str(&probe.log), "r0 r1 r0 r1 r2 w1=aa w2=bb r0 r1 ");
	buf_fini(&probe.log);
}
END_TEST

START_TEST(ports_end_at_ffff_and_go_on_at_0)
{
	struct bus bus = {0};
	struct probe low = {0}, high = {0};
	uint32_t value;

	attach(&bus, 0, 1, &narrow_ops, &low);
	attach(&bus, 0xffff, 1, &narrow_ops, &high);
	ck_assert(bus_read(&bus, 0xffff, 2, &value));
	ck_assert_uint_eq(value, 0x1010);
	ck_assert_str_eq(buf_str(&low.log), "r0 ");
	ck_assert_str_eq(buf_str(&high.log), "r0 ");
	buf_fini(&low.log);
	buf_fini(&high.log);
}
END_TEST

START_TEST(a_wide_write_is_whole_at_offset_0_only)
{
	struct bus bus = {0};
	struct probe probe = {0};

	attach(&bus, 0x100, 2, &wide_ops, &probe);
	ck_assert(bus_write(&bus, 0x100, 4, 0x12345678));
	ck_assert(bus_write(&bus, 0x100, 1, 0x9a));
	ck_assert(bus_write(&bus, 0x101, 2, 0xbeef));
	ck_assert_str_eq(buf_str(&probe.log), "W4=12345678 W1=9a w1=ef ");
	buf_fini(&probe.log);
}
END_TEST

START_TEST(what_a_device_lacks_is_not_answered)
{
	struct bus bus = {0};
	struct probe probe = {0};
	uint32_t value;

	attach(&bus, 0x100, 1, &read_ops, &probe);
	attach(&bus, 0x200, 1, &wide_ops, &probe);
	ck_assert(!bus_write(&bus, 0x100, 1, 0));
	ck_assert(!bus_read(&bus, 0x200, 1, &value));
	ck_assert_uint_eq(value, 0xff);
	ck_assert_uint_eq(probe.log.len, 0);
}
END_TEST

START_TEST(overlaps_are_refused)
{
	struct bus bus = {0};
	struct probe probe = {0};
	struct err err;

	attach(&bus, 0x100, 8, &narrow_ops, &probe);
	ck_assert_int_eq(bus_attach(&bus, 0x107, 1, &narrow_ops, &probe, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x107");
	ck_assert_int_eq(bus_attach(&bus, 0xf9, 8, &narrow_ops, &probe, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x100");
	ck_assert_uint_eq(bus.count, 1);
	attach(&bus, 0x108, 1, &narrow_ops, &probe);
	attach(&bus, 0xf8, 8, &narrow_ops, &probe);
}
END_TEST

START_TEST(a_full_bus_is_an_error)
{
	struct bus bus = {0};
	struct probe probe = {0};
	struct err err;

	for (uint16_t i = 0; i < BUS_DEVICES_MAX; i++)
		attach(&bus, i, 1, &narrow_ops, &probe);
	ck_assert_int_eq(bus_attach(&bus, 0x1000, 1, &narrow_ops, &probe, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "more than"));
}
END_TEST

/* ---- sinks and the debug ports */

START_TEST(sinks_share_a_budget)
{
	struct sink_budget budget = {.left_bytes = 3};
	struct sink a = {.budget = &budget}, b = {.budget = &budget};

	sink_put(&a, 'x');
	sink_put(&b, 'y');
	sink_put(&a, 'z');
	ck_assert(!budget.spent);
	sink_put(&b, '!');
	ck_assert(budget.spent);
	sink_put(&a, '!');
	ck_assert_str_eq(buf_str(&a.bytes), "xz");
	ck_assert_str_eq(buf_str(&b.bytes), "y");
	buf_fini(&a.bytes);
	buf_fini(&b.bytes);
}
END_TEST

/* A machine of the debug ports and COM1 at 0x3f8. */
struct rig {
	struct bus bus;
	struct sink_budget budget;
	struct sink console, serial, post;
	struct debug_ports ports;
	struct uart uart;
};

static struct rig rig;

static void rig_setup(void)
{
	struct err err;

	rig = (struct rig){.budget = {.left_bytes = 1000}};
	rig.console.budget = rig.serial.budget = rig.post.budget = &rig.budget;
	ck_assert_int_eq(debug_ports_attach(&rig.ports, &rig.bus, &rig.console, &rig.post, &err), 0);
	ck_assert_int_eq(uart_attach(&rig.uart, &rig.bus, 0x3f8, &rig.serial, &err), 0);
}

static void rig_teardown(void)
{
	buf_fini(&rig.console.bytes);
	buf_fini(&rig.serial.bytes);
	buf_fini(&rig.post.bytes);
}

static uint32_t in(uint16_t port, uint8_t size_bytes)
{
	uint32_t value;

	bus_read(&rig.bus, port, size_bytes, &value);
	return value;
}

START_TEST(console_ports)
{
	ck_assert(bus_write(&rig.bus, 0xe9, 1, 'a'));
	ck_assert(bus_write(&rig.bus, 0x01, 1, 'b'));
	/* The high byte goes to port 0xea, where nobody is. */
	ck_assert(bus_write(&rig.bus, 0xe9, 2, 'x' << 8 | 'c'));
	ck_assert_str_eq(buf_str(&rig.console.bytes), "abc");
	ck_assert_uint_eq(in(0xe9, 1), 0xe9);
	ck_assert_uint_eq(in(0x01, 1), 0xff);
}
END_TEST

START_TEST(post_port_reads_back)
{
	ck_assert_uint_eq(in(0x80, 1), 0);
	bus_write(&rig.bus, 0x80, 1, 0x55);
	bus_write(&rig.bus, 0x80, 1, 0xaa);
	ck_assert_uint_eq(in(0x80, 1), 0xaa);
	ck_assert_uint_eq(rig.post.bytes.len, 2);
	ck_assert_mem_eq(rig.post.bytes.data, "\x55\xaa", 2);
}
END_TEST

START_TEST(exit_ports_take_any_width)
{
	static const struct {
		uint16_t port;
		uint8_t size_bytes;
		uint32_t value;
	} writes[] = {{0xf4, 1, 0x12},
		      {0xf4, 2, 0x1234},
		      {0xf4, 4, 0x12345678},
		      {0x501, 1, 0},
		      {0x501, 4, 0xffffffff}};

	for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
		rig.ports.exited = false;
		ck_assert(bus_write(&rig.bus, writes[i].port, writes[i].size_bytes, writes[i].value));
		ck_assert(rig.ports.exited);
		ck_assert_uint_eq(rig.ports.exit_value, writes[i].value);
	}
	rig.ports.exited = false;
	ck_assert(!bus_write(&rig.bus, 0xf5, 1, 1));
	ck_assert(!bus_write(&rig.bus, 0x500, 1, 1));
	ck_assert(!rig.ports.exited);
}
END_TEST

/* ---- the 16550: National Semiconductor PC16550D data sheet, June 1995 */

enum { RBR, IER, IIR, LCR, MCR, LSR, MSR, SCR, THR = RBR, DLL = RBR, DLM = IER, FCR = IIR };

static uint8_t rd(uint16_t offset)
{
	return (uint8_t)in((uint16_t)(0x3f8 + offset), 1);
}

static void wr(uint16_t offset, uint8_t value)
{
	ck_assert(bus_write(&rig.bus, (uint16_t)(0x3f8 + offset), 1, value));
}

/* Table 1, with a modem that is there and ready: DCD, DSR and CTS. */
START_TEST(uart_reset_values)
{
	ck_assert_uint_eq(rd(IER), 0);
	ck_assert_uint_eq(rd(IIR), 0x01);
	ck_assert_uint_eq(rd(LCR), 0);
	ck_assert_uint_eq(rd(MCR), 0);
	ck_assert_uint_eq(rd(LSR), 0x60);
	ck_assert_uint_eq(rd(MSR), 0xb0);
	ck_assert_uint_eq(rd(SCR), 0);
}
END_TEST

/* Table 2: bits 4 to 7 of IER and 5 to 7 of MCR are always 0; LCR and SCR hold all bits. */
START_TEST(uart_register_bits)
{
	wr(IER, 0xff);
	ck_assert_uint_eq(rd(IER), 0x0f);
	wr(MCR, 0xff);
	ck_assert_uint_eq(rd(MCR), 0x1f);
	wr(SCR, 0xa5);
	ck_assert_uint_eq(rd(SCR), 0xa5);
	wr(LCR, 0x7f);
	ck_assert_uint_eq(rd(LCR), 0x7f);
	wr(LSR, 0);
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

/* 8.1: DLAB shows the divisor latches in the place of the data and of IER. */
START_TEST(uart_divisor_latch)
{
	wr(IER, 0x01);
	wr(LCR, 0x83);
	wr(DLL, 0x0c);
	wr(DLM, 0x03);
	ck_assert_uint_eq(rd(DLL), 0x0c);
	ck_assert_uint_eq(rd(DLM), 0x03);
	wr(LCR, 0x03);
	ck_assert_uint_eq(rd(IER), 0x01);
	ck_assert_uint_eq(rig.serial.bytes.len, 0);
	wr(THR, 'x');
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "x");
	wr(LCR, 0x80);
	ck_assert_uint_eq(rd(DLL), 0x0c);
	ck_assert_uint_eq(rd(DLM), 0x03);
}
END_TEST

/* 8.5, 8.6: bits 6 and 7 of IIR tell that FCR bit 0 is set; the other bits of FCR count only together with
 * it. */
START_TEST(uart_fifo_enable)
{
	wr(FCR, 0xc0);
	ck_assert_uint_eq(rd(IIR), 0x01);
	wr(FCR, 0x01);
	ck_assert_uint_eq(rd(IIR), 0xc1);
	wr(FCR, 0xc7);
	ck_assert_uint_eq(rd(IIR), 0xc1);
	wr(FCR, 0x00);
	ck_assert_uint_eq(rd(IIR), 0x01);
}
END_TEST

/* 8.6: in loopback the output is disconnected, and what is sent is received. */
START_TEST(uart_loopback_data)
{
	wr(MCR, 0x10);
	ck_assert_uint_eq(rd(LSR) & 0x01, 0);
	wr(THR, 0xa5);
	ck_assert_uint_eq(rd(LSR), 0x61);
	ck_assert_uint_eq(rd(RBR), 0xa5);
	ck_assert_uint_eq(rd(LSR), 0x60);
	ck_assert_uint_eq(rig.serial.bytes.len, 0);
	wr(MCR, 0);
	wr(THR, 'x');
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "x");
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

/* 8.6: DTR, RTS, OUT1 and OUT2 are DSR, CTS, RI and DCD. */
START_TEST(uart_loopback_modem_lines)
{
	static const struct {
		uint8_t mcr, lines;
	} table[] = {{0x10, 0x00}, {0x11, 0x20}, {0x12, 0x10}, {0x14, 0x40}, {0x18, 0x80}, {0x1f, 0xf0}};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		wr(MCR, table[i].mcr);
		ck_assert_uint_eq(rd(MSR) & 0xf0, table[i].lines);
	}
}
END_TEST

/* 8.7: delta bits tell what changed since the last read, and reading clears them; RI counts where it goes
 * off. */
START_TEST(uart_modem_deltas)
{
	wr(MCR, 0x10);
	ck_assert_uint_eq(rd(MSR), 0x0b); /* DCD, DSR and CTS went off */
	ck_assert_uint_eq(rd(MSR), 0x00);
	wr(MCR, 0x11);
	ck_assert_uint_eq(rd(MSR), 0x22); /* DSR */
	wr(MCR, 0x12);
	ck_assert_uint_eq(rd(MSR), 0x13); /* CTS on, DSR off */
	wr(MCR, 0x18);
	ck_assert_uint_eq(rd(MSR), 0x89); /* DCD on, CTS off */
	wr(MCR, 0x14);
	ck_assert_uint_eq(rd(MSR), 0x48); /* RI on: no delta of its own */
	wr(MCR, 0x10);
	ck_assert_uint_eq(rd(MSR), 0x04); /* its trailing edge */
	wr(MCR, 0x11);
	wr(MCR, 0x10);
	ck_assert_uint_eq(rd(MSR), 0x02); /* there and back is a change */
}
END_TEST

/* Table 5, the lowest priority: the modem status interrupt lasts until MSR is read. */
START_TEST(uart_modem_interrupt)
{
	wr(MCR, 0x10);
	ck_assert_uint_eq(rd(IIR), 0x01);
	wr(IER, 0x08);
	ck_assert_uint_eq(rd(IIR), 0x00);
	ck_assert_uint_eq(rd(IIR), 0x00);
	rd(MSR);
	ck_assert_uint_eq(rd(IIR), 0x01);
}
END_TEST

/* Table 5: the transmitter interrupt comes with its enabling, and goes with the read of IIR that shows it. */
START_TEST(uart_transmitter_interrupt)
{
	wr(IER, 0x02);
	ck_assert_uint_eq(rd(IIR), 0x02);
	ck_assert_uint_eq(rd(IIR), 0x01);
	wr(IER, 0x02); /* no change: not raised again */
	ck_assert_uint_eq(rd(IIR), 0x01);
	wr(THR, 'x'); /* leaves at once */
	ck_assert_uint_eq(rd(IIR), 0x02);
	ck_assert_uint_eq(rd(IIR), 0x01);
	wr(IER, 0x00);
	wr(IER, 0x02);
	ck_assert_uint_eq(rd(IIR), 0x02);
}
END_TEST

/* Table 5: line status, then received data, then the transmitter, then the modem; a read takes only what it
 * shows. */
START_TEST(uart_interrupt_priorities)
{
	wr(MCR, 0x10);
	wr(THR, 1);
	wr(THR, 2); /* without FIFOs: an overrun */
	wr(IER, 0x0f);
	ck_assert_uint_eq(rd(IIR), 0x06);
	ck_assert_uint_eq(rd(IIR), 0x06);
	ck_assert_uint_eq(rd(LSR), 0x63);
	ck_assert_uint_eq(rd(IIR), 0x04);
	ck_assert_uint_eq(rd(IIR), 0x04);
	ck_assert_uint_eq(rd(RBR), 2);
	ck_assert_uint_eq(rd(IIR), 0x02);
	ck_assert_uint_eq(rd(IIR), 0x00);
	ck_assert_uint_eq(rd(MSR), 0x0b);
	ck_assert_uint_eq(rd(IIR), 0x01);
}
END_TEST

/* 8.4: OE without FIFOs: the new character destroys the old one; reading LSR resets it. */
START_TEST(uart_overrun_without_fifos)
{
	wr(MCR, 0x10);
	wr(THR, 1);
	wr(THR, 2);
	ck_assert_uint_eq(rd(LSR), 0x63);
	ck_assert_uint_eq(rd(LSR), 0x61);
	ck_assert_uint_eq(rd(RBR), 2);
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

/* 8.4: OE with FIFOs: only when all sixteen are full, and the FIFO keeps what it has. */
START_TEST(uart_overrun_with_fifos)
{
	wr(MCR, 0x10);
	wr(FCR, 0x01);
	for (uint8_t i = 0; i < 16; i++)
		wr(THR, (uint8_t)(0x40 + i));
	ck_assert_uint_eq(rd(LSR), 0x61);
	wr(THR, 0xee);
	ck_assert_uint_eq(rd(LSR), 0x63);
	for (uint8_t i = 0; i < 16; i++)
		ck_assert_uint_eq(rd(RBR), 0x40 + i);
	ck_assert_uint_eq(rd(LSR), 0x60);
}
END_TEST

/* 8.5: switching FIFO mode empties the FIFOs, as FCR bit 1 does; without bit 0 bit 1 does nothing. */
START_TEST(uart_fifo_reset)
{
	wr(MCR, 0x10);
	wr(THR, 1);
	wr(FCR, 0x01);
	ck_assert_uint_eq(rd(LSR), 0x60);
	wr(THR, 1);
	wr(THR, 2);
	wr(FCR, 0x03);
	ck_assert_uint_eq(rd(LSR), 0x60);
	wr(THR, 3);
	wr(FCR, 0x01);
	ck_assert_uint_eq(rd(RBR), 3);
	wr(THR, 4);
	wr(FCR, 0x00);
	ck_assert_uint_eq(rd(LSR), 0x60);
	wr(THR, 5);
	wr(FCR, 0x02);
	ck_assert_uint_eq(rd(RBR), 5);
}
END_TEST

START_TEST(uart_output_is_in_the_budget)
{
	rig.budget.left_bytes = 1;
	wr(THR, 'x');
	ck_assert(!rig.budget.spent);
	wr(THR, 'y');
	ck_assert(rig.budget.spent);
	ck_assert_str_eq(buf_str(&rig.serial.bytes), "x");
}
END_TEST

static TCase *rig_case(const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_add_checked_fixture(tc, rig_setup, rig_teardown);
	return tc;
}

static void add_uart_tests(TCase *tc)
{
	tcase_add_test(tc, uart_reset_values);
	tcase_add_test(tc, uart_register_bits);
	tcase_add_test(tc, uart_divisor_latch);
	tcase_add_test(tc, uart_fifo_enable);
	tcase_add_test(tc, uart_loopback_data);
	tcase_add_test(tc, uart_loopback_modem_lines);
	tcase_add_test(tc, uart_modem_deltas);
	tcase_add_test(tc, uart_modem_interrupt);
	tcase_add_test(tc, uart_transmitter_interrupt);
	tcase_add_test(tc, uart_interrupt_priorities);
	tcase_add_test(tc, uart_overrun_without_fifos);
	tcase_add_test(tc, uart_overrun_with_fifos);
	tcase_add_test(tc, uart_fifo_reset);
	tcase_add_test(tc, uart_output_is_in_the_budget);
}

Suite *suite_dev(void)
{
	Suite *suite = suite_create("dev");
	TCase *bus = tcase_create("bus"), *ports = rig_case("debug ports"), *uart = rig_case("uart");

	tcase_add_test(bus, nobody_answers_with_ones);
	tcase_add_test(bus, wide_accesses_reach_consecutive_ports);
	tcase_add_test(bus, ports_end_at_ffff_and_go_on_at_0);
	tcase_add_test(bus, a_wide_write_is_whole_at_offset_0_only);
	tcase_add_test(bus, what_a_device_lacks_is_not_answered);
	tcase_add_test(bus, overlaps_are_refused);
	tcase_add_test(bus, a_full_bus_is_an_error);
	tcase_add_test(bus, sinks_share_a_budget);
	tcase_add_test(ports, console_ports);
	tcase_add_test(ports, post_port_reads_back);
	tcase_add_test(ports, exit_ports_take_any_width);
	add_uart_tests(uart);
	suite_add_tcase(suite, bus);
	suite_add_tcase(suite, ports);
	suite_add_tcase(suite, uart);
	return suite;
}
