/* The engine of `romkit watch`: build and run what is saved, again and again. */
#ifndef CMD_WATCH_H
#define CMD_WATCH_H

#include "cmd/cmd.h"
#include "cmd/report_options.h"
#include "cmd/select_options.h"

struct watch_opts {
	const char *program; /* for the command that runs just one case */
	const char *dir;     /* of the suite */
	char *const *words;  /* which cases */
	size_t word_count;
	struct select_options select; /* --changed and --failed are for the first run only */
	struct report_options report;
	enum kvm_mode kvm;
	unsigned workers;
	bool clear; /* the screen before each run */
};

/*
 * Runs the selection, then waits for saves until a signal ends the process. Workers, and the box that they
 * are in, stay from run to run. Returns only where it cannot go on.
 */
int watch_run(const struct watch_opts *opts, struct err *err);

#endif
