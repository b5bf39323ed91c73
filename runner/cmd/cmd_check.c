/* romkit check: run cases and judge them. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdio.h>

#include "base/interrupt.h"
#include "cmd/check_options.h"
#include "cmd/last_report.h"

static int check_selection(const struct check_options *opts, struct selection *sel)
{
	struct report_totals totals = {0};
	struct reports reports = {0};
	struct pool *pool = NULL;
	struct err err;
	int ret;

	interrupt_catch();
	if (report_options_open(&opts->report, &reports, &err) < 0)
		return cmd_fail(&err);
	if (selection_count(sel) &&
	    (cmd_pool(opts->kvm, opts->run.workers, &pool, &err) < 0 || pool_wait_ready(pool, &err) < 0)) {
		reports_stop(&reports, err.text);
		ret = cmd_fail(&err);
	} else {
		if (opts->run.order == ORDER_SHUFFLED)
			fprintf(stderr, "romkit: in the order of --shuffle=%llu\n",
				(unsigned long long)opts->run.seed);
		reports_add(&reports, last_report_new(&sel->suite, opts->report.verbose));
		check_run(&opts->run, sel, pool, &reports, &totals);
		ret = cmd_exit_status(&totals);
	}
	ret = report_options_close(&reports, ret);
	pool_free(pool);
	fflush(stdout);
	interrupt_obey();
	return ret;
}

int cmd_check(int argc, char **argv)
{
	struct check_options opts;
	struct selection sel;
	struct err err;
	int ret = check_options_parse(argc, argv, &opts);

	if (ret >= 0)
		return ret;
	if (select_options_load(&opts.select, opts.run.dir, argv + optind, (size_t)(argc - optind), &sel,
				&err) < 0)
		return cmd_fail(&err);
	opts.run.orphans = optind == argc && select_options_whole(&opts.select);
	opts.run.shard = opts.select.shard;
	if (opts.list)
		selection_print(&sel);
	else
		ret = check_selection(&opts, &sel);
	selection_fini(&sel);
	return opts.list ? CMD_OK : ret;
}
