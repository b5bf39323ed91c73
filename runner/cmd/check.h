/*
 * The engine of `romkit check`: hands requests out to the pool, judges what comes back, and tells the
 * reporters in the suite's order, whatever order the cases end in.
 */
#ifndef CMD_CHECK_H
#define CMD_CHECK_H

#include "case/shard.h"
#include "cmd/cmd.h"

#define CHECK_AUTOPSIES 5 /* unless told otherwise */

enum check_order { ORDER_SUITE, ORDER_REVERSED, ORDER_SHUFFLED };

struct check_opts {
	const char *program; /* for the command that runs just one case */
	const char *dir;     /* of the suite */
	bool fresh;          /* each run in a VM of its own */
	bool fail_fast;     /* hand no more out behind the first that fails; the others are VERDICT_NOT_RUN */
	bool orphans;       /* warn of ROMs that no case uses; only where all cases are chosen */
	bool endings;       /* reporters want to know how passing cases ended, too */
	unsigned autopsies; /* so many of those that fail are stepped through to tell why */
	bool digests;       /* reporters want to know whether a case did the same as in another run */
	struct shard shard; /* that was chosen, for the reporters */
	unsigned workers;
	unsigned repeat;        /* runs of each case, at least 1; one that differs from the first fails */
	enum check_order order; /* in which they are handed out */
	uint64_t seed;          /* of ORDER_SHUFFLED */
};

/*
 * Run the chosen cases. Where there are none the pool may be NULL. Every one of them is reported exactly
 * once, between reports_begin and reports_end, and counted in `totals`.
 */
void check_run(const struct check_opts *opts, struct selection *selection, struct pool *pool,
	       struct reports *reports, struct report_totals *totals);

#endif
