/* romkit box: run a command where there is a /dev/kvm. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "pool/box.h"
#include "pool/box_wire.h"

static const char usage[] =
	"usage: romkit box [--writable DIR]... [--] CMD [ARG...]\n"
	"\n"
	"Run a command in the box, where there is a /dev/kvm also on a host that has none. It sees the "
	"host's files\n"
	"read-only, at the same paths, and has this terminal's standard input, output and error.\n"
	"\n"
	"  -w, --writable DIR   let it write to DIR as well (up to four times)\n"
	"      --check          say whether the box could start, and start nothing\n"
	"  -h, --help           show this text\n"
	"\n"
	"The exit status is the command's, 128 + N if signal N ended it, 2 if the box failed.\n"
	"`romkit setup` builds the box, in $ROMKIT_BOX or ~/.cache/romkit/box.\n";

static int complain(int status, const struct err *err)
{
	fprintf(stderr, "romkit: %s\n", err->text);
	return status;
}

int cmd_box(int argc, char **argv)
{
	static const struct option longs[] = {{"writable", required_argument, NULL, 'w'},
					      {"check", no_argument, NULL, 'c'},
					      {"help", no_argument, NULL, 'h'},
					      {NULL, 0, NULL, 0}};
	const char *writable[BOX_WRITABLE_MAX];
	struct box_opts opts = {.writable = writable};
	struct err err;
	int status;

	optind = 1;
	for (int c; (c = getopt_long(argc, argv, "+w:h", longs, NULL)) >= 0;) {
		if (c == 'w' && opts.writable_count < BOX_WRITABLE_MAX)
			writable[opts.writable_count++] = optarg;
		else if (c == 'c')
			return box_check(&err) < 0 ? complain(2, &err) : 0;
		else if (c == 'h')
			return fputs(usage, stdout) < 0 ? 2 : 0;
		else if (c == 'w') {
			fprintf(stderr, "romkit: box: at most %d writable folders\n", BOX_WRITABLE_MAX);
			return 2;
		} else
			return cmd_usage("box");
	}
	if (optind == argc) {
		fputs("romkit: box: which command? `romkit box --help` tells more\n", stderr);
		return 2;
	}
	if (box_run(&opts, argv + optind, &status, &err) < 0)
		return complain(status, &err);
	return status;
}
