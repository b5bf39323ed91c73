/* The options of `romkit check`. */
#ifndef CMD_CHECK_OPTIONS_H
#define CMD_CHECK_OPTIONS_H

#include "cmd/check.h"
#include "cmd/report_options.h"
#include "cmd/select_options.h"

struct check_options {
	struct check_opts run;
	enum kvm_mode kvm;
	bool list; /* print the names and run nothing */
	struct report_options report;
	struct select_options select;
};

/* From argv, up to optind. Returns -1 to go on, else the exit status: what was wrong, or --help, is printed.
 */
int check_options_parse(int argc, char **argv, struct check_options *out);

#endif
