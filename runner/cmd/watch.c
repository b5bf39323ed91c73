/*
 * `romkit watch` goes round and round; each step is a function.
 *
 *   build    the ROMs, where what was saved may be part of one
 *   choose   the cases that the saves touch; at the start, those that were asked for
 *            was more saved since the wait: build and choose again, a few times at most
 *   run      the chosen
 *   wait     until something is saved, and on until nothing is for a moment
 *
 * A save is kept until a run that was chosen by it is over and all ROMs could be built. What is saved behind
 * the last choice stays in the watcher until the wait, which then is a short one.
 */
#include "cmd/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/text.h"
#include "base/watcher.h"
#include "case/case_files.h"
#include "case/file_index.h"
#include "case/last_run.h"
#include "case/touch.h"
#include "cmd/check.h"
#include "cmd/last_report.h"
#include "cmd/rom_build.h"
#include "cmd/saves.h"

#define BUILDS_MAX 4 /* before a run, where something saves all the time */

struct watch {
	const struct watch_opts *opts;
	struct watcher *watcher;
	struct rom_build build;
	struct file_index index;
	struct pool *pool;
	struct saves saves; /* that the next run is chosen by */
	uint64_t saved_ns;  /* when the first of them since the last run was seen; 0 at the start */
	bool is_built;      /* all ROMs, by the last build */
	bool any_unknown;   /* of some chosen case it is not known what its ROM is built from */
	bool colour;
};

/* What was chosen. */
struct round {
	struct selection all; /* by the words, --skip and --shard */
	struct selection now; /* of these what is to run; shares the suite */
	bool is_refused;      /* nothing could be chosen */
	struct err why;
};

/* ---- what is told */

static void print_head(const struct watch *watch, const char *text)
{
	if (watch->opts->clear && watch->colour && isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J\033[3J", stdout);
	printf(watch->colour ? "\n\033[1m== %s\033[0m\n" : "\n== %s\n", text);
	fflush(stdout);
}

static void tell_time(const struct watch *watch)
{
	struct buf text = {0};

	if (watch->saved_ns) {
		num_print_time(clock_now_ns() - watch->saved_ns, &text);
		printf("%s since it was saved\n", buf_str(&text));
	}
	fflush(stdout);
	buf_fini(&text);
}

/* Cases that did not run now and failed when they did. */
static void tell_failing(const struct selection *all, const bool *ran)
{
	struct names failed = {0}, still = {0};
	struct buf text = {0};
	struct err err;

	if (last_run_read(all->suite.dir, &failed, &err) < 0)
		return;
	for (size_t i = 0; i < all->suite.cases.count; i++)
		if (all->chosen[i] && !ran[i] && names_has(&failed, all->suite.cases.items[i]))
			names_add(&still, all->suite.cases.items[i]);
	if (still.count) {
		names_print(&still, &text);
		printf("still failing: %s\n", buf_str(&text));
	}
	buf_fini(&text);
	names_fini(&still);
	names_fini(&failed);
}

/* ---- build */

static int build(struct watch *watch, struct err *err)
{
	struct buf said = {0};
	int ret;

	if (watch->is_built && !saves_need_build(&watch->saves))
		return 0;
	ret = rom_build_run(&watch->build, &said, err);
	fwrite(buf_str(&said), 1, said.len, stdout);
	if (ret > 0)
		puts("the ROMs cannot be built");
	fflush(stdout);
	buf_fini(&said);
	watch->is_built = ret == 0;
	return ret < 0 ? -1 : 0;
}

/* ---- choose */

/* The folders of files elsewhere that a case depends on: includes of romkit, images. */
static void watch_files(struct watch *watch, const struct names *files)
{
	struct err err;

	for (size_t i = 0; i < files->count; i++) {
		const char *slash = strrchr(files->items[i], '/');
		char *folder;

		if (!slash || slash == files->items[i] || strstr(files->items[i], "build/rom/"))
			continue;
		folder = str_printf("%.*s", (int)(slash - files->items[i]), files->items[i]);
		/* Where no more can be watched, saves of the suite's own files are still seen. */
		watcher_add(watch->watcher, folder, false, &err);
		free(folder);
	}
}

/* Read the files of the chosen cases that are not known. */
static void learn_files(struct watch *watch, struct selection *sel)
{
	struct names files = {0}, unknown = {0};

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		const char *name = sel->suite.cases.items[i];

		if (!sel->chosen[i] || file_index_get(&watch->index, name))
			continue;
		if (case_files(&sel->suite, i, &files, &unknown) == 0) {
			watch_files(watch, &files);
			file_index_put(&watch->index, name, &files);
		}
		names_fini(&files);
	}
	watch->any_unknown = unknown.count;
	names_fini(&unknown);
}

/* Add what the saves touch. What such a case depends on may be something else now. */
static void choose_touched(struct watch *watch, struct round *round)
{
	struct suite *suite = &round->all.suite;
	struct touch touch;

	touch_init(&touch, suite, &watch->saves.names);
	for (size_t i = 0; i < suite->cases.count; i++) {
		const char *name = suite->cases.items[i];
		const struct names *files = file_index_get(&watch->index, name);

		if (!round->all.chosen[i] || !(watch->saves.lost || !files || touch_files(&touch, files)))
			continue;
		round->now.chosen[i] = true;
		if (files)
			file_index_forget(&watch->index, name);
	}
	touch_fini(&touch);
}

/* Of the chosen, not those whose ROM could not be built: what NASM said is enough. */
static void choose_built(struct selection *sel)
{
	struct suite_case sc;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		suite_case_load(&sel->suite, i, &sc);
		sel->chosen[i] = !sc.is_unbuilt;
		suite_case_fini(&sc);
	}
}

/* What the words, --skip and --shard choose. */
static int select_load(const struct watch *watch, struct selection *out, struct err *err)
{
	struct select_options select = watch->opts->select;

	select.changed = NULL;
	select.failed = false;
	return select_options_load(&select, watch->opts->dir, watch->opts->words, watch->opts->word_count,
				   out, err);
}

/* Of all what runs now: what was saved, and at the start what --changed and --failed leave of all. */
static int choose_now(struct watch *watch, struct round *round, struct err *err)
{
	const struct select_options first = {.changed = watch->opts->select.changed,
					     .failed = watch->opts->select.failed};
	size_t count = round->all.suite.cases.count;

	round->now = (struct selection){round->all.suite, mem_zalloc(count, sizeof *round->now.chosen)};
	if (!watch->saved_ns) {
		memcpy(round->now.chosen, round->all.chosen, count * sizeof *round->now.chosen);
		if (select_options_narrow(&first, &round->now, err) < 0)
			return -1;
	}
	if (saves_any(&watch->saves))
		choose_touched(watch, round);
	learn_files(watch, &round->all);
	if (!watch->is_built)
		choose_built(&round->now);
	return 0;
}

static void round_fini(struct round *round)
{
	free(round->now.chosen);
	selection_fini(&round->all);
	*round = (struct round){0};
}

/* Where nothing can be chosen, the next save may mend it; at the start that is an error. */
static int choose(struct watch *watch, struct round *round, struct err *err)
{
	*round = (struct round){0};
	if (select_load(watch, &round->all, &round->why) < 0)
		round->is_refused = true;
	else if (choose_now(watch, round, err) < 0)
		return -1;
	if (!round->is_refused || watch->saved_ns)
		return 0;
	*err = round->why;
	return -1;
}

/* ---- run */

static int run_selection(struct watch *watch, struct selection *sel, struct err *err)
{
	const struct watch_opts *opts = watch->opts;
	const struct check_opts check = {.program = opts->program,
					 .dir = opts->dir,
					 .workers = opts->workers,
					 .repeat = 1,
					 .autopsies = 1,
					 .endings = report_options_want_all(&opts->report)};
	struct report_totals totals = {0};
	struct reports reports = {0};

	if (pool_wait_ready(watch->pool, err) < 0 || report_options_open(&opts->report, &reports, err) < 0)
		return -1;
	reports_add(&reports, last_report_new(&sel->suite, opts->report.verbose));
	check_run(&check, sel, watch->pool, &reports, &totals);
	report_options_close(&reports, CMD_OK);
	return 0;
}

/* The saves have done their work then, but where a ROM could not be built: its cases are to run yet. */
static int run(struct watch *watch, struct round *round, struct err *err)
{
	if (round->is_refused) {
		cmd_fail(&round->why);
		tell_time(watch);
		return 0;
	}
	if (selection_count(&round->now)) {
		if (run_selection(watch, &round->now, err) < 0)
			return -1;
	} else if (watch->is_built && watch->saved_ns) {
		puts("no case is touched");
	}
	tell_failing(&round->all, round->now.chosen);
	tell_time(watch);
	if (watch->is_built)
		saves_fini(&watch->saves);
	return 0;
}

/* ---- round and round */

static int wait_saved(struct watch *watch, struct err *err)
{
	struct saves saves = {0};
	struct buf text = {0};
	int ret = saves_wait(&saves, watch->watcher, watch->opts->dir, &watch->saved_ns, err);

	if (ret == 0) {
		saves_print(&saves, &text);
		print_head(watch, buf_str(&text));
	}
	saves_join(&watch->saves, &saves);
	buf_fini(&text);
	return ret;
}

/* What was saved since it waited: the ROMs may be older than that. */
static bool saved_seen(struct watch *watch)
{
	struct saves saves = {0};
	bool any;

	saves_take(&saves, watch->watcher, watch->opts->dir);
	any = saves_any(&saves);
	saves_join(&watch->saves, &saves);
	return any;
}

/* At the start the folders of includes elsewhere are known, and watched, only after the build. */
static bool saved_unseen(const struct watch *watch, unsigned builds)
{
	return !watch->saved_ns && builds == 1 && watch->is_built && watch->any_unknown;
}

static int build_and_choose(struct watch *watch, struct round *round, struct err *err)
{
	for (unsigned builds = 1;; builds++) {
		if (build(watch, err) < 0 || choose(watch, round, err) < 0)
			return -1;
		if (saved_unseen(watch, builds))
			watch->is_built = false;
		else if (builds == BUILDS_MAX || !saved_seen(watch))
			return 0;
		round_fini(round);
	}
}

static int loop(struct watch *watch, struct err *err)
{
	struct round round = {0};
	int ret;

	do {
		ret = build_and_choose(watch, &round, err);
		if (ret == 0)
			ret = run(watch, &round, err);
		round_fini(&round);
		if (ret == 0 && !watch->saved_ns)
			print_head(watch, "watching; Ctrl-C ends");
		if (ret == 0)
			ret = wait_saved(watch, err);
	} while (ret == 0);
	return ret;
}

/* ---- start */

static int watch_suite(struct watch *watch, struct err *err)
{
	static const char *const folders[] = {"rom-src", "cases"};
	int ret = watcher_add(watch->watcher, watch->opts->dir, false, err);

	for (size_t i = 0; i < sizeof folders / sizeof folders[0] && ret == 0; i++) {
		char *path = path_join(watch->opts->dir, folders[i]);

		ret = watcher_add(watch->watcher, path, true, err);
		free(path);
	}
	return ret;
}

/* A word that is a slip is told before the box is started. */
static int words_check(const struct watch *watch, struct err *err)
{
	struct selection sel;

	if (select_load(watch, &sel, err) < 0)
		return -1;
	selection_fini(&sel);
	return 0;
}

int watch_run(const struct watch_opts *opts, struct err *err)
{
	struct watch watch = {.opts = opts, .colour = cmd_colour(opts->report.colour, STDOUT_FILENO)};
	int ret = -1;

	/* Watched first: what is saved while the first run goes on is not missed. */
	if (words_check(&watch, err) == 0 && watcher_new(&watch.watcher, err) == 0 &&
	    watch_suite(&watch, err) == 0 &&
	    rom_build_init(&watch.build, opts->dir, opts->workers, err) == 0 &&
	    cmd_pool(opts->kvm, opts->workers, &watch.pool, err) == 0)
		ret = loop(&watch, err);
	pool_free(watch.pool);
	watcher_free(watch.watcher);
	rom_build_fini(&watch.build);
	file_index_fini(&watch.index);
	saves_fini(&watch.saves);
	return ret;
}
