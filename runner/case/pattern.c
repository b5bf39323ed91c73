/*
 * From the text of a pattern to instructions: Thompson, "Regular Expression Search Algorithm", Communications
 * of the ACM 11 (1968). What is repeated is copied.
 */
#include "case/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "case/pattern_private.h"

#define ENDLESS SIZE_MAX

struct compiler {
	const char *at; /* the rest of the text */
	struct pattern *pattern;
	size_t capacity;
	unsigned depth; /* of open groups */
	struct err *err;
};

static int fail(struct compiler *c, const char *why)
{
	return err_set(c->err, "not a regular expression: %s", why);
}

static int fail_large(struct compiler *c)
{
	return err_set(
		c->err,
		"the regular expression is too large: %d bytes, %d groups in each other and %d parts are "
		"the limit, with what is repeated counted each time",
		PATTERN_BYTES_MAX, PATTERN_DEPTH_MAX, PATTERN_SIZE_MAX);
}

/* Room for `more` instructions. */
static int reserve(struct compiler *c, size_t more)
{
	struct pattern *pattern = c->pattern;

	if (more > PATTERN_SIZE_MAX - pattern->count)
		return fail_large(c);
	if (pattern->count + more > c->capacity) {
		c->capacity = 2 * (pattern->count + more);
		pattern->code = mem_realloc(pattern->code, c->capacity, sizeof *pattern->code);
	}
	return 0;
}

static int put(struct compiler *c, enum pattern_op op, size_t arg)
{
	if (reserve(c, 1) < 0)
		return -1;
	c->pattern->code[c->pattern->count++] = (struct instruction){op, (int32_t)arg};
	return 0;
}

/* Put a SPLIT before the instructions from `start` on, which goes on behind them and `more` others. */
static int put_split_before(struct compiler *c, size_t start, size_t more)
{
	struct pattern *pattern = c->pattern;
	size_t len = pattern->count - start;

	if (put(c, PATTERN_SPLIT, 0) < 0)
		return -1;
	memmove(&pattern->code[start + 1], &pattern->code[start], len * sizeof *pattern->code);
	pattern->code[start] = (struct instruction){PATTERN_SPLIT, (int32_t)(len + 1 + more)};
	return 0;
}

static int put_set(struct compiler *c, const struct byte_set *set)
{
	struct pattern *pattern = c->pattern;

	pattern->sets = mem_realloc(pattern->sets, pattern->set_count + 1, sizeof *pattern->sets);
	pattern->sets[pattern->set_count] = *set;
	return put(c, PATTERN_SET, pattern->set_count++);
}

/* {2}, {2,4}, {2,} or {,4} at `at`. */
static int take_interval(struct compiler *c, size_t *least, size_t *most)
{
	const char *number = c->at + 1;
	char *end;

	if (!isdigit((unsigned char)*number) && *number != ',')
		return fail(c, "a { that begins no repetition such as {2,4}: write \\{");
	*most = *least = strtoul(number, &end, 10);
	if (*end == ',') {
		number = end + 1;
		*most = strtoul(number, &end, 10);
		if (end == number)
			*most = ENDLESS;
	}
	if (*end != '}' || !(isdigit((unsigned char)*number) || *number == '}'))
		return fail(c, "a { whose repetition is not one such as {2,4}");
	if (*least > *most)
		return fail(c, "a repetition whose second number is less than the first");
	c->at = end + 1;
	return 1;
}

/* Whether there is a repetition at `at`, and how often it asks for; -1 where it is wrong. */
static int take_times(struct compiler *c, size_t *least, size_t *most)
{
	if (*c->at == '{')
		return take_interval(c, least, most);
	if (!*c->at || !strchr("*+?", *c->at))
		return 0;
	*least = *c->at == '+';
	*most = *c->at == '?' ? 1 : ENDLESS;
	c->at++;
	return 1;
}

/* `most` copies of which each can be the last, or one that is repeated. */
static int put_optional(struct compiler *c, const struct instruction *code, size_t len, size_t most)
{
	size_t times = most == ENDLESS ? 1 : most;

	if (!times)
		return 0;
	if (times > PATTERN_SIZE_MAX || reserve(c, times * (len + 1) + 1) < 0)
		return fail_large(c);
	for (size_t left = times; left; left--) {
		put(c, PATTERN_SPLIT, left * (len + 1) + (most == ENDLESS));
		memcpy(&c->pattern->code[c->pattern->count], code, len * sizeof *code);
		c->pattern->count += len;
	}
	return most == ENDLESS ? put(c, PATTERN_JUMP, 0 - (len + 1)) : 0;
}

/* Repeat the instructions from `start` on. */
static int repeat(struct compiler *c, size_t start, size_t least, size_t most)
{
	size_t len = c->pattern->count - start;
	struct instruction *code = mem_zalloc(len, sizeof *code);
	int ret = 0;

	memcpy(code, &c->pattern->code[start], len * sizeof *code);
	c->pattern->count = start;
	if (len && (least > PATTERN_SIZE_MAX || reserve(c, least * len) < 0)) {
		ret = fail_large(c);
	} else if (len) {
		for (size_t i = 0; i < least; i++, c->pattern->count += len)
			memcpy(&c->pattern->code[c->pattern->count], code, len * sizeof *code);
		if (most == ENDLESS && least)
			ret = put(c, PATTERN_SPLIT, 0 - len); /* back into the last copy */
		else
			ret = put_optional(c, code, len, most == ENDLESS ? ENDLESS : most - least);
	}
	free(code);
	return ret;
}

static int take_alternatives(struct compiler *c);

static int take_group(struct compiler *c)
{
	c->at++;
	if (c->depth == PATTERN_DEPTH_MAX)
		return fail_large(c);
	c->depth++;
	if (take_alternatives(c) < 0)
		return -1;
	if (*c->at != ')')
		return fail(c, "a ( without its )");
	c->depth--;
	c->at++;
	return 0;
}

static int take_bracket(struct compiler *c)
{
	struct byte_set set;
	struct err why;

	c->at = byte_set_parse(c->at, &set, &why);
	return c->at ? put_set(c, &set) : fail(c, why.text);
}

/* What an anchor stands for, -1 where it is none. */
static int place_of(const char *p)
{
	static const char letters[] = "`'<>bB";
	static const enum pattern_place places[] = {PLACE_LINE_START, PLACE_LINE_END,  PLACE_WORD_START,
						    PLACE_WORD_END,   PLACE_WORD_EDGE, PLACE_NO_WORD_EDGE};
	const char *letter;

	if (*p == '^')
		return PLACE_LINE_START;
	if (*p == '$')
		return PLACE_LINE_END;
	letter = *p == '\\' && p[1] ? strchr(letters, p[1]) : NULL;
	return letter ? (int)places[letter - letters] : -1;
}

static int take_escape(struct compiler *c)
{
	char escaped = c->at[1];
	struct byte_set set;

	if (!escaped)
		return fail(c, "a \\ at the end escapes nothing");
	if (escaped >= '1' && escaped <= '9')
		return err_set(
			c->err,
			"the back reference \\%c: there are none in patterns, whose work must be bounded",
			escaped);
	c->at += 2;
	return byte_set_escape(escaped, &set) ? put_set(c, &set) : put(c, PATTERN_BYTE, (uint8_t)escaped);
}

static int take_any(struct compiler *c)
{
	struct byte_set any = {0};

	c->at++;
	byte_set_invert(&any);
	return put_set(c, &any);
}

static int take_atom(struct compiler *c)
{
	switch (*c->at) {
	case '(': return take_group(c);
	case '[': return take_bracket(c);
	case '\\': return take_escape(c);
	case '.': return take_any(c);
	case '*':
	case '+':
	case '?':
	case '{': return fail(c, "a repetition of nothing: write \\ before * + ? or { to mean the character");
	default: return put(c, PATTERN_BYTE, (uint8_t)*c->at++);
	}
}

/* One atom with its repetitions, or an anchor, which has none. */
static int take_piece(struct compiler *c)
{
	size_t start = c->pattern->count, least = 0, most = 0;
	int place = place_of(c->at), ret;

	if (place >= 0) {
		c->at += *c->at == '\\' ? 2 : 1;
		return put(c, PATTERN_PLACE, (size_t)place);
	}
	if (take_atom(c) < 0)
		return -1;
	while ((ret = take_times(c, &least, &most)) > 0) {
		if (repeat(c, start, least, most) < 0)
			return -1;
	}
	return ret;
}

static int take_branch(struct compiler *c)
{
	/* A ) without its ( is a character (POSIX, 9.4.3 leaves it open; the GNU library takes it so). */
	while (*c->at && *c->at != '|' && (*c->at != ')' || !c->depth)) {
		if (take_piece(c) < 0)
			return -1;
	}
	return 0;
}

/* Branches one behind the other; from the end of each a JUMP leads behind the last. Until that is known the
 * JUMPs tell how far back the one before is. */
static int take_alternatives(struct compiler *c)
{
	struct pattern *pattern = c->pattern;
	size_t start = pattern->count, jump = 0, back = 0;

	if (take_branch(c) < 0)
		return -1;
	while (*c->at == '|') {
		c->at++;
		if (put_split_before(c, start, 1) < 0)
			return -1;
		back = jump ? pattern->count - jump : 0;
		jump = pattern->count;
		if (put(c, PATTERN_JUMP, back) < 0)
			return -1;
		start = pattern->count;
		if (take_branch(c) < 0)
			return -1;
	}
	while (jump) {
		back = (size_t)pattern->code[jump].arg;
		pattern->code[jump].arg = (int32_t)(pattern->count - jump);
		jump = back ? jump - back : 0;
	}
	return 0;
}

/* Follow all ways from the first instruction, as if every place were right. */
static void find_first(struct pattern *pattern)
{
	bool *seen = mem_zalloc(pattern->count, sizeof *seen);
	size_t *stack = mem_zalloc(2 * pattern->count + 1, sizeof *stack), depth = 1;

	while (depth) {
		size_t pc = stack[--depth];
		struct instruction in = pattern->code[pc];

		if (seen[pc])
			continue;
		seen[pc] = true;
		switch ((enum pattern_op)in.op) {
		case PATTERN_FOUND: pattern->may_be_empty = true; break;
		case PATTERN_BYTE: byte_set_add(&pattern->first, (uint8_t)in.arg, (uint8_t)in.arg); break;
		case PATTERN_SET:
			for (size_t i = 0; i < 4; i++)
				pattern->first.bits[i] |= pattern->sets[in.arg].bits[i];
			break;
		case PATTERN_JUMP: stack[depth++] = pc + (size_t)in.arg; break;
		case PATTERN_SPLIT:
			stack[depth++] = pc + (size_t)in.arg;
			stack[depth++] = pc + 1;
			break;
		case PATTERN_PLACE: stack[depth++] = pc + 1; break;
		}
	}
	free(stack);
	free(seen);
}

int pattern_compile(const char *text, struct pattern **out, struct err *err)
{
	struct compiler c = {.at = text, .pattern = mem_zalloc(1, sizeof *c.pattern), .err = err};
	int ret = strlen(text) > PATTERN_BYTES_MAX ? fail_large(&c) : take_alternatives(&c);

	if (ret == 0)
		ret = put(&c, PATTERN_FOUND, 0);
	if (ret < 0) {
		pattern_free(c.pattern);
		c.pattern = NULL;
	} else {
		c.pattern->code = mem_realloc(c.pattern->code, c.pattern->count, sizeof *c.pattern->code);
		find_first(c.pattern);
	}
	*out = c.pattern;
	return ret;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	free(pattern->code);
	free(pattern->sets);
	free(pattern);
}
