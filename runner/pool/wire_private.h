/* What encoding and decoding of requests (wire_request.c) and of results (wire.c) share. */
#ifndef POOL_WIRE_PRIVATE_H
#define POOL_WIRE_PRIVATE_H

#include <stdbool.h>

#include "base/cursor.h"
#include "pool/wire.h"

uint64_t get64(struct cursor *c);

/* A count of things that take at least `size` bytes each in what is left: a lie cannot make us allocate. */
size_t get_count(struct cursor *c, size_t size);

/* A value below `limit`. */
uint32_t get_enum(struct cursor *c, uint32_t limit);

/* Appended to `out`. */
void get_bytes(struct cursor *c, struct buf *out);
void get_budget(struct cursor *c, struct budget *budget);

void put64(struct buf *out, uint64_t value);
void put_bytes(struct buf *out, const struct buf *bytes);
void put_budget(struct buf *out, const struct budget *budget);

/* A frame around what is put between the two; the first gives what the second takes. */
size_t frame_begin(struct buf *out, enum wire_type type);
void frame_end(struct buf *out, size_t payload_at);

#endif
