#include <signal.h>

#include "pool/death.h"
#include "suites.h"

/* As waitpid tells it. */
#define EXITED(code) ((code) << 8)

static const struct {
	int status;
	bool in_box;
	const char *words;
} deaths[] = {
	{EXITED(0), false, "exit status 0"},
	{EXITED(2), false, "exit status 2"},
	{EXITED(2), true, "exit status 2"},
	{EXITED(127), true, "exit status 127"},
	{SIGSEGV, false, "killed by signal 11 (Segmentation fault)"},
	{EXITED(128 + SIGSEGV), true, "killed by signal 11 (Segmentation fault)"},
	{EXITED(128 + SIGSEGV), false, "exit status 139"},
	{SIGKILL, false, "killed by signal 9 (Killed); did this host run out of memory?"},
	{EXITED(128 + SIGKILL), true,
	 "killed by signal 9 (Killed); did the guest use more memory than the box has, 512 MiB?"},
	{SIGSYS, false,
	 "killed by the sandbox: SIGSYS; it made a system call that no worker needs: a fault of romkit, or a "
	 "guest "
	 "that broke out of its VM"},
	{EXITED(128 + SIGSYS), true,
	 "killed by the sandbox: SIGSYS; it made a system call that no worker needs: a fault of romkit, or a "
	 "guest "
	 "that broke out of its VM"},
};

START_TEST(words)
{
	struct buf how = {0};

	death_print(deaths[_i].status, deaths[_i].in_box, &how);
	ck_assert_str_eq(buf_str(&how), deaths[_i].words);
	buf_fini(&how);
}
END_TEST

Suite *suite_death(void)
{
	Suite *suite = suite_create("death");
	TCase *tc = tcase_create("death");

	tcase_add_loop_test(tc, words, 0, sizeof deaths / sizeof deaths[0]);
	suite_add_tcase(suite, tc);
	return suite;
}
