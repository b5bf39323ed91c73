#include <stdlib.h>

#include "dev/pit_counter.h"
#include "suites.h"

/*
 * The counter against a plain model of the data sheet's prose that is clocked tick by tick, both given the
 * same random control words, counts and gates. One-byte counts; a count of 1 in modes 2 and 3 is left out.
 */
struct model {
	unsigned mode;
	bool bcd, gate, trigger, written, load, loaded, null_count, out, odd, struck;
	int count;   /* the count register */
	int element; /* the counting element; 65536 and 10000 where it was loaded with 0 */
};

static int modulus(const struct model *m)
{
	return m->bcd ? 10000 : 65536;
}

static void model_control(struct model *m, unsigned mode, bool bcd)
{
	*m = (struct model){.mode = mode, .bcd = bcd, .gate = m->gate, .null_count = true, .out = mode != 0};
}

static void model_write(struct model *m, int count)
{
	m->count = count;
	m->written = m->null_count = true;
	if (m->mode == 0)
		m->out = false;
	if (m->mode == 0 || m->mode == 4 || ((m->mode == 2 || m->mode == 3) && !m->loaded))
		m->load = true;
}

static void model_gate(struct model *m, bool high)
{
	if (high && !m->gate && m->written)
		m->trigger = true;
	if (!high && (m->mode == 2 || m->mode == 3))
		m->out = true;
	m->gate = high;
}

static void model_reload(struct model *m)
{
	m->odd = m->mode == 3 && (m->count & 1);
	m->element = m->count - m->odd;
	m->load = m->null_count = m->struck = false;
	m->loaded = true;
}

static void model_down(struct model *m)
{
	m->element = m->element ? m->element - 1 : modulus(m) - 1;
}

static void clock_periodic(struct model *m)
{
	if (m->load || m->trigger) {
		model_reload(m);
		m->out = true;
	} else if (!m->loaded || !m->gate) {
		return;
	} else if (m->mode == 2 && m->element == 1) {
		model_reload(m);
		m->out = true;
	} else if (m->mode == 2) {
		model_down(m);
		m->out = m->element != 1;
	} else if (m->element == (m->odd && m->out ? 0 : 2)) {
		model_reload(m);
		m->out = !m->out;
	} else {
		m->element -= 2;
	}
}

static void clock_once(struct model *m)
{
	bool by_gate = m->mode == 1 || m->mode == 5;

	if (m->mode >= 4)
		m->out = true;
	if (by_gate ? m->trigger : m->load) {
		model_reload(m);
		if (m->mode == 1)
			m->out = false;
		return;
	}
	if (!m->loaded || (!by_gate && !m->gate))
		return;
	model_down(m);
	if (m->element == 0 && !m->struck) {
		m->struck = true;
		m->out = m->mode < 4;
	}
}

static void model_clock(struct model *m)
{
	if (m->mode == 2 || m->mode == 3)
		clock_periodic(m);
	else
		clock_once(m);
	m->trigger = false;
}

static unsigned model_shows(const struct model *m)
{
	unsigned value = (unsigned)(m->element % modulus(m));

	if (!m->bcd)
		return value;
	return value / 1000 << 12 | value / 100 % 10 << 8 | value / 10 % 10 << 4 | value % 10;
}

struct dice {
	uint64_t state;
};

static unsigned throw(struct dice * dice, unsigned sides)
{
	dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(dice->state >> 33) % sides;
}

static void random_count(struct dice *dice, struct model *m, struct pit_counter *counter, uint64_t tick)
{
	/* Mostly short ones, seldom 0. */
	unsigned least = m->mode == 2 || m->mode == 3 ? 2 : 1;
	unsigned count = throw(dice, 60) ? least + throw(dice, 9 - least) : 0;

	model_write(m, count ? (int)count : modulus(m));
	pit_counter_write(counter, tick, (uint8_t)count);
}

static void random_event(struct dice *dice, struct model *m, struct pit_counter *counter, uint64_t tick)
{
	unsigned kind = throw(dice, 10);

	if (kind == 0) {
		unsigned mode = throw(dice, 6), in_bcd = throw(dice, 2),
			 shows = pit_counter_count(counter, tick);

		model_control(m, mode, in_bcd);
		pit_counter_control(counter, tick, (uint8_t)(0x10 | mode << 1 | in_bcd));
		/* Until a load there is nothing that the data sheet says of the count: it stays as it was. */
		if (pit_counter_count(counter, tick) != shows)
			ck_abort_msg("tick %ju: count %x changed", (uintmax_t)tick, shows);
		random_count(dice, m, counter, tick);
	} else if (kind < 4) {
		random_count(dice, m, counter, tick);
	} else {
		bool high = throw(dice, 2);

		model_gate(m, high);
		pit_counter_gate(counter, tick, high);
	}
}

/* Called for each tick: no assertion that writes a mark where all is well. */
static void expect_same(const struct model *m, const struct pit_counter *counter, uint64_t tick)
{
	struct pit_counter seen = *counter;
	unsigned status = (m->out ? 0x80u : 0) | (m->null_count ? 0x40u : 0) | 0x10u | m->mode << 1 | m->bcd;
	unsigned count = pit_counter_count(counter, tick);

	pit_counter_latch_status(&seen, tick);
	if (pit_counter_out(counter, tick) != m->out || pit_counter_read(&seen, tick) != status)
		ck_abort_msg("tick %ju: status %02x, not %02x", (uintmax_t)tick, seen.status, status);
	if (m->loaded && count != model_shows(m))
		ck_abort_msg("tick %ju, status %02x: count %x, not %x", (uintmax_t)tick, status, count,
			     model_shows(m));
}

START_TEST(as_a_model_clocked_tick_by_tick)
{
	struct dice dice = {(uint64_t)_i};
	struct model m = {.gate = true};
	struct pit_counter counter;
	uint64_t promised = 0;

	pit_counter_init(&counter, true);
	model_control(&m, 2, false);
	pit_counter_control(&counter, 0, 0x14);
	for (uint64_t tick = 0; tick < 200000; tick++) {
		/* Long stretches without an event, short ones, and several events at one tick. */
		unsigned seldom = tick % 2000 < 1000 ? 3 : 40;
		uint64_t edge;
		bool out;

		for (; !throw(&dice, seldom); promised = 0)
			random_event(&dice, &m, &counter, tick);
		expect_same(&m, &counter, tick);
		out = m.out;
		edge = pit_counter_next_edge(&counter, tick);
		model_clock(&m);
		/* The edge comes when it was promised, and an edge far away does not move. */
		if (edge <= tick || (edge == tick + 1) != (out != m.out) ||
		    (promised > tick && edge != promised))
			ck_abort_msg("mode %u, tick %ju: edge at %ju", m.mode, (uintmax_t)tick,
				     (uintmax_t)edge);
		promised = edge;
	}
}
END_TEST

/* The largest counts, alone: 65536 and 10000, twice round. */
START_TEST(the_largest_count_as_the_model_has_it)
{
	struct model m = {.gate = false};
	struct pit_counter counter;
	unsigned mode = (unsigned)_i / 2, in_bcd = (unsigned)_i % 2;

	pit_counter_init(&counter, false);
	model_control(&m, mode, in_bcd);
	pit_counter_control(&counter, 0, (uint8_t)(0x10 | mode << 1 | in_bcd));
	model_write(&m, modulus(&m));
	pit_counter_write(&counter, 0, 0);
	model_gate(&m, true);
	pit_counter_gate(&counter, 0, true);
	for (uint64_t tick = 0; tick < 140000; tick++) {
		expect_same(&m, &counter, tick);
		model_clock(&m);
	}
}
END_TEST

Suite *suite_pit_model(void)
{
	Suite *suite = suite_create("pit_model");
	TCase *tcase = tcase_create("pit_model");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, as_a_model_clocked_tick_by_tick, 0, 8);
	tcase_add_loop_test(tcase, the_largest_count_as_the_model_has_it, 0, 12);
	suite_add_tcase(suite, tcase);
	return suite;
}
