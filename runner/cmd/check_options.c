#include "cmd/check_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/text.h"

#define REPEAT_MAX 1000000

static const char usage[] =
	"usage: romkit check [OPTION]... [CASE]...\n"
	"\n"
	"Run ROMs under KVM and compare what they did with their files in cases/. Without CASE all are run.\n"
	"CASE is a name (cpu/flags), a file or folder (cases/cpu), a glob (\"cpu/*\") or tag:NAME.\n"
	"\n"
	"  -C, --suite DIR     the folder that holds cases/, rom-src/ and build/ (default: "
	"here)\n" SELECT_OPTIONS_USAGE
	"      --list          print the names of the chosen cases, run nothing\n"
	"      --kvm MODE      host: this machine's /dev/kvm; box: KVM in an emulated CPU; auto: the first "
	"that works\n"
	"  -j, --jobs N        cases that run at a time, each in a process of its own (default: one for each "
	"CPU)\n"
	"      --fail-fast     run no more cases behind the first that fails\n"
	"      --repeat N      run each case N times: one that does not do the same each time fails\n"
	"      --shuffle[=SEED]\n"
	"                      run them in a random order, that of SEED; results are told in the usual "
	"order\n"
	"      --reverse       run the last one first\n"
	"      --fresh         run each case in a VM of its own instead of one that is reset between "
	"cases\n"
	"      --autopsies N   step through the first N cases that fail, to tell what led to it (default: 5; "
	"0: "
	"none)\n" REPORT_OPTIONS_USAGE "  -h, --help          show this text\n"
	"\n"
	"The last line is `N passed, N failed`, with `, N skipped` where a file that a case needs is "
	"missing.\n"
	"Exit status: 0 all passed or skipped, 1 some case failed, 2 romkit could not do its work (a "
	"malformed\n"
	"case, a missing image, no KVM, a case that was not run).\n";

enum {
	OPT_KVM = 256,
	OPT_FRESH,
	OPT_LIST,
	OPT_FAIL_FAST,
	OPT_REPEAT,
	OPT_SHUFFLE,
	OPT_REVERSE,
	OPT_AUTOPSIES
};

static const struct option longs[] = {
	{"suite", required_argument, NULL, 'C'},
	{"kvm", required_argument, NULL, OPT_KVM},
	{"jobs", required_argument, NULL, 'j'},
	{"fail-fast", no_argument, NULL, OPT_FAIL_FAST},
	{"repeat", required_argument, NULL, OPT_REPEAT},
	{"shuffle", optional_argument, NULL, OPT_SHUFFLE},
	{"reverse", no_argument, NULL, OPT_REVERSE},
	{"autopsies", required_argument, NULL, OPT_AUTOPSIES},
	{"help", no_argument, NULL, 'h'},
	{"fresh", no_argument, NULL, OPT_FRESH},
	{"list", no_argument, NULL, OPT_LIST},
	SELECT_OPTIONS_LONG,
	REPORT_OPTIONS_LONG,
	{NULL, 0, NULL, 0},
};

/* A seed that is easily typed. */
static int parse_seed(const char *text, uint64_t *out, struct err *err)
{
	uint32_t random;

	if (text)
		return num_parse(text, out, err) < 0 ? err_wrap(err, "--shuffle") : 0;
	if (getrandom(&random, sizeof random, 0) < 0)
		return err_sys(err, "--shuffle: no random seed");
	*out = random % 1000000;
	return 0;
}

/* 0 is a number of them, too. */
static int parse_autopsies(const char *text, unsigned *out, struct err *err)
{
	*out = 0;
	return strcmp(text, "0") == 0 ? 0 : cmd_count("--autopsies", text, UINT32_MAX, out, err);
}

/* An option with a value, or of another table. 1: taken; 0: it is none; -1: an error. */
static int take_other(int c, struct check_options *opts, struct err *err)
{
	int ret = 0;

	switch (c) {
	case 'j': ret = cmd_count("--jobs", optarg, POOL_WORKERS_MAX, &opts->run.workers, err); break;
	case OPT_REPEAT: ret = cmd_count("--repeat", optarg, REPEAT_MAX, &opts->run.repeat, err); break;
	case OPT_AUTOPSIES: ret = parse_autopsies(optarg, &opts->run.autopsies, err); break;
	case OPT_SHUFFLE:
		opts->run.order = ORDER_SHUFFLED;
		ret = parse_seed(optarg, &opts->run.seed, err);
		break;
	case OPT_KVM:
		ret = cmd_choose("--kvm", optarg, kvm_mode_names, err);
		opts->kvm = (enum kvm_mode)ret;
		break;
	default:
		ret = report_options_take(&opts->report, c, optarg, err);
		return ret ? ret : select_options_take(&opts->select, c, optarg, err);
	}
	return ret < 0 ? -1 : 1;
}

int check_options_parse(int argc, char **argv, struct check_options *out)
{
	struct err err;
	int ret;

	*out = (struct check_options){.run = {.program = program_invocation_name,
					      .dir = ".",
					      .workers = pool_default_workers(),
					      .autopsies = CHECK_AUTOPSIES,
					      .repeat = 1}};
	for (int c; (c = getopt_long(argc, argv, "C:j:h" REPORT_OPTIONS_SHORT, longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': out->run.dir = optarg; break;
		case OPT_FRESH: out->run.fresh = true; break;
		case OPT_FAIL_FAST: out->run.fail_fast = true; break;
		case OPT_REVERSE: out->run.order = ORDER_REVERSED; break;
		case OPT_LIST: out->list = true; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default:
			ret = take_other(c, out, &err);
			if (ret <= 0)
				return ret < 0 ? cmd_fail(&err) : cmd_usage("check");
		}
	}
	out->run.digests = out->report.jsonl != NULL;
	out->run.endings = report_options_want_all(&out->report);
	return -1;
}
