#include "cmd/rom_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/command.h"
#include "base/io.h"
#include "base/share.h"

static bool has_makefile(const char *dir)
{
	static const char *const names[] = {"GNUmakefile", "makefile", "Makefile"};
	bool has = false;

	for (size_t i = 0; i < sizeof names / sizeof names[0] && !has; i++) {
		char *path = path_join(dir, names[i]);

		has = path_exists(path);
		free(path);
	}
	return has;
}

int rom_build_init(struct rom_build *build, const char *dir, unsigned jobs, struct err *err)
{
	char *program = share_program(err), *quoted;

	*build = (struct rom_build){.dir = dir, .jobs = jobs};
	if (!program)
		return -1;
	build->mk = share_path("romkit.mk", err);
	if (!build->mk && !has_makefile(dir)) {
		free(program);
		return -1;
	}
	/* Where they do not say which romkit it is; and a make above this one is none of their business. */
	quoted = str_printf("'%s'", program);
	setenv("ROMKIT", quoted, 0);
	unsetenv("MAKEFLAGS");
	unsetenv("MAKELEVEL");
	unsetenv("MFLAGS");
	free(quoted);
	free(program);
	return 0;
}

void rom_build_fini(struct rom_build *build)
{
	free(build->mk);
	*build = (struct rom_build){0};
}

int rom_build_run(const struct rom_build *build, struct buf *said, struct err *err)
{
	char *parallel = str_printf("-j%u", build->jobs);
	const char *argv[] = {"make", "-s", "-k", "-O", "--no-print-directory", parallel, "-C", build->dir,
			      "roms", NULL, NULL, NULL};
	struct buf out = {0};
	int status;

	if (build->mk && !has_makefile(build->dir)) {
		argv[9] = "-f";
		argv[10] = build->mk;
	}
	status = command_run(argv, &out, said, err);
	buf_fini(&out);
	free(parallel);
	return status > 0 ? 1 : status;
}
