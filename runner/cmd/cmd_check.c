/* romkit check: run cases and judge them. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>

#include "base/interrupt.h"
#include "cmd/check_options.h"
#include "cmd/last_report.h"

/* Run what was chosen. -1: it cannot be run. */
static int run_selection(const struct check_options *opts, struct selection *sel, struct reports *reports,
			 struct report_totals *totals, struct err *err)
{
	struct pool *pool = NULL;
	int ret = 0;

	if (selection_count(sel)) {
		ret = cmd_pool(opts->kvm, opts->run.workers, &pool, err);
		if (ret == 0)
			ret = pool_wait_ready(pool, err);
	}
	if (ret == 0) {
		if (opts->run.order == ORDER_SHUFFLED)
			fprintf(stderr, "romkit: in the order of --shuffle=%llu\n",
				(unsigned long long)opts->run.seed);
		reports_add(reports, last_report_new(&sel->suite, opts->report.verbose));
		check_run(&opts->run, sel, pool, reports, totals);
	}
	pool_free(pool);
	return ret;
}

/* The reports are opened first, so that no older one stands where the cases cannot be chosen or run. */
static int choose_and_run(const struct check_options *opts, char *const *words, size_t word_count)
{
	struct report_totals totals = {0};
	struct reports reports = {0};
	struct selection sel = {0};
	struct err err;
	int ret;

	interrupt_catch();
	if (report_options_open(&opts->report, &reports, &err) < 0)
		return cmd_fail(&err);
	ret = select_options_load(&opts->select, opts->run.dir, words, word_count, &sel, &err);
	if (ret == 0)
		ret = run_selection(opts, &sel, &reports, &totals, &err);
	if (ret < 0) {
		reports_stop(&reports, err.text);
		ret = cmd_fail(&err);
	} else {
		ret = cmd_exit_status(&totals);
	}
	ret = report_options_close(&reports, ret); /* one of them knows the suite */
	selection_fini(&sel);
	fflush(stdout);
	interrupt_obey();
	return ret;
}

static int list(const struct check_options *opts, char *const *words, size_t word_count)
{
	struct selection sel;
	struct err err;

	if (select_options_load(&opts->select, opts->run.dir, words, word_count, &sel, &err) < 0)
		return cmd_fail(&err);
	selection_print(&sel);
	selection_fini(&sel);
	return CMD_OK;
}

int cmd_check(int argc, char **argv)
{
	struct check_options opts;
	int ret = check_options_parse(argc, argv, &opts);

	if (ret >= 0)
		return ret;
	opts.run.orphans = optind == argc && select_options_whole(&opts.select);
	opts.run.shard = opts.select.shard;
	return (opts.list ? list : choose_and_run)(&opts, argv + optind, (size_t)(argc - optind));
}
