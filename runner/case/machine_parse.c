/* The values of a machine that are neither a word nor a plain number, from text. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/machine.h"

int machine_parse_port(const char *text, struct machine_port *out, struct err *err)
{
	size_t len = strlen(text), word = strlen(" word");
	bool is_word = len > word && strcmp(text + len - word, " word") == 0;
	uint64_t port;
	char *number;
	int ret;

	if (is_word)
		len -= word;
	while (len && text[len - 1] == ' ')
		len--;
	number = str_printf("%.*s", (int)len, text);
	ret = num_parse(number, &port, err);
	free(number);
	if (ret < 0)
		return err_set(err,
			       "not a port: write a number such as 0x402, or 0x190 word for 16 bits at once");
	if (port > (is_word ? 0xfffe : 0xffff))
		return err_set(err, "a port%s is out of range: 0 to %#x",
			       is_word ? " that is a word wide" : "", is_word ? 0xfffe : 0xffff);
	*out = (struct machine_port){.is_set = true, .port = (uint16_t)port, .bits = is_word ? 16 : 8};
	return 0;
}

struct date {
	unsigned year, month, day, hour, minute, second;
};

/* `d` in the form is a digit, all else is itself. */
static bool has_form(const char *text, const char *form)
{
	while (*form && (*form == 'd' ? isdigit((unsigned char)*text) : *form == *text)) {
		form++;
		text++;
	}
	return !*form && !*text;
}

static unsigned digits(const char *text, size_t count)
{
	unsigned value = 0;

	for (size_t i = 0; i < count; i++)
		value = value * 10 + (unsigned)(text[i] - '0');
	return value;
}

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static uint64_t unix_seconds(const struct date *date)
{
	uint64_t days = date->day - 1;

	for (unsigned year = 1970; year < date->year; year++)
		days += is_leap(year) ? 366 : 365;
	for (unsigned month = 1; month < date->month; month++)
		days += month_days(date->year, month);
	return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

int machine_parse_rtc(const char *text, uint64_t *out_unix_s, struct err *err)
{
	bool has_time = has_form(text, "dddd-dd-dd dd:dd:dd");
	struct date date = {0};

	if (!has_time && !has_form(text, "dddd-dd-dd"))
		return err_set(err, "a date is written 2026-01-31 or 2026-01-31 12:34:56");
	date.year = digits(text, 4);
	date.month = digits(text + 5, 2);
	date.day = digits(text + 8, 2);
	if (has_time) {
		date.hour = digits(text + 11, 2);
		date.minute = digits(text + 14, 2);
		date.second = digits(text + 17, 2);
	}
	if (date.year < 1980 || date.year > 2099)
		return err_set(err, "the year is out of range: 1980 to 2099");
	if (date.month < 1 || date.month > 12)
		return err_set(err, "there is no month %u", date.month);
	if (date.day < 1 || date.day > month_days(date.year, date.month))
		return err_set(err, "there is no day %u in %.7s", date.day, text);
	if (date.hour > 23 || date.minute > 59 || date.second > 59)
		return err_set(err, "there is no time %s: 00:00:00 to 23:59:59", text + 11);
	*out_unix_s = unix_seconds(&date);
	return 0;
}

bool machine_geometry_valid(const struct machine_geometry *g)
{
	if (!g->cylinders && !g->heads && !g->sectors)
		return true;
	return g->cylinders && g->cylinders <= DISK_CYLINDERS_MAX && g->heads && g->heads <= DISK_HEADS_MAX &&
	       g->sectors && g->sectors <= DISK_SECTORS_MAX;
}

int machine_parse_geometry(const char *text, struct machine_geometry *out, struct err *err)
{
	unsigned numbers[3] = {0};
	struct machine_geometry geometry;
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		size_t len = strspn(text + at, "0123456789");

		if (!len || len > 5 || text[at + len] != (i < 2 ? '/' : '\0'))
			return err_set(err, "a geometry is written cylinders/heads/sectors: 306/4/17");
		numbers[i] = digits(text + at, len);
		at += len + 1;
	}
	geometry =
		(struct machine_geometry){(uint16_t)numbers[0], (uint16_t)numbers[1], (uint16_t)numbers[2]};
	if (numbers[0] > DISK_CYLINDERS_MAX || numbers[1] > DISK_HEADS_MAX || numbers[2] > DISK_SECTORS_MAX ||
	    !numbers[0] || !machine_geometry_valid(&geometry))
		return err_set(
			err, "a geometry is out of range: 1 to %d cylinders, 1 to %d heads, 1 to %d sectors",
			DISK_CYLINDERS_MAX, DISK_HEADS_MAX, DISK_SECTORS_MAX);
	*out = geometry;
	return 0;
}

int machine_check_fw_cfg_name(const char *name, size_t len, struct err *err)
{
	bool ok = len && len <= FW_CFG_NAME_MAX;

	for (size_t i = 0; ok && i < len; i++)
		ok = name[i] > ' ' && name[i] < 0x7f;
	return ok ? 0
		  : err_set(err, "a file of fw-cfg has a name of 1 to %d ASCII characters without spaces",
			    FW_CFG_NAME_MAX);
}
