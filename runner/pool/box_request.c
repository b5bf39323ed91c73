#include "pool/box_request.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/inside.h"
#include "pool/box_wire.h"

int box_resolve_writable(const struct box_opts *opts, char **resolved, struct err *err)
{
	if (opts->writable_count > BOX_WRITABLE_MAX)
		return err_set(err, "%zu writable folders: a box has at most %d", opts->writable_count,
			       BOX_WRITABLE_MAX);
	for (size_t i = 0; i < opts->writable_count; i++) {
		resolved[i] = realpath(opts->writable[i], NULL);
		if (!resolved[i])
			return err_sys(err, "%s", opts->writable[i]);
		if (!path_is_dir(resolved[i]))
			return err_set(err, "%s: not a folder", opts->writable[i]);
		if (strcmp(resolved[i], "/") == 0)
			return err_set(err, "/: the whole system cannot be writable in a box");
	}
	return 0;
}

static bool within(const char *path, char *const *dirs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(dirs[i]);

		if (strncmp(path, dirs[i], len) == 0 && (path[len] == '/' || !path[len]))
			return true;
	}
	return false;
}

static void add_field(struct buf *out, enum box_field field, const char *value)
{
	buf_addc(out, (uint8_t)field);
	buf_add(out, value, strlen(value) + 1);
}

static void add_env(struct buf *out, char *const *writable, size_t count)
{
	const char *tmpdir = getenv("TMPDIR");
	bool keep_tmpdir = tmpdir && within(tmpdir, writable, count);

	for (char **var = environ; *var; var++) {
		if (keep_tmpdir || strncmp(*var, "TMPDIR=", 7) != 0)
			add_field(out, BOX_FIELD_ENV, *var);
	}
	if (!keep_tmpdir)
		add_field(out, BOX_FIELD_ENV, "TMPDIR=" BOX_TMPDIR);
	add_field(out, BOX_FIELD_ENV, INSIDE_BOX_ENV "=1");
}

int box_make_request(struct buf *out, char *const *writable, size_t count, char *const argv[],
		     struct err *err)
{
	char *cwd = getcwd(NULL, 0);
	mode_t mask = umask(0);
	char text[32];
	uint32_t len = 0;

	umask(mask);
	if (!cwd)
		return err_sys(err, "the current folder");
	buf_add(out, &len, sizeof len);
	snprintf(text, sizeof text, "%lld", (long long)time(NULL));
	add_field(out, BOX_FIELD_DATE, text);
	snprintf(text, sizeof text, "%o", mask);
	add_field(out, BOX_FIELD_UMASK, text);
	add_field(out, BOX_FIELD_CWD, cwd);
	for (size_t i = 0; i < count; i++)
		add_field(out, BOX_FIELD_WRITABLE, writable[i]);
	add_env(out, writable, count);
	for (; *argv; argv++)
		add_field(out, BOX_FIELD_ARG, *argv);
	len = (uint32_t)(out->len - sizeof len);
	memcpy(out->data, &len, sizeof len);
	free(cwd);
	return 0;
}
