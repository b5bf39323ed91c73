#include "case/pattern.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PATTERN_BYTES_MAX 4096
#define PATTERN_COST_MAX  20000
#define PATTERN_DEPTH_MAX 16

/* The number of nodes that a pattern becomes, group by group. */
struct cost {
	uint64_t group[PATTERN_DEPTH_MAX + 1]; /* of each open group, so far */
	uint64_t last;                         /* of what a repetition would repeat */
	unsigned depth;
};

/* Behind a bracket expression that starts at `p`; a ] at its start and [:class:] do not end it. */
static const char *bracket_end(const char *p)
{
	p += p[1] == '^' ? 2 : 1;
	for (p += *p == ']'; *p && *p != ']'; p++) {
		if (*p == '[' && p[1] && strchr(":.=", p[1])) {
			const char end[] = {p[1], ']', 0}, *at = strstr(p + 2, end);

			p = at ? at + 1 : p;
		}
	}
	return *p ? p + 1 : p;
}

/* How often {n,m} at `p` repeats at the most; what is no interval counts as 1. */
static uint64_t interval_max(const char *p)
{
	uint64_t max = 1;

	for (p++; isdigit((unsigned char)*p) || *p == ','; p++) {
		char *end;
		unsigned long n = strtoul(p, &end, 10);

		if (end == p)
			continue;
		max = n > max ? n : max;
		p = end - 1;
	}
	return max > PATTERN_COST_MAX ? PATTERN_COST_MAX : max;
}

static void cost_add(struct cost *cost, uint64_t nodes)
{
	cost->group[cost->depth] += nodes;
	cost->last = nodes;
}

static void cost_repeat(struct cost *cost, uint64_t times)
{
	cost->group[cost->depth] += cost->last * (times - 1);
	cost->last *= times;
}

static void cost_close(struct cost *cost)
{
	uint64_t inner = cost->group[cost->depth];

	if (cost->depth) {
		cost->depth--;
		cost_add(cost, inner);
	}
}

/* One element of the pattern; returns what is behind it. */
static const char *cost_step(struct cost *cost, const char *p)
{
	switch (*p) {
	case '(': cost->group[++cost->depth] = 1; return p + 1;
	case ')': cost_close(cost); return p + 1;
	case '+': cost_repeat(cost, 2); return p + 1;
	case '{': cost_repeat(cost, interval_max(p) + 1); return p + 1 + strspn(p + 1, "0123456789,}");
	case '[': cost_add(cost, 1); return bracket_end(p);
	case '\\': cost_add(cost, 1); return p + 1 + (p[1] != 0);
	default: cost_add(cost, 1); return p + 1;
	}
}

static bool is_costly(const char *pattern)
{
	struct cost cost = {.depth = 0};

	for (const char *p = pattern; *p;) {
		if (*p == '(' && cost.depth == PATTERN_DEPTH_MAX)
			return true;
		if (strchr("*?", *p))
			p++;
		else
			p = cost_step(&cost, p);
		if (cost.group[cost.depth] > PATTERN_COST_MAX)
			return true;
	}
	while (cost.depth)
		cost_close(&cost);
	return cost.group[0] > PATTERN_COST_MAX;
}

int pattern_compile(const char *pattern, regex_t *out, struct err *err)
{
	char reason[128];
	int code;

	if (strlen(pattern) > PATTERN_BYTES_MAX || is_costly(pattern))
		return err_set(
			err,
			"the regular expression is too large: %d characters, %d groups in each other and "
			"%d repetitions are the limit",
			PATTERN_BYTES_MAX, PATTERN_DEPTH_MAX, PATTERN_COST_MAX);
	code = regcomp(out, pattern, REG_EXTENDED | REG_NOSUB | REG_NEWLINE);
	if (!code)
		return 0;
	regerror(code, out, reason, sizeof reason);
	return err_set(err, "not a regular expression: %s", reason);
}
