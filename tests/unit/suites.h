/* The suites of the unit tests: one for each module, in tests/unit/test_MODULE.c. */
#ifndef UNIT_SUITES_H
#define UNIT_SUITES_H

#include <check.h>

Suite *suite_buf_err(void);
Suite *suite_text(void);
Suite *suite_io(void);
Suite *suite_reg(void);
Suite *suite_start(void);
Suite *suite_stop(void);
Suite *suite_case(void);
Suite *suite_suite(void);
Suite *suite_dev(void);
Suite *suite_diff(void);
Suite *suite_judge(void);
Suite *suite_bless(void);
Suite *suite_wire(void);
Suite *suite_term(void);
Suite *suite_screen(void);
Suite *suite_case_expect(void);

#endif
