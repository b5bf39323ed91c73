#include "cmd/one_case.h"

#include "base/interrupt.h"
#include "cmd/cmd.h"

/* The index of the only one that was chosen. */
static int find(const struct selection *selection, const char *command, const char *word, size_t *out,
		struct err *err)
{
	size_t chosen = 0;

	for (size_t i = 0; i < selection->suite.cases.count; i++) {
		if (selection->chosen[i] && !chosen++)
			*out = i;
	}
	return chosen == 1 ? 0 : err_set(err, "%s takes one case, and %s chooses %zu", command, word, chosen);
}

static int run(one_case_fn *fn, const void *opts, const struct suite_case *sc, struct err *err)
{
	int ret;

	if (sc->error)
		return err_set(err, "%s", sc->error);
	if (sc->skip)
		return err_set(err, "%s: it is skipped: %s", sc->path, sc->skip);
	ret = fn(opts, sc, err);
	return ret < 0 ? err_wrap(err, "%s", sc->name) : ret;
}

int one_case_run(const char *command, const char *dir, char *word, one_case_fn *fn, const void *opts)
{
	struct suite_case sc;
	struct selection sel;
	struct err err;
	size_t at = 0;
	int ret;

	if (selection_load(dir, &word, 1, &sel, &err) < 0)
		return cmd_fail(&err);
	ret = find(&sel, command, word, &at, &err);
	if (ret == 0) {
		suite_case_load(&sel.suite, at, &sc);
		ret = run(fn, opts, &sc, &err);
		suite_case_fini(&sc);
	}
	selection_fini(&sel);
	if (ret < 0)
		cmd_fail(&err);
	interrupt_obey();
	return ret < 0 ? CMD_ERROR : ret;
}
