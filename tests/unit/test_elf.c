#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "elf/elf.h"
#include "elf/gdb_script.h"
#include "elf/put.h"
#include "folder_rig.h"
#include "suites.h"

/* A suite of its own, whose ROMs romkit.mk builds with the real NASM: once for all tests. */
static char dir[] = "/tmp/romkit-elf-XXXXXX";

static const char boot_asm[] = "%include \"mac.inc\"\n"
			       "        org 0x7c00\n"
			       "        bits 16\n"
			       "SEVEN   equ 0x7c02\n"
			       "start:  mov ax, cs\n"
			       ".loop:  outer 3\n"
			       "        %rep 2\n"
			       "        inc bx\n"
			       "        %endrep\n"
			       "        jmp far_away\n"
			       "%include \"code.inc\"\n"
			       "text:   db 'text', 0\n"
			       "section far vstart=0x600\n"
			       "far_away:\n"
			       "same:   hlt\n"
			       ".again: jmp same\n"
			       "section over vstart=0x600\n"
			       "under:  cli\n"
			       "section .bss\n"
			       "buffer: resb 16\n"
			       "        absolute 0x500\n"
			       "var:    resw 1\n";

static const char mac_inc[] = "%macro inner 1\n"
			      "        mov dx, %1\n"
			      "        push dx\n"
			      "%endmacro\n"
			      "%macro outer 1\n"
			      "        inner %1\n"
			      "%%l:    jmp %%l\n"
			      "%endmacro\n";

static void suite_make(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	folder_shell("mkdir -p %s/rom-src/include", dir);
	folder_put(dir, "rom-src/boot.asm", boot_asm);
	folder_put(dir, "rom-src/include/mac.inc", mac_inc);
	folder_put(dir, "rom-src/include/code.inc", "proc:   outer 9\n        ret\n");
	folder_put(dir, "rom-src/top.asm",
		   "org 0xffff0000\nbits 16\nfirst: nop\ntimes 0xfff0-($-$$) db 0xff\nreset: jmp first\n"
		   "times 0x10000-($-$$) db 0xff\n");
	folder_shell("env -u MAKEFLAGS -u MFLAGS make -s -f romkit.mk ROMKIT_SUITE=%s ROMKIT=: roms "
		     ">/dev/null 2>&1",
		     dir);
}

static void suite_remove(void)
{
	folder_shell("rm -rf %s", dir);
}

/* Writes dir/NAME.elf. */
static void make_elf(const char *name, bool is_64)
{
	char *image = str_printf("%s/build/rom/%s.bin", dir, name), *elf = str_printf("%s/%s.elf", dir, name);
	struct source source;
	struct err err;

	source_read(image, &source);
	ck_assert_msg(!source.lacks, "%s", source.lacks);
	ck_assert_msg(elf_write(&source, is_64, elf, &err) == 0, "%s", err.text);
	source_fini(&source);
	free(image);
	free(elf);
}

static void read_elf(const char *name, struct buf *out)
{
	char *path = str_printf("%s/%s.elf", dir, name);
	struct err err;

	ck_assert_msg(io_read_file(path, 1 << 20, out, &err) == 0, "%s", err.text);
	free(path);
}

static const Elf64_Shdr *section_of(const struct buf *file, const char *name)
{
	const Elf64_Ehdr *header = (const void *)file->data;
	const Elf64_Shdr *sections = (const void *)(file->data + header->e_shoff);
	const char *names = (const char *)file->data + sections[header->e_shstrndx].sh_offset;

	for (size_t i = 0; i < header->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, name) == 0)
			return &sections[i];
	ck_abort_msg("no section %s", name);
	return NULL;
}

/* "7c02 LOCAL NOTYPE 1": value, binding, type, section; "" where there is none. */
static void assert_symbol(const struct buf *file, const char *name, const char *expected)
{
	static const char *const bindings[] = {"LOCAL", "GLOBAL"}, *const types[] = {"NOTYPE", "OBJECT",
										     "FUNC"};
	const Elf64_Shdr *table = section_of(file, ".symtab");
	const Elf64_Sym *symbols = (const void *)(file->data + table->sh_offset);
	const char *names = (const char *)file->data + section_of(file, ".strtab")->sh_offset;
	struct buf got = {0};

	for (size_t i = 1; i < table->sh_size / sizeof *symbols; i++) {
		const Elf64_Sym *symbol = &symbols[i];

		ck_assert_int_eq(ELF64_ST_BIND(symbol->st_info) == STB_LOCAL, i < table->sh_info);
		if (strcmp(names + symbol->st_name, name) != 0)
			continue;
		buf_printf(&got, "%lx+%lx %s %s ", (unsigned long)symbol->st_value,
			   (unsigned long)symbol->st_size, bindings[ELF64_ST_BIND(symbol->st_info)],
			   types[ELF64_ST_TYPE(symbol->st_info)]);
		if (symbol->st_shndx == SHN_ABS)
			buf_adds(&got, "ABS");
		else
			buf_printf(&got, "%u", symbol->st_shndx);
	}
	ck_assert_str_eq(buf_str(&got), expected);
	buf_fini(&got);
}

START_TEST(sections)
{
	struct buf file = {0}, image = {0};
	const Elf64_Ehdr *header;
	const Elf64_Shdr *section;
	char *path = str_printf("%s/build/rom/boot.bin", dir);
	struct err err;

	make_elf("boot", true);
	read_elf("boot", &file);
	ck_assert_int_eq(io_read_file(path, 1 << 20, &image, &err), 0);
	header = (const void *)file.data;
	ck_assert_mem_eq(header->e_ident, ELFMAG, SELFMAG);
	ck_assert_uint_eq(header->e_ident[EI_CLASS], ELFCLASS64);
	ck_assert_uint_eq(header->e_machine, EM_X86_64);
	ck_assert_uint_eq(header->e_type, ET_EXEC);
	ck_assert_uint_eq(header->e_entry, 0x7c00);
	section = section_of(&file, ".text");
	ck_assert_uint_eq(section->sh_addr, 0x7c00);
	ck_assert_uint_eq(section->sh_flags, SHF_ALLOC | SHF_EXECINSTR);
	ck_assert_mem_eq(file.data + section->sh_offset, image.data, section->sh_size);
	section = section_of(&file, "far");
	ck_assert_uint_eq(section->sh_addr, 0x600);
	ck_assert_uint_eq(section->sh_size, 3);
	ck_assert_mem_eq(file.data + section->sh_offset, "\xf4\xeb\xfd", 3);
	section = section_of(&file, ".bss");
	ck_assert_uint_eq(section->sh_type, SHT_NOBITS);
	ck_assert_uint_eq(section->sh_size, 16);
	buf_fini(&file);
	buf_fini(&image);
	free(path);
}
END_TEST

START_TEST(symbols)
{
	struct buf file = {0};

	make_elf("boot", true);
	read_elf("boot", &file);
	/* To the next label, of one that is not local to the next such. */
	assert_symbol(&file, "start", "7c00+d GLOBAL FUNC 1");
	assert_symbol(&file, "start.loop", "7c02+b LOCAL NOTYPE 1");
	assert_symbol(&file, "proc", "7c0d+7 GLOBAL FUNC 1");
	assert_symbol(&file, "text", "7c14+5 GLOBAL OBJECT 1");
	assert_symbol(&file, "far_away", "600+3 GLOBAL FUNC 2");
	assert_symbol(&file, "same", "600+3 GLOBAL FUNC 2");
	assert_symbol(&file, "same.again", "601+2 LOCAL NOTYPE 2");
	assert_symbol(&file, "buffer", "604+10 GLOBAL OBJECT 4");
	assert_symbol(&file, "SEVEN", "7c02+0 GLOBAL NOTYPE ABS");
	assert_symbol(&file, "var", "500+0 GLOBAL NOTYPE ABS");
	assert_symbol(&file, "..@3.l", "");
	buf_fini(&file);
}
END_TEST

/* What gdb says to a command has `expected` in it. */
static void assert_gdb(const char *name, const char *command, const char *expected)
{
	char *line = str_printf("gdb -nx -batch -ex 'set osabi none' -ex 'set print demangle off' "
				"-ex 'file %s/%s.elf' -ex '%s' 2>&1",
				dir, name, command);
	struct buf got = {0};
	FILE *gdb = popen(line, "r");
	char text[4096];

	ck_assert_ptr_nonnull(gdb);
	while (fgets(text, sizeof text, gdb))
		buf_adds(&got, text);
	ck_assert_int_eq(pclose(gdb), 0);
	ck_assert_msg(strstr(buf_str(&got), expected), "%s: %s, not %s", command, buf_str(&got), expected);
	buf_fini(&got);
	free(line);
}

START_TEST(gdb_lines)
{
	static const char *const rows[][2] = {
		{"info line *0x7c00", "Line 5 of \""},
		{"info line start", "boot.asm\" starts at address 0x7c00 <start> and ends at 0x7c02 <start"},
		/* A macro, and one in it: the line that calls it. */
		{"info line *0x7c03", "Line 6 of \""},
		{"info line *0x7c05", "Line 6 of \""},
		{"info line boot.asm:6", "starts at address 0x7c02 <start.loop> and ends at 0x7c08"},
		{"info line *0x7c09", "Line 8 of \""},
		{"info line *0x7c0d",
		 "include/code.inc\" starts at address 0x7c0d <proc> and ends at 0x7c13"},
		{"info line *0x7c14", "Line 12 of \""},
		{"info symbol 0x7c03", "start.loop + 1 in section .text"},
		{"info symbol 0x7c01", "start + 1 in section .text"},
		{"break start", "Breakpoint 1 at 0x7c00: file "},
		{"break start.loop", "Breakpoint 1 at 0x7c02: file "},
		{"list *0x601", "boot.asm:16)"},
		/* The first of sections that overlap. */
		{"info line *0x600", "Line 15 of \""},
		{"print &var", "0x500"},
		{"x/s &text", "\"text\""},
		{"disassemble /r same", "0x00000601 <+1>:\teb fd"},
	};

	for (int is_64 = 0; is_64 < 2; is_64++) {
		make_elf("boot", is_64);
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
			if (!is_64 || i < 12)
				assert_gdb("boot", rows[i][0], rows[i][1]);
	}
}
END_TEST

/* Nothing is behind the last address. */
START_TEST(gdb_top)
{
	make_elf("top", false);
	assert_gdb("top", "info line reset", "Line 5 of \"");
	assert_gdb("top", "info line reset", "starts at address 0xfffffff0 <reset> and ends at 0xfffffff3");
	assert_gdb("top", "break reset", "Breakpoint 1 at 0xfffffff0: file ");
	make_elf("top", true);
	assert_gdb("top", "info line reset", "starts at address 0xfffffff0 <reset> and ends at 0xfffffff3");
}
END_TEST

START_TEST(lacking)
{
	struct source source = {0};
	struct err err;
	char *path, *elf = str_printf("%s/nothing.elf", dir);

	ck_assert_int_eq(elf_write(&source, false, elf, &err), -1);
	ck_assert_str_eq(err.text, "the ROM has no lines of source");
	path = str_printf("%s/build/rom/nothing.bin", dir);
	folder_shell("printf x >%s", path);
	source_read(path, &source);
	ck_assert_int_eq(elf_write(&source, false, elf, &err), -1);
	ck_assert_msg(strstr(err.text, "nothing.map: run make roms"), "%s", err.text);
	ck_assert(!path_exists(elf));
	source_fini(&source);
	free(path);
	free(elf);
}
END_TEST

START_TEST(script)
{
	char *elf = str_printf("%s/a \"b\\.elf", dir), *path = str_printf("%s/x.gdb", dir);
	char *expected =
		str_printf("set osabi none\nset disassembly-flavor intel\nset print demangle "
			   "off\nset remotetimeout 60\nfile \"%s/a \\\"b\\\\.elf\"\ndefine hook-stop\n"
			   "  unset tdesc filename\nend\ntarget remote /run/gdb "
			   "socket\nexec-file\nunset tdesc filename\n",
			   dir);
	struct buf got = {0};
	struct err err;

	folder_put(dir, "a \"b\\.elf", "");
	ck_assert_msg(gdb_script_write(elf, "/run/gdb socket", path, &err) == 0, "%s", err.text);
	ck_assert_int_eq(io_read_file(path, 4096, &got, &err), 0);
	ck_assert_str_eq(buf_str(&got), expected);
	ck_assert_int_eq(gdb_script_write(NULL, "/run/a\nshell b", path, &err), -1);
	ck_assert_str_eq(err.text,
			 "gdb cannot be told of \"/run/a\\nshell b\": there is a control character in it");
	ck_assert_int_eq(gdb_script_write("/nonexistent/x.elf", "a", path, &err), -1);
	ck_assert_str_eq(err.text, "/nonexistent/x.elf: No such file or directory");
	buf_fini(&got);
	free(expected);
	free(elf);
	free(path);
}
END_TEST

START_TEST(numbers)
{
	struct buf out = {0};

	put_uleb(0, &out);
	put_uleb(127, &out);
	put_uleb(128, &out);
	put_uleb(624485, &out);
	put_sleb(-2, &out);
	put_sleb(63, &out);
	put_sleb(64, &out);
	put_sleb(-64, &out);
	put_sleb(-129, &out);
	ck_assert_uint_eq(out.len, 14);
	ck_assert_mem_eq(out.data, "\x00\x7f\x80\x01\xe5\x8e\x26\x7e\x3f\xc0\x00\x40\xff\x7e", 14);
	ck_assert_uint_eq(address_behind(false, 0xffff0000, 0x10000), 0xffffffff);
	ck_assert_uint_eq(address_behind(true, 0xffff0000, 0x10000), 0x100000000);
	ck_assert_uint_eq(address_behind(true, UINT64_MAX - 1, 2), UINT64_MAX);
	buf_fini(&out);
}
END_TEST

Suite *suite_elf(void)
{
	Suite *suite = suite_create("elf");
	TCase *built = tcase_create("built"), *plain = tcase_create("plain");

	tcase_add_unchecked_fixture(built, suite_make, suite_remove);
	tcase_add_test(built, sections);
	tcase_add_test(built, symbols);
	tcase_add_test(built, gdb_lines);
	tcase_add_test(built, gdb_top);
	tcase_add_test(built, lacking);
	tcase_add_test(built, script);
	tcase_set_timeout(built, 60);
	suite_add_tcase(suite, built);
	tcase_add_test(plain, numbers);
	suite_add_tcase(suite, plain);
	return suite;
}
