#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "judge/judge.h"
#include "report/report.h"
#include "suites.h"

/* A terminal reporter that writes into memory, and what it was told. */
struct fixture {
	char *text;
	size_t len;
	FILE *out;
	struct report *report;
	struct report_totals totals;
	bool verbose;
};

static void fixture_init(struct fixture *f, struct report_term_opts opts)
{
	*f = (struct fixture){.verbose = opts.verbose};
	f->out = opts.out = open_memstream(&f->text, &f->len);
	ck_assert_ptr_nonnull(f->out);
	f->report = report_term_new(&opts);
}

static const char *fixture_text(struct fixture *f)
{
	fflush(f->out);
	return f->text;
}

static void fixture_end(struct fixture *f)
{
	f->report->ops->end(f->report, &f->totals);
}

static void fixture_fini(struct fixture *f)
{
	f->report->ops->free(f->report);
	fclose(f->out);
	free(f->text);
}

static struct result halted(void)
{
	return (struct result){
		.stop.kind = STOP_HALT,
		.budget = BUDGET_DEFAULT,
		.cycles = 1163,
		.cycle_source = CYCLES_BOX,
		.cycles_exact = true,
		.wall_ns = 1230000,
	};
}

/* Report a case by that verdict, which is taken; without a result it did not run. */
static void finish(struct fixture *f, const char *name, struct verdict *verdict, const struct result *result)
{
	struct report_case rc = {.name = str_dup(name),
				 .path = str_printf("cases/%s.expect", name),
				 .rerun = str_printf("romkit check %s", name),
				 .verdict = *verdict};

	*verdict = (struct verdict){0};
	if (result)
		report_case_add_run(&rc, result, f->verbose);
	f->report->ops->ended(f->report, &rc);
	f->report->ops->finished(f->report, &rc);
	report_totals_add(&f->totals, rc.verdict.status);
	report_case_fini(&rc);
}

/* Judge the result by the text of a case and report it. */
static void run_case(struct fixture *f, const char *name, const char *text, const struct result *result)
{
	struct testcase tc;
	struct verdict verdict;
	struct err err;

	if (case_parse("x", name, text, strlen(text), &tc, &err) < 0)
		ck_abort_msg("%s", err.text);
	judge_case(&tc, &(struct buf){0}, result, &verdict);
	finish(f, name, &verdict, result);
	case_fini(&tc);
}

/* The text with each '@' line replaced by the register snapshot, indented. */
static void check_text(const char *text, const char *want, const struct result *result, size_t indent)
{
	struct buf full = {0}, state = {0};
	bool at_start = true;

	x86_state_print(&result->state, &state);
	for (; *want; want++) {
		if (*want != '@') {
			buf_addc(&full, (uint8_t)*want);
			continue;
		}
		for (size_t i = 0; i + 1 < state.len; i++) {
			buf_fill(&full, ' ', at_start ? indent : 0);
			buf_addc(&full, state.data[i]);
			at_start = state.data[i] == '\n';
		}
		at_start = true;
	}
	ck_assert_str_eq(text, buf_str(&full));
	buf_fini(&state);
	buf_fini(&full);
}

START_TEST(one_line_a_case)
{
	struct result result = halted();
	struct verdict skip = {.status = VERDICT_SKIP, .reason = str_dup("not in this shard")};
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){0});
	f.report->ops->begin(f.report, &(struct report_run){.count = 5});
	run_case(&f, "hello", "stop: halt\n", &result);
	run_case(&f, "cpu/x87", "xfail: no x87\nstop: idle\n", &result);
	finish(&f, "later", &skip, NULL);
	result.cycles = 12345678;
	run_case(&f, "a/name/that/is/longer/than/its/own/column", "stop: halt\n", &result);
	result.cycles_exact = false; /* a count that varies is not shown */
	run_case(&f, "varies", "stop: halt\n", &result);
	fixture_end(&f);
	check_text(fixture_text(&f),
		   "PASS   hello                                           1,163 cycles    1.23 ms\n"
		   "XFAIL  cpu/x87                                         1,163 cycles    1.23 ms\n"
		   "SKIP   later                                  not in this shard\n"
		   "PASS   a/name/that/is/longer/than/its/own/column     12,345,678 cycles    1.23 ms\n"
		   "PASS   varies                                                          1.23 ms\n"
		   "1 of the passed failed as its xfail says\n"
		   "4 passed, 0 failed, 1 skipped\n",
		   &result, 5);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_failure_has_its_details_below)
{
	struct result result = halted();
	struct fixture f;

	buf_adds(&result.console, "Hello, RAM!\n");
	buf_adds(&result.serial, "ok\r\nno end");
	result.state.rflags = 2;
	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "cpu/flags",
		 "console: |\n  Hello, ROM!\nregisters:\n  ax: 0xa\n  flags: cf=1\ncycles: 1..1000\n",
		 &result);
	fixture_end(&f);
	check_text(fixture_text(&f),
		   "FAIL   cpu/flags                                       1,163 cycles    1.23 ms\n"
		   "  cases/cpu/flags.expect:1: console: line 1\n"
		   "    - Hello, ROM!\n"
		   "    + Hello, RAM!\n"
		   "              ^\n"
		   "  cases/cpu/flags.expect:4: 2 registers\n"
		   "     line  register  - expected  + actual\n"
		   "        4  ax        0x000a      0x0000\n"
		   "        5  flags     cf=1        cf=0\n"
		   "                     cf expected 1, is 0 (carry)\n"
		   "  cases/cpu/flags.expect:6: cycles\n"
		   "    - 1 to 1,000 cycles\n"
		   "    + 1,163 cycles\n"
		   "      163 too many (16.3 % off)\n"
		   "  stopped:   halt: halted with interrupts off\n"
		   "  serial:    10 bytes\n"
		   "    | ok\\r\n"
		   "    | no end (no newline)\n"
		   "  registers: when it stopped\n@\n"
		   "  rerun:     romkit check cpu/flags\n"
		   "\n"
		   "0 passed, 1 failed\n",
		   &result, 4);
	fixture_fini(&f);
	buf_fini(&result.console);
	buf_fini(&result.serial);
}
END_TEST

START_TEST(one_register_and_a_stop_stand_alone)
{
	struct result result = halted();
	struct fixture f;

	result.stop.kind = STOP_SHUTDOWN;
	result.state_source = STATE_LOST;
	result.stray_ports = 2;
	result.rom_writes = 1;
	result.stray = (struct access){
		.addr = 0xf0000, .value = 0x12, .size_bytes = 1, .is_mmio = true, .is_write = true};
	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "x", "registers: {ax: 0}\n", &result);
	ck_assert_ptr_nonnull(strstr(fixture_text(&f),
				     "  cases/x.expect: stop\n"
				     "    - halt or exit 0: what a case without `stop` expects\n"
				     "    + shutdown: shut down by a triple fault\n"));
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "  cases/x.expect:1: registers\n"
						       "      the registers were lost in the triple fault"));
	ck_assert_ptr_nonnull(strstr(fixture_text(&f),
				     "  stray:     2 accesses to ports that do not answer\n"
				     "             1 write to read-only memory\n"
				     "             first: 1-byte write of 0x12 to 0xf0000\n"
				     "  registers: lost in the triple fault: KVM had already reset the CPU\n"
				     "  rerun:     romkit check x\n\n"));
	fixture_fini(&f);
}
END_TEST

static void screen_put(struct result *result, size_t row, const char *text)
{
	if (!result->screen.len)
		buf_fill(&result->screen, 0, SCREEN_BYTES);
	for (size_t i = 0; text[i]; i++)
		result->screen.data[(row * 80 + i) * 2] = (uint8_t)text[i];
}

START_TEST(a_failure_shows_the_screen)
{
	struct result result = halted();
	struct fixture f;

	screen_put(&result, 0, "\x01 Setup  ");
	screen_put(&result, 2, "A:\\>");
	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "x", "cycles: 1163\nstop: idle\n", &result);
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "  screen:    3 of 25 lines\n"
						       "    | \342\230\272 Setup\n"
						       "    |\n"
						       "    | A:\\\\>\n"
						       "  registers: "));
	fixture_fini(&f);
	fixture_init(&f, (struct report_term_opts){0}); /* the mismatch shows it already */
	run_case(&f, "x", "screen: \"\"\n", &result);
	ck_assert_ptr_null(strstr(fixture_text(&f), "  screen:    "));
	fixture_fini(&f);
	for (size_t row = 3; row < 25; row++)
		screen_put(&result, row, "x");
	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "x", "stop: idle\n", &result);
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "  screen:    25 of 25 lines\n"));
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "    | x\n    ... 13 lines left out\n    | x\n"));
	fixture_fini(&f);
	memset(result.screen.data, 0, result.screen.len);
	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "x", "stop: idle\n", &result);
	ck_assert_ptr_null(strstr(fixture_text(&f), "screen"));
	fixture_fini(&f);
	buf_fini(&result.screen);
}
END_TEST

START_TEST(the_guests_time_is_told_where_it_waited)
{
	struct result result = halted();
	struct fixture f;

	result.guest_ns = 5490000000;
	fixture_init(&f, (struct report_term_opts){.verbose = true});
	run_case(&f, "x", "stop: halt\n", &result);
	ck_assert_ptr_nonnull(
		strstr(fixture_text(&f),
		       "PASS   x                                               1,163 cycles    1.23 ms\n"
		       "  stopped:   halt: halted with interrupts off\n"
		       "  time:      5.49 s in the guest\n"));
	fixture_fini(&f);
	result.guest_ns = 9000000; /* more, but not enough for a word */
	fixture_init(&f, (struct report_term_opts){.verbose = true});
	run_case(&f, "x", "stop: halt\n", &result);
	ck_assert_ptr_null(strstr(fixture_text(&f), "in the guest"));
	fixture_fini(&f);
	result.wall_ns = 4000000000; /* a computing guest */
	result.guest_ns = 5490000000;
	fixture_init(&f, (struct report_term_opts){.verbose = true});
	run_case(&f, "x", "stop: halt\n", &result);
	ck_assert_ptr_null(strstr(fixture_text(&f), "in the guest"));
	fixture_fini(&f);
}
END_TEST

START_TEST(run_shows_screen_and_time)
{
	struct result result = halted();
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	screen_put(&result, 0, "Hi");
	result.guest_ns = 5490000000;
	report_print_run(&result, false, out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "time:      1.23 ms, 5.49 s in the guest\n"));
	ck_assert_ptr_nonnull(strstr(text, "screen:    1 of 25 lines\n  | Hi\nregisters: "));
	free(text);
	buf_fini(&result.screen);
}
END_TEST

START_TEST(errors_are_neither_passed_nor_failed)
{
	struct result result = halted();
	struct verdict error = {
		.status = VERDICT_ERROR,
		.reason = str_dup("cases/bad.expect:3:9: unknown start \"rael\"\n    start: rael\n"
				  "           ^~~~"),
	};
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){0});
	finish(&f, "bad", &error, NULL);
	f.report->ops->warning(f.report, "rom-src/spare.asm: no case runs it");
	f.totals.warnings = 1;
	fixture_end(&f);
	check_text(fixture_text(&f),
		   "ERROR  bad\n"
		   "  cases/bad.expect:3:9: unknown start \"rael\"\n"
		   "      start: rael\n"
		   "             ^~~~\n"
		   "  rerun:     romkit check bad\n"
		   "\n"
		   "warning: rom-src/spare.asm: no case runs it\n"
		   "1 warning\n"
		   "1 error: romkit could not run it\n"
		   "0 passed, 0 failed\n",
		   &result, 4);
	f.totals.errors = 2;
	fixture_end(&f);
	ck_assert_ptr_nonnull(
		strstr(fixture_text(&f), "2 errors: romkit could not run them\n0 passed, 0 failed\n"));
	fixture_fini(&f);
}
END_TEST

START_TEST(an_unexpected_pass_says_what_to_do)
{
	struct result result = halted();
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){.quiet = true});
	run_case(&f, "hello", "stop: halt\n", &result);
	run_case(&f, "x", "xfail: no x87\nstop: halt\n", &result);
	fixture_end(&f);
	check_text(fixture_text(&f),
		   "XPASS  x                                               1,163 cycles    1.23 ms\n"
		   "  cases/x.expect: xfail: no x87\n"
		   "  It passed all the same. If it is mended, take `xfail` out of the case.\n"
		   "  stopped:   halt: halted with interrupts off\n"
		   "  registers: when it stopped\n@\n"
		   "  rerun:     romkit check x\n"
		   "\n"
		   "1 passed, 1 failed\n",
		   &result, 4);
	fixture_fini(&f);
}
END_TEST

START_TEST(verbose_shows_how_passing_cases_ended)
{
	struct result result = halted();
	struct fixture f;

	buf_add(&result.post, "\1\377", 2);
	fixture_init(&f, (struct report_term_opts){.verbose = true});
	run_case(&f, "hello", "stop: halt\n", &result);
	check_text(fixture_text(&f),
		   "PASS   hello                                           1,163 cycles    1.23 ms\n"
		   "  stopped:   halt: halted with interrupts off\n"
		   "  post:      01 ff\n"
		   "  registers: when it stopped\n@\n"
		   "  rerun:     romkit check hello\n"
		   "\n",
		   &result, 4);
	fixture_fini(&f);
	buf_fini(&result.post);
}
END_TEST

START_TEST(failing_names_come_again_behind_many_lines)
{
	struct result result = halted();
	struct fixture f;
	char name[16];

	fixture_init(&f, (struct report_term_opts){0});
	run_case(&f, "first", "stop: halt\nconsole: x\n", &result);
	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof name, "case%d", i);
		run_case(&f, name, "stop: halt\n", &result);
	}
	fixture_end(&f);
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "\n\nFAIL   first                                  "
						       "cases/first.expect:2\n30 passed, 1 failed\n"));
	fixture_fini(&f);
}
END_TEST

START_TEST(colour_is_sgr_around_the_words)
{
	struct result result = halted();
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){.colour = true});
	run_case(&f, "hello", "stop: halt\n", &result);
	fixture_end(&f);
	check_text(fixture_text(&f),
		   "\033[32mPASS \033[0m  hello                                           1,163 cycles    "
		   "1.23 ms\n"
		   "\033[32m1 passed, 0 failed\033[0m\n",
		   &result, 4);
	fixture_fini(&f);
}
END_TEST

START_TEST(progress_is_erased_before_each_line)
{
	static const struct {
		uint64_t every_ns;
		const char *second; /* behind 0/2 */
	} rows[] = {{0, "\r\033[K1/2: hello"}, {UINT64_MAX, ""}};
	struct result result = halted();

	for (size_t i = 0; i < 2; i++) {
		struct fixture f;
		char *want = str_printf(
			"\r\033[K0/2%s\r\033[Kwarning: w\n\r\033[K2/2: bye\r\033[K2 passed, 0 failed\n",
			rows[i].second);

		fixture_init(&f, (struct report_term_opts){.progress = true,
							   .progress_every_ns = rows[i].every_ns,
							   .quiet = true});
		f.report->ops->begin(f.report, &(struct report_run){.count = 2});
		run_case(&f, "hello", "stop: halt\n", &result);
		f.report->ops->warning(f.report, "w");
		run_case(&f, "bye", "stop: halt\n", &result);
		fixture_end(&f);
		ck_assert_str_eq(fixture_text(&f), want);
		fixture_fini(&f);
		free(want);
	}
}
END_TEST

/* A case that waits for its turn is told in the progress line at once, also with --reverse. */
START_TEST(progress_does_not_wait_for_the_order)
{
	struct report_case rc = {.name = str_dup("late"), .verdict.status = VERDICT_FAIL};
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){.progress = true});
	f.report->ops->begin(f.report, &(struct report_run){.count = 2});
	f.report->ops->ended(f.report, &rc);
	ck_assert_str_eq(fixture_text(&f), "\r\033[K0/2\r\033[K1/2, 1 failed: late");
	report_case_fini(&rc);
	fixture_fini(&f);
}
END_TEST

START_TEST(names_have_one_column)
{
	const char *const names[] = {"hello", "a/name/that/is/longer/than/its/own/column", "b"};
	struct result result = halted();
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){0});
	f.report->ops->begin(f.report, &(struct report_run){.names = names, .count = 3});
	for (int i = 0; i < 3; i++)
		run_case(&f, names[i], "stop: halt\n", &result);
	run_case(&f, "control\033character", "stop: halt\n", &result);
	ck_assert_str_eq(
		fixture_text(&f),
		"PASS   hello                                              1,163 cycles    1.23 ms\n"
		"PASS   a/name/that/is/longer/than/its/own/column          1,163 cycles    1.23 ms\n"
		"PASS   b                                                  1,163 cycles    1.23 ms\n"
		"PASS   control\\echaracter                                 1,163 cycles    1.23 ms\n");
	fixture_fini(&f);
}
END_TEST

/* Whatever a case of any verdict and its file are called, the terminal obeys none of it, and lines stay
 * whole. */
START_TEST(nothing_is_obeyed)
{
	static const char name[] = "a\033[2J\n::error::b\302\233\342\200\256";
	struct result result = halted();
	struct fixture f;
	size_t lines = 0;

	fixture_init(&f, (struct report_term_opts){.verbose = true, .slowest = 3});
	f.report->ops->begin(f.report, &(struct report_run){.count = VERDICT_STATUSES});
	for (int i = 0; i < 3 * VERDICT_STATUSES; i++) {
		struct verdict verdict = {.status = (enum verdict_status)(i % VERDICT_STATUSES)};

		verdict.reason = str_dup(name);
		finish(&f, name, &verdict, i % 2 ? &result : NULL);
	}
	f.report->ops->warning(f.report, name);
	fixture_end(&f);
	for (const char *p = fixture_text(&f); *p; p++) {
		lines += *p == '\n';
		ck_assert_msg(*p == '\n' || (unsigned char)*p >= ' ', "line %zu: %s", lines, f.text);
	}
	ck_assert_ptr_null(strstr(f.text, "\302\233"));
	ck_assert_ptr_null(strstr(f.text, "\342\200\256"));
	ck_assert_ptr_nonnull(strstr(f.text, "SKIP   a\\e[2J\\n::error::b\\u009b\\u202e"));
	ck_assert_ptr_nonnull(strstr(f.text, "slowest:   1.23 ms  a\\e[2J\\n::error"));
	fixture_fini(&f);
}
END_TEST

START_TEST(the_progress_is_one_line)
{
	struct result result = halted();
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){.progress = true, .quiet = true});
	f.report->ops->begin(f.report, &(struct report_run){.count = 2});
	run_case(&f, "a\033[2J\nb", "stop: halt\n", &result);
	ck_assert_str_eq(fixture_text(&f), "\r\033[K0/2\r\033[K1/2: a\\e[2J\\nb");
	fixture_fini(&f);
}
END_TEST

/* A terminal's lines must not wrap; where its width is not told it is 80. */
START_TEST(long_names_are_cut_on_a_terminal)
{
	const char *const names[] = {
		"a/name/that/is/much/longer/than/its/own/col\303\274mn/can/ever/be/on/80"};
	struct result result = halted();
	struct fixture f;

	fixture_init(&f, (struct report_term_opts){.progress = true});
	f.report->ops->begin(f.report, &(struct report_run){.names = names, .count = 1});
	run_case(&f, names[0], "stop: halt\n", &result);
	ck_assert_ptr_nonnull(strstr(fixture_text(&f),
				     "PASS   a/name/that/i...ol\303\274mn/can/ever/be/on/80 "
				     "         1,163 cycles    1.23 ms\n"));
	fixture_fini(&f);
}
END_TEST

START_TEST(the_slowest_are_listed)
{
	const struct {
		const char *name;
		uint64_t wall_ns;
	} cases[] = {{"a", 2000000000},
		     {"quick", 999999999},
		     {"b", 5000000000},
		     {"c", 1000000000},
		     {"d", 3000000000}};
	struct result result = halted();
	struct fixture f;

	fixture_init(&f,
		     (struct report_term_opts){.quiet = true, .slowest = 3, .slowest_least_ns = 1000000000});
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		result.wall_ns = cases[i].wall_ns;
		run_case(&f, cases[i].name, "stop: halt\n", &result);
	}
	fixture_end(&f);
	ck_assert_str_eq(fixture_text(&f), "slowest:       5 s  b\n"
					   "               3 s  d\n"
					   "               2 s  a\n"
					   "5 passed, 0 failed\n");
	fixture_fini(&f);
}
END_TEST

START_TEST(long_streams_are_cut_in_the_middle)
{
	struct result result = halted();
	struct fixture f;

	for (int i = 0; i < 40; i++)
		buf_printf(&result.console, "%d\n", i);
	buf_fill(&result.console, 'x', 500);
	fixture_init(&f, (struct report_term_opts){.verbose = true});
	run_case(&f, "hello", "stop: halt\n", &result);
	ck_assert_ptr_nonnull(
		strstr(fixture_text(&f),
		       "  console:   610 bytes\n    | 0\n    | 1\n    | 2\n    | 3\n    | 4\n    | 5\n"
		       "    ... 29 lines left out\n    | 35\n"));
	ck_assert_ptr_nonnull(strstr(fixture_text(&f), "xxx... (340 more bytes)\n"));
	fixture_fini(&f);
	buf_fini(&result.console);
}
END_TEST

START_TEST(a_run_is_printed_whole)
{
	struct result result = halted();
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	result.stop = (struct stop){STOP_EXIT, 3};
	buf_adds(&result.console, "a\tb\033\n\nc \n");
	for (int i = 0; i < 17; i++)
		buf_addc(&result.post, (uint8_t)i);
	result.missed_int = 0x1a;
	result.stray_mmio = 1;
	result.stray = (struct access){.addr = 0xfee00000, .size_bytes = 4, .is_mmio = true};
	report_print_run(&result, false, out);
	fclose(out);
	check_text(
		text,
		"stopped:   exit 0x3: wrote to an exit port\n"
		"cycles:    1,163 (in the box, where a cycle is an instruction: exact)\n"
		"time:      1.23 ms\n"
		"console:   9 bytes\n"
		"  | a\\tb\\e\n"
		"  |\n"
		"  | c\\s\n"
		"post:      00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n"
		"           10\n"
		"bios:      there is none, and the image has INT 1Ah in it, whose vector is 0000:0000\n"
		"           a real BIOS runs boot sectors from a disk: doc/devices.md, \"BIOSes that run\"\n"
		"stray:     1 access to memory that is not there\n"
		"           first: 4-byte read of 0xfee00000\n"
		"registers: when it stopped\n@\n",
		&result, 2);
	free(text);
	buf_fini(&result.console);
	buf_fini(&result.post);
}
END_TEST

START_TEST(reports_are_told_in_order)
{
	struct result result = halted();
	struct reports reports = {0};
	struct report_totals totals = {.passed = 1};
	struct fixture a, b;

	fixture_init(&a, (struct report_term_opts){0});
	fixture_init(&b, (struct report_term_opts){.quiet = true});
	reports_add(&reports, a.report);
	reports_add(&reports, b.report);
	reports_begin(&reports, &(struct report_run){.count = 1});
	reports_warning(&reports, "w");
	reports_end(&reports, &totals);
	ck_assert_str_eq(fixture_text(&a), "warning: w\n1 passed, 0 failed\n");
	ck_assert_str_eq(fixture_text(&b), fixture_text(&a));
	reports_free(&reports);
	ck_assert_uint_eq(reports.count, 0);
	fclose(a.out);
	fclose(b.out);
	free(a.text);
	free(b.text);
	result_fini(&result);
}
END_TEST

Suite *suite_term(void)
{
	const TTest *const tests[] = {
		one_line_a_case,
		a_failure_has_its_details_below,
		one_register_and_a_stop_stand_alone,
		a_failure_shows_the_screen,
		the_guests_time_is_told_where_it_waited,
		run_shows_screen_and_time,
		errors_are_neither_passed_nor_failed,
		an_unexpected_pass_says_what_to_do,
		verbose_shows_how_passing_cases_ended,
		failing_names_come_again_behind_many_lines,
		colour_is_sgr_around_the_words,
		progress_is_erased_before_each_line,
		progress_does_not_wait_for_the_order,
		names_have_one_column,
		nothing_is_obeyed,
		the_progress_is_one_line,
		long_names_are_cut_on_a_terminal,
		the_slowest_are_listed,
		long_streams_are_cut_in_the_middle,
		a_run_is_printed_whole,
		reports_are_told_in_order,
	};
	Suite *suite = suite_create("term");
	TCase *tc = tcase_create("term");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
