#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "folder_rig.h"
#include "suites.h"
#include "trace/cover.h"
#include "trace/lcov.h"

/* ROMs that romkit.mk builds with the real NASM: once for all tests. The steps are made up. */
static char dir[] = "/tmp/romkit-cover-XXXXXX";

static void suite_make(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	folder_shell("mkdir -p %s/rom-src/include", dir);
	folder_put(dir, "rom-src/include/m.inc",
		   "%macro leap 1\n"
		   "        jc %1\n"
		   "        nop\n"
		   "%endmacro\n"
		   "%macro word_of 1\n"
		   "        dw %1\n"
		   "%endmacro\n");
	/* Line, then offset of each. */
	folder_put(dir, "rom-src/one.asm",
		   "%include \"m.inc\"\n"  /*  1 */
		   "        org 0\n"       /*  2 */
		   "a:      jz a\n"        /*  3: 0 */
		   "        leap a\n"      /*  4: 2, 4 */
		   "        leap a\n"      /*  5: 5, 7 */
		   "        word_of 1\n"   /*  6 */
		   "        rep movsb\n"   /*  7: 10 */
		   "        mov al, 1\n"   /*  8: 12 */
		   "        times 2 nop\n" /*  9: 14, 15 */
		   "        jz $ + 2\n"    /* 10: 16 */
		   "        db 0x90\n"     /* 11 */
		   "        align 32\n"    /* 12 */
		   "        hlt\n");       /* 13: 32 */
	folder_put(dir, "rom-src/two.asm",
		   "%include \"m.inc\"\n"
		   "        org 0x100000\n"
		   "        bits 32\n"
		   "b:      leap b\n"    /* 4: 0, 2 */
		   "        jz near b\n" /* 5: 3, six bytes */
		   "        hlt\n");     /* 6: 9 */
	folder_put(dir, "rom-src/long.asm", "        times 60000 nop\n");
	folder_shell("env -u MAKEFLAGS -u MFLAGS make -s -f romkit.mk ROMKIT_SUITE=%s ROMKIT=: roms "
		     ">/dev/null 2>&1",
		     dir);
}

static void suite_remove(void)
{
	folder_shell("rm -rf %s", dir);
}

/* ---- a run */

struct rig {
	struct cover cover;
	struct cover_rom *rom;
	struct cover_run *run;
	uint64_t load;
	bool is_32_bit;
};

static void rig_start(struct rig *rig, const char *rom, enum start_state start)
{
	char *path = str_printf("%s/build/rom/%s.bin", dir, rom);

	cover_run_free(rig->run);
	rig->rom = cover_rom(&rig->cover, path, start);
	rig->run = cover_run_new(rig->rom, start);
	rig->is_32_bit = start == START_PROTECTED;
	rig->load = start == START_PROTECTED ? 0x100000 : 0;
	ck_assert_msg(!rig->rom->source.lacks, "%s", rig->rom->source.lacks);
	free(path);
}

static void rig_fini(struct rig *rig)
{
	cover_run_free(rig->run);
	cover_fini(&rig->cover);
}

static void make_step(const struct rig *rig, uint64_t offset, struct step *step)
{
	const struct buf *image = &rig->rom->source.image;

	*step = (struct step){.state = {.rip = rig->load + offset, .cr0 = rig->is_32_bit}};
	if (rig->is_32_bit)
		step->state.seg[X86_CS].attr = X86_ATTR_DB;
	step->len = image->len - offset < TRACE_BYTES_MAX ? image->len - offset : TRACE_BYTES_MAX;
	memcpy(step->bytes, image->data + offset, step->len);
}

/* A step at an offset of the image that goes on at another one. */
static void go(struct rig *rig, uint64_t offset, uint64_t next)
{
	struct step step;
	struct x86_state after = {.rip = rig->load + next};

	make_step(rig, offset, &step);
	cover_run_step(rig->run, &step, &after);
}

static const struct cover_file *file_of(const struct cover *cover, const char *name)
{
	for (size_t i = 0; i < cover->file_count; i++)
		if (strcmp(strrchr(cover->files[i].path, '/') + 1, name) == 0)
			return &cover->files[i];
	ck_abort_msg("no file %s", name);
	return NULL;
}

/* "3:1 4:0 t0n1 ..." for all lines that count. */
static void assert_lines(const struct cover *cover, const char *name, const char *expected)
{
	const struct cover_file *file = file_of(cover, name);
	struct buf out = {0};

	for (size_t i = 0; i < file->line_count; i++) {
		const struct cover_line *line = &file->lines[i];

		if (!line->is_code)
			continue;
		buf_printf(&out, "%s%zu:%d", out.len ? " " : "", i + 1, (int)line->hits);
		if (line->is_branch)
			buf_printf(&out, " t%dn%d", (int)line->taken, (int)line->not_taken);
	}
	ck_assert_str_eq(buf_str(&out), expected);
	buf_fini(&out);
}

START_TEST(nothing_executed)
{
	struct rig rig = {0};

	rig_start(&rig, "one", START_REAL);
	rig_start(&rig, "two", START_PROTECTED);
	cover_join(&rig.cover);
	/* Data, padding and a macro that makes data do not count, `jz $ + 2` has no directions. */
	assert_lines(&rig.cover, "one.asm", "3:0 t0n0 4:0 5:0 7:0 8:0 9:0 10:0 13:0");
	/* The near jump is a branch, as it is read in 32-bit mode. */
	assert_lines(&rig.cover, "two.asm", "4:0 5:0 t0n0 6:0");
	assert_lines(&rig.cover, "m.inc", "2:0 t0n0 3:0");
	ck_assert_uint_eq(rig.cover.totals.lines, 13);
	ck_assert_uint_eq(rig.cover.totals.lines_hit, 0);
	ck_assert_uint_eq(rig.cover.totals.directions, 6);
	rig_fini(&rig);
}
END_TEST

START_TEST(macros)
{
	struct rig rig = {0};

	rig_start(&rig, "one", START_REAL);
	go(&rig, 0, 0);
	go(&rig, 0, 2);
	go(&rig, 2, 4); /* the first call: not taken */
	go(&rig, 4, 5);
	go(&rig, 7, 8); /* the second one: only its second instruction */
	rig_start(&rig, "two", START_PROTECTED);
	go(&rig, 0, 0); /* taken, in another ROM */
	go(&rig, 3, 9);
	go(&rig, 9, 9);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "one.asm", "3:2 t1n1 4:1 5:1 7:0 8:0 9:0 10:0 13:0");
	assert_lines(&rig.cover, "two.asm", "4:1 5:1 t0n1 6:1");
	assert_lines(&rig.cover, "m.inc", "2:2 t1n1 3:2");
	ck_assert_uint_eq(rig.cover.totals.lines_hit, 8);
	ck_assert_uint_eq(rig.cover.totals.directions_seen, 5);
	rig_fini(&rig);
}
END_TEST

START_TEST(two_runs_of_a_rom)
{
	struct rig rig = {0};

	rig_start(&rig, "one", START_REAL);
	go(&rig, 0, 0);
	rig_start(&rig, "one", START_REAL);
	ck_assert_uint_eq(rig.cover.rom_count, 1);
	go(&rig, 0, 2);
	go(&rig, 32, 33);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "one.asm", "3:2 t1n1 4:0 5:0 7:0 8:0 9:0 10:0 13:1");
	rig_fini(&rig);
}
END_TEST

START_TEST(instructions)
{
	struct rig rig = {0};
	struct step step;

	rig_start(&rig, "one", START_REAL);
	go(&rig, 10, 10); /* three rounds of one REP */
	go(&rig, 10, 10);
	go(&rig, 10, 12);
	go(&rig, 15, 16); /* the second of `times 2` */
	go(&rig, 16, 18);
	go(&rig, 13, 14); /* into the middle of an instruction */
	make_step(&rig, 32, &step);
	step.len = 0; /* nothing could be fetched */
	cover_run_step(rig.run, &step, NULL);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "one.asm", "3:0 t0n0 4:0 5:0 7:1 8:0 9:1 10:1 13:0");
	rig_fini(&rig);
}
END_TEST

/* A piece of many instructions is not decoded from its beginning for each of them. */
START_TEST(long_piece)
{
	struct rig rig = {0};

	rig_start(&rig, "long", START_REAL);
	for (uint64_t i = 0; i < 60000; i++)
		go(&rig, i, i + 1);
	go(&rig, 17, 18);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "long.asm", "1:1");
	rig_fini(&rig);
}
END_TEST

START_TEST(changed)
{
	struct rig rig = {0};
	struct step step;

	rig_start(&rig, "one", START_REAL);
	make_step(&rig, 12, &step);
	step.bytes[1] = 7;    /* mov al, 7 */
	step.bytes[5] = 0xcc; /* and what is behind it matters to nobody */
	cover_run_step(rig.run, &step, NULL);
	make_step(&rig, 32, &step);
	step.bytes[0] = 0x90;
	cover_run_step(rig.run, &step, NULL);
	make_step(&rig, 32, &step);
	step.state.rip = 0x5000; /* somewhere else, where nothing of the ROM is */
	cover_run_step(rig.run, &step, NULL);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "one.asm", "3:0 t0n0 4:0 5:0 7:0 8:1 9:0 10:0 13:0");
	rig_fini(&rig);
}
END_TEST

START_TEST(directions)
{
	struct step_event interrupt = {.event = EVENT_HARDWARE}, fault = {.event = EVENT_EXCEPTION};
	struct x86_state handler = {.rip = 0x1234};
	struct rig rig = {0};
	struct step step;

	rig_start(&rig, "one", START_REAL);
	make_step(&rig, 0, &step);
	cover_run_step(rig.run, &step, NULL); /* the run ends, and nobody knows where it would have gone on */
	step.events = &fault;
	step.event_count = 1;
	cover_run_step(rig.run, &step, &handler);
	step.events = &interrupt;
	interrupt.rip = 2; /* where the handler returns to */
	cover_run_step(rig.run, &step, &handler);
	cover_join(&rig.cover);
	assert_lines(&rig.cover, "one.asm", "3:3 t0n1 4:0 5:0 7:0 8:0 9:0 10:0 13:0");
	rig_fini(&rig);
}
END_TEST

START_TEST(tracefile)
{
	struct rig rig = {0};
	struct buf got = {0};
	char *expected;

	rig_start(&rig, "two", START_PROTECTED);
	go(&rig, 0, 2);
	go(&rig, 2, 3);
	cover_join(&rig.cover);
	lcov_print(&rig.cover, &got);
	expected = str_printf("TN:\nSF:%s/rom-src/include/m.inc\nBRDA:2,0,0,0\nBRDA:2,0,1,1\nBRF:2\nBRH:1\n"
			      "DA:2,1\nDA:3,1\nLF:2\nLH:2\nend_of_record\n"
			      "TN:\nSF:%s/rom-src/two.asm\nBRDA:5,0,0,-\nBRDA:5,0,1,-\nBRF:2\nBRH:0\n"
			      "DA:4,1\nDA:5,0\nDA:6,0\nLF:3\nLH:1\nend_of_record\n",
			      dir, dir);
	ck_assert_str_eq(buf_str(&got), expected);
	free(expected);
	buf_fini(&got);
	rig_fini(&rig);
}
END_TEST

START_TEST(no_source)
{
	struct cover cover = {0};
	struct cover_rom *rom;
	struct cover_run *run;
	char *path = path_join(dir, "raw.bin");
	struct step step = {.bytes = {0xf4}, .len = 1};

	folder_put(dir, "raw.bin", "\xf4");
	rom = cover_rom(&cover, path, START_REAL);
	run = cover_run_new(rom, START_REAL);
	cover_run_step(run, &step, NULL);
	cover_join(&cover);
	ck_assert_ptr_nonnull(rom->source.lacks);
	ck_assert_uint_eq(cover.file_count, 0);
	ck_assert_uint_eq(cover.totals.lines, 0);
	cover_run_free(run);
	cover_fini(&cover);
	free(path);
}
END_TEST

START_TEST(rates)
{
	static const struct {
		size_t part, whole;
		const char *text;
	} rows[] = {
		{0, 0, "-"},        {0, 3, "0.0 %"},      {1, 3, "33.3 %"},          {2, 3, "66.7 %"},
		{3, 3, "100.0 %"},  {1, 100000, "0.1 %"}, {99999, 100000, "99.9 %"}, {1, 2000, "0.1 %"},
		{43, 56, "76.8 %"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = {0};

		cover_put_rate(rows[i].part, rows[i].whole, &out);
		ck_assert_str_eq(buf_str(&out), rows[i].text);
		buf_fini(&out);
	}
}
END_TEST

static void put_range(void *ctx, unsigned first, unsigned last)
{
	buf_printf(ctx, "%u-%u ", first, last);
}

START_TEST(ranges)
{
	/* Lines that do not count part no range, executed ones do. */
	struct cover_line lines[] = {
		{.is_code = true}, {0}, {.is_code = true}, {.is_code = true, .hits = 1}, {0},
		{.is_code = true}, {0}};
	struct cover_file file = {.lines = lines, .line_count = 7};
	struct buf out = {0};

	cover_missing(&file, put_range, &out);
	ck_assert_str_eq(buf_str(&out), "1-3 6-6 ");
	buf_fini(&out);
}
END_TEST

Suite *suite_cover(void)
{
	Suite *suite = suite_create("cover");
	TCase *built = tcase_create("built"), *plain = tcase_create("plain");

	tcase_add_unchecked_fixture(built, suite_make, suite_remove);
	tcase_add_test(built, nothing_executed);
	tcase_add_test(built, macros);
	tcase_add_test(built, two_runs_of_a_rom);
	tcase_add_test(built, instructions);
	tcase_add_test(built, long_piece);
	tcase_add_test(built, changed);
	tcase_add_test(built, directions);
	tcase_add_test(built, tracefile);
	tcase_add_test(built, no_source);
	tcase_set_timeout(built, 30);
	suite_add_tcase(suite, built);
	tcase_add_test(plain, rates);
	tcase_add_test(plain, ranges);
	suite_add_tcase(suite, plain);
	return suite;
}
