/* A step as one JSON object a line: doc/trace.md. */
#ifndef TRACE_JSON_H
#define TRACE_JSON_H

#include "trace/place.h"

/* Append the line with its newline. `after` may be NULL: then it has no "changed". */
void json_print_step(const struct source *source, enum start_state start, const struct step *step,
		     const struct x86_state *after, struct buf *out);

#endif
