#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "case/keys.h"
#include "case/parse.h"
#include "x86/screen.h"

/* What an input takes. */
struct grammar {
	const char *step; /* for messages */
	const struct key *waits;
	void (*send)(struct parse *parse, const struct yaml_node *node, struct input *input); /* a scalar */
};

static void fault_err(struct parse *parse, const struct yaml_node *node, const struct err *err)
{
	yaml_fault(&parse->faults, node, "%s", err->text);
}

/* ---- steps that wait: the one pair of a map */

static void parse_after(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	uint64_t ns;
	struct err err;

	if (text && input_parse_after(text, &ns, &err) < 0)
		fault_err(parse, &pair[1], &err);
	else if (text)
		input_wait(field, ns);
}

static void parse_prompt(struct parse *parse, const struct key *key, const struct yaml_node *pair,
			 void *field)
{
	const struct yaml_node *value = &pair[1];
	struct buf text = {0};
	struct err err;

	if (value->kind == YAML_SCALAR && !value->len)
		parse_wrong_type(parse, key, pair);
	else if (parse_stream_bytes(parse, key, pair, &text) &&
		 input_await(field, INPUT_PROMPT, text.data, text.len, pair->line, &err) < 0)
		fault_err(parse, value, &err);
	buf_fini(&text);
}

static void parse_shown(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	const char *text = parse_text(parse, key, pair);
	struct buf line = {0};
	struct err err;

	if (text && (screen_parse_line(text, strlen(text), &line, &err) < 0 ||
		     input_await(field, INPUT_SCREEN, line.data, line.len, pair->line, &err) < 0))
		fault_err(parse, &pair[1], &err);
	buf_fini(&line);
}

#define AFTER                                                         \
	{                                                             \
		"after", "a time such as 500ms", parse_after, 0, NULL \
	}
#define PROMPT                                                      \
	{                                                           \
		"prompt", "text or !!binary", parse_prompt, 0, NULL \
	}
#define SCREEN                                                                    \
	{                                                                         \
		"screen", "what a line of the screen shows", parse_shown, 0, NULL \
	}
#define END                               \
	{                                 \
		NULL, NULL, NULL, 0, NULL \
	}

static const struct key serial_waits[] = {AFTER, PROMPT, END};
static const struct key key_waits[] = {AFTER, PROMPT, SCREEN, END};

/* ---- lists */

static void list_item(struct parse *parse, const struct grammar *grammar, const struct yaml_node *node,
		      struct input *input)
{
	if (node->kind == YAML_BROKEN)
		return;
	if (node->kind == YAML_MAP && node->count > 2)
		yaml_fault(&parse->faults, &node->items[2], "one thing a step: make this a step of its own");
	else if (node->kind == YAML_MAP && node->count)
		parse_map(parse, grammar->waits, node, input);
	else if (node->kind != YAML_SCALAR || !node->len)
		yaml_fault(&parse->faults, node, "a step is %s", grammar->step);
	else
		grammar->send(parse, node, input);
}

static void parse_list(struct parse *parse, const struct key *key, const struct grammar *grammar,
		       const struct yaml_node *list, struct input *input)
{
	if (!list->count) {
		yaml_fault(&parse->faults, list, "\"%s\" is an empty list", key->name);
		return;
	}
	if (list->count > PARSE_ITEMS_MAX) {
		yaml_fault(&parse->faults, list, "more than %d steps: text can be long", PARSE_ITEMS_MAX);
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		list_item(parse, grammar, &list->items[i], input);
	if (input_ends_waiting(input))
		yaml_fault(&parse->faults, &list->items[list->count - 1], "nothing comes after it");
}

/* ---- serial-input */

static void send_bytes(struct parse *parse, const struct yaml_node *node, struct input *input)
{
	struct buf bytes = {0};
	struct err err;

	if (!node->is_binary)
		buf_add(&bytes, node->text, node->len);
	else if (!parse_base64(parse, node, &bytes))
		goto out;
	if (input_send(input, bytes.data, bytes.len, 0, &err) < 0)
		fault_err(parse, node, &err);
out:
	buf_fini(&bytes);
}

void parse_serial_input(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	static const struct grammar grammar = {
		"text, !!binary, or a map such as {prompt: \"login: \"} or {after: 500ms}", serial_waits,
		send_bytes};
	const struct yaml_node *value = &pair[1];

	if (value->kind == YAML_LIST)
		parse_list(parse, key, &grammar, value, field);
	else if (value->kind != YAML_SCALAR ||
		 (!value->len && value->style == YAML_PLAIN && !value->is_binary))
		parse_wrong_type(parse, key, pair);
	else
		send_bytes(parse, value, field);
}

/* ---- keys */

/* Only what is not in quotes can be a scan code. */
static bool looks_like_number(const struct yaml_node *node)
{
	return node->style == YAML_PLAIN && !node->is_binary && isdigit((unsigned char)node->text[0]);
}

static int send_code(struct input *input, const char *text, struct err *err)
{
	uint64_t code;

	if (num_parse(text, &code, err) < 0)
		return err_set(err,
			       "not a scan code such as 0x1e; write text that begins with a digit in quotes");
	if (code > 0xff)
		return err_set(err, "%s is more than a byte", text);
	return keys_code(input, (uint8_t)code, err);
}

static void send_keys(struct parse *parse, const struct yaml_node *node, struct input *input)
{
	struct err err;
	int ret;

	if (node->is_binary)
		ret = err_set(&err, "bytes of the keyboard are scan codes such as 0x1e");
	else if (looks_like_number(node))
		ret = send_code(input, node->text, &err);
	else
		ret = keys_type(input, node->text, node->len, &err);
	if (ret < 0)
		fault_err(parse, node, &err);
}

void parse_keys(struct parse *parse, const struct key *key, const struct yaml_node *pair, void *field)
{
	static const struct grammar grammar = {
		"a scan code, text, or a map such as {prompt: \"A key?\"} or {after: 500ms}", key_waits,
		send_keys};
	const struct yaml_node *value = &pair[1];

	if (value->kind == YAML_LIST)
		parse_list(parse, key, &grammar, value, field);
	else if (value->kind != YAML_SCALAR || !value->len || value->is_binary)
		parse_wrong_type(parse, key, pair);
	else if (looks_like_number(value))
		yaml_fault(&parse->faults, value, "write [%s] for a scan code, or \"%s\" for what is typed",
			   value->text, value->text);
	else
		send_keys(parse, value, field);
}
