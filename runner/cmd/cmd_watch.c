/* romkit watch: build and run what is saved. */
#include "cmd/cmd.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "cmd/watch.h"

static const char usage[] =
	"usage: romkit watch [OPTION]... [CASE]...\n"
	"\n"
	"Run cases, then wait: whenever a file is saved, build the ROMs and run the cases that it touches: "
	"its\n"
	"own, or by a source, an include, an image. Workers stay up, and so does the box. Ctrl-C ends it.\n"
	"CASE chooses as in romkit check, as do the options; --changed and --failed are for the first run "
	"only.\n"
	"\n"
	"  -C, --suite DIR     the folder that holds cases/, rom-src/ and build/ (default: "
	"here)\n" SELECT_OPTIONS_USAGE "      --kvm MODE      host, box or auto, as for romkit check\n"
	"  -j, --jobs N        cases that run at a time (default: one for each CPU)\n"
	"      --clear         clear the screen before each run\n"
	"  -v, --verbose       show also what passing cases did\n"
	"  -q, --quiet         show only failures and the closing line\n"
	"      --color WHEN    auto, always or never\n"
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 2 where romkit could not do its work (no KVM, a folder that cannot be watched).\n";

enum { OPT_KVM = 256, OPT_CLEAR };

static const struct option longs[] = {
	{"suite", required_argument, NULL, 'C'},   SELECT_OPTIONS_LONG,
	{"kvm", required_argument, NULL, OPT_KVM}, {"jobs", required_argument, NULL, 'j'},
	{"clear", no_argument, NULL, OPT_CLEAR},   {"verbose", no_argument, NULL, 'v'},
	{"quiet", no_argument, NULL, 'q'},         {"color", required_argument, NULL, REPORT_OPT_COLOUR},
	{"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
};

/* Returns 1 where it was taken, 0 where it is no option of these, -1 with an error. */
static int take_option(struct watch_opts *opts, int c, struct err *err)
{
	int ret;

	switch (c) {
	case 'C': opts->dir = optarg; return 1;
	case 'j': return cmd_count("--jobs", optarg, POOL_WORKERS_MAX, &opts->workers, err) < 0 ? -1 : 1;
	case OPT_CLEAR: opts->clear = true; return 1;
	case OPT_KVM:
		ret = cmd_choose("--kvm", optarg, kvm_mode_names, err);
		opts->kvm = (enum kvm_mode)ret;
		return ret < 0 ? -1 : 1;
	default:
		ret = select_options_take(&opts->select, c, optarg, err);
		return ret ? ret : report_options_take(&opts->report, c, optarg, err);
	}
}

int cmd_watch(int argc, char **argv)
{
	struct watch_opts opts = {
		.program = program_invocation_name, .dir = ".", .workers = pool_default_workers()};
	struct err err;
	int ret;

	for (int c; (c = getopt_long(argc, argv, "C:j:vqh", longs, NULL)) >= 0;) {
		if (c == 'h')
			return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		ret = take_option(&opts, c, &err);
		if (ret <= 0)
			return ret < 0 ? cmd_fail(&err) : cmd_usage("watch");
	}
	opts.words = argv + optind;
	opts.word_count = (size_t)(argc - optind);
	watch_run(&opts, &err);
	return cmd_fail(&err);
}
