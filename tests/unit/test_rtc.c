#include <time.h>

#include "dev/rtc.h"
#include "suites.h"

/* Expectations: Motorola MC146818A data sheet; dates from the C library's gmtime_r. */

#define SECOND   1000000000ull
#define UTC_2000 946684800ull

#define A_UIP 0x80
#define B_SET 0x80
#define PIE   0x40
#define AIE   0x20
#define UIE   0x10
#define IRQF  0x80
#define PF    0x40
#define AF    0x20
#define UF    0x10

struct pc {
	struct bus bus;
	struct vtime time;
	struct rtc rtc;
	bool irq8;
	unsigned rises;
};

static void irq_set(void *owner, unsigned number, bool high)
{
	struct pc *pc = owner;

	ck_assert_uint_eq(number, 8);
	pc->rises += high && !pc->irq8;
	pc->irq8 = high;
}

static void start_with(struct pc *pc, const struct rtc_config *config)
{
	struct err err;

	*pc = (struct pc){0};
	ck_assert_int_eq(
		rtc_attach(&pc->rtc, &pc->bus, &pc->time, (struct line){irq_set, pc, 8}, config, &err), 0);
}

static void start(struct pc *pc, uint64_t unix_s)
{
	struct rtc_config config = {.unix_s = unix_s, .memory_bytes = 1 << 20};

	start_with(pc, &config);
}

static uint8_t get(struct pc *pc, uint8_t index)
{
	uint32_t value;

	/* Not ck_assert, which is slow where it holds, and this is called often. */
	if (!bus_write(&pc->bus, 0x70, 1, index) || !bus_read(&pc->bus, 0x71, 1, &value))
		ck_abort_msg("no clock");
	return (uint8_t)value;
}

static void put(struct pc *pc, uint8_t index, uint8_t value)
{
	ck_assert(bus_write(&pc->bus, 0x70, 1, index));
	ck_assert(bus_write(&pc->bus, 0x71, 1, value));
}

static void wait(struct pc *pc, uint64_t ns)
{
	vtime_advance(&pc->time, pc->time.now_ns + ns);
}

static void put_time(struct pc *pc, uint8_t hour, uint8_t minute, uint8_t second)
{
	put(pc, RTC_HOURS, hour);
	put(pc, RTC_MINUTES, minute);
	put(pc, RTC_SECONDS, second);
}

static void put_alarm(struct pc *pc, uint8_t hour, uint8_t minute, uint8_t second)
{
	put(pc, RTC_HOURS_ALARM, hour);
	put(pc, RTC_MINUTES_ALARM, minute);
	put(pc, RTC_SECONDS_ALARM, second);
}

/* Hours, minutes and seconds as 0xHHMMSS, and the date as 0xCCYYMMDD. */
static uint32_t time_of(struct pc *pc)
{
	return (uint32_t)get(pc, RTC_HOURS) << 16 | (uint32_t)get(pc, RTC_MINUTES) << 8 |
	       get(pc, RTC_SECONDS);
}

static uint32_t date_of(struct pc *pc)
{
	return (uint32_t)get(pc, RTC_CENTURY) << 24 | (uint32_t)get(pc, RTC_YEAR) << 16 |
	       (uint32_t)get(pc, RTC_MONTH) << 8 | get(pc, RTC_DAY);
}

/* ---- the calendar */

START_TEST(starts_as_a_bios_leaves_it)
{
	struct pc pc;

	start(&pc, UTC_2000);
	ck_assert_uint_eq(get(&pc, RTC_A), 0x26);
	ck_assert_uint_eq(get(&pc, RTC_B), 0x02);
	ck_assert_uint_eq(get(&pc, RTC_C), 0x00);
	ck_assert_uint_eq(get(&pc, RTC_D), 0x80);
	ck_assert_uint_eq(time_of(&pc), 0x000000);
	ck_assert_uint_eq(date_of(&pc), 0x20000101);
	ck_assert_uint_eq(get(&pc, 0x37), 0x20);
	ck_assert_uint_eq(get(&pc, RTC_DAY_OF_WEEK), 7);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
}
END_TEST

static uint8_t bcd(int value)
{
	return (uint8_t)(value / 10 << 4 | value % 10);
}

static void check_date(struct pc *pc, time_t unix_s)
{
	static const uint8_t places[] = {RTC_SECONDS, RTC_MINUTES, RTC_HOURS,   RTC_DAY,
					 RTC_MONTH,   RTC_YEAR,    RTC_CENTURY, RTC_DAY_OF_WEEK};
	struct tm tm;

	ck_assert_ptr_nonnull(gmtime_r(&unix_s, &tm));
	uint8_t expected[] = {bcd(tm.tm_sec),
			      bcd(tm.tm_min),
			      bcd(tm.tm_hour),
			      bcd(tm.tm_mday),
			      bcd(tm.tm_mon + 1),
			      bcd(tm.tm_year % 100),
			      bcd(19 + tm.tm_year / 100),
			      bcd(tm.tm_wday + 1)};
	for (size_t i = 0; i < sizeof places; i++) {
		uint8_t value = get(pc, places[i]);

		if (value != expected[i])
			ck_abort_msg("%lld, register 0x%02x: %02x instead of %02x", (long long)unix_s,
				     places[i], value, expected[i]);
	}
}

/* Each day of the 120 years that a case may name, as the start and by one step from the day before. */
START_TEST(every_day_from_1980_to_2099)
{
	const time_t first = 315532800, last = 4102444799;
	struct pc pc, stepped;

	start(&stepped, (uint64_t)first);
	for (time_t at = first; at <= last; at += 86400 + 11) {
		start(&pc, (uint64_t)at);
		check_date(&pc, at);
		check_date(&stepped, at);
		wait(&stepped, (86400 + 11) * SECOND);
	}
}
END_TEST

START_TEST(a_long_jump_is_one_step)
{
	struct pc pc;

	start(&pc, 946684799); /* 1999-12-31 23:59:59 */
	check_date(&pc, 946684799);
	wait(&pc, SECOND - 1);
	check_date(&pc, 946684799);
	wait(&pc, 1);
	check_date(&pc, 946684800);
	ck_assert_uint_eq(get(&pc, 0x37), 0x20);
	wait(&pc, 50 * 31557600 * SECOND);
	check_date(&pc, 946684800 + 50ll * 31557600);
}
END_TEST

START_TEST(century_goes_on_only_where_there_is_one)
{
	struct pc pc;

	start(&pc, 4102444799); /* 2099-12-31 23:59:59 */
	wait(&pc, SECOND);
	ck_assert_uint_eq(date_of(&pc), 0x21000101);
	ck_assert_uint_eq(get(&pc, 0x37), 0x21);
	start(&pc, 4102444799);
	put(&pc, RTC_CENTURY, 0x5a);
	wait(&pc, SECOND);
	ck_assert_uint_eq(date_of(&pc), 0x5a000101);
	ck_assert_uint_eq(get(&pc, 0x37), 0x20);
	start(&pc, 4102444799);
	put(&pc, RTC_CENTURY_PS2, 0x5a);
	wait(&pc, SECOND);
	ck_assert_uint_eq(get(&pc, 0x37), 0x5a);
}
END_TEST

/* ---- formats and setting */

START_TEST(twelve_hours_and_binary)
{
	static const struct {
		uint8_t b, before, after;
	} rows[] = {
		{0x00, 0x11, 0x92}, /* 11 am to 12 pm */
		{0x00, 0x91, 0x12}, /* 11 pm to 12 am */
		{0x00, 0x12, 0x01}, /* 12 am to 1 am */
		{0x00, 0x92, 0x81}, /* 12 pm to 1 pm */
		{0x00, 0x09, 0x10}, {0x02, 0x09, 0x10}, {0x02, 0x23, 0x00}, {0x04, 0x0b, 0x8c},
		{0x04, 0x8b, 0x0c}, {0x04, 0x0c, 0x01}, {0x06, 0x09, 0x0a}, {0x06, 0x17, 0x00},
	};
	struct pc pc;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t last = rows[i].b & 0x04 ? 59 : 0x59;

		start(&pc, UTC_2000);
		put(&pc, RTC_B, B_SET | rows[i].b);
		put_time(&pc, rows[i].before, last, last);
		put(&pc, RTC_B, rows[i].b);
		wait(&pc, SECOND);
		ck_assert_uint_eq(time_of(&pc), (uint32_t)rows[i].after << 16);
		/* Past midnight it is the next day. */
		ck_assert_uint_eq(get(&pc, RTC_DAY),
				  rows[i].before == 0x91 || rows[i].before == 0x8b || !rows[i].after ? 2 : 1);
	}
}
END_TEST

START_TEST(binary_dates_reach_two_digits)
{
	struct pc pc;

	start(&pc, UTC_2000);
	put(&pc, RTC_B, B_SET | 0x06);
	put_time(&pc, 23, 59, 59);
	put(&pc, RTC_DAY, 31);
	put(&pc, RTC_MONTH, 12);
	put(&pc, RTC_YEAR, 98);
	put(&pc, RTC_B, 0x06);
	wait(&pc, SECOND * 10);
	ck_assert_uint_eq(time_of(&pc), 0x000009);
	ck_assert_uint_eq(date_of(&pc), 0x20630101); /* 99 */
	wait(&pc, SECOND);
	ck_assert_uint_eq(time_of(&pc), 0x00000a);
}
END_TEST

START_TEST(set_stops_the_clock)
{
	struct pc pc;

	start(&pc, UTC_2000);
	wait(&pc, SECOND / 2);
	put(&pc, RTC_B, B_SET | UIE | 0x02);
	ck_assert_uint_eq(get(&pc, RTC_B), B_SET | 0x02); /* SET clears UIE */
	wait(&pc, 10 * SECOND + SECOND / 2 - 1);
	ck_assert_uint_eq(get(&pc, RTC_A), 0x26); /* no UIP just before a second ends */
	ck_assert_uint_eq(time_of(&pc), 0x000000);
	put_time(&pc, 0x12, 0x34, 0x56);
	put(&pc, RTC_B, 0x02);
	ck_assert_uint_eq(time_of(&pc), 0x123456);
	/* The divider went on: the next second of it is the next update. */
	wait(&pc, 1);
	ck_assert_uint_eq(time_of(&pc), 0x123457);
	ck_assert_uint_eq(get(&pc, RTC_C) & UF, UF);
}
END_TEST

START_TEST(time_is_set_without_set_too)
{
	struct pc pc;

	start(&pc, UTC_2000);
	wait(&pc, SECOND / 4);
	put_time(&pc, 0x23, 0x59, 0x58);
	put(&pc, RTC_DAY, 0x28);
	put(&pc, RTC_MONTH, 0x02);
	put(&pc, RTC_YEAR, 0x04);
	put(&pc, RTC_DAY_OF_WEEK, 1);
	wait(&pc, 2 * SECOND);
	ck_assert_uint_eq(time_of(&pc), 0x000000);
	ck_assert_uint_eq(date_of(&pc), 0x20040229);
	ck_assert_uint_eq(get(&pc, RTC_DAY_OF_WEEK), 2);
}
END_TEST

START_TEST(divider_holds_and_starts_with_half_a_second)
{
	static const uint8_t others[] = {0x00, 0x10, 0x30, 0x40, 0x50, 0x60, 0x70};
	struct pc pc;

	for (size_t i = 0; i < sizeof others; i++) {
		start(&pc, UTC_2000);
		wait(&pc, SECOND / 10);
		put(&pc, RTC_B, PIE | AIE | UIE | 0x02);
		put(&pc, RTC_A, others[i] | 0x06);
		ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
		(void)get(&pc, RTC_C);
		wait(&pc, 7 * SECOND - 1);
		ck_assert_uint_eq(get(&pc, RTC_A), others[i] | 0x06);
		ck_assert_uint_eq(get(&pc, RTC_C), 0);
		ck_assert_uint_eq(time_of(&pc), 0x000000);
		put(&pc, RTC_B, 0x02);
		put(&pc, RTC_A, 0x26);
		wait(&pc, SECOND / 2 - 1);
		ck_assert_uint_eq(time_of(&pc), 0x000000);
		wait(&pc, 1);
		ck_assert_uint_eq(time_of(&pc), 0x000001);
		wait(&pc, SECOND);
		ck_assert_uint_eq(time_of(&pc), 0x000002);
	}
}
END_TEST

/* ---- flags and interrupts */

START_TEST(uip_announces_the_update)
{
	struct pc pc;

	start(&pc, UTC_2000);
	for (int i = 0; i < 3; i++) {
		uint8_t before = get(&pc, RTC_SECONDS);

		(void)get(&pc, RTC_C);
		wait(&pc, SECOND - 2228000 - 1);
		ck_assert_uint_eq(get(&pc, RTC_A) & A_UIP, 0);
		wait(&pc, 1);
		ck_assert_uint_eq(get(&pc, RTC_A), A_UIP | 0x26);
		wait(&pc, 2228000 - 1);
		ck_assert_uint_eq(get(&pc, RTC_A), A_UIP | 0x26);
		ck_assert_uint_eq(get(&pc, RTC_SECONDS), before);
		ck_assert_uint_eq(get(&pc, RTC_C) & UF, 0);
		wait(&pc, 1);
		ck_assert_uint_eq(get(&pc, RTC_A), 0x26);
		ck_assert_uint_eq(get(&pc, RTC_SECONDS), before + 1);
		ck_assert_uint_eq(get(&pc, RTC_C) & UF, UF);
	}
}
END_TEST

/* Table 5 of the data sheet, 32768 Hz. */
static const unsigned rates_hz[] = {0, 256, 128, 8192, 4096, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2};

START_TEST(periodic_flag_without_interrupt)
{
	struct pc pc;

	for (uint8_t rs = 1; rs < 16; rs++) {
		uint64_t period = vtime_of_tick(32768 / rates_hz[rs], 32768);

		start(&pc, UTC_2000);
		put(&pc, RTC_A, 0x20 | rs);
		wait(&pc, period - 1);
		ck_assert_uint_eq(get(&pc, RTC_C), 0);
		wait(&pc, 1);
		ck_assert_uint_eq(get(&pc, RTC_C), PF);
		ck_assert_uint_eq(get(&pc, RTC_C), 0);
		wait(&pc, SECOND / 2);
		ck_assert_uint_eq(get(&pc, RTC_C) & PF, PF);
		ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
		ck_assert(!pc.irq8);
	}
	start(&pc, UTC_2000);
	put(&pc, RTC_A, 0x20);
	put(&pc, RTC_B, PIE | 0x02);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
	wait(&pc, 3 * SECOND);
	ck_assert_uint_eq(get(&pc, RTC_C), UF);
}
END_TEST

/* A guest that reads C in its handler sees as many interrupts a second as the rate says, SET or not. */
START_TEST(periodic_interrupts)
{
	struct pc pc;

	for (uint8_t rs = 1; rs < 16; rs++) {
		start(&pc, UTC_2000);
		put(&pc, RTC_A, 0x20 | rs);
		put(&pc, RTC_B, (rs & 1 ? B_SET : 0) | PIE | 0x02);
		while (vtime_next(&pc.time) <= SECOND) {
			vtime_advance(&pc.time, vtime_next(&pc.time));
			ck_assert(pc.irq8);
			ck_assert_uint_eq(get(&pc, RTC_C) & (IRQF | PF), IRQF | PF);
			ck_assert(!pc.irq8);
		}
		ck_assert_uint_eq(pc.rises, rates_hz[rs]);
		/* One that does not gets one. */
		wait(&pc, 5 * SECOND);
		ck_assert_uint_eq(pc.rises, rates_hz[rs] + 1);
		ck_assert(pc.irq8);
	}
}
END_TEST

START_TEST(update_ended_interrupt)
{
	struct pc pc;

	start(&pc, UTC_2000);
	put(&pc, RTC_B, UIE | 0x02);
	ck_assert_uint_eq(vtime_next(&pc.time), SECOND);
	wait(&pc, SECOND);
	ck_assert(pc.irq8);
	ck_assert_uint_eq(time_of(&pc), 0x000001);
	ck_assert_uint_eq(get(&pc, RTC_C) & (IRQF | UF), IRQF | UF);
	ck_assert(!pc.irq8);
	ck_assert_uint_eq(vtime_next(&pc.time), 2 * SECOND);
	put(&pc, RTC_B, 0x02);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
}
END_TEST

/* "IRQF is set when PF = PIE = 1 ...": enabling one whose flag is set raises the line, disabling lowers it.
 */
START_TEST(irqf_follows_flags_and_enables)
{
	struct pc pc;

	start(&pc, UTC_2000);
	wait(&pc, SECOND);
	ck_assert(!pc.irq8);
	put(&pc, RTC_B, UIE | 0x02);
	ck_assert(pc.irq8);
	put(&pc, RTC_B, 0x02);
	ck_assert(!pc.irq8);
	put(&pc, RTC_B, UIE | PIE | 0x02);
	ck_assert(pc.irq8);
	ck_assert_uint_eq(get(&pc, RTC_C), IRQF | PF | UF);
	ck_assert(!pc.irq8);
	ck_assert_uint_eq(get(&pc, RTC_C), 0);
}
END_TEST

START_TEST(alarms)
{
	static const struct {
		uint8_t b, hour, minute, second; /* the alarm; it is 10:20:30 */
		uint32_t wait_s;                 /* 0: never */
	} rows[] = {
		{0x02, 0x10, 0x20, 0x31, 1},
		{0x02, 0x10, 0x21, 0x00, 30},
		{0x02, 0x10, 0x20, 0x29, 86399},
		{0x02, 0x10, 0x20, 0x30, 86400},
		{0x02, 0x09, 0x59, 0x59, 23 * 3600 + 39 * 60 + 29},
		{0x02, 0xff, 0x20, 0x30, 3600},
		{0x02, 0xc0, 0x19, 0x30, 3540},
		{0x02, 0xff, 0xff, 0x30, 60},
		{0x02, 0xff, 0xc0, 0x05, 35},
		{0x02, 0xff, 0xff, 0xff, 1},
		{0x02, 0x11, 0xff, 0xff, 2370},
		{0x02, 0x10, 0xff, 0xff, 1},
		{0x02, 0xff, 0x20, 0xc5, 1},
		{0x02, 0x24, 0x00, 0x00, 0},
		{0x02, 0xff, 0x60, 0xff, 0},
		{0x02, 0xff, 0xff, 0x0a, 0},
		{0x00, 0x90, 0x20, 0x30, 12 * 3600}, /* 10 pm */
		{0x00, 0x22, 0x20, 0x30, 0},
		{0x04, 0x0a, 20, 31, 1},
		{0x04, 0x8a, 20, 30, 12 * 3600},
	};
	struct pc pc;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool binary = rows[i].b & 0x04;

		start(&pc, UTC_2000);
		put(&pc, RTC_B, B_SET | rows[i].b);
		put_time(&pc, binary ? 10 : 0x10, binary ? 20 : 0x20, binary ? 30 : 0x30);
		put_alarm(&pc, rows[i].hour, rows[i].minute, rows[i].second);
		put(&pc, RTC_B, AIE | rows[i].b);
		ck_assert_uint_eq(vtime_next(&pc.time),
				  rows[i].wait_s ? rows[i].wait_s * SECOND : VTIME_NEVER);
		/* The flag alone, without the interrupt. */
		put(&pc, RTC_B, rows[i].b);
		ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
		if (rows[i].wait_s)
			wait(&pc, rows[i].wait_s * SECOND - 1);
		else
			wait(&pc, 400000 * SECOND);
		ck_assert_uint_eq(get(&pc, RTC_C) & AF, 0);
		wait(&pc, 1);
		ck_assert_uint_eq(get(&pc, RTC_C) & AF, rows[i].wait_s ? AF : 0);
	}
}
END_TEST

START_TEST(alarm_interrupt_comes_daily)
{
	struct pc pc;

	start(&pc, UTC_2000);
	put_alarm(&pc, 0x06, 0x00, 0x00);
	put(&pc, RTC_B, AIE | 0x02);
	for (int day = 0; day < 3; day++) {
		vtime_advance(&pc.time, vtime_next(&pc.time));
		ck_assert(pc.irq8);
		ck_assert_uint_eq(time_of(&pc), 0x060000);
		ck_assert_uint_eq(get(&pc, RTC_DAY), day + 1);
		ck_assert_uint_eq(get(&pc, RTC_C), IRQF | PF | AF | UF);
	}
	/* Setting the time moves the interrupt. */
	put_time(&pc, 0x05, 0x59, 0x50);
	ck_assert_uint_eq(vtime_next(&pc.time), pc.time.now_ns + 10 * SECOND);
}
END_TEST

/* ---- ports and RAM */

/* 2024: Sunday 28 April; Sunday 27 October. "DSE": 1:59:59 to 3:00:00 in April; to 1:00:00 in October, once.
 */
START_TEST(daylight_saving)
{
	static const struct {
		uint8_t dse, week_day, day, month;
		uint32_t after_1s, after_1h, date_after_1_day;
	} table[] = {
		{1, 1, 0x28, 0x04, 0x030000, 0x040000, 0x20240429},
		{0, 1, 0x28, 0x04, 0x020000, 0x030000, 0x20240429},
		{1, 1, 0x21, 0x04, 0x020000, 0x030000, 0x20240422}, /* not the last Sunday */
		{1, 7, 0x27, 0x04, 0x020000, 0x030000, 0x20240428}, /* no Sunday */
		{1, 1, 0x27, 0x10, 0x010000, 0x020000, 0x20241028},
		{0, 1, 0x27, 0x10, 0x020000, 0x030000, 0x20241028},
		{1, 1, 0x20, 0x10, 0x020000, 0x030000, 0x20241021},
	};
	struct pc pc;

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		start(&pc, 1704067200); /* 2024-01-01 */
		put(&pc, RTC_B, B_SET | RTC_B_24H | table[i].dse);
		put_time(&pc, 0x01, 0x59, 0x59);
		put(&pc, RTC_DAY_OF_WEEK, table[i].week_day);
		put(&pc, RTC_DAY, table[i].day);
		put(&pc, RTC_MONTH, table[i].month);
		put(&pc, RTC_B, RTC_B_24H | table[i].dse);
		wait(&pc, SECOND);
		ck_assert_msg(time_of(&pc) == table[i].after_1s, "%zu: %06x", i, time_of(&pc));
		wait(&pc, 3600 * SECOND);
		ck_assert_msg(time_of(&pc) == table[i].after_1h, "%zu: %06x", i, time_of(&pc));
		wait(&pc, 24 * 3600 * SECOND);
		ck_assert_msg(date_of(&pc) == table[i].date_after_1_day, "%zu: %08x", i, date_of(&pc));
	}
}
END_TEST

/* A year in one step: both hours are gone through, and make up for each other. */
START_TEST(daylight_saving_over_a_year)
{
	struct pc pc;

	start(&pc, 1704067200);
	put(&pc, RTC_B, RTC_B_24H | RTC_B_DSE);
	wait(&pc, 182 * 86400 * SECOND);
	ck_assert_uint_eq(time_of(&pc), 0x010000);
	ck_assert_uint_eq(date_of(&pc), 0x20240701);
	wait(&pc, 184 * 86400 * SECOND);
	ck_assert_uint_eq(time_of(&pc), 0x000000);
	ck_assert_uint_eq(date_of(&pc), 0x20250101);
}
END_TEST

/* How long an alarm takes from one second to two o'clock, in April and in October. */
START_TEST(alarms_of_daylight_saving)
{
	static const struct {
		uint8_t day, month, hour, minute;
		uint32_t seconds;
	} table[] = {
		{0x28, 0x04, 0x03, 0x00, 1},
		{0x28, 0x04, 0x03, 0x30, 1801},
		{0x28, 0x04, 0x02, 0x00, 86400 - 3600 + 1}, /* there is none that day */
		{0x27, 0x10, 0x01, 0x00, 1},
		{0x27, 0x10, 0x02, 0x00, 3601},
		{0x27, 0x10, 0x03, 0x00, 7201},
		{0x27, 0x10, 0x00, 0x30, 24 * 3600 - 3600 - 1800 + 3600 + 1},
	};
	struct pc pc;

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		start(&pc, 1704067200);
		put(&pc, RTC_B, B_SET | RTC_B_24H | RTC_B_DSE);
		put_time(&pc, 0x01, 0x59, 0x59);
		put_alarm(&pc, table[i].hour, table[i].minute, 0x00);
		put(&pc, RTC_DAY_OF_WEEK, 1);
		put(&pc, RTC_DAY, table[i].day);
		put(&pc, RTC_MONTH, table[i].month);
		put(&pc, RTC_B, RTC_B_24H | RTC_B_DSE | AIE);
		wait(&pc, table[i].seconds * SECOND - 1);
		ck_assert_msg(!pc.irq8, "%zu: too early", i);
		wait(&pc, 1);
		ck_assert_msg(pc.irq8, "%zu: no alarm", i);
	}
}
END_TEST

START_TEST(what_cannot_be_written)
{
	struct pc pc;
	uint32_t value;

	start(&pc, UTC_2000);
	put(&pc, RTC_SECONDS, 0xd9);
	ck_assert_uint_eq(get(&pc, RTC_SECONDS), 0x59);
	put(&pc, RTC_A, 0xa6);
	ck_assert_uint_eq(get(&pc, RTC_A), 0x26);
	put(&pc, RTC_C, 0xff);
	ck_assert_uint_eq(get(&pc, RTC_C), 0);
	put(&pc, RTC_D, 0x00);
	ck_assert_uint_eq(get(&pc, RTC_D), 0x80);
	ck_assert(bus_read(&pc.bus, 0x70, 1, &value));
	ck_assert_uint_eq(value, 0xff);
}
END_TEST

START_TEST(ram_and_index)
{
	struct pc pc;
	uint32_t value;

	start(&pc, UTC_2000);
	for (uint8_t i = 0x0e; i < 0x80; i++)
		put(&pc, i, (uint8_t)(i ^ 0x5a));
	wait(&pc, 1000 * SECOND);
	for (uint8_t i = 0x0e; i < 0x80; i++) {
		ck_assert_uint_eq(get(&pc, i), i ^ 0x5a);
		ck_assert_uint_eq(get(&pc, i | 0x80), i ^ 0x5a); /* NMI masked: the same byte */
	}
	/* As words: index and data at once. */
	ck_assert(bus_write(&pc.bus, 0x70, 2, 0x1250));
	ck_assert_uint_eq(get(&pc, 0x50), 0x12);
	ck_assert(bus_read(&pc.bus, 0x70, 2, &value));
	ck_assert_uint_eq(value, 0x12ff);
}
END_TEST

START_TEST(memory_sizes)
{
	static const struct {
		uint64_t bytes;
		uint16_t base_kib, extended_kib, above_16m;
	} rows[] = {
		{64 << 10, 64, 0, 0},           {1 << 20, 640, 0, 0},
		{(1 << 20) + 4096, 640, 4, 0},  {16 << 20, 640, 15 * 1024, 0},
		{17 << 20, 640, 16 * 1024, 16}, {64 << 20, 640, 63 * 1024, 768},
		{128 << 20, 640, 0xffff, 1792}, {2048ull << 20, 640, 0xffff, 32512},
	};
	struct pc pc;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rtc_config config = {.unix_s = UTC_2000, .memory_bytes = rows[i].bytes};

		start_with(&pc, &config);
		ck_assert_uint_eq(get(&pc, 0x15) | get(&pc, 0x16) << 8, rows[i].base_kib);
		ck_assert_uint_eq(get(&pc, 0x17) | get(&pc, 0x18) << 8, rows[i].extended_kib);
		ck_assert_uint_eq(get(&pc, 0x30) | get(&pc, 0x31) << 8, rows[i].extended_kib);
		ck_assert_uint_eq(get(&pc, 0x34) | get(&pc, 0x35) << 8, rows[i].above_16m);
		ck_assert_uint_eq(get(&pc, 0x5b) | get(&pc, 0x5c) | get(&pc, 0x5d), 0);
	}
}
END_TEST

static void check_sum(struct pc *pc)
{
	unsigned sum = 0;

	for (uint8_t i = 0x10; i <= 0x2d; i++)
		sum += get(pc, i);
	ck_assert_uint_eq((unsigned)get(pc, 0x2e) << 8 | get(pc, 0x2f), sum);
}

START_TEST(equipment_and_disk)
{
	static const uint8_t geometry[] = {0xfc, 0x03, 16, 0xff, 0xff, 0xc8, 0xfc, 0x03, 63};
	struct rtc_config config = {.memory_bytes = 1 << 20, .cylinders = 1020, .heads = 16, .sectors = 63};
	struct pc pc;

	start_with(&pc, &config);
	ck_assert_uint_eq(get(&pc, 0x14), 0x22);
	ck_assert_uint_eq(get(&pc, 0x12) | get(&pc, 0x19) | get(&pc, 0x3d) | get(&pc, 0x1b), 0);
	check_sum(&pc);
	config.has_disk = true;
	start_with(&pc, &config);
	ck_assert_uint_eq(get(&pc, 0x12), 0xf0);
	ck_assert_uint_eq(get(&pc, 0x19), 47);
	for (size_t i = 0; i < sizeof geometry; i++)
		ck_assert_uint_eq(get(&pc, (uint8_t)(0x1b + i)), geometry[i]);
	ck_assert_uint_eq(get(&pc, 0x3d), 0x02);
	ck_assert_uint_eq(get(&pc, 0x0f) | get(&pc, 0x10), 0);
	check_sum(&pc);
}
END_TEST

/* Nonsense in every register, in every format, then hours at once: it must end, and the clock must go on. */
START_TEST(nonsense_is_survived)
{
	struct pc pc;

	start(&pc, UTC_2000);
	for (unsigned value = 0; value < 256; value++) {
		put(&pc, RTC_B, (uint8_t)(value & 0x7f));
		for (uint8_t i = 0; i < 10; i++)
			put(&pc, i, (uint8_t)(value * (i | 1u)));
		wait(&pc, 100000 * SECOND);
		(void)time_of(&pc);
		(void)get(&pc, RTC_C);
		ck_assert(!pc.irq8);
	}
	put(&pc, RTC_B, 0x02);
	put_time(&pc, 0x01, 0x02, 0x03);
	wait(&pc, 60 * SECOND);
	ck_assert_uint_eq(time_of(&pc), 0x010303);
}
END_TEST

START_TEST(the_ports_belong_to_one)
{
	struct rtc_config config = {.memory_bytes = 1 << 20};
	struct pc pc;
	struct rtc other;
	struct err err;

	start(&pc, UTC_2000);
	ck_assert_int_eq(rtc_attach(&other, &pc.bus, &pc.time, (struct line){0}, &config, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x70");
	ck_assert_uint_eq(pc.time.count, 1);
}
END_TEST

Suite *suite_rtc(void)
{
	Suite *suite = suite_create("rtc");
	TCase *calendar = tcase_create("calendar");
	TCase *flags = tcase_create("flags");
	TCase *ports = tcase_create("ports");

	tcase_add_test(calendar, starts_as_a_bios_leaves_it);
	tcase_add_test(calendar, every_day_from_1980_to_2099);
	tcase_add_test(calendar, a_long_jump_is_one_step);
	tcase_add_test(calendar, century_goes_on_only_where_there_is_one);
	tcase_add_test(calendar, twelve_hours_and_binary);
	tcase_add_test(calendar, binary_dates_reach_two_digits);
	tcase_add_test(calendar, set_stops_the_clock);
	tcase_add_test(calendar, time_is_set_without_set_too);
	tcase_add_test(calendar, divider_holds_and_starts_with_half_a_second);
	suite_add_tcase(suite, calendar);
	tcase_add_test(flags, uip_announces_the_update);
	tcase_add_test(flags, periodic_flag_without_interrupt);
	tcase_add_test(flags, periodic_interrupts);
	tcase_add_test(flags, update_ended_interrupt);
	tcase_add_test(flags, irqf_follows_flags_and_enables);
	tcase_add_test(flags, alarms);
	tcase_add_test(flags, alarm_interrupt_comes_daily);
	tcase_add_test(flags, daylight_saving);
	tcase_add_test(flags, daylight_saving_over_a_year);
	tcase_add_test(flags, alarms_of_daylight_saving);
	suite_add_tcase(suite, flags);
	tcase_add_test(ports, what_cannot_be_written);
	tcase_add_test(ports, ram_and_index);
	tcase_add_test(ports, memory_sizes);
	tcase_add_test(ports, equipment_and_disk);
	tcase_add_test(ports, nonsense_is_survived);
	tcase_add_test(ports, the_ports_belong_to_one);
	suite_add_tcase(suite, ports);
	return suite;
}
