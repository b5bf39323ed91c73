/* How a run ended, as indented text: the parts that `romkit run` and the details of a failure share. */
#ifndef REPORT_ENDING_H
#define REPORT_ENDING_H

#include <stdbool.h>

#include "base/buf.h"
#include "run/result.h"

struct ending_style {
	unsigned indent;     /* columns before every label */
	size_t stream_lines; /* longer streams are cut in the middle */
};

/* "label:" and spaces up to the column where every value starts. */
void ending_put_label(const struct ending_style *style, const char *label, struct buf *out);

/*
 * Append text that the functions below made, labels bold and marks dim where `colour` is true. The text
 * itself is plain: it is kept, sent and written to files.
 */
void ending_paint(const char *text, unsigned indent, bool colour, struct buf *out);

/* Each appends whole lines. A stream or counter that is empty gives none. */
void ending_print_stop(const struct ending_style *style, const struct result *result, struct buf *out);
void ending_print_stream(const struct ending_style *style, const char *label, const struct buf *stream,
			 struct buf *out);
/* The screen's text, where it is not blank. */
void ending_print_screen(const struct ending_style *style, const struct result *result, struct buf *out);
/* The guest's own time, where much more of it went by than the run took: it waited. */
void ending_print_guest_time(const struct ending_style *style, const struct result *result, struct buf *out);
void ending_print_post(const struct ending_style *style, const struct buf *post, struct buf *out);
/* What was not sent of an input, and what it waited for. */
void ending_print_inputs(const struct ending_style *style, const struct result *result, struct buf *out);
/* The BIOS that the guest called and that is not there. */
void ending_print_missed_bios(const struct ending_style *style, const struct result *result, struct buf *out);
void ending_print_strays(const struct ending_style *style, const struct result *result, struct buf *out);
void ending_print_registers(const struct ending_style *style, const struct result *result, struct buf *out);

#endif
