/* What the gdb server needs of the machine that is debugged; whoever starts the server fills it. */
#ifndef GDB_DEBUGGEE_H
#define GDB_DEBUGGEE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "run/debug.h"
#include "x86/state.h"

/*
 * All addresses of memory are linear: what the guest's paging makes of them is the machine's work. All
 * functions but `take` are called only while it stands, but for `interrupt`. -1: it is gone (its process
 * died), and `err` says why.
 */
struct debuggee {
	void *ctx;
	int (*get)(void *ctx, struct x86_state *out, struct err *err);
	/* 1: KVM does not take such registers, `err` says why; nothing was changed. */
	int (*set)(void *ctx, const struct x86_state *state, struct err *err);
	/* How many bytes from there on can be read: 0 to `len`. */
	int (*read)(void *ctx, uint64_t linear, uint8_t *out, size_t len, size_t *out_len, struct err *err);
	/* 1: some of it is no memory, and nothing was written. ROM is written. */
	int (*write)(void *ctx, uint64_t linear, const uint8_t *bytes, size_t len, struct err *err);
	/* All points, instead of those before; DEBUG_POINTS_MAX at the most. */
	int (*set_points)(void *ctx, const struct debug_point *points, size_t count, struct err *err);
	/* One instruction (a REP counts as many as it repeats), or until it halts. Does not wait. */
	int (*go)(void *ctx, bool step, struct err *err);
	/* After `go`: poll() says when there may be something to take; 1: it stands, 0: not yet. */
	int fd;
	int (*take)(void *ctx, struct debug_halt *out, struct err *err);
	void (*interrupt)(void *ctx);
	/* For people, in lines: the state of the machine's devices. */
	int (*devices)(void *ctx, struct buf *out, struct err *err);
};

#endif
