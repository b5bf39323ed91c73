#include "judge/diff.h"

#include <stdlib.h>

#include "base/buf.h"

/*
 * Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2, on what is left between the common
 * head and tail. reach[] keeps, for every number of edits d and diagonal k = x - y from -d to d, how far x gets: row d
 * has 2d + 1 entries and therefore starts at d * d.
 */
struct myers {
	const struct line *old, *new;
	long old_count, new_count;
	long *reach;
	bool *old_changed, *new_changed;
};

static long *reach_at(const struct myers *m, long d, long k)
{
	return &m->reach[d * d + d + k];
}

/* Whether the best way to diagonal k with d edits adds a new line (y grows) rather than drops an old one (x grows). */
static bool step_adds(const struct myers *m, long d, long k)
{
	return k == -d || (k != d && *reach_at(m, d - 1, k - 1) < *reach_at(m, d - 1, k + 1));
}

static bool myers_step(const struct myers *m, long d, long k)
{
	long x = 0, y;

	if (d)
		x = step_adds(m, d, k) ? *reach_at(m, d - 1, k + 1) : *reach_at(m, d - 1, k - 1) + 1;
	for (y = x - k; x < m->old_count && y < m->new_count && line_equal(&m->old[x], &m->new[y]); y++)
		x++;
	*reach_at(m, d, k) = x;
	return x >= m->old_count && y >= m->new_count;
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
	long k = m->old_count - m->new_count;

	for (; d > 0; d--) {
		bool adds = step_adds(m, d, k);
		long x;

		k += adds ? 1 : -1;
		x = *reach_at(m, d - 1, k);
		if (adds)
			m->new_changed[x - k] = true;
		else
			m->old_changed[x] = true;
	}
}

static void mark_changed(const struct lines *old, const struct lines *new, bool *old_changed, bool *new_changed)
{
	size_t head = 0, tail = 0;
	struct myers m = {0};
	long edits;

	while (head < old->count && head < new->count && line_equal(&old->items[head], &new->items[head]))
		head++;
	while (tail < old->count - head && tail < new->count - head &&
	       line_equal(&old->items[old->count - 1 - tail], &new->items[new->count - 1 - tail]))
		tail++;
	m.old = old->items + head;
	m.new = new->items + head;
	m.old_count = (long)(old->count - head - tail);
	m.new_count = (long)(new->count - head - tail);
	m.old_changed = old_changed + head;
	m.new_changed = new_changed + head;
	edits = myers_forward(&m);
	if (edits >= 0)
		myers_backward(&m, edits);
	for (long i = 0; edits < 0 && i < m.old_count; i++)
		m.old_changed[i] = true;
	for (long i = 0; edits < 0 && i < m.new_count; i++)
		m.new_changed[i] = true;
	free(m.reach);
}

struct change *diff_changes(const struct lines *old, const struct lines *new, size_t *count)
{
	bool *old_changed = mem_zalloc(old->count + 1, sizeof *old_changed);
	bool *new_changed = mem_zalloc(new->count + 1, sizeof *new_changed);
	struct change *changes = NULL;
	size_t x = 0, y = 0;

	*count = 0;
	mark_changed(old, new, old_changed, new_changed);
	while (x < old->count || y < new->count) {
		struct change change = {.old_at = x, .new_at = y};

		while (x < old->count && old_changed[x])
			x++;
		while (y < new->count && new_changed[y])
			y++;
		change.old_count = x - change.old_at;
		change.new_count = y - change.new_at;
		if (change.old_count || change.new_count) {
			changes = mem_realloc(changes, *count + 1, sizeof *changes);
			changes[(*count)++] = change;
		}
		x += x < old->count;
		y += y < new->count;
	}
	free(old_changed);
	free(new_changed);
	return changes;
}
