#include <string.h>

#include "cmd/rounds.h"
#include "suites.h"

static struct result counted(bool exact, uint64_t cycles, const char *console)
{
	struct result result = {.stop.kind = STOP_HALT, .cycles = cycles, .cycles_exact = exact};

	buf_adds(&result.console, console);
	return result;
}

START_TEST(what_differs)
{
	static const struct {
		bool exact, differs;
		uint64_t cycles;
		const char *console, *why;
	} table[] = {
		{false, false, 90, "x", ""}, /* the first; its count is not exact */
		{false, false, 91, "x", ""},
		{true, false, 100, "x", ""}, /* the first exact count */
		{false, false, 101, "x", ""},
		{true, false, 100, "x", ""},
		{true, true, 101, "x", "+cycles: 101\n"},
		{false, true, 100, "y", "-x\n+y\n"},
	};
	struct rounds rounds = {0};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct result result = counted(table[i].exact, table[i].cycles, table[i].console);
		struct buf why = {0};

		ck_assert_int_eq(rounds_differ(&rounds, &result, &why), table[i].differs);
		ck_assert_ptr_nonnull(strstr(buf_str(&why), table[i].why));
		ck_assert_int_eq(why.len > 0, table[i].differs);
		buf_fini(&why);
		result_fini(&result);
	}
	rounds_fini(&rounds);
}
END_TEST

Suite *suite_rounds(void)
{
	Suite *suite = suite_create("rounds");
	TCase *tc = tcase_create("rounds");

	tcase_add_test(tc, what_differs);
	suite_add_tcase(suite, tc);
	return suite;
}
