#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NOT_A_NUMBER "is not a number: write 0x1f, 0b101 or 31, with _ between digits"

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit size_units[] = {
	{"", 1},           {"K", 1ull << 10},   {"KiB", 1ull << 10}, {"M", 1ull << 20}, {"MiB", 1ull << 20},
	{"G", 1ull << 30}, {"GiB", 1ull << 30}, {NULL, 0},
};

static const struct unit time_units[] = {
	{"", 1000000000}, {"s", 1000000000}, {"ms", 1000000}, {"us", 1000}, {"ns", 1}, {NULL, 0},
};

static int err_quoted(struct err *err, const char *text, const char *fault)
{
	char *quoted = text_quoted(text);

	err_set(err, "%s %s", quoted, fault);
	free(quoted);
	return -1;
}

static int err_too_large(struct err *err, const char *text)
{
	return err_quoted(err, text, "is too large: a number has at most 64 bits");
}

static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 255;
}

/* The end of digits with _ between them, NULL where there is none; `*too_large` where 64 bits overflow. */
static const char *digits_scan(const char *p, unsigned base, uint64_t *out, bool *too_large)
{
	*out = 0;
	*too_large = false;
	if (digit_value(*p) >= base)
		return NULL;
	for (;;) {
		if (__builtin_mul_overflow(*out, (uint64_t)base, out) ||
		    __builtin_add_overflow(*out, (uint64_t)digit_value(*p), out))
			*too_large = true;
		p++;
		if (*p == '_' && digit_value(p[1]) < base)
			p++;
		if (digit_value(*p) >= base)
			return p;
	}
}

/* A number at the start of `text`; `*end` is what follows it. */
static int num_scan(const char *text, uint64_t *out, const char **end, struct err *err)
{
	unsigned base = 10;
	bool too_large;

	*end = text;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		base = 16;
	else if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B'))
		base = 2;
	else if (text[0] == '0' && (isdigit((unsigned char)text[1]) || text[1] == '_'))
		return err_quoted(err, text,
				  "has a leading zero: write 0x before hexadecimal digits, "
				  "or leave the zero out");
	*end = digits_scan(base == 10 ? text : text + 2, base, out, &too_large);
	if (!*end)
		return err_quoted(err, text, NOT_A_NUMBER);
	return too_large ? err_too_large(err, text) : 0;
}

static const struct unit *unit_find(const struct unit *units, const char *name)
{
	if (name[0] == ' ' && name[1])
		name++;
	for (; units->name; units++)
		if (strcasecmp(units->name, name) == 0)
			return units;
	return NULL;
}

int num_parse(const char *text, uint64_t *out, struct err *err)
{
	const char *end;

	if (num_scan(text, out, &end, err) < 0)
		return -1;
	return *end ? err_quoted(err, text, NOT_A_NUMBER) : 0;
}

int num_parse_size(const char *text, uint64_t *out_bytes, struct err *err)
{
	const struct unit *unit;
	const char *end;
	uint64_t value;

	if (num_scan(text, &value, &end, err) < 0)
		return -1;
	unit = unit_find(size_units, end);
	if (!unit)
		return err_quoted(err, text, "is not a size: write a number of bytes, or one with K, M or G");
	if (__builtin_mul_overflow(value, unit->factor, out_bytes))
		return err_too_large(err, text);
	return 0;
}

int num_parse_time(const char *text, uint64_t *out_ns, struct err *err)
{
	const struct unit *unit;
	const char *end, *fraction = "";
	uint64_t value;

	if (num_scan(text, &value, &end, err) < 0)
		return -1;
	if (*end == '.' && isdigit((unsigned char)end[1]) && isdigit((unsigned char)end[-1]) &&
	    text[strspn(text, "0123456789_")] == '.')
		for (fraction = ++end; isdigit((unsigned char)*end);)
			end++;
	unit = unit_find(time_units, end);
	if (!unit)
		return err_quoted(err, text, "is not a time: write a number with ns, us, ms or s");
	if (__builtin_mul_overflow(value, unit->factor, out_ns))
		return err_too_large(err, text);
	for (uint64_t scale = unit->factor / 10; scale && isdigit((unsigned char)*fraction); scale /= 10)
		if (__builtin_add_overflow(*out_ns, scale * digit_value(*fraction++), out_ns))
			return err_too_large(err, text);
	return 0;
}

void num_print_time(uint64_t ns, struct buf *out)
{
	static const struct unit units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};
	const size_t last = sizeof units / sizeof units[0] - 1;

	for (size_t i = 0;; i++) {
		uint64_t scale = units[i].factor, whole = ns / scale;
		unsigned decimals = whole >= 100 || scale == 1 ? 0 : whole >= 10 ? 1 : 2;
		uint64_t p = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
		uint64_t q = whole * p + (ns % scale * p + scale / 2) / scale;

		if (q >= 1000 * p && i < last)
			continue;
		for (; decimals && q % 10 == 0; decimals--, p /= 10)
			q /= 10;
		buf_printf(out, "%llu", (unsigned long long)(q / p));
		if (decimals)
			buf_printf(out, ".%0*llu", (int)decimals, (unsigned long long)(q % p));
		buf_printf(out, " %s", units[i].name);
		return;
	}
}

void num_print_size(uint64_t bytes, struct buf *out)
{
	static const struct unit units[] = {{"GiB", 1ull << 30}, {"MiB", 1ull << 20}, {"KiB", 1ull << 10}};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (!bytes || bytes % units[i].factor)
			continue;
		buf_printf(out, "%llu %s", (unsigned long long)(bytes / units[i].factor), units[i].name);
		return;
	}
	buf_printf(out, "%llu byte%s", (unsigned long long)bytes, bytes == 1 ? "" : "s");
}

void num_print_grouped(uint64_t value, struct buf *out)
{
	if (value >= 1000) {
		num_print_grouped(value / 1000, out);
		buf_printf(out, ",%03u", (unsigned)(value % 1000));
	} else {
		buf_printf(out, "%u", (unsigned)value);
	}
}

/* Overlong forms and surrogates are no characters. */
size_t utf8_decode(const uint8_t *p, size_t len, uint32_t *out)
{
	static const uint8_t lengths[32] = {[0 ... 15] = 1, [24 ... 27] = 2, [28 ... 29] = 3, [30] = 4};
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = len ? lengths[p[0] >> 3] : 0;
	uint32_t c;

	if (n == 0 || n > len)
		return 0;
	c = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return n;
}

size_t utf8_char_len(const uint8_t *bytes, size_t len)
{
	uint32_t c;

	return utf8_decode(bytes, len, &c);
}

void utf8_put(uint16_t code, struct buf *out)
{
	if (code < 0x80) {
		buf_addc(out, (uint8_t)code);
		return;
	}
	if (code < 0x800) {
		buf_addc(out, (uint8_t)(0xc0 | code >> 6));
	} else {
		buf_addc(out, (uint8_t)(0xe0 | code >> 12));
		buf_addc(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
	}
	buf_addc(out, (uint8_t)(0x80 | (code & 0x3f)));
}

bool utf8_valid(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_char_len(bytes + i, len - i);
		if (!n)
			return false;
	}
	return true;
}

/* What shows nothing or reorders what is shown: C1 controls, zero width, line separators, bidi, BOM. */
static bool char_is_invisible(uint32_t c)
{
	return (c >= 0x80 && c <= 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/* The name of an escaped ASCII character, NULL where it shows as it is. */
static const char *ascii_escape(uint8_t c)
{
	switch (c) {
	case '\n': return "\\n";
	case '\r': return "\\r";
	case '\t': return "\\t";
	case 0x1b: return "\\e";
	case '\0': return "\\0";
	case '\\': return "\\\\";
	default: return NULL;
	}
}

void text_visible(const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t n = utf8_decode(bytes + i, len - i, &c);
		const char *escape = n == 1 ? ascii_escape(bytes[i]) : NULL;

		if (escape)
			buf_adds(out, escape);
		else if (n == 0 || c < 0x20 || c == 0x7f)
			buf_printf(out, "\\x%02x", bytes[i]);
		else if (char_is_invisible(c))
			buf_printf(out, "\\u%04x", (unsigned)c);
		else if (c == ' ' && i + 1 == len)
			buf_adds(out, "\\s");
		else
			buf_add(out, bytes + i, n);
		i += n ? n : 1;
	}
}

void text_visible_lines(const uint8_t *bytes, size_t len, struct buf *out)
{
	while (len) {
		const uint8_t *newline = memchr(bytes, '\n', len);
		size_t line = newline ? (size_t)(newline - bytes) : len;

		text_visible(bytes, line, out);
		if (newline)
			buf_addc(out, '\n');
		line += newline != NULL;
		bytes += line;
		len -= line;
	}
}

/* C0, DEL, C1, line separators, and embeddings, overrides and isolates of the direction. */
bool text_is_obeyed(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* The bytes of the first character; `*plain` where they stay as they are. */
static size_t plain_char(const char *str, size_t len, bool has_lines, bool *plain)
{
	uint32_t c = 0;
	size_t n = utf8_decode((const uint8_t *)str, len, &c);

	*plain = n && (!text_is_obeyed(c) || c == '\t' || (has_lines && c == '\n'));
	return n ? n : 1;
}

static void put_plain(const char *str, bool has_lines, struct buf *out)
{
	size_t len = strlen(str);

	while (len) {
		bool plain;
		size_t n = plain_char(str, len, has_lines, &plain);

		if (plain)
			buf_add(out, str, n);
		else
			text_visible((const uint8_t *)str, n, out);
		str += n;
		len -= n;
	}
}

void text_plain(const char *str, struct buf *out)
{
	put_plain(str, false, out);
}

void text_plain_lines(const char *str, struct buf *out)
{
	put_plain(str, true, out);
}

bool text_is_plain(const char *str)
{
	bool plain = true;

	for (size_t len = strlen(str), n; len && plain; str += n, len -= n)
		n = plain_char(str, len, false, &plain);
	return plain;
}

char *text_quoted_bytes(const uint8_t *bytes, size_t len)
{
	struct buf out = {0};
	size_t shown = len;

	if (len > 48)
		for (shown = 40; shown < 44 && (bytes[shown] & 0xc0) == 0x80; shown++)
			;
	buf_addc(&out, '"');
	text_visible(bytes, shown, &out);
	buf_adds(&out, shown < len ? "...\"" : "\"");
	return buf_take(&out);
}

char *text_quoted(const char *text)
{
	return text_quoted_bytes((const uint8_t *)text, strlen(text));
}

void text_put_word(const char *text, struct buf *out)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";

	if (*text && !text[strspn(text, plain)]) {
		buf_adds(out, text);
		return;
	}
	buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, *text);
	}
	buf_addc(out, '\'');
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment, row by row: row[j] is the distance of the first i bytes of a and the first j of
 * b. A swap looks back two rows, so three are kept.
 */
size_t text_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), result;
	size_t *rows = mem_zalloc(3 * (lb + 1), sizeof *rows);
	size_t *before = rows, *last = rows + lb + 1, *row = rows + 2 * (lb + 1);

	for (size_t j = 0; j <= lb; j++)
		last[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = min_size(last[j], row[j - 1]) + 1;
			row[j] = min_size(row[j], last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min_size(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	result = last[lb];
	free(rows);
	return result;
}

bool text_is_near(const char *word, size_t distance)
{
	size_t len = strlen(word);

	return distance < len && distance <= (len + 2) / 3;
}

const char *text_nearest(const char *word, const char *const *names)
{
	size_t len = strlen(word), best = (size_t)-1;
	const char *nearest = NULL;

	for (; *names; names++) {
		size_t other = strlen(*names), distance;

		if (!text_is_near(word, len > other ? len - other : other - len))
			continue;
		distance = strcasecmp(word, *names) ? text_distance(word, *names) : 0;
		if (distance >= best || !text_is_near(word, distance))
			continue;
		best = distance;
		nearest = *names;
	}
	return nearest;
}
