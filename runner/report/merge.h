/* Results of several files (shards of one run) as those of one: each case once, and what is missing as an
 * error. */
#ifndef REPORT_MERGE_H
#define REPORT_MERGE_H

#include "report/results.h"

/* A case of the whole: a line of a file, or what romkit has to say of it instead. */
struct merge_entry {
	const char *name;
	const struct results *from;      /* that has the line, or planned it; NULL: no file did */
	const struct results_slot *slot; /* NULL where there is no line; `fault` counts for more */
	char *fault;                     /* no result: why; or NULL */
};

struct merge {
	const struct results *files;
	size_t file_count;
	struct merge_entry *entries;
	size_t count, room;
	char **names; /* of entries that no plan names; owned */
	size_t name_count;
	char **warnings;
	size_t warning_count;
};

/*
 * Join them. Files of different runs (version, suite or number of shards) are an error. In the files stays
 * what the entries point to. Every planned case becomes one entry: where no file reports it, two do it
 * differently, or it was not run and no case that failed says why, with a fault. A file that is cut off or
 * was not there has an entry of its own.
 */
int merge_join(const struct results *files, size_t count, struct merge *out, struct err *err);

/* Whether some file says how many shards the run has (0: it was not divided). */
bool merge_shards(const struct merge *merge, unsigned *out);
/* Whether some file has results of shard K. */
bool merge_has_shard(const struct merge *merge, unsigned k);

/* An entry for something that is not in any file; takes the fault. */
void merge_add_lost(struct merge *merge, const char *name, char *fault);

/* Tell the reporters all of it, sorted by name. */
void merge_report(struct merge *merge, struct reports *reports, struct report_totals *totals);

void merge_fini(struct merge *merge);

#endif
