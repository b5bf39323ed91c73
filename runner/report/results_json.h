/* The lines of a file of results (doc/results.md) as JSON values: written by jsonl.c, read by results.c. */
#ifndef REPORT_RESULTS_JSON_H
#define REPORT_RESULTS_JSON_H

#include <jansson.h>

#include "report/report.h"

#define RESULTS_FORMAT 1 /* raised when a reader of today would misread what is written */

/* Never NULL; the caller gives the reference back (json_decref). Strings that are not UTF-8 are made visible.
 */
json_t *json_from_run(const struct report_run *run);
json_t *json_from_case(const struct report_case *rc);
json_t *json_from_warning(const char *text);
json_t *json_from_totals(const struct report_totals *totals);

/*
 * A copy of a value that reports show: what a terminal might obey is made visible, as whoever wrote the file
 * should have done (report_case.h). In a line that is a newline, too. NULL stays NULL; the caller frees it.
 */
char *json_take_line(const char *str);
char *json_take_lines(const char *str);
/* Whether it is from 0 to `max`; else -1 with an error. */
int json_check_number(const char *key, json_int_t value, json_int_t max, struct err *err);

/* Fill `out`, whose strings the caller frees; what is of the wrong type or missing is an error. */
int json_to_case(json_t *json, struct report_case *out, struct err *err);
/* The status of a "case" line alone; -1 with an error for an unknown word. */
int json_to_status(json_t *json, enum verdict_status *out, struct err *err);

#endif
