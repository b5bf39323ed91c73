/* Numbers as ELF and DWARF have them. All append to a buffer, little-endian. */
#ifndef ELF_PUT_H
#define ELF_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

void put_int(uint64_t value, size_t size_bytes, struct buf *out);
/* Over what is there already: a length that is known only now. */
void put_int_at(uint64_t value, size_t size_bytes, size_t at, struct buf *out);

/* LEB128: DWARF 4, 7.6. */
void put_uleb(uint64_t value, struct buf *out);
void put_sleb(int64_t value, struct buf *out);

/* With the NUL at its end. */
void put_string(const char *text, struct buf *out);

/* The bytes of an address. */
static inline size_t word_bytes(bool is_64)
{
	return is_64 ? 8 : 4;
}

/* What is behind `len` bytes: the last address there is where that would be none, so that it stays behind
 * them. */
uint64_t address_behind(bool is_64, uint64_t address, uint64_t len);

#endif
