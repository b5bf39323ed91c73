#include "case/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "case/find.h"
#include "case/rom.h"

/* What all cases are looked at with. `used` gets the ROMs that they use. */
struct finder {
	const char *dir;
	const struct names *sources;
	struct names *used;
};

/* One image of a case, whose path is NULL and whose error is set where there is none. */
static void image_find(const struct finder *finder, struct suite_case *item, const struct case_file *file,
		       char **out_path)
{
	char *rom_name = NULL;
	struct err err;

	if (rom_resolve(finder->dir, &item->tc, file, finder->sources, out_path, &rom_name, &err) < 0) {
		free(*out_path);
		*out_path = NULL;
		if (!item->error)
			item->error = str_dup(err.text);
	}
	if (rom_name)
		names_add(finder->used, rom_name);
	free(rom_name);
}

/* The first file that the case needs and that is not there makes it a skip. */
static void needs_check(const char *dir, struct suite_case *item)
{
	for (size_t i = 0; i < item->tc.need_count && !item->skip; i++) {
		char *path = path_join(dir, item->tc.needs[i].name);

		if (!path_exists(path))
			item->skip = str_printf("needs %s, which is not there", item->tc.needs[i].name);
		free(path);
	}
}

static void images_find(const struct finder *finder, struct suite_case *item)
{
	struct testcase *tc = &item->tc;
	struct case_file rom = {tc->rom_line, tc->rom};

	image_find(finder, item, &rom, &item->rom_path);
	if (tc->disk.name)
		image_find(finder, item, &tc->disk, &item->disk_path);
	item->option_rom_paths = mem_zalloc(tc->option_rom_count, sizeof *item->option_rom_paths);
	for (size_t i = 0; i < tc->option_rom_count; i++)
		image_find(finder, item, &tc->option_roms[i], &item->option_rom_paths[i]);
	needs_check(finder->dir, item);
	if (!item->skip)
		return;
	/* Without what it needs, an image may be missing or old as well. */
	free(item->error);
	item->error = NULL;
}

/* One case: whatever is wrong with it becomes its error. A malformed one is taken to use the ROM of its own
 * name. */
static void case_find(const struct finder *finder, struct suite_case *item, const char *name)
{
	char *below = str_printf("cases/%s.expect", name);
	struct err err;

	item->name = str_dup(name);
	item->path = path_join(finder->dir, below);
	if (case_load(item->path, name, &item->tc, &err) < 0) {
		item->error = str_dup(err.text);
		names_add(finder->used, name);
	} else {
		images_find(finder, item);
	}
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
	const struct finder finder = {dir, &sources, &used};
	int ret = names_find(dir, &cases, &sources, err);

	*out = (struct suite){0};
	if (ret == 0) {
		out->dir = str_dup(dir);
		out->cases = mem_zalloc(cases.count, sizeof *out->cases);
		for (size_t i = 0; i < cases.count; i++)
			case_find(&finder, &out->cases[out->count++], cases.items[i]);
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

		for (size_t rom = 0; item->option_rom_paths && rom < item->tc.option_rom_count; rom++)
			free(item->option_rom_paths[rom]);
		free(item->option_rom_paths);
		case_fini(&item->tc);
		free(item->name);
		free(item->path);
		free(item->rom_path);
		free(item->disk_path);
		free(item->error);
		free(item->skip);
	}
	for (size_t i = 0; i < suite->orphan_count; i++)
		free(suite->orphans[i]);
	free(suite->cases);
	free(suite->orphans);
	free(suite->dir);
	*suite = (struct suite){0};
}
