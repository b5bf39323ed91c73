/* What `romkit debug` does: one case stands before its first instruction, and gdb has it. */
#ifndef CMD_DEBUGGER_H
#define CMD_DEBUGGER_H

#include "cmd/cmd.h"

struct debug_opts {
	const char *dir;
	const char *listen; /* as gdb_socket_open() has it; NULL: gdb is started, and ends it */
	char *const *gdb_args;
	int gdb_arg_count;
	enum kvm_mode kvm;
};

/* `word` must choose one case. Returns the exit status; errors are said. */
int debugger_run(const struct debug_opts *opts, char *word);

#endif
