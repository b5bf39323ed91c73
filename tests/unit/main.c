#include <stdlib.h>

#include "suites.h"

typedef Suite *suite_new_fn(void);

static suite_new_fn *const suites[] = {
	suite_buf_err, suite_text,  suite_io,     suite_reg,         suite_start, suite_stop,
	suite_case,    suite_suite, suite_dev,    suite_diff,        suite_judge, suite_bless,
	suite_wire,    suite_term,  suite_screen, suite_case_expect,
};

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++)
		srunner_add_suite(runner, suites[i]());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
