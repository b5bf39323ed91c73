/*
 * A run that a debugger controls: it stands before an instruction, is looked at and changed, and goes on by
 * one instruction or until something that was asked for. For diagnosis, never a verdict.
 */
#ifndef RUN_DEBUG_H
#define RUN_DEBUG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x86/state.h"

/* The numbers are those of gdb's packets Z0 to Z4. */
enum debug_point_kind {
	DEBUG_BREAK, /* before the instruction at an address: a HLT stands there while the guest runs */
	DEBUG_BREAK_STEPPED, /* the same, and memory stays as it is: each instruction is stepped */
	DEBUG_WATCH_WRITE,   /* behind an instruction that wrote to memory there; stepped, too */
	DEBUG_WATCH_READ,
	DEBUG_WATCH_ACCESS, /* either */
	DEBUG_POINT_KINDS
};

struct debug_point {
	enum debug_point_kind kind;
	uint64_t linear; /* in real mode segment base + offset */
	uint64_t len;    /* of a watch, in bytes: at least 1 */
};

#define DEBUG_POINTS_MAX 256

/* Why it stands. */
enum debug_halt_kind {
	DEBUG_STEPPED,     /* as was asked for; or it has not begun */
	DEBUG_AT_BREAK,    /* before the instruction at `point` */
	DEBUG_AT_WATCH,    /* behind the instruction that accessed `linear` */
	DEBUG_INTERRUPTED, /* the debugger asked for it */
	DEBUG_ENDED,       /* it can go no further: `text` says how the run stopped, as `romkit run` would */
	DEBUG_RUNS, /* it does not stand yet: the answer has its output so far, and another one will come */
	DEBUG_HALT_KINDS
};

struct debug_halt {
	enum debug_halt_kind kind;
	struct debug_point point; /* DEBUG_AT_BREAK, DEBUG_AT_WATCH */
	uint64_t linear;
	bool shutdown;  /* DEBUG_ENDED: by a triple fault */
	char text[256]; /* one line without a newline; "" where there is nothing to say */
};

/* ---- what the debugger sends, and what it gets for it: to each command one answer, but for DEBUG_INTERRUPT,
 * and for DEBUG_GO any number with DEBUG_RUNS before it
 */

enum debug_command_kind {
	DEBUG_GET,
	DEBUG_SET,
	DEBUG_READ,
	DEBUG_WRITE,
	DEBUG_POINTS,
	DEBUG_STEP,
	DEBUG_GO, /* answered once it stands; then only DEBUG_INTERRUPT may be sent */
	DEBUG_INTERRUPT,
	DEBUG_DEVICES,
	DEBUG_QUIT,
	DEBUG_COMMAND_KINDS
};

#define DEBUG_BYTES_MAX 65536

struct debug_command {
	enum debug_command_kind kind;
	uint64_t linear, len;   /* DEBUG_READ: DEBUG_BYTES_MAX at the most; DEBUG_WRITE */
	struct buf bytes;       /* DEBUG_WRITE */
	struct x86_state state; /* DEBUG_SET */
	struct debug_point points[DEBUG_POINTS_MAX]; /* DEBUG_POINTS */
	size_t point_count;
};

struct debug_answer {
	bool refused;           /* it was not done: halt.text says why */
	struct debug_halt halt; /* DEBUG_STEP, DEBUG_GO */
	struct x86_state state; /* DEBUG_GET */
	struct buf bytes;       /* DEBUG_READ: what could be read; DEBUG_DEVICES: lines of text */
	struct buf output;      /* what the guest wrote to console and serial port since the last answer */
};

static inline void debug_answer_fini(struct debug_answer *answer)
{
	buf_fini(&answer->bytes);
	buf_fini(&answer->output);
}

/* Of the worker, to the debugger. */
struct debug_link {
	/* The next command; without `wait` there may be none: 0. -1: the debugger is gone. */
	int (*receive)(void *ctx, bool wait, struct debug_command *out);
	void (*send)(void *ctx, const struct debug_answer *answer);
	void *ctx;
};

#endif
