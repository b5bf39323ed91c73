/*
 * One digital output of a device: an interrupt request, the A20 gate, CPU reset. What it drives is injected
 * where the machine is put together, so that a device is tested without the rest.
 */
#ifndef DEV_LINE_H
#define DEV_LINE_H

#include <stdbool.h>

/* Zeroed is a line that leads nowhere. */
struct line {
	void (*set)(void *owner, unsigned number, bool high);
	void *owner;
	unsigned number; /* for `set`: the IRQ, say */
};

static inline void line_set(const struct line *line, bool high)
{
	if (line->set)
		line->set(line->owner, line->number, high);
}

#endif
