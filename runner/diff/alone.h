/* An engine that runs a case by itself, with its own devices and time: how it ends against KVM's end. */
#ifndef DIFF_ALONE_H
#define DIFF_ALONE_H

#include "diff/compare.h"
#include "engine/engine.h"
#include "run/result.h"
#include "trace/line.h"

/* How long an engine may take. */
#define ALONE_MS 10000u

struct alone {
	enum engine_event event;
	bool reached;     /* it stands where KVM's run ended */
	bool halted;      /* it is behind a HLT that nothing ends */
	struct buf place; /* where it is, if it stands elsewhere */
	bool ended;       /* as KVM's did, as far as the engine can tell */
	struct x86_state state;
	struct differences differences; /* where `ended` with registers to compare */
	struct buf console, serial;
	struct buf memory; /* lines, see memory_compare() */
	int memory_pieces;
};

/* Let the engine go, which stands at the beginning; `result` is KVM's run. A zeroed `out` is the caller's to
 * free. */
int alone_run(struct engine *engine, const struct result *result, const struct line *line, struct alone *out,
	      struct err *err);

/* Whether nothing differs. */
bool alone_is_same(const struct alone *alone, const struct result *result);

/* Append lines: how both ended, what differs. `name` is the engine's. */
void alone_print(const struct alone *alone, const struct result *result, const char *name, struct buf *out);
void alone_fini(struct alone *alone);

#endif
