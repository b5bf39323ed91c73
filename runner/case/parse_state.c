#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/parse.h"

/* A label as the value of a register. False after a fault. */
static bool register_label(struct parse *parse, const struct yaml_node *node, const struct x86_ref *ref,
			   struct x86_value *value)
{
	char number[32];
	uint64_t address;
	struct err err;

	if (!parse_label(parse, node, node->text, &address))
		return false;
	snprintf(number, sizeof number, "0x%llx", (unsigned long long)address);
	if (x86_value_parse(ref, number, value, &err) == 0)
		return true;
	yaml_fault(&parse->faults, node, "%s is %s: %s", node->text, number, err.text);
	return false;
}

/* One pair of a register map. False after a fault. */
static bool register_parse(struct parse *parse, const struct yaml_node *pair, struct x86_ref *ref,
			   struct x86_value *value)
{
	const struct yaml_node *key = &pair[0], *text = &pair[1];
	struct err err;

	if (key->kind == YAML_BROKEN || text->kind == YAML_BROKEN)
		return false;
	if (x86_ref_parse(key->text, ref, &err) < 0) {
		yaml_fault(&parse->faults, key, "%s", err.text);
		return false;
	}
	if (text->kind != YAML_SCALAR || text->is_binary || !text->len || strlen(text->text) != text->len) {
		yaml_fault(&parse->faults, text->len ? text : key,
			   "register \"%s\" takes a value such as 0x1f, not %s", key->text,
			   text->is_binary ? "!!binary" : yaml_kind_name(text));
		return false;
	}
	if (x86_value_parse(ref, text->text, value, &err) < 0) {
		if (x86_ref_size(ref) <= sizeof(uint64_t) && label_is(text->text))
			return register_label(parse, text, ref, value);
		yaml_fault(&parse->faults, text, "%s", err.text);
		return false;
	}
	return true;
}

/* Whether two values name the same bits and disagree: ax and eax may both be given, but not against each
 * other. */
static bool values_contradict(const struct expect_register *a, const struct expect_register *b)
{
	size_t low, high;

	if (!a->ref.reg || !b->ref.reg)
		return false;
	low = a->ref.reg->offset > b->ref.reg->offset ? a->ref.reg->offset : b->ref.reg->offset;
	high = a->ref.reg->offset + a->value.size_bytes;
	if (high > b->ref.reg->offset + (size_t)b->value.size_bytes)
		high = b->ref.reg->offset + b->value.size_bytes;
	for (size_t at = low; at < high; at++) {
		size_t i = at - a->ref.reg->offset, j = at - b->ref.reg->offset;

		if ((a->value.bytes[i] ^ b->value.bytes[j]) & a->value.mask[i] & b->value.mask[j])
			return true;
	}
	return false;
}

/* The one just parsed against those before it. */
static bool register_fits(struct parse *parse, const struct yaml_node *key,
			  const struct expect_register *items, size_t count,
			  const struct expect_register *item)
{
	for (size_t i = 0; i < count; i++) {
		char *name;

		if (x86_ref_equal(&items[i].ref, &item->ref)) {
			yaml_fault(&parse->faults, key, "duplicate register \"%s\" (first on line %u)",
				   key->text, items[i].line);
			return false;
		}
		if (!values_contradict(&items[i], item))
			continue;
		name = x86_ref_name(&items[i].ref);
		yaml_fault(&parse->faults, key, "\"%s\" contradicts \"%s\" on line %u: they share bits",
			   key->text, name, items[i].line);
		free(name);
		return false;
	}
	return true;
}

/* The whole map; the caller frees `*out`. Returns the count. */
static size_t registers_parse(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			      struct expect_register **out)
{
	const struct yaml_node *map = &pair[1];
	size_t count = 0;

	*out = NULL;
	if (!parse_is(parse, key, pair, YAML_MAP))
		return 0;
	if (map->count / 2 > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d registers", PARSE_ITEMS_MAX);
		return 0;
	}
	*out = mem_zalloc(map->count / 2, sizeof **out);
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		struct expect_register item = {.line = map->items[i].line};

		if (register_parse(parse, &map->items[i], &item.ref, &item.value) &&
		    (parse_is_provisional(parse) || register_fits(parse, &map->items[i], *out, count, &item)))
			(*out)[count++] = item;
	}
	return count;
}

void parse_registers(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect *expect = field;

	expect->register_count = registers_parse(parse, key, pair, &expect->registers);
}

static bool value_is_complete(const struct x86_value *value)
{
	for (size_t i = 0; i < value->size_bytes; i++)
		if (value->mask[i] != 0xff)
			return false;
	return true;
}

void parse_machine_registers(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			     void *field)
{
	struct machine *machine = field;
	struct expect_register *items;
	size_t count = registers_parse(parse, key, pair, &items);

	machine->registers = mem_zalloc(count, sizeof *machine->registers);
	machine->register_count = count;
	for (size_t i = 0; i < count; i++) {
		machine->registers[i] =
			(struct machine_register){.ref = items[i].ref, .value = items[i].value};
		if (!items[i].ref.reg && !value_is_complete(&items[i].value))
			yaml_fault(&parse->faults, pair,
				   "msr %#x needs all its digits: nothing is known of the others",
				   items[i].ref.msr);
	}
	free(items);
}

bool parse_masked(struct parse *parse, const char *what, const struct yaml_node *value, struct buf *bytes,
		  struct buf *mask)
{
	if (value->kind == YAML_BROKEN)
		return false;
	if (value->kind != YAML_SCALAR || !value->len) {
		yaml_fault(&parse->faults, value, "%s takes hexadecimal bytes such as 55 aa, not %s", what,
			   yaml_kind_name(value));
		return false;
	}
	if (!value->is_binary) {
		if (!parse_hex(parse, value, true, bytes, mask))
			return false;
	} else {
		if (!parse_base64(parse, value, bytes))
			return false;
		buf_fill(mask, 0xff, bytes->len);
	}
	if (!bytes->len)
		yaml_fault(&parse->faults, value, "no bytes");
	return bytes->len > 0;
}

/* A number or a label. False after a fault. */
static bool address_parse(struct parse *parse, const struct yaml_node *key, uint64_t *out)
{
	struct err err;

	if (key->kind == YAML_BROKEN)
		return false;
	if (label_is(key->text))
		return parse_label(parse, key, key->text, out);
	if (num_parse(key->text, out, &err) == 0)
		return true;
	yaml_fault(&parse->faults, key, "not an address: %s", err.text);
	return false;
}

/* One pair: address and bytes. False after a fault; then nothing is owned. */
static bool range_parse(struct parse *parse, const struct yaml_node *pair, struct expect_memory *out)
{
	struct buf bytes = {0}, mask = {0};
	bool ok = false;

	*out = (struct expect_memory){.line = pair->line};
	if (!address_parse(parse, pair, &out->gpa) ||
	    !parse_masked(parse, "an address", &pair[1], &bytes, &mask))
		ok = false;
	else if (out->gpa > UINT64_MAX - bytes.len)
		yaml_fault(&parse->faults, pair, "the range goes beyond the end of the address space");
	else
		ok = true;
	if (ok) {
		out->len = bytes.len;
		out->bytes = (uint8_t *)buf_take(&bytes);
		out->mask = (uint8_t *)buf_take(&mask);
	}
	buf_fini(&mask);
	buf_fini(&bytes);
	return ok;
}

bool parse_contradict(const struct expect_memory *a, const struct expect_memory *b, uint64_t *gpa)
{
	uint64_t low = a->gpa > b->gpa ? a->gpa : b->gpa;
	uint64_t a_end = a->gpa + a->len, b_end = b->gpa + b->len, high = a_end < b_end ? a_end : b_end;

	for (*gpa = low; *gpa < high; ++*gpa) {
		size_t i = *gpa - a->gpa, j = *gpa - b->gpa;

		if ((a->bytes[i] ^ b->bytes[j]) & a->mask[i] & b->mask[j])
			return true;
	}
	return false;
}

static bool range_fits(struct parse *parse, const struct yaml_node *key, const struct expect *expect,
		       const struct expect_memory *item)
{
	uint64_t gpa;

	for (size_t i = 0; i < expect->memory_count; i++) {
		const struct expect_memory *other = &expect->memory[i];

		if (other->gpa == item->gpa)
			yaml_fault(&parse->faults, key, "duplicate address \"%s\" (first on line %u)",
				   key->text, other->line);
		else if (parse_contradict(other, item, &gpa))
			yaml_fault(&parse->faults, key, "contradicts line %u at address %#llx", other->line,
				   (unsigned long long)gpa);
		else
			continue;
		return false;
	}
	return true;
}

void parse_memory(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect *expect = field;
	const struct yaml_node *map = &pair[1];

	if (!parse_is(parse, key, pair, YAML_MAP))
		return;
	if (map->count / 2 > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d addresses", PARSE_ITEMS_MAX);
		return;
	}
	expect->memory = mem_zalloc(map->count / 2, sizeof *expect->memory);
	for (size_t i = 0; i + 1 < map->count; i += 2) {
		struct expect_memory item;

		if (!range_parse(parse, &map->items[i], &item))
			continue;
		if (parse_is_provisional(parse) || range_fits(parse, &map->items[i], expect, &item)) {
			expect->memory[expect->memory_count++] = item;
		} else {
			free(item.bytes);
			free(item.mask);
		}
	}
}
