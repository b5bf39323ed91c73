#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "case/case.h"
#include "case/suite.h"
#include "judge/bless.h"
#include "suites.h"

#define DASHES "----------------------------------------"

/* As NASM 2.16 writes it for a ROM of two sections, of which the second runs elsewhere. */
static const char map_text[] =
	"\n- NASM Map file " DASHES "\n\n"
	"Source file:  rom-src/a.asm\nOutput file:  build/rom/a.bin\n\n"
	"-- Program origin " DASHES "\n\n00007C00\n\n"
	"-- Sections (summary) " DASHES "\n\n"
	"Vstart            Start             Stop              Length    Class     Name\n"
	"            7C00              7C00              7C20  00000020  progbits  .text\n"
	"           10000              7C20              7C30  00000010  progbits  far away\n"
	"            7C30              7C30              7C40  00000010  nobits    .bss\n\n"
	"-- Sections (detailed) " DASHES "\n\n"
	"---- Section .text " DASHES "\n\nclass:     progbits\nlength:                  20\n\n"
	"-- Symbols " DASHES "\n\n"
	"---- No Section " DASHES "\n\n"
	"Value     Name\n00000055  CODE\n00000500  result\n\n\n"
	"---- Section .text " DASHES "\n\n"
	"Real              Virtual           Name\n"
	"            7C00              7C00  start\n"
	"            7C02              7C02  start.loop\n"
	"            7C0A              7C0A  ..@5.done\n"
	"            7C05              7C05  done\n\n"
	"---- Section far away " DASHES "\n\n"
	"Real              Virtual           Name\n"
	"            7C22             10002  copied\n\n"
	"---- Section .bss " DASHES "\n\n"
	"Real              Virtual           Name\n"
	"            7C30              7C30  buffer\n";

static struct case_labels labels;

static void labels_make(void)
{
	struct err err;

	ck_assert_msg(rom_map_parse(map_text, strlen(map_text), &labels.map, &err) == 0, "%s", err.text);
}

static void labels_remove(void)
{
	case_labels_fini(&labels);
}

START_TEST(map)
{
	const struct rom_map *rom = &labels.map;

	ck_assert_uint_eq(rom->origin, 0x7c00);
	ck_assert_uint_eq(rom->section_count, 3);
	ck_assert_str_eq(rom->sections[1].name, "far away");
	ck_assert_uint_eq(rom->sections[1].offset, 0x20);
	ck_assert_uint_eq(rom->sections[1].address, 0x10000);
	ck_assert_uint_eq(rom->sections[1].len, 0x10);
	ck_assert(rom->sections[1].in_image);
	ck_assert(!rom->sections[2].in_image);
	ck_assert_uint_eq(rom->symbol_count, 8);
	ck_assert_uint_eq(rom_map_find(rom, "copied")->address, 0x10002);
	ck_assert_uint_eq(rom_map_find(rom, "copied")->section, 1);
	ck_assert_uint_eq(rom_map_find(rom, "CODE")->section, ROM_NO_SECTION);
	ck_assert_uint_eq(rom_map_find(rom, "start.loop")->address, 0x7c02);
	ck_assert_ptr_null(rom_map_find(rom, "Start"));
	ck_assert_str_eq(rom_map_nearest(rom, "lop"), "start.loop");
	ck_assert_str_eq(rom_map_nearest(rom, "other.loop"), "start.loop");
	ck_assert_str_eq(rom_map_nearest(rom, "don"), "done");
	ck_assert_ptr_null(rom_map_nearest(rom, "nothing_like_it"));
}
END_TEST

/* Whatever was cut off, or is another byte: no crash, and no map rather than a wrong one where its head is
 * gone. */
START_TEST(map_garbled)
{
	char *text = str_dup(map_text);
	struct rom_map rom;
	struct err err;

	for (size_t len = 0; len < sizeof map_text; len++) {
		char was = text[len];

		rom_map_parse(map_text, len, &rom, &err);
		rom_map_fini(&rom);
		text[len] = "\0 -\nF"[len % 5];
		rom_map_parse(text, sizeof map_text - 1, &rom, &err);
		rom_map_fini(&rom);
		text[len] = was;
	}
	free(text);
	ck_assert_int_eq(rom_map_parse("", 0, &rom, &err), -1);
	ck_assert_int_eq(rom_map_parse("label 5\n", 8, &rom, &err), -1);
	ck_assert_str_eq(err.text, "not a map that NASM writes for [map all]");
}
END_TEST

START_TEST(what_is_a_label)
{
	static const char *const yes[] = {"done",       "start.loop",  "result+4",
					  "result - 2", "0x10+result", "done-start",
					  "_x",         "..@5.done",   "deadbeef"};
	static const char *const no[] = {"",       "0x10",    "10",        "1+2",      "ax", "AX",
					 "eflags", "result+", "+x",        "result*2", "-x", "result 4",
					 "0x12??", "?x",      "cf=1 zf=0", "ax+2"};

	for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
		ck_assert_msg(label_is(yes[i]), "%s", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
		ck_assert_msg(!label_is(no[i]), "%s", no[i]);
}
END_TEST

START_TEST(sums)
{
	static const struct {
		const char *text;
		uint64_t value;
		const char *error;
	} rows[] = {
		{"done", 0x7c05, NULL},
		{"result+4", 0x504, NULL},
		{"result - 0x1", 0x4ff, NULL},
		{"0x10+CODE", 0x65, NULL},
		{"done-start", 5, NULL},
		{"start-done", 0, "the sum start-done is below 0"},
		{"done+0xffffffffffffffff", 0, "the sum done+0xffffffffffffffff is more than 64 bits hold"},
		{"don", 0, "the ROM has no label \"don\" (did you mean \"done\"?)"},
		{"done+4x", 0, "\"4x\" is not a number"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint64_t value = 0;
		struct err err = {.text = ""};
		int ret = label_value(&labels, rows[i].text, &value, &err);

		ck_assert_msg(ret == (rows[i].error ? -1 : 0), "%s: %s", rows[i].text, err.text);
		if (rows[i].error)
			ck_assert_msg(strstr(err.text, rows[i].error), "%s", err.text);
		else
			ck_assert_uint_eq(value, rows[i].value);
	}
}
END_TEST

static const char case_text[] = "machine: {registers: {si: start}}\n"
				"stop: exit CODE\n"
				"registers: {ip: done, bx: result+4, ecx: copied}\n"
				"memory: {result+4: 01, buffer: aa bb, 0x505: 02}\n";

START_TEST(in_a_case)
{
	struct testcase tc;
	struct err err;

	ck_assert_int_eq(case_parse("cases/a.expect", "a", case_text, strlen(case_text), &tc, &err), 0);
	ck_assert(tc.uses_labels);
	ck_assert_ptr_null(tc.labels);
	case_fini(&tc);
	ck_assert_msg(case_parse_labels("cases/a.expect", "a", case_text, strlen(case_text), &labels, &tc,
					&err) == 0,
		      "%s", err.text);
	ck_assert_ptr_eq(tc.labels, &labels);
	ck_assert_uint_eq(tc.machine.registers[0].value.bytes[1], 0x7c);
	ck_assert_uint_eq(tc.expect.stop.stop.value, 0x55);
	ck_assert_uint_eq(tc.expect.registers[0].value.bytes[0], 0x05);
	ck_assert_uint_eq(tc.expect.registers[0].value.bytes[1], 0x7c);
	ck_assert_uint_eq(tc.expect.registers[1].value.bytes[0], 0x04);
	ck_assert_uint_eq(tc.expect.registers[2].value.bytes[2], 0x01);
	ck_assert_uint_eq(tc.expect.memory[0].gpa, 0x504);
	ck_assert_uint_eq(tc.expect.memory[1].gpa, 0x7c30);
	case_fini(&tc);
}
END_TEST

START_TEST(faults)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"registers: {ip: don}\n", "x:1:17: the ROM has no label \"don\" (did you mean \"done\"?)\n  "
					   "  1 | registers: {ip: don}\n"},
		{"registers:\n  ip: copied\n",
		 "x:2:7: copied is 0x10002: \"0x10002\" does not fit ip, which has 16 bits"},
		{"memory: {reslt+4: 01}\n",
		 "x:1:10: the ROM has no label \"reslt\" (did you mean \"result\"?)"},
		{"memory: {result: 01, 0x500: 01}\n", "duplicate address"},
		{"memory: {result: 01 02, 0x501: 01}\n", "contradicts line 1 at address 0x501"},
		{"registers: {ax: done, al: 6}\n", "\"al\" contradicts \"ax\""},
		{"registers: {bx: ax}\n", "value of bx: \"ax\" is not a number"},
		{"registers: {xmm0: done}\n", "\"done\" is not a number"},
		{"memory: {ax: 01}\n", "not an address: \"ax\" is not a number"},
		{"stop: exit COD\n", "x:1:7: the ROM has no label \"COD\" (did you mean \"CODE\"?)"},
		{"stop: exit copied+0xffff0000\n", "too large: a port takes at most 32 bits"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct testcase tc;
		struct err err;

		ck_assert_int_eq(
			case_parse_labels("x", "x", rows[i].text, strlen(rows[i].text), &labels, &tc, &err),
			-1);
		ck_assert_msg(strstr(err.text, rows[i].error), "%s", err.text);
	}
}
END_TEST

/* ---- a suite: labels are those of the case's own ROM */

static char dir[] = "/tmp/romkit-label-XXXXXX";

static void put(const char *name, const char *text)
{
	char *path = path_join(dir, name);
	struct err err;

	ck_assert_msg(io_write_file(path, text, strlen(text), &err) == 0, "%s", err.text);
	free(path);
}

static void load(struct suite_case *out)
{
	struct suite suite;
	struct err err;

	ck_assert_msg(suite_open(dir, &suite, &err) == 0, "%s", err.text);
	ck_assert_str_eq(suite.cases.items[0], "a");
	suite_case_load(&suite, 0, out);
	suite_fini(&suite);
}

START_TEST(in_a_suite)
{
	struct suite_case item;
	char *command;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	command = str_printf("cd %s && mkdir -p cases rom-src build/rom", dir);
	ck_assert_int_eq(system(command), 0);
	free(command);
	put("cases/a.expect", "registers: {ip: done}\n");
	load(&item);
	ck_assert_ptr_nonnull(strstr(item.error, "no ROM image"));
	suite_case_fini(&item);

	put("build/rom/a.bin", "\xf4");
	load(&item);
	ck_assert_msg(strstr(item.error, "a.expect:1:17: no label \"done\": no map "), "%s", item.error);
	ck_assert_msg(strstr(item.error, "build/rom/a.map: run make roms\n"), "%s", item.error);
	ck_assert(!item.malformed);
	suite_case_fini(&item);

	put("build/rom/a.map", map_text);
	load(&item);
	ck_assert_ptr_null(item.error);
	ck_assert_uint_eq(item.tc.expect.registers[0].value.bytes[0], 5);
	suite_case_fini(&item);

	/* Without a label no map is read. */
	put("cases/a.expect", "registers: {ip: 5}\n");
	load(&item);
	ck_assert_ptr_null(item.error);
	ck_assert_ptr_null(item.labels);
	suite_case_fini(&item);
	command = str_printf("rm -r %s", dir);
	ck_assert_int_eq(system(command), 0);
	free(command);
}
END_TEST

/* ---- bless */

START_TEST(blessed)
{
	static const char old[] = "registers: {ip: done, bx: done}\nmemory: {result: 01, result+1: 02}\n";
	struct result result = {.stop = {.kind = STOP_HALT}};
	struct memory_range memory[] = {{.gpa = 0x500, .len = 1, .readable = true},
					{.gpa = 0x501, .len = 1, .readable = true}};
	struct testcase tc;
	struct buf out = {0};
	struct err err;

	memory[0].bytes = (uint8_t *)str_dup("\x01");
	memory[1].bytes = (uint8_t *)str_dup("\x09");
	result.memory = memory;
	result.memory_count = 2;
	result.state.rip = 0x7c05;
	result.state.gpr[X86_RBX] = 0x1234;
	ck_assert_int_eq(case_parse_labels("x", "x", old, strlen(old), &labels, &tc, &err), 0);
	ck_assert_msg(bless_text(&tc, old, strlen(old), NULL, &result, false, &out, &err) == 0, "%s",
		      err.text);
	ck_assert_str_eq(buf_str(&out),
			 "registers: {ip: done, bx: 0x1234}\nmemory: {result: 01, result+1: 09}\n");
	buf_fini(&out);
	case_fini(&tc);
	free(memory[0].bytes);
	free(memory[1].bytes);
}
END_TEST

Suite *suite_label(void)
{
	Suite *suite = suite_create("label");
	TCase *tcase = tcase_create("label");

	tcase_add_checked_fixture(tcase, labels_make, labels_remove);
	tcase_add_test(tcase, map);
	tcase_add_test(tcase, map_garbled);
	tcase_add_test(tcase, what_is_a_label);
	tcase_add_test(tcase, sums);
	tcase_add_test(tcase, in_a_case);
	tcase_add_test(tcase, faults);
	tcase_add_test(tcase, in_a_suite);
	tcase_add_test(tcase, blessed);
	suite_add_tcase(suite, tcase);
	return suite;
}
