#include "dev/rtc_calendar.h"

#include <string.h>

#define DAY_S             86400u
#define DAYS_4_YEARS      1461u
#define DAYS_100_YEARS    36525u
#define DAYS_1900_TO_1970 25568u
#define THURSDAY          5 /* 1970-01-01 */
#define SUNDAY            1
#define APRIL             4
#define OCTOBER           10
#define TWO_S             7200u /* two o'clock */

static unsigned decode(const uint8_t *ram, uint8_t value)
{
	return ram[RTC_B] & RTC_B_BINARY ? value : (value >> 4) * 10u + (value & 0x0f);
}

static uint8_t encode(const uint8_t *ram, unsigned value)
{
	return (uint8_t)(ram[RTC_B] & RTC_B_BINARY ? value : value / 10 << 4 | value % 10);
}

static unsigned decode_hour(const uint8_t *ram, uint8_t value)
{
	if (ram[RTC_B] & RTC_B_24H)
		return decode(ram, value);
	return decode(ram, value & 0x7f) % 12 + (value & 0x80 ? 12 : 0);
}

static uint8_t encode_hour(const uint8_t *ram, unsigned hour)
{
	if (ram[RTC_B] & RTC_B_24H)
		return encode(ram, hour);
	return encode(ram, hour % 12 ? hour % 12 : 12) | (hour >= 12 ? 0x80 : 0);
}

static uint32_t second_of_day(const uint8_t *ram)
{
	return decode_hour(ram, ram[RTC_HOURS]) * 3600 + decode(ram, ram[RTC_MINUTES]) * 60 +
	       decode(ram, ram[RTC_SECONDS]);
}

static void put_second_of_day(uint8_t *ram, uint32_t second)
{
	ram[RTC_HOURS] = encode_hour(ram, second / 3600);
	ram[RTC_MINUTES] = encode(ram, second / 60 % 60);
	ram[RTC_SECONDS] = encode(ram, second % 60);
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month] + (month == 1 && year % 4 == 0);
}

/* Days since 1 January of the century's first year. */
static uint32_t day_of_century(const uint8_t *ram)
{
	unsigned year = decode(ram, ram[RTC_YEAR]) % 100;
	unsigned months = decode(ram, ram[RTC_MONTH]);
	unsigned day = decode(ram, ram[RTC_DAY]);
	uint32_t sum = year * 365 + (year + 3) / 4 + (day ? day - 1 : 0);

	for (unsigned month = 0; month < 12 && month + 1 < months; month++)
		sum += month_days(year, month);
	return sum;
}

static void put_day_of_century(uint8_t *ram, uint32_t day)
{
	uint32_t left = day % DAYS_4_YEARS;
	unsigned in_four = left < 366 ? 0 : 1 + (left - 366) / 365;
	unsigned year = day / DAYS_4_YEARS * 4 + in_four;
	unsigned month = 0;

	left -= in_four * 365 + (in_four ? 1 : 0);
	while (left >= month_days(year, month))
		left -= month_days(year, month++);
	ram[RTC_YEAR] = encode(ram, year);
	ram[RTC_MONTH] = encode(ram, month + 1);
	ram[RTC_DAY] = encode(ram, left + 1);
}

static void put_century(uint8_t *ram, uint64_t century)
{
	unsigned value = century % 100;

	ram[RTC_CENTURY] = ram[RTC_CENTURY_PS2] = (uint8_t)(value / 10 << 4 | value % 10);
}

static void add_centuries(uint8_t *ram, uint64_t count)
{
	uint8_t old = ram[RTC_CENTURY];

	/* What is no century there, or differs, is something of the guest's own. */
	if (!count || old >> 4 > 9 || (old & 0x0f) > 9 || ram[RTC_CENTURY_PS2] != old)
		return;
	put_century(ram, (old >> 4) * 10u + (old & 0x0f) + count % 100);
}

void rtc_calendar_set(uint8_t ram[RTC_RAM_BYTES], uint64_t unix_s)
{
	uint64_t days = unix_s / DAY_S;
	uint64_t since_1900 = days + DAYS_1900_TO_1970;

	put_second_of_day(ram, (uint32_t)(unix_s % DAY_S));
	put_day_of_century(ram, (uint32_t)(since_1900 % DAYS_100_YEARS));
	put_century(ram, 19 + since_1900 / DAYS_100_YEARS);
	ram[RTC_DAY_OF_WEEK] = (uint8_t)((THURSDAY - 1 + days) % 7 + 1);
}

static void add_evenly(uint8_t *ram, uint64_t seconds)
{
	uint64_t total = second_of_day(ram) + seconds;
	uint64_t days = total / DAY_S;
	uint64_t day;

	put_second_of_day(ram, (uint32_t)(total % DAY_S));
	if (!days)
		return;
	day = day_of_century(ram) + days;
	put_day_of_century(ram, (uint32_t)(day % DAYS_100_YEARS));
	add_centuries(ram, day / DAYS_100_YEARS);
	ram[RTC_DAY_OF_WEEK] = (uint8_t)((ram[RTC_DAY_OF_WEEK] + 6 + days) % 7 + 1);
}

static bool alarm_fits(uint8_t alarm, uint8_t value)
{
	return (alarm & 0xc0) == 0xc0 || alarm == value;
}

static bool alarm_is_now(const uint8_t *ram)
{
	return alarm_fits(ram[RTC_HOURS_ALARM], ram[RTC_HOURS]) &&
	       alarm_fits(ram[RTC_MINUTES_ALARM], ram[RTC_MINUTES]) &&
	       alarm_fits(ram[RTC_SECONDS_ALARM], ram[RTC_SECONDS]);
}

/* Seconds to the alarm, from 1, where the clock goes evenly; 0: never. */
static uint32_t even_alarm_s(const uint8_t *ram)
{
	uint32_t now = second_of_day(ram) % DAY_S;
	uint32_t at = now + 1;

	/* Over whole hours, then whole minutes, that do not fit: some 150 steps at the most. */
	while (at <= now + DAY_S) {
		uint32_t second = at % DAY_S;

		if (!alarm_fits(ram[RTC_HOURS_ALARM], encode_hour(ram, second / 3600)))
			at += 3600 - second % 3600;
		else if (!alarm_fits(ram[RTC_MINUTES_ALARM], encode(ram, second / 60 % 60)))
			at += 60 - second % 60;
		else if (!alarm_fits(ram[RTC_SECONDS_ALARM], encode(ram, second % 60)))
			at++;
		else
			return at - now;
	}
	return 0;
}

static bool comes_within(const uint8_t *ram, uint64_t seconds)
{
	uint32_t alarm_s = even_alarm_s(ram);

	return alarm_s && alarm_s <= seconds;
}

/* ---- daylight saving */

/* Seconds to the next two o'clock, from 1. */
static uint32_t until_two_s(const uint8_t *ram)
{
	return DAY_S - (second_of_day(ram) + DAY_S - TWO_S) % DAY_S;
}

/* What two o'clock of that day becomes; 2: itself. */
static unsigned hour_instead(const uint8_t *ram, bool repeats)
{
	unsigned month = decode(ram, ram[RTC_MONTH]), day = decode(ram, ram[RTC_DAY]);

	if (ram[RTC_DAY_OF_WEEK] != SUNDAY)
		return 2;
	if (month == APRIL && day > 30 - 7)
		return 3;
	return month == OCTOBER && day > 31 - 7 && !repeats ? 1 : 2;
}

bool rtc_calendar_add(uint8_t ram[RTC_RAM_BYTES], uint64_t seconds, bool *repeats)
{
	bool alarm = false;

	while ((ram[RTC_B] & RTC_B_DSE) && seconds >= until_two_s(ram)) {
		uint32_t step = until_two_s(ram);
		unsigned hour;

		alarm |= comes_within(ram, step - 1);
		add_evenly(ram, step);
		seconds -= step;
		hour = hour_instead(ram, *repeats);
		ram[RTC_HOURS] = encode_hour(ram, hour);
		*repeats = hour == 1;
		alarm |= alarm_is_now(ram);
	}
	alarm |= comes_within(ram, seconds);
	add_evenly(ram, seconds);
	return alarm;
}

uint32_t rtc_calendar_alarm_s(const uint8_t ram[RTC_RAM_BYTES], bool repeats)
{
	uint32_t alarm_s = even_alarm_s(ram), step = until_two_s(ram);
	uint8_t then[RTC_RAM_BYTES];

	if (!(ram[RTC_B] & RTC_B_DSE) || alarm_s < step)
		return alarm_s;
	memcpy(then, ram, sizeof then);
	add_evenly(then, step);
	return hour_instead(then, repeats) == 2 ? alarm_s : step;
}
