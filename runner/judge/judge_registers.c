#include "judge/judge_registers.h"

#include <stdlib.h>

#include "judge/judge.h"

bool register_is_fields(const struct x86_ref *ref, const struct x86_value *value)
{
	for (size_t i = 0; ref->reg && ref->reg->fields && i < value->size_bytes; i++) {
		unsigned high = value->mask[i] >> 4, low = value->mask[i] & 0xf;

		if ((high && high != 0xf) || (low && low != 0xf))
			return true;
	}
	return false;
}

bool judge_register_value(const struct result *result, const struct x86_ref *ref, struct x86_value *out)
{
	if (result->state_source == STATE_LOST)
		return false;
	if (ref->reg) {
		x86_state_get(&result->state, ref->reg, out);
		return true;
	}
	for (size_t i = 0; i < result->msr_count; i++) {
		const struct x86_msr *msr = &result->msrs[i];

		if (msr->index != ref->msr || !msr->present)
			continue;
		*out = (struct x86_value){.size_bytes = 8};
		for (size_t byte = 0; byte < 8; byte++) {
			out->bytes[byte] = (uint8_t)(msr->value >> (8 * byte));
			out->mask[byte] = 0xff;
		}
		return true;
	}
	return false;
}

static unsigned long long low_bits(const uint8_t *bytes, size_t size_bytes)
{
	unsigned long long value = 0;

	for (size_t i = 0; i < size_bytes && i < 8; i++)
		value |= (unsigned long long)bytes[i] << (8 * i);
	return value;
}

static void put_field(const struct x86_field *field, unsigned long long before, unsigned long long after,
		      struct buf *out)
{
	buf_printf(out, field->width > 1 ? " %s expected 0x%llx, is 0x%llx" : " %s expected %llu, is %llu",
		   field->name, before, after);
	if (field->meaning && *field->meaning)
		buf_printf(out, " (%s)", field->meaning);
	buf_addc(out, '\n');
}

/* A line for each named field of which a bit that counts differs. */
static void put_fields(const struct x86_ref *ref, const struct x86_value *expected,
		       const struct x86_value *actual, struct buf *out)
{
	unsigned long long before = low_bits(expected->bytes, expected->size_bytes);
	unsigned long long after = low_bits(actual->bytes, actual->size_bytes);
	unsigned long long counts = low_bits(expected->mask, expected->size_bytes);

	for (const struct x86_field *field = ref->reg ? ref->reg->fields : NULL; field && field->name;
	     field++) {
		unsigned long long bits = (field->width < 64 ? 1ull << field->width : 0) - 1;

		if (((before ^ after) & counts) >> field->shift & bits)
			put_field(field, before >> field->shift & bits, after >> field->shift & bits, out);
	}
}

static void put_values(const struct x86_ref *ref, const struct x86_value *expected,
		       const struct x86_value *actual, struct buf *out)
{
	struct x86_value shown = *actual;
	bool fields = register_is_fields(ref, expected);

	for (size_t i = 0; fields && i < sizeof shown.mask; i++)
		shown.mask[i] = expected->mask[i];
	buf_addc(out, '-');
	if (fields)
		x86_value_fields(ref, expected, out);
	else
		x86_value_print(expected, out);
	buf_adds(out, "\n+");
	if (fields)
		x86_value_fields(ref, &shown, out);
	else
		x86_value_print(&shown, out);
	buf_addc(out, '\n');
	put_fields(ref, expected, actual, out);
}

static void judge_register(const struct expect_register *expected, const struct result *result,
			   struct verdict *out)
{
	struct x86_value actual;
	struct buf text = {0};
	char *name = NULL, *key = NULL;
	bool known = judge_register_value(result, &expected->ref, &actual);

	if (known && x86_value_matches(&expected->value, &actual))
		return;
	name = x86_ref_name(&expected->ref);
	key = str_printf("registers.%s", name);
	if (known) {
		put_values(&expected->ref, &expected->value, &actual, &text);
	} else {
		buf_adds(&text, "-");
		x86_value_print(&expected->value, &text);
		buf_printf(&text, "\n %s cannot be read: this CPU has no such register\n", name);
	}
	verdict_add(out, key, expected->line, &text);
	free(key);
	free(name);
}

void judge_registers(const struct expect *expect, const struct result *result, struct verdict *out)
{
	struct buf text = {0};

	if (expect->register_count && result->state_source == STATE_LOST) {
		buf_adds(&text, " the registers were lost in the triple fault: KVM had already reset the "
				"CPU, and a replay\n"
				" did not get to the same place, so none of them could be compared");
		verdict_add(out, "registers", expect->registers[0].line, &text);
		return;
	}
	for (size_t i = 0; i < expect->register_count; i++)
		judge_register(&expect->registers[i], result, out);
}
