/* What the reporters are told of a case that `romkit check` has come to. */
#ifndef CMD_CASE_RECORD_H
#define CMD_CASE_RECORD_H

#include "case/suite.h"
#include "cmd/check.h"
#include "report/report_case.h"

/* Takes the verdict over. `result` is NULL where it did not run. */
struct report_case *case_record_new(const struct check_opts *opts, const struct suite_case *sc,
				    struct verdict *verdict, const struct result *result);
void case_record_free(struct report_case *record);

#endif
