/* romkit cover: which lines and branch directions of their source the cases executed. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "cmd/cover_cases.h"
#include "cmd/cover_print.h"
#include "cmd/select_options.h"
#include "report/cover_html.h"
#include "report/destination.h"
#include "trace/lcov.h"

/* clang-format off */
static const char usage[] =
	"usage: romkit cover [OPTION]... [CASE]...\n"
	"\n"
	"Run cases an instruction at a time and tell which lines of their source, macros and includes too, and\n"
	"which directions of its conditional branches they executed. Judges nothing. CASE chooses as in check.\n"
	"\n"
	"      --missing       list the lines that were never executed, and the branches that went one way only\n"
	"      --min PCT       a gate: fail where less of the lines were executed\n"
	"      --lcov FILE     a tracefile of lcov, which genhtml reads\n"
	"      --html FILE     the source, annotated, as one page for a browser, which needs nothing else\n"
	"  -q, --quiet         show only the closing line, and what went wrong\n"
	"  -C, --suite DIR     the folder that holds cases/ and build/ (default: here)\n"
	SELECT_OPTIONS_USAGE
	"      --kvm MODE      auto, host or box\n"
	"  -j, --jobs N        cases that run at a time (default: one for each CPU)\n"
	"      --steps N       run so many instructions of a case at the most (default: 200_000)\n"
	"  -h, --help          show this text\n"
	"\n"
	"Exit status: 0, 1 where it is below --min, 2 where a case could not be run or a file not be written.\n";
/* clang-format on */

#define STEPS_DEFAULT 200000
#define STEPS_MAX     1000000000

struct cover_options {
	const char *dir;
	struct select_options select;
	enum kvm_mode kvm;
	unsigned jobs, steps;
	bool missing, quiet;
	struct cover_gate gate;
	bool orphans;            /* ROMs without a case are told: all cases are chosen */
	const char *lcov, *html; /* a path, "-" for standard output; NULL: none */
};

enum { OPT_KVM = 256, OPT_STEPS, OPT_MIN, OPT_LCOV, OPT_HTML, OPT_MISSING };

/* ---- options */

/* 1: taken; 0: it is none of these; -1: an error. */
static int take_option(int c, struct cover_options *opts, struct err *err)
{
	int ret = 0;

	switch (c) {
	case 'C': opts->dir = optarg; break;
	case 'q': opts->quiet = true; break;
	case OPT_MISSING: opts->missing = true; break;
	case OPT_LCOV: opts->lcov = optarg; break;
	case OPT_HTML: opts->html = optarg; break;
	case OPT_MIN: ret = cover_gate_parse(optarg, &opts->gate, err); break;
	case 'j': ret = cmd_count("--jobs", optarg, POOL_WORKERS_MAX, &opts->jobs, err); break;
	case OPT_STEPS: ret = cmd_count("--steps", optarg, STEPS_MAX, &opts->steps, err); break;
	case OPT_KVM:
		ret = cmd_choose("--kvm", optarg, kvm_mode_names, err);
		opts->kvm = (enum kvm_mode)ret;
		break;
	default: return select_options_take(&opts->select, c, optarg, err);
	}
	return ret < 0 ? -1 : 1;
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

/* Returns -1 to go on, else the exit status. */
static int parse_options(int argc, char **argv, struct cover_options *opts)
{
	static const struct option longs[] = {
		{"suite", required_argument, NULL, 'C'},
		{"kvm", required_argument, NULL, OPT_KVM},
		{"jobs", required_argument, NULL, 'j'},
		{"steps", required_argument, NULL, OPT_STEPS},
		{"missing", no_argument, NULL, OPT_MISSING},
		{"min", required_argument, NULL, OPT_MIN},
		{"lcov", required_argument, NULL, OPT_LCOV},
		{"html", required_argument, NULL, OPT_HTML},
		{"quiet", no_argument, NULL, 'q'},
		{"help", no_argument, NULL, 'h'},
		SELECT_OPTIONS_LONG,
		{NULL, 0, NULL, 0},
	};
	struct err err;

	*opts = (struct cover_options){.dir = ".", .jobs = pool_default_workers(), .steps = STEPS_DEFAULT};
	for (int c; (c = getopt_long(argc, argv, "C:j:qh", longs, NULL)) >= 0;) {
		int taken;

		if (c == 'h')
			return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
		taken = take_option(c, opts, &err);
		if (taken <= 0)
			return taken < 0 ? cmd_fail(&err) : cmd_usage("cover");
	}
	if (!is_stdout(opts->lcov) || !is_stdout(opts->html))
		return -1;
	err_set(&err, "--lcov and --html: only one of them can go to standard output");
	return cmd_fail(&err);
}

/* ---- files */

/* No older report stands where the cases cannot be run. */
static int begin_files(const struct cover_options *opts, const char *why, struct err *err)
{
	struct buf page = {0}, nothing = {0};
	int ret = 0;

	cover_html_stopped(why, &page);
	if (opts->lcov && destination_begin(opts->lcov, &nothing, err) < 0)
		ret = err_wrap(err, "--lcov");
	else if (opts->html && destination_begin(opts->html, &page, err) < 0)
		ret = err_wrap(err, "--html");
	buf_fini(&page);
	return ret;
}

/* ---- the work */

/* What is not counted, or not all of it. */
static void put_notes(const struct cover_options *opts, const struct suite *suite,
		      const struct cover_cases *cases, const struct cover *cover, bool all, struct buf *out)
{
	cover_put_cases(suite, cases, all, out);
	if (all)
		cover_put_unknown(cover, out);
	if (all && opts->orphans)
		cover_put_orphans(suite, out);
}

static void print_all(const struct cover_options *opts, const struct suite *suite,
		      const struct cover_cases *cases, const struct cover *cover, FILE *out)
{
	struct buf text = {0}, plain = {0};

	if (!opts->quiet)
		cover_put_files(cover, &text);
	if (opts->missing)
		cover_put_missing(cover, &text);
	put_notes(opts, suite, cases, cover, !opts->quiet, &text);
	cover_put_closing(&cover->totals, cases, &text);
	buf_addc(&text, '\n');
	text_plain_lines(buf_str(&text), &plain);
	fputs(buf_str(&plain), out);
	buf_fini(&text);
	buf_fini(&plain);
}

static int write_html(const struct cover_options *opts, const struct suite *suite,
		      const struct cover_cases *cases, const struct cover *cover, const struct buf *gate,
		      bool is_good, struct err *err)
{
	struct buf closing = {0}, notes = {0}, page = {0};
	struct cover_html_facts facts = {.suite = opts->dir, .version = cmd_version, .is_good = is_good};
	int ret;

	cover_put_closing(&cover->totals, cases, &closing);
	buf_printf(&notes, "%s%s", buf_str(gate), gate->len ? "\n" : "");
	put_notes(opts, suite, cases, cover, true, &notes);
	facts.closing = buf_str(&closing);
	facts.notes = buf_str(&notes);
	cover_html(cover, &facts, &page);
	ret = destination_write(opts->html, &page, err);
	buf_fini(&closing);
	buf_fini(&notes);
	buf_fini(&page);
	return ret < 0 ? err_wrap(err, "--html") : 0;
}

static int write_lcov(const struct cover_options *opts, const struct cover *cover, struct err *err)
{
	struct buf text = {0};
	int ret;

	lcov_print(cover, &text);
	ret = destination_write(opts->lcov, &text, err);
	buf_fini(&text);
	return ret < 0 ? err_wrap(err, "--lcov") : 0;
}

/* The exit status; -1: a file could not be written. */
static int report(const struct cover_options *opts, const struct suite *suite,
		  const struct cover_cases *cases, const struct cover *cover, struct err *err)
{
	FILE *out = is_stdout(opts->lcov) || is_stdout(opts->html) ? stderr : stdout;
	int status = cases->ends[COVER_FAILED] ? CMD_ERROR : CMD_OK, ret = 0;
	struct buf gate = {0};

	print_all(opts, suite, cases, cover, out);
	if (!cover_gate_holds(&opts->gate, &cover->totals, &gate)) {
		cmd_put_line(buf_str(&gate), out);
		status = status ? status : CMD_FAILED;
	}
	if (opts->lcov)
		ret = write_lcov(opts, cover, err);
	if (opts->html && ret == 0)
		ret = write_html(opts, suite, cases, cover, &gate, status == CMD_OK, err);
	buf_fini(&gate);
	return ret < 0 ? -1 : status;
}

static int run_cases(const struct cover_options *opts, struct selection *sel, struct cover *cover,
		     struct cover_cases *cases, struct err *err)
{
	struct pool *pool = NULL;
	int ret = 0;

	if (selection_count(sel)) {
		ret = cmd_pool(opts->kvm, opts->jobs, &pool, err);
		if (ret == 0)
			ret = pool_wait_ready(pool, err);
	}
	if (ret == 0)
		ret = cover_cases_run(sel, pool, opts->steps, cover, cases, err);
	pool_free(pool);
	return ret;
}

static int choose_and_run(const struct cover_options *opts, char *const *words, size_t word_count)
{
	struct selection sel = {0};
	struct cover_cases cases = {0};
	struct cover cover = {0};
	struct err err, stopped;
	int ret = begin_files(opts, DESTINATION_UNFINISHED, &err);

	if (ret < 0)
		return cmd_fail(&err);
	interrupt_catch();
	ret = select_options_load(&opts->select, opts->dir, words, word_count, &sel, &err);
	if (ret == 0)
		ret = run_cases(opts, &sel, &cover, &cases, &err);
	if (ret == 0)
		ret = report(opts, &sel.suite, &cases, &cover, &err);
	if (ret < 0) {
		ret = cmd_fail(&err);
		begin_files(opts, err.text, &stopped);
	}
	cover_cases_fini(&cases);
	cover_fini(&cover);
	selection_fini(&sel);
	fflush(stdout);
	interrupt_obey();
	return ret;
}

int cmd_cover(int argc, char **argv)
{
	struct cover_options opts;
	int ret = parse_options(argc, argv, &opts);

	if (ret >= 0)
		return ret;
	opts.orphans = optind == argc && select_options_whole(&opts.select);
	return choose_and_run(&opts, argv + optind, (size_t)(argc - optind));
}
