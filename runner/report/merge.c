#include "report/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "base/text.h"

/* ---- which files belong together */

/* The first file that has a first line; NULL: none. */
static const struct results *first_begun(const struct results *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (files[i].begun)
			return &files[i];
	}
	return NULL;
}

static int check_same_run(const struct results *a, const struct results *b, struct err *err)
{
	if (strcmp(a->version, b->version) != 0)
		return err_set(err, "%s is of romkit %s, %s of romkit %s", a->path, a->version, b->path,
			       b->version);
	if (strcmp(a->suite, b->suite) != 0)
		return err_set(err, "%s is of the suite %s, %s of %s", a->path, a->suite, b->path, b->suite);
	if (a->run.shards != b->run.shards)
		return err_set(err, "%s is one of %u shards, %s one of %u (0: not divided)", a->path,
			       a->run.shards, b->path, b->run.shards);
	return 0;
}

bool merge_shards(const struct merge *merge, unsigned *out)
{
	const struct results *first = first_begun(merge->files, merge->file_count);

	if (first)
		*out = first->run.shards;
	return first;
}

bool merge_has_shard(const struct merge *merge, unsigned k)
{
	for (size_t i = 0; i < merge->file_count; i++) {
		if (merge->files[i].begun && merge->files[i].run.shard == k)
			return true;
	}
	return false;
}

/* ---- entries */

static struct merge_entry *add_entry(struct merge *merge)
{
	if (merge->count == merge->room) {
		merge->room = merge->room ? 2 * merge->room : 64;
		merge->entries = mem_realloc(merge->entries, merge->room, sizeof *merge->entries);
	}
	merge->entries[merge->count] = (struct merge_entry){0};
	return &merge->entries[merge->count++];
}

void merge_add_lost(struct merge *merge, const char *name, char *fault)
{
	struct merge_entry *entry = add_entry(merge);

	merge->names = mem_realloc(merge->names, merge->name_count + 1, sizeof *merge->names);
	merge->names[merge->name_count] = str_dup(name);
	entry->name = merge->names[merge->name_count++];
	entry->fault = fault;
}

static void add_warning(struct merge *merge, char *text)
{
	merge->warnings = mem_realloc(merge->warnings, merge->warning_count + 1, sizeof *merge->warnings);
	merge->warnings[merge->warning_count++] = text;
}

static int name_compare(const void *a, const void *b)
{
	return strcmp(((const struct merge_entry *)a)->name, ((const struct merge_entry *)b)->name);
}

/* By name, and then in the order of the files. */
static int entry_compare(const void *a, const void *b)
{
	const struct merge_entry *x = a, *y = b;
	int order = name_compare(a, b);

	if (order == 0 && x->from != y->from)
		order = x->from < y->from ? -1 : 1;
	return order;
}

static void sort_entries(struct merge *merge)
{
	if (merge->count)
		qsort(merge->entries, merge->count, sizeof *merge->entries, entry_compare);
}

static char *no_result(const struct results *file)
{
	if (file->whole)
		return str_printf("no result: %s planned it, but does not report it", file->path);
	return str_printf("no result: %s, which planned it, is cut off", file->path);
}

/*
 * How much a line says of its case. Of two files the one that says more counts; verdicts have to agree. An
 * error counts for more than a skip: the case was to run there and could not, and it ran nowhere else.
 */
enum weight {
	SAYS_NOTHING, /* planned, no line */
	SAYS_INTERRUPTED,
	SAYS_NOT_RUN, /* --fail-fast */
	SAYS_SKIP,
	SAYS_ERROR,
	SAYS_VERDICT
};

static enum weight weight(const struct merge_entry *entry)
{
	if (!entry->slot)
		return SAYS_NOTHING;
	switch (entry->slot->status) {
	case VERDICT_NOT_RUN: return entry->from->uninterrupted ? SAYS_NOT_RUN : SAYS_INTERRUPTED;
	case VERDICT_SKIP: return SAYS_SKIP;
	case VERDICT_ERROR: return SAYS_ERROR;
	default: return SAYS_VERDICT;
	}
}

/* What came of a file's lines. */
struct tally {
	size_t twice; /* so many are of cases that a file before it has, too */
	bool bad;     /* of one that is bad the case is bad in the whole as well */
};

/* Of two lines that say as much. */
static void check_agree(struct merge_entry *best, const struct merge_entry *other)
{
	if (best->fault || other->slot->status == best->slot->status)
		return;
	best->fault = str_printf("%s says %s, %s says %s", best->from->path,
				 verdict_status_name(best->slot->status), other->from->path,
				 verdict_status_name(other->slot->status));
}

static void warn_superseded(struct merge *merge, const struct merge_entry *error,
			    const struct merge_entry *verdict)
{
	struct buf name = {0};

	text_plain(error->name, &name);
	add_warning(merge, str_printf("%s: %s could not run it, %s says %s: that counts", buf_str(&name),
				      error->from->path, verdict->from->path,
				      verdict_status_name(verdict->slot->status)));
	buf_fini(&name);
}

/* What the other lines of its case say beside the best. */
static void weigh_others(struct merge *merge, const struct merge_entry *same, size_t count,
			 struct merge_entry *best, struct tally *tallies)
{
	for (size_t i = 0; i < count; i++) {
		if (weight(&same[i]) == weight(best))
			check_agree(best, &same[i]);
	}
	for (size_t i = 0; i < count; i++) {
		if (!same[i].slot || !verdict_is_bad(same[i].slot->status))
			continue;
		if (best->fault || verdict_is_bad(best->slot->status))
			tallies[same[i].from - merge->files].bad = true;
		if (!best->fault && weight(&same[i]) == SAYS_ERROR && weight(best) == SAYS_VERDICT)
			warn_superseded(merge, &same[i], best);
	}
}

/* Make one entry of all that have the same name. */
static struct merge_entry join_same(struct merge *merge, const struct merge_entry *same, size_t count,
				    struct tally *tallies)
{
	struct merge_entry best = same[0];

	for (size_t i = 1; i < count; i++) {
		if (same[i].slot && best.slot)
			tallies[same[i].from - merge->files].twice++;
		if (weight(&same[i]) > weight(&best))
			best = same[i];
	}
	if (best.slot)
		weigh_others(merge, same, count, &best, tallies);
	else
		best.fault = no_result(best.from);
	return best;
}

static char *not_run(const struct merge_entry *entry)
{
	struct report_case record;
	char *text;

	results_case(entry->slot, &record);
	text = str_printf("no result: %s did not run it%s%s", entry->from->path,
			  record.verdict.reason ? ": " : "",
			  record.verdict.reason ? record.verdict.reason : "");
	report_case_fini(&record);
	return text;
}

/*
 * A case may stay not run where --fail-fast ended the run and what failed then is reported. Else nothing that
 * is reported says why nobody knows of it.
 */
static void check_not_run(struct merge *merge, const struct tally *tallies)
{
	for (size_t i = 0; i < merge->count; i++) {
		struct merge_entry *entry = &merge->entries[i];
		enum weight says = weight(entry);

		if (says == SAYS_INTERRUPTED ||
		    (says == SAYS_NOT_RUN && !tallies[entry->from - merge->files].bad))
			entry->fault = not_run(entry);
	}
}

static void warn_twice(struct merge *merge, const struct tally *tallies)
{
	for (size_t i = 0; i < merge->file_count; i++) {
		if (tallies[i].twice)
			add_warning(
				merge,
				str_printf("%s: %zu of its results are in another file, too: counted once",
					   merge->files[i].path, tallies[i].twice));
	}
}

static void join_entries(struct merge *merge)
{
	struct tally *tallies = mem_zalloc(merge->file_count, sizeof *tallies);
	size_t kept = 0;

	sort_entries(merge);
	for (size_t i = 0, end; i < merge->count; i = end) {
		for (end = i + 1;
		     end < merge->count && strcmp(merge->entries[end].name, merge->entries[i].name) == 0;)
			end++;
		merge->entries[kept++] = join_same(merge, &merge->entries[i], end - i, tallies);
	}
	merge->count = kept;
	check_not_run(merge, tallies);
	warn_twice(merge, tallies);
	free(tallies);
}

/* ---- files that are not whole */

/* Whether a file that is whole has a line of each case that another one planned. Both are sorted by name. */
static bool has_all_of(const struct results *whole, const struct results *file)
{
	size_t at = 0;

	for (size_t i = 0; i < file->count; i++) {
		while (at < whole->count && strcmp(whole->slots[at].name, file->slots[i].name) < 0)
			at++;
		if (at == whole->count || strcmp(whole->slots[at].name, file->slots[i].name) != 0 ||
		    !whole->slots[at].line)
			return false;
	}
	return true;
}

/* Whether another file makes up for this one, so that nothing is lost with it. */
static bool has_twin(const struct merge *merge, const struct results *file)
{
	for (size_t i = 0; i < merge->file_count; i++) {
		const struct results *other = &merge->files[i];

		if (other != file && other->whole && other->run.shard == file->run.shard &&
		    has_all_of(other, file))
			return true;
	}
	return false;
}

/* Cases and files are told side by side: a case may have the name of a file. `joined` are sorted. */
static void add_lost_file(struct merge *merge, size_t joined, const char *path, char *fault)
{
	const struct merge_entry key = {.name = path};
	bool taken = joined && bsearch(&key, merge->entries, joined, sizeof key, name_compare);
	char *name = taken ? str_printf("file %s", path) : str_dup(path);

	merge_add_lost(merge, name, fault);
	free(name);
}

static char *cut_off(const struct results *file)
{
	if (file->run.shards)
		return str_printf("cut off: shard %u/%u has not come to its end", file->run.shard,
				  file->run.shards);
	return str_dup("cut off: its run has not come to its end");
}

static void add_slots(struct merge *merge, const struct results *file)
{
	for (size_t i = 0; i < file->count; i++) {
		struct merge_entry *entry = add_entry(merge);

		*entry = (struct merge_entry){.name = file->slots[i].name,
					      .from = file,
					      .slot = file->slots[i].line ? &file->slots[i] : NULL};
	}
}

/* Whether it was given before by the same name. */
static bool is_given_again(const struct merge *merge, const struct results *file)
{
	for (const struct results *other = merge->files; other < file; other++) {
		if (strcmp(other->path, file->path) == 0)
			return true;
	}
	return false;
}

static void check_whole(struct merge *merge, size_t joined, const struct results *file)
{
	if (file->whole || is_given_again(merge, file))
		return;
	if (file->fault)
		add_lost_file(merge, joined, file->path, str_printf("cannot read it: %s", file->fault));
	else if (!file->begun)
		add_lost_file(merge, joined, file->path,
			      str_printf("%s: it has no results", file->len ? "cut off" : "empty"));
	else if (has_twin(merge, file))
		add_warning(merge,
			    str_printf("%s is cut off; another file has all of its cases", file->path));
	else
		add_lost_file(merge, joined, file->path, cut_off(file));
}

int merge_join(const struct results *files, size_t count, struct merge *out, struct err *err)
{
	const struct results *first = first_begun(files, count);
	size_t joined;

	*out = (struct merge){.files = files, .file_count = count};
	for (size_t i = 0; i < count; i++) {
		if (files[i].begun && check_same_run(first, &files[i], err) < 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		add_slots(out, &files[i]);
	join_entries(out);
	joined = out->count;
	for (size_t i = 0; i < count; i++)
		check_whole(out, joined, &files[i]);
	return 0;
}

/* ---- telling */

/* The record of something that there is no result of. */
static void lost_record(const struct merge_entry *entry, struct report_case *out)
{
	*out = (struct report_case){
		.name = str_dup(entry->name),
		.path = str_dup(""),
		.verdict = {.status = VERDICT_ERROR, .reason = str_dup(entry->fault)},
	};
	if (entry->from) {
		char *file = str_printf("cases/%s.expect", entry->name);

		free(out->path);
		out->path = path_join(entry->from->suite, file);
		free(file);
	}
}

static void tell_case(const struct merge_entry *entry, struct reports *reports, struct report_totals *totals)
{
	struct report_case record;

	if (entry->fault)
		lost_record(entry, &record);
	else
		results_case(entry->slot, &record);
	report_totals_add(totals, record.verdict.status);
	reports_ended(reports, &record);
	reports_finished(reports, &record);
	report_case_fini(&record);
}

static void tell_begin(const struct merge *merge, struct reports *reports)
{
	const struct results *first = first_begun(merge->files, merge->file_count);
	const char **names = mem_zalloc(merge->count, sizeof *names);
	struct report_run run = {.version = "", .suite = ""};

	for (size_t i = 0; i < merge->count; i++)
		names[i] = merge->entries[i].name;
	if (first)
		run = first->run;
	run.shard = run.shards = 0;
	run.shuffled = false;
	run.names = names;
	run.count = merge->count;
	for (size_t i = 0; i < merge->file_count; i++) {
		const struct report_run *other = &merge->files[i].run;

		if (other->started_s && (!run.started_s || other->started_s < run.started_s))
			run.started_s = other->started_s;
	}
	reports_begin(reports, &run);
	free(names);
}

static void tell_warning(const char *text, struct reports *reports, struct report_totals *totals)
{
	totals->warnings++;
	reports_warning(reports, text);
}

void merge_report(struct merge *merge, struct reports *reports, struct report_totals *totals)
{
	sort_entries(merge);
	tell_begin(merge, reports);
	for (size_t i = 0; i < merge->count; i++)
		tell_case(&merge->entries[i], reports, totals);
	for (size_t i = 0; i < merge->warning_count; i++)
		tell_warning(merge->warnings[i], reports, totals);
	for (size_t i = 0; i < merge->file_count; i++) {
		const struct results *file = &merge->files[i];

		for (size_t k = 0; k < file->warning_count; k++)
			tell_warning(file->warnings[k], reports, totals);
		if (file->wall_ns > totals->wall_ns) /* shards run side by side: the longest counts */
			totals->wall_ns = file->wall_ns;
	}
	reports_end(reports, totals);
}

void merge_fini(struct merge *merge)
{
	for (size_t i = 0; i < merge->count; i++)
		free(merge->entries[i].fault);
	free(merge->entries);
	for (size_t i = 0; i < merge->name_count; i++)
		free(merge->names[i]);
	free(merge->names);
	for (size_t i = 0; i < merge->warning_count; i++)
		free(merge->warnings[i]);
	free(merge->warnings);
	*merge = (struct merge){0};
}
