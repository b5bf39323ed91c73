#ifndef TRACE_LINE_H
#define TRACE_LINE_H
#include "source/source.h"
#include "trace/steps.h"
struct line { const struct source *source; enum start_state start; };
void line_print(const struct line *line, const struct step *step, const struct x86_state *after, struct buf *out);
void line_print_place(const struct line *line, const struct step *step, struct buf *out);
#endif
