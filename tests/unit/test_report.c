#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "report/details.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/results_json.h"
#include "suites.h"

static void check_markup(const char *text, bool in_value, const char *want)
{
	struct buf out = {0};

	if (in_value)
		markup_put_value(text, &out);
	else
		markup_put(text, &out);
	ck_assert_str_eq(buf_str(&out), want);
	buf_fini(&out);
}

START_TEST(markup_keeps_text_in)
{
	check_markup("", false, "");
	check_markup("a<b>&\"c'", false, "a&lt;b&gt;&amp;&quot;c&#39;");
	check_markup("]]>", false, "]]&gt;");
	check_markup("a\nb\tc\r", false, "a\nb\tc&#13;");
	check_markup("a\nb\tc\r", true, "a&#10;b&#9;c&#13;");
	check_markup("gr\303\274n", false, "gr\303\274n");
}
END_TEST

START_TEST(markup_replaces_what_xml_forbids)
{
	check_markup("a\001b\033[0m", false, "a\357\277\275b\357\277\275[0m");
	check_markup("\377<", false, "\357\277\275&lt;"); /* not UTF-8 */
	check_markup("\303<", false, "\357\277\275&lt;"); /* cut off: the mark is not swallowed */
	check_markup("\355\240\200", false, "\357\277\275\357\277\275\357\277\275"); /* a surrogate */
	check_markup("\357\277\276\357\277\277", false, "\357\277\275\357\277\275"); /* U+FFFE, U+FFFF */
	check_markup("\360\237\230\200", false, "\360\237\230\200");
}
END_TEST

static struct report_case failed_case(void)
{
	struct report_case rc = {.name = str_dup("cpu/flags"), .path = str_dup("cases/cpu/flags.expect")};
	struct buf text = {0};

	rc.verdict.status = VERDICT_FAIL;
	buf_adds(&text, "@line 1\n-Hello\n+Bye");
	verdict_add(&rc.verdict, "console", 0, &text);
	buf_adds(&text, "-0x000a\n+0x0000");
	verdict_add(&rc.verdict, "registers.ax", 7, &text);
	return rc;
}

static void check_headline(struct report_case *rc, const char *want)
{
	char *text = report_case_headline(rc);

	ck_assert_str_eq(text, want);
	free(text);
	report_case_fini(rc);
}

START_TEST(a_headline_is_one_line)
{
	struct report_case rc = failed_case();
	struct buf text = {0};

	ck_assert_uint_eq(report_case_line(&rc), 7); /* the first that has one */
	check_headline(&rc, "console: line 1, and 1 more");
	rc.verdict.status = VERDICT_FAIL;
	buf_adds(&text, "-halt: halted with interrupts off\n+exit 0x1: wrote to an exit port");
	verdict_add(&rc.verdict, "stop", 2, &text);
	check_headline(&rc, "stop: expected halt, is exit 0x1");
	rc.verdict.status = VERDICT_FAIL;
	buf_adds(&text, "-");
	buf_fill(&text, 'x', 59);
	buf_adds(&text, "\303\274y\n+z");
	verdict_add(&rc.verdict, "post", 2, &text);
	check_headline(&rc,
		       "post: expected xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..., is z");
	check_headline(&rc, "");
}
END_TEST

START_TEST(an_error_has_the_line_of_its_file)
{
	struct report_case rc = {
		.path = str_dup("cases/x.expect"),
		.verdict = {.status = VERDICT_ERROR,
			    .reason = str_dup("cases/x.expect:3:9: unknown key\n  3 | y")},
	};

	ck_assert_uint_eq(report_case_line(&rc), 3);
	check_headline(&rc, "unknown key");
	rc.path = str_dup("cases/x.expect");
	rc.verdict = (struct verdict){.status = VERDICT_ERROR, .reason = str_dup("cases/x.expect: 7 is odd")};
	ck_assert_uint_eq(report_case_line(&rc), 0);
	check_headline(&rc, "7 is odd");
	rc.verdict = (struct verdict){.status = VERDICT_ERROR, .reason = str_dup("the worker died")};
	check_headline(&rc, "the worker died");
}
END_TEST

/* What is written is what is read, in every field. */
START_TEST(json_there_and_back)
{
	struct report_case rc = failed_case(), back;
	struct err err;
	json_t *json, *again;

	rc.rom_path = str_dup("build/rom/cpu/flags.bin");
	rc.summary = str_dup("a \"summary\"");
	rc.tags = mem_zalloc(2, sizeof *rc.tags);
	rc.tags[rc.tag_count++] = str_dup("smoke");
	rc.tags[rc.tag_count++] = str_dup("cpu");
	rc.rerun = str_dup("romkit check cpu/flags");
	rc.ran = true;
	rc.stop = str_dup("exit 0x1");
	rc.cycles = (uint64_t)1 << 62;
	rc.cycles_exact = true;
	rc.wall_ns = 5;
	rc.guest_ns = 6;
	rc.digest = 0xfedcba9876543210;
	rc.console = str_dup("Bye\n");
	rc.serial = str_dup("gr\303\274n");
	rc.screen = str_dup("A:\\>");
	rc.ending = str_dup("  stopped:   exit 0x1\n");
	json = json_from_case(&rc);
	ck_assert_int_eq(json_to_case(json, &back, &err), 0);
	ck_assert_int_eq(back.verdict.status, VERDICT_FAIL);
	ck_assert_uint_eq(back.verdict.count, 2);
	ck_assert_uint_eq(back.cycles, rc.cycles);
	ck_assert_uint_eq(back.digest, rc.digest);
	again = json_from_case(&back);
	ck_assert(json_equal(json, again));
	json_decref(json);
	json_decref(again);
	report_case_fini(&back);
	report_case_fini(&rc);
}
END_TEST

START_TEST(json_is_utf_8_whatever_a_name_is)
{
	struct report_case rc = {.name = str_dup("a\377\001"), .path = str_dup("x")};
	json_t *json = json_from_case(&rc);

	ck_assert_str_eq(json_string_value(json_object_get(json, "name")), "a\\xff\\x01");
	json_decref(json);
	report_case_fini(&rc);
}
END_TEST

START_TEST(json_that_is_no_case_is_refused)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"{}", "Object item not found: name"},
		{"{\"name\": 1}", "Expected string, got integer"},
		{"{\"name\": \"x\", \"path\": \"y\"}", "a case without a status"},
		{"{\"name\": \"x\", \"path\": \"y\", \"status\": \"great\"}", "unknown status \"great\""},
		{"{\"name\": \"x\", \"path\": \"y\", \"status\": \"pass\", \"stop\": \"halt\"}",
		 "Object item not found: cycles"},
		{"{\"name\": \"x\", \"path\": \"y\", \"status\": \"fail\", \"mismatches\": [{}]}",
		 "mismatches: Object item not found: key"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		json_t *json = json_loads(rows[i].text, 0, NULL);
		struct report_case rc;
		struct err err;

		ck_assert_ptr_nonnull(json);
		ck_assert_int_eq(json_to_case(json, &rc, &err), -1);
		ck_assert_str_eq(err.text, rows[i].error);
		json_decref(json);
	}
}
END_TEST

START_TEST(what_nobody_knows_is_not_clean)
{
	ck_assert(report_totals_clean(&(struct report_totals){.cases = 4, .passed = 2, .skipped = 2}));
	ck_assert(!report_totals_clean(&(struct report_totals){.failed = 1}));
	ck_assert(!report_totals_clean(&(struct report_totals){.errors = 1}));
	ck_assert(!report_totals_clean(&(struct report_totals){.passed = 1, .not_run = 1}));
}
END_TEST

typedef struct report *report_new(const char *path, struct err *err);

/* What a reporter in a file writes of one case. */
static void write_report(report_new *new, const struct report_case *rc, const struct report_totals *totals,
			 struct buf *out)
{
	char path[] = "/tmp/romkit-unit.XXXXXX";
	int fd = mkstemp(path);
	struct report *report;
	struct err err;

	ck_assert_int_ge(fd, 0);
	close(fd);
	report = new (path, &err);
	ck_assert_ptr_nonnull(report);
	report->ops->begin(report, &(struct report_run){.version = "0", .suite = ".", .count = 1});
	report->ops->finished(report, rc);
	report->ops->end(report, totals);
	report->ops->free(report);
	ck_assert_int_eq(io_read_file(path, 1 << 20, out, &err), 0);
	unlink(path);
}

/* Skips alone would be a pass for those who read TAP. */
START_TEST(tap_of_an_interrupted_run_is_no_pass)
{
	struct report_case rc = {.name = str_dup("x"),
				 .verdict = {VERDICT_NOT_RUN, NULL, 0, str_dup("interrupted")}};
	struct buf text = {0};

	write_report(report_tap_new, &rc, &(struct report_totals){.cases = 1, .not_run = 1}, &text);
	ck_assert_str_eq(buf_str(&text),
			 "TAP version 14\n1..1\nok 1 - x # SKIP interrupted\n# 0 passed, 0 failed\n"
			 "Bail out! 1 not run\n");
	buf_fini(&text);
	report_case_fini(&rc);
}
END_TEST

static struct report_case named_case(enum verdict_status status, const char *name)
{
	return (struct report_case){
		.name = str_dup(name),
		.path = str_printf("cases/%s.expect", name),
		.rerun = str_printf("romkit check '%s'", name),
		.verdict = {.status = status, .reason = str_printf("%s\nok 2 - two", name)},
	};
}

/* Neither a name nor a reason makes a line of its own, or one that a terminal obeys. */
START_TEST(tap_lines_are_plain)
{
	static const char name[] = "a\033[2J\nok 2 - b\r\302\233";
	struct report_case rc = named_case(VERDICT_SKIP, name);
	struct buf text = {0};

	write_report(report_tap_new, &rc, &(struct report_totals){.cases = 1, .skipped = 1}, &text);
	ck_assert_str_eq(buf_str(&text), "TAP version 14\n1..1\n"
					 "ok 1 - a\\\\e[2J\\\\nok 2 - b\\\\r\\\\u009b # SKIP a\\\\e[2J\n"
					 "# 0 passed, 0 failed, 1 skipped\n");
	buf_clear(&text);
	report_case_fini(&rc);
	rc = named_case(VERDICT_ERROR, name);
	write_report(report_tap_new, &rc, &(struct report_totals){.cases = 1, .errors = 1}, &text);
	for (size_t i = 0; i < text.len; i++)
		ck_assert_msg(text.data[i] == '\n' || text.data[i] >= ' ', "%s", buf_str(&text));
	ck_assert_ptr_null(strstr(buf_str(&text), "\nok 2"));
	ck_assert_ptr_null(strstr(buf_str(&text), "\302\233"));
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "\n  file: 'cases/a\\e[2J\\nok 2 - b"));
	buf_fini(&text);
	report_case_fini(&rc);
}
END_TEST

START_TEST(github_commands_are_plain)
{
	struct report_case rc = named_case(VERDICT_ERROR, "a\033[2J\n::error::b");
	struct report *report;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	report = report_github_new(out, NULL, NULL);
	report->ops->begin(report, &(struct report_run){.count = 1});
	report->ops->finished(report, &rc);
	report->ops->warning(report, "w\033[2J\n::error::x");
	report->ops->end(report, &(struct report_totals){.cases = 1, .errors = 1});
	report->ops->free(report);
	fclose(out);
	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_ptr_null(strstr(text, "\n::error::"));
	ck_assert_ptr_nonnull(strstr(text, "\n::warning title=romkit::w\\e[2J%0A::error::x\n"));
	free(text);
	report_case_fini(&rc);
}
END_TEST

/* As a file may have it that no romkit wrote. */
START_TEST(empty_text_is_none)
{
	struct report_case rc = failed_case();
	struct buf text = {0};

	rc.console = str_dup("");
	write_report(report_junit_new, &rc, &(struct report_totals){.cases = 1, .failed = 1}, &text);
	ck_assert_ptr_nonnull(strstr(buf_str(&text), "<testcase name=\"cpu/flags\""));
	ck_assert_ptr_null(strstr(buf_str(&text), "<system-out>"));
	buf_fini(&text);
	report_case_fini(&rc);
}
END_TEST

START_TEST(an_empty_note_is_a_line)
{
	struct report_case rc = failed_case();
	struct buf text = {0}, out = {0};

	verdict_fini(&rc.verdict);
	rc.verdict.status = VERDICT_FAIL;
	for (int i = 0; i < 2; i++) {
		buf_adds(&text, "-0x000a\n+0x0000\n\n cf\n");
		verdict_add(&rc.verdict, "registers.ax", 7, &text);
	}
	details_print(&rc, false, &out);
	ck_assert_str_eq(buf_str(&out), "  cases/cpu/flags.expect:7: 2 registers\n"
					"     line  register  - expected  + actual\n"
					"        7  ax        0x000a      0x0000\n\n"
					"                     cf\n"
					"        7  ax        0x000a      0x0000\n\n"
					"                     cf\n");
	buf_fini(&out);
	report_case_fini(&rc);
}
END_TEST

Suite *suite_report(void)
{
	const TTest *const tests[] = {
		markup_keeps_text_in,
		markup_replaces_what_xml_forbids,
		a_headline_is_one_line,
		an_error_has_the_line_of_its_file,
		json_there_and_back,
		json_is_utf_8_whatever_a_name_is,
		json_that_is_no_case_is_refused,
		what_nobody_knows_is_not_clean,
		tap_of_an_interrupted_run_is_no_pass,
		tap_lines_are_plain,
		github_commands_are_plain,
		empty_text_is_none,
		an_empty_note_is_a_line,
	};
	Suite *suite = suite_create("report");
	TCase *tc = tcase_create("report");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
