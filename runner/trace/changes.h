/* What a step changed of the registers, with names as wide as what changed. */
#ifndef TRACE_CHANGES_H
#define TRACE_CHANGES_H

#include "x86/state.h"

/*
 * "ax" in 16-bit code, where the upper half stayed; else "eax", or "rax" in 64-bit mode and where an upper
 * half changed. Flags by their names ("zf", "iopl"), a segment's selector ("ds"), and what else changed of it
 * where that does not follow from the selector ("ds.base", "ds.limit", "ds.attr"), "gdtr.base", "gdtr.limit",
 * "cr0", "efer". Not the instruction pointer, nor RF.
 */
typedef void change_fn(void *ctx, const char *name, uint64_t before, uint64_t after);

void changes_each(const struct x86_state *before, const struct x86_state *after, change_fn *fn, void *ctx);

#endif
