/* A stack where no RAM is: a push is lost, and RET or POP goes on with something else, without any fault. */
#ifndef TRACE_LOST_PUSH_H
#define TRACE_LOST_PUSH_H

#include "trace/moment.h"

/* A zeroed one knows of none. */
struct lost_push {
	struct moment push;   /* the first: has_after */
	struct moment ss, sp; /* what loaded SS and SP before it */
	bool found;
};

/* Each step, in their order. */
void lost_push_note(struct lost_push *lost, const struct step *step, const struct x86_state *after);

/* Nothing where there was none. */
void lost_push_print(const struct lost_push *lost, const struct line *line, unsigned indent, struct buf *out);
void lost_push_fini(struct lost_push *lost);

#endif
