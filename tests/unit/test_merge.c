#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "report/merge.h"
#include "report/results_json.h"
#include "suites.h"

#define FILES_MAX 4

/* A folder with files of results, and what merging them gave: a line for each case and each warning. */
static char dir[] = "/tmp/romkit-merge-XXXXXX", here[4096];
static struct buf told;
static struct report_totals totals;
static struct err error;

static void setup(void)
{
	strcpy(dir + sizeof dir - 7, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_eq(chdir(dir), 0);
}

static void teardown(void)
{
	char *command = str_printf("rm -rf '%s'", dir);

	ck_assert_int_eq(chdir(here), 0);
	ck_assert_int_eq(system(command), 0);
	free(command);
	buf_fini(&told);
}

static void tell_case(struct report *report, const struct report_case *rc)
{
	(void)report;
	buf_printf(&told, "%s %s", rc->name, verdict_status_name(rc->verdict.status));
	if (rc->verdict.status == VERDICT_ERROR && rc->verdict.reason)
		buf_printf(&told, ": %s", rc->verdict.reason);
	buf_addc(&told, '\n');
}

static void tell_warning(struct report *report, const char *text)
{
	(void)report;
	buf_printf(&told, "warning: %s\n", text);
}

static void write_file(const char *name, const char *text)
{
	ck_assert_int_eq(io_write_file(name, text, strlen(text), &error), 0);
}

/* Merge files, with spaces between their names, into `told` and `totals`. Returns -1 with `error`. */
static int merge_files(const char *names)
{
	static const struct report_ops ops = {.finished = tell_case, .warning = tell_warning};
	struct report report = {.ops = &ops};
	struct reports reports = {.items = {&report}, .count = 1};
	struct results files[FILES_MAX];
	struct merge merge = {0};
	char *text = str_dup(names), *rest = text;
	size_t count = 0;
	int ret = 0;

	buf_clear(&told);
	totals = (struct report_totals){0};
	for (char *name; ret == 0 && (name = strsep(&rest, " "));) {
		ck_assert_uint_lt(count, FILES_MAX);
		ret = results_read(name, &files[count++], &error);
	}
	if (ret == 0)
		ret = merge_join(files, count, &merge, &error);
	if (ret == 0)
		merge_report(&merge, &reports, &totals);
	merge_fini(&merge);
	while (count)
		results_fini(&files[--count]);
	free(text);
	return ret;
}

static void merged_is(const char *names, const char *expected)
{
	ck_assert_msg(merge_files(names) == 0, "%s", error.text);
	ck_assert_str_eq(buf_str(&told), expected);
}

#define RUN(plan) "{\"type\":\"run\",\"format\":1,\"romkit\":\"0.1\",\"suite\":\".\",\"plan\":[" plan "]}\n"
#define CASE(name, status)                                              \
	"{\"type\":\"case\",\"name\":\"" name "\",\"status\":\"" status \
	"\",\"path\":\"\",\"reason\":\"why\"}\n"
#define END(interrupted) "{\"type\":\"end\",\"wall_ns\":1" interrupted "}\n"
#define FAIL_FAST        ",\"interrupted\":false"
#define INTERRUPTED      ",\"interrupted\":true"

/* ---- two files of one case */

/* What a file may say of it. Only --fail-fast and a case that failed go with LEFT. */
enum says { NOTHING, GIVEN_UP, LEFT, SKIP, ERROR, PASS, FAIL, XFAIL, XPASS, SAYS };

static const struct {
	const char *file;
} sayings[SAYS] = {
	[NOTHING] = {RUN("\"x\"") END(FAIL_FAST)},
	[GIVEN_UP] = {RUN("\"x\"") CASE("x", "not-run") END(INTERRUPTED)},
	[LEFT] = {RUN("\"w\",\"x\"") CASE("w", "fail") CASE("x", "not-run") END(FAIL_FAST)},
	[SKIP] = {RUN("\"x\"") CASE("x", "skip") END(FAIL_FAST)},
	[ERROR] = {RUN("\"x\"") CASE("x", "error") END(FAIL_FAST)},
	[PASS] = {RUN("\"x\"") CASE("x", "pass") END(FAIL_FAST)},
	[FAIL] = {RUN("\"x\"") CASE("x", "fail") END(FAIL_FAST)},
	[XFAIL] = {RUN("\"x\"") CASE("x", "xfail") END(FAIL_FAST)},
	[XPASS] = {RUN("\"x\"") CASE("x", "xpass") END(FAIL_FAST)},
};

/*
 * What the whole says of it where they say the one and the other; " !" with a warning that an error does not
 * count. A case that no one ran is never a pass; a skip stands only where no one tried.
 */
static const char *const pairs[SAYS][SAYS] = {
	[NOTHING] = {"error", "error", "not-run", "skip", "error", "pass", "fail", "xfail", "xpass"},
	[GIVEN_UP] = {"error", "error", "not-run", "skip", "error", "pass", "fail", "xfail", "xpass"},
	[LEFT] = {"not-run", "not-run", "not-run", "skip", "error", "pass", "fail", "xfail", "xpass"},
	[SKIP] = {"skip", "skip", "skip", "skip", "error", "pass", "fail", "xfail", "xpass"},
	[ERROR] = {"error", "error", "error", "error", "error", "pass !", "fail !", "xfail !", "xpass !"},
	[PASS] = {"pass", "pass", "pass", "pass", "pass !", "pass", "error", "error", "error"},
	[FAIL] = {"fail", "fail", "fail", "fail", "fail !", "error", "fail", "error", "error"},
	[XFAIL] = {"xfail", "xfail", "xfail", "xfail", "xfail !", "error", "error", "xfail", "error"},
	[XPASS] = {"xpass", "xpass", "xpass", "xpass", "xpass !", "error", "error", "error", "xpass"},
};

/* The status that `told` has for the case x, with " !" where a warning says that an error does not count. */
static char *status_of_x(void)
{
	const char *line =
		strncmp(buf_str(&told), "x ", 2) == 0 ? buf_str(&told) : strstr(buf_str(&told), "\nx ") + 1;

	return str_printf("%.*s%s", (int)strcspn(line + 2, ":\n"), line + 2,
			  strstr(buf_str(&told), "could not run it") ? " !" : "");
}

START_TEST(every_pair)
{
	enum says a = _i / SAYS, b = _i % SAYS;
	char *status;

	write_file("a", sayings[a].file);
	write_file("b", sayings[b].file);
	ck_assert_msg(merge_files("a b") == 0, "%s", error.text);
	status = status_of_x();
	ck_assert_msg(strcmp(status, pairs[a][b]) == 0, "%d and %d: %s instead of %s\n%s", (int)a, (int)b,
		      status, pairs[a][b], buf_str(&told));
	free(status);
}
END_TEST

/* What two say of it, the third does not change: neither that they differ nor which counts. */
START_TEST(three_files)
{
	write_file("pass", sayings[PASS].file);
	write_file("fail", sayings[FAIL].file);
	write_file("error", sayings[ERROR].file);
	merged_is("error pass fail",
		  "x error: pass says pass, fail says fail\n"
		  "warning: pass: 1 of its results are in another file, too: counted once\n"
		  "warning: fail: 1 of its results are in another file, too: counted once\n");
	merged_is("pass fail error",
		  "x error: pass says pass, fail says fail\n"
		  "warning: fail: 1 of its results are in another file, too: counted once\n"
		  "warning: error: 1 of its results are in another file, too: counted once\n");
}
END_TEST

/* ---- what was not run */

START_TEST(an_interrupted_run_that_failed)
{
	write_file("a", RUN("\"x\",\"y\"") CASE("x", "fail") CASE("y", "not-run") END(INTERRUPTED));
	merged_is("a", "x fail\ny error: no result: a did not run it: why\n");
	ck_assert_uint_eq(totals.errors, 1);
	ck_assert_uint_eq(totals.not_run, 0);
}
END_TEST

START_TEST(a_run_that_stopped_at_its_failure)
{
	write_file("a", RUN("\"x\",\"y\"") CASE("x", "fail") CASE("y", "not-run") END(FAIL_FAST));
	merged_is("a", "x fail\ny not-run\n");
	ck_assert_uint_eq(totals.errors, 0);
	ck_assert_uint_eq(totals.not_run, 1);
}
END_TEST

/* A file that does not say how its run ended may be of an interrupted one. */
START_TEST(a_run_that_does_not_say_how_it_ended)
{
	write_file("a", RUN("\"x\",\"y\"") CASE("x", "fail") CASE("y", "not-run") END(""));
	merged_is("a", "x fail\ny error: no result: a did not run it: why\n");
}
END_TEST

/* Another file takes back what ended the run: then the case that it left has to stand out by itself. */
START_TEST(a_run_whose_failure_does_not_count)
{
	write_file("a", RUN("\"x\",\"y\"") CASE("x", "error") CASE("y", "not-run") END(FAIL_FAST));
	write_file("b", RUN("\"x\"") CASE("x", "pass") END(FAIL_FAST));
	merged_is("a b", "x pass\ny error: no result: a did not run it: why\n"
			 "warning: x: a could not run it, b says pass: that counts\n"
			 "warning: b: 1 of its results are in another file, too: counted once\n");
	write_file("b", RUN("\"x\"") CASE("x", "fail") END(FAIL_FAST));
	merged_is("a b", "x fail\ny not-run\n"
			 "warning: x: a could not run it, b says fail: that counts\n"
			 "warning: b: 1 of its results are in another file, too: counted once\n");
}
END_TEST

/* ---- files */

START_TEST(records_in_any_order)
{
	write_file("a", RUN("\"z\",\"a\",\"m\"") CASE("m", "pass") CASE("z", "fail") CASE("a", "skip")
				END(FAIL_FAST));
	merged_is("a", "a skip\nm pass\nz fail\n");
}
END_TEST

/* Ended by a kill: what it had written stays, in whatever order that was. */
START_TEST(a_file_that_is_cut_off)
{
	static const char half[] =
		RUN("\"z\",\"a\",\"m\"") CASE("m", "pass") "{\"type\":\"case\",\"name\":\"z\",\"sta";

	write_file("k.jsonl", half);
	merged_is("k.jsonl", "a error: no result: k.jsonl, which planned it, is cut off\n"
			     "k.jsonl error: cut off: its run has not come to its end\n"
			     "m pass\n"
			     "z error: no result: k.jsonl, which planned it, is cut off\n");
}
END_TEST

/* Only a whole file that has all of its cases makes up for it, not one that is of the same shard, too. */
START_TEST(a_file_that_ran_again)
{
	write_file("cut", RUN("\"y\",\"x\"") CASE("x", "pass"));
	write_file("again", RUN("\"x\",\"y\"") CASE("x", "pass") CASE("y", "pass") END(FAIL_FAST));
	write_file("less", RUN("\"y\"") CASE("y", "pass") END(FAIL_FAST));
	write_file("silent", RUN("\"x\",\"y\"") CASE("y", "pass") END(FAIL_FAST));
	merged_is("cut again", "x pass\ny pass\n"
			       "warning: again: 1 of its results are in another file, too: counted once\n"
			       "warning: cut is cut off; another file has all of its cases\n");
	merged_is("cut less", "cut error: cut off: its run has not come to its end\nx pass\ny pass\n");
	merged_is("cut silent", "cut error: cut off: its run has not come to its end\nx pass\ny pass\n");
	ck_assert_uint_eq(totals.errors, 1);
}
END_TEST

/* A case of the file's name is not the file. */
START_TEST(a_file_that_has_a_case_s_name)
{
	write_file("x", RUN("\"x\"") CASE("x", "pass"));
	merged_is("x", "file x error: cut off: its run has not come to its end\nx pass\n");
	ck_assert_uint_eq(totals.errors, 1);
}
END_TEST

START_TEST(a_file_given_twice)
{
	write_file("whole", sayings[PASS].file);
	write_file("cut", RUN("\"y\""));
	merged_is("whole whole",
		  "x pass\nwarning: whole: 1 of its results are in another file, too: counted once\n");
	merged_is("cut cut", "cut error: cut off: its run has not come to its end\n"
			     "y error: no result: cut, which planned it, is cut off\n");
	merged_is("none none", "none error: cannot read it: No such file or directory\n");
}
END_TEST

START_TEST(files_without_a_case)
{
	write_file("none", RUN("") END(FAIL_FAST));
	merged_is("none", "");
	write_file("empty", "");
	merged_is("empty", "empty error: empty: it has no results\n");
}
END_TEST

/* ---- lines that no romkit writes */

#define RUN_WITH(rest) \
	"{\"type\":\"run\",\"format\":1,\"romkit\":\"0.1\",\"suite\":\".\",\"plan\":[]" rest "}\n"
#define CASE_WITH(rest) "{\"type\":\"case\",\"name\":\"x\",\"status\":\"pass\",\"path\":\"\"" rest "}\n"
#define RAN_WITH(cycles, ns)                                                                       \
	CASE_WITH(",\"stop\":\"halt\",\"cycles\":" cycles ",\"cycles_exact\":true,\"wall_ns\":" ns \
		  ",\"guest_ns\":0")

static const struct {
	const char *text, *error;
} refused[] = {
	{RUN_WITH(",\"shard\":{\"k\":1,\"n\":2000000000}"),
	 "f:1: shard: 1/2000000000 is none: K from 1 to N, and N up to 1000000 are meant"},
	{RUN_WITH(",\"shard\":{\"k\":4294967297,\"n\":4294967298}"),
	 "f:1: shard: 4294967297/4294967298 is none: K from 1 to N, and N up to 1000000 are meant"},
	{RUN_WITH(",\"shard\":{\"k\":0,\"n\":0}"),
	 "f:1: shard: 0/0 is none: K from 1 to N, and N up to 1000000 are meant"},
	{RUN_WITH(",\"shard\":{\"k\":3,\"n\":2}"),
	 "f:1: shard: 3/2 is none: K from 1 to N, and N up to 1000000 are meant"},
	{RUN_WITH(",\"shard\":\"1/2\""), "f:1: shard: Expected object, got string"},
	{RUN_WITH(",\"workers\":-1"), "f:1: workers: -1 is not between 0 and 4294967295"},
	{"{\"type\":\"run\",\"format\":4294967297}\n",
	 "f:1: format 4294967297, which another version of romkit wrote; this one reads 1"},
	{"{\"type\":\"run\",\"format\":1,\"romkit\":\"\",\"suite\":\"\",\"plan\":{}}\n",
	 "f:1: plan: a list is expected"},
	{RUN("\"x\"") CASE_WITH(",\"status\":\"fail\""),
	 "f:2: column 60: duplicate object key near '\"status\"'"},
	{RUN("\"x\"") CASE_WITH(",\"summary\":\"a\\u0000b\""),
	 "f:2: column 72: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"a\\u0000b\"'"},
	{RUN("\"x\"") CASE_WITH(",\"summary\":\"\xff\""),
	 "f:2: column 63: unable to decode byte 0xff near '\"'"},
	{RUN("\"x\"") CASE_WITH(",\"tags\":\"a\""), "f:2: tags: a list is expected"},
	{RUN("\"x\"") CASE_WITH(",\"tags\":[1]"), "f:2: tags: a string is expected"},
	{RUN("\"x\"") CASE_WITH(",\"mismatches\":{}"), "f:2: mismatches: a list is expected"},
	{RUN("\"x\"") CASE_WITH(",\"mismatches\":[{\"key\":\"\",\"text\":\"\",\"line\":-1}]"),
	 "f:2: line: -1 is not between 0 and 4294967295"},
	{RUN("\"x\"") RAN_WITH("-1", "0"), "f:2: cycles: -1 is not between 0 and 9223372036854775807"},
	{RUN("\"x\"") RAN_WITH("0", "-1"), "f:2: wall_ns: -1 is not between 0 and 9223372036854775807"},
	{RUN("\"x\"") RAN_WITH("1e3", "0"), "f:2: Expected integer, got real"},
	{RUN("\"x\"") RAN_WITH("9223372036854775808", "0"),
	 "f:2: column 94: too big integer near '9223372036854775808'"},
	{RUN("") END(",\"interrupted\":0"), "f:2: Expected true or false, got integer"},
	{RUN("\"x\"") CASE("\\u001b[2J\\n", "pass"), "f:2: \"\\e[2J\\n\" is not in the plan"},
	{"{\"type\":\"\x1b[2J\"}\n", "f:1: column 9: control character 0x1b near '\"'"},
};

START_TEST(a_line_that_is_refused)
{
	write_file("f", refused[_i].text);
	ck_assert_int_eq(merge_files("f"), -1);
	ck_assert_str_eq(error.text, refused[_i].error);
}
END_TEST

START_TEST(a_line_that_is_too_deep)
{
	struct buf text = {0};

	buf_adds(&text, RUN("\"x\"") "{\"type\":\"case\",\"name\":\"x\",\"status\":\"pass\",\"later\":");
	buf_fill(&text, '[', 4096);
	buf_addc(&text, '\n');
	write_file("f", buf_str(&text));
	buf_fini(&text);
	ck_assert_int_eq(merge_files("f"), -1);
	ck_assert_ptr_nonnull(strstr(error.text, "maximum parsing depth reached"));
}
END_TEST

/* What an honest writer made visible, and what another did not. */
START_TEST(texts_are_plain)
{
	static const char *const texts[][2] = {
		{"", ""},
		{"a\\x1b[2J\\n\tb", "a\\x1b[2J\\n\tb"},
		{"\x1b[2J\r\x7f\xc2\x9b", "\\e[2J\\r\\x7f\\u009b"},
		{"h\xc3\xa4 \xc2\xa0", "h\xc3\xa4 \xc2\xa0"},
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *line = json_take_line(texts[i][0]);

		ck_assert_str_eq(line, texts[i][1]);
		free(line);
	}
	ck_assert_ptr_null(json_take_line(NULL));
}
END_TEST

START_TEST(lines_stay_where_lines_may_be)
{
	char *line = json_take_line("a\n\ab\n"), *lines = json_take_lines("a\n\ab\n");

	ck_assert_str_eq(line, "a\\n\\x07b\\n");
	ck_assert_str_eq(lines, "a\n\\x07b\n");
	free(line);
	free(lines);
}
END_TEST

/* An empty text is one. */
START_TEST(empty_texts_are_there)
{
	struct report_case rc;
	json_t *json = json_loads(
		"{\"name\":\"x\",\"path\":\"\",\"status\":\"fail\",\"console\":\"\",\"serial\":\"\","
		"\"screen\":\"\",\"ending\":\"\",\"reason\":\"\",\"tags\":[],"
		"\"mismatches\":[{\"key\":\"\",\"text\":\"\"}]}",
		0, NULL);

	ck_assert_int_eq(json_to_case(json, &rc, &error), 0);
	ck_assert_str_eq(rc.console, "");
	ck_assert_str_eq(rc.serial, "");
	ck_assert_str_eq(rc.screen, "");
	ck_assert_str_eq(rc.ending, "");
	ck_assert_str_eq(rc.verdict.reason, "");
	ck_assert_uint_eq(rc.tag_count, 0);
	ck_assert_uint_eq(rc.verdict.count, 1);
	ck_assert_str_eq(rc.verdict.mismatches[0].text, "");
	json_decref(json);
	report_case_fini(&rc);
}
END_TEST

Suite *suite_merge(void)
{
	const TTest *const tests[] = {
		three_files,
		an_interrupted_run_that_failed,
		a_run_that_stopped_at_its_failure,
		a_run_that_does_not_say_how_it_ended,
		a_run_whose_failure_does_not_count,
		records_in_any_order,
		a_file_that_is_cut_off,
		a_file_that_ran_again,
		a_file_that_has_a_case_s_name,
		a_file_given_twice,
		files_without_a_case,
		a_line_that_is_too_deep,
		texts_are_plain,
		lines_stay_where_lines_may_be,
		empty_texts_are_there,
	};
	Suite *suite = suite_create("merge");
	TCase *tc = tcase_create("merge");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, every_pair, 0, SAYS * SAYS);
	tcase_add_loop_test(tc, a_line_that_is_refused, 0, sizeof refused / sizeof *refused);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
