/* A part of a suite, the same on every machine: --shard K/N. */
#ifndef CASE_SHARD_H
#define CASE_SHARD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* Part `index` of `count`, from 1; both 0: the whole suite. */
struct shard {
	unsigned index, count;
};

#define SHARDS_MAX 1000000

/* "2/8". */
int shard_parse(const char *text, struct shard *out, struct err *err);

/*
 * The number that decides where a case runs, from its name alone: FNV-1a of the name's bytes in 64 bits,
 * mixed so that each bit of it depends on each bit of that:
 *
 *     h = 0xcbf29ce484222325;  for each byte: h = (h ^ byte) * 0x100000001b3
 *     h = (h ^ h >> 32) * 0xd6e8feb86659fd93;  the same again;  h = h ^ h >> 32
 *
 * The case is in shard h mod N + 1 of N. This never changes: results of shards are compared over months.
 */
uint64_t shard_hash(const char *name);

bool shard_has(const struct shard *shard, const char *name);

#endif
