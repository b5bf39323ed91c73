#include "case/suite.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/text.h"
#include "case/find.h"
#include "case/rom.h"

/* The case uses this ROM: it is no orphan. */
static void mark_used(struct suite *suite, const char *rom_name)
{
	ptrdiff_t at = names_index(&suite->sources, rom_name);

	if (at >= 0)
		suite->used[at] = true;
}

/* One image of a case, whose path is NULL and whose error is set where there is none. */
static void image_find(struct suite *suite, struct suite_case *item, const struct case_file *file,
		       char **out_path)
{
	char *rom_name = NULL;
	struct err err;

	if (rom_resolve(suite->dir, &item->tc, file, &suite->sources, out_path, &rom_name, &err) < 0) {
		free(*out_path);
		*out_path = NULL;
		if (!item->error) {
			item->error = str_dup(err.text);
			item->is_unbuilt = rom_name && names_has(&suite->sources, rom_name);
		}
	}
	if (rom_name)
		mark_used(suite, rom_name);
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

static void images_find(struct suite *suite, struct suite_case *item)
{
	struct testcase *tc = &item->tc;
	struct case_file rom = {tc->rom_line, tc->rom};

	image_find(suite, item, &rom, &item->rom_path);
	if (tc->disk.name)
		image_find(suite, item, &tc->disk, &item->disk_path);
	item->option_rom_paths = mem_zalloc(tc->option_rom_count, sizeof *item->option_rom_paths);
	for (size_t i = 0; i < tc->option_rom_count; i++)
		image_find(suite, item, &tc->option_roms[i], &item->option_rom_paths[i]);
	needs_check(suite->dir, item);
	if (!item->skip)
		return;
	/* Without what it needs, an image may be missing or old as well. */
	free(item->error);
	item->error = NULL;
	item->is_unbuilt = false;
}

/* Names go to terminals and to programs that read lines; a case of such a name is found, but not run. */
static int load(const struct suite_case *item, struct testcase *out, struct err *err)
{
	struct buf plain = {0};

	if (text_is_plain(item->name))
		return case_load(item->path, item->name, out, err);
	text_plain(item->path, &plain);
	err_set(err, "%s: the file's name has a control character: rename it", buf_str(&plain));
	buf_fini(&plain);
	return -1;
}

/* The case again, now that it is known which ROM its labels are of. */
static void labels_resolve(struct suite_case *item)
{
	struct testcase tc;
	struct err err;

	item->labels = mem_zalloc(1, sizeof *item->labels);
	case_labels_read(item->rom_path, item->labels);
	if (case_load_labels(item->path, item->name, item->labels, &tc, &err) < 0) {
		item->error = str_dup(err.text);
		return;
	}
	case_fini(&item->tc);
	item->tc = tc;
}

void suite_case_load(struct suite *suite, size_t at, struct suite_case *out)
{
	const char *name = suite->cases.items[at];
	struct err err;

	*out = (struct suite_case){.name = str_dup(name), .path = suite_case_path(suite, at)};
	if (load(out, &out->tc, &err) < 0) {
		out->error = str_dup(err.text);
		out->malformed = true;
		mark_used(suite, name);
	} else {
		images_find(suite, out);
		if (out->tc.uses_labels && out->rom_path && !out->error && !out->skip)
			labels_resolve(out);
	}
}

void suite_case_fini(struct suite_case *item)
{
	for (size_t rom = 0; item->option_rom_paths && rom < item->tc.option_rom_count; rom++)
		free(item->option_rom_paths[rom]);
	free(item->option_rom_paths);
	case_fini(&item->tc);
	if (item->labels)
		case_labels_fini(item->labels);
	free(item->labels);
	free(item->name);
	free(item->path);
	free(item->rom_path);
	free(item->disk_path);
	free(item->error);
	free(item->skip);
	*item = (struct suite_case){0};
}

char *suite_case_path(const struct suite *suite, size_t at)
{
	char *below = str_printf("cases/%s.expect", suite->cases.items[at]);
	char *path = path_join(suite->dir, below);

	free(below);
	return path;
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

int suite_open(const char *dir, struct suite *out, struct err *err)
{
	*out = (struct suite){.dir = str_dup(dir)};
	if (names_find(dir, &out->cases, &out->sources, err) < 0) {
		suite_fini(out);
		return -1;
	}
	out->used = mem_zalloc(out->sources.count, sizeof *out->used);
	return 0;
}

void suite_fini(struct suite *suite)
{
	names_fini(&suite->cases);
	names_fini(&suite->sources);
	free(suite->used);
	free(suite->dir);
	*suite = (struct suite){0};
}
