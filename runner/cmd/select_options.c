#include "cmd/select_options.h"

#include <stdio.h>
#include <stdlib.h>

#include "case/changes.h"
#include "case/last_run.h"
#include "case/touch.h"
#include "cmd/cmd.h"

int select_options_take(struct select_options *opts, int c, char *arg, struct err *err)
{
	switch (c) {
	case SELECT_SKIP:
		if (opts->skip_count == SELECT_SKIP_MAX)
			return err_set(err, "--skip: more than %d of them", SELECT_SKIP_MAX);
		opts->skip[opts->skip_count++] = arg;
		return 1;
	case SELECT_CHANGED: opts->changed = arg; return 1;
	case SELECT_FAILED: opts->failed = true; return 1;
	case SELECT_SHARD: return shard_parse(arg, &opts->shard, err) < 0 ? -1 : 1;
	default: return 0;
	}
}

bool select_options_whole(const struct select_options *opts)
{
	return !opts->skip_count && !opts->changed && !opts->failed && !opts->shard.count;
}

size_t selection_count(const struct selection *selection)
{
	size_t count = 0;

	for (size_t i = 0; i < selection->suite.cases.count; i++)
		count += selection->chosen[i];
	return count;
}

void selection_print(const struct selection *selection)
{
	for (size_t i = 0; i < selection->suite.cases.count; i++)
		if (selection->chosen[i])
			cmd_put_line(selection->suite.cases.items[i], stdout);
}

static int apply_failed(struct selection *selection, struct err *err)
{
	const struct names *cases = &selection->suite.cases;
	struct names failed = {0};

	if (last_run_read(selection->suite.dir, &failed, err) < 0)
		return -1;
	for (size_t i = 0; i < cases->count; i++)
		selection->chosen[i] = selection->chosen[i] && names_has(&failed, cases->items[i]);
	names_fini(&failed);
	return 0;
}

/* Nobody should wonder why a case runs that nobody touched. */
static void note_touch(struct touch *touch)
{
	char *text = NULL;

	names_sort(&touch->unknown);
	if (touch->all)
		text = str_printf("romkit: --changed: all are touched by %s", touch->all);
	else if (touch->unknown.count)
		text = str_printf("romkit: --changed: what %s%s is built from is not known, so it counts as "
				  "touched: run make roms first",
				  touch->unknown.items[0], touch->unknown.count > 1 ? " and other ROMs" : "");
	if (text)
		cmd_put_line(text, stderr);
	free(text);
}

static int apply_changed(const struct select_options *opts, struct selection *selection, struct err *err)
{
	struct names changed = {0};
	struct touch touch;

	if (changes_since(selection->suite.dir, opts->changed, &changed, err) < 0) {
		names_fini(&changed);
		return err_wrap(err, "--changed %s", opts->changed);
	}
	touch_init(&touch, &selection->suite, &changed);
	for (size_t i = 0; i < selection->suite.cases.count; i++)
		selection->chosen[i] = selection->chosen[i] && touch_case(&touch, i);
	note_touch(&touch);
	touch_fini(&touch);
	names_fini(&changed);
	return 0;
}

static void apply_shard(const struct select_options *opts, struct selection *selection)
{
	const struct names *cases = &selection->suite.cases;

	for (size_t i = 0; i < cases->count; i++)
		selection->chosen[i] = selection->chosen[i] && shard_has(&opts->shard, cases->items[i]);
}

/* Say once which option left nothing. */
static void note_empty(const struct selection *selection, bool *is_empty, const char *text)
{
	if (*is_empty || selection_count(selection))
		return;
	*is_empty = true;
	fprintf(stderr, "romkit: %s\n", text);
}

int select_options_narrow(const struct select_options *opts, struct selection *selection, struct err *err)
{
	bool is_empty = false;

	if (opts->skip_count) {
		if (suite_skip(&selection->suite, opts->skip, opts->skip_count, selection->chosen, err) < 0)
			return err_wrap(err, "--skip");
		note_empty(selection, &is_empty, "--skip leaves no case");
	}
	if (opts->failed) {
		if (apply_failed(selection, err) < 0)
			return -1;
		note_empty(selection, &is_empty, "--failed: none of the cases failed when it ran last");
	}
	if (opts->changed) {
		if (!is_empty && apply_changed(opts, selection, err) < 0)
			return -1;
		note_empty(selection, &is_empty, "--changed: no case is touched");
	}
	if (opts->shard.count) {
		apply_shard(opts, selection);
		note_empty(selection, &is_empty, "--shard: there is no case in this part");
	}
	return 0;
}

int select_options_load(const struct select_options *opts, const char *dir, char *const *words,
			size_t word_count, struct selection *out, struct err *err)
{
	if (selection_load(dir, words, word_count, out, err) < 0)
		return -1;
	if (select_options_narrow(opts, out, err) == 0)
		return 0;
	selection_fini(out);
	return -1;
}
