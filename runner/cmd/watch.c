#include "cmd/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/io.h"
#include "base/text.h"
#include "base/watcher.h"
#include "case/case_files.h"
#include "case/last_run.h"
#include "case/touch.h"
#include "cmd/check.h"
#include "cmd/last_report.h"
#include "cmd/rom_build.h"

/* An editor saves in several steps, a person several files. */
#define QUIET_MS    50
#define LONGEST_NS  1000000000u /* where something writes all the time */
#define NAMES_SHOWN 5

struct watch {
	const struct watch_opts *opts;
	struct watcher *watcher;
	struct rom_build build;
	struct pool *pool;
	struct names saved; /* since the last time that all ROMs could be built */
	bool lost;          /* more was saved than is known */
	bool colour;
	uint64_t saved_ns; /* when the first of them was seen; 0 at the start */
};

/* ---- what is told */

static void print_head(const struct watch *watch, const char *text)
{
	if (watch->opts->clear && watch->colour && isatty(STDOUT_FILENO))
		fputs("\033[H\033[2J\033[3J", stdout);
	printf(watch->colour ? "\n\033[1m== %s\033[0m\n" : "\n== %s\n", text);
	fflush(stdout);
}

/* "a, b and 3 more" */
static void names_print(const struct names *names, struct buf *out)
{
	for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++) {
		buf_adds(out, i ? ", " : "");
		text_visible((const uint8_t *)names->items[i], strlen(names->items[i]), out);
	}
	if (names->count > NAMES_SHOWN)
		buf_printf(out, " and %zu more", names->count - NAMES_SHOWN);
}

/* A file that is gone was most often an editor's own: it is named only where there is no other. */
static void tell_saved(const struct watch *watch)
{
	struct names shown = {0};
	struct buf text = {0};

	for (size_t i = 0; i < watch->saved.count; i++)
		if (path_exists(watch->saved.items[i]))
			names_add(&shown, watch->saved.items[i]);
	names_print(shown.count ? &shown : &watch->saved, &text);
	if (watch->lost)
		buf_adds(&text, text.len ? " and others" : "many files");
	buf_adds(&text, shown.count || watch->lost ? " saved" : " gone");
	print_head(watch, buf_str(&text));
	buf_fini(&text);
	names_fini(&shown);
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

/* ---- building and running */

/* Returns 1 where some ROM cannot be built: what NASM said is told. */
static int build(struct watch *watch, struct err *err)
{
	struct buf said = {0};
	int ret = rom_build_run(&watch->build, &said, err);

	fwrite(buf_str(&said), 1, said.len, stdout);
	if (ret > 0)
		puts("the ROMs cannot be built");
	fflush(stdout);
	buf_fini(&said);
	return ret;
}

/* Files elsewhere that cases depend on: includes of romkit, images. */
static void watch_files(struct watch *watch, struct selection *sel)
{
	struct names files = {0}, unknown = {0};
	struct err err;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		case_files(&sel->suite, i, &files, &unknown);
		for (size_t f = 0; f < files.count; f++) {
			char *slash = strrchr(files.items[f], '/');

			if (!slash || slash == files.items[f] || strstr(files.items[f], "build/rom/"))
				continue;
			*slash = 0;
			/* Where there is no room for more, saves of the suite's own files are still seen. */
			watcher_add(watch->watcher, files.items[f], false, &err);
		}
		names_fini(&files);
	}
	names_fini(&unknown);
}

static int run_selection(struct watch *watch, struct selection *sel, struct err *err)
{
	const struct watch_opts *opts = watch->opts;
	const struct check_opts check = {.program = opts->program,
					 .dir = opts->dir,
					 .workers = opts->workers,
					 .repeat = 1,
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

/* Of the chosen, what the saved files touch. */
static void choose_touched(struct watch *watch, struct selection *sel)
{
	struct touch touch;

	touch_init(&touch, &sel->suite, &watch->saved);
	for (size_t i = 0; i < sel->suite.cases.count; i++)
		sel->chosen[i] = sel->chosen[i] && (watch->lost || touch_case(&touch, i));
	touch_fini(&touch);
}

/* Of the chosen, those whose ROM is there though others could not be built: what NASM said of theirs is
 * enough. */
static void choose_built(struct selection *sel)
{
	struct suite_case sc;

	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		if (!sel->chosen[i])
			continue;
		suite_case_load(&sel->suite, i, &sc);
		sel->chosen[i] = !sc.error;
		suite_case_fini(&sc);
	}
}

/* The words, --skip and --shard; at the start also --changed and --failed. */
static int select_load(const struct watch *watch, bool at_start, struct selection *out, struct err *err)
{
	struct select_options select = watch->opts->select;

	if (!at_start) {
		select.changed = NULL;
		select.failed = false;
	}
	return select_options_load(&select, watch->opts->dir, watch->opts->words, watch->opts->word_count,
				   out, err);
}

/* One run, of what was saved or at the start of all. */
static int run_once(struct watch *watch, bool is_built, struct err *err)
{
	struct selection sel;
	bool *all;
	int ret = 0;

	if (select_load(watch, !watch->saved_ns, &sel, err) < 0) {
		if (!watch->saved_ns)
			return -1;
		cmd_fail(err); /* the next save may mend it */
		tell_time(watch);
		return 0;
	}
	all = mem_zalloc(sel.suite.cases.count, sizeof *all);
	memcpy(all, sel.chosen, sel.suite.cases.count * sizeof *all);
	if (watch->saved_ns)
		choose_touched(watch, &sel);
	watch_files(watch, &sel);
	if (!is_built)
		choose_built(&sel);
	if (selection_count(&sel))
		ret = run_selection(watch, &sel, err);
	else if (is_built && watch->saved_ns)
		puts("no case is touched");
	tell_failing(&(struct selection){sel.suite, all}, sel.chosen);
	tell_time(watch);
	free(all);
	selection_fini(&sel);
	return ret;
}

/* ---- saves */

static void note_saved(const char *path, void *context)
{
	struct watch *watch = context;
	char *built = path_join(watch->opts->dir, "build");

	if (!path)
		watch->lost = true;
	else if (strcmp(path, built) != 0)
		names_add(&watch->saved, path);
	free(built);
}

/* Wait for saves, and until there are none for a moment. */
static int wait_saved(struct watch *watch, struct err *err)
{
	struct pollfd poll_fd = {.fd = watcher_fd(watch->watcher), .events = POLLIN};
	size_t before = watch->saved.count;
	int ready;

	watch->saved_ns = 0;
	while ((ready = poll(&poll_fd, 1, watch->saved_ns ? QUIET_MS : -1)) > 0 ||
	       (ready < 0 && errno == EINTR)) {
		watcher_take(watch->watcher, note_saved, watch);
		if (!watch->saved_ns && (watch->saved.count > before || watch->lost))
			watch->saved_ns = clock_now_ns();
		else if (watch->saved_ns && clock_now_ns() - watch->saved_ns > LONGEST_NS)
			break;
	}
	names_sort(&watch->saved);
	return ready < 0 ? err_sys(err, "poll") : 0;
}

/* Again before each run: its folders may have gone and come back. */
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

static int loop(struct watch *watch, struct err *err)
{
	for (;;) {
		int failed = watch_suite(watch, err) < 0 ? -1 : build(watch, err);

		if (failed < 0 || run_once(watch, !failed, err) < 0)
			return -1;
		if (!failed) {
			names_fini(&watch->saved);
			watch->lost = false;
		}
		if (!watch->saved_ns)
			print_head(watch, "watching; Ctrl-C ends");
		if (wait_saved(watch, err) < 0)
			return -1;
		tell_saved(watch);
	}
}

/* A word that is a slip is told before the box is started. */
static int words_check(const struct watch *watch, struct err *err)
{
	struct selection sel;

	if (select_load(watch, false, &sel, err) < 0)
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
	    rom_build_init(&watch.build, opts->dir, opts->workers, err) == 0 &&
	    cmd_pool(opts->kvm, opts->workers, &watch.pool, err) == 0)
		ret = loop(&watch, err);
	pool_free(watch.pool);
	watcher_free(watch.watcher);
	rom_build_fini(&watch.build);
	names_fini(&watch.saved);
	return ret;
}
