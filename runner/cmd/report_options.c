#include "cmd/report_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/cmd.h"

#define SLOWEST     3          /* are listed where nobody says how many ... */
#define SLOWEST_NS  1000000000 /* ... of the cases that took so long */
#define SLOWEST_MAX 1000000
#define PROGRESS_NS 50000000

static int take_slowest(struct report_options *options, const char *arg, struct err *err)
{
	if (num_parse(arg, &options->slowest, err) < 0)
		return err_wrap(err, "--slowest");
	if (options->slowest > SLOWEST_MAX)
		return err_set(err, "--slowest: %s is more than %d", arg, SLOWEST_MAX);
	options->slowest_given = true;
	return 1;
}

int report_options_take(struct report_options *options, int code, const char *arg, struct err *err)
{
	switch (code) {
	case 'v': options->verbose = true; return 1;
	case 'q': options->quiet = true; return 1;
	case REPORT_OPT_COLOUR:
		options->colour = cmd_choose("--color", arg, colour_names, err);
		return options->colour < 0 ? -1 : 1;
	case REPORT_OPT_SLOWEST: return take_slowest(options, arg, err);
	case REPORT_OPT_TAP: options->tap = arg ? arg : "-"; return 1;
	case REPORT_OPT_JSONL: options->jsonl = arg; return 1;
	case REPORT_OPT_JUNIT: options->junit = arg; return 1;
	case REPORT_OPT_HTML: options->html = arg; return 1;
	case REPORT_OPT_GITHUB: options->github = true; return 1;
	default: return 0;
	}
}

static bool is_stdout(const char *path)
{
	return path && strcmp(path, "-") == 0;
}

#define FILES 4

/* The reports that go to a file or to standard output; `path` is NULL where there is no such report. */
struct file_row {
	const char *option, *path;
};

static void list_files(const struct report_options *options, struct file_row rows[FILES])
{
	rows[0] = (struct file_row){"--tap", options->tap};
	rows[1] = (struct file_row){"--jsonl", options->jsonl};
	rows[2] = (struct file_row){"--junit", options->junit};
	rows[3] = (struct file_row){"--html", options->html};
}

/* At most one report can have standard output. */
static int check_stdout(const struct report_options *options, struct err *err)
{
	struct file_row rows[FILES];
	const char *taken = NULL;

	list_files(options, rows);
	for (size_t i = 0; i < FILES; i++) {
		if (!is_stdout(rows[i].path))
			continue;
		if (taken)
			return err_set(err, "%s and %s cannot both go to standard output", taken,
				       rows[i].option);
		taken = rows[i].option;
	}
	return taken != NULL;
}

static void add_term(const struct report_options *options, FILE *out, struct reports *reports)
{
	bool colour = cmd_colour(options->colour, fileno(out));

	reports_add(reports,
		    report_term_new(&(struct report_term_opts){
			    .out = out,
			    .progress_every_ns = PROGRESS_NS,
			    .colour = colour,
			    .verbose = options->verbose,
			    .quiet = options->quiet,
			    .slowest = options->slowest_given ? options->slowest
				       : options->quiet       ? 0
							      : SLOWEST,
			    .slowest_least_ns = options->slowest_given ? 0 : SLOWEST_NS,
			    .progress = colour && !options->quiet && !getenv("CI") && isatty(fileno(out))}));
}

static bool wants_github(const struct report_options *options)
{
	const char *running = getenv("GITHUB_ACTIONS");

	return options->github || (running && strcmp(running, "true") == 0);
}

/* A device or a pipe cannot be lost. */
static bool is_same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return S_ISREG(a->st_mode) && stat(path, &b) == 0 && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

int report_options_spare(const struct report_options *options, char *const *inputs, size_t count,
			 struct err *err)
{
	struct file_row rows[FILES + 1];
	struct stat out;

	list_files(options, rows);
	rows[FILES] = (struct file_row){"GITHUB_STEP_SUMMARY",
					wants_github(options) ? getenv("GITHUB_STEP_SUMMARY") : NULL};
	for (size_t i = 0; i <= FILES; i++) {
		if (!rows[i].path || is_stdout(rows[i].path) || stat(rows[i].path, &out) < 0)
			continue;
		for (size_t k = 0; k < count; k++) {
			if (is_same_file(&out, inputs[k]))
				return err_set(err,
					       "%s %s is the file %s, which is to be merged: name another",
					       rows[i].option, rows[i].path, inputs[k]);
		}
	}
	for (size_t k = 0; fstat(STDOUT_FILENO, &out) == 0 && k < count; k++) {
		if (is_same_file(&out, inputs[k]))
			return err_set(err,
				       "standard output is the file %s, which is to be merged: name another",
				       inputs[k]);
	}
	return 0;
}

static int add_file(const char *path, struct report *(*make)(const char *path, struct err *err),
		    struct reports *reports, struct err *err)
{
	struct report *report;

	if (!path)
		return 0;
	report = make(path, err);
	if (!report)
		return -1;
	reports_add(reports, report);
	return 0;
}

int report_options_open(const struct report_options *options, struct reports *out, struct err *err)
{
	int taken = check_stdout(options, err);

	*out = (struct reports){0};
	if (taken < 0)
		return -1;
	if (wants_github(options)) /* before the terminal's, whose closing line is the last */
		reports_add(out, report_github_new(taken ? stderr : stdout, getenv("GITHUB_WORKSPACE"),
						   getenv("GITHUB_STEP_SUMMARY")));
	if (!is_stdout(options->tap))
		add_term(options, taken ? stderr : stdout, out);
	if (add_file(options->tap, report_tap_new, out, err) < 0 ||
	    add_file(options->jsonl, report_jsonl_new, out, err) < 0 ||
	    add_file(options->junit, report_junit_new, out, err) < 0 ||
	    add_file(options->html, report_html_new, out, err) < 0) {
		reports_free(out);
		return -1;
	}
	return 0;
}

bool report_options_want_all(const struct report_options *options)
{
	return options->verbose;
}

int report_options_close(struct reports *reports, int status)
{
	for (size_t i = 0; i < reports->count; i++) {
		if (reports->items[i]->failed)
			status = cmd_fail(&reports->items[i]->err);
	}
	reports_free(reports);
	return status;
}
