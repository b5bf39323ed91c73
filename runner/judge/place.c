#include "judge/place.h"

#include <string.h>

const struct yaml_node *place_find(const struct yaml_node *map, const char *name)
{
	for (size_t i = 0; map->kind == YAML_MAP && i + 1 < map->count; i += 2) {
		if (map->items[i].kind == YAML_SCALAR && !strcmp(map->items[i].text, name))
			return &map->items[i];
	}
	return NULL;
}

static size_t line_start(const struct place_file *file, size_t at)
{
	while (at && file->text[at - 1] != '\n')
		at--;
	return at;
}

/* The newline that ends the line, or the end of the text. A CR before it belongs to it. */
static size_t line_end(const struct place_file *file, size_t at)
{
	const char *newline = memchr(file->text + at, '\n', file->len - at);
	size_t end = newline ? (size_t)(newline - file->text) : file->len;

	return end > at && file->text[end - 1] == '\r' ? end - 1 : end;
}

size_t place_column(const struct place_file *file, const struct yaml_node *key)
{
	return key->offset - line_start(file, key->offset);
}

static bool is_block(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && (node->style == YAML_LITERAL || node->style == YAML_FOLDED);
}

/* Over blanks, line ends and comments. */
static size_t skip_blanks(const struct place_file *file, size_t at)
{
	while (at < file->len) {
		if (file->text[at] == '#')
			at = line_end(file, at);
		else if (strchr(" \t\r\n", file->text[at]))
			at++;
		else
			break;
	}
	return at;
}

/* Where the value of a pair starts: its tag, its `|`, its quote or its first character. */
static size_t value_start(const struct place_file *file, const struct yaml_node *pair)
{
	size_t at = skip_blanks(file, pair[0].end);

	return skip_blanks(file, at + (at < file->len && file->text[at] == ':'));
}

/* Behind the bracket that closes a flow collection whose last item (or bracket) ends at `at`. */
static size_t flow_end(const struct place_file *file, size_t at)
{
	for (at = skip_blanks(file, at); at < file->len && file->text[at] == ',';)
		at = skip_blanks(file, at + 1);
	return at < file->len ? at + 1 : at;
}

static bool is_flow(const struct place_file *file, const struct yaml_node *node)
{
	return node->offset < file->len && strchr("[{", file->text[node->offset]) &&
	       node->kind != YAML_SCALAR;
}

/* The end of the last line with text before `at`, without its newline. */
static size_t last_text(const struct place_file *file, size_t at)
{
	while (at && strchr(" \t\r\n", file->text[at - 1]))
		at--;
	return line_end(file, at);
}

/* The end of a value. Of a block: of its last line with text, before the newline. */
static size_t value_end(const struct place_file *file, const struct yaml_node *value)
{
	size_t end = value->end;

	if (is_block(value))
		return last_text(file, value->end);
	if (value->kind == YAML_SCALAR)
		return value->end;
	if (value->count)
		end = value_end(file, &value->items[value->count - 1]);
	return is_flow(file, value) ? flow_end(file, end) : end;
}

void place_set_scalar(struct splice *splice, const struct yaml_node *value, struct buf *text)
{
	splice_add(splice, value->offset, value->end, text);
}

/* From the end of a line over the empty lines below it, up to the newline of the last of them. */
static size_t skip_empty_lines(const struct place_file *file, size_t at)
{
	size_t next = at;

	while (next < file->len && strchr(" \t\r\n", file->text[next]))
		next++;
	return next < file->len ? line_start(file, next) - 1 : next;
}

/* Whether the empty lines below an old block must go with it: they are part of it, or have blanks in them. */
static bool owns_empty_lines(const struct place_file *file, const struct yaml_node *value, size_t start,
			     size_t end)
{
	if (!is_block(value))
		return false;
	for (size_t at = start; at < file->len && file->text[at] != '\n' && file->text[at] != '#'; at++) {
		if (file->text[at] == '+')
			return true;
	}
	for (size_t at = end; at < value->end; at++) {
		if (strchr(" \t", file->text[at]))
			return true;
	}
	return false;
}

/* What stands behind the value on its line, or behind the header of a block: blanks and a comment. */
static void put_comment(const struct place_file *file, const struct yaml_node *value, size_t start,
			size_t end, struct buf *out)
{
	size_t from = end, to;

	if (is_block(value)) {
		for (from = start; !strchr("|>", file->text[from]);)
			from++;
		while (from < file->len && strchr("|>+-0123456789", file->text[from]))
			from++;
	}
	to = line_end(file, from);
	while (to > from && strchr(" \t", file->text[to - 1]))
		to--;
	buf_add(out, file->text + from, to - from);
}

/* A list over several lines becomes one that starts behind its key; a comment there moves behind it. */
static void set_block_list(const struct place_file *file, struct splice *splice, const struct yaml_node *pair,
			   const struct yamltext *value)
{
	size_t start = pair[0].end;
	struct buf text = {0};

	while (file->text[start] != ':')
		start++;
	start++;
	buf_printf(&text, " %s", buf_str(&value->head));
	buf_add(&text, file->text + start, line_end(file, start) - start);
	splice_add(splice, start, value_end(file, &pair[1]), &text);
}

void place_set_value(const struct place_file *file, struct splice *splice, const struct yaml_node *pair,
		     const struct yamltext *value)
{
	size_t start = value_start(file, pair), end = value_end(file, &pair[1]);
	bool has_body = value->body.len > 0;
	struct buf text = {0};

	if (pair[1].kind == YAML_LIST && !is_flow(file, &pair[1])) {
		set_block_list(file, splice, pair, value);
		return;
	}
	buf_add(&text, value->head.data, value->head.len);
	if (has_body || is_block(&pair[1]))
		put_comment(file, &pair[1], start, end, &text);
	if (has_body)
		end = line_end(file, end);
	if (value->keeps_blanks || owns_empty_lines(file, &pair[1], start, end))
		end = skip_empty_lines(file, end);
	if (has_body) {
		buf_addc(&text, '\n');
		buf_add(&text, value->body.data, value->body.len - (end < file->len));
	}
	splice_add(splice, start, end, &text);
}

size_t place_indent(const struct place_file *file, const struct yaml_node *pair)
{
	size_t parent = place_column(file, &pair[0]), indent = 0, at;

	if (!is_block(&pair[1]))
		return parent + 2;
	at = value_start(file, pair);
	while (at < file->len && file->text[at] != '\n') { /* an indicator in the header says it */
		if (file->text[at] >= '1' && file->text[at] <= '9')
			return parent + (size_t)(file->text[at] - '0');
		if (file->text[at++] == '#')
			break;
	}
	for (at = pair[1].offset; at < pair[1].end && strchr(" \r\n", file->text[at]); at++)
		indent = file->text[at] == ' ' ? indent + 1 : 0;
	return indent > parent && indent < parent + 10 ? indent : parent + 2;
}

/* ", name: value" for each line, before the closing brace. */
static void add_flow_pairs(const struct place_file *file, struct splice *splice, const struct yaml_node *map,
			   const char *lines)
{
	size_t at = value_end(file, &map->items[map->count - 1]);
	struct buf text = {0};

	for (; *lines; lines += strcspn(lines, "\n") + 1)
		buf_printf(&text, ", %.*s", (int)strcspn(lines, "\n"), lines);
	splice_add(splice, at, at, &text);
}

void place_add_pairs(const struct place_file *file, struct splice *splice, const struct yaml_node *map,
		     const char *lines)
{
	size_t at = line_end(file, value_end(file, &map->items[map->count - 1]));
	size_t column = place_column(file, &map->items[0]);
	struct buf text = {0};

	if (is_flow(file, map)) {
		add_flow_pairs(file, splice, map, lines);
		return;
	}
	for (; *lines; lines += strcspn(lines, "\n") + 1) {
		buf_addc(&text, '\n');
		buf_fill(&text, ' ', column);
		buf_add(&text, lines, strcspn(lines, "\n"));
	}
	splice_add(splice, at, at, &text);
}
