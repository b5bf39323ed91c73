/* romkit new: a ROM and its case to start from. */
#include "cmd/cmd.h"

#include <ctype.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

static const char usage[] = "usage: romkit new [OPTION]... NAME\n"
			    "\n"
			    "Write rom-src/NAME.asm and cases/NAME.expect: a ROM that prints a line and "
			    "halts, and a case that expects it.\n"
			    "NAME may have folders in it (cpu/flags). A file that is there is never "
			    "overwritten: where the ROM exists, only\n"
			    "the case is written.\n"
			    "\n"
			    "  -C, --suite DIR   the folder that holds cases/ and rom-src/ (default: here)\n"
			    "  -h, --help        show this text\n";

static const char rom_template[] =
	"; %s: say here what this ROM proves.\n"
	"\n"
	"        bits 16\n"
	"        org 0                   ; start: real loads the image at 0 and starts at 0000:0000\n"
	"\n"
	"start:\n"
	"        cld\n"
	"        mov si, greeting\n"
	"next:\n"
	"        lodsb\n"
	"        test al, al\n"
	"        jz done\n"
	"        out 0xe9, al            ; the debug console\n"
	"        jmp next\n"
	"done:\n"
	"        hlt                     ; interrupts are off: the end\n"
	"\n"
	"greeting:\n"
	"        db \"Hello from %s!\", 10, 0\n";

static const char case_template[] = "summary: say here what this case proves\n"
				    "\n"
				    "machine:\n"
				    "  start: real             # real, boot, reset, protected or long\n"
				    "\n"
				    "# What must be true when it stops. `romkit bless %s` records what "
				    "happened instead of what is written here.\n"
				    "stop: halt\n"
				    "console: |\n"
				    "  Hello from %s!\n";

static const char bare_case_template[] =
	"summary: say here what this case proves\n"
	"\n"
	"machine:\n"
	"  start: real             # real, boot, reset, protected or long\n"
	"\n"
	"# What must be true when it stops. `romkit bless --full %s` records the registers, too.\n"
	"stop: halt\n";

static int check_name(const char *name, struct err *err)
{
	for (const char *p = name; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("_-./+", *p))
			return err_set(err, "\"%s\": a name is made of letters, digits, _ - . + and /", name);
	}
	if (!name[0] || name[0] == '/' || name[0] == '.' || name[0] == '-' || name[strlen(name) - 1] == '/' ||
	    strstr(name, "/.") || strstr(name, "//"))
		return err_set(err, "\"%s\" is no name for a case: it becomes cases/NAME.expect", name);
	return 0;
}

static int write_new(const char *path, const char *text, struct err *err)
{
	char *copy = str_dup(path);
	int ret = io_mkdirs(dirname(copy), err);

	free(copy);
	if (ret == 0)
		ret = io_write_file(path, text, strlen(text), err);
	if (ret == 0)
		printf("wrote %s\n", path);
	return ret;
}

static int new_pair(const char *dir, const char *name, struct err *err)
{
	char *rom_name = str_printf("rom-src/%s.asm", name);
	char *case_name = str_printf("cases/%s.expect", name);
	char *rom_path = path_join(dir, rom_name);
	char *case_path = path_join(dir, case_name);
	char *rom = str_printf(rom_template, name, name);
	bool has_rom = path_exists(rom_path);
	char *text = str_printf(has_rom ? bare_case_template : case_template, name, name);
	int ret;

	if (path_exists(case_path))
		ret = err_set(err, "%s exists already", case_path);
	else if (!has_rom && write_new(rom_path, rom, err) < 0)
		ret = -1;
	else
		ret = write_new(case_path, text, err);
	free(rom_name);
	free(case_name);
	free(rom_path);
	free(case_path);
	free(rom);
	free(text);
	return ret;
}

int cmd_new(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *dir = ".";
	struct err err;

	for (int c; (c = getopt_long(argc, argv, "C:h", longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': dir = optarg; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default: return cmd_usage("new");
		}
	}
	if (argc - optind != 1) {
		fputs("romkit: new takes one name\n", stderr);
		return cmd_usage("new");
	}
	if (check_name(argv[optind], &err) < 0)
		return cmd_fail(&err);
	if (!path_is_dir(dir)) {
		err_set(&err, "%s is not a folder", dir);
		return cmd_fail(&err);
	}
	return new_pair(dir, argv[optind], &err) < 0 ? cmd_fail(&err) : CMD_OK;
}
