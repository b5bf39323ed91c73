/* Coverage as one page that needs nothing else: a bar for each file, and in it the source, annotated. */
#ifndef REPORT_COVER_HTML_H
#define REPORT_COVER_HTML_H

#include "trace/cover.h"

struct cover_html_facts {
	const char *closing; /* the sum of it, one line */
	const char *notes;   /* lines: what is not counted */
	const char *suite, *version;
	bool is_good;
};

/* Append the page. Reads the sources again; one that cannot be read has only its figures. */
void cover_html(const struct cover *cover, const struct cover_html_facts *facts, struct buf *out);

/* A page of its own that says why there is no coverage. */
void cover_html_stopped(const char *why, struct buf *out);

#endif
