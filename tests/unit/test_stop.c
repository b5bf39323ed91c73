#include <string.h>

#include "case/stop.h"
#include "suites.h"

START_TEST(round_trip)
{
	for (unsigned kind = 0; kind < STOP_KINDS; kind++) {
		struct stop stop = {.kind = kind, .value = kind == STOP_EXIT ? 0x10 : 0}, parsed;
		struct buf out = {0};
		struct err err;

		stop_print(&stop, &out);
		ck_assert_msg(stop_parse(buf_str(&out), &parsed, &err) == 0, "%s", err.text);
		ck_assert_int_eq((int)parsed.kind, (int)kind);
		ck_assert_uint_eq(parsed.value, stop.value);
		ck_assert_uint_gt(strlen(stop_meaning(kind)), 10);
		buf_fini(&out);
	}
}
END_TEST

START_TEST(exit_values)
{
	struct stop stop;
	struct buf out = {0};
	struct err err;

	ck_assert_int_eq(stop_parse("exit 0", &stop, &err), 0);
	ck_assert_uint_eq(stop.value, 0);
	ck_assert_int_eq(stop_parse("exit  255", &stop, &err), 0);
	ck_assert_uint_eq(stop.value, 255);
	stop_print(&stop, &out);
	ck_assert_str_eq(buf_str(&out), "exit 0xff");
	buf_fini(&out);
}
END_TEST

START_TEST(faults)
{
	static const struct {
		const char *text, *fault;
	} table[] = {
		{"hlat", "unknown stop \"hlat\" (did you mean \"halt\"?)"},
		{"Halt", "did you mean \"halt\"?"},
		{"banana", "unknown stop \"banana\" (halt, idle, exit VALUE"},
		{"", "unknown stop \"\""},
		{"exit", "\"exit\" needs the value"},
		{"exit ", "\"exit\" needs the value"},
		{"exit x", "\"x\" is not a number"},
		{"exit 010", "leading zero"},
		{"exit 1 2", "is not a number"},
		{"exit 0x100000000", "at most 32 bits"},
		{"halt 1", "\"halt\" takes no value"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct stop stop = {.kind = STOP_UNKNOWN};
		struct err err = {{0}};

		ck_assert_int_eq(stop_parse(table[i].text, &stop, &err), -1);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "\"%s\": %s", table[i].text,
			      err.text);
		ck_assert_int_eq((int)stop.kind, (int)STOP_UNKNOWN);
	}
}
END_TEST

Suite *suite_stop(void)
{
	Suite *suite = suite_create("stop");
	TCase *tc = tcase_create("stop");

	tcase_add_test(tc, round_trip);
	tcase_add_test(tc, exit_values);
	tcase_add_test(tc, faults);
	suite_add_tcase(suite, tc);
	return suite;
}
