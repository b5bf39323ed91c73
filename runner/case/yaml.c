#include "case/yaml.h"

#include <libfyaml.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

/* A case needs three levels; a limit keeps the recursion flat whatever a file holds. */
#define DEPTH_MAX 8

struct reader {
	struct fy_parser *parser;
	struct fy_diag *diag;
	struct faults *faults;
	size_t offset; /* where the last event started */
};

/* What the bytes must be before YAML is asked: text without NUL. */
static int bytes_check(struct faults *faults)
{
	const uint8_t *bytes = (const uint8_t *)faults->text;

	if (faults->len > YAML_BYTES_MAX) {
		fault_add(faults, 0, 0, "the file has more than 1 MiB");
		return -1;
	}
	for (size_t i = 0, n; i < faults->len; i += n) {
		n = utf8_char_len(bytes + i, faults->len - i);
		if (n && bytes[i])
			continue;
		fault_add(faults, i, i + 1,
			  n ? "a NUL byte: case files are text"
			    : "the byte 0x%02x is not UTF-8: case files are text, bytes are written as "
			      "!!binary",
			  bytes[i]);
		return -1;
	}
	return 0;
}

/* The messages of libfyaml are kept for fault_from_diag(): its own form of them goes nowhere. */
static void diag_discard(struct fy_diag *diag, void *user, const char *buf, size_t len)
{
	(void)diag;
	(void)user;
	(void)buf;
	(void)len;
}

/* Only the first: what follows a syntax error is guesswork. Of some libfyaml says only that they are there.
 */
static void fault_from_diag(struct reader *reader)
{
	void *iter = NULL;
	const struct fy_diag_error *error = fy_diag_errors_iterate(reader->diag, &iter);
	size_t offset = reader->offset;

	if (error)
		offset = faults_offset(reader->faults, (unsigned)error->line, (unsigned)error->column);
	fault_add(reader->faults, offset, offset, "YAML: %s",
		  error ? error->msg : "not valid behind this place");
}

/* NULL after a fault was added. */
static struct fy_event *event_next(struct reader *reader)
{
	struct fy_event *event = fy_parser_parse(reader->parser);
	const struct fy_mark *mark = event ? fy_event_start_mark(event) : NULL;

	if (!event)
		fault_from_diag(reader);
	else if (mark)
		reader->offset = mark->input_pos;
	return event;
}

static void node_place(struct yaml_node *node, struct fy_event *event)
{
	const struct fy_mark *start = fy_event_start_mark(event), *end = fy_event_end_mark(event);

	if (start) {
		node->offset = start->input_pos;
		node->line = (unsigned)start->line + 1;
	}
	node->end = end ? end->input_pos : node->offset;
}

static void anchor_refuse(struct reader *reader, const struct yaml_node *node, struct fy_token *anchor)
{
	const struct fy_mark *mark = anchor ? fy_token_start_mark(anchor) : NULL;
	size_t offset = mark ? mark->input_pos : node->offset;

	if (anchor)
		fault_add(reader->faults, offset, offset + 1, "anchors are not used in case files");
}

static void tag_read(struct reader *reader, struct yaml_node *node, struct fy_token *tag)
{
	static const char *const known[] = {"tag:yaml.org,2002:str", "!", "tag:yaml.org,2002:binary"};
	size_t len = 0;
	const char *text = tag ? fy_token_get_text(tag, &len) : NULL;

	if (!tag)
		return;
	for (size_t i = 0; node->kind == YAML_SCALAR && text && i < 3; i++) {
		if (strlen(known[i]) != len || memcmp(known[i], text, len) != 0)
			continue;
		node->is_binary = i == 2;
		return;
	}
	yaml_fault(reader->faults, node, "unknown tag: case files use !!binary (base64) and !!str only");
	node->kind = YAML_BROKEN;
}

static void scalar_read(struct reader *reader, struct fy_event *event, struct yaml_node *node)
{
	static const enum yaml_style styles[] = {
		[FYSS_PLAIN] = YAML_PLAIN,
		[FYSS_SINGLE_QUOTED] = YAML_SINGLE_QUOTED,
		[FYSS_DOUBLE_QUOTED] = YAML_DOUBLE_QUOTED,
		[FYSS_LITERAL] = YAML_LITERAL,
		[FYSS_FOLDED] = YAML_FOLDED,
	};
	enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
	struct buf bytes = {0};
	size_t len = 0;
	const char *text = fy_token_get_text(event->scalar.value, &len);

	node->kind = YAML_SCALAR;
	node->style = style >= FYSS_PLAIN && style < FYSS_MAX ? styles[style] : YAML_PLAIN;
	if (node->style == YAML_SINGLE_QUOTED || node->style == YAML_DOUBLE_QUOTED) {
		node->offset -= node->offset > 0;
		node->end++;
	}
	buf_add(&bytes, text ? text : "", text ? len : 0);
	node->len = bytes.len;
	node->text = buf_take(&bytes);
	anchor_refuse(reader, node, event->scalar.anchor);
	tag_read(reader, node, event->scalar.tag);
}

static int items_read(struct reader *reader, enum fy_event_type end, struct yaml_node *node, unsigned depth);

/* The node that this event starts, with all that is in it. -1: the structure is lost, and a fault was added.
 */
static int node_read(struct reader *reader, struct fy_event *event, struct yaml_node *node, unsigned depth)
{
	node_place(node, event);
	switch (event->type) {
	case FYET_SCALAR: scalar_read(reader, event, node); return 0;
	case FYET_SEQUENCE_START:
		node->kind = YAML_LIST;
		anchor_refuse(reader, node, event->sequence_start.anchor);
		tag_read(reader, node, event->sequence_start.tag);
		return items_read(reader, FYET_SEQUENCE_END, node, depth + 1);
	case FYET_MAPPING_START:
		node->kind = YAML_MAP;
		anchor_refuse(reader, node, event->mapping_start.anchor);
		tag_read(reader, node, event->mapping_start.tag);
		return items_read(reader, FYET_MAPPING_END, node, depth + 1);
	default:
		yaml_fault(reader->faults, node, "aliases are not used in case files");
		node->kind = YAML_BROKEN;
		return 0;
	}
}

static void key_check(struct reader *reader, struct yaml_node *key)
{
	if (key->kind == YAML_SCALAR && key->len && memchr(key->text, 0, key->len) == NULL)
		return;
	if (key->kind != YAML_BROKEN)
		yaml_fault(reader->faults, key, "a key is a word, not %s", yaml_kind_name(key));
	key->kind = YAML_BROKEN;
}

/* The place of a node that takes up no bytes, as an absent value: behind the one before. */
static struct yaml_node node_after(const struct yaml_node *before)
{
	return (struct yaml_node){.line = before->line, .offset = before->end, .end = before->end};
}

static int items_read(struct reader *reader, enum fy_event_type end, struct yaml_node *node, unsigned depth)
{
	size_t capacity = 0;

	if (depth > DEPTH_MAX) {
		yaml_fault(reader->faults, node, "nested too deeply: a case file has three levels");
		return -1;
	}
	for (;;) {
		struct fy_event *event = event_next(reader);
		struct yaml_node *item;
		int ret = 0;

		if (!event)
			return -1;
		if (event->type == end) {
			fy_parser_event_free(reader->parser, event);
			return 0;
		}
		if (node->count == capacity)
			node->items = mem_realloc(node->items, capacity = capacity ? capacity * 2 : 8,
						  sizeof *node->items);
		item = &node->items[node->count++];
		*item = node_after(node->count > 1 ? item - 1 : node);
		ret = node_read(reader, event, item, depth);
		fy_parser_event_free(reader->parser, event);
		if (ret < 0)
			return -1;
		if (end == FYET_MAPPING_END && node->count % 2)
			key_check(reader, item);
	}
}

/* The events around the one document. */
static int stream_read(struct reader *reader, struct yaml_node *root)
{
	unsigned documents = 0;
	bool done = false;
	int ret = 0;

	while (!done && ret == 0) {
		struct fy_event *event = event_next(reader);

		if (!event)
			return -1;
		if (event->type == FYET_STREAM_END) {
			done = true;
		} else if (event->type == FYET_DOCUMENT_START && documents++) {
			node_place(root, event);
			fault_add(reader->faults, root->offset, root->end,
				  "a second document: a case file has one");
			ret = -1;
		} else if (event->type != FYET_STREAM_START && event->type != FYET_DOCUMENT_START &&
			   event->type != FYET_DOCUMENT_END) {
			ret = node_read(reader, event, root, 0);
		}
		fy_parser_event_free(reader->parser, event);
	}
	if (ret == 0 && !documents) {
		fault_add(reader->faults, 0, 0, "the file is empty: a case needs at least one expectation");
		return -1;
	}
	return ret;
}

static struct fy_diag *diag_new(void)
{
	struct fy_diag_cfg cfg = {0};
	struct fy_diag *diag;

	fy_diag_cfg_default(&cfg);
	cfg.fp = NULL;
	cfg.output_fn = diag_discard;
	diag = fy_diag_create(&cfg);
	if (diag)
		fy_diag_set_collect_errors(diag, true);
	return diag;
}

int yaml_parse(struct faults *faults, struct yaml_node *root)
{
	struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2};
	struct reader reader = {.faults = faults};
	int ret = -1;

	*root = (struct yaml_node){.line = 1};
	if (bytes_check(faults) < 0)
		return -1;
	cfg.diag = reader.diag = diag_new();
	reader.parser = reader.diag ? fy_parser_create(&cfg) : NULL;
	if (reader.parser && fy_parser_set_string(reader.parser, faults->text, faults->len) == 0)
		ret = stream_read(&reader, root);
	else
		fault_add(faults, 0, 0, "libfyaml did not start");
	if (reader.parser)
		fy_parser_destroy(reader.parser);
	if (reader.diag)
		fy_diag_destroy(reader.diag);
	if (ret < 0)
		yaml_fini(root);
	return ret;
}

void yaml_fini(struct yaml_node *node)
{
	for (size_t i = 0; i < node->count; i++)
		yaml_fini(&node->items[i]);
	free(node->items);
	free(node->text);
	*node = (struct yaml_node){0};
}

const char *yaml_kind_name(const struct yaml_node *node)
{
	switch (node->kind) {
	case YAML_SCALAR: return node->len || node->style != YAML_PLAIN ? "text" : "nothing";
	case YAML_LIST: return "a list";
	case YAML_MAP: return "a map";
	default: return "something broken";
	}
}
