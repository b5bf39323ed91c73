#include "case/changes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/command.h"

/* Run git; what it complains of is the error. */
static int git(const char *const argv[], struct buf *out, struct err *err)
{
	struct buf said = {0};
	int status = command_run(argv, out, &said, err);

	if (status > 0) {
		while (said.len && isspace(said.data[said.len - 1]))
			said.data[--said.len] = 0;
		if (said.len)
			err_set(err, "git: %s", buf_str(&said));
		else
			err_set(err, "git ends with status %d", status);
	}
	buf_fini(&said);
	return status ? -1 : 0;
}

/* Paths below `top`, a NUL behind each. */
static void paths_add(const char *top, const struct buf *paths, struct names *out)
{
	const char *p = buf_str(paths), *end = p + paths->len;

	for (; p < end; p += strlen(p) + 1) {
		char *path = str_printf("%s/%s", strcmp(top, "/") == 0 ? "" : top, p);

		names_add(out, path);
		free(path);
	}
}

int changes_since(const char *dir, const char *revision, struct names *out, struct err *err)
{
	const char *top_of[] = {"git", "-C", dir, "rev-parse", "--show-toplevel", NULL};
	const char *diff[] = {"git",
			      "-C",
			      NULL,
			      "--no-optional-locks",
			      "diff",
			      "--merge-base",
			      "--name-only",
			      "-z",
			      "--no-renames",
			      "--no-relative",
			      "--no-ext-diff",
			      "--ignore-submodules=untracked",
			      "--end-of-options",
			      revision,
			      "--",
			      NULL};
	const char *untracked[] = {"git", "-C", NULL, "ls-files", "-z", "--others", "--exclude-standard",
				   NULL};
	struct buf top = {0}, paths = {0};
	int ret = git(top_of, &top, err);

	if (ret == 0) {
		if (top.len && top.data[top.len - 1] == '\n')
			top.data[--top.len] = 0;
		diff[2] = untracked[2] = buf_str(&top);
		ret = git(diff, &paths, err) < 0 || git(untracked, &paths, err) < 0 ? -1 : 0;
	}
	if (ret == 0)
		paths_add(buf_str(&top), &paths, out);
	buf_fini(&top);
	buf_fini(&paths);
	return ret;
}
