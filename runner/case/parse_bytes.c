#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/parse.h"
#include "case/pattern.h"
#include "x86/screen.h"

static int base64_digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool parse_base64(struct parse *parse, const struct yaml_node *node, struct buf *out)
{
	unsigned bits = 0, have = 0, digits = 0, pads = 0;

	for (size_t i = 0; i < node->len; i++) {
		int digit = base64_digit(node->text[i]);

		if (isspace((unsigned char)node->text[i]))
			continue;
		if (node->text[i] == '=' && pads < 2) {
			pads++;
			continue;
		}
		if (digit < 0 || pads)
			goto fail;
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		digits++;
		have += 6;
		if (have >= 8)
			buf_addc(out, (uint8_t)(bits >> (have -= 8)));
	}
	/* Whole groups of four, and no bits left that would be lost. */
	if ((digits + pads) % 4 == 0 && digits % 4 != 1 && !(bits & ((1u << have) - 1)))
		return true;
fail:
	yaml_fault(&parse->faults, node,
		   "not base64: letters, digits, + and /, with = at the end to fill four");
	return false;
}

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

/* One digit into the low half of `*byte` and `*mask`, what was there going up. */
static bool hex_shift(char c, bool any_digit, uint8_t *byte, uint8_t *mask)
{
	int digit = hex_digit(c);
	bool is_any = any_digit && c == '?';

	if (digit < 0 && !is_any)
		return false;
	*byte = (uint8_t)(*byte << 4 | (is_any ? 0 : digit));
	*mask = (uint8_t)(*mask << 4 | (is_any ? 0 : 15));
	return true;
}

bool parse_hex(struct parse *parse, const struct yaml_node *node, bool any_digit, struct buf *bytes,
	       struct buf *mask)
{
	const char *p = node->text, *end = p + node->len;

	while (p < end) {
		uint8_t byte = 0, byte_mask = 0;

		if (isspace((unsigned char)*p)) {
			p++;
			continue;
		}
		if (!hex_shift(p[0], any_digit, &byte, &byte_mask) ||
		    !hex_shift(p[1], any_digit, &byte, &byte_mask)) {
			yaml_fault(&parse->faults, node,
				   "not bytes: write pairs of hexadecimal digits, such as 55 aa%s",
				   any_digit ? ", with ? for any digit" : "");
			return false;
		}
		buf_addc(bytes, byte);
		if (mask)
			buf_addc(mask, byte_mask);
		p += 2;
	}
	return true;
}

static void expect_take(struct expect_bytes *expect, const struct yaml_node *key, struct buf *bytes)
{
	expect->line = key->line;
	expect->len = bytes->len;
	expect->bytes = (uint8_t *)buf_take(bytes);
}

bool parse_stream_bytes(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			struct buf *out)
{
	const struct yaml_node *value = &pair[1];

	if (value->kind != YAML_SCALAR || (!value->len && value->style == YAML_PLAIN && !value->is_binary)) {
		parse_wrong_type(parse, key, pair);
		return false;
	}
	if (value->is_binary)
		return parse_base64(parse, value, out);
	buf_add(out, value->text, value->len);
	return true;
}

void parse_stream(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct buf bytes = {0};

	if (parse_stream_bytes(parse, key, pair, &bytes))
		expect_take(field, pair, &bytes);
	buf_fini(&bytes);
}

/* The node's place, or within a block that of its line `line` from 1. */
static struct yaml_node node_line(const struct parse *parse, const struct yaml_node *node, size_t line)
{
	struct yaml_node place = *node;
	const char *text = parse->faults.text, *newline;

	if (node->style != YAML_LITERAL)
		return place;
	while (line-- > 1 && (newline = memchr(text + place.offset, '\n', node->end - place.offset)))
		place.offset = (size_t)(newline - text) + 1;
	place.offset += strspn(text + place.offset, " ");
	newline = memchr(text + place.offset, '\n', node->end - place.offset);
	place.end = newline ? (size_t)(newline - text) : node->end;
	return place;
}

void parse_screen(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const struct yaml_node *value = &pair[1];
	struct buf bytes = {0};
	struct err err;
	size_t line;

	if (value->kind != YAML_SCALAR || value->is_binary || (!value->len && value->style == YAML_PLAIN)) {
		parse_wrong_type(parse, key, pair);
	} else if (screen_parse(value->text, value->len, &bytes, &line, &err) < 0) {
		struct yaml_node place = node_line(parse, value, line);

		yaml_fault(&parse->faults, &place, "%s", err.text);
	} else {
		expect_take(field, pair, &bytes);
	}
	buf_fini(&bytes);
}

static bool post_byte(struct parse *parse, const struct yaml_node *node, struct buf *out)
{
	struct err err = {.text = "a byte is a number"};
	uint64_t value = 0;

	if (node->kind == YAML_BROKEN)
		return false;
	if (node->kind != YAML_SCALAR || node->is_binary || num_parse(node->text, &value, &err) < 0) {
		yaml_fault(&parse->faults, node, "%s", err.text);
		return false;
	}
	if (value > 0xff) {
		yaml_fault(&parse->faults, node, "%s is more than a byte", node->text);
		return false;
	}
	buf_addc(out, (uint8_t)value);
	return true;
}

void parse_post(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const struct yaml_node *value = &pair[1];
	struct buf bytes = {0};
	bool ok = true;

	if (value->kind == YAML_LIST) {
		for (size_t i = 0; i < value->count; i++)
			ok &= post_byte(parse, &value->items[i], &bytes);
	} else if (value->kind == YAML_SCALAR && value->is_binary) {
		ok = parse_base64(parse, value, &bytes);
	} else if (value->kind == YAML_SCALAR && value->len) {
		ok = parse_hex(parse, value, false, &bytes, NULL);
	} else {
		parse_wrong_type(parse, key, pair);
		return;
	}
	if (ok)
		expect_take(field, pair, &bytes);
	buf_fini(&bytes);
}

void parse_post_last(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect_byte *expect = field;
	struct buf byte = {0};

	if (!parse_text(parse, key, pair))
		return;
	if (post_byte(parse, &pair[1], &byte))
		*expect = (struct expect_byte){.line = pair->line, .value = byte.data[0]};
	buf_fini(&byte);
}

static void pattern_add(struct parse *parse, const struct yaml_node *node, struct expect_patterns *patterns)
{
	struct expect_pattern *item = &patterns->items[patterns->count];
	struct err err;

	if (node->kind == YAML_BROKEN)
		return;
	if (node->kind != YAML_SCALAR || node->is_binary || !node->len || strlen(node->text) != node->len) {
		yaml_fault(&parse->faults, node,
			   "a pattern is a regular expression of at least one character");
	} else if (pattern_compile(node->text, &item->compiled, &err) < 0) {
		yaml_fault(&parse->faults, node, "%s", err.text);
	} else {
		item->line = node->line;
		item->text = str_dup(node->text);
		patterns->count++;
	}
}

void parse_patterns(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect_patterns *patterns = field;
	const struct yaml_node *value = &pair[1];
	bool is_list = value->kind == YAML_LIST;
	size_t count = is_list ? value->count : 1;

	if (!is_list && (value->kind != YAML_SCALAR || !value->len)) {
		parse_wrong_type(parse, key, pair);
		return;
	}
	if (count > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d patterns", PARSE_ITEMS_MAX);
		return;
	}
	patterns->items = mem_zalloc(count, sizeof *patterns->items);
	for (size_t i = 0; i < count; i++)
		pattern_add(parse, is_list ? &value->items[i] : value, patterns);
}
