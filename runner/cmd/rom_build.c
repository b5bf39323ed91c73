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

/* Makefiles take the program from here where they do not say themselves; a make above this one is nobody's
 * business.
 */
static int environment_set(struct err *err)
{
	char *program = share_program(err), *quoted;

	if (!program)
		return -1;
	quoted = str_printf("'%s'", program);
	setenv("ROMKIT", quoted, 0);
	unsetenv("MAKEFLAGS");
	unsetenv("MAKELEVEL");
	unsetenv("MFLAGS");
	free(quoted);
	free(program);
	return 0;
}

int rom_build(const char *dir, unsigned jobs, struct buf *said, struct err *err)
{
	char *parallel = str_printf("-j%u", jobs), *mk = NULL;
	const char *argv[] = {"make", "-s", "-k", "-O", "--no-print-directory", parallel, "-C", dir,
			      "roms", NULL, NULL, NULL};
	struct buf out = {0};
	int status = -1;

	if (environment_set(err) < 0)
		goto out;
	if (!has_makefile(dir)) {
		mk = share_path("romkit.mk", err);
		if (!mk)
			goto out;
		argv[9] = "-f";
		argv[10] = mk;
	}
	status = command_run(argv, &out, said, err);
	if (status > 0)
		status = 1;
out:
	buf_fini(&out);
	free(mk);
	free(parallel);
	return status;
}
