/* The rounds of --repeat: whether a case does the same each time that it runs. */
#ifndef CMD_ROUNDS_H
#define CMD_ROUNDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "run/result.h"

/* A zeroed struct has seen no round. */
struct rounds {
	struct buf first;  /* all that the first did, see result_print_whole() */
	struct buf counts; /* of the first whose counts are exact; empty: there was none */
};

/*
 * One more round has ended. Whether it differs from those before it: `why` (empty before) gets the
 * difference, as lines of a mismatch. Counts are compared where both are exact; that one is not is no
 * difference.
 */
bool rounds_differ(struct rounds *rounds, const struct result *result, struct buf *why);
void rounds_fini(struct rounds *rounds);

#endif
