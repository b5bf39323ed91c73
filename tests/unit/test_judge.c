#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "judge/judge.h"
#include "judge/patterns.h"
#include "suites.h"

/* The result of a run that does nothing wrong: halted, nothing printed, all registers 0. */
static struct result halted(void)
{
	return (struct result){.stop.kind = STOP_HALT,
			       .budget = BUDGET_DEFAULT,
			       .cycles = 100,
			       .cycle_source = CYCLES_BOX,
			       .cycles_exact = true};
}

/* Compare the status and all mismatches, each as "KEY:LINE", its text and an empty line. */
static void check_judge_disk(const char *text, const struct buf *disk_image, const struct result *result,
			     enum verdict_status status, const char *want)
{
	struct testcase tc;
	struct verdict verdict;
	struct buf out = {0};
	struct err err;

	if (case_parse("cases/x.expect", "x", text, strlen(text), &tc, &err) < 0)
		ck_abort_msg("%s", err.text);
	judge_case(&tc, disk_image, result, &verdict);
	for (size_t i = 0; i < verdict.count; i++) {
		const struct mismatch *mismatch = &verdict.mismatches[i];

		buf_printf(&out, "%s:%u\n%s\n\n", mismatch->key, mismatch->line, mismatch->text);
	}
	ck_assert_str_eq(buf_str(&out), want);
	ck_assert_str_eq(verdict_status_name(verdict.status), verdict_status_name(status));
	buf_fini(&out);
	verdict_fini(&verdict);
	case_fini(&tc);
}

static void check_judge(const char *text, const struct result *result, enum verdict_status status,
			const char *want)
{
	static const struct buf none = {0};

	check_judge_disk(text, &none, result, status, want);
}

START_TEST(everything_as_expected_passes)
{
	struct result result = halted();
	uint8_t bytes[] = {0x55, 0xaa};
	struct memory_range range = {.gpa = 0x7dfe, .len = 2, .bytes = bytes, .readable = true};
	struct x86_msr msr = {.index = 0x174, .present = true, .value = 8};

	buf_adds(&result.console, "Hello\n");
	buf_adds(&result.serial, "ok\r\n");
	buf_add(&result.post, "\1\2", 2);
	result.state.gpr[X86_RAX] = 0x1234;
	result.state.rflags = 0x42;
	result.memory = &range;
	result.memory_count = 1;
	result.msrs = &msr;
	result.msr_count = 1;
	check_judge(
		"stop: halt\nconsole: |\n  Hello\nconsole-match: [^H, o]\nserial: \"ok\\r\\n\"\npost: [1, "
		"2]\n"
		"registers: {ax: 0x1234, al: 0x?4, flags: cf=0 zf=1, msr 0x174: 8}\nmemory: {0x7dfe: 55 a?}\n"
		"cycles: 100\n",
		&result, VERDICT_FAIL,
		"console-match:4\n@pattern 2 of 2: nothing is printed behind line 1, which pattern 1 "
		"matches\n-o\n"
		" line 1 matches it too, but each pattern takes a line of its own\n\n");
	check_judge(
		"stop: halt\nconsole: |\n  Hello\nconsole-match: [^H]\nserial: \"ok\\r\\n\"\npost: [1, 2]\n"
		"registers: {ax: 0x1234, al: 0x?4, flags: cf=0 zf=1, msr 0x174: 8}\nmemory: {0x7dfe: 55 a?}\n"
		"cycles: 100\n",
		&result, VERDICT_PASS, "");
	buf_fini(&result.console);
	buf_fini(&result.serial);
	buf_fini(&result.post);
}
END_TEST

START_TEST(unsaid_stop_is_a_halt_or_exit_0)
{
	struct result result = halted();

	check_judge("console: \"\"\n", &result, VERDICT_PASS, "");
	result.stop = (struct stop){STOP_EXIT, 0};
	check_judge("console: \"\"\n", &result, VERDICT_PASS, "");
	result.stop = (struct stop){STOP_EXIT, 1};
	check_judge("console: \"\"\n", &result, VERDICT_FAIL,
		    "stop:0\n-halt or exit 0: what a case without `stop` expects\n+exit 0x1: wrote to an "
		    "exit port\n\n");
}
END_TEST

START_TEST(no_other_end_passes_unsaid)
{
	for (int kind = 0; kind < STOP_KINDS; kind++) {
		struct expect_stop unsaid = {0};
		struct stop stop = {.kind = (enum stop_kind)kind};

		ck_assert_int_eq(judge_stop(&unsaid, &stop), kind == STOP_HALT || kind == STOP_EXIT);
	}
}
END_TEST

START_TEST(said_stop_is_compared_with_its_value)
{
	struct result result = halted();

	check_judge("stop: shutdown\n", &result, VERDICT_FAIL,
		    "stop:1\n-shutdown: shut down by a triple fault\n+halt: halted with interrupts off\n\n");
	result.stop = (struct stop){STOP_EXIT, 0x10};
	check_judge("stop: exit 0x10\n", &result, VERDICT_PASS, "");
	check_judge("stop: exit 0x11\n", &result, VERDICT_FAIL,
		    "stop:1\n-exit 0x11: wrote to an exit port\n+exit 0x10: wrote to an exit port\n\n");
	result.stop.kind = STOP_CYCLES;
	result.budget.cycles = 1000;
	result.cycles = 1003;
	check_judge("stop: halt\n", &result, VERDICT_FAIL,
		    "stop:1\n-halt: halted with interrupts off\n"
		    "+cycles: spent its budget of cycles: 1,000 allowed, all used\n\n");
}
END_TEST

START_TEST(registers_name_the_bits_that_differ)
{
	struct result result = halted();

	result.state.gpr[X86_RAX] = 0xffff0001;
	result.state.gpr[X86_RBX] = 1;
	result.state.rflags = 0x47;
	check_judge("registers:\n  bx: 10\n  eax: 0x????0001\n  flags: cf=0 zf=1\n  eflags: 0x00000042\n",
		    &result, VERDICT_FAIL,
		    "registers.bx:2\n-0x000a\n+0x0001\n\n"
		    "registers.flags:4\n-cf=0 zf=1\n+cf=1 zf=1\n cf expected 0, is 1 (carry)\n\n"
		    "registers.eflags:5\n-0x00000042\n+0x00000047\n cf expected 0, is 1 (carry)\n"
		    " pf expected 0, is 1 (parity)\n\n");
}
END_TEST

START_TEST(lost_registers_never_pass)
{
	struct result result = halted();

	result.stop.kind = STOP_SHUTDOWN;
	result.state_source = STATE_LOST;
	check_judge("stop: shutdown\nregisters:\n  ax: 0\n  bx: 0\n", &result, VERDICT_FAIL,
		    "registers:3\n the registers were lost in the triple fault: KVM had already reset the "
		    "CPU, and a replay\n"
		    " did not get to the same place, so none of them could be compared\n\n");
	check_judge("stop: shutdown\n", &result, VERDICT_PASS, "");
	result.state_source = STATE_REPLAYED;
	check_judge("stop: shutdown\nregisters: {ax: 0}\n", &result, VERDICT_PASS, "");
}
END_TEST

START_TEST(missing_captures_never_pass)
{
	struct result result = halted();
	uint8_t bytes[2] = {0};
	struct memory_range range = {.gpa = 0x10, .len = 2, .bytes = bytes, .readable = false};
	struct x86_msr msr = {.index = 0x174};

	check_judge("registers: {msr 0x174: 0}\nmemory: {0x10: 00 00}\n", &result, VERDICT_FAIL,
		    "registers.msr 0x174:1\n-0x0000000000000000\n msr 0x174 cannot be read: this CPU has no "
		    "such register\n\n"
		    "memory.0x10:2\n 0x10 to 0x11 is not (all) memory of this machine\n\n");
	result.memory = &range;
	result.memory_count = 1;
	result.msrs = &msr;
	result.msr_count = 1;
	check_judge("registers: {msr 0x174: 0}\nmemory: {0x10: 00 00}\n", &result, VERDICT_FAIL,
		    "registers.msr 0x174:1\n-0x0000000000000000\n msr 0x174 cannot be read: this CPU has no "
		    "such register\n\n"
		    "memory.0x10:2\n 0x10 to 0x11 is not (all) memory of this machine\n\n");
	range.readable = true;
	check_judge("memory: {0x10: 00 00}\n", &result, VERDICT_PASS, "");
}
END_TEST

START_TEST(memory_and_post_differ)
{
	struct result result = halted();
	uint8_t bytes[] = {0x55, 0xab};
	struct memory_range range = {.gpa = 0x7dfe, .len = 2, .bytes = bytes, .readable = true};

	result.memory = &range;
	result.memory_count = 1;
	buf_add(&result.post, "\2", 1);
	check_judge("post: [1]\nmemory: {0x7dfe: 55 aa}\n", &result, VERDICT_FAIL,
		    "post:1\n@byte 1 of 1 is the first that differs\n-01\n+02\n ^^\n\n"
		    "memory.0x7dfe:2\n@1 of 2 bytes differs\n"
		    "-0x7dfe: 55 aa                                            U.\n"
		    "+0x7dfe: 55 ab                                            U.\n"
		    "            ^^\n\n");
	buf_fini(&result.post);
}
END_TEST

START_TEST(cycles_say_by_how_much)
{
	struct result result = halted();

	result.cycles = 1463;
	check_judge("cycles: 1000..1463\n", &result, VERDICT_PASS, "");
	check_judge("cycles: 1463..\n", &result, VERDICT_PASS, "");
	check_judge("cycles: 1000..1300\n", &result, VERDICT_FAIL,
		    "cycles:1\n-1,000 to 1,300 cycles\n+1,463 cycles\n 163 too many (12.5 % off)\n\n");
	check_judge("cycles: ..1300\n", &result, VERDICT_FAIL,
		    "cycles:1\n-at most 1,300 cycles\n+1,463 cycles\n 163 too many (12.5 % off)\n\n");
	check_judge("cycles: 2000..\n", &result, VERDICT_FAIL,
		    "cycles:1\n-at least 2,000 cycles\n+1,463 cycles\n 537 too few (26.9 % off)\n\n");
	result.cycles_exact = false;
	check_judge("cycles: 2000..\n", &result, VERDICT_FAIL,
		    "cycles:1\n-at least 2,000 cycles\n+about 1,500 cycles\n"
		    " this count varies from run to run, see doc/machine.md: give it a wide range\n\n");
}
END_TEST

static void check_console(const char *console, const char *text, enum verdict_status status, const char *want)
{
	struct result result = halted();

	buf_adds(&result.console, console);
	check_judge(text, &result, status, want);
	buf_fini(&result.console);
}

START_TEST(patterns_match_lines_in_order)
{
	const char *text = "console-match:\n  - ^one$\n  - t(w|r)o\n  - done\n";

	check_console("zero\none\ntwo\nx\ndone", text, VERDICT_PASS, "");
	check_console("one\r\ntwo\r\ndone\r\n", text, VERDICT_PASS, "");
	check_console("one\nnetwork\ndone\n", text, VERDICT_PASS, "");
	check_console("one two\none\ntwo\n", text, VERDICT_FAIL,
		      "console-match:4\n@pattern 3 of 3: nothing is printed behind line 3, which pattern 2 "
		      "matches\n-done\n\n");
	check_console("", text, VERDICT_FAIL,
		      "console-match:2\n@pattern 1 of 3: nothing was printed\n-^one$\n\n");
	check_console(
		"two\none\ndone\n", text, VERDICT_FAIL,
		"console-match:3\n@pattern 2 of 3: no line behind line 2, which pattern 1 matches\n-t(w|r)o\n"
		" line 1 matches, but stands too early: patterns match lines in order\n\n");
}
END_TEST

START_TEST(unmatched_pattern_shows_the_nearest_line)
{
	check_console("boot\nTotal: none\nend\n", "console-match: ['^Total: [0-9]+$']\n", VERDICT_FAIL,
		      "console-match:1\n@none of 3 lines matches\n-^Total: [0-9]+$\n+Total: none\n (line 2, "
		      "the nearest)\n\n");
}
END_TEST

START_TEST(a_search_that_took_too_long_is_told)
{
	static char text[] = "(a|b)*c";
	struct expect_pattern item = {.text = text};
	struct expect_patterns patterns = {.items = &item, .count = 1};
	struct buf actual = {0}, out = {0};
	struct line_walk walk;
	struct search search;
	struct err err;

	buf_adds(&actual, "abc\n");
	walk = line_walk(actual.data, actual.len);
	ck_assert_int_eq(pattern_compile(text, &item.compiled, &err), 0);
	search_init(&search);
	search.steps = SEARCH_STEPS_MAX + 1;
	ck_assert_uint_eq(patterns_match(&patterns, &search, &walk), 0);
	patterns_print_miss(&patterns, &search, &actual, 0, &walk, &out);
	ck_assert_str_eq(buf_str(&out),
			 "@pattern 1 of 1: not known, the search took too long\n-(a|b)*c\n"
			 " it has too many ways to match for 4 bytes of output: fewer repetitions help\n");
	search_fini(&search);
	pattern_free(item.compiled);
	buf_fini(&actual);
	buf_fini(&out);
}
END_TEST

static size_t peak_mib(void)
{
	struct rusage usage;

	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
	return (size_t)usage.ru_maxrss >> 10;
}

/* 16 MiB of newlines; an array of their lines would take 384 MiB. */
START_TEST(lines_take_no_memory)
{
	struct result result = halted();
	size_t before;

	buf_fill(&result.console, '\n', 16 << 20);
	before = peak_mib();
	check_judge("stop: halt\n", &result, VERDICT_PASS, "");
	check_judge("console-match: [x]\n", &result, VERDICT_FAIL,
		    "console-match:1\n@none of 16777216 lines matches\n-x\n\n");
	check_judge("console: |\n  x\n", &result, VERDICT_FAIL,
		    "console:1\n@line 1\n-x\n+\n+\n+\n+\n+\n+\n+\n+\n+\n+\n+\n+\n"
		    " ... 16777204 more lines printed\n\n");
	ck_assert_uint_lt(peak_mib() - before, 300); /* ASan keeps what was freed */
	buf_fini(&result.console);
}
END_TEST

START_TEST(streams_with_nul_bytes_are_compared_whole)
{
	struct result result = halted();

	buf_add(&result.serial, "a\0b\n", 4);
	check_judge("serial: \"a\\0b\\n\"\nserial-match: [b$]\n", &result, VERDICT_PASS, "");
	check_judge("serial: \"a\\0c\\n\"\n", &result, VERDICT_FAIL,
		    "serial:1\n@line 1\n-a\\0c\n+a\\0b\n    ^\n\n");
	buf_fini(&result.serial);
}
END_TEST

START_TEST(last_post_byte)
{
	struct result result = halted();

	check_judge("post-last: 0xff\n", &result, VERDICT_FAIL,
		    "post-last:1\n-0xff\n+nothing was written\n\n");
	buf_add(&result.post, "\1\377\2", 3);
	check_judge("post-last: 2\n", &result, VERDICT_PASS, "");
	check_judge("post-last: 0xff\n", &result, VERDICT_FAIL,
		    "post-last:1\n-0xff\n+0x02\n the last of 3 bytes\n\n");
	buf_fini(&result.post);
}
END_TEST

static void screen_put(struct result *result, size_t row, const char *text)
{
	if (!result->screen.len)
		buf_fill(&result->screen, 0, SCREEN_BYTES);
	for (size_t i = 0; text[i]; i++) {
		result->screen.data[(row * 80 + i) * 2] = (uint8_t)text[i];
		result->screen.data[(row * 80 + i) * 2 + 1] = 0x1f; /* colours do not count */
	}
}

START_TEST(screen_is_compared_by_lines)
{
	struct result result = halted();

	screen_put(&result, 0, "");
	check_judge("screen: \"\"\n", &result, VERDICT_PASS, "");
	check_judge("screen: Hello\n", &result, VERDICT_FAIL, "screen:1\n@nothing was printed\n-Hello\n\n");
	screen_put(&result, 0, "Hello   ");
	screen_put(&result, 2, "\xc9\xcd Total: 3");
	check_judge("screen: |\n  Hello\n\n  \342\225\224\342\225\220 Total: 3   \n", &result, VERDICT_PASS,
		    "");
	check_judge("screen: |\n  Hello\n\n  \342\225\224\342\225\220 Total: 4\n", &result, VERDICT_FAIL,
		    "screen:1\n@line 3\n Hello\n \n-\342\225\224\342\225\220 Total: 4\n"
		    "+\342\225\224\342\225\220 Total: 3\n           ^\n\n");
	check_judge("screen: \"\"\n", &result, VERDICT_FAIL,
		    "screen:1\n@nothing was expected\n+Hello\n+\n+\342\225\224\342\225\220 Total: 3\n\n");
	buf_fini(&result.screen);
}
END_TEST

START_TEST(screen_patterns_match_lines)
{
	struct result result = halted();

	screen_put(&result, 1, "Press a key");
	screen_put(&result, 24, "Total: 3");
	check_judge("screen-match: [^Press, 'Total: [0-9]$']\n", &result, VERDICT_PASS, "");
	check_judge("screen-match: ['Total: [a-z]$']\n", &result, VERDICT_FAIL,
		    "screen-match:1\n@none of 25 lines matches\n-Total: [a-z]$\n+Total: 3\n"
		    " (line 25, the nearest)\n\n");
	buf_fini(&result.screen);
	screen_put(&result, 0, "");
	check_judge("screen-match: [x]\n", &result, VERDICT_FAIL,
		    "screen-match:1\n@nothing was printed\n-x\n\n");
	buf_fini(&result.screen);
}
END_TEST

START_TEST(a_machine_without_a_screen_never_passes)
{
	static const char why[] =
		" the machine has no memory at 0xb8000 to 0xb8f9f, where the text screen is\n\n";
	struct result result = halted();
	char *want = str_printf("screen:1\n%s", why);

	check_judge("screen: \"\"\nscreen-match: [x]\n", &result, VERDICT_FAIL, want);
	free(want);
	want = str_printf("screen-match:1\n%s", why);
	check_judge("screen-match: [x]\n", &result, VERDICT_FAIL, want);
	free(want);
	buf_fill(&result.screen, 0, SCREEN_BYTES - 1);
	want = str_printf("screen:1\n%s", why);
	check_judge("screen: \"\"\n", &result, VERDICT_FAIL, want);
	free(want);
	buf_fini(&result.screen);
}
END_TEST

/* A disk of three sectors (the image ends within the last), of which 1 and 2 were changed in one byte each.
 */
struct disk {
	struct buf image;
	struct disk_sector changed[2];
	struct result result;
};

static void disk_init(struct disk *disk)
{
	*disk = (struct disk){.result = halted()};
	for (unsigned i = 0; i < 1200; i++)
		buf_addc(&disk->image, (uint8_t)(i < 1024 ? i >> 9 : 0xee));
	for (size_t i = 0; i < 2; i++) {
		disk->changed[i].lba = i + 1;
		memset(disk->changed[i].bytes, 0, 512);
	}
	memset(disk->changed[0].bytes, 1, 512);
	memset(disk->changed[1].bytes, 0xee, 1200 - 1024);
	disk->changed[0].bytes[0x20] = 0x55;
	disk->changed[1].bytes[511] = 0xaa;
	disk->result.disk = disk->changed;
	disk->result.disk_count = 2;
	disk->result.disk_sectors = 3;
}

static void check_disk(const char *after, enum verdict_status status, const char *want)
{
	struct disk disk;
	char *text = str_printf("machine: {disk: d.img}\ndisk-after: {%s}\n", after);

	disk_init(&disk);
	check_judge_disk(text, &disk.image, &disk.result, status, want);
	buf_fini(&disk.image);
	free(text);
}

START_TEST(disk_bytes)
{
	check_disk("0: 00 00, 1: 01 01", VERDICT_PASS, "");
	check_disk("1: 01 02", VERDICT_FAIL,
		   "disk-after.1:2\n@sector 1: 1 of 2 bytes differs\n"
		   "-0x0000: 01 02                                            ..\n"
		   "+0x0000: 01 01                                            ..\n"
		   "            ^^\n\n");
	check_disk("1: 01 ?2", VERDICT_FAIL,
		   "disk-after.1:2\n@sector 1: 1 of 2 bytes differs\n"
		   "-0x0000: 01 ?2                                            .?\n"
		   "+0x0000: 01 01                                            ..\n"
		   "            ^^\n\n");
	check_disk("1: 01 ??, 2: ee ?e", VERDICT_PASS, "");
}
END_TEST

/* From the end of sector 0 (as in the image) over the whole of 1 (changed) into 2. */
START_TEST(disk_bytes_run_over)
{
	struct buf after = {0};

	buf_adds(&after, "0: ");
	for (int i = 0; i < 1025; i++)
		buf_adds(&after, i < 512 ? "00 " : i == 512 + 0x20 ? "55 " : i < 1024 ? "01 " : "ee");
	check_disk(buf_str(&after), VERDICT_PASS, "");
	memcpy(after.data + 3 + 3 * (512 + 0x20), "54", 2);
	memcpy(after.data + 3 + 3 * 1024, "ef", 2);
	check_disk(buf_str(&after), VERDICT_FAIL,
		   "disk-after.0:2\n@sector 1: 1 of 512 bytes differs\n"
		   "-0x0020: 54 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  T...............\n"
		   "+0x0020: 55 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  U...............\n"
		   "         ^^\n"
		   "@sector 2: 1 of 1 bytes differs\n"
		   "-0x0000: ef                                               .\n"
		   "+0x0000: ee                                               .\n"
		   "         ^^\n\n");
	buf_fini(&after);
}
END_TEST

START_TEST(unchanged_sectors)
{
	check_disk("0: unchanged", VERDICT_PASS, "");
	check_disk("0..1: unchanged", VERDICT_FAIL,
		   "disk-after.0..1:2\n@sector 1 was changed\n@sector 1: 1 of 512 bytes differs\n"
		   "-0x0020: 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  ................\n"
		   "+0x0020: 55 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  U...............\n"
		   "         ^^\n\n");
	/* Behind the image's end the disk has zeros. */
	check_disk("1..2: unchanged", VERDICT_FAIL,
		   "disk-after.1..2:2\n@2 sectors were changed: 1, 2\n@sector 1: 1 of 512 bytes differs\n"
		   "-0x0020: 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  ................\n"
		   "+0x0020: 55 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01  U...............\n"
		   "         ^^\n"
		   "@sector 2: 1 of 512 bytes differs\n"
		   "-0x01f0: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
		   "+0x01f0: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 aa  ................\n"
		   "                                                      ^^\n\n");
}
END_TEST

START_TEST(sectors_that_the_disk_lacks_never_pass)
{
	check_disk("3: 00", VERDICT_FAIL,
		   "disk-after.3:2\n this is not (all) on the disk, which has 3 sectors\n\n");
	check_disk("0: unchanged, 2..3: unchanged", VERDICT_FAIL,
		   "disk-after.2..3:2\n this is not (all) on the disk, which has 3 sectors\n\n");
	check_disk("0xffffffffffff: 00", VERDICT_FAIL,
		   "disk-after.281474976710655:2\n this is not (all) on the disk, which has 3 sectors\n\n");
}
END_TEST

/* A disk may have more sectors than its image; those are zeros. */
START_TEST(sectors_behind_the_image)
{
	static const char text[] = "machine: {disk: d.img}\ndisk-after: {3: 00, 4..1007: unchanged}\n";
	struct disk_sector last = {.lba = 1007, .bytes = {1}};
	struct disk disk;

	disk_init(&disk);
	disk.result.disk_sectors = 1008;
	check_judge_disk(text, &disk.image, &disk.result, VERDICT_PASS, "");
	disk.result.disk = &last;
	disk.result.disk_count = 1;
	check_judge_disk(
		text, &disk.image, &disk.result, VERDICT_FAIL,
		"disk-after.4..1007:2\n@sector 1007 was changed\n@sector 1007: 1 of 512 bytes differs\n"
		"-0x0000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
		"+0x0000: 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n"
		"         ^^\n\n");
	disk.result.disk_sectors = 0; /* no disk at all */
	check_judge_disk("machine: {disk: d.img}\ndisk-after: {0: unchanged}\n", &disk.image, &disk.result,
			 VERDICT_FAIL,
			 "disk-after.0:2\n this is not (all) on the disk, which has 0 sectors\n\n");
	buf_fini(&disk.image);
}
END_TEST

/* What a worker calls changed though it is not, counts for nothing; many are counted, not all shown. */
START_TEST(many_changed_sectors)
{
	struct buf image = {0};
	struct result result = halted();

	buf_fill(&image, 0, 100 * 512);
	result.disk = mem_zalloc(20, sizeof *result.disk);
	result.disk_count = 20;
	result.disk_sectors = 100;
	for (size_t i = 0; i < 20; i++) {
		result.disk[i].lba = 10 + i;
		memset(result.disk[i].bytes, i ? 0xff : 0, 512);
	}
	check_judge_disk("machine: {disk: d.img}\ndisk-after: {0..99: unchanged}\n", &image, &result,
			 VERDICT_FAIL,
			 "disk-after.0..99:2\n"
			 "@19 sectors were changed: 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22 ...\n"
#define CHANGED(lba)                                                                   \
	"@sector " lba ": 512 of 512 bytes differ\n"                                   \
	"-0x0000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n" \
	"+0x0000: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff  ................\n" \
	"         ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^\n"                   \
	"-0x0010: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................\n" \
	"+0x0010: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff  ................\n" \
	"         ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^ ^^\n"                   \
	" ... 480 more bytes differ behind this\n"
			 CHANGED("11") CHANGED("12") CHANGED("13") " ... 16 more sectors were changed\n\n");
	check_judge_disk("machine: {disk: d.img}\ndisk-after: {0..10: unchanged}\n", &image, &result,
			 VERDICT_PASS, "");
	free(result.disk);
	buf_fini(&image);
}
END_TEST

/* Every mismatch at once, in the order that judge.h says. */
START_TEST(order_of_mismatches)
{
	struct disk disk;
	struct testcase tc;
	struct verdict verdict;
	struct err err;
	static const char *const keys[] = {"stop",         "console",      "post",         "post-last",
					   "screen",       "screen-match", "registers.ax", "memory.0x0",
					   "disk-after.1", "cycles"};
	static const char text[] = "cycles: 1\nmachine: {disk: d.img}\ndisk-after: {1: unchanged}\n"
				   "memory: {0: 00}\nregisters: {ax: 1}\nscreen-match: [y]\nscreen: x\n"
				   "post-last: 1\npost: [1]\nconsole: x\nstop: idle\n";

	disk_init(&disk);
	screen_put(&disk.result, 0, "");
	ck_assert_msg(case_parse("x", "x", text, strlen(text), &tc, &err) == 0, "%s", err.text);
	judge_case(&tc, &disk.image, &disk.result, &verdict);
	ck_assert_uint_eq(verdict.count, sizeof keys / sizeof keys[0]);
	for (size_t i = 0; i < verdict.count; i++)
		ck_assert_str_eq(verdict.mismatches[i].key, keys[i]);
	verdict_fini(&verdict);
	case_fini(&tc);
	buf_fini(&disk.result.screen);
	buf_fini(&disk.image);
}
END_TEST

START_TEST(xfail_turns_the_verdict)
{
	struct result result = halted();

	check_judge("xfail: not yet\nstop: halt\n", &result, VERDICT_XPASS, "");
	check_judge("xfail: not yet\ncycles: 1..2\n", &result, VERDICT_XFAIL,
		    "cycles:2\n-1 to 2 cycles\n+100 cycles\n 98 too many\n\n");
}
END_TEST

Suite *suite_judge(void)
{
	const TTest *const tests[] = {
		everything_as_expected_passes,
		unsaid_stop_is_a_halt_or_exit_0,
		no_other_end_passes_unsaid,
		said_stop_is_compared_with_its_value,
		registers_name_the_bits_that_differ,
		lost_registers_never_pass,
		missing_captures_never_pass,
		memory_and_post_differ,
		cycles_say_by_how_much,
		patterns_match_lines_in_order,
		unmatched_pattern_shows_the_nearest_line,
		a_search_that_took_too_long_is_told,
		lines_take_no_memory,
		streams_with_nul_bytes_are_compared_whole,
		xfail_turns_the_verdict,
		last_post_byte,
		screen_is_compared_by_lines,
		screen_patterns_match_lines,
		a_machine_without_a_screen_never_passes,
		disk_bytes,
		disk_bytes_run_over,
		unchanged_sectors,
		sectors_that_the_disk_lacks_never_pass,
		sectors_behind_the_image,
		many_changed_sectors,
		order_of_mismatches,
	};
	Suite *suite = suite_create("judge");
	TCase *tc = tcase_create("judge");

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tcase_add_test(tc, tests[i]);
	tcase_set_timeout(tc, 30);
	suite_add_tcase(suite, tc);
	return suite;
}
