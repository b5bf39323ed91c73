/* The subcommands: one a file, each `cmd_name(argc, argv)` with argv[0] its own name; the result is the exit
 * status. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "case/suite.h"
#include "pool/pool.h"
#include "report/report.h"

/* Exit statuses: all passed; some case failed; romkit could not do its work. */
enum { CMD_OK = 0, CMD_FAILED = 1, CMD_ERROR = 2 };

int cmd_bless(int argc, char **argv);
int cmd_box(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_cover(int argc, char **argv);
int cmd_debug(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_merge(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_setup(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_worker(int argc, char **argv);

/* What `romkit --version` says. */
extern const char cmd_version[];

/* `romkit --print-mk`. */
int cmd_print_mk(void);

/* ---- what the subcommands share */

/* "romkit: text" on standard error; returns CMD_ERROR. */
int cmd_fail(const struct err *err);

/* One line of text with names in it, which none of them breaks or has a terminal obey. */
void cmd_put_line(const char *text, FILE *out);

/* 2 where romkit could not do its work, 1 where a case failed, 2 where some were not run, else 0. */
int cmd_exit_status(const struct report_totals *totals);

/* After getopt has complained: where help is; returns CMD_ERROR. */
int cmd_usage(const char *command);

/* The index of `word` in the NULL-terminated `words`; -1 with an error that lists them. */
int cmd_choose(const char *option, const char *word, const char *const *words, struct err *err);

/* A number from 1 to `max`, or an error that names the option. */
int cmd_count(const char *option, const char *text, uint64_t max, unsigned *out, struct err *err);

/* auto, always, never: whether `stream_fd` gets colour (NO_COLOR, CLICOLOR_FORCE, CI and pipes are looked
 * at). */
extern const char *const colour_names[];
bool cmd_colour(int choice, int stream_fd);

/* A pool of up to `workers`; says in one line on standard error when they run in the box though nobody asked.
 */
int cmd_pool(enum kvm_mode mode, unsigned workers, struct pool **out, struct err *err);

/* A suite and which of its cases were asked for. Zeroed is empty; chosen has suite.cases.count entries. */
struct selection {
	struct suite suite;
	bool *chosen;
};

int selection_load(const char *dir, char *const *words, size_t word_count, struct selection *out,
		   struct err *err);
void selection_fini(struct selection *selection);

/*
 * Run one case in the pool: request, run, result. `fresh`: in a VM of its own. `disk_image` gets the image of
 * the case's disk, for the judge; the caller frees both (zeroed on -1).
 */
int cmd_run_case(struct pool *pool, const struct suite_case *sc, bool fresh, struct result *out,
		 struct buf *disk_image, struct err *err);

#endif
