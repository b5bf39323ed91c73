/* One direction of the boxed command's bytes: a descriptor to read, one to write, what lies in between. */
#ifndef POOL_BOX_STREAM_H
#define POOL_BOX_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* It is read only while it is empty. The descriptors are the caller's. */
struct box_stream {
	int from; /* -1 when it has ended */
	int to;   /* -1 when nobody reads it any more */
	size_t start;
	size_t end;
	uint64_t moved; /* bytes taken from `from` in all */
	size_t chunk; /* the most that a write to `to` takes without blocking, once poll() says there is room
		       */
	uint8_t bytes[65536];
};

void box_stream_init(struct box_stream *stream, int from, int to);
bool box_stream_empty(const struct box_stream *stream);

/* One read; returns whether `from` has ended. */
bool box_stream_read(struct box_stream *stream);

/* One write; returns whether `to` is broken. What is in the buffer is thrown away then. */
bool box_stream_write(struct box_stream *stream);

#endif
