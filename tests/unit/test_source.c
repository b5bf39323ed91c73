#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "source/kind.h"
#include "source/source.h"
#include "folder_rig.h"
#include "suites.h"

/* A suite of its own, whose ROMs romkit.mk builds with the real NASM: once for all tests. */
static char dir[] = "/tmp/romkit-source-XXXXXX";

static const char main_asm[] = "%include \"mac.inc\"\n"
			       "        org 0x7c00\n"
			       "        bits 16\n"
			       "start:  mov ax, cs      ; a comment\n"
			       ".loop:  outer 3\n"
			       "        times 2 nop\n"
			       "        %rep 2\n"
			       "        inc bx\n"
			       "        %endrep\n"
			       "%include \"code.inc\"\n"
			       "section far vstart=0x10000 align=16\n"
			       "copied: mov bx, copied\n"
			       ".x:     hlt\n"
			       "        into .data\n"
			       "section .bss\n"
			       "buffer: resb 16\n"
			       "        absolute 0x500\n"
			       "var:    resw 1\n"
			       "section .text\n"
			       "text:   db 'a;b', 1, 2, 3, 4, 5, 6, 7, 8, 9 ; data\n"
			       "        resb 2\n"
			       "table:  times 4 dw text\n"
			       "        times 0x10 dq -1\n"
			       "        quiet\n"
			       "        align 16\n"
			       "        times 510-($-$$) db 0\n"
			       "        dw 0xaa55\n"
			       "%include \"end.inc\"";

static const char macros_inc[] = "%macro inner 1\n"
				 "        mov dx, %1\n"
				 "        push dx\n"
				 "%endmacro\n"
				 "%macro outer 1\n"
				 "        inner %1\n"
				 "%%l:    jmp %%l\n"
				 "%endmacro\n"
				 "%macro into 1\n"
				 "  section %1\n"
				 "        dw 0x1234\n"
				 "%endmacro\n"
				 "%macro quiet 0.nolist\n"
				 "  section .data\n"
				 "        db 0x99\n"
				 "  section .text\n"
				 "%endmacro\n";

static void suite_make(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	folder_shell("mkdir -p %s/rom-src/include", dir);
	folder_put(dir, "rom-src/main.asm", main_asm);
	folder_put(dir, "rom-src/include/mac.inc", macros_inc);
	folder_put(dir, "rom-src/include/code.inc", "proc:   outer 9\n        ret\n");
	folder_put(dir, "rom-src/include/end.inc", "last:   iret\n");
	folder_put(dir, "rom-src/bios.asm",
		   "org 0\nbits 16\nfirst: nop\ntimes 0xfff0-($-$$) db 0xff\nreset: jmp 0xf000:first\n"
		   "times 0x10000-($-$$) db 0xff\n");
	folder_shell("env -u MAKEFLAGS -u MFLAGS make -s -f romkit.mk ROMKIT_SUITE=%s ROMKIT=: roms "
		     ">/dev/null 2>&1",
		     dir);
}

static void suite_remove(void)
{
	folder_shell("rm -rf %s", dir);
}

static void read_rom(const char *name, struct source *out)
{
	char *path = str_printf("%s/build/rom/%s.bin", dir, name);

	source_read(path, out);
	free(path);
}

/* "kind label+n main.asm:5 <- ...", of files only what is behind the last slash. */
static char *told(const struct source_spot *spot)
{
	static const char *const kinds[] = {"code", "data", "padding"};
	struct buf out = {0};

	buf_printf(&out, "%s %s+%llu", kinds[spot->kind], spot->label ? spot->label->name : "-",
		   (unsigned long long)spot->label_offset);
	for (unsigned i = 0; i < spot->count; i++) {
		const struct source_place *place = &spot->places[i];
		const char *slash = place->file ? strrchr(place->file, '/') : NULL;

		buf_printf(&out, "%s%s:%u", i ? " <- " : " ", slash ? slash + 1 : "?", place->line);
		if (place->macro)
			buf_printf(&out, " %s", place->macro);
	}
	return buf_take(&out);
}

static void assert_at(const struct source *source, uint64_t offset, const char *expected)
{
	struct source_spot spot;
	char *got;

	ck_assert(source_find(source, offset, &spot));
	got = told(&spot);
	ck_assert_str_eq(got, expected);
	free(got);
}

START_TEST(lines)
{
	struct source source;
	struct source_spot spot;

	read_rom("main", &source);
	ck_assert_msg(!source.lacks, "%s", source.lacks);
	assert_at(&source, 0, "code start+0 main.asm:4");
	assert_at(&source, 1, "code start+1 main.asm:4");
	assert_at(&source, 2, "code start.loop+0 mac.inc:2 inner {3} <- mac.inc:6 outer {3} <- main.asm:5");
	assert_at(&source, 6, "code start.loop+4 mac.inc:7 outer {3} <- main.asm:5");
	assert_at(&source, 9, "code start.loop+7 main.asm:6");
	assert_at(&source, 11, "code start.loop+9 main.asm:8");
	assert_at(&source, 12,
		  "code proc+0 mac.inc:2 inner {9} <- mac.inc:6 outer {9} <- code.inc:1 <- main.asm:10");
	assert_at(&source, 18, "code proc+6 code.inc:2 <- main.asm:10");
	assert_at(&source, 19, "data text+0 main.asm:20");
	assert_at(&source, 31, "data text+12 main.asm:21");
	assert_at(&source, 34, "data table+1 main.asm:22");
	assert_at(&source, 41 + 0x7f, "data table+135 main.asm:23");
	ck_assert(source_find(&source, 2, &spot));
	ck_assert_str_eq(spot.places[0].text, "mov dx, %1");
	ck_assert_int_eq(spot.places[0].call, SOURCE_MACRO);
	ck_assert_int_eq(spot.places[2].call, SOURCE_TOP);
	ck_assert_uint_eq(spot.depth, 2);
	ck_assert_uint_eq(spot.address, 0x7c02);
	ck_assert_uint_eq(spot.len, 3);
	source_fini(&source);
}
END_TEST

START_TEST(sections)
{
	struct source source;
	struct source_spot spot;
	uint64_t offset;

	read_rom("main", &source);
	ck_assert(source_address_offset(&source, 0x10003, &offset));
	assert_at(&source, offset, "code copied.x+0 main.asm:13");
	ck_assert(source_find(&source, offset, &spot));
	ck_assert_str_eq(spot.section->name, "far");
	ck_assert_uint_eq(spot.address, 0x10003);
	/* A section that a macro switches to, by its argument; and by one whose body is not listed. */
	assert_at(&source, offset + 1, "data -+0 mac.inc:11 into {.data} <- main.asm:14");
	assert_at(&source, offset + 3, "code -+0 main.asm:24");
	ck_assert(!source_find(&source, source.image.len, &spot));
	source_fini(&source);
}
END_TEST

/* Every byte of every section is some line's, and every line some file's. */
START_TEST(whole)
{
	struct source source;
	size_t len = 0, in_sections = 0;

	read_rom("main", &source);
	for (size_t i = 0; i < source.piece_count; i++) {
		struct source_spot spot;

		ck_assert(!i ||
			  source.pieces[i].offset >= source.pieces[i - 1].offset + source.pieces[i - 1].len);
		len += source.pieces[i].len;
		source_piece_spot(&source, i, &spot);
		for (unsigned k = 0; k < spot.count; k++)
			ck_assert_ptr_nonnull(spot.places[k].file);
	}
	for (size_t i = 0; i < source.map.section_count; i++)
		in_sections += source.map.sections[i].in_image ? source.map.sections[i].len : 0;
	ck_assert_uint_eq(len, in_sections);
	source_fini(&source);
}
END_TEST

START_TEST(labels)
{
	struct source source;
	struct err err;
	uint64_t address;

	read_rom("main", &source);
	ck_assert_int_eq(source_label(&source, "start.loop", &address, &err), 0);
	ck_assert_uint_eq(address, 0x7c02);
	ck_assert_int_eq(source_label(&source, "copied", &address, &err), 0);
	ck_assert_uint_eq(address, 0x10000);
	ck_assert_int_eq(source_label(&source, "var", &address, &err), 0);
	ck_assert_uint_eq(address, 0x500);
	ck_assert_int_eq(source_label(&source, "stort", &address, &err), -1);
	ck_assert_str_eq(err.text, "the ROM has no label \"stort\" (did you mean \"start\"?)");
	ck_assert_int_eq(source_label(&source, "loop", &address, &err), -1);
	ck_assert_str_eq(err.text, "the ROM has no label \"loop\" (did you mean \"start.loop\"?)");
	ck_assert_int_eq(source_label(&source, "nothing_like_it", &address, &err), -1);
	ck_assert_str_eq(err.text, "the ROM has no label \"nothing_like_it\"");
	source_fini(&source);
}
END_TEST

START_TEST(where_it_was_loaded)
{
	struct source source;
	uint64_t offset = 0;

	read_rom("bios", &source);
	ck_assert_uint_eq(source.image.len, 0x10000);
	ck_assert_int_eq(source_locate(&source, START_RESET, 0xffff0, source.image.data + 0xfff0, 5, &offset),
			 SOURCE_SAME);
	ck_assert_uint_eq(offset, 0xfff0);
	ck_assert_int_eq(
		source_locate(&source, START_RESET, 0xfffffff0, source.image.data + 0xfff0, 5, &offset),
		SOURCE_SAME);
	ck_assert_uint_eq(offset, 0xfff0);
	ck_assert_int_eq(source_locate(&source, START_RESET, 0xf0000, (const uint8_t *)"\xf4", 1, &offset),
			 SOURCE_CHANGED);
	ck_assert_uint_eq(offset, 0);
	ck_assert_int_eq(source_locate(&source, START_RESET, 0xeffff, (const uint8_t *)"\xf4", 1, &offset),
			 SOURCE_NOWHERE);
	source_fini(&source);
}
END_TEST

START_TEST(where_it_was_copied)
{
	static const uint8_t mov[] = {0xbb, 0, 0}, other[] = {0x90};
	struct source source;
	uint64_t offset = 0;

	read_rom("main", &source);
	ck_assert_int_eq(source_locate(&source, START_BOOT, 0x7c00, source.image.data, 2, &offset),
			 SOURCE_SAME);
	ck_assert_uint_eq(offset, 0);
	ck_assert_int_eq(source_locate(&source, START_BOOT, 0x10000, mov, sizeof mov, &offset), SOURCE_SAME);
	assert_at(&source, offset, "code copied+0 main.asm:12");
	ck_assert_int_eq(source_locate(&source, START_BOOT, 0x10000, other, sizeof other, &offset),
			 SOURCE_NOWHERE);
	source_fini(&source);
}
END_TEST

/* What lacks or is damaged tells less, and why. */
static void assert_lacks(const char *command, const char *why, bool has_map)
{
	struct source source;
	struct source_spot spot;

	folder_shell(
		"cd %s/build/rom && cp main.bin x.bin && cp main.lst x.lst && cp main.map x.map && cp main.d "
		"x.d",
		dir);
	if (*command) {
		char *all = str_printf("cd %s/build/rom && %s", dir, command);

		folder_shell("%s", all);
		free(all);
	}
	read_rom("x", &source);
	ck_assert_msg(source.lacks && strstr(source.lacks, why), "%s", source.lacks);
	ck_assert_int_eq(source_find(&source, 2, &spot), has_map);
	ck_assert(!spot.count || !spot.places[0].file || has_map);
	source_fini(&source);
}

START_TEST(damaged)
{
	assert_lacks("rm x.map", "x.map: run make roms", false);
	assert_lacks("rm x.lst", "no listing ", true);
	assert_lacks("echo nonsense >x.lst", "x.lst is no listing of this image", true);
	assert_lacks("echo nonsense >x.map", "x.map: not a map that NASM writes for [map all]", false);
	assert_lacks("rm x.d", "there is no .d file", true);
	assert_lacks("printf '\\001\\002' | dd of=x.bin conv=notrunc status=none", "agree with the image",
		     true);
	assert_lacks("rm x.bin", "x.bin", false);
	assert_lacks("cp bios.lst x.lst", "listing", true);
}
END_TEST

/* Cut off at any place, or with any byte another one: nothing but less is known. */
START_TEST(garbled)
{
	struct err err;
	struct buf text = {0};
	char *path = str_printf("%s/build/rom/main.lst", dir);

	folder_shell("cd %s/build/rom && cp main.bin x.bin && cp main.map x.map && cp main.d x.d", dir);
	ck_assert_int_eq(io_read_file(path, 1 << 20, &text, &err), 0);
	for (size_t i = 0; i < 400; i++) {
		size_t at = i * 7919 % text.len;
		struct source source;
		struct source_spot spot;
		uint8_t was = text.data[at];

		text.data[at] = "<->[9 \n%;h"[i % 10];
		free(path);
		path = str_printf("%s/build/rom/x.lst", dir);
		ck_assert_int_eq(io_write_file(path, text.data, i % 3 ? text.len : at, &err), 0);
		text.data[at] = was;
		read_rom("x", &source);
		for (uint64_t offset = 0; offset < source.image.len; offset += 13)
			ck_assert(source_find(&source, offset, &spot));
		source_fini(&source);
	}
	free(path);
	buf_fini(&text);
}
END_TEST

START_TEST(nothing)
{
	struct source source = {0};
	struct source_spot spot;
	uint64_t value;
	struct err err;

	ck_assert(!source_find(&source, 0, &spot));
	ck_assert(!source_address_offset(&source, 0, &value));
	ck_assert_int_eq(source_locate(&source, START_REAL, 0, NULL, 0, &value), SOURCE_NOWHERE);
	ck_assert_int_eq(source_label(&source, "x", &value, &err), -1);
	source_fini(&source);
	source_read("/nonexistent/x.bin", &source);
	ck_assert_ptr_nonnull(strstr(source.lacks, "/nonexistent/x.bin"));
	source_fini(&source);
}
END_TEST

START_TEST(kinds)
{
	static const struct {
		const char *text;
		enum source_kind kind;
	} rows[] = {
		{"mov ax, 1", SOURCE_CODE},
		{"label: db 1", SOURCE_DATA},
		{"label db 1", SOURCE_DATA},
		{"label:db 1", SOURCE_DATA},
		{"times 4 nop", SOURCE_CODE},
		{"x: times 4 dw 1, 2", SOURCE_DATA},
		{"x times COUNT*2 db 0", SOURCE_DATA},
		{"times 510-($-$$) db 0", SOURCE_PADDING},
		{"times (start + 510)-$ nop", SOURCE_PADDING},
		{"times 4 db '$'", SOURCE_DATA},
		{"ALIGN 4, db 0", SOURCE_PADDING},
		{"incbin \"x\"", SOURCE_DATA},
		{"rep movsb ; db 1", SOURCE_CODE},
		{"my_macro 1", SOURCE_CODE},
		{"", SOURCE_CODE},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ck_assert_msg(kind_of(rows[i].text) == rows[i].kind, "%s", rows[i].text);
}
END_TEST

Suite *suite_source(void)
{
	Suite *suite = suite_create("source");
	TCase *built = tcase_create("built"), *plain = tcase_create("plain");

	tcase_add_unchecked_fixture(built, suite_make, suite_remove);
	tcase_add_test(built, lines);
	tcase_add_test(built, sections);
	tcase_add_test(built, whole);
	tcase_add_test(built, labels);
	tcase_add_test(built, where_it_was_loaded);
	tcase_add_test(built, where_it_was_copied);
	tcase_add_test(built, damaged);
	tcase_add_test(built, garbled);
	tcase_set_timeout(built, 30);
	suite_add_tcase(suite, built);
	tcase_add_test(plain, nothing);
	tcase_add_test(plain, kinds);
	suite_add_tcase(suite, plain);
	return suite;
}
