/* What `romkit trace` does: run one case stepped, and print the steps that were asked for as they come. */
#ifndef CMD_TRACER_H
#define CMD_TRACER_H

#include <stdbool.h>

#include "cmd/cmd.h"

struct trace_opts {
	const char *dir;
	const char *from, *to; /* NULL: from the start, to the end */
	bool io;
	unsigned last; /* 0: all */
	unsigned steps;
	bool json;
	enum kvm_mode kvm;
	int colour; /* index of colour_names */
};

/* `word` must choose one case. Returns the exit status; errors are said. */
int tracer_run(const struct trace_opts *opts, char *word);

#endif
