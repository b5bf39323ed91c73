/* romkit --print-mk: where romkit.mk is, for the `include` of a Makefile. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/share.h"

int cmd_print_mk(void)
{
	struct err err;
	char *path = share_path("romkit.mk", &err);

	if (!path)
		return cmd_fail(&err);
	if (strpbrk(path, "\\'\"`$#%:;&|<>*?[]()=~!\t\n")) {
		err_set(&err, "make cannot work with a character in the path %s", path);
		free(path);
		return cmd_fail(&err);
	}
	for (const char *p = path; *p; p++)
		printf(*p == ' ' ? "\\%c" : "%c", *p);
	putchar('\n');
	free(path);
	return CMD_OK;
}
