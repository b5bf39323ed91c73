/* romkit merge: the results of several shards as one report and one verdict. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "case/shard.h"
#include "cmd/report_options.h"
#include "report/merge.h"

/* clang-format off */
static const char usage[] =
	"usage: romkit merge [OPTION]... FILE...\n"
	"\n"
	"Join what `romkit check --jsonl FILE` wrote, in one file for each shard, into one report and verdict.\n"
	"What is missing is an error and named: a shard that has no file, a case without a result, a file that\n"
	"is cut off, a case that two files report differently.\n"
	"\n"
	"  -C, --suite DIR     the folder that holds cases/: names the cases of a shard that has no file\n"
	"      --shards N      how many shards there are, where no file may be left that says so\n"
	REPORT_OPTIONS_USAGE
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0 all passed or skipped, 1 some case failed, 2 something is missing or could not be done.\n";
/* clang-format on */

struct merge_options {
	const char *dir; /* NULL: not said */
	unsigned shards; /* 0: not said */
	struct report_options report;
};

enum { OPT_SHARDS = 256 };

/* Returns 1 where it was taken, 0 where it is no option of these, -1 with an error. */
static int take_option(int c, struct merge_options *options, struct err *err)
{
	if (c == OPT_SHARDS)
		return cmd_count("--shards", optarg, SHARDS_MAX, &options->shards, err) < 0 ? -1 : 1;
	return report_options_take(&options->report, c, optarg, err);
}

/* Returns -1 to go on, else the exit status. */
static int parse_options(int argc, char **argv, struct merge_options *options)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"shards", required_argument, NULL, OPT_SHARDS},
		REPORT_OPTIONS_LONG,
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct err err;
	int taken;

	*options = (struct merge_options){0};
	for (int c; (c = getopt_long(argc, argv, "C:h" REPORT_OPTIONS_SHORT, longs, NULL)) >= 0;) {
		switch (c) {
		case 'C': options->dir = optarg; break;
		case 'h': return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		default:
			taken = take_option(c, options, &err);
			if (taken <= 0)
				return taken < 0 ? cmd_fail(&err) : cmd_usage("merge");
		}
	}
	if (optind < argc)
		return -1;
	fputs("romkit: merge: which FILE?\n", stderr);
	return cmd_usage("merge");
}

/* Every case of the suite that belongs to a shard without a file. */
static void add_lost_cases(struct merge *merge, const struct suite *suite, const struct shard *shard)
{
	for (size_t i = 0; i < suite->cases.count; i++) {
		if (shard_has(shard, suite->cases.items[i]))
			merge_add_lost(
				merge, suite->cases.items[i],
				str_printf("no result: no file has shard %u/%u", shard->index, shard->count));
	}
}

static int add_lost_shards(struct merge *merge, const struct merge_options *options, struct err *err)
{
	unsigned count = 0;
	struct suite suite = {0};

	if (!merge_shards(merge, &count))
		count = options->shards;
	else if (options->shards && options->shards != count)
		return count ? err_set(err, "--shards: the files are of %u", count)
			     : err_set(err, "--shards: the run of the files was not divided");
	if (options->dir && suite_open(options->dir, &suite, err) < 0)
		return -1;
	for (struct shard shard = {1, count}; shard.index <= count; shard.index++) {
		char *name = str_printf("shard %u/%u", shard.index, count);

		if (!merge_has_shard(merge, shard.index)) {
			merge_add_lost(merge, name, str_dup("no file has results of it"));
			add_lost_cases(merge, &suite, &shard);
		}
		free(name);
	}
	suite_fini(&suite);
	return 0;
}

/* What is no regular file can be read once: the second time nobody would write to it. */
static int check_twice(char *const *paths, size_t at, struct err *err)
{
	for (size_t i = 0; i < at; i++) {
		if (strcmp(paths[i], paths[at]) == 0 && path_is_special(paths[at]))
			return err_set(err, "%s: named twice, and can be read only once", paths[at]);
	}
	return 0;
}

/* Read the files into `files`, join and report them. -1: one is refused. */
static int merge_all(const struct merge_options *options, char *const *paths, struct results *files,
		     size_t count, struct reports *reports, struct report_totals *totals, struct err *err)
{
	struct merge merge = {0};
	int ret = 0;

	for (size_t i = 0; i < count && ret == 0; i++)
		ret = check_twice(paths, i, err);
	for (size_t i = 0; i < count && ret == 0; i++)
		ret = results_read(paths[i], &files[i], err);
	if (ret == 0)
		ret = merge_join(files, count, &merge, err);
	if (ret == 0)
		ret = add_lost_shards(&merge, options, err);
	if (ret == 0)
		merge_report(&merge, reports, totals);
	merge_fini(&merge);
	return ret;
}

/* The reports are opened first, so that no older one stands where a file is refused. */
static int open_and_merge(const struct merge_options *options, char *const *paths, size_t count)
{
	struct results *files;
	struct report_totals totals = {0};
	struct reports reports;
	struct err err;
	int ret;

	if (report_options_spare(&options->report, paths, count, &err) < 0 ||
	    report_options_open(&options->report, &reports, &err) < 0)
		return cmd_fail(&err);
	files = mem_zalloc(count, sizeof *files);
	if (merge_all(options, paths, files, count, &reports, &totals, &err) < 0) {
		reports_stop(&reports, err.text);
		ret = cmd_fail(&err);
	} else {
		ret = cmd_exit_status(&totals);
	}
	for (size_t i = 0; i < count; i++)
		results_fini(&files[i]);
	free(files);
	return report_options_close(&reports, ret);
}

int cmd_merge(int argc, char **argv)
{
	struct merge_options options;
	int ret = parse_options(argc, argv, &options);

	if (ret >= 0)
		return ret;
	return open_and_merge(&options, argv + optind, (size_t)(argc - optind));
}
