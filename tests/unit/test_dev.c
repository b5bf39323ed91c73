#include <string.h>

#include "dev/bus.h"
#include "dev/debug_ports.h"
#include "dev/sink.h"
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
	ck_assert(!bus_has(&bus, 0xff) && bus_has(&bus, 0x100) && bus_has(&bus, 0x107) &&
		  !bus_has(&bus, 0x108));
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

/* The debug ports on a bus of their own. */
struct rig {
	struct bus bus;
	struct sink_budget budget;
	struct sink console, post;
	struct debug_ports ports;
};

static struct rig rig;

static int rig_attach(struct debug_port console, struct debug_port post, struct err *err)
{
	const struct debug_ports_config config = {&rig.console, &rig.post, console, post};

	rig.bus = (struct bus){0};
	return debug_ports_attach(&rig.ports, &rig.bus, &config, err);
}

static void rig_setup(void)
{
	struct err err;

	rig = (struct rig){.budget = {.left_bytes = 4 << 20}};
	rig.console.budget = rig.post.budget = &rig.budget;
	ck_assert_int_eq(rig_attach((struct debug_port){0}, (struct debug_port){0}, &err), 0);
}

static void rig_teardown(void)
{
	buf_fini(&rig.console.bytes);
	buf_fini(&rig.post.bytes);
}

static uint32_t in(uint16_t port, uint8_t size_bytes)
{
	uint32_t value;

	bus_read(&rig.bus, port, size_bytes, &value);
	return value;
}

static void out(uint16_t port, uint8_t size_bytes, uint32_t value)
{
	ck_assert(bus_write(&rig.bus, port, size_bytes, value));
}

START_TEST(console_ports)
{
	out(0xe9, 1, 'a');
	out(0x01, 1, 'b');
	/* The high byte goes to port 0xea, where nobody is. */
	out(0xe9, 2, 'x' << 8 | 'c');
	ck_assert_str_eq(buf_str(&rig.console.bytes), "abc");
	ck_assert_uint_eq(in(0xe9, 1), 0xe9);
	ck_assert_uint_eq(in(0x01, 1), 0xff);
}
END_TEST

START_TEST(post_port_reads_back)
{
	ck_assert_uint_eq(in(0x80, 1), 0);
	out(0x80, 1, 0x55);
	out(0x80, 1, 0xaa);
	ck_assert_uint_eq(in(0x80, 1), 0xaa);
	ck_assert_uint_eq(rig.post.bytes.len, 2);
	ck_assert_mem_eq(rig.post.bytes.data, "\x55\xaa", 2);
}
END_TEST

/* A stream that moved leaves its usual places free, and the other one alone. */
START_TEST(ports_that_a_machine_moves)
{
	struct err err;

	ck_assert_int_eq(rig_attach((struct debug_port){true, 0x402, 8}, (struct debug_port){0}, &err), 0);
	ck_assert(!bus_write(&rig.bus, 0xe9, 1, 'x'));
	ck_assert(!bus_write(&rig.bus, 0x01, 1, 'x'));
	ck_assert_uint_eq(in(0xe9, 1), 0xff);
	ck_assert_uint_eq(in(0x402, 1), 0xe9);
	ck_assert_uint_eq(in(0x402, 2), 0xffe9);
	out(0x402, 1, 'a');
	out(0x402, 2, 'x' << 8 | 'b');
	out(0x401, 4, 'x' << 16 | 'c' << 8 | 'x');
	out(0x80, 1, 1);

	ck_assert_int_eq(rig_attach((struct debug_port){0}, (struct debug_port){true, 0x84, 8}, &err), 0);
	ck_assert(!bus_write(&rig.bus, 0x80, 1, 9));
	out(0x84, 1, 2);
	out(0x84, 2, 0x0903);
	ck_assert_uint_eq(in(0x84, 1), 3);
	out(0xe9, 1, 'd');
	ck_assert_str_eq(buf_str(&rig.console.bytes), "abcd");
	ck_assert_str_eq(buf_str(&rig.post.bytes), "\1\2\3");
}
END_TEST

START_TEST(word_console_port)
{
	struct err err;

	ck_assert_int_eq(rig_attach((struct debug_port){true, 0xffff, 16}, (struct debug_port){0}, &err), 0);
	out(0xffff, 2, 'b' << 8 | 'a');
	out(0xffff, 1, 'c');
	out(0xffff, 4, 'x' << 24 | 'x' << 16 | 'e' << 8 | 'd');
	ck_assert_str_eq(buf_str(&rig.console.bytes), "abcde");
	ck_assert(!bus_write(&rig.bus, 0, 1, 'x'));
	ck_assert_uint_eq(in(0xffff, 1), 0xe9);
	ck_assert_uint_eq(in(0xffff, 2), 0x00e9);
	ck_assert_uint_eq(in(0xffff, 4), 0xffff00e9);
}
END_TEST

START_TEST(word_post_port)
{
	struct err err;

	ck_assert_int_eq(rig_attach((struct debug_port){0}, (struct debug_port){true, 0x190, 16}, &err), 0);
	ck_assert_uint_eq(in(0x190, 2), 0);
	out(0x190, 2, 0x1234);
	ck_assert_uint_eq(in(0x190, 2), 0x1234);
	ck_assert_uint_eq(in(0x190, 1), 0x34);
	ck_assert_uint_eq(in(0x190, 4), 0xffff1234);
	ck_assert_uint_eq(rig.ports.post_last, 0x1234);
	out(0x190, 1, 0x56);
	ck_assert_uint_eq(in(0x190, 2), 0x0056);
	ck_assert_str_eq(buf_str(&rig.post.bytes), "\x34\x12\x56");
}
END_TEST

/* A word that the budget cuts in two leaves its low byte. */
START_TEST(word_port_in_the_budget)
{
	struct err err;

	ck_assert_int_eq(rig_attach((struct debug_port){true, 0xe9, 16}, (struct debug_port){0}, &err), 0);
	rig.budget.left_bytes = 1;
	out(0xe9, 2, 'b' << 8 | 'a');
	ck_assert(rig.budget.spent);
	ck_assert_str_eq(buf_str(&rig.console.bytes), "a");
}
END_TEST

START_TEST(two_streams_at_one_port)
{
	static const struct {
		struct debug_port console, post;
		const char *error;
	} table[] = {
		{{true, 0x80, 8}, {0}, "port bus: two devices at port 0x80"},
		{{0}, {true, 0x01, 8}, "port bus: two devices at port 0x1"},
		{{true, 0x300, 8}, {true, 0x300, 16}, "port bus: two devices at port 0x300"},
		{{true, 0xf4, 8}, {0}, "port bus: two devices at port 0xf4"},
		{{0}, {true, 0x501, 8}, "port bus: two devices at port 0x501"},
	};
	struct err err;

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		ck_assert_int_eq(rig_attach(table[i].console, table[i].post, &err), -1);
		ck_assert_str_eq(err.text, table[i].error);
	}
	/* Where the other one was, once that has moved. */
	ck_assert_int_eq(
		rig_attach((struct debug_port){true, 0x80, 8}, (struct debug_port){true, 0xe9, 8}, &err), 0);
}
END_TEST

/* What a CPU tester writes; under ASan too this takes no second, so no write costs what came before it. */
START_TEST(three_million_writes)
{
	for (uint32_t i = 0; i < 3000000; i++)
		bus_write(&rig.bus, 0x80, 1, i & 0xff);
	ck_assert_uint_eq(rig.post.bytes.len, 3000000);
	ck_assert_uint_eq(rig.post.bytes.data[2999999], 2999999 & 0xff);
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

static TCase *rig_case(const char *name)
{
	TCase *tc = tcase_create(name);

	tcase_add_checked_fixture(tc, rig_setup, rig_teardown);
	return tc;
}

Suite *suite_dev(void)
{
	Suite *suite = suite_create("dev");
	TCase *bus = tcase_create("bus"), *ports = rig_case("debug ports");

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
	tcase_add_test(ports, ports_that_a_machine_moves);
	tcase_add_test(ports, word_console_port);
	tcase_add_test(ports, word_post_port);
	tcase_add_test(ports, word_port_in_the_budget);
	tcase_add_test(ports, two_streams_at_one_port);
	tcase_add_test(ports, three_million_writes);
	suite_add_tcase(suite, bus);
	suite_add_tcase(suite, ports);
	return suite;
}
