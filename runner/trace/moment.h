/* A step that is kept, and its lines. */
#ifndef TRACE_MOMENT_H
#define TRACE_MOMENT_H

#include "trace/line.h"
#include "trace/steps.h"

/* A step and the state behind it. A zeroed one is none. */
struct moment {
	struct step step;
	struct x86_state after;
	bool has_after;
	uint64_t times; /* that it was executed in a row; then it is the last of these. 0 is as good as 1 */
};

/* Instead of the one before; `after` may be NULL. */
void moment_set(struct moment *moment, const struct step *step, const struct x86_state *after);
void moment_fini(struct moment *moment);

/* Appends its lines, indented by `indent`. */
void moment_print(const struct moment *moment, const struct line *line, unsigned indent, struct buf *out);

/* "CR3 was loaded by:" and the moment; nothing where that is none. */
void moment_print_load(const struct moment *load, const char *what, const struct line *line, unsigned indent,
		       struct buf *out);

#endif
