/*
 * The calendar of the real-time clock, on the registers themselves: bytes 0 to 9 in the format that register
 * B says (binary or BCD, 24 or 12 hours), and the century that a PC keeps in its RAM. Never second by second:
 * any span is added at once.
 *
 * As in the MC146818A (data sheet, "Time, calendar and alarm locations") every year that 4 divides is a leap
 * year; that is right from 1901 to 2099. Impossible values that a guest wrote stay until the first carry into
 * them.
 */
#ifndef DEV_RTC_CALENDAR_H
#define DEV_RTC_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#define RTC_RAM_BYTES 128

enum rtc_register {
	RTC_SECONDS,
	RTC_SECONDS_ALARM,
	RTC_MINUTES,
	RTC_MINUTES_ALARM,
	RTC_HOURS,
	RTC_HOURS_ALARM,
	RTC_DAY_OF_WEEK, /* 1: Sunday */
	RTC_DAY,
	RTC_MONTH,
	RTC_YEAR,
	RTC_A,
	RTC_B,
	RTC_C,
	RTC_D,
	RTC_CENTURY = 0x32,     /* BCD, whatever register B says: the chip does not know it, a BIOS does */
	RTC_CENTURY_PS2 = 0x37, /* the same in a PS/2 */
};

#define RTC_B_DSE    0x01
#define RTC_B_24H    0x02
#define RTC_B_BINARY 0x04

/* Show `unix_s`, seconds since 1970-01-01 00:00:00 UTC, up to 2100-02-28; the alarm stays. */
void rtc_calendar_set(uint8_t ram[RTC_RAM_BYTES], uint64_t unix_s);

/*
 * Returns whether the alarm came on the way. With DSE ("DSE") the last Sunday in April has no time from
 * 2:00:00 to 2:59:59, and the last one in October has that from 1:00:00 to 1:59:59 twice: `repeats`, false at
 * first, says that it is the second one.
 */
bool rtc_calendar_add(uint8_t ram[RTC_RAM_BYTES], uint64_t seconds, bool *repeats);

/*
 * How many seconds until the time is the alarm's, from 1; 0: never. A byte 11xxxxxx of the alarm fits always.
 * Where DSE changes the time before, it is how long until then, and not yet the alarm.
 */
uint32_t rtc_calendar_alarm_s(const uint8_t ram[RTC_RAM_BYTES], bool repeats);

#endif
