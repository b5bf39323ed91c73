#include "judge/diff.h"

#include <stdlib.h>

#include "base/buf.h"

/*
 * Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2, on what is left between the
 * common head and tail. reach[] keeps, for every number of edits d and diagonal k = x - y from -d to d, how
 * far x gets: row d has 2d + 1 entries and therefore starts at d * d.
 */
struct myers {
	const struct line *before, *after;
	long before_count, after_count;
	long *reach;
	bool *before_changed, *after_changed;
};

static long *reach_at(const struct myers *m, long d, long k)
{
	return &m->reach[d * d + d + k];
}

/* Whether the best way to diagonal k with d edits adds a line (y grows) or drops one (x grows). */
static bool step_adds(const struct myers *m, long d, long k)
{
	return k == -d || (k != d && *reach_at(m, d - 1, k - 1) < *reach_at(m, d - 1, k + 1));
}

static bool myers_step(const struct myers *m, long d, long k)
{
	long x = 0, y;

	if (d)
		x = step_adds(m, d, k) ? *reach_at(m, d - 1, k + 1) : *reach_at(m, d - 1, k - 1) + 1;
	for (y = x - k; x < m->before_count && y < m->after_count && line_equal(&m->before[x], &m->after[y]);
	     y++)
		x++;
	*reach_at(m, d, k) = x;
	return x >= m->before_count && y >= m->after_count;
}

/* The number of edits; -1 where it is more than DIFF_EDITS_MAX. */
static long myers_forward(struct myers *m)
{
	for (long d = 0; d <= DIFF_EDITS_MAX; d++) {
		m->reach = mem_realloc(m->reach, (size_t)((d + 1) * (d + 1)), sizeof *m->reach);
		for (long k = -d; k <= d; k += 2) {
			if (myers_step(m, d, k))
				return d;
		}
	}
	return -1;
}

static void myers_backward(const struct myers *m, long d)
{
	long k = m->before_count - m->after_count;

	for (; d > 0; d--) {
		bool adds = step_adds(m, d, k);
		long x;

		k += adds ? 1 : -1;
		x = *reach_at(m, d - 1, k);
		if (adds)
			m->after_changed[x - k] = true;
		else
			m->before_changed[x] = true;
	}
}

static void mark_changed(const struct lines *before, const struct lines *after, bool *before_changed,
			 bool *after_changed)
{
	size_t head = 0, tail = 0;
	struct myers m = {0};
	long edits;

	while (head < before->count && head < after->count &&
	       line_equal(&before->items[head], &after->items[head]))
		head++;
	while (tail < before->count - head && tail < after->count - head &&
	       line_equal(&before->items[before->count - 1 - tail], &after->items[after->count - 1 - tail]))
		tail++;
	m.before = before->items + head;
	m.after = after->items + head;
	m.before_count = (long)(before->count - head - tail);
	m.after_count = (long)(after->count - head - tail);
	m.before_changed = before_changed + head;
	m.after_changed = after_changed + head;
	edits = myers_forward(&m);
	if (edits >= 0)
		myers_backward(&m, edits);
	for (long i = 0; edits < 0 && i < m.before_count; i++)
		m.before_changed[i] = true;
	for (long i = 0; edits < 0 && i < m.after_count; i++)
		m.after_changed[i] = true;
	free(m.reach);
}

struct change *diff_changes(const struct lines *before, const struct lines *after, size_t *count)
{
	bool *before_changed = mem_zalloc(before->count + 1, sizeof *before_changed);
	bool *after_changed = mem_zalloc(after->count + 1, sizeof *after_changed);
	struct change *changes = NULL;
	size_t x = 0, y = 0;

	*count = 0;
	mark_changed(before, after, before_changed, after_changed);
	while (x < before->count || y < after->count) {
		struct change change = {.before_at = x, .after_at = y};

		while (x < before->count && before_changed[x])
			x++;
		while (y < after->count && after_changed[y])
			y++;
		change.before_count = x - change.before_at;
		change.after_count = y - change.after_at;
		if (change.before_count || change.after_count) {
			changes = mem_realloc(changes, *count + 1, sizeof *changes);
			changes[(*count)++] = change;
		}
		x += x < before->count;
		y += y < after->count;
	}
	free(before_changed);
	free(after_changed);
	return changes;
}
