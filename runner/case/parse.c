#include "case/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static key_parse_fn parse_section;

static const struct quantity memory_quantity = {machine_parse_memory};
static const struct quantity cycles_quantity = {budget_parse_cycles};
static const struct quantity time_quantity = {budget_parse_time};
static const struct quantity output_quantity = {budget_parse_output};
static const struct quantity disk_quantity = {budget_parse_disk};
static const struct quantity rtc_quantity = {machine_parse_rtc};

static const char *const image_names[] = {
	[IMAGE_DEFAULT] = "default",
	[IMAGE_READ_ONLY] = "read-only",
	[IMAGE_WRITABLE] = "writable",
	NULL,
};

/* The machine's keys fill the whole case: what images it has is the case's own. */
#define IN_MACHINE(field) offsetof(struct testcase, machine.field)
#define IN_BUDGET(field)  offsetof(struct budget, field)
#define IN_CASE(field)    offsetof(struct testcase, field)

static const struct key machine_keys[] = {
	{"start", "a start state", parse_word, IN_MACHINE(start), start_names},
	{"memory", "a size such as 64K or 1M", parse_quantity, IN_MACHINE(memory_bytes), &memory_quantity},
	{"cpu", "a CPU model", parse_word, IN_MACHINE(cpu), cpu_model_names},
	{"registers", "a map of registers to values", parse_machine_registers, IN_CASE(machine), NULL},
	{"image", "read-only or writable", parse_word, IN_MACHINE(image), image_names},
	{"strict", "true or false", parse_bool, IN_MACHINE(strict), NULL},
	{"irqchip", "romkit or kernel", parse_word, IN_MACHINE(irqchip), irqchip_names},
	{"pci", "true or false", parse_bool, IN_MACHINE(pci), NULL},
	{"fw-cfg", "true or false, or a map of file names to text", parse_fw_cfg, IN_CASE(machine), NULL},
	{"console-port", "a port such as 0x402", parse_port, IN_MACHINE(console_port), NULL},
	{"post-port", "a port such as 0x80, or 0x190 word", parse_port, IN_MACHINE(post_port), NULL},
	{"rtc", "a date such as 2026-01-31 12:34:56", parse_quantity, IN_MACHINE(rtc_unix_s), &rtc_quantity},
	{"serial-input", "text, !!binary, or a list of steps", parse_serial_input, IN_MACHINE(serial_input),
	 NULL},
	{"keys", "text, or a list of scan codes, text and waits", parse_keys, IN_MACHINE(keys), NULL},
	{"disk", "the name of a ROM or of an image file", parse_disk, IN_CASE(disk), NULL},
	{"disk-geometry", "cylinders/heads/sectors such as 306/4/17", parse_geometry,
	 IN_MACHINE(disk_geometry), NULL},
	{"option-roms", "names of ROMs or of image files", parse_option_roms, 0, NULL},
	{NULL, NULL, NULL, 0, NULL},
};

static const struct key budget_keys[] = {
	{"cycles", "a number of cycles", parse_quantity, IN_BUDGET(cycles), &cycles_quantity},
	{"time", "a time such as 500ms or 1s", parse_quantity, IN_BUDGET(wall_ns), &time_quantity},
	{"output", "a size such as 64K", parse_quantity, IN_BUDGET(output_bytes), &output_quantity},
	{"disk", "a size such as 1M", parse_quantity, IN_BUDGET(disk_bytes), &disk_quantity},
	{NULL, NULL, NULL, 0, NULL},
};

static const struct key case_keys[] = {
	{"rom", "the name of a ROM", parse_rom, 0, NULL},
	{"summary", "one line of text", parse_line, IN_CASE(summary), NULL},
	{"tags", "a list of words, such as [smoke, console]", parse_tags, 0, NULL},
	{"xfail", "the reason why it fails, in one line", parse_line, IN_CASE(xfail), NULL},
	{"needs", "the path of a file, or a list of them", parse_needs, 0, NULL},
	{"machine", "a map", parse_section, 0, machine_keys},
	{"budget", "a map", parse_section, IN_CASE(budget), budget_keys},
	{"stop", "halt, exit VALUE or another way to stop", parse_stop, IN_CASE(expect.stop), NULL},
	{"console", "text (\"\" where nothing is printed)", parse_stream, IN_CASE(expect.console), NULL},
	{"serial", "text (\"\" where nothing is printed)", parse_stream, IN_CASE(expect.serial), NULL},
	{"post", "a list of bytes, such as [0x01, 0xff]", parse_post, IN_CASE(expect.post), NULL},
	{"post-last", "a byte such as 0xff", parse_post_last, IN_CASE(expect.post_last), NULL},
	{"screen", "lines of text (\"\" for a blank screen)", parse_screen, IN_CASE(expect.screen), NULL},
	{"console-match", "a list of regular expressions", parse_patterns, IN_CASE(expect.console_match),
	 NULL},
	{"serial-match", "a list of regular expressions", parse_patterns, IN_CASE(expect.serial_match), NULL},
	{"screen-match", "a list of regular expressions", parse_patterns, IN_CASE(expect.screen_match), NULL},
	{"registers", "a map of registers to values", parse_registers, IN_CASE(expect), NULL},
	{"memory", "a map of addresses to hexadecimal bytes", parse_memory, IN_CASE(expect), NULL},
	{"disk-after", "a map of sectors to hexadecimal bytes or `unchanged`", parse_disk_after,
	 IN_CASE(expect), NULL},
	{"cycles", "a number or a range such as 1000..1300", parse_cycles, IN_CASE(expect.cycles), NULL},
	{NULL, NULL, NULL, 0, NULL},
};

/* The most keys of a table, for the note which were seen. */
#define KEYS_MAX 32
_Static_assert(sizeof case_keys / sizeof case_keys[0] <= KEYS_MAX, "KEYS_MAX is too small");
_Static_assert(sizeof machine_keys / sizeof machine_keys[0] <= KEYS_MAX, "KEYS_MAX is too small");

static bool has_key(const struct key *keys, const char *name)
{
	for (size_t i = 0; keys[i].name; i++) {
		if (strcmp(keys[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Where a key that is unknown in one of the three maps would be known; NULL: nowhere. */
static const char *right_place(const struct key *keys, const char *name)
{
	if (keys != machine_keys && keys != budget_keys && keys != case_keys)
		return NULL;
	if (has_key(machine_keys, name))
		return "it stands under \"machine\"";
	if (has_key(budget_keys, name))
		return "it stands under \"budget\"";
	return has_key(case_keys, name) ? "it stands at the left margin, under no other key" : NULL;
}

static void fault_unknown_key(struct parse *parse, const struct key *keys, const struct yaml_node *node)
{
	const char *names[KEYS_MAX + 1] = {NULL}, *nearest, *place = right_place(keys, node->text);
	char *quoted = text_quoted(node->text);

	for (size_t i = 0; keys[i].name; i++)
		names[i] = keys[i].name;
	nearest = text_nearest(node->text, names);
	if (place)
		yaml_fault(&parse->faults, node, "unknown key %s here: %s", quoted, place);
	else if (nearest)
		yaml_fault(&parse->faults, node, "unknown key %s (did you mean \"%s\"?)", quoted, nearest);
	else
		yaml_fault(&parse->faults, node, "unknown key %s", quoted);
	free(quoted);
}

void parse_map(struct parse *parse, const struct key *keys, const struct yaml_node *map, void *base)
{
	unsigned first_line[KEYS_MAX] = {0};

	for (size_t i = 0; i + 1 < map->count; i += 2) {
		const struct yaml_node *pair = &map->items[i];
		size_t k = 0;

		if (pair->kind != YAML_SCALAR)
			continue;
		while (keys[k].name && strcmp(keys[k].name, pair->text) != 0)
			k++;
		if (!keys[k].name) {
			fault_unknown_key(parse, keys, pair);
		} else if (first_line[k]) {
			yaml_fault(&parse->faults, pair, "duplicate key \"%s\" (first on line %u)",
				   pair->text, first_line[k]);
		} else {
			first_line[k] = pair->line;
			keys[k].parse(parse, &keys[k], pair, (char *)base + keys[k].offset);
		}
	}
}

void parse_wrong_type(struct parse *parse, const struct key *key, const struct yaml_node *pair)
{
	const struct yaml_node *value = &pair[1];
	bool is_nothing = value->kind == YAML_SCALAR && !value->len && value->style == YAML_PLAIN;

	if (value->kind == YAML_BROKEN)
		return;
	if (is_nothing)
		yaml_fault(&parse->faults, pair, "\"%s\" has no value: it takes %s", key->name, key->takes);
	else if (value->kind == YAML_SCALAR && !value->len)
		yaml_fault(&parse->faults, value, "\"%s\" is empty: it takes %s", key->name, key->takes);
	else
		yaml_fault(&parse->faults, value, "\"%s\" takes %s, not %s", key->name, key->takes,
			   value->is_binary ? "!!binary" : yaml_kind_name(value));
}

bool parse_is(struct parse *parse, const struct key *key, const struct yaml_node *pair, enum yaml_kind kind)
{
	if (pair[1].kind == kind)
		return true;
	parse_wrong_type(parse, key, pair);
	return false;
}

const char *parse_text(struct parse *parse, const struct key *key, const struct yaml_node *pair)
{
	const struct yaml_node *value = &pair[1];

	if (value->kind != YAML_SCALAR || !value->len || value->is_binary) {
		parse_wrong_type(parse, key, pair);
		return NULL;
	}
	if (strlen(value->text) == value->len)
		return value->text;
	yaml_fault(&parse->faults, value, "\"%s\" has a NUL character", key->name);
	return NULL;
}

bool parse_is_plain(struct parse *parse, const struct key *key, const struct yaml_node *value,
		    const char *text)
{
	char *quoted;

	if (text_is_plain(text))
		return true;
	quoted = text_quoted(text);
	yaml_fault(&parse->faults, value,
		   "\"%s\" has a control character, which a terminal would obey: take it out of %s",
		   key->name, quoted);
	free(quoted);
	return false;
}

bool parse_label(struct parse *parse, const struct yaml_node *node, const char *text, uint64_t *out)
{
	struct err err;

	*out = 0;
	parse->uses_labels = true;
	if (!parse->labels || label_value(parse->labels, text, out, &err) == 0)
		return true;
	yaml_fault(&parse->faults, node, "%s", err.text);
	return false;
}

bool parse_is_provisional(const struct parse *parse)
{
	return parse->uses_labels && !parse->labels;
}

const struct yaml_node *parse_find(const struct yaml_node *map, const char *name)
{
	for (size_t i = 0; map->kind == YAML_MAP && i + 1 < map->count; i += 2)
		if (map->items[i].kind == YAML_SCALAR && strcmp(map->items[i].text, name) == 0)
			return &map->items[i];
	return NULL;
}

/* A map with its own table of keys: machine, budget. */
static void parse_section(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			  void *field)
{
	if (parse_is(parse, key, pair, YAML_MAP))
		parse_map(parse, key->arg, &pair[1], field);
}

/* A fault at a key of the map, or at the map's start where it is not given. */
static void fault_at_key(struct parse *parse, const struct yaml_node *map, const char *name,
			 const char *message)
{
	const struct yaml_node *pair = parse_find(map, name);

	yaml_fault(&parse->faults, pair ? pair : map, "%s", message);
}

static void machine_whole_check(struct parse *parse, const struct testcase *tc)
{
	const struct yaml_node *pair = parse_find(parse->root, "machine");
	const struct yaml_node *map = pair ? &pair[1] : parse->root;
	const char *key;
	struct err err;

	if (machine_check(&tc->machine, &key, &err) < 0)
		fault_at_key(parse, map, key, err.text);
	if (tc->machine.disk_geometry.cylinders && !tc->disk.name)
		fault_at_key(parse, map, "disk-geometry", "there is no disk: \"disk\" names its image");
}

/* What each key for itself cannot see. Only called where all are right by themselves. */
static void whole_check(struct parse *parse, const struct testcase *tc)
{
	const struct expect *expect = &tc->expect;
	size_t output_bytes = expect->console.len + expect->serial.len + expect->post.len;
	const char *stream = expect->console.len ? "console" : expect->serial.len ? "serial" : "post";

	if (expect_is_empty(expect))
		fault_add(&parse->faults, 0, 0,
			  "no expectation: a case needs at least one of stop, console, serial, post, "
			  "post-last, screen, console-match, serial-match, screen-match, registers, memory, "
			  "disk-after and cycles");
	machine_whole_check(parse, tc);
	if (expect->stop.line && expect->stop.stop.kind == STOP_STRAY && !tc->machine.strict)
		fault_at_key(parse, parse->root, "stop",
			     "only a strict machine stops so: add \"machine: {strict: true}\"");
	if (expect->cycles.line && expect->cycles.min > tc->budget.cycles)
		fault_at_key(parse, parse->root, "cycles",
			     "more cycles than the budget grants: the run would end before");
	if (expect->cycles.line && expect->cycles.min == expect->cycles.max &&
	    tc->machine.irqchip == IRQCHIP_KERNEL)
		fault_at_key(parse, parse->root, "cycles",
			     "no count is exact with \"irqchip: kernel\": give a range such as 1000..1300");
	if (expect->disk_count && !tc->disk.name)
		fault_at_key(parse, parse->root, "disk-after",
			     "the machine has no disk: name its image with \"machine: {disk: FILE}\"");
	if (output_bytes > tc->budget.output_bytes)
		fault_at_key(
			parse, parse->root, stream,
			"more output than the budget grants: the run would end before (see budget: output)");
}

static char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return str_dup(slash ? slash + 1 : name);
}

/* Everything into `out`, whatever faults there are. */
static void tree_read(struct parse *parse, struct testcase *out)
{
	if (parse->root->kind != YAML_MAP && parse->root->kind != YAML_BROKEN)
		yaml_fault(&parse->faults, parse->root,
			   "a case file is a map of keys such as console and registers, "
			   "not %s",
			   yaml_kind_name(parse->root));
	if (parse->root->kind != YAML_MAP)
		return;
	parse_map(parse, case_keys, parse->root, out);
	if (!parse->faults.count)
		whole_check(parse, out);
}

int case_parse(const char *path, const char *name, const char *text, size_t len, struct testcase *out,
	       struct err *err)
{
	return case_parse_labels(path, name, text, len, NULL, out, err);
}

int case_parse_labels(const char *path, const char *name, const char *text, size_t len,
		      const struct case_labels *labels, struct testcase *out, struct err *err)
{
	struct parse parse = {.labels = labels, .faults = {.path = path, .text = text, .len = len}};
	struct yaml_node root;
	int ret = 0;

	*out = (struct testcase){.name = str_dup(name), .path = str_dup(path), .budget = BUDGET_DEFAULT};
	parse.root = &root;
	if (yaml_parse(&parse.faults, &root) == 0) {
		tree_read(&parse, out);
		yaml_fini(&root);
	}
	if (!out->rom)
		out->rom = last_part(name);
	out->labels = labels;
	out->uses_labels = parse.uses_labels;
	if (parse.faults.count) {
		ret = faults_report(&parse.faults, err);
		case_fini(out);
	}
	faults_fini(&parse.faults);
	return ret;
}
