/* romkit new: a ROM and its case to start from. */
#include "cmd/cmd.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "cmd/template.h"

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
	return template_write_pair(dir, argv[optind], &err) < 0 ? cmd_fail(&err) : CMD_OK;
}
