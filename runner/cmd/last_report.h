/* The reporter that writes down which cases failed, for --failed. */
#ifndef CMD_LAST_REPORT_H
#define CMD_LAST_REPORT_H

#include "case/suite.h"
#include "report/report.h"

/*
 * Written at the end only, so a run that is killed leaves the file as it was. A folder that cannot be written
 * to is no error: with `verbose` standard error says so. The suite is borrowed.
 */
struct report *last_report_new(const struct suite *suite, bool verbose);

#endif
