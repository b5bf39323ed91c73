#include "x86/reg.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

_Static_assert(LDBL_MANT_DIG == 64 && sizeof(long double) >= 10, "long double is the x87 format");

static bool is_float(const struct x86_ref *ref)
{
	return x86_ref_size(ref) == 10;
}

/* "TEXT: fault" with what the register is. */
static int err_value(struct err *err, const struct x86_ref *ref, const char *text, const char *fault)
{
	char *quoted = text_quoted(text), *name = x86_ref_name(ref);

	err_set(err, "%s %s %s", quoted, fault, name);
	free(name);
	free(quoted);
	return -1;
}

static int err_too_wide(struct err *err, const struct x86_ref *ref, const char *text)
{
	size_t bits = x86_ref_size(ref) * 8;
	char *quoted = text_quoted(text), *name = x86_ref_name(ref);

	err_set(err, "%s does not fit %s, which has %zu bits", quoted, name, bits);
	free(name);
	free(quoted);
	return -1;
}

static void value_fill(const struct x86_ref *ref, struct x86_value *out)
{
	*out = (struct x86_value){.size_bytes = (uint8_t)x86_ref_size(ref)};
	memset(out->mask, 0xff, out->size_bytes);
}

/* Whether the number fits; the bytes above it become `above`: 0, or 0xff for a negative one. */
static bool value_from_u64(struct x86_value *out, uint64_t number, uint8_t above)
{
	memset(out->bytes, above, out->size_bytes);
	for (size_t i = 0; i < 8; i++) {
		uint8_t byte = (uint8_t)(number >> 8 * i);

		if (i < out->size_bytes)
			out->bytes[i] = byte;
		else if (byte != above)
			return false;
	}
	return true;
}

/* -1: where is no digit, 16: any digit. */
static int digit_parse(char c)
{
	const char *digits = "0123456789abcdef?", *at = strchr(digits, tolower((unsigned char)c));

	return c && at ? (int)(at - digits) : -1;
}

/* `digits` as behind 0x, from the last to the first; leading zeros may go beyond the width. */
static int hex_parse(const struct x86_ref *ref, const char *text, const char *digits, struct x86_value *out,
		     struct err *err)
{
	size_t nibble = 0;

	for (size_t i = strlen(digits); i-- > 0;) {
		int digit = digit_parse(digits[i]);

		if (digits[i] == '_' && i > 0 && digit_parse(digits[i - 1]) >= 0 &&
		    digit_parse(digits[i + 1]) >= 0)
			continue;
		if (digit < 0)
			return err_value(err, ref, text, "is not hexadecimal (0x, then digits, _ and ?) for");
		if (nibble >= out->size_bytes * 2u) {
			if (digit)
				return err_too_wide(err, ref, text);
			continue;
		}
		if (digit == 16)
			out->mask[nibble / 2] &= nibble % 2 ? 0x0f : 0xf0;
		else
			out->bytes[nibble / 2] |= (uint8_t)(digit << (nibble % 2 ? 4 : 0));
		nibble++;
	}
	return *digits ? 0 : err_value(err, ref, text, "has no digits behind 0x: no value for");
}

/* A decimal for an x87 register: the host's long double is the same 80-bit format. */
static int float_parse(const struct x86_ref *ref, const char *text, struct x86_value *out, struct err *err)
{
	size_t len = strspn(text, "+-.0123456789eE");
	long double number;
	char *end;

	if (text[len] || !strchr(text, '.'))
		return err_value(err, ref, text,
				 "is neither a decimal with a point, as 1.5 or -2.0e10, nor 0x and 20 "
				 "digits, for");
	errno = 0;
	number = strtold(text, &end);
	if (*end || end == text)
		return err_value(err, ref, text, "is no decimal for");
	if (errno == ERANGE)
		return err_value(err, ref, text, "is out of range for");
	memcpy(out->bytes, &number, 10);
	return 0;
}

static int integer_parse(const struct x86_ref *ref, const char *text, struct x86_value *out, struct err *err)
{
	bool negative = *text == '-';
	uint64_t number;

	if (num_parse(text + negative, &number, err) < 0) {
		char *name = x86_ref_name(ref);

		err_wrap(err, "value of %s", name);
		free(name);
		return -1;
	}
	if (!negative || number == 0)
		return value_from_u64(out, number, 0) ? 0 : err_too_wide(err, ref, text);
	/* The sign bit must be set, or it would be read back as another number. */
	if (number > 1ull << 63 || !value_from_u64(out, -number, 0xff) ||
	    !(out->bytes[out->size_bytes - 1] & 0x80))
		return err_too_wide(err, ref, text);
	return 0;
}

static const struct x86_field *field_find(const struct x86_field *fields, const char *name, size_t len)
{
	for (; fields->name; fields++)
		if (strlen(fields->name) == len && strncasecmp(fields->name, name, len) == 0)
			return fields;
	return NULL;
}

/* The names of the fields for a suggestion, in static storage of the table. */
static const char *field_nearest(const struct x86_field *fields, const char *name)
{
	const char *names[40] = {NULL};

	for (size_t i = 0; i < 39 && fields[i].name; i++)
		names[i] = fields[i].name;
	return text_nearest(name, names);
}

static int err_unknown_field(struct err *err, const struct x86_ref *ref, const char *name)
{
	const char *nearest = field_nearest(ref->reg->fields, name);
	char *quoted = text_quoted(name);

	if (nearest)
		err_set(err, "%s has no bit %s (did you mean \"%s\"?)", ref->reg->name, quoted, nearest);
	else
		err_set(err, "%s has no bit %s", ref->reg->name, quoted);
	free(quoted);
	return -1;
}

static void field_store(const struct x86_field *field, uint64_t number, struct x86_value *out)
{
	for (unsigned i = 0; i < field->width; i++) {
		unsigned bit = field->shift + i;

		out->mask[bit / 8] |= (uint8_t)(1u << bit % 8);
		if (number >> i & 1)
			out->bytes[bit / 8] |= (uint8_t)(1u << bit % 8);
	}
}

/* One "name=value", which is `word`; it is cut at the = here. */
static int field_parse(const struct x86_ref *ref, char *word, struct x86_value *out, struct err *err)
{
	char *equals = strchr(word, '=');
	const struct x86_field *field;
	uint64_t number;

	if (!equals)
		return err_value(err, ref, word, "is not of the form name=value, for");
	*equals = 0;
	field = field_find(ref->reg->fields, word, (size_t)(equals - word));
	if (!field)
		return err_unknown_field(err, ref, word);
	if (field->shift + field->width > ref->reg->size_bytes * 8)
		return err_set(err, "%s ends below bit %u (%s): use the wider name", ref->reg->name,
			       field->shift, field->name);
	if (out->mask[field->shift / 8] >> field->shift % 8 & 1)
		return err_set(err, "%s is given twice", field->name);
	if (num_parse(equals + 1, &number, err) < 0)
		return err_wrap(err, "%s", field->name);
	if (number >> field->width)
		return err_set(err, "%s takes 0 to %u, not %s", field->name, (1u << field->width) - 1,
			       equals + 1);
	field_store(field, number, out);
	return 0;
}

static int fields_parse(const struct x86_ref *ref, const char *text, struct x86_value *out, struct err *err)
{
	char *copy, *save = NULL;
	int ret = 0;

	if (!ref->reg || !ref->reg->fields)
		return err_value(err, ref, text, "names bits, but there are no names for those of");
	memset(out->mask, 0, sizeof out->mask);
	copy = str_dup(text);
	for (char *word = strtok_r(copy, " \t\n", &save); word && ret == 0;
	     word = strtok_r(NULL, " \t\n", &save))
		ret = field_parse(ref, word, out, err);
	free(copy);
	return ret;
}

int x86_value_parse(const struct x86_ref *ref, const char *text, struct x86_value *out, struct err *err)
{
	struct x86_value value;
	int ret;

	value_fill(ref, &value);
	if (strchr(text, '='))
		ret = fields_parse(ref, text, &value, err);
	else if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		ret = hex_parse(ref, text, text + 2, &value, err);
	else if (is_float(ref))
		ret = float_parse(ref, text, &value, err);
	else
		ret = integer_parse(ref, text, &value, err);
	if (ret == 0)
		*out = value;
	return ret;
}

void x86_value_print(const struct x86_value *value, struct buf *out)
{
	buf_adds(out, "0x");
	for (size_t nibble = value->size_bytes * 2u; nibble-- > 0;) {
		unsigned shift = nibble % 2 ? 4 : 0;

		if (value->mask[nibble / 2] >> shift & 15)
			buf_printf(out, "%x", value->bytes[nibble / 2] >> shift & 15u);
		else
			buf_addc(out, '?');
	}
}

static unsigned bits_get(const uint8_t *bytes, const struct x86_field *field)
{
	unsigned value = 0;

	for (unsigned i = 0; i < field->width; i++)
		value |= (bytes[(field->shift + i) / 8] >> (field->shift + i) % 8 & 1u) << i;
	return value;
}

void x86_value_fields(const struct x86_ref *ref, const struct x86_value *value, struct buf *out)
{
	const struct x86_field *field = ref->reg ? ref->reg->fields : NULL;
	const char *separator = "";

	for (; field && field->name; field++) {
		if (field->shift + field->width > value->size_bytes * 8 || !bits_get(value->mask, field))
			continue;
		buf_printf(out, "%s%s=%u", separator, field->name, bits_get(value->bytes, field));
		separator = " ";
	}
}

bool x86_value_matches(const struct x86_value *expected, const struct x86_value *actual)
{
	uint8_t differs = 0;

	for (size_t i = 0; i < expected->size_bytes; i++)
		differs |= (uint8_t)((expected->bytes[i] ^ actual->bytes[i]) & expected->mask[i]);
	return !differs && expected->size_bytes == actual->size_bytes;
}
