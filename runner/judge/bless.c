#include "judge/bless.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/bless_private.h"
#include "judge/judge.h"
#include "judge/judge_registers.h"
#include "judge/patterns.h"

static void tail_put(struct bless *b, const char *key, const struct yamltext *value)
{
	buf_fill(&b->tail, ' ', b->column);
	buf_printf(&b->tail, "%s: %s\n%s", key, buf_str(&value->head), buf_str(&value->body));
}

static void bless_stop(struct bless *b)
{
	const struct yaml_node *pair = bless_find(b, "stop");
	struct yamltext value = {0};

	if (judge_stop(&b->tc->expect.stop, &b->result->stop))
		return;
	stop_print(&b->result->stop, &value.head);
	if (pair)
		place_set_value(&b->file, &b->splice, pair, &value);
	else
		tail_put(b, "stop", &value);
	yamltext_fini(&value);
}

static bool is_same(const struct expect_bytes *expected, const struct buf *actual)
{
	return expected->len == actual->len &&
	       (!actual->len || !memcmp(expected->bytes, actual->data, actual->len));
}

static void bless_stream(struct bless *b, const char *key, const struct expect_bytes *expected,
			 const struct expect_patterns *patterns, const struct buf *actual)
{
	const struct yaml_node *pair = bless_find(b, key);
	struct yamltext value = {0};

	if (pair && expected->line && !is_same(expected, actual)) {
		yamltext_from_stream(actual->data, actual->len, place_column(&b->file, pair),
				     place_indent(&b->file, pair), &value);
		place_set_value(&b->file, &b->splice, pair, &value);
	} else if (!expected->line && !patterns->count && actual->len) {
		yamltext_from_stream(actual->data, actual->len, b->column, b->column + 2, &value);
		tail_put(b, key, &value);
	}
	yamltext_fini(&value);
}

/* Walk on to the nearest line, or else to the next, and have a pattern for it. */
static void bless_pattern(struct bless *b, const struct yaml_node *node, const char *old,
			  struct line_walk *walk)
{
	struct buf pattern = {0}, text = {0};
	struct line line;

	if (!patterns_nearest(old, walk, &line))
		line_next(walk, &line);
	patterns_print_exact(&line, &pattern);
	yamltext_put_string(buf_str(&pattern), &text);
	buf_fini(&pattern);
	place_set_scalar(&b->splice, node, &text);
}

/* Patterns that are not found in their turn are replaced by the nearest line behind the one before. */
static int bless_patterns(struct bless *b, const char *key, const struct expect_patterns *patterns,
			  const struct buf *stream)
{
	const struct yaml_node *pair = bless_find(b, key);
	struct line_walk walk = line_walk(stream->data, stream->len);
	struct search search;
	int ret = 0;

	if (!pair || !patterns->count)
		return 0;
	search_init(&search);
	for (size_t i = 0; i < patterns->count && !ret; i++) {
		const struct yaml_node *node = pair[1].kind == YAML_LIST ? &pair[1].items[i] : &pair[1];
		struct line_walk ahead = walk;
		struct line line;

		if (patterns_find(&patterns->items[i], &search, &ahead, &line))
			walk = ahead;
		else if (search_is_spent(&search))
			ret = err_set(b->err, "%s:%u: %s: the search for this pattern took too long",
				      b->tc->path, patterns->items[i].line, key);
		else if (walk.at < walk.end)
			bless_pattern(b, node, patterns->items[i].text, &walk);
		else
			ret = err_set(b->err,
				      "%s:%u: %s: no line of output is left: take this pattern out by hand",
				      b->tc->path, patterns->items[i].line, key);
	}
	search_fini(&search);
	return ret;
}

/* Bytes of a list that only changed are replaced one by one, so that comments between them stay. */
static void bless_post_items(struct bless *b, const struct yaml_node *list)
{
	const struct expect_bytes *expected = &b->tc->expect.post;

	for (size_t i = 0; i < list->count; i++) {
		struct buf text = {0};

		if (expected->bytes[i] == b->result->post.data[i])
			continue;
		buf_printf(&text, "0x%02x", b->result->post.data[i]);
		place_set_scalar(&b->splice, &list->items[i], &text);
	}
}

static void bless_post(struct bless *b)
{
	const struct expect_bytes *expected = &b->tc->expect.post;
	const struct buf *actual = &b->result->post;
	const struct yaml_node *pair = bless_find(b, "post");
	struct yamltext value = {0};

	/* Who only looks at the last byte does not want all of them. */
	if (is_same(expected, actual) || (!expected->line && b->tc->expect.post_last.line))
		return;
	if (pair && pair[1].kind == YAML_LIST && expected->len == actual->len) {
		bless_post_items(b, &pair[1]);
		return;
	}
	if (pair && pair[1].kind == YAML_SCALAR && !pair[1].is_binary && actual->len)
		yamltext_put_hex(actual->data, actual->len, b->column + 2, &value.head);
	else
		yamltext_put_list(actual->data, actual->len, b->column + 2, &value.head);
	if (pair && expected->line)
		place_set_value(&b->file, &b->splice, pair, &value);
	else
		tail_put(b, "post", &value);
	yamltext_fini(&value);
}

static int bless_post_last(struct bless *b)
{
	const struct expect_byte *expected = &b->tc->expect.post_last;
	const struct buf *post = &b->result->post;
	const struct yaml_node *pair = bless_find(b, "post-last");
	struct buf text = {0};

	if (!pair || !expected->line || (post->len && post->data[post->len - 1] == expected->value))
		return 0;
	if (!post->len)
		return err_set(b->err,
			       "%s:%u: post-last: nothing was written to the POST port: take it out by hand",
			       b->tc->path, expected->line);
	buf_printf(&text, "0x%02x", post->data[post->len - 1]);
	place_set_value(&b->file, &b->splice, pair, &(struct yamltext){.head = text});
	buf_fini(&text);
	return 0;
}

/*
 * Never added by itself: what a ROM that uses that memory for something else leaves there is no text.
 */
static int bless_screen(struct bless *b)
{
	static const struct expect_patterns none = {0};
	const struct expect *expect = &b->tc->expect;
	struct buf text = {0};
	int ret = 0;

	if (!expect->screen.line && !expect->screen_match.count)
		return 0;
	if (!judge_screen_text(b->result, &text))
		ret = err_set(b->err,
			      "%s: the machine has no memory where the screen is, so it cannot be recorded",
			      b->tc->path);
	if (ret == 0 && expect->screen.line)
		bless_stream(b, "screen", &expect->screen, &none, &text);
	if (ret == 0)
		ret = bless_patterns(b, "screen-match", &expect->screen_match, &text);
	buf_fini(&text);
	return ret;
}

static const struct expect_register *find_register(const struct bless *b, const struct x86_ref *ref)
{
	const struct expect *expect = &b->tc->expect;

	for (size_t i = 0; i < expect->register_count; i++) {
		if (x86_ref_equal(&expect->registers[i].ref, ref))
			return &expect->registers[i];
	}
	return NULL;
}

/* As written in its kind: named bits stay named bits, anything else becomes all digits of the width. */
static void put_register(const struct x86_ref *ref, const struct x86_value *expected,
			 struct x86_value *actual, struct buf *out)
{
	if (expected && register_is_fields(ref, expected)) {
		memcpy(actual->mask, expected->mask, sizeof actual->mask);
		x86_value_fields(ref, actual, out);
	} else {
		x86_value_print(actual, out);
	}
}

static int bless_register(struct bless *b, const struct yaml_node *pair)
{
	const struct expect_register *expected;
	struct x86_value actual;
	struct x86_ref ref;
	struct buf text = {0};

	if (x86_ref_parse(pair[0].text, &ref, b->err) < 0)
		return err_wrap(b->err, "%s:%u", b->tc->path, pair->line);
	expected = find_register(b, &ref);
	if (!judge_register_value(b->result, &ref, &actual))
		return err_set(b->err, "%s:%u: the value of %s is not known, so it cannot be recorded",
			       b->tc->path, pair->line, pair[0].text);
	if (expected && x86_value_matches(&expected->value, &actual))
		return 0;
	put_register(&ref, expected ? &expected->value : NULL, &actual, &text);
	place_set_scalar(&b->splice, &pair[1], &text);
	return 0;
}

/* "NAME: VALUE" lines for what a full snapshot has and the case does not name. */
static void snapshot_lines(const struct bless *b, size_t column, struct buf *out)
{
	size_t count;
	const struct x86_reg *regs = x86_regs(&count);

	for (size_t i = 0; i < count; i++) {
		struct x86_ref ref = {.reg = &regs[i]};
		struct x86_value value;

		if (!x86_reg_in_snapshot(&b->result->state, &regs[i]) || find_register(b, &ref))
			continue;
		x86_state_get(&b->result->state, &regs[i], &value);
		buf_fill(out, ' ', column);
		buf_printf(out, "%s: ", regs[i].name);
		x86_value_print(&value, out);
		buf_addc(out, '\n');
	}
}

static int bless_snapshot(struct bless *b, const struct yaml_node *map)
{
	struct buf lines = {0};

	if (b->result->state_source == STATE_LOST)
		return err_set(b->err,
			       "%s: the registers were lost in the triple fault, so they cannot be recorded",
			       b->tc->path);
	snapshot_lines(b, map ? 0 : b->column + 2, &lines);
	if (map && lines.len) {
		place_add_pairs(&b->file, &b->splice, map, buf_str(&lines));
	} else if (lines.len) {
		buf_fill(&b->tail, ' ', b->column);
		buf_printf(&b->tail, "registers:\n%s", buf_str(&lines));
	}
	buf_fini(&lines);
	return 0;
}

static int bless_registers(struct bless *b, bool full)
{
	const struct yaml_node *pair = bless_find(b, "registers");
	const struct yaml_node *map = pair && pair[1].kind == YAML_MAP && pair[1].count ? &pair[1] : NULL;

	for (size_t i = 0; map && i + 1 < map->count; i += 2) {
		if (bless_register(b, &map->items[i]) < 0)
			return -1;
	}
	return full || (!b->tail.len && expect_is_empty(&b->tc->expect)) ? bless_snapshot(b, map) : 0;
}

static void bless_cycles(struct bless *b)
{
	const struct expect_cycles *expected = &b->tc->expect.cycles;
	const struct yaml_node *pair = bless_find(b, "cycles");
	struct yamltext value = {0};

	if (!pair || !expected->line ||
	    (b->result->cycles >= expected->min && b->result->cycles <= expected->max))
		return;
	/* A count that varies gets room: a twentieth to either side. */
	if (b->result->cycles_exact)
		buf_printf(&value.head, "%llu", (unsigned long long)b->result->cycles);
	else
		buf_printf(&value.head, "%llu..%llu",
			   (unsigned long long)(b->result->cycles - b->result->cycles / 20),
			   (unsigned long long)(b->result->cycles + b->result->cycles / 20));
	place_set_value(&b->file, &b->splice, pair, &value);
	yamltext_fini(&value);
}

/* All edits, in the order of a case file as people write it. */
static int bless_all(struct bless *b, bool full_registers)
{
	const struct expect *expect = &b->tc->expect;
	const struct result *result = b->result;

	bless_stop(b);
	bless_stream(b, "console", &expect->console, &expect->console_match, &result->console);
	bless_stream(b, "serial", &expect->serial, &expect->serial_match, &result->serial);
	bless_post(b);
	if (bless_post_last(b) < 0 || bless_screen(b) < 0)
		return -1;
	if (bless_patterns(b, "console-match", &expect->console_match, &result->console) < 0 ||
	    bless_patterns(b, "serial-match", &expect->serial_match, &result->serial) < 0 ||
	    bless_registers(b, full_registers) < 0 || bless_memory(b) < 0 || bless_disk(b) < 0)
		return -1;
	bless_cycles(b);
	return 0;
}

/* The new text must be what it was made to be: a case that this result passes. */
static int bless_check(const struct bless *b, const struct buf *text)
{
	struct testcase tc = {0};
	struct verdict verdict = {0};
	int ret;

	if (case_parse_labels(b->tc->path, b->tc->name, buf_str(text), text->len, b->tc->labels, &tc,
			      b->err) < 0)
		return err_wrap(b->err, "%s cannot be rewritten in place, change it by hand: tried, but",
				b->tc->path);
	judge_case(&tc, b->disk_image, b->result, &verdict);
	ret = verdict.count
		      ? err_set(b->err, "%s:%u: `%s` cannot be rewritten in place: change it by hand\n%s",
				b->tc->path, verdict.mismatches[0].line, verdict.mismatches[0].key,
				verdict.mismatches[0].text)
		      : 0;
	verdict_fini(&verdict);
	case_fini(&tc);
	return ret;
}

static int read_file(struct bless *b)
{
	struct faults faults = {.path = b->tc->path, .text = b->file.text, .len = b->file.len};
	int ret = 0;

	if (yaml_parse(&faults, &b->file.root) < 0 || faults.count)
		ret = faults_report(&faults, b->err);
	else if (b->file.root.kind == YAML_MAP && b->file.root.count)
		b->column = place_column(&b->file, &b->file.root.items[0]);
	faults_fini(&faults);
	return ret;
}

int bless_text(const struct testcase *tc, const char *old_text, size_t old_len, const struct buf *disk_image,
	       const struct result *result, bool full_registers, struct buf *out, struct err *err)
{
	struct bless b = {.tc = tc,
			  .disk_image = disk_image,
			  .result = result,
			  .err = err,
			  .file = {.text = old_text, .len = old_len}};
	struct buf text = {0};
	int ret = -1;

	if (read_file(&b) < 0 || bless_all(&b, full_registers) < 0)
		goto out;
	splice_apply(&b.splice, old_text, old_len, &text);
	if (b.tail.len && text.len && text.data[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	buf_add(&text, b.tail.data, b.tail.len);
	ret = bless_check(&b, &text);
	if (!ret)
		buf_add(out, text.data, text.len);
out:
	yaml_fini(&b.file.root);
	splice_fini(&b.splice);
	buf_fini(&b.tail);
	buf_fini(&text);
	return ret;
}
