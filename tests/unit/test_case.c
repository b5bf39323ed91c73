#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "case/case.h"
#include "suites.h"

#define PATH "cases/sub/foo.expect"

static int parse(const char *text, size_t len, struct testcase *out, struct err *err)
{
	return case_parse(PATH, "sub/foo", text, len, out, err);
}

static void parse_ok(const char *text, struct testcase *out)
{
	struct err err;

	ck_assert_msg(parse(text, strlen(text), out, &err) == 0, "%s", err.text);
}

/* Both tables: a text, and what must be in the message. */
struct bad {
	const char *text, *fault;
};

static void bad_check(const struct bad *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct testcase tc;
		struct err err = {{0}};

		ck_assert_msg(parse(table[i].text, strlen(table[i].text), &tc, &err) == -1, "accepted: %s",
			      table[i].text);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "in:\n%s\nout:\n%s", table[i].text,
			      err.text);
		ck_assert_msg(strncmp(err.text, PATH ":", strlen(PATH) + 1) == 0, "%s", err.text);
		case_fini(&tc);
	}
}

#define BAD_CHECK(table) bad_check(table, sizeof(table) / sizeof((table)[0]))

START_TEST(everything)
{
	struct testcase tc;

	parse_ok("rom: hello\n"
		 "summary: greets on the debug console\n"
		 "tags: [smoke, console-1]\n"
		 "xfail: the FPU is not there yet\n"
		 "machine:\n"
		 "  start: protected\n"
		 "  memory: 2M\n"
		 "  cpu: v3\n"
		 "  registers: {ax: 0x1234, msr 0x174: 8}\n"
		 "  image: read-only\n"
		 "  strict: true\n"
		 "budget:\n"
		 "  cycles: 100_000\n"
		 "  time: 1.5ms\n"
		 "  output: 4K\n"
		 "stop: exit 0x10\n",
		 &tc);
	ck_assert_str_eq(tc.name, "sub/foo");
	ck_assert_str_eq(tc.path, PATH);
	ck_assert_str_eq(tc.rom, "hello");
	ck_assert_uint_eq(tc.rom_line, 1);
	ck_assert_str_eq(tc.summary, "greets on the debug console");
	ck_assert_str_eq(tc.xfail, "the FPU is not there yet");
	ck_assert_uint_eq(tc.tag_count, 2);
	ck_assert_str_eq(tc.tags[1], "console-1");
	ck_assert_int_eq((int)tc.machine.start, (int)START_PROTECTED);
	ck_assert_uint_eq(tc.machine.memory_bytes, 2 << 20);
	ck_assert_int_eq((int)tc.machine.cpu, (int)CPU_V3);
	ck_assert_int_eq((int)tc.machine.image, (int)IMAGE_READ_ONLY);
	ck_assert(machine_image_read_only(&tc.machine));
	ck_assert(tc.machine.strict);
	ck_assert_uint_eq(tc.machine.register_count, 2);
	ck_assert_uint_eq(tc.machine.registers[1].ref.msr, 0x174);
	ck_assert_uint_eq(tc.budget.cycles, 100000);
	ck_assert_uint_eq(tc.budget.wall_ns, 1500000);
	ck_assert_uint_eq(tc.budget.output_bytes, 4096);
	ck_assert_uint_eq(tc.expect.stop.line, 16);
	ck_assert_int_eq((int)tc.expect.stop.stop.kind, (int)STOP_EXIT);
	ck_assert_uint_eq(tc.expect.stop.stop.value, 16);
	case_fini(&tc);
}
END_TEST

START_TEST(defaults)
{
	static const struct budget budget = BUDGET_DEFAULT;
	struct testcase tc;

	parse_ok("stop: halt\n", &tc);
	ck_assert_str_eq(tc.rom, "foo");
	ck_assert_uint_eq(tc.rom_line, 0);
	ck_assert_ptr_null(tc.summary);
	ck_assert_ptr_null(tc.xfail);
	ck_assert_int_eq(memcmp(&tc.budget, &budget, sizeof budget), 0);
	ck_assert_int_eq((int)tc.machine.start, (int)START_REAL);
	ck_assert_uint_eq(machine_memory_bytes(&tc.machine), 1 << 20);
	ck_assert(!machine_image_read_only(&tc.machine));
	case_fini(&tc);
	parse_ok("machine: {start: reset}\nconsole: \"\"\n", &tc);
	ck_assert(machine_image_read_only(&tc.machine));
	case_fini(&tc);
	parse_ok("machine: {start: long}\nconsole: \"\"\n", &tc);
	ck_assert_uint_eq(machine_memory_bytes(&tc.machine), 16 << 20);
	case_fini(&tc);
}
END_TEST

/* The bytes that `value` gives as console, written as a C string; all have the same length as `bytes`. */
START_TEST(streams)
{
	static const struct {
		const char *value, *bytes;
		size_t len;
	} table[] = {
		{"Hello", "Hello", 5},
		{"123", "123", 3},
		{"null", "null", 4},
		{"\"\"", "", 0},
		{"''", "", 0},
		{"\"a\\r\\n\\0\\e\"", "a\r\n\0\033", 5},
		{"|\n  Hello\n  there\n", "Hello\nthere\n", 12},
		{"|-\n  Hello\n", "Hello", 5},
		{"|+\n  Hello\n", "Hello\n\n", 7},
		{">\n  Hello\n  there\n", "Hello there\n", 12},
		{"!!binary AAEC/w==", "\0\1\2\377", 4},
		{"!!binary |\n  AAEC\n  /w==\n", "\0\1\2\377", 4},
		{"!!binary \"\"", "", 0},
		{"!!str 12", "12", 2},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct testcase tc;
		char text[128];

		snprintf(text, sizeof text, "# a comment\nconsole: %s\n", table[i].value);
		parse_ok(text, &tc);
		ck_assert_uint_eq(tc.expect.console.line, 2);
		ck_assert_uint_eq(tc.expect.console.len, table[i].len);
		ck_assert_int_eq(memcmp(tc.expect.console.bytes, table[i].bytes, table[i].len), 0);
		ck_assert_uint_eq(tc.expect.serial.line, 0);
		case_fini(&tc);
	}
}
END_TEST

START_TEST(post)
{
	static const char *const values[] = {"[0x01, 2, 0b11]", "\"01 02 03\"", "010203", "!!binary AQID"};
	struct testcase tc;

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		char text[64];

		snprintf(text, sizeof text, "post: %s\n", values[i]);
		parse_ok(text, &tc);
		ck_assert_uint_eq(tc.expect.post.len, 3);
		ck_assert_int_eq(memcmp(tc.expect.post.bytes, "\1\2\3", 3), 0);
		case_fini(&tc);
	}
	parse_ok("post: []\n", &tc);
	ck_assert_uint_eq(tc.expect.post.line, 1);
	ck_assert_uint_eq(tc.expect.post.len, 0);
	case_fini(&tc);
}
END_TEST

START_TEST(patterns)
{
	struct testcase tc;

	parse_ok("console-match:\n  - ^Hello, [A-Z]+!$\n  - \"[0-9]{1,3} ms\"\nserial-match: ok\n", &tc);
	ck_assert_uint_eq(tc.expect.console_match.count, 2);
	ck_assert_str_eq(tc.expect.console_match.items[0].text, "^Hello, [A-Z]+!$");
	ck_assert_uint_eq(tc.expect.console_match.items[1].line, 3);
	ck_assert_ptr_nonnull(tc.expect.console_match.items[0].compiled);
	ck_assert_uint_eq(tc.expect.serial_match.count, 1);
	case_fini(&tc);
}
END_TEST

START_TEST(registers)
{
	struct testcase tc;
	struct buf out = {0};

	parse_ok("registers:\n"
		 "  ax: 0x000a\n"
		 "  EAX: 0x????000a\n"
		 "  ah: 0\n"
		 "  flags: cf=0 zf=1\n"
		 "  msr 0xC0000080: 0x500\n",
		 &tc);
	ck_assert_uint_eq(tc.expect.register_count, 5);
	ck_assert_str_eq(tc.expect.registers[1].ref.reg->name, "eax");
	ck_assert_uint_eq(tc.expect.registers[3].line, 5);
	x86_value_fields(&tc.expect.registers[3].ref, &tc.expect.registers[3].value, &out);
	ck_assert_str_eq(buf_str(&out), "cf=0 zf=1");
	ck_assert_uint_eq(tc.expect.registers[4].ref.msr, 0xc0000080);
	buf_fini(&out);
	case_fini(&tc);
}
END_TEST

START_TEST(memory)
{
	struct testcase tc;

	parse_ok("memory:\n"
		 "  0x7dfe: 55 aa\n"
		 "  0x7dff: \"a? ?3 ??\"\n"
		 "  4_294_967_280: !!binary AAE=\n"
		 "  0x100: |\n"
		 "    00 01\n"
		 "    02 03\n",
		 &tc);
	ck_assert_uint_eq(tc.expect.memory_count, 4);
	ck_assert_uint_eq(tc.expect.memory[0].gpa, 0x7dfe);
	ck_assert_int_eq(memcmp(tc.expect.memory[0].bytes, "\x55\xaa", 2), 0);
	ck_assert_int_eq(memcmp(tc.expect.memory[1].bytes, "\xa0\x03\x00", 3), 0);
	ck_assert_int_eq(memcmp(tc.expect.memory[1].mask, "\xf0\x0f\x00", 3), 0);
	ck_assert_uint_eq(tc.expect.memory[2].gpa, 0xfffffff0);
	ck_assert_int_eq(memcmp(tc.expect.memory[2].mask, "\xff\xff", 2), 0);
	ck_assert_uint_eq(tc.expect.memory[3].len, 4);
	ck_assert_uint_eq(tc.expect.memory[3].line, 5);
	case_fini(&tc);
}
END_TEST

START_TEST(cycles)
{
	static const struct {
		const char *text;
		uint64_t min, max;
	} table[] = {
		{"1000..1300", 1000, 1300}, {"1_000 .. 1_300", 1000, 1300}, {"1000..", 1000, UINT64_MAX},
		{"..1300", 0, 1300},        {"1234", 1234, 1234},           {"0x10..0x20", 16, 32},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct testcase tc;
		char text[64];

		snprintf(text, sizeof text, "cycles: %s\n", table[i].text);
		parse_ok(text, &tc);
		ck_assert_uint_eq(tc.expect.cycles.line, 1);
		ck_assert_uint_eq(tc.expect.cycles.min, table[i].min);
		ck_assert_uint_eq(tc.expect.cycles.max, table[i].max);
		case_fini(&tc);
	}
}
END_TEST

/* CR LF, a byte order mark, an explicit document and comments change nothing. */
START_TEST(shapes)
{
	static const char *const texts[] = {
		"console: |\r\n  a\r\n  b\r\nstop: halt\r\n",
		"\xef\xbb\xbf"
		"console: |\n  a\n  b\n",
		"%YAML 1.2\n---\n# first\nconsole: |\n  a\n  b\n...\n",
		"{console: \"a\\nb\\n\", stop: halt}",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct testcase tc;

		parse_ok(texts[i], &tc);
		ck_assert_uint_eq(tc.expect.console.len, 4);
		ck_assert_int_eq(memcmp(tc.expect.console.bytes, "a\nb\n", 4), 0);
		case_fini(&tc);
	}
}
END_TEST

START_TEST(bad_structure)
{
	static const struct bad table[] = {
		{"", ":1:1: the file is empty"},
		{"# nothing\n", "the file is empty"},
		{"--- \n", "a case file is a map of keys such as console and registers, not nothing"},
		{"- a\n", "not a list"},
		{"hello\n", "not text"},
		{"rom: x\nsummary: y\n", ":1:1: no expectation"},
		{"registers: {}\n", "no expectation"},
		{"stop: halt\n---\nstop: halt\n", ":2:1: a second document"},
		{"stop:\n\thalt\n", ":2:1: YAML: tab"},
		{"stop: &a halt\nrom: *a\n", ":1:8: anchors are not used"},
		{"stop: &a halt\nrom: *a\n", ":2:7: aliases are not used"},
		{"machine: &m {}\nbudget: {<<: *m}\nstop: halt\n", "unknown key \"<<\""},
		{"stop: !halt x\n", "unknown tag"},
		{"? [stop]\n: halt\n", "a key is a word, not a list"},
		{"console: \"abc\nstop: halt\n", ":1:10: YAML: wrongly indented double-quoted"},
		{"console: \"abc", ":1:11: YAML: double-quoted scalar without closing quote"},
		{"[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested too deeply"},
		{"console: [a\n", "YAML: flow sequence"},
		{"console: a: b\n", "YAML: "},
		{"console: \xff\n", ":1:10: the byte 0xff is not UTF-8"},
		{"%YAML 9.9\n---\na: b\n", ":1:1: YAML: not valid behind this place"},
		{"stop: halt\nconsole: |0x\n", ":2:1: YAML: not valid behind this place"},
		{"regsters:\n  ax: 1\n", ":1:1: unknown key \"regsters\" (did you mean \"registers\"?)"},
		{"banana: 1\n", "unknown key \"banana\"\n"},
		{"start: boot\n", ":1:1: unknown key \"start\" here: it stands under \"machine\"\n"},
		{"machine: {time: 1s}\n", "unknown key \"time\" here: it stands under \"budget\"\n"},
		{"budget: {stop: halt}\n",
		 ":1:10: unknown key \"stop\" here: it stands at the left margin, under no other key\n"},
		{"machine: {disc: x}\n", ":1:11: unknown key \"disc\""},
		{"stop: halt\nrom: a\nstop: halt\n", ":3:1: duplicate key \"stop\" (first on line 1)"},
	};

	BAD_CHECK(table);
}
END_TEST

START_TEST(bad_scalars)
{
	static const struct bad table[] = {
		{"rom: [a]\n", "\"rom\" takes the name of a ROM, not a list"},
		{"rom:\n", ":1:1: \"rom\" has no value"},
		{"rom: \"\"\n", "\"rom\" is empty"},
		{"rom: \"a\\0b\"\n", "\"rom\" has a NUL character"},
		{"rom: a.asm\n", "without .asm: a"},
		{"rom: \"a\\nb\"\n", "the name of a ROM"},
		{"summary: \"a\\nb\"\n", "\"summary\" takes one line"},
		{"summary: \"a\\e[2Jb\"\n",
		 ":1:10: \"summary\" has a control character, which a terminal would obey: take it out of "
		 "\"a\\e[2Jb\""},
		{"xfail: \"\\r\\x9bm\"\n", "\"xfail\" has a control character"},
		{"xfail: \"a\\u202eb\"\n", "take it out of \"a\\u202eb\""},
		{"xfail: a\302\233b\n", "take it out of \"a\\u009bb\""},
		{"rom: \"a\\eb\"\n", "\"rom\" has a control character"},
		{"needs: [a, \"b\\a\"]\n", ":1:12: \"needs\" has a control character"},
		{"machine: {disk: \"a\\eb\"}\n", "\"disk\" has a control character"},
		{"xfail: \"\"\n", "\"xfail\" is empty: it takes the reason"},
		{"xfail: \" \"\n", "\"xfail\" takes the reason"},
		{"tags: smoke\n", "\"tags\" takes a list of words"},
		{"tags: [a b]\n", ":1:8: a tag is a word"},
		{"tags: [a, a]\n", ":1:11: duplicate tag \"a\""},
		{"machine: real\n", "\"machine\" takes a map, not text"},
		{"machine: {start: rael}\n", "unknown start \"rael\" (did you mean \"real\"?)"},
		{"machine: {start: x}\n", "unknown start \"x\": write real, boot, reset, protected or long"},
		{"machine: {memory: 5000}\n", "memory is out of range: 64 KiB to 2 GiB"},
		{"machine: {memory: 65537}\n", "a multiple of 4K"},
		{"machine: {memory: 4G}\n", "out of range"},
		{"machine: {memory: lots}\n", "not a number"},
		{"machine: {strict: yes}\n", "takes true or false, not \"yes\""},
		{"machine: {image: rw}\n", "unknown image \"rw\": write default, read-only or writable"},
		{"machine: {start: long, memory: 1M}\nstop: halt\n",
		 ":1:24: the start state \"long\" loads the image at 1M"},
		{"budget: {cycles: 0}\n", "the budget of cycles is out of range"},
		{"budget: {time: 0s}\n", "the budget of time is out of range: 1 ns to 3600 s"},
		{"budget: {time: 1h}\n", "is not a time"},
		{"budget: {output: 0}\n", "the budget of output is out of range"},
		{"budget: {disk: 15K}\n", "the budget of the disk is out of range: 16 KiB to 64 MiB"},
		{"budget: {disk: 65M}\n", "the budget of the disk is out of range"},
		{"stop: hlat\n", ":1:7: unknown stop \"hlat\" (did you mean \"halt\"?)"},
		{"stop: exit\n", "\"exit\" needs the value"},
		{"stop: stray\n", "machine: {strict: true}"},
		{"cycles: 10..5\n", "the range is empty: 10 is more than 5"},
		{"cycles: ..\n", "write a number or a range"},
		{"cycles: \" \"\n", "write a number or a range"},
		{"cycles: 1...5\n", "not a number"},
		{"cycles: 500..\nbudget: {cycles: 100}\n", ":1:1: more cycles than the budget grants"},
		{"machine: {irqchip: kernel}\ncycles: 500\n",
		 ":2:1: no count is exact with \"irqchip: kernel\": give a range such as 1000..1300"},
	};

	BAD_CHECK(table);
}
END_TEST

START_TEST(bad_bytes)
{
	static const struct bad table[] = {
		{"console: [a]\n", "\"console\" takes text (\"\" where nothing is printed), not a list"},
		{"console: {a: b}\n", "not a map"},
		{"console:\n", "\"console\" has no value"},
		{"console: !!binary a\n", "not base64"},
		{"console: !!binary AA=A\n", "not base64"},
		{"console: !!binary AB==\n", "not base64"},
		{"console: !!binary AAAA=\n", "not base64"},
		{"console: !!binary \"A\\0AA\"\n", "not base64"},
		{"console: hello\nbudget: {output: 4}\n", ":1:1: more output than the budget grants"},
		{"post: [256]\n", ":1:8: 256 is more than a byte"},
		{"post: [010]\n", "leading zero"},
		{"post: [[1]]\n", "a byte is a number"},
		{"post: 1\n", "not bytes"},
		{"post: 0?\n", "not bytes"},
		{"post:\n", "\"post\" has no value"},
		{"console-match: [\"(\"]\n", ":1:17: not a regular expression: a ( without its )"},
		{"console-match: [\"\"]\n", "a pattern is a regular expression of at least one character"},
		{"console-match: {a: b}\n", "takes a list of regular expressions, not a map"},
		{"console-match: \"((a{255}){255}){255}\"\n", "the regular expression is too large"},
		{"console-match: \"((((((((((((((((((a))))))))))))))))))\"\n",
		 "the regular expression is too large"},
	};

	BAD_CHECK(table);
}
END_TEST

START_TEST(bad_state)
{
	static const struct bad table[] = {
		{"registers: [ax]\n", "\"registers\" takes a map of registers to values, not a list"},
		{"registers:\n  eaz: 1\n", ":2:3: unknown register \"eaz\" (did you mean \"eax\"?)"},
		{"registers:\n  ax: 0x12345\n", ":2:7: \"0x12345\" does not fit ax, which has 16 bits"},
		{"registers:\n  ax: 010\n", "leading zero: write 0x"},
		{"registers:\n  ax:\n", "register \"ax\" takes a value such as 0x1f, not nothing"},
		{"registers:\n  ax: [1]\n", "not a list"},
		{"registers:\n  ax: 1\n  AX: 1\n", ":3:3: duplicate register \"AX\" (first on line 2)"},
		{"registers:\n  ax: 1\n  eax: 2\n", ":3:3: \"eax\" contradicts \"ax\" on line 2"},
		{"registers:\n  flags: zf=1\n  eflags: 0\n", "contradicts \"flags\""},
		{"registers:\n  msr 1: 1\n  msr 0x1: 1\n", "duplicate register"},
		{"machine: {registers: {ax: 1foo}}\n", "not a number"},
		{"machine: {registers: {msr 1: 0x?}}\n", "msr 0x1 needs all its digits"},
		{"memory: [1]\n", "\"memory\" takes a map of addresses"},
		{"memory:\n  1x: 00\n", "not an address"},
		{"memory:\n  0x10: 5\n", "not bytes: write pairs"},
		{"memory:\n  0x10: 55 a a\n", "not bytes"},
		{"memory:\n  0x10:\n", "not nothing"},
		{"memory:\n  0x10: \" \"\n", "no bytes"},
		{"memory:\n  0x10: 55\n  16: 55\n", ":3:3: duplicate address \"16\" (first on line 2)"},
		{"memory:\n  0x10: 11 22 33\n  0x12: 34\n", ":3:3: contradicts line 2 at address 0x12"},
		{"memory:\n  0xffffffffffffffff: 11 22\n", "beyond the end"},
	};

	BAD_CHECK(table);
}
END_TEST

/* The form of the messages, all faults of a file at once and in the order of their lines. */
START_TEST(report)
{
	static const char text[] = "stop: hlat\n"
				   "regsters:\n"
				   "  ax: 1\n"
				   "machine: {\tstrict: no, memory: 1}\n"
				   "console: \"\xc3\xa9\\q\n";
	static const char fixed[] = "stop: hlat\n"
				    "regsters:\n"
				    "  ax: 1\n"
				    "machine: {\tstrict: no, memory: 1}\n";
	struct testcase tc;
	struct err err;

	ck_assert_int_eq(parse(fixed, strlen(fixed), &tc, &err), -1);
	ck_assert_str_eq(
		err.text, PATH
		":1:7: unknown stop \"hlat\" (did you mean \"halt\"?)\n"
		"    1 | stop: hlat\n"
		"      |       ^~~~\n" PATH ":2:1: unknown key \"regsters\" (did you mean \"registers\"?)\n"
		"    2 | regsters:\n"
		"      | ^~~~~~~~\n" PATH ":4:20: \"strict\" takes true or false, not \"no\"\n"
		"    4 | machine: {\tstrict: no, memory: 1}\n"
		"      |           \t        ^~\n" PATH ":4:32: memory is out of range: 64 KiB to 2 GiB\n"
		"    4 | machine: {\tstrict: no, memory: 1}\n"
		"      |           \t                    ^");
	ck_assert_int_eq(parse(text, strlen(text), &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, ":5:"));
}
END_TEST

START_TEST(report_is_cut_at_whole_faults)
{
	struct buf text = {0};
	struct testcase tc;
	struct err err;

	for (int i = 0; i < 100; i++)
		buf_printf(&text, "banana%d: 1\n", i);
	ck_assert_int_eq(parse(buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_uint_lt(strlen(err.text), sizeof err.text - 1);
	ck_assert_ptr_nonnull(strstr(err.text, " more faults in this file"));
	buf_clear(&text);
	buf_adds(&text, "console: ");
	buf_fill(&text, ' ', 3000);
	buf_adds(&text, "[");
	buf_fill(&text, 'x', 3000);
	ck_assert_int_eq(parse(buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_uint_lt(strlen(err.text), 500);
	buf_fini(&text);
}
END_TEST

START_TEST(hostile_bytes)
{
	struct testcase tc;
	struct buf text = {0};
	struct err err;

	ck_assert_int_eq(parse("stop: ha\0lt\n", 12, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, ":1:9: a NUL byte"));
	ck_assert_int_eq(parse("\"\\e[31m\": 1\n", 12, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "unknown key \"\\e[31m\""));
	buf_fill(&text, '#', (1 << 20) + 1);
	ck_assert_int_eq(parse(buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "more than 1 MiB"));
	buf_clear(&text);
	buf_adds(&text, "memory:\n");
	for (int i = 0; i < 2000; i++)
		buf_printf(&text, "  %d: 00\n", i);
	ck_assert_int_eq(parse(buf_str(&text), text.len, &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "more than 1024 addresses"));
	buf_fini(&text);
}
END_TEST

START_TEST(load)
{
	char path[] = "/tmp/romkit-test-XXXXXX";
	struct testcase tc;
	struct err err;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq((int)write(fd, "stop: halt\n", 11), 11);
	close(fd);
	ck_assert_msg(case_load(path, "foo", &tc, &err) == 0, "%s", err.text);
	case_fini(&tc);
	unlink(path);
	ck_assert_int_eq(case_load(path, "foo", &tc, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_int_eq(case_load("/tmp", "foo", &tc, &err), -1);
	case_fini(&tc);
}
END_TEST

Suite *suite_case(void)
{
	Suite *suite = suite_create("case");
	TCase *good = tcase_create("good"), *bad = tcase_create("bad");

	tcase_add_test(good, everything);
	tcase_add_test(good, defaults);
	tcase_add_test(good, streams);
	tcase_add_test(good, post);
	tcase_add_test(good, patterns);
	tcase_add_test(good, registers);
	tcase_add_test(good, memory);
	tcase_add_test(good, cycles);
	tcase_add_test(good, shapes);
	tcase_add_test(good, load);
	suite_add_tcase(suite, good);
	tcase_add_test(bad, bad_structure);
	tcase_add_test(bad, bad_scalars);
	tcase_add_test(bad, bad_bytes);
	tcase_add_test(bad, bad_state);
	tcase_add_test(bad, report);
	tcase_add_test(bad, report_is_cut_at_whole_faults);
	tcase_add_test(bad, hostile_bytes);
	suite_add_tcase(suite, bad);
	return suite;
}
