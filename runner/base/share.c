#include "base/share.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/io.h"

char *share_program(struct err *err)
{
	char *path = realpath("/proc/self/exe", NULL);

	if (!path)
		err_sys(err, "/proc/self/exe");
	return path;
}

/* FOLDER/rest, of the folder that lies `up` names above the program. */
static char *path_above(const char *program, int up, const char *folder, const char *rest)
{
	size_t len = strlen(program);

	for (; up > 0 && len > 0; up--)
		while (len > 0 && program[--len] != '/')
			;
	return str_printf("%.*s/%s%s", (int)len, program, folder, rest);
}

char *share_path(const char *name, struct err *err)
{
	char *program = share_program(err);
	char *installed, *tree;

	if (!program)
		return NULL;
	installed = path_above(program, 2, "share/romkit/", name);
	tree = path_above(program, 3, "", name);
	free(program);
	if (path_exists(installed)) {
		free(tree);
		return installed;
	}
	if (!path_exists(tree)) {
		err_set(err, "neither %s nor %s is there: this romkit is not installed as a whole", installed,
			tree);
		free(tree);
		tree = NULL;
	}
	free(installed);
	return tree;
}
