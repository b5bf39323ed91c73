/* romkit debug: a case under gdb. */
#include "cmd/cmd.h"

#include <getopt.h>

#include "cmd/debugger.h"

static const char usage[] =
	"usage: romkit debug [OPTION]... CASE [-- GDB-ARGUMENT...]\n"
	"\n"
	"Start a case, stopped before its first instruction, and gdb to control it, with the labels and "
	"lines\n"
	"of its source. Breakpoints, watchpoints, stepping into interrupt handlers, registers and memory "
	"work\n"
	"as in any program; `monitor help` says what else there is. No budget counts, nothing is judged.\n"
	"\n"
	"      --listen WHERE  start no gdb, but wait for one there: a port of this host (0: any), or the "
	"path\n"
	"                      of a Unix socket (with a slash). Ctrl-C ends it\n"
	"  -C, --suite DIR     the folder that holds cases/ and build/ (default: here)\n"
	"      --kvm MODE      auto, host or box\n"
	"  -h, --help          show this text\n"
	"\n"
	"What stands behind -- is for gdb: romkit debug hello -- -batch -ex 'break say' -ex continue\n"
	"\n"
	"Exit status: gdb's; 2 where it could not be debugged.\n";

enum { OPT_LISTEN = 256, OPT_KVM };

/* Returns -1 where the option is wrong: `err` says why; -2 where getopt has said it; 1 for --help. */
static int take_option(int c, struct debug_opts *opts, struct err *err)
{
	int choice;

	switch (c) {
	case 'C': opts->dir = optarg; return 0;
	case OPT_LISTEN: opts->listen = optarg; return 0;
	case OPT_KVM:
		choice = cmd_choose("--kvm", optarg, kvm_mode_names, err);
		opts->kvm = (enum kvm_mode)choice;
		return choice < 0 ? -1 : 0;
	case 'h': return 1;
	default: return -2;
	}
}

int cmd_debug(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"listen", required_argument, NULL, OPT_LISTEN},
		{"kvm", required_argument, NULL, OPT_KVM},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct debug_opts opts = {.dir = "."};
	char *word = NULL;
	struct err err;

	/* "-": words come in their order, and what stands behind "--" is left. */
	for (int c; (c = getopt_long(argc, argv, "-C:h", longs, NULL)) >= 0;) {
		int ret;

		if (c == 1 && !word) {
			word = optarg;
			continue;
		}
		if (c == 1) {
			fprintf(stderr, "romkit: debug takes one case; what is for gdb stands behind --\n");
			return cmd_usage("debug");
		}
		ret = take_option(c, &opts, &err);
		if (ret == 1)
			return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		if (ret < 0)
			return ret == -1 ? cmd_fail(&err) : cmd_usage("debug");
	}
	opts.gdb_args = argv + optind;
	opts.gdb_arg_count = argc - optind;
	if (!word) {
		fprintf(stderr, "romkit: debug takes a case\n");
		return cmd_usage("debug");
	}
	if (opts.listen && opts.gdb_arg_count) {
		fprintf(stderr, "romkit: with --listen no gdb is started that could take arguments\n");
		return cmd_usage("debug");
	}
	return debugger_run(&opts, word);
}
