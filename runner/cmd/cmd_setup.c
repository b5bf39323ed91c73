/* romkit setup: install what a ROM repository needs, and build the box. tools/setup does the work. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/share.h"

static const char usage[] =
	"usage: romkit setup [OPTION]...\n"
	"\n"
	"Install what building and running ROMs needs (NASM, make), and where there is no usable /dev/kvm\n"
	"build the box, in $ROMKIT_BOX or ~/.cache/romkit/box. Packages come from apt-get, as root or by "
	"sudo.\n"
	"Run it again at any time: it does what is missing, and repairs what was interrupted.\n"
	"\n"
	"      --box      build the box even where there is a usable /dev/kvm\n"
	"      --no-box   never build it\n"
	"  -h, --help     show this text\n";

int cmd_setup(int argc, char **argv)
{
	static const struct option longs[] = {
		{"box", no_argument, NULL, 'b'},
		{"no-box", no_argument, NULL, 'n'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	const char *box = NULL;
	char *script;
	struct err err;

	for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) >= 0;) {
		switch (c) {
		case 'b': box = "--box"; break;
		case 'n': box = "--no-box"; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default: return cmd_usage("setup");
		}
	}
	if (optind < argc) {
		fputs("romkit: setup takes no names\n", stderr);
		return cmd_usage("setup");
	}
	script = share_path("tools/setup", &err);
	if (script) {
		execl(script, script, "--roms", box, (char *)NULL);
		err_sys(&err, "%s", script);
	}
	free(script);
	return cmd_fail(&err);
}
