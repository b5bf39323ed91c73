/* An engine that runs a case by itself, with its own devices and time: how it ends against KVM's end. */
#ifndef DIFF_ALONE_H
#define DIFF_ALONE_H

#include "diff/compare.h"
#include "engine/engine.h"
#include "run/request.h"
#include "run/result.h"
#include "trace/line.h"

/* How long an engine may take. */
#define ALONE_MS 10000u

enum alone_end {
	ALONE_ALIKE,     /* it ended as KVM did, with registers to compare */
	ALONE_EXITED,    /* likewise, but its process is gone, and with it registers and memory */
	ALONE_OTHERWISE, /* it ended otherwise, or not at all */
};

struct alone {
	const char
		*not_compared; /* why KVM's run has no end that another engine could come to; NULL: it has */
	enum alone_end end;
	enum engine_event event;
	bool halted;
	struct x86_state state;
	struct buf place; /* with ALONE_OTHERWISE: where it is */
	struct differences differences;
	struct buf console, serial;
	struct buf memory; /* lines, see memory_compare() */
	int memory_pieces;
};

/*
 * Let the engine go, which stands at the beginning; `result` is KVM's run of that request. Flags of
 * `flags_open` do not count. A zeroed `out` is the caller's to free.
 */
int alone_run(struct engine *engine, const struct request *request, const struct result *result,
	      const struct line *line, uint64_t flags_open, struct alone *out, struct err *err);

/* Whether it was compared, and nothing differs. */
bool alone_is_same(const struct alone *alone, const struct result *result);

/* Append lines: how both ended, what differs. `name` is the engine's. */
void alone_print(const struct alone *alone, const struct result *result, const char *name, struct buf *out);
void alone_fini(struct alone *alone);

#endif
