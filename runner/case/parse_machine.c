#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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
		return parse_is_plain(parse, key, node, node->text);
	return false;
}

void parse_disk(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	if (parse_text(parse, key, pair) && parse_image_name(parse, key, &pair[1]))
		*(struct case_file *)field = (struct case_file){pair->line, str_dup(pair[1].text)};
}

static bool parse_file_name(struct parse *parse, const struct key *key, const struct yaml_node *node)
{
	if (is_file_text(node))
		return parse_is_plain(parse, key, node, node->text);
	if (node->kind != YAML_BROKEN)
		yaml_fault(&parse->faults, node, "\"%s\" takes %s", key->name, key->takes);
	return false;
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
