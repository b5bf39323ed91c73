/* What was compared, in lines for people. */
#ifndef DIFF_PRINT_H
#define DIFF_PRINT_H

#include "diff/lockstep.h"

/* A table of registers; nothing where there are no differences. `name` is the engine's. */
void print_differences(const struct differences *differences, const char *name, struct buf *out);

/* Each line of `text` indented, behind `what`. */
void print_indented(const char *what, const char *text, struct buf *out);

/* Append where an engine stands in that state: address, line of source, label. */
void print_engine_place(struct engine *engine, const struct x86_state *state, const struct line *line,
			struct buf *out);

/* What came of going in step (`cut`: not to the end): how far, what led there, what differs, which answers
 * were KVM's. */
void print_lockstep(const struct lockstep *lockstep, bool cut, struct buf *out);

/* Where any of the flags ever differed so: that they did. */
void print_open_flags(uint64_t flags, struct buf *out);

#endif
