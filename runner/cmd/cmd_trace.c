/* romkit trace: run a case one instruction at a time and print each. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/tracer.h"

static const char usage[] =
	"usage: romkit trace [OPTION]... CASE\n"
	"\n"
	"Run a case one instruction at a time and print each: where it is, what it is, its line of source,\n"
	"what it changed, the ports and devices it accessed, exceptions and interrupts. Judges nothing.\n"
	"\n"
	"      --from PLACE    print from the first instruction there on. PLACE is a label (start, .loop+4 "
	"as\n"
	"                      start.loop+4), a linear address (0x7c00) or one as printed (0000:7c00)\n"
	"      --to PLACE      end behind the first instruction there\n"
	"      --io            only what accesses a port or device, raises an exception or is interrupted\n"
	"      --last N        only the last N of what would be printed\n"
	"      --steps N       run so many instructions at the most (default: 1_000_000)\n"
	"      --json          a JSON object a line (doc/trace.md)\n"
	"  -C, --suite DIR     the folder that holds cases/ and build/ (default: here)\n"
	"      --kvm MODE      auto, host or box\n"
	"      --color WHEN    auto, always or never\n"
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0, or 2 where it could not be traced or nothing was to be printed.\n";

#define STEPS_DEFAULT 1000000
#define STEPS_MAX     1000000000
#define LAST_MAX      1000000

enum { OPT_FROM = 256, OPT_TO, OPT_IO, OPT_LAST, OPT_STEPS, OPT_JSON, OPT_KVM, OPT_COLOUR };

/* Returns -1 where the option is wrong: `err` says why; -2 where getopt has said it; 1 for --help. */
static int take_option(int c, struct trace_opts *opts, struct err *err)
{
	int choice = 0;

	switch (c) {
	case 'C': opts->dir = optarg; break;
	case OPT_FROM: opts->from = optarg; break;
	case OPT_TO: opts->to = optarg; break;
	case OPT_IO: opts->io = true; break;
	case OPT_LAST: return cmd_count("--last", optarg, LAST_MAX, &opts->last, err);
	case OPT_STEPS: return cmd_count("--steps", optarg, STEPS_MAX, &opts->steps, err);
	case OPT_JSON: opts->json = true; break;
	case OPT_KVM:
		choice = cmd_choose("--kvm", optarg, kvm_mode_names, err);
		opts->kvm = (enum kvm_mode)choice;
		break;
	case OPT_COLOUR: choice = opts->colour = cmd_choose("--color", optarg, colour_names, err); break;
	case 'h': return 1;
	default: return -2;
	}
	return choice < 0 ? -1 : 0;
}

int cmd_trace(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"from", required_argument, NULL, OPT_FROM},
		{"to", required_argument, NULL, OPT_TO},
		{"io", no_argument, NULL, OPT_IO},
		{"last", required_argument, NULL, OPT_LAST},
		{"steps", required_argument, NULL, OPT_STEPS},
		{"json", no_argument, NULL, OPT_JSON},
		{"kvm", required_argument, NULL, OPT_KVM},
		{"color", required_argument, NULL, OPT_COLOUR},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct trace_opts opts = {.dir = ".", .steps = STEPS_DEFAULT};
	struct err err;

	for (int c; (c = getopt_long(argc, argv, "C:h", longs, NULL)) >= 0;) {
		int ret = take_option(c, &opts, &err);

		if (ret == 1)
			return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		if (ret < 0)
			return ret == -1 ? cmd_fail(&err) : cmd_usage("trace");
	}
	if (argc - optind != 1) {
		fprintf(stderr, "romkit: trace takes one case, not %d\n", argc - optind);
		return cmd_usage("trace");
	}
	return tracer_run(&opts, argv[optind]);
}
