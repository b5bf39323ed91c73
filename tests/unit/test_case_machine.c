/* The keys of a case for a PC's devices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case/case.h"
#include "suites.h"

#define PATH "cases/sub/pc.expect"

static int parse(const char *text, struct testcase *out, struct err *err)
{
	return case_parse(PATH, "sub/pc", text, strlen(text), out, err);
}

/* The case has `machine: {...}` and nothing else of interest. */
static void parse_machine_ok(const char *inside, struct testcase *out)
{
	char *text = str_printf("stop: halt\nmachine:\n%s\n", inside);
	struct err err;

	ck_assert_msg(parse(text, out, &err) == 0, "%s", err.text);
	free(text);
}

START_TEST(everything)
{
	struct testcase tc;

	parse_machine_ok("  irqchip: kernel\n"
			 "  pci: true\n"
			 "  fw-cfg: {etc/boot-menu-wait: \"0\", opt/x: !!binary AAE=, opt/none: \"\"}\n"
			 "  console-port: 0x402\n"
			 "  post-port: 0x190 word\n"
			 "  rtc: 2026-01-31 12:34:56\n"
			 "  serial-input: \"y\\r\"\n"
			 "  keys: \"a\"\n"
			 "  disk: disk.img\n"
			 "  disk-geometry: 306/4/17\n"
			 "  option-roms:\n"
			 "    - vga\n"
			 "    - /usr/share/x.rom\n",
			 &tc);
	ck_assert_int_eq((int)tc.machine.irqchip, (int)IRQCHIP_KERNEL);
	ck_assert(tc.machine.pci && tc.machine.fw_cfg);
	ck_assert_uint_eq(tc.machine.fw_cfg_file_count, 3);
	ck_assert_str_eq(tc.machine.fw_cfg_files[0].name, "etc/boot-menu-wait");
	ck_assert_uint_eq(tc.machine.fw_cfg_files[0].bytes.len, 1);
	ck_assert_mem_eq(tc.machine.fw_cfg_files[1].bytes.data, "\0\1", 2);
	ck_assert_uint_eq(tc.machine.fw_cfg_files[2].bytes.len, 0);
	ck_assert(tc.machine.console_port.is_set && tc.machine.post_port.is_set);
	ck_assert_uint_eq(tc.machine.console_port.port, 0x402);
	ck_assert_uint_eq(tc.machine.console_port.bits, 8);
	ck_assert_uint_eq(tc.machine.post_port.port, 0x190);
	ck_assert_uint_eq(tc.machine.post_port.bits, 16);
	ck_assert_uint_eq(tc.machine.rtc_unix_s, 1769862896);
	ck_assert_uint_eq(tc.machine.serial_input.count, 1);
	ck_assert_str_eq(buf_str(&tc.machine.serial_input.steps[0].bytes), "y\r");
	ck_assert_uint_eq(tc.machine.keys.send_bytes, 2);
	ck_assert_str_eq(tc.disk.name, "disk.img");
	ck_assert_uint_eq(tc.disk.line, 11);
	ck_assert_uint_eq(tc.machine.disk_geometry.cylinders, 306);
	ck_assert_uint_eq(tc.machine.disk_geometry.heads, 4);
	ck_assert_uint_eq(tc.machine.disk_geometry.sectors, 17);
	ck_assert_uint_eq(tc.option_rom_count, 2);
	ck_assert_str_eq(tc.option_roms[1].name, "/usr/share/x.rom");
	ck_assert_uint_eq(tc.option_roms[1].line, 15);
	case_fini(&tc);
}
END_TEST

START_TEST(defaults)
{
	struct testcase tc;

	parse_machine_ok("  fw-cfg: false", &tc);
	ck_assert_int_eq((int)tc.machine.irqchip, (int)IRQCHIP_ROMKIT);
	ck_assert(!tc.machine.pci && !tc.machine.fw_cfg);
	ck_assert(!tc.machine.console_port.is_set && !tc.machine.post_port.is_set);
	ck_assert_uint_eq(tc.machine.rtc_unix_s, 0);
	ck_assert_uint_eq(tc.machine.serial_input.count + tc.machine.keys.count, 0);
	ck_assert_ptr_null(tc.disk.name);
	ck_assert_uint_eq(tc.option_rom_count + tc.need_count, 0);
	case_fini(&tc);
	parse_machine_ok("  fw-cfg: true", &tc);
	ck_assert(tc.machine.fw_cfg);
	case_fini(&tc);
	parse_machine_ok("  fw-cfg: {}\n  option-roms: vga.rom", &tc);
	ck_assert(tc.machine.fw_cfg);
	ck_assert_uint_eq(tc.option_rom_count, 1);
	case_fini(&tc);
}
END_TEST

START_TEST(needs)
{
	struct testcase tc;
	struct err err;

	ck_assert_int_eq(parse("needs: /usr/share/seabios/bios.bin\nstop: halt\n", &tc, &err), 0);
	ck_assert_uint_eq(tc.need_count, 1);
	ck_assert_uint_eq(tc.needs[0].line, 1);
	case_fini(&tc);
	ck_assert_int_eq(parse("needs:\n- a\n- b/c.bin\nstop: halt\n", &tc, &err), 0);
	ck_assert_uint_eq(tc.need_count, 2);
	ck_assert_str_eq(tc.needs[1].name, "b/c.bin");
	ck_assert_uint_eq(tc.needs[1].line, 3);
	case_fini(&tc);
}
END_TEST

/* Seconds as `date -u -d ... +%s` gives them. */
START_TEST(dates)
{
	static const struct {
		const char *text;
		uint64_t unix_s;
	} table[] = {
		{"1980-01-01", RTC_UNIX_S_MIN},
		{"2000-01-01 00:00:00", RTC_UNIX_S_DEFAULT},
		{"2099-12-31 23:59:59", RTC_UNIX_S_MAX},
		{"2000-02-29", 951782400},
		{"2000-03-01", 951868800},
		{"2024-02-29 23:59:59", 1709251199},
		{"2023-02-28 01:02:03", 1677546123},
		{"2038-01-19 03:14:08", 2147483648},
	};
	static const struct {
		const char *text, *fault;
	} bad[] = {
		{"2023-02-29", "there is no day 29 in 2023-02"},
		{"2099-02-29", "there is no day 29"},
		{"2024-04-31", "there is no day 31 in 2024-04"},
		{"2024-00-01", "there is no month 0"},
		{"2024-13-01", "there is no month 13"},
		{"2024-01-00", "there is no day 0"},
		{"2024-01-01 24:00:00", "there is no time 24:00:00"},
		{"2024-01-01 23:60:00", "there is no time"},
		{"2024-01-01 23:59:60", "there is no time"},
		{"1979-12-31 23:59:59", "the year is out of range: 1980 to 2099"},
		{"2100-01-01", "the year is out of range"},
		{"2024-1-1", "a date is written 2026-01-31"},
		{"2024-01-01T00:00:00", "a date is written"},
		{"2024-01-01 00:00", "a date is written"},
		{"2024-01-01 00:00:00Z", "a date is written"},
		{"2024-01-01 ", "a date is written"},
		{"", "a date is written"},
	};
	uint64_t out = 1;
	struct err err;

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		ck_assert_msg(machine_parse_rtc(table[i].text, &out, &err) == 0, "%s", err.text);
		ck_assert_uint_eq(out, table[i].unix_s);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ck_assert_msg(machine_parse_rtc(bad[i].text, &out, &err) == -1, "%s", bad[i].text);
		ck_assert_msg(strstr(err.text, bad[i].fault) != NULL, "%s: %s", bad[i].text, err.text);
	}
}
END_TEST

START_TEST(inputs)
{
	static const struct {
		const char *inside;
		size_t steps, bytes;
		struct input_step last;
		const char *text; /* of the last step */
	} table[] = {
		{"keys: dir", 3, 6, {.delay_ns = 10000000}, "\x13\x93"},
		{"keys: \"1\"", 1, 2, {0}, "\x02\x82"},
		{"keys: |\n    A\n", 2, 6, {.delay_ns = 10000000}, "\x1c\x9c"},
		{"keys: [0x1e, 0x9e]", 2, 2, {0}, "\x9e"},
		{"keys: [0, 0xff]", 2, 2, {0}, "\xff"},
		{"keys: [{after: 500ms}, 0x1e]", 1, 1, {.delay_ns = 500000000}, "\x1e"},
		{"keys: [a, {after: 2s}, {after: 1s}, 0x1e]", 2, 3, {.delay_ns = 3000000000}, "\x1e"},
		{"keys: [\"1\", x]", 2, 4, {.delay_ns = 10000000}, "\x2d\xad"},
		{"keys: [{prompt: \"? \"}, {screen: \"C:\"}, k]", 3, 2, {.delay_ns = 10000000}, "\x25\xa5"},
		{"serial-input: \"\"", 0, 0, {0}, NULL},
		{"serial-input: !!binary G1sx", 1, 3, {0}, "\033[1"},
		{"serial-input: [1, {after: 1ms}, !!binary G1sx]", 2, 4, {.delay_ns = 1000000}, "\033[1"},
		{"serial-input: [{prompt: !!binary G1sx}, {after: 1s}, {after: 2s}, \"y\\r\"]",
		 2,
		 2,
		 {.delay_ns = 3000000000},
		 "y\r"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *text = str_printf("  %s", table[i].inside);
		const struct input *input;
		struct testcase tc;

		parse_machine_ok(text, &tc);
		input = *table[i].inside == 'k' ? &tc.machine.keys : &tc.machine.serial_input;
		ck_assert_msg(input->count == table[i].steps, "%s: %zu steps", text, input->count);
		ck_assert_msg(input->send_bytes == table[i].bytes, "%s: %zu bytes", text, input->send_bytes);
		if (table[i].text) {
			const struct input_step *last = &input->steps[input->count - 1];

			ck_assert_msg(last->delay_ns == table[i].last.delay_ns, "%s", text);
			ck_assert_str_eq(buf_str(&last->bytes), table[i].text);
		}
		case_fini(&tc);
		free(text);
	}
}
END_TEST

/* What waits knows its text and its line. */
START_TEST(waits)
{
	struct testcase tc;
	const struct input_step *steps;

	parse_machine_ok(
		"  keys:\n    - prompt: \"A key? \"\n    - a\n    - {after: 1s}\n    - screen: \"Setup  \"\n"
		"    - b\n",
		&tc);
	steps = tc.machine.keys.steps;
	ck_assert_int_eq((int)steps[0].kind, (int)INPUT_PROMPT);
	ck_assert_str_eq(buf_str(&steps[0].bytes), "A key? ");
	ck_assert_int_eq((int)steps[2].kind, (int)INPUT_SCREEN);
	ck_assert_str_eq(buf_str(&steps[2].bytes), "Setup"); /* the screen ends no line with spaces */
	ck_assert_uint_eq(steps[2].delay_ns, 1000000000);
	ck_assert_uint_eq(steps[2].line, steps[0].line + 3);
	ck_assert_uint_eq(steps[1].line, 0);
	case_fini(&tc);
}
END_TEST

/* `machine: {INSIDE}` and what is said about it. */
START_TEST(bad_machine)
{
	static const struct {
		const char *inside, *fault;
	} table[] = {
		{"irqchip: kvm", ":1:20: unknown irqchip \"kvm\": write romkit or kernel"},
		{"pci: yes", "\"pci\" takes true or false, not \"yes\""},
		{"fw-cfg: maybe", "\"fw-cfg\" takes true or false, not \"maybe\""},
		{"fw-cfg: [a]", "\"fw-cfg\" takes true or false, or a map of file names to text, not a list"},
		{"fw-cfg: {a: [x]}", "\"a\" takes text or !!binary, not a list"},
		{"fw-cfg: {a: }", "\"a\" has no value"},
		{"fw-cfg: {a b: x}", "a name of 1 to 55 ASCII characters"},
		{"fw-cfg: {a: x, a: y}", "duplicate file \"a\""},
		{"fw-cfg: {\"\": x}", "a key is a word"},
		{"console-port: 65536", ":1:25: a port is out of range: 0 to 0xffff"},
		{"console-port: 0xffff word", "a port that is a word wide is out of range: 0 to 0xfffe"},
		{"console-port: 0x402 byte", "not a port: write a number such as 0x402"},
		{"console-port: word", "not a port"},
		{"console-port: 0xf4", ":1:11: \"console-port\" takes port 0xf4, where the exit port is"},
		{"post-port: 0x501", "\"post-port\" takes port 0x501, where the exit port is"},
		{"post-port: 0xf3 word", "\"post-port\" takes port 0xf4, where the exit port is"},
		{"post-port: 0xe9", "\"post-port\" takes port 0xe9, where the console is"},
		{"post-port: 0x01", "\"post-port\" takes port 0x1, where the console is"},
		{"console-port: 0x80", "\"console-port\" takes port 0x80, where the POST port is"},
		{"console-port: 0x402, post-port: 0x402", ":1:32: \"post-port\" takes port 0x402"},
		{"console-port: 0x402 word, post-port: 0x403", "takes port 0x403, where the console is"},
		{"rtc: 2023-02-29", ":1:16: there is no day 29 in 2023-02"},
		{"serial-input: ", "\"serial-input\" has no value"},
		{"serial-input: !!binary x", "not base64"},
		{"serial-input: {prompt: x}",
		 "\"serial-input\" takes text, !!binary, or a list of steps, not a map"},
		{"serial-input: []", "\"serial-input\" is an empty list"},
		{"serial-input: [\"\"]",
		 ":1:26: a step is text, !!binary, or a map such as {prompt: \"login: \"}"},
		{"serial-input: [[x]]", ":1:26: a step is text, !!binary, or a map"},
		{"serial-input: [{}]", ":1:26: a step is text, !!binary, or a map"},
		{"serial-input: [!!binary x]", "not base64"},
		{"serial-input: [{promt: x}, y]", ":1:27: unknown key \"promt\" (did you mean \"prompt\"?)"},
		{"serial-input: [{screen: x}, y]", ":1:27: unknown key \"screen\""},
		{"serial-input: [{prompt: x, after: 1s}, y]", ":1:38: one thing a step"},
		{"serial-input: [{prompt: \"\"}, y]",
		 ":1:35: \"prompt\" is empty: it takes text or !!binary"},
		{"serial-input: [{prompt: !!binary \"\"}, y]", "\"prompt\" is empty"},
		{"serial-input: [{prompt: }, y]", "\"prompt\" has no value"},
		{"serial-input: [{prompt: [x]}, y]", "\"prompt\" takes text or !!binary, not a list"},
		{"serial-input: [{prompt: {after: 1s}}, y]", "\"prompt\" takes text or !!binary, not a map"},
		{"serial-input: [y, {prompt: x}]", ":1:29: nothing comes after it"},
		{"keys: ", "\"keys\" has no value"},
		{"keys: \"\"", "\"keys\" is empty"},
		{"keys: []", "\"keys\" is an empty list"},
		{"keys: 0x1e", "write [0x1e] for a scan code, or \"0x1e\" for what is typed"},
		{"keys: \"na\xc3\xafve\"", "no key of a US keyboard types \"\xc3\xaf\""},
		{"keys: [0x100]", "0x100 is more than a byte"},
		{"keys: [2nd]", "not a scan code such as 0x1e"},
		{"keys: [[a]]", "a step is a scan code, text, or a map such as {prompt: \"A key?\"}"},
		{"keys: [\"\"]", "a step is a scan code, text, or a map"},
		{"keys: [!!binary Hg==]", "bytes of the keyboard are scan codes such as 0x1e"},
		{"keys: [{before: 1s}, a]", "unknown key \"before\""},
		{"keys: [{after: 1s, x: y}, a]", "one thing a step"},
		{"keys: [{after: 0}, a]", "a wait is out of range: 1 ns to 3600 s"},
		{"keys: [{after: }, a]", "\"after\" has no value: it takes a time such as 500ms"},
		{"keys: [{after: [1]}, a]", "\"after\" takes a time such as 500ms, not a list"},
		{"keys: [a, {after: 1s}]", ":1:21: nothing comes after it"},
		{"keys: [a, {screen: x}]", ":1:21: nothing comes after it"},
		{"keys: [{screen: \"a\\nb\"}, a]",
		 "one line of the screen, or a part of it: without a newline"},
		{"keys: [{screen: \"  \"}, a]", "spaces alone are everywhere on a screen"},
		{"keys: [{screen: \"\xe2\x82\xac\"}, a]", "it is not in code page 437"},
		{"keys: {after: 1s}", "\"keys\" takes text, or a list"},
		{"disk: ", "\"disk\" has no value"},
		{"disk: [a.img]", "\"disk\" takes the name of a ROM or of an image file, not a list"},
		{"disk: boot.asm", "\"disk\" takes the name without .asm: boot"},
		{"disk: images/", "\"disk\" takes the name of a ROM or of an image file"},
		{"disk-geometry: 306/4/17", ":1:11: there is no disk"},
		{"disk: d.img, disk-geometry: 306/4",
		 "a geometry is written cylinders/heads/sectors: 306/4/17"},
		{"disk: d.img, disk-geometry: 306/4/17/1", "a geometry is written"},
		{"disk: d.img, disk-geometry: /4/17", "a geometry is written"},
		{"disk: d.img, disk-geometry: 0/4/17", "a geometry is out of range"},
		{"disk: d.img, disk-geometry: 16384/4/17", "1 to 16383 cylinders"},
		{"disk: d.img, disk-geometry: 1/17/17", "1 to 16 heads"},
		{"disk: d.img, disk-geometry: 1/1/64", "1 to 63 sectors"},
		{"disk: d.img, disk-geometry: 0/0/0", "a geometry is out of range"},
		{"disk: d.img, disk-geometry: 65537/1/1", "a geometry is out of range"},
		{"option-roms: {a: b}", "\"option-roms\" takes names of ROMs or of image files, not a map"},
		{"option-roms: [a, [b]]", "\"option-roms\" takes names of ROMs or of image files"},
		{"option-roms: vga.asm", "\"option-roms\" takes the name without .asm: vga"},
		{"option-rom: vga", "did you mean \"option-roms\"?"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char *text = str_printf("machine: {%s}\nstop: halt\n", table[i].inside);
		struct err err = {{0}};
		struct testcase tc;

		ck_assert_msg(parse(text, &tc, &err) == -1, "accepted: %s", text);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "in:\n%s\nout:\n%s", text, err.text);
		free(text);
	}
}
END_TEST

START_TEST(bad_needs)
{
	static const char *const values[] = {"",       "\"\"",    "{a: b}",   "[a, [b]]",
					     "[\"\"]", "folder/", "\"a\\nb\""};

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		char *text = str_printf("needs: %s\nstop: halt\n", values[i]);
		struct err err = {{0}};
		struct testcase tc;

		ck_assert_msg(parse(text, &tc, &err) == -1, "accepted: %s", text);
		ck_assert_msg(strstr(err.text, "the path of a file, or a list of them") != NULL, "%s",
			      err.text);
		free(text);
	}
}
END_TEST

/* 64 KiB fit, a byte more does not. */
START_TEST(long_serial_input)
{
	for (size_t more = 0; more < 2; more++) {
		struct buf text = {0};
		struct testcase tc;
		struct err err = {{0}};

		buf_adds(&text, "stop: halt\nmachine: {serial-input: ");
		buf_fill(&text, 'x', 65536 + more);
		buf_adds(&text, "}\n");
		ck_assert_int_eq(parse(buf_str(&text), &tc, &err), more ? -1 : 0);
		if (more)
			ck_assert_ptr_nonnull(strstr(err.text, "more than 65536 bytes"));
		else
			case_fini(&tc);
		buf_fini(&text);
	}
}
END_TEST

START_TEST(copies)
{
	struct machine copy;
	struct testcase tc;

	parse_machine_ok("  fw-cfg: {a: x}\n  keys: q\n  serial-input: y\n", &tc);
	machine_copy(&tc.machine, &copy);
	case_fini(&tc);
	ck_assert_str_eq(copy.fw_cfg_files[0].name, "a");
	ck_assert_str_eq(buf_str(&copy.fw_cfg_files[0].bytes), "x");
	ck_assert_str_eq(buf_str(&copy.keys.steps[0].bytes), "\x10\x90");
	ck_assert_str_eq(buf_str(&copy.serial_input.steps[0].bytes), "y");
	machine_fini(&copy);
}
END_TEST

Suite *suite_case_machine(void)
{
	Suite *suite = suite_create("case_machine");
	TCase *tc = tcase_create("case_machine");

	tcase_add_test(tc, everything);
	tcase_add_test(tc, defaults);
	tcase_add_test(tc, needs);
	tcase_add_test(tc, dates);
	tcase_add_test(tc, inputs);
	tcase_add_test(tc, waits);
	tcase_add_test(tc, bad_machine);
	tcase_add_test(tc, bad_needs);
	tcase_add_test(tc, long_serial_input);
	tcase_add_test(tc, copies);
	suite_add_tcase(suite, tc);
	return suite;
}
