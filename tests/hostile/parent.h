/*
 * The parent of a hostile worker: all that romkit does with what a worker sends, without a process. Used by
 * the unit tests, with mutations that are the same in each run, and by the fuzzer (`make fuzz`).
 */
#ifndef HOSTILE_PARENT_H
#define HOSTILE_PARENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "case/case.h"
#include "run/result.h"

struct parent {
	struct testcase tc; /* has every kind of expectation */
	char *text;         /* its file */
	struct buf disk;
};

void parent_init(struct parent *parent);
void parent_fini(struct parent *parent);

/* How far it goes with what it takes. */
enum parent_depth { DECODE, JUDGE, BLESS };

/* Take a stream of a worker, which ends there. Returns how many results were taken for honest. */
int parent_take(const struct parent *parent, const uint8_t *bytes, size_t len, enum parent_depth depth);

/* A result in which every field has a value of its own; the caller frees it (result_fini). */
void hostile_seed(struct result *r);

/* One more of an endless row of streams that an honest worker could have sent, each somehow broken: the same
 * for the same `*random`, which moves on and is not 0. */
void hostile_stream(uint64_t *random, struct buf *out);

#endif
