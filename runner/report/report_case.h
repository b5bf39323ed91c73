/* The record of one finished case: what every reporter is told, and what a file of results holds of it. */
#ifndef REPORT_REPORT_CASE_H
#define REPORT_REPORT_CASE_H

#include <stdbool.h>

#include "judge/verdict.h"
#include "run/result.h"

#define REPORT_INDENT 2 /* columns before the lines of `ending` and of details_print() */

/*
 * Owns all that it points to and nothing of it lies in a struct result, so it can wait for its turn and be
 * rebuilt from a file. A zeroed struct is empty. Whoever fills it in duplicates the strings.
 */
struct report_case {
	char *name;     /* "cpu/flags" */
	char *path;     /* "cases/cpu/flags.expect" */
	char *rom_path; /* NULL where unknown */
	char *summary;  /* or NULL */
	char **tags;
	size_t tag_count;
	char *rerun; /* the command that runs just it; or NULL */
	struct verdict verdict;

	bool ran;   /* false with VERDICT_ERROR and VERDICT_SKIP; then the rest is zero */
	char *stop; /* "halt", "exit 0x10" */
	uint64_t cycles;
	bool cycles_exact;
	uint64_t wall_ns;
	uint64_t guest_ns;
	uint64_t digest; /* of all that the run did, see result_print_whole(): two runs that did the same have
			    the same; 0: not made */

	/* Only where somebody reads it, see report_case_add_run(); else NULL. Plain text, control characters
	 * made visible. */
	char *console, *serial, *screen; /* NULL also where nothing was written */
	char *ending; /* how the run ended: whole lines, indented by REPORT_INDENT; without what the
			 mismatches show */
};

/*
 * Fill in what a run gave; the verdict is there already. Rendering `ending` and the streams takes longer than
 * all the rest, so it is done for verdicts that a person has to look at; with `verbose` for all.
 */
void report_case_add_run(struct report_case *rc, const struct result *result, bool verbose);
/* Add whole lines to `ending`, where there is one. */
void report_case_add_lines(struct report_case *rc, const char *lines);

/*
 * What is wrong, in one line: "console: line 1, and 2 more", "registers.ah: expected 0x00, is 0xcb", the
 * first line of an error, the reason of a skip or xfail; "" for a plain pass. The caller frees it.
 */
char *report_case_headline(const struct report_case *rc);
/* The line of the .expect file that is to be looked at first; 0 where there is none. */
unsigned report_case_line(const struct report_case *rc);

void report_case_fini(struct report_case *rc);

#endif
