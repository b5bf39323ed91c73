#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "judge/bless.h"
#include "judge/yamltext.h"
#include "suites.h"

static struct result halted(void)
{
	return (struct result){.stop.kind = STOP_HALT,
			       .budget = BUDGET_DEFAULT,
			       .cycles = 100,
			       .cycle_source = CYCLES_BOX,
			       .cycles_exact = true};
}

/* The disk of a case that has one: two sectors, the second of 0x11. Nobody writes to it. */
static struct buf disk_image;

static void disk_image_init(void)
{
	buf_clear(&disk_image);
	buf_fill(&disk_image, 0, 512);
	buf_fill(&disk_image, 0x11, 512);
}

static void disk_image_fini(void)
{
	buf_fini(&disk_image);
}

static int bless(const char *old, const struct result *result, bool full, struct buf *out, struct err *err)
{
	struct testcase tc;
	int ret;

	if (case_parse("cases/x.expect", "x", old, strlen(old), &tc, err) < 0)
		ck_abort_msg("%s", err->text);
	ret = bless_text(&tc, old, strlen(old), &disk_image, result, full, out, err);
	case_fini(&tc);
	return ret;
}

static void check_bless(const char *old, const struct result *result, const char *want)
{
	struct buf out = {0};
	struct err err;

	if (bless(old, result, false, &out, &err) < 0)
		ck_abort_msg("%s", err.text);
	ck_assert_str_eq(buf_str(&out), want);
	buf_fini(&out);
}

static void check_refused(const char *old, const struct result *result, const char *want)
{
	struct buf out = {0};
	struct err err;

	ck_assert_int_eq(bless(old, result, false, &out, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, want));
	ck_assert_uint_eq(out.len, 0);
	buf_fini(&out);
}

/* The same for a run that printed `console` and does nothing else. */
static void check_console(const char *old, const char *console, const char *want)
{
	struct result result = halted();

	buf_adds(&result.console, console);
	check_bless(old, &result, want);
	buf_fini(&result.console);
}

START_TEST(what_matches_stays_byte_for_byte)
{
	static const char text[] = "# top\nstop :  halt   # why\nconsole: >\n   folded\n   text\n\n\n"
				   "registers: {ax: 0x123?, \"bl\": 0b1, flags: 'zf=1'}  # r\npost: [ 1,0x02 "
				   "]\ncycles: 1..1_000\n# end";
	struct result result = halted();

	buf_adds(&result.console, "folded text\n");
	buf_add(&result.post, "\1\2", 2);
	result.state.gpr[X86_RAX] = 0x1234;
	result.state.gpr[X86_RBX] = 1;
	result.state.rflags = 0x42;
	check_bless(text, &result, text);
	buf_fini(&result.console);
	buf_fini(&result.post);
}
END_TEST

START_TEST(block_is_replaced_in_place)
{
	check_console("console: |  # greeting\n    Hello\n\n# next\ncycles: 1..200\n", "Bye\nnow\n",
		      "console: |  # greeting\n    Bye\n    now\n\n# next\ncycles: 1..200\n");
	check_console("console: |\n  Hello", "Bye\n\nnow\n", "console: |\n  Bye\n\n  now\n");
	check_console("stop: halt\nconsole: >-\n  Hello\n", "Bye\nnow\n",
		      "stop: halt\nconsole: |\n  Bye\n  now\n");
	check_console("console: |+\n  Hello\n\n\ncycles: 1..200\n", "Bye\n",
		      "console: |\n  Bye\ncycles: 1..200\n");
	check_console("console: |\n  a\n       \n\ncycles: 1..200\n", "Bye\n",
		      "console: |\n  Bye\ncycles: 1..200\n");
}
END_TEST

START_TEST(form_follows_the_bytes)
{
	check_console("console: x # c\n", "Bye\n", "console: | # c\n  Bye\n");
	check_console("console: x\ncycles: 1..200\n", " Bye\nnow",
		      "console: |2-\n   Bye\n  now\ncycles: 1..200\n");
	check_console("console: x\n\ncycles: 1..200\n", "Bye\n\n", "console: |+\n  Bye\n\ncycles: 1..200\n");
	check_console("console: |\n  x\n\n\n# c\ncycles: 1..200\n", "Bye\n\n\n",
		      "console: |+\n  Bye\n\n\n# c\ncycles: 1..200\n");
	check_console("console: |\n  x\n", "Bye\n\n", "console: |+\n  Bye\n\n");
	check_console("console: |  # c\n  x\ncycles: 1..200\n", "Bye",
		      "console: \"Bye\"  # c\ncycles: 1..200\n");
	check_console("console: |\n  x\ncycles: 1..200\n", "", "console: \"\"\ncycles: 1..200\n");
	check_console("console: |\n  x\n", "\n", "console: \"\\n\"\n");
	check_console("console: |\n  x\n", "\n  a\n", "console: |2\n\n    a\n");
	check_console("console: |\n  x\n", "space \n", "console: \"space \\n\"\n");
	check_console("console: |\n  x\n", "caf\303\251 \342\202\254\n",
		      "console: |\n  caf\303\251 \342\202\254\n");
	check_console("console: |\n  x\n", "# no comment: 'x' \"y\" \\\n--- a\n",
		      "console: |\n  # no comment: 'x' \"y\" \\\n  --- a\n");
}
END_TEST

START_TEST(control_characters_are_escaped)
{
	check_console("console: x\n", "\033[1m\"a\\b\"\t\302\205\342\200\250\n",
		      "console: \"\\e[1m\\\"a\\\\b\\\"\\t\\x85\\u2028\\n\"\n");
	check_console("console: x # c\n", "boot\r\n  ready\r\n",
		      "console: \"\\\n  boot\\r\\n\\\n  \\  ready\\r\\n\" # c\n");
}
END_TEST

START_TEST(other_bytes_are_binary)
{
	struct result result = halted();

	buf_add(&result.serial, "\377\0\1", 3);
	check_bless("serial: \"\" # none\n", &result, "serial: !!binary /wAB # none\n");
	check_bless("serial: !!binary |\n    AAAA\n", &result, "serial: !!binary /wAB\n");
	buf_fill(&result.serial, 0, 60);
	check_bless("serial: \"\" # none\ncycles: 1..200\n", &result,
		    "serial: !!binary | # none\n"
		    "  /wABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		    "  AAAAAAAA\ncycles: 1..200\n");
	buf_fini(&result.serial);
}
END_TEST

START_TEST(registers_keep_their_form)
{
	struct result result = halted();

	result.state.gpr[X86_RAX] = 0xabcd;
	result.state.gpr[X86_RCX] = 0x1234;
	result.state.gpr[X86_RDX] = 0xabcd;
	result.state.rflags = 0x3;
	check_bless("registers:\n    ax: 10        # sum\n    cx: 0x12?? # ok\n    flags: cf=0 zf=1\n    "
		    "\"rdx\": \"1\"\n",
		    &result,
		    "registers:\n    ax: 0xabcd        # sum\n    cx: 0x12?? # ok\n    flags: cf=1 zf=0\n"
		    "    \"rdx\": 0x000000000000abcd\n");
	check_bless("registers: {ax: 10, flags: 0x0002} # r\n", &result,
		    "registers: {ax: 0xabcd, flags: 0x0003} # r\n");
}
END_TEST

START_TEST(lost_and_unreadable_values_are_refused)
{
	struct result result = halted();

	check_refused("memory: {0x10: 00}\n", &result,
		      "cases/x.expect:1: 0x10 is not memory of this machine");
	check_refused("registers: {msr 0x174: 0}\n", &result,
		      "cases/x.expect:1: the value of msr 0x174 is not known");
	result.state_source = STATE_LOST;
	check_refused("registers: {ax: 0}\n", &result, "the value of ax is not known");
}
END_TEST

START_TEST(what_is_missing_is_added_at_the_end)
{
	struct result result = halted();

	result.stop = (struct stop){STOP_EXIT, 0x10};
	buf_adds(&result.console, "Hello\n");
	buf_adds(&result.serial, "ok");
	buf_add(&result.post, "\1\2", 2);
	check_bless("# c\ncycles: 1..200", &result,
		    "# c\ncycles: 1..200\nstop: exit 0x10\nconsole: |\n  Hello\nserial: \"ok\"\npost: [0x01, "
		    "0x02]\n");
	check_bless("  cycles: 1..200\n", &result,
		    "  cycles: 1..200\n  stop: exit 0x10\n  console: |\n    Hello\n  serial: \"ok\"\n  post: "
		    "[0x01, 0x02]\n");
	check_bless("console-match: [^H]\nserial: ok\npost: 01 02\nstop: halt # c\n", &result,
		    "console-match: [^H]\nserial: ok\npost: 01 02\nstop: exit 0x10 # c\n");
	buf_fini(&result.console);
	buf_fini(&result.serial);
	buf_fini(&result.post);
}
END_TEST

START_TEST(full_snapshot_joins_what_is_there)
{
	struct result result = halted();
	struct buf out = {0};
	struct err err;

	result.state.gpr[X86_RAX] = 0xabcd;
	ck_assert_int_eq(
		bless("registers:\n   eax: 1 # a\n\n# c\ncycles: 1..200\n", &result, true, &out, &err), 0);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&out), "registers:\n   eax: 0x0000abcd # a\n   ebx: 0x00000000\n"));
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "\n\n# c\ncycles: 1..200\n"));
	buf_clear(&out);
	ck_assert_int_eq(bless("registers: { eax: 1, }\n", &result, true, &out, &err), 0);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "registers: { eax: 0x0000abcd, ebx: 0x00000000, "));
	buf_clear(&out);
	ck_assert_int_eq(bless("cycles: 1..200\n", &result, true, &out, &err), 0);
	ck_assert_ptr_nonnull(
		strstr(buf_str(&out), "cycles: 1..200\nregisters:\n  eax: 0x0000abcd\n  ebx: 0x00000000\n"));
	buf_fini(&out);
}
END_TEST

START_TEST(a_case_without_expectation_gets_the_snapshot)
{
	struct result result = halted();
	struct testcase tc = {.name = str_dup("x"), .path = str_dup("cases/x.expect")};
	struct buf out = {0};
	struct err err;

	ck_assert_int_eq(bless_text(&tc, "summary: new\n", 13, &disk_image, &result, false, &out, &err), 0);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "summary: new\nregisters:\n  eax: 0x00000000\n"));
	buf_clear(&out);
	result.stop.kind = STOP_SHUTDOWN;
	ck_assert_int_eq(bless_text(&tc, "summary: new\n", 13, &disk_image, &result, false, &out, &err), 0);
	ck_assert_str_eq(buf_str(&out), "summary: new\nstop: shutdown\n");
	buf_fini(&out);
	case_fini(&tc);
}
END_TEST

START_TEST(post_keeps_comments_between_bytes)
{
	struct result result = halted();

	buf_add(&result.post, "\1\3", 2);
	check_bless("post:\n  - 1 # early\n  - 0x02 # late\n", &result,
		    "post:\n  - 1 # early\n  - 0x03 # late\n");
	check_bless("post: # codes\n- 1\ncycles: 1..200\n", &result,
		    "post: [0x01, 0x03] # codes\ncycles: 1..200\n");
	check_bless("post: [1, # c\n  2,\n  3] # codes\n", &result, "post: [0x01, 0x03] # codes\n");
	check_bless("post: [] # codes\n", &result, "post: [0x01, 0x03] # codes\n");
	check_bless("post: 01 02 03\n", &result, "post: 01 03\n");
	buf_clear(&result.post);
	check_bless("post: [1]\n", &result, "post: []\n");
	buf_fill(&result.post, 9, 13);
	check_bless(
		"post: [1]\n", &result,
		"post: [0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09, 0x09,\n  0x09]\n");
	buf_fini(&result.post);
}
END_TEST

START_TEST(memory_becomes_pairs)
{
	struct result result = halted();
	uint8_t bytes[17] = {0x55, 0xab};
	struct memory_range range = {.gpa = 0x7dfe, .len = 2, .bytes = bytes, .readable = true};

	result.memory = &range;
	result.memory_count = 1;
	check_bless("memory:\n  0x7dfe: 5? aa # magic\n", &result, "memory:\n  0x7dfe: 55 ab # magic\n");
	check_bless("memory: {0x7dfe: '55aa'}\n", &result, "memory: {0x7dfe: 55 ab}\n");
	check_bless("memory:\n  0x7dfe: |\n     55\n     aa\ncycles: 1..200\n", &result,
		    "memory:\n  0x7dfe: |\n     55 ab\ncycles: 1..200\n");
	range.len = 17;
	check_bless("memory:\n  0x7dfe: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 # magic\n",
		    &result,
		    "memory:\n  0x7dfe: 55 ab 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n    00 # magic\n");
}
END_TEST

static void screen_put(struct result *result, size_t row, const char *text)
{
	if (!result->screen.len)
		buf_fill(&result->screen, 0, SCREEN_BYTES);
	for (size_t i = 0; text[i]; i++)
		result->screen.data[(row * 80 + i) * 2] = (uint8_t)text[i];
}

START_TEST(screen_is_recorded_where_it_is_expected)
{
	struct result result = halted();

	screen_put(&result, 1, "  caf\x82 \\ \x03");
	screen_put(&result, 3, "end");
	check_bless("screen: \"\" # s\ncycles: 1..200\n", &result,
		    "screen: |2 # s\n\n    caf\303\251 \\ \342\231\245\n\n  end\ncycles: 1..200\n");
	check_bless("screen: |\n    old\n# c\ncycles: 1..200\n", &result,
		    "screen: |4\n\n      caf\303\251 \\ \342\231\245\n\n    end\n# c\ncycles: 1..200\n");
	check_bless("cycles: 1..200\n", &result, "cycles: 1..200\n"); /* nobody asked for it */
	check_bless("screen-match:\n  - caf # 1\n  - enx # 2\n", &result,
		    "screen-match:\n  - caf # 1\n  - '^end$' # 2\n");
	check_bless("screen: |2\n\n    caf\303\251 \\ \342\231\245   \n\n  end\n\n\n# c\n", &result,
		    "screen: |2\n\n    caf\303\251 \\ \342\231\245   \n\n  end\n\n\n# c\n");
	memset(result.screen.data, 0, result.screen.len);
	check_bless("screen: x # s\n", &result, "screen: \"\" # s\n");
	check_refused("screen-match: [x]\n", &result, "screen-match: no line of output is left");
	buf_fini(&result.screen);
	check_refused("screen: \"\"\n", &result, "the machine has no memory where the screen is");
}
END_TEST

START_TEST(last_post_byte_is_recorded)
{
	struct result result = halted();

	check_refused("post-last: 1\n", &result, "cases/x.expect:1: post-last: nothing was written");
	buf_add(&result.post, "\1\2", 2);
	check_bless("post-last: 0xff # p\n", &result, "post-last: 0x02 # p\n");
	check_bless("post-last: 2 # p\n", &result, "post-last: 2 # p\n"); /* and no `post` is added */
	check_bless("post-last: 3\npost: [1]\n", &result, "post-last: 0x02\npost: [0x01, 0x02]\n");
	buf_fini(&result.post);
}
END_TEST

START_TEST(disk_bytes_are_recorded)
{
	struct disk_sector changed = {.lba = 0, .bytes = {0x55, 0xab}};
	struct result result = halted();

	result.disk = &changed;
	result.disk_count = 1;
	result.disk_sectors = 2;
	check_bless("machine: {disk: d}\ndisk-after:\n  0: 5? aa # boot\n  1: 1? 11 # as it was\n", &result,
		    "machine: {disk: d}\ndisk-after:\n  0: 55 ab # boot\n  1: 1? 11 # as it was\n");
	check_bless("machine: {disk: d}\ndisk-after:\n  1: unchanged\n  0: |\n    00\n    00\n", &result,
		    "machine: {disk: d}\ndisk-after:\n  1: unchanged\n  0: |\n    55 ab\n");
	check_bless("machine: {disk: d}\ndisk-after: {0: '00', 1: !!binary AA==}\n", &result,
		    "machine: {disk: d}\ndisk-after: {0: 55, 1: 11}\n");
	check_refused("machine: {disk: d}\ndisk-after: {1: 11, 2: 00}\n", &result,
		      "cases/x.expect:2: disk-after: 2 is not (all) on the disk, which has 2 sectors");
}
END_TEST

START_TEST(unchanged_sectors_are_never_blessed)
{
	struct disk_sector changed = {.lba = 1, .bytes = {0x55, 0xab}};
	struct result result = halted();

	result.disk = &changed;
	result.disk_count = 1;
	result.disk_sectors = 2;
	check_refused("machine: {disk: d}\ndisk-after:\n  0..1: unchanged\n", &result,
		      "cases/x.expect:3: disk-after: 0..1 was changed, and bless does not record that");
	check_bless("machine: {disk: d}\ndisk-after: {0: unchanged, 1: 00}\n", &result,
		    "machine: {disk: d}\ndisk-after: {0: unchanged, 1: 55}\n");
}
END_TEST

START_TEST(cycles_become_the_count)
{
	struct result result = halted();

	check_bless("cycles: 1..2 # c\n", &result, "cycles: 100 # c\n");
	check_bless("cycles: 99..\n", &result, "cycles: 99..\n");
	result.cycles_exact = false; /* gets room */
	check_bless("cycles: 1..2 # c\n", &result, "cycles: 95..105 # c\n");
}
END_TEST

START_TEST(patterns_that_match_stay)
{
	check_console("console-match:\n  - ^o.e # 1\n  - ^tw$ # 2\n  - end\n", "one\ntwo (it's 2)\nend\n",
		      "console-match:\n  - ^o.e # 1\n  - '^two \\(it''s 2\\)$' # 2\n  - end\n");
	check_console("console-match: ^tw$\n", "a\033\r\n", "console-match: \"^a\\e$\"\n");
}
END_TEST

START_TEST(patterns_without_a_line_are_refused)
{
	struct result result = halted();

	buf_adds(&result.console, "one\n");
	check_refused(
		"console-match:\n  - one\n  - two\n", &result,
		"cases/x.expect:3: console-match: no line of output is left: take this pattern out by hand");
	buf_fini(&result.console);
}
END_TEST

START_TEST(crlf_files_stay_readable)
{
	check_console("# c\r\nconsole: |\r\n  x\r\n\r\ncycles: 1..200\r\n", "Bye\n",
		      "# c\r\nconsole: |\n  Bye\r\n\r\ncycles: 1..200\r\n");
}
END_TEST

START_TEST(a_flow_root_is_refused_rather_than_broken)
{
	struct result result = halted();

	buf_adds(&result.console, "Bye\nnow\n");
	check_refused("{stop: halt}\n", &result, "change it by hand");
	buf_fini(&result.console);
}
END_TEST

/* Whatever a guest prints, the new file reads it back (bless_text() checks that itself) and is settled. */
START_TEST(any_stream_can_be_recorded)
{
	static const char *const alphabet[] = {"a",  " ",  "\n",       "\n", "\r",   "\t", "#", ": ",
					       "\"", "\\", "\303\251", "\0", "\377", "- ", "'", "\302\240"};
	static const char *const old[] = {"console: x\n",
					  "stop: halt\nconsole: |\n    x\n\n\n# c\ncycles: 1..200\n",
					  "console: 'x' # c\n\ncycles: 1..200\n", "console: |2+\n    x\n\n",
					  "machine: {memory: 1M}\nstop: halt"};
	unsigned seed = 11;

	for (int round = 0; round < 2000; round++) {
		struct result result = halted();
		unsigned len = (seed = seed * 1103515245u + 12345) >> 16 & 15, kinds = round & 1 ? 16 : 4;
		struct buf out = {0};
		struct err err;

		for (unsigned i = 0; i < len; i++) {
			unsigned pick = ((seed = seed * 1103515245u + 12345) >> 16) % kinds;

			buf_add(&result.console, alphabet[pick], pick == 11 ? 1 : strlen(alphabet[pick]));
		}
		if (bless(old[(unsigned)round % 5], &result, false, &out, &err) < 0)
			ck_abort_msg("round %d: %s", round, err.text);
		check_bless(buf_str(&out), &result, buf_str(&out));
		buf_fini(&out);
		buf_fini(&result.console);
	}
}
END_TEST

Suite *suite_bless(void)
{
	const TTest *const tests[] = {
		what_matches_stays_byte_for_byte,
		block_is_replaced_in_place,
		form_follows_the_bytes,
		control_characters_are_escaped,
		other_bytes_are_binary,
		registers_keep_their_form,
		lost_and_unreadable_values_are_refused,
		what_is_missing_is_added_at_the_end,
		full_snapshot_joins_what_is_there,
		a_case_without_expectation_gets_the_snapshot,
		post_keeps_comments_between_bytes,
		memory_becomes_pairs,
		screen_is_recorded_where_it_is_expected,
		last_post_byte_is_recorded,
		disk_bytes_are_recorded,
		unchanged_sectors_are_never_blessed,
		cycles_become_the_count,
		patterns_that_match_stay,
		patterns_without_a_line_are_refused,
		crlf_files_stay_readable,
		a_flow_root_is_refused_rather_than_broken,
		any_stream_can_be_recorded,
	};
	Suite *suite = suite_create("bless");
	TCase *tc = tcase_create("bless");

	tcase_set_timeout(tc, 30);
	tcase_add_checked_fixture(tc, disk_image_init, disk_image_fini);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	suite_add_tcase(suite, tc);
	return suite;
}
