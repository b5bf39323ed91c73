/*
 * How gdb finds who called 16-bit code: DWARF's .debug_frame. By itself it takes a return address for one of
 * 32 bits, so that `next` would step into what is called. Told is what holds before a function has pushed
 * anything.
 */
#ifndef ELF_UNWIND_H
#define ELF_UNWIND_H

#include "base/buf.h"
#include "source/source.h"

/* Append the section; for ELF32. */
void unwind_put(const struct source *source, struct buf *out);

#endif
