/* romkit check: run cases and judge them. */
#include "cmd/cmd.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cmd/last_report.h"
#include "cmd/report_options.h"
#include "cmd/select_options.h"
#include "judge/judge.h"

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
	"      --fresh         run each case in a VM of its own instead of one that is reset between "
	"cases\n" REPORT_OPTIONS_USAGE "  -h, --help          show this text\n"
	"\n"
	"The last line is `N passed, N failed`, with `, N skipped` where a file that a case needs is "
	"missing.\n"
	"Exit status: 0 all passed or skipped, 1 some case failed, 2 romkit could not do its work (a "
	"malformed\n"
	"case, a missing image, no KVM).\n";

struct check_opts {
	const char *dir;
	enum kvm_mode kvm;
	bool fresh, list;
	struct report_options report;
	struct select_options select;
};

struct check {
	const struct check_opts *opts;
	const char *program;
	struct pool *pool;
	struct reports reports;
	struct report_totals totals;
};

enum { OPT_KVM = 256, OPT_FRESH, OPT_LIST };

/* Returns -1 to go on, else the exit status. */
static int parse_options(int argc, char **argv, struct check_opts *opts)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"kvm", required_argument, NULL, OPT_KVM},
		{"help", no_argument, NULL, 'h'},
		{"fresh", no_argument, NULL, OPT_FRESH},
		{"list", no_argument, NULL, OPT_LIST},
		SELECT_OPTIONS_LONG,
		REPORT_OPTIONS_LONG,
		{NULL, 0, NULL, 0},
	};
	struct err err;
	int choice;

	*opts = (struct check_opts){.dir = "."};
	for (int c; (c = getopt_long(argc, argv, "C:h" REPORT_OPTIONS_SHORT, longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': opts->dir = optarg; break;
		case OPT_FRESH: opts->fresh = true; break;
		case OPT_LIST: opts->list = true; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		case OPT_KVM:
			choice = cmd_choose("--kvm", optarg, kvm_mode_names, &err);
			if (choice < 0)
				return cmd_fail(&err);
			opts->kvm = (enum kvm_mode)choice;
			break;
		default:
			choice = report_options_take(&opts->report, c, optarg, &err);
			if (choice == 0)
				choice = select_options_take(&opts->select, c, optarg, &err);
			if (choice <= 0)
				return choice < 0 ? cmd_fail(&err) : cmd_usage("check");
		}
	}
	return -1;
}

/* The command that runs just this case, as a person would type it where they are. */
static char *rerun_command(const struct check *check, const struct suite_case *sc)
{
	if (strcmp(check->opts->dir, ".") == 0)
		return str_printf("%s check %s", check->program, sc->name);
	return str_printf("%s check --suite %s %s", check->program, check->opts->dir, sc->name);
}

static void check_one(struct check *check, const struct suite_case *sc)
{
	struct verdict verdict = {0};
	struct result result = {0};
	struct buf disk_image = {0};
	struct err err;
	struct report_case record;
	bool ran = false;

	if (sc->error) {
		verdict = (struct verdict){.status = VERDICT_ERROR, .reason = str_dup(sc->error)};
	} else if (sc->skip) {
		verdict = (struct verdict){.status = VERDICT_SKIP, .reason = str_dup(sc->skip)};
	} else if (cmd_run_case(check->pool, sc, check->opts->fresh, &result, &disk_image, &err) < 0) {
		verdict = (struct verdict){.status = VERDICT_ERROR, .reason = str_dup(err.text)};
	} else {
		judge_case(&sc->tc, &disk_image, &result, &verdict);
		ran = true;
	}
	report_totals_add(&check->totals, verdict.status);
	cmd_record(sc, &verdict, ran ? &result : NULL, report_options_want_all(&check->opts->report),
		   &record);
	record.rerun = rerun_command(check, sc);
	reports_finished(&check->reports, &record);
	report_case_fini(&record);
	result_fini(&result);
	buf_fini(&disk_image);
}

/* A ROM that no case runs is most often a forgotten .expect file. */
static void warn_orphans(struct check *check, const struct suite *suite)
{
	for (size_t i = 0; i < suite->sources.count; i++) {
		const char *name = suite->sources.items[i];
		char *text;

		if (suite->used[i])
			continue;
		text = str_printf("rom-src/%s.asm has no case (romkit new %s writes one)", name, name);
		check->totals.warnings++;
		reports_warning(&check->reports, text);
		free(text);
	}
}

static void check_all(struct check *check, struct selection *sel, bool whole_suite)
{
	struct suite_case sc;
	uint64_t start_ns = clock_now_ns();
	const char **names = mem_zalloc(sel->suite.cases.count, sizeof *names);
	struct report_run run = {.version = ROMKIT_VERSION,
				 .suite = check->opts->dir,
				 .names = names,
				 .workers = 1,
				 .in_box = check->pool && pool_in_box(check->pool),
				 .started_s = time(NULL)};

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (sel->chosen[i])
			names[run.count++] = sel->suite.cases.items[i];
	}
	reports_begin(&check->reports, &run);
	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		suite_case_load(&sel->suite, i, &sc);
		check_one(check, &sc);
		suite_case_fini(&sc);
	}
	if (whole_suite)
		warn_orphans(check, &sel->suite);
	check->totals.wall_ns = clock_now_ns() - start_ns;
	reports_end(&check->reports, &check->totals);
	free(names);
}

static int exit_status(const struct report_totals *totals)
{
	if (totals->errors)
		return CMD_ERROR;
	return totals->failed ? CMD_FAILED : CMD_OK;
}

int cmd_check(int argc, char **argv)
{
	struct check_opts opts;
	struct selection sel;
	struct check check = {.opts = &opts, .program = program_invocation_name};
	struct err err;
	int ret = parse_options(argc, argv, &opts);

	if (ret >= 0)
		return ret;
	if (select_options_load(&opts.select, opts.dir, argv + optind, (size_t)(argc - optind), &sel, &err) <
	    0)
		return cmd_fail(&err);
	if (opts.list) {
		selection_print(&sel);
		selection_fini(&sel);
		return CMD_OK;
	}
	if (report_options_open(&opts.report, &check.reports, &err) < 0) {
		ret = cmd_fail(&err);
	} else if (selection_count(&sel) &&
		   (cmd_pool(opts.kvm, &check.pool, &err) < 0 || pool_wait_ready(check.pool, &err) < 0)) {
		reports_stop(&check.reports, err.text);
		ret = report_options_close(&check.reports, cmd_fail(&err));
	} else {
		reports_add(&check.reports, last_report_new(&sel.suite, opts.report.verbose));
		check_all(&check, &sel, optind == argc && select_options_whole(&opts.select));
		ret = report_options_close(&check.reports, exit_status(&check.totals));
	}
	pool_free(check.pool);
	selection_fini(&sel);
	return ret;
}
