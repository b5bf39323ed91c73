/* The options that say what is reported where: the same in every subcommand that reports. */
#ifndef CMD_REPORT_OPTIONS_H
#define CMD_REPORT_OPTIONS_H

#include <getopt.h>

#include "report/report.h"

struct report_options {
	bool verbose, quiet;
	int colour;       /* index of colour_names */
	uint64_t slowest; /* of --slowest, where it is given */
	bool slowest_given;
	bool github;
	const char *tap;                  /* a path, "-" for standard output; NULL: no such report */
	const char *jsonl, *junit, *html; /* likewise */
};

/* Their codes lie behind those of the subcommands' own options. */
enum {
	REPORT_OPT_COLOUR = 1024,
	REPORT_OPT_SLOWEST,
	REPORT_OPT_TAP,
	REPORT_OPT_JSONL,
	REPORT_OPT_JUNIT,
	REPORT_OPT_HTML,
	REPORT_OPT_GITHUB
};

/* For getopt_long: the short ones and the rows. */
#define REPORT_OPTIONS_SHORT "vq"
/* clang-format off */
#define REPORT_OPTIONS_LONG \
	{"verbose", no_argument, NULL, 'v'}, \
	{"quiet", no_argument, NULL, 'q'}, \
	{"color", required_argument, NULL, REPORT_OPT_COLOUR}, \
	{"slowest", required_argument, NULL, REPORT_OPT_SLOWEST}, \
	{"tap", optional_argument, NULL, REPORT_OPT_TAP}, \
	{"jsonl", required_argument, NULL, REPORT_OPT_JSONL}, \
	{"junit", required_argument, NULL, REPORT_OPT_JUNIT}, \
	{"html", required_argument, NULL, REPORT_OPT_HTML}, \
	{"github", no_argument, NULL, REPORT_OPT_GITHUB}

/* Their part of a usage text. */
#define REPORT_OPTIONS_USAGE \
	"  -v, --verbose       show also what passing cases did\n" \
	"  -q, --quiet         show only failures and the closing line\n" \
	"      --color WHEN    auto, always or never; NO_COLOR and CLICOLOR_FORCE count where it is auto\n" \
	"      --slowest N     list the N slowest at the end (default: 3 of those that took a second)\n" \
	"      --tap[=FILE]    TAP version 14, without FILE on standard output instead of all else\n" \
	"      --junit FILE    JUnit XML\n" \
	"      --html FILE     one page for a browser, which needs nothing else\n" \
	"      --jsonl FILE    results as JSON lines, which romkit merge reads\n" \
	"      --github        annotations for GitHub Actions; by itself where GITHUB_ACTIONS=true\n"
/* clang-format on */

/* Take one option from getopt. Returns 1 where it is one of these, 0 where not, -1 with an error. */
int report_options_take(struct report_options *options, int code, const char *arg, struct err *err);

/*
 * Make the reporters. Where a report goes to standard output the terminal's goes to standard error instead,
 * and with TAP there is none. What cannot be written is an error; `out` is empty then.
 */
int report_options_open(const struct report_options *options, struct reports *out, struct err *err);

/*
 * To be asked before report_options_open(), which empties files: a report that goes to one of the files that
 * are to be read, by whatever name, is an error.
 */
int report_options_spare(const struct report_options *options, char *const *inputs, size_t count,
			 struct err *err);

/* Whether records need all of a run, also those of passing cases: `verbose` of report_case_add_run(). */
bool report_options_want_all(const struct report_options *options);

/* After the end: say what could not be written and free the reporters. Returns CMD_ERROR for that, else
 * `status`. */
int report_options_close(struct reports *reports, int status);

#endif
