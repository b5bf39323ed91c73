#include "case/case_files.h"

#include <stdlib.h>

#include "base/io.h"
#include "case/depends.h"
#include "case/rom.h"

struct finder {
	struct suite *suite;
	struct names *out, *unknown;
	int ret;
};

static void rom_add(struct finder *finder, const char *name)
{
	char *below = str_printf("rom-src/%s.asm", name), *source = path_join(finder->suite->dir, below);

	names_add(finder->out, source);
	if (names_has(&finder->suite->sources, name) &&
	    depends_read(finder->suite->dir, name, finder->out) < 0) {
		names_add(finder->unknown, name);
		finder->ret = -1;
	}
	free(source);
	free(below);
}

/* A missing image has a path, and where it would be built a name, as well. */
static void image_add(struct finder *finder, const struct testcase *tc, const struct case_file *file)
{
	char *path = NULL, *name = NULL;
	struct err err;

	rom_resolve(finder->suite->dir, tc, file, &finder->suite->sources, &path, &name, &err);
	names_add(finder->out, path);
	if (name)
		rom_add(finder, name);
	free(path);
	free(name);
}

static void case_add(struct finder *finder, const struct testcase *tc)
{
	const struct case_file rom = {tc->rom_line, tc->rom};

	image_add(finder, tc, &rom);
	if (tc->disk.name)
		image_add(finder, tc, &tc->disk);
	for (size_t i = 0; i < tc->option_rom_count; i++)
		image_add(finder, tc, &tc->option_roms[i]);
	for (size_t i = 0; i < tc->need_count; i++) {
		char *path = path_join(finder->suite->dir, tc->needs[i].name);

		names_add(finder->out, path);
		free(path);
	}
}

int case_files(struct suite *suite, size_t at, struct names *out, struct names *unknown)
{
	struct finder finder = {.suite = suite, .out = out, .unknown = unknown};
	const char *name = suite->cases.items[at];
	char *path = suite_case_path(suite, at);
	struct testcase tc;
	struct err err;

	names_add(out, path);
	if (case_load(path, name, &tc, &err) < 0) {
		rom_add(&finder, name); /* taken to use the ROM of its own name */
	} else {
		case_add(&finder, &tc);
		case_fini(&tc);
	}
	free(path);
	return finder.ret;
}
