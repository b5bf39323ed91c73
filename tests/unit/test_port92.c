#include "dev/port92.h"
#include "suites.h"

struct watch {
	bool a20;
	unsigned resets;
	bool reset_is_high;
};

enum { A20 = 7, RESET };

static void watch_set(void *owner, unsigned number, bool high)
{
	struct watch *watch = owner;

	if (number == A20)
		watch->a20 = high;
	else
		watch->resets += high && !watch->reset_is_high;
	if (number == RESET)
		watch->reset_is_high = high;
}

static void start(struct port92 *port, struct bus *bus, struct watch *watch)
{
	struct line a20 = {watch_set, watch, A20};
	struct line reset = {watch_set, watch, RESET};
	struct err err;

	*bus = (struct bus){0};
	*watch = (struct watch){0};
	ck_assert_int_eq(port92_attach(port, bus, a20, reset, &err), 0);
}

static uint8_t in(const struct bus *bus)
{
	uint32_t value;

	ck_assert(bus_read(bus, 0x92, 1, &value));
	return (uint8_t)value;
}

START_TEST(a20_follows_bit_1)
{
	struct port92 port;
	struct bus bus;
	struct watch watch;

	start(&port, &bus, &watch);
	ck_assert(watch.a20);
	ck_assert_uint_eq(in(&bus), 0x02);
	bus_write(&bus, 0x92, 1, 0x00);
	ck_assert(!watch.a20);
	bus_write(&bus, 0x92, 1, 0xfe);
	ck_assert(watch.a20);
	ck_assert_uint_eq(in(&bus), 0xfe);
	ck_assert_uint_eq(watch.resets, 0);
}
END_TEST

START_TEST(reset_is_an_edge_of_bit_0)
{
	struct port92 port;
	struct bus bus;
	struct watch watch;

	start(&port, &bus, &watch);
	bus_write(&bus, 0x92, 1, 0x03);
	ck_assert_uint_eq(watch.resets, 1);
	ck_assert(!watch.reset_is_high);
	bus_write(&bus, 0x92, 1, 0x01);
	ck_assert_uint_eq(watch.resets, 1);
	ck_assert(!watch.a20);
	bus_write(&bus, 0x92, 1, 0x00);
	bus_write(&bus, 0x92, 1, 0x01);
	ck_assert_uint_eq(watch.resets, 2);
}
END_TEST

START_TEST(the_port_belongs_to_one)
{
	struct port92 port, other;
	struct bus bus;
	struct watch watch;
	struct err err;

	start(&port, &bus, &watch);
	ck_assert_int_eq(port92_attach(&other, &bus, (struct line){0}, (struct line){0}, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x92");
}
END_TEST

Suite *suite_port92(void)
{
	Suite *suite = suite_create("port92");
	TCase *tcase = tcase_create("port92");

	tcase_add_test(tcase, a20_follows_bit_1);
	tcase_add_test(tcase, reset_is_an_edge_of_bit_0);
	tcase_add_test(tcase, the_port_belongs_to_one);
	suite_add_tcase(suite, tcase);
	return suite;
}
