#include "case/touch.h"

#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "case/case_files.h"

/* A file that a case depends on, kept as many cases ask for the same. */
struct file {
	char *path;
	bool is_changed;
};

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The folders of a path with links resolved as far as they exist, the last part as it is. */
static char *path_settled(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder, *real, *above, *settled;

	if (!slash) {
		real = realpath(".", NULL);
		settled = path_join(real ? real : "/", path);
		free(real);
		return settled;
	}
	if (slash == path)
		return str_dup(path);
	folder = str_printf("%.*s", (int)(slash - path), path);
	real = realpath(folder, NULL);
	above = real ? NULL : path_settled(folder);
	settled = str_printf("%s/%s", real ? real : above, slash + 1);
	free(above);
	free(real);
	free(folder);
	return settled;
}

/* Whether the file, or a folder that it is in, is among the changed. */
static bool is_listed(const struct names *changed, const char *path)
{
	char *part = str_dup(path);
	bool found = false;

	for (char *end = part + strlen(part); end > part && !found; end = strrchr(part, '/')) {
		*end = 0;
		found = names_has(changed, part);
	}
	free(part);
	return found;
}

/* A path below the suite's folder, with that absolute and without links. */
static char *path_written(const struct touch *touch, const char *path)
{
	const char *dir = touch->suite->dir;
	size_t len = strlen(dir);

	if (strncmp(path, dir, len) == 0 && path[len] == '/')
		return path_join(touch->dir, path + len + 1);
	return strcmp(dir, ".") == 0 ? path_join(touch->dir, path) : str_dup(path);
}

/* A file is changed where any of the ways to it is: as it is written, with links resolved, as the file that
 * it is. */
static bool find_out(const struct touch *touch, const char *path)
{
	char *written = path_written(touch, path), *settled = path_settled(path),
	     *real = realpath(path, NULL);
	bool is_changed = is_listed(&touch->changed, written) || is_listed(&touch->changed, settled) ||
			  (real && is_listed(&touch->changed, real));

	free(real);
	free(settled);
	free(written);
	return is_changed;
}

static int file_compare(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void file_free(void *item)
{
	struct file *file = item;

	free(file->path);
	free(file);
}

/* Relative paths are relative to the working folder. */
static bool file_is_changed(struct touch *touch, const char *path)
{
	struct file *file = mem_zalloc(1, sizeof *file), **found;

	file->path = str_dup(path);
	found = tsearch(file, &touch->files, file_compare);
	if (!found)
		abort();
	if (*found == file)
		file->is_changed = find_out(touch, path);
	else
		file_free(file);
	return (*found)->is_changed;
}

/* Whether a folder is one of romkit's source. */
static bool has_romkit(const char *folder, size_t len)
{
	char *mk = str_printf("%.*s/romkit.mk", (int)len, folder),
	     *main = str_printf("%.*s/runner/main.c", (int)len, folder);
	bool has = path_exists(mk) && path_exists(main);

	free(main);
	free(mk);
	return has;
}

static bool is_of_romkit(const char *path)
{
	static const char *const folders[] = {"/runner/", "/tools/box-"};

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		for (const char *at = path; (at = strstr(at, folders[i])); at++)
			if (has_romkit(path, (size_t)(at - path)))
				return true;
	}
	return has_romkit(path, strlen(path));
}

static bool is_make(const char *dir, const char *path)
{
	static const char *const names[] = {"Makefile", "makefile", "GNUmakefile"};
	const char *name = last_part(path);
	size_t dir_len = strlen(dir), len = strlen(name);

	if (strcmp(name, "romkit.mk") == 0)
		return true;
	if (strncmp(path, dir, dir_len) != 0 || path + dir_len + 1 != name)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return len > 3 && strcmp(name + len - 3, ".mk") == 0;
}

void touch_init(struct touch *touch, struct suite *suite, const struct names *changed)
{
	*touch = (struct touch){.suite = suite, .dir = realpath(suite->dir, NULL)};
	if (!touch->dir)
		touch->dir = str_dup(suite->dir);
	for (size_t i = 0; i < changed->count; i++) {
		char *text = str_dup(changed->items[i]), *path;

		for (size_t len = strlen(text); len > 1 && text[len - 1] == '/';)
			text[--len] = 0;
		path = path_settled(text);
		names_add(&touch->changed, path);
		if (!path_exists(path))
			names_add(&touch->deleted, last_part(path));
		free(path);
		free(text);
	}
	names_sort(&touch->changed);
	names_sort(&touch->deleted);
	for (size_t i = 0; i < touch->changed.count && !touch->all; i++) {
		const char *path = touch->changed.items[i];

		if (is_make(touch->dir, path) || is_of_romkit(path))
			touch->all = path;
	}
}

void touch_fini(struct touch *touch)
{
	tdestroy(touch->files, file_free);
	names_fini(&touch->changed);
	names_fini(&touch->deleted);
	names_fini(&touch->unknown);
	free(touch->dir);
	*touch = (struct touch){0};
}

/* An include that was deleted may have hidden another of its name, which is read now. */
static bool was_hidden(const struct touch *touch, const char *file)
{
	const char *ending = strrchr(file, '.');

	return names_has(&touch->deleted, last_part(file)) && !(ending && strcmp(ending, ".expect") == 0);
}

bool touch_files(struct touch *touch, const struct names *files)
{
	if (touch->all || !touch->changed.count)
		return touch->all;
	for (size_t i = 0; i < files->count; i++)
		if (file_is_changed(touch, files->items[i]) || was_hidden(touch, files->items[i]))
			return true;
	return false;
}

bool touch_case(struct touch *touch, size_t at)
{
	struct names files = {0};
	bool is_touched;

	if (touch->all || !touch->changed.count)
		return touch->all;
	is_touched = case_files(touch->suite, at, &files, &touch->unknown) < 0 || touch_files(touch, &files);
	names_fini(&files);
	return is_touched;
}
