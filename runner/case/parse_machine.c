#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/keys.h"
#include "case/parse.h"

void parse_port(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	struct err err;

	if (text && machine_parse_port(text, field, &err) < 0)
		yaml_fault(&parse->faults, &pair[1], "%s", err.text);
}

void parse_geometry(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	struct err err;

	if (text && machine_parse_geometry(text, field, &err) < 0)
		yaml_fault(&parse->faults, &pair[1], "%s", err.text);
}

void parse_serial_input(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct buf *input = field;

	if (parse_stream_bytes(parse, key, pair, input) && input->len > SERIAL_INPUT_BYTES_MAX)
		yaml_fault(&parse->faults, &pair[1], "\"%s\" is too long: at most %u bytes", key->name,
			   SERIAL_INPUT_BYTES_MAX);
}

static bool has_fw_cfg(const struct machine *machine, const char *name)
{
	for (size_t i = 0; i < machine->fw_cfg_file_count; i++)
		if (strcmp(machine->fw_cfg_files[i].name, name) == 0)
			return true;
	return false;
}

/* One pair of the map: a name and the file's bytes. */
static void fw_cfg_add(struct parse *parse, struct machine *machine, const struct yaml_node *pair)
{
	struct key key = {.name = pair->text, .takes = "text or !!binary"};
	struct buf bytes = {0};
	struct err err;

	if (pair->kind == YAML_BROKEN)
		return;
	if (machine_check_fw_cfg_name(pair->text, pair->len, &err) < 0)
		yaml_fault(&parse->faults, pair, "%s", err.text);
	else if (has_fw_cfg(machine, pair->text))
		yaml_fault(&parse->faults, pair, "duplicate file \"%s\"", pair->text);
	else if (parse_stream_bytes(parse, &key, pair, &bytes))
		machine_add_fw_cfg(machine, pair->text, &bytes);
	buf_fini(&bytes);
}

void parse_fw_cfg(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct machine *machine = field;
	const struct yaml_node *value = &pair[1];

	if (value->kind != YAML_MAP) {
		parse_bool(parse, key, pair, &machine->fw_cfg);
		return;
	}
	if (value->count / 2 > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d files", PARSE_ITEMS_MAX);
		return;
	}
	machine->fw_cfg = true;
	for (size_t i = 0; i + 1 < value->count; i += 2)
		fw_cfg_add(parse, machine, &value->items[i]);
}

/* ---- keys */

/* Only what is not in quotes can be a scan code. */
static bool looks_like_number(const struct yaml_node *node)
{
	return node->style == YAML_PLAIN && !node->is_binary && isdigit((unsigned char)node->text[0]);
}

static int scan_code(struct keys *keys, const char *text, struct err *err)
{
	uint64_t code;

	if (num_parse(text, &code, err) < 0)
		return err_set(err,
			       "not a scan code such as 0x1e; write text that begins with a digit in quotes");
	if (code > 0xff)
		return err_set(err, "%s is more than a byte", text);
	return keys_code(keys, (uint8_t)code, err);
}

#define KEYS_TAKES "a list of keys takes scan codes, text, and maps such as {after: 500ms}"

/* {after: 500ms} */
static void keys_after(struct parse *parse, const struct yaml_node *map, struct keys *keys)
{
	const struct yaml_node *pair = map->count == 2 ? map->items : NULL;
	uint64_t ns;
	struct err err;

	if (pair && (pair[0].kind == YAML_BROKEN || pair[1].kind == YAML_BROKEN))
		return;
	if (!pair || strcmp(pair->text, "after") != 0)
		yaml_fault(&parse->faults, map, KEYS_TAKES);
	else if (pair[1].kind != YAML_SCALAR || !pair[1].len || pair[1].is_binary)
		yaml_fault(&parse->faults, pair, "\"after\" takes a time such as 500ms");
	else if (keys_parse_after(pair[1].text, &ns, &err) < 0)
		yaml_fault(&parse->faults, &pair[1], "%s", err.text);
	else
		keys_wait(keys, ns);
}

static void keys_item(struct parse *parse, const struct yaml_node *node, struct keys *keys)
{
	struct err err = {.text = KEYS_TAKES};
	int ret = -1;

	if (node->kind == YAML_BROKEN)
		return;
	if (node->kind == YAML_MAP) {
		keys_after(parse, node, keys);
		return;
	}
	if (node->kind == YAML_SCALAR && node->len && !node->is_binary)
		ret = looks_like_number(node) ? scan_code(keys, node->text, &err)
					      : keys_type(keys, node->text, node->len, &err);
	if (ret < 0)
		yaml_fault(&parse->faults, node, "%s", err.text);
}

static void keys_list(struct parse *parse, const struct yaml_node *list, struct keys *keys)
{
	if (list->count > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, list, "more than %d keys: write them as text", PARSE_ITEMS_MAX);
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		keys_item(parse, &list->items[i], keys);
	if (keys->wait_ns)
		yaml_fault(&parse->faults, &list->items[list->count - 1], "nothing comes after it");
}

void parse_keys(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct machine *machine = field;
	const struct yaml_node *value = &pair[1];
	struct keys keys = {0};

	if (value->kind == YAML_LIST && value->count)
		keys_list(parse, value, &keys);
	else if (value->kind != YAML_SCALAR || !value->len || value->is_binary)
		parse_wrong_type(parse, key, pair);
	else if (looks_like_number(value))
		yaml_fault(&parse->faults, value, "write [%s] for a scan code, or \"%s\" for what is typed",
			   value->text, value->text);
	else
		keys_item(parse, value, &keys);
	machine->keys = keys.items;
	machine->key_count = keys.count;
}

/* ---- names of files */

/* A scalar that can be a path or the name of a ROM. */
static bool is_file_text(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && !node->is_binary && node->len &&
	       strlen(node->text) == node->len && !node->text[strcspn(node->text, "\r\n")] &&
	       node->text[node->len - 1] != '/';
}

bool parse_image_name(struct parse *parse, const struct key *key, const struct yaml_node *node)
{
	size_t len = node->len;

	if (node->kind == YAML_BROKEN)
		return false;
	if (!is_file_text(node))
		yaml_fault(&parse->faults, node, "\"%s\" takes %s, such as cpu/flags", key->name, key->takes);
	else if (len > 4 && strcmp(node->text + len - 4, ".asm") == 0)
		yaml_fault(&parse->faults, node, "\"%s\" takes the name without .asm: %.*s", key->name,
			   (int)len - 4, node->text);
	else
		return true;
	return false;
}

void parse_disk(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	if (parse_text(parse, key, pair) && parse_image_name(parse, key, &pair[1]))
		*(struct case_file *)field = (struct case_file){pair->line, str_dup(pair[1].text)};
}

static bool parse_file_name(struct parse *parse, const struct key *key, const struct yaml_node *node)
{
	if (node->kind != YAML_BROKEN && !is_file_text(node))
		yaml_fault(&parse->faults, node, "\"%s\" takes %s", key->name, key->takes);
	return is_file_text(node);
}

/* One name or a list of them, each checked by `check`. */
static void files_parse(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			bool (*check)(struct parse *, const struct key *, const struct yaml_node *),
			struct case_file **out, size_t *out_count)
{
	const struct yaml_node *value = &pair[1];
	bool is_list = value->kind == YAML_LIST;
	size_t count = is_list ? value->count : 1;

	if (!is_list && !parse_text(parse, key, pair))
		return;
	if (count > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d files", PARSE_ITEMS_MAX);
		return;
	}
	*out = mem_zalloc(count, sizeof **out);
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *node = is_list ? &value->items[i] : value;

		if (check(parse, key, node))
			(*out)[(*out_count)++] = (struct case_file){node->line, str_dup(node->text)};
	}
}

void parse_option_roms(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct testcase *tc = field;

	files_parse(parse, key, pair, parse_image_name, &tc->option_roms, &tc->option_rom_count);
}

void parse_needs(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct testcase *tc = field;

	files_parse(parse, key, pair, parse_file_name, &tc->needs, &tc->need_count);
}
