/* A folder of a test's own, in which the real make and NASM work. */
#ifndef UNIT_FOLDER_RIG_H
#define UNIT_FOLDER_RIG_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"

static inline void folder_put(const char *dir, const char *name, const char *text)
{
	char *path = path_join(dir, name);
	struct err err;

	ck_assert_msg(io_write_file(path, text, strlen(text), &err) == 0, "%s", err.text);
	free(path);
}

/* Run a command, in which `arg` stands for the format's %s. */
static inline void folder_shell(const char *format, const char *arg)
{
	char *command = str_printf(format, arg);

	ck_assert_msg(system(command) == 0, "%s", command);
	free(command);
}

#endif
