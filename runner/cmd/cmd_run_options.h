/* The options of `romkit run`: what a case says under machine and budget, as one table. */
#ifndef CMD_CMD_RUN_OPTIONS_H
#define CMD_CMD_RUN_OPTIONS_H

#include "base/input.h"
#include "pool/pool.h"
#include "run/request.h"

struct run_opts {
	struct request request;
	struct input waits; /* of --prompt, --screen and --after: for the input that comes next */
	enum kvm_mode kvm;
	unsigned colour; /* index into colour_names */
	bool raw;
	bool help;
};

/*
 * Fill `opts`, zeroed but for defaults, and check the machine as a whole. Returns the index of the first word
 * that is no option; -1 after an error; -2 where getopt has complained on standard error already. Whoever
 * calls frees the request also then.
 */
int run_options_parse(int argc, char **argv, struct run_opts *opts, struct err *err);

#endif
