/* romkit worker: what the other subcommands start; not for people. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <unistd.h>

#include "pool/worker.h"

int cmd_worker(int argc, char **argv)
{
	struct err err;

	(void)argv;
	if (argc > 1 || isatty(STDIN_FILENO)) {
		fputs("romkit: worker is for romkit itself; see `romkit --help`\n", stderr);
		return CMD_ERROR;
	}
	return worker_serve(STDIN_FILENO, STDOUT_FILENO, &err) < 0 ? cmd_fail(&err) : CMD_OK;
}
