#include "case/rom.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"

#define IMAGE_FOLDER "build/rom/"

static bool is_file_name(const char *name)
{
	static const char *const endings[] = {".bin", ".img", ".rom"};
	size_t len = strlen(name);

	for (size_t i = 0; len > 4 && i < sizeof endings / sizeof endings[0]; i++)
		if (strcmp(name + len - 4, endings[i]) == 0)
			return true;
	return name[0] == '/';
}

static char *image_path(const char *dir, const char *name)
{
	char *below = str_printf(IMAGE_FOLDER "%s.bin", name), *path = path_join(dir, below);

	free(below);
	return path;
}

/* A source counts as well as an image, which may not be built yet: else another ROM of the name would be
 * taken. */
static bool rom_exists(const char *dir, const struct names *sources, const char *name)
{
	char *path = image_path(dir, name);
	bool exists = names_has(sources, name) || path_exists(path);

	free(path);
	return exists;
}

/* The ROM beside the case's own folder, or from the top. */
static char *name_find(const char *dir, const struct testcase *tc, const char *rom,
		       const struct names *sources)
{
	const char *slash = strrchr(tc->name, '/');
	char *beside;

	if (!slash)
		return str_dup(rom);
	beside = str_printf("%.*s/%s", (int)(slash - tc->name), tc->name, rom);
	if (rom_exists(dir, sources, beside) || !rom_exists(dir, sources, rom))
		return beside;
	free(beside);
	return str_dup(rom);
}

/* build/rom/x.bin is the ROM x, even where it is given as a file. */
static char *name_of_file(const char *rom)
{
	size_t folder = strlen(IMAGE_FOLDER), len = strlen(rom);

	if (strncmp(rom, IMAGE_FOLDER, folder) != 0 || len <= folder + 4 ||
	    strcmp(rom + len - 4, ".bin") != 0)
		return NULL;
	return str_printf("%.*s", (int)(len - folder - 4), rom + folder);
}

static int err_at_case(struct err *err, const struct testcase *tc, unsigned line)
{
	return line ? err_wrap(err, "%s:%u", tc->path, line) : err_wrap(err, "%s", tc->path);
}

static int err_missing(struct err *err, const struct names *sources, const char *path, const char *name)
{
	const char *nearest = name ? names_nearest(sources, name) : NULL;

	if (!name)
		err_set(err, "no ROM image %s", path);
	else if (names_has(sources, name))
		err_set(err, "the ROM image %s is not built yet: run make roms", path);
	else if (nearest)
		err_set(err, "no ROM image %s (rom-src/%s.asm does not exist; did you mean \"%s\"?)", path,
			name, nearest);
	else
		err_set(err, "no ROM image %s (rom-src/%s.asm does not exist)", path, name);
	return -1;
}

/* An image that its source does not stand behind must not pass: the source is gone, or was edited since. */
static int check_stale(const char *dir, const struct names *sources, const char *image, const char *name,
		       struct err *err)
{
	char *below = str_printf("rom-src/%s.asm", name), *source = path_join(dir, below);
	int ret = 0;

	if (sources->count && !names_has(sources, name))
		ret = err_set(err, "%s is left over: there is no %s any more (make clean-roms removes it)",
			      image, below);
	else if (path_newer(source, image))
		ret = err_set(err, "%s is older than its source: run make roms", image);
	free(below);
	free(source);
	return ret;
}

int rom_resolve(const char *dir, const struct testcase *tc, const struct case_file *file,
		const struct names *sources, char **out_path, char **out_name, struct err *err)
{
	int ret = 0;

	if (is_file_name(file->name)) {
		*out_name = name_of_file(file->name);
		*out_path = path_join(dir, file->name);
	} else {
		*out_name = name_find(dir, tc, file->name, sources);
		*out_path = image_path(dir, *out_name);
	}
	if (!path_exists(*out_path))
		ret = err_missing(err, sources, *out_path, *out_name);
	else if (*out_name)
		ret = check_stale(dir, sources, *out_path, *out_name, err);
	return ret < 0 ? err_at_case(err, tc, file->line) : 0;
}
