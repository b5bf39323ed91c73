#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "case/parse.h"

static void fault_err(struct parse *parse, const struct yaml_node *node, const struct err *err)
{
	yaml_fault(&parse->faults, node, "%s", err->text);
}

void parse_line(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	size_t len = text ? strlen(text) : 0;
	char *line;

	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	if (text && (!len || memchr(text, '\n', len))) {
		yaml_fault(&parse->faults, &pair[1], "\"%s\" takes %s", key->name, key->takes);
	} else if (text) {
		line = str_printf("%.*s", (int)len, text);
		if (parse_is_plain(parse, key, &pair[1], line))
			*(char **)field = line;
		else
			free(line);
	}
}

void parse_rom(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct testcase *tc = field;
	const char *text = parse_text(parse, key, pair);

	if (!text || !parse_image_name(parse, key, &pair[1]))
		return;
	tc->rom = str_dup(text);
	tc->rom_line = pair->line;
}

/* Letters, digits and -._ so that a tag can stand in a command line. */
static bool tag_is_word(const struct yaml_node *node)
{
	if (node->kind != YAML_SCALAR || !node->len || node->is_binary)
		return false;
	for (size_t i = 0; i < node->len; i++)
		if (!isalnum((unsigned char)node->text[i]) &&
		    (!i || !strchr("-._", node->text[i]) || !node->text[i]))
			return false;
	return true;
}

static bool tag_is_there(const struct testcase *tc, const char *tag)
{
	for (size_t i = 0; i < tc->tag_count; i++)
		if (strcmp(tc->tags[i], tag) == 0)
			return true;
	return false;
}

void parse_tags(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct testcase *tc = field;
	const struct yaml_node *list = &pair[1];

	if (!parse_is(parse, key, pair, YAML_LIST))
		return;
	if (list->count > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, pair, "more than %d tags", PARSE_ITEMS_MAX);
		return;
	}
	tc->tags = mem_zalloc(list->count, sizeof *tc->tags);
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml_node *node = &list->items[i];

		if (node->kind == YAML_BROKEN)
			continue;
		if (!tag_is_word(node))
			yaml_fault(&parse->faults, node, "a tag is a word of letters, digits and -._");
		else if (tag_is_there(tc, node->text))
			yaml_fault(&parse->faults, node, "duplicate tag \"%s\"", node->text);
		else
			tc->tags[tc->tag_count++] = str_dup(node->text);
	}
}

static void fault_unknown_word(struct parse *parse, const struct key *key, const struct yaml_node *value)
{
	const char *const *names = key->arg, *nearest = text_nearest(value->text, names);
	char *quoted = text_quoted(value->text);
	struct buf all = {0};

	for (size_t i = 0; names[i]; i++)
		buf_printf(&all, "%s%s", !i ? "" : names[i + 1] ? ", " : " or ", names[i]);
	if (nearest)
		yaml_fault(&parse->faults, value, "unknown %s %s (did you mean \"%s\"?)", key->name, quoted,
			   nearest);
	else
		yaml_fault(&parse->faults, value, "unknown %s %s: write %s", key->name, quoted,
			   buf_str(&all));
	buf_fini(&all);
	free(quoted);
}

/* `arg` has the words in the order of the enum, which GCC and Clang keep as unsigned. */
void parse_word(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	const char *const *names = key->arg;

	for (unsigned i = 0; text && names[i]; i++) {
		if (strcmp(names[i], text) != 0)
			continue;
		*(unsigned *)field = i;
		return;
	}
	if (text)
		fault_unknown_word(parse, key, &pair[1]);
}

void parse_bool(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);

	if (text && strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
		char *quoted = text_quoted(text);

		yaml_fault(&parse->faults, &pair[1], "\"%s\" takes true or false, not %s", key->name, quoted);
		free(quoted);
	} else if (text) {
		*(bool *)field = *text == 't';
	}
}

void parse_quantity(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const struct quantity *quantity = key->arg;
	const char *text = parse_text(parse, key, pair);
	struct err err;

	if (text && quantity->parse(text, field, &err) < 0)
		fault_err(parse, &pair[1], &err);
}

/* Of "exit LABEL" the label; NULL where it is something else. */
static const char *exit_label(const char *text)
{
	const char *value = text + strlen("exit");

	if (strncmp(text, "exit ", strlen("exit ")) != 0)
		return NULL;
	value += strspn(value, " \t");
	return label_is(value) ? value : NULL;
}

static void exit_label_parse(struct parse *parse, const struct yaml_node *pair, struct expect_stop *expect)
{
	const struct yaml_node *node = &pair[1];
	uint64_t value;

	if (!parse_label(parse, node, exit_label(node->text), &value))
		return;
	expect->line = pair->line;
	expect->stop = (struct stop){.kind = STOP_EXIT, .value = value};
	if (value > UINT32_MAX)
		yaml_fault(&parse->faults, node,
			   "%s is %#llx, which is too large: a port takes at most 32 bits",
			   exit_label(node->text), (unsigned long long)value);
}

void parse_stop(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect_stop *expect = field;
	const char *text = parse_text(parse, key, pair);
	struct err err;

	if (!text)
		return;
	if (exit_label(text))
		exit_label_parse(parse, pair, expect);
	else if (stop_parse(text, &expect->stop, &err) < 0)
		fault_err(parse, &pair[1], &err);
	else
		expect->line = pair->line;
}

/* One end of a range, `deflt` where nothing is written. Spaces around it are cut off. */
static int bound_parse(char *text, uint64_t deflt, uint64_t *out, struct err *err)
{
	size_t len;

	text += strspn(text, " ");
	for (len = strlen(text); len && text[len - 1] == ' ';)
		text[--len] = 0;
	*out = deflt;
	return len ? num_parse(text, out, err) : 0;
}

static int range_parse(const char *text, struct expect_cycles *out, struct err *err)
{
	char *low = str_dup(text), *dots = strstr(low, ".."), *high = dots ? dots + 2 : low;
	int ret = -1;

	if (dots)
		*dots = 0;
	if (!low[strspn(low, " ")] && !high[strspn(high, " ")])
		err_set(err, "write a number or a range: 1000, 1000..1300, 1000.. or ..1300");
	else if (bound_parse(low, 0, &out->min, err) < 0 || bound_parse(high, UINT64_MAX, &out->max, err) < 0)
		ret = -1;
	else if (out->min > out->max)
		err_set(err, "the range is empty: %llu is more than %llu", (unsigned long long)out->min,
			(unsigned long long)out->max);
	else
		ret = 0;
	free(low);
	return ret;
}

void parse_cycles(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	struct expect_cycles *expect = field;
	const char *text = parse_text(parse, key, pair);
	struct err err;

	if (!text)
		return;
	if (range_parse(text, expect, &err) < 0)
		fault_err(parse, &pair[1], &err);
	else
		expect->line = pair->line;
}
