/* FNV-1a in 64 bits (Fowler, Noll, Vo; RFC 9923): for telling texts apart, not against an attacker. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *bytes, size_t len);

#endif
