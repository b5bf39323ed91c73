#include "dev/line.h"
#include "dev/vtime.h"
#include "suites.h"

#define PIT_HZ 1193182u

/* Alarms that note when they ring, and arm themselves again `more` times. */
struct bell {
	struct vtime *time;
	struct vtime_alarm alarm;
	uint64_t rang_at[8];
	unsigned rang, more;
	uint64_t period_ns;
	unsigned *order, place; /* a counter that all share, and what it was at the last ring */
};

static void bell_ring(void *owner)
{
	struct bell *bell = owner;

	ck_assert_uint_eq(bell->alarm.at_ns, VTIME_NEVER);
	if (bell->rang < 8)
		bell->rang_at[bell->rang] = bell->time->now_ns;
	bell->rang++;
	if (bell->order)
		bell->place = ++*bell->order;
	if (bell->more) {
		bell->more--;
		bell->alarm.at_ns = bell->time->now_ns + bell->period_ns;
	}
}

static void hang(struct bell *bell, struct vtime *time, uint64_t at_ns)
{
	bell->time = time;
	vtime_attach(time, &bell->alarm, bell_ring, bell);
	ck_assert_uint_eq(bell->alarm.at_ns, VTIME_NEVER);
	bell->alarm.at_ns = at_ns;
}

START_TEST(without_alarms_time_just_goes_on)
{
	struct vtime time = {0};
	struct bell bell = {0};

	ck_assert_uint_eq(vtime_next(&time), VTIME_NEVER);
	vtime_advance(&time, 5);
	ck_assert_uint_eq(time.now_ns, 5);
	vtime_advance(&time, 4);
	ck_assert_uint_eq(time.now_ns, 5);
	/* One that is not armed does not ring at the end of all time either. */
	hang(&bell, &time, VTIME_NEVER);
	ck_assert_uint_eq(vtime_next(&time), VTIME_NEVER);
	vtime_advance(&time, VTIME_NEVER);
	ck_assert_uint_eq(time.now_ns, VTIME_NEVER);
	ck_assert_uint_eq(bell.rang, 0);
}
END_TEST

START_TEST(alarms_ring_at_their_time_and_in_its_order)
{
	struct vtime time = {0};
	unsigned order = 0;
	struct bell late = {.order = &order}, soon = {.order = &order}, far = {.order = &order};

	hang(&late, &time, 30);
	hang(&soon, &time, 10);
	hang(&far, &time, 41);
	ck_assert_uint_eq(vtime_next(&time), 10);
	vtime_advance(&time, 9);
	ck_assert_uint_eq(soon.rang, 0);
	vtime_advance(&time, 40);
	ck_assert_uint_eq(time.now_ns, 40);
	ck_assert_uint_eq(soon.place, 1);
	ck_assert_uint_eq(late.place, 2);
	ck_assert_uint_eq(far.place, 0);
	ck_assert_uint_eq(soon.rang_at[0], 10);
	ck_assert_uint_eq(late.rang_at[0], 30);
	ck_assert_uint_eq(vtime_next(&time), 41);
	vtime_advance(&time, 41);
	ck_assert_uint_eq(far.rang_at[0], 41);
	ck_assert_uint_eq(vtime_next(&time), VTIME_NEVER);
}
END_TEST

START_TEST(an_alarm_may_arm_itself_again)
{
	struct vtime time = {0};
	unsigned order = 0;
	struct bell ticker = {.more = 3, .period_ns = 10, .order = &order}, once = {.order = &order};

	hang(&ticker, &time, 10);
	hang(&once, &time, 25);
	vtime_advance(&time, 35);
	ck_assert_uint_eq(ticker.rang, 3);
	ck_assert_uint_eq(ticker.rang_at[2], 30);
	ck_assert_uint_eq(once.place, 3);
	ck_assert_uint_eq(vtime_next(&time), 40);
	vtime_advance(&time, 1000);
	ck_assert_uint_eq(ticker.rang, 4);
	ck_assert_uint_eq(vtime_next(&time), VTIME_NEVER);
}
END_TEST

START_TEST(an_alarm_in_the_past_rings_now)
{
	struct vtime time = {0};
	struct bell bell = {0};

	vtime_advance(&time, 100);
	hang(&bell, &time, 40);
	ck_assert_uint_eq(vtime_next(&time), 100);
	vtime_advance(&time, 100);
	ck_assert_uint_eq(bell.rang, 1);
	ck_assert_uint_eq(bell.rang_at[0], 100);
	ck_assert_uint_eq(time.now_ns, 100);
}
END_TEST

START_TEST(there_is_room_for_as_many_as_said)
{
	struct vtime time = {0};
	struct bell bells[VTIME_ALARMS_MAX] = {0};

	for (unsigned i = 0; i < VTIME_ALARMS_MAX; i++)
		hang(&bells[i], &time, 100 - i);
	ck_assert_uint_eq(vtime_next(&time), 100 - (VTIME_ALARMS_MAX - 1));
	vtime_advance(&time, 100);
	for (unsigned i = 0; i < VTIME_ALARMS_MAX; i++)
		ck_assert_uint_eq(bells[i].rang_at[0], 100 - i);
}
END_TEST

START_TEST(ticks_of_a_clock)
{
	/* 1 s, and the two sides of tick 1 of the PIT: 838.095... ns. */
	ck_assert_uint_eq(vtime_ticks(1000000000, PIT_HZ), PIT_HZ);
	ck_assert_uint_eq(vtime_ticks(999999999, PIT_HZ), PIT_HZ - 1);
	ck_assert_uint_eq(vtime_ticks(838, PIT_HZ), 0);
	ck_assert_uint_eq(vtime_ticks(839, PIT_HZ), 1);
	ck_assert_uint_eq(vtime_of_tick(1, PIT_HZ), 839);
	ck_assert_uint_eq(vtime_of_tick(0, PIT_HZ), 0);
	ck_assert_uint_eq(vtime_of_tick(PIT_HZ, PIT_HZ), 1000000000);
	ck_assert_uint_eq(vtime_of_tick(1, 32768), 30518); /* 30517.578125 */
	/* 50 years at 10 GHz: 1.5e19 ticks, near the end of 64 bits. */
	ck_assert_uint_eq(vtime_ticks(1500000000000000007, 10000000000), 15000000000000000070u);
	ck_assert_uint_eq(vtime_of_tick(15000000000000000071u, 10000000000), 1500000000000000008);
}
END_TEST

START_TEST(a_tick_is_found_again_at_its_time)
{
	static const uint64_t clocks[] = {1, 32768, PIT_HZ, 14318180, 1000000000};

	for (size_t c = 0; c < sizeof clocks / sizeof *clocks; c++) {
		/* Up to a hundred years. */
		uint64_t last = clocks[c] * 3155760000u;

		for (uint64_t tick = 1; tick < last; tick += tick / 5 + 1) {
			uint64_t at_ns = vtime_of_tick(tick, clocks[c]);

			ck_assert_uint_eq(vtime_ticks(at_ns, clocks[c]), tick);
			ck_assert_uint_eq(vtime_ticks(at_ns - 1, clocks[c]), tick - 1);
		}
	}
}
END_TEST

/* A line keeps its last level and counts calls. */
static void note_level(void *owner, unsigned number, bool high)
{
	((unsigned *)owner)[number] = high ? 1 : 2;
}

START_TEST(a_line_leads_to_its_owner_or_nowhere)
{
	unsigned levels[3] = {0};
	struct line nowhere = {0}, line = {.set = note_level, .owner = levels, .number = 1};

	line_set(&nowhere, true);
	line_set(&line, true);
	ck_assert_uint_eq(levels[1], 1);
	line_set(&line, false);
	ck_assert_uint_eq(levels[1], 2);
	ck_assert_uint_eq(levels[0] + levels[2], 0);
}
END_TEST

Suite *suite_vtime(void)
{
	Suite *suite = suite_create("vtime");
	TCase *tcase = tcase_create("vtime");

	tcase_add_test(tcase, without_alarms_time_just_goes_on);
	tcase_add_test(tcase, alarms_ring_at_their_time_and_in_its_order);
	tcase_add_test(tcase, an_alarm_may_arm_itself_again);
	tcase_add_test(tcase, an_alarm_in_the_past_rings_now);
	tcase_add_test(tcase, there_is_room_for_as_many_as_said);
	tcase_add_test(tcase, ticks_of_a_clock);
	tcase_add_test(tcase, a_tick_is_found_again_at_its_time);
	tcase_add_test(tcase, a_line_leads_to_its_owner_or_nowhere);
	suite_add_tcase(suite, tcase);
	return suite;
}
