/* Where devices put the bytes that a guest sends: a stream with a budget that all streams of a run share. */
#ifndef DEV_SINK_H
#define DEV_SINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* Bytes left for all streams together; `spent` once a byte did not fit. */
struct sink_budget {
	uint64_t left_bytes;
	bool spent;
};

struct sink {
	struct buf bytes;
	struct sink_budget *budget; /* shared, not owned */
	void (*heard)(void *owner); /* after each byte; NULL: nobody listens */
	void *owner;                /* for `heard` */
};

void sink_put(struct sink *sink, uint8_t byte);

#endif
