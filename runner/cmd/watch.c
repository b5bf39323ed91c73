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
#include "case/file_index.h"
#include "case/last_run.h"
#include "case/touch.h"
#include "cmd/check.h"
#include "cmd/last_report.h"
#include "cmd/rom_build.h"

/* An editor saves in several steps, a person several files. */
#define QUIET_MS     50
#define LONGEST_NS   1000000000u /* where something writes all the time */
#define RESTARTS_MAX 3
#define NAMES_SHOWN  5

struct watch {
	const struct watch_opts *opts;
	struct watcher *watcher;
	struct rom_build build;
	struct file_index index;
	struct pool *pool;
	struct names saved; /* since the last time that all ROMs could be built */
	bool lost;          /* more was saved than is known */
	bool colour;
	unsigned restarts; /* since then, as more was saved while the ROMs were built */
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
		/* Where there is no room for more, saves of the suite's own files are still seen. */
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

/* Of the chosen, what the saved files touch. What such a case depends on may be something else now. */
static void choose_touched(struct watch *watch, struct selection *sel)
{
	struct touch touch;

	touch_init(&touch, &sel->suite, &watch->saved);
	for (size_t i = 0; i < sel->suite.cases.count; i++) {
		const char *name = sel->suite.cases.items[i];
		const struct names *files = file_index_get(&watch->index, name);

		if (!sel->chosen[i])
			continue;
		sel->chosen[i] = watch->lost || !files || touch_files(&touch, files);
		if (sel->chosen[i])
			file_index_forget(&watch->index, name);
	}
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

/* What was saved since the ROMs were built: then they are built again first, unless something saves all the
 * time. */
static bool saved_meanwhile(struct watch *watch)
{
	size_t before = watch->saved.count;

	watcher_take(watch->watcher, note_saved, watch);
	return watch->saved.count > before && watch->restarts++ < RESTARTS_MAX;
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

/* Of these, what runs now: at the start by --changed and --failed, then what was saved. */
static int choose(struct watch *watch, struct selection *sel, struct err *err)
{
	const struct select_options first = {.changed = watch->opts->select.changed,
					     .failed = watch->opts->select.failed};

	if (!watch->saved_ns)
		return select_options_narrow(&first, sel, err);
	choose_touched(watch, sel);
	return 0;
}

static int run_told(struct watch *watch, const struct selection *all, struct selection *sel, bool is_built,
		    struct err *err)
{
	int ret = 0;

	if (selection_count(sel))
		ret = run_selection(watch, sel, err);
	else if (is_built && watch->saved_ns)
		puts("no case is touched");
	tell_failing(all, sel->chosen);
	tell_time(watch);
	return ret;
}

/* Returns 1 where the ROMs are to be built first. */
static int run_chosen(struct watch *watch, struct selection *all, bool is_built, struct err *err)
{
	size_t count = all->suite.cases.count;
	struct selection sel = {all->suite, mem_zalloc(count, sizeof *sel.chosen)};
	int ret;

	memcpy(sel.chosen, all->chosen, count * sizeof *sel.chosen);
	ret = choose(watch, &sel, err);
	if (ret == 0) {
		learn_files(watch, all);
		if (!is_built)
			choose_built(&sel);
		ret = saved_meanwhile(watch) ? 1 : run_told(watch, all, &sel, is_built, err);
	}
	free(sel.chosen);
	return ret;
}

/* One run, of what was saved or at the start of all. Returns 1 where the ROMs are to be built first. */
static int run_once(struct watch *watch, bool is_built, struct err *err)
{
	struct selection all;
	int ret = select_load(watch, &all, err);

	if (ret == 0) {
		ret = run_chosen(watch, &all, is_built, err);
		selection_fini(&all);
	} else if (watch->saved_ns) { /* the next save may mend it */
		cmd_fail(err);
		tell_time(watch);
		ret = 0;
	}
	return ret;
}

/* ---- saves */

/* Wait for saves, and until there are none for a moment. */
static int wait_saved(struct watch *watch, struct err *err)
{
	struct pollfd poll_fd = {.fd = watcher_fd(watch->watcher), .events = POLLIN};
	size_t before = watch->saved.count;
	int ready;

	watch->saved_ns = 0;
	watch->restarts = 0;
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

/* No ROM is built from an .expect file. */
static bool needs_build(const struct watch *watch)
{
	for (size_t i = 0; i < watch->saved.count; i++) {
		const char *ending = strrchr(watch->saved.items[i], '.');

		if (!ending || strcmp(ending, ".expect") != 0)
			return true;
	}
	return !watch->saved.count || watch->lost;
}

static int loop(struct watch *watch, struct err *err)
{
	for (;;) {
		int failed = 0, again;

		if (watch_suite(watch, err) < 0)
			return -1;
		if (needs_build(watch))
			failed = build(watch, err);
		again = failed < 0 ? -1 : run_once(watch, !failed, err);
		if (again < 0)
			return -1;
		if (again)
			continue;
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
	    rom_build_init(&watch.build, opts->dir, opts->workers, err) == 0 &&
	    cmd_pool(opts->kvm, opts->workers, &watch.pool, err) == 0)
		ret = loop(&watch, err);
	pool_free(watch.pool);
	watcher_free(watch.watcher);
	rom_build_fini(&watch.build);
	file_index_fini(&watch.index);
	names_fini(&watch.saved);
	return ret;
}
