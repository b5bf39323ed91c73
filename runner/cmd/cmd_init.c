/* romkit init: a repository of ROMs to start from. */
#include "cmd/cmd.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/share.h"
#include "cmd/template.h"

static const char usage[] =
	"usage: romkit init [OPTION]... DIR\n"
	"\n"
	"Write what a repository of ROMs starts from into DIR, which is made where it is not there: a\n"
	"Makefile, a ROM and its case, .gitignore, and CI for GitHub and GitLab. `cd DIR && make` then\n"
	"builds the ROM and checks it. A file that is there is never overwritten: nothing is written then.\n"
	"Only a .gitignore may be there, and is kept as it is.\n"
	"\n"
	"  -h, --help   show this text\n";

/* Below templates/init/ as in DIR. */
static const char *const files[] = {
	"Makefile", ".gitignore", "ci/install-romkit", ".github/workflows/romkit.yml", ".gitlab-ci.yml",
};
/* What is written besides. */
static const char *const more_files[] = {"rom-src/hello.asm", "cases/hello.expect", "local.mk"};

#define FILES      (sizeof files / sizeof *files)
#define MORE_FILES (sizeof more_files / sizeof *more_files)

static bool is_there(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	struct stat st;
	bool there = lstat(path, &st) == 0;

	free(path);
	return there;
}

static bool may_be_there(const char *name)
{
	return strcmp(name, ".gitignore") == 0;
}

static int refuse_existing(const char *dir, struct err *err)
{
	struct buf list = {0};
	int count = 0;

	for (size_t i = 0; i < FILES + MORE_FILES; i++) {
		const char *name = i < FILES ? files[i] : more_files[i - FILES];

		if (!may_be_there(name) && is_there(dir, name))
			buf_printf(&list, "%s%s", count++ ? ", " : "", name);
	}
	if (count)
		err_set(err, "%s already has %s; nothing was written", dir, buf_str(&list));
	buf_fini(&list);
	return count ? -1 : 0;
}

static int write_files(const char *dir, struct err *err)
{
	for (size_t i = 0; i < FILES; i++) {
		char *template = str_printf("init/%s", files[i]);
		char *path = path_join(dir, files[i]);
		int ret = 0;

		if (is_there(dir, files[i]))
			printf("kept %s; it should have /build/, /local.mk and /.romkit-box/\n", path);
		else
			ret = template_write(template, "VERSION", cmd_version, path, err);
		free(template);
		free(path);
		if (ret < 0)
			return -1;
	}
	return 0;
}

/* Whether `program` is what the shell runs as romkit. */
static bool is_on_path(const char *program)
{
	const char *path = getenv("PATH");
	char *folders = str_dup(path ? path : "");
	char *save = NULL;
	bool found = false, same = false;

	for (char *folder = strtok_r(folders, ":", &save); folder && !found;
	     folder = strtok_r(NULL, ":", &save)) {
		char *file = path_join(folder, "romkit");
		char *real = access(file, X_OK) == 0 ? realpath(file, NULL) : NULL;

		found = real != NULL;
		same = found && strcmp(real, program) == 0;
		free(file);
		free(real);
	}
	free(folders);
	return same;
}

/* The Makefile, which others share, says `romkit`; this machine's own file says where that is. */
static int write_local(const char *dir, struct err *err)
{
	char *program = share_program(err);
	char *path, *text;
	int ret = 0;

	if (!program)
		return -1;
	path = path_join(dir, "local.mk");
	text = str_printf("# This machine's romkit. The file is not for git.\nROMKIT ?= '%s'\n", program);
	if (!is_on_path(program))
		ret = template_write_text(text, path, err);
	free(program);
	free(path);
	free(text);
	return ret;
}

static int init(const char *dir, struct err *err)
{
	struct stat st;

	if (!dir[0])
		return err_set(err, "init: the name of the folder is empty");
	if (stat(dir, &st) == 0 && !S_ISDIR(st.st_mode))
		return err_set(err, "%s is not a folder", dir);
	if (refuse_existing(dir, err) < 0 || write_files(dir, err) < 0 || write_local(dir, err) < 0)
		return -1;
	return template_write_pair(dir, "hello", err);
}

int cmd_init(int argc, char **argv)
{
	static const struct option longs[] = {
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct err err;

	for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) >= 0;) {
		if (c != 'h')
			return cmd_usage("init");
		return fputs(usage, stdout) < 0 ? CMD_ERROR : CMD_OK;
	}
	if (argc - optind != 1) {
		fputs("romkit: init takes one folder\n", stderr);
		return cmd_usage("init");
	}
	return init(argv[optind], &err) < 0 ? cmd_fail(&err) : CMD_OK;
}
