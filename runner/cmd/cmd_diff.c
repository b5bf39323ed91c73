/* romkit diff: run a case under KVM and in another engine, and find where they part. */
#include "cmd/cmd.h"

#include <getopt.h>

#include "cmd/differ.h"

static const char usage[] =
	"usage: romkit diff [OPTION]... CASE\n"
	"\n"
	"Run a case under KVM and in another engine, QEMU's TCG or Bochs, and compare. First both go in "
	"step,\n"
	"and the first instruction is shown at which they differ. Then the engine is left alone, with its "
	"own\n"
	"devices and time: how it ends, registers, output and memory.\n"
	"\n"
	"      --engine NAME   qemu or bochs (default: qemu)\n"
	"      --steps N       so many instructions in step at the most (default: 100_000)\n"
	"      --only PART     only `alone` or `step`\n"
	"  -C, --suite DIR     the folder that holds cases/ and build/ (default: here)\n"
	"      --kvm MODE      auto, host or box\n"
	"      --color WHEN    auto, always or never\n"
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0 nothing differs; 1 something does; 2 it could not be compared to its end.\n";

#define STEPS_DEFAULT 100000
#define STEPS_MAX     100000000

enum { OPT_ENGINE = 256, OPT_STEPS, OPT_ONLY, OPT_KVM, OPT_COLOUR };

/* Returns -1 where the option is wrong: `err` says why; -2 where getopt has said it; 1 for --help. */
static int take_option(int c, struct diff_opts *opts, struct err *err)
{
	static const char *const parts[] = {
		[DIFF_BOTH] = "both", [DIFF_ALONE] = "alone", [DIFF_STEP] = "step", NULL};
	int choice = 0;

	switch (c) {
	case 'C': opts->dir = optarg; break;
	case OPT_ENGINE:
		choice = cmd_choose("--engine", optarg, engine_names, err);
		opts->engine = (enum engine_kind)choice;
		break;
	case OPT_STEPS: return cmd_count("--steps", optarg, STEPS_MAX, &opts->steps, err);
	case OPT_ONLY:
		choice = cmd_choose("--only", optarg, parts, err);
		opts->parts = (enum diff_parts)choice;
		break;
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

int cmd_diff(int argc, char **argv)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"engine", required_argument, NULL, OPT_ENGINE},
		{"steps", required_argument, NULL, OPT_STEPS},
		{"only", required_argument, NULL, OPT_ONLY},
		{"kvm", required_argument, NULL, OPT_KVM},
		{"color", required_argument, NULL, OPT_COLOUR},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct diff_opts opts = {.dir = ".", .steps = STEPS_DEFAULT};
	struct err err;

	for (int c; (c = getopt_long(argc, argv, "C:h", longs, NULL)) >= 0;) {
		int ret = take_option(c, &opts, &err);

		if (ret == 1)
			return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		if (ret < 0)
			return ret == -1 ? cmd_fail(&err) : cmd_usage("diff");
	}
	if (argc - optind != 1) {
		fprintf(stderr, "romkit: diff takes one case, not %d\n", argc - optind);
		return cmd_usage("diff");
	}
	return differ_run(&opts, argv[optind]);
}
