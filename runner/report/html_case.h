/* A case in a page of HTML. */
#ifndef REPORT_HTML_CASE_H
#define REPORT_HTML_CASE_H

#include "report/report_case.h"

/* A <details>: the case's line, and with `open` shown from the start, all that is known of it. */
void html_case_print(const struct report_case *rc, bool open, struct buf *out);

#endif
