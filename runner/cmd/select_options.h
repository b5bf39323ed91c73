/* The options that choose cases, besides their names: the same for check, list, watch and cover. */
#ifndef CMD_SELECT_OPTIONS_H
#define CMD_SELECT_OPTIONS_H

#include <getopt.h>

#include "case/shard.h"
#include "cmd/cmd.h"

#define SELECT_SKIP_MAX 64

/* A zeroed struct chooses all. The texts are borrowed from argv. */
struct select_options {
	char *skip[SELECT_SKIP_MAX]; /* words as CASE */
	size_t skip_count;
	const char *changed; /* a git revision, or NULL */
	bool failed;
	struct shard shard;
};

/* Their codes lie behind those of the subcommands' own options and of report_options.h. */
enum { SELECT_SKIP = 2048, SELECT_CHANGED, SELECT_FAILED, SELECT_SHARD };

/* clang-format off */
/* For getopt_long: the rows; and their part of a usage text. */
#define SELECT_OPTIONS_LONG \
	{"skip", required_argument, NULL, SELECT_SKIP}, \
	{"changed", required_argument, NULL, SELECT_CHANGED}, \
	{"failed", no_argument, NULL, SELECT_FAILED}, \
	{"shard", required_argument, NULL, SELECT_SHARD}

#define SELECT_OPTIONS_USAGE \
	"      --skip CASE     not these; may be given more than once\n" \
	"      --changed REV   what is touched by changes since the git revision REV, uncommitted ones too\n" \
	"      --failed        what failed when it ran last\n" \
	"      --shard K/N     part K of N; a case stays in its part when others come and go\n"
/* clang-format on */

/* What getopt_long gave: 1 where it is one of these options, 0 where not, -1 with an error. */
int select_options_take(struct select_options *opts, int c, char *arg, struct err *err);

/*
 * The cases that the words and all of the options choose. Where that is none by these options it is no error:
 * standard error then says by which. What could not be found out is said there, too.
 */
int select_options_load(const struct select_options *opts, const char *dir, char *const *words,
			size_t word_count, struct selection *out, struct err *err);

/* The same for a selection that is there: what the options do not choose is taken from it. */
int select_options_narrow(const struct select_options *opts, struct selection *selection, struct err *err);

/* Whether all of the cases are chosen because nothing was asked for. */
bool select_options_whole(const struct select_options *opts);

/* How many cases are chosen. */
size_t selection_count(const struct selection *selection);

/* The names of the chosen, one a line on standard output. */
void selection_print(const struct selection *selection);

#endif
