#include "case/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "case/find.h"
#include "case/rom.h"

/* One case: whatever is wrong with it becomes its error. `used` gets the ROM that it runs. A malformed one is
 * taken to use the ROM of its own name. */
static void case_find(struct suite *suite, const char *name, const struct names *sources, struct names *used)
{
	struct suite_case *item = &suite->cases[suite->count++];
	char *rom_name = NULL, *below = str_printf("cases/%s.expect", name);
	struct err err;

	item->name = str_dup(name);
	item->path = path_join(suite->dir, below);
	if (case_load(item->path, name, &item->tc, &err) < 0) {
		item->error = str_dup(err.text);
		rom_name = str_dup(name);
	} else if (rom_resolve(suite->dir, &item->tc, sources, &item->rom_path, &rom_name, &err) < 0) {
		item->error = str_dup(err.text);
		free(item->rom_path);
		item->rom_path = NULL;
	}
	if (rom_name)
		names_add(used, rom_name);
	free(rom_name);
	free(below);
}

static void orphans_find(struct suite *suite, const struct names *sources, const struct names *used)
{
	suite->orphans = mem_zalloc(sources->count, sizeof *suite->orphans);
	for (size_t i = 0; i < sources->count; i++)
		if (!names_has(used, sources->items[i]))
			suite->orphans[suite->orphan_count++] = str_dup(sources->items[i]);
}

static int names_find(const char *dir, struct names *cases, struct names *sources, struct err *err)
{
	char *case_dir = path_join(dir, "cases"), *source_dir = path_join(dir, "rom-src");
	int ret = -1;

	if (!path_is_dir(case_dir))
		err_set(err, "no cases in %s: there is no such folder", case_dir);
	else if (find_files(case_dir, ".expect", NULL, cases, err) < 0)
		ret = -1;
	else if (!cases->count)
		err_set(err, "no cases in %s: there is no .expect file in it", case_dir);
	else
		ret = path_is_dir(source_dir) ? find_files(source_dir, ".asm", "include", sources, err) : 0;
	free(source_dir);
	free(case_dir);
	return ret;
}

int suite_load(const char *dir, struct suite *out, struct err *err)
{
	struct names cases = {0}, sources = {0}, used = {0};
	int ret = names_find(dir, &cases, &sources, err);

	*out = (struct suite){0};
	if (ret == 0) {
		out->dir = str_dup(dir);
		out->cases = mem_zalloc(cases.count, sizeof *out->cases);
		for (size_t i = 0; i < cases.count; i++)
			case_find(out, cases.items[i], &sources, &used);
		orphans_find(out, &sources, &used);
	}
	names_fini(&used);
	names_fini(&sources);
	names_fini(&cases);
	return ret;
}

void suite_fini(struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++) {
		struct suite_case *item = &suite->cases[i];

		case_fini(&item->tc);
		free(item->name);
		free(item->path);
		free(item->rom_path);
		free(item->error);
	}
	for (size_t i = 0; i < suite->orphan_count; i++)
		free(suite->orphans[i]);
	free(suite->cases);
	free(suite->orphans);
	free(suite->dir);
	*suite = (struct suite){0};
}
