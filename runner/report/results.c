#include "report/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "case/shard.h"
#include "report/results_json.h"

#define STREAM_MAX ((size_t)4 << 30) /* of what cannot be mapped: a pipe */

/* ---- the bytes */

/* A regular file is mapped. -1: it cannot be opened or mapped. */
static int map(struct results *results)
{
	struct stat st;
	int fd = open(results->path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		results->fault = str_dup(strerror(errno));
		return -1;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size) {
		results->text = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		results->mapped = results->text != MAP_FAILED;
		results->text = results->mapped ? results->text : NULL;
		results->len = results->mapped ? (size_t)st.st_size : 0;
	}
	close(fd);
	return results->mapped ? 0 : -1;
}

static int load(struct results *results, struct err *err)
{
	struct buf text = {0};

	/* A pipe that is opened twice has lost what was in it. */
	if (!path_is_special(results->path) && map(results) == 0)
		return 0;
	if (results->fault)
		return 0;
	if (io_read_file(results->path, STREAM_MAX, &text, err) < 0)
		return -1;
	results->len = text.len;
	results->text = buf_take(&text);
	return 0;
}

/* ---- its lines */

static int slot_compare(const void *a, const void *b)
{
	return strcmp(((const struct results_slot *)a)->name, ((const struct results_slot *)b)->name);
}

static struct results_slot *slot_find(const struct results *results, const char *name)
{
	struct results_slot key = {.name = name};

	return results->count ? bsearch(&key, results->slots, results->count, sizeof key, slot_compare)
			      : NULL;
}

static int take_plan(struct results *results, json_t *plan, struct err *err)
{
	const char *name;
	size_t i;
	json_t *item;

	if (!json_is_array(plan))
		return err_set(err, "plan: a list is expected");
	json_array_foreach(plan, i, item)
	{
		if (!json_is_string(item))
			return err_set(err, "plan: a name is expected");
		buf_add(&results->names, json_string_value(item), json_string_length(item) + 1);
	}
	results->count = json_array_size(plan);
	results->slots = mem_zalloc(results->count, sizeof *results->slots);
	name = (const char *)results->names.data;
	for (i = 0; i < results->count; name += strlen(name) + 1)
		results->slots[i++].name = name;
	qsort(results->slots, results->count, sizeof *results->slots, slot_compare);
	for (i = 1; i < results->count; i++) {
		if (strcmp(results->slots[i - 1].name, results->slots[i].name) == 0)
			return err_set(err, "plan: \"%s\" is there twice", results->slots[i].name);
	}
	return 0;
}

static int64_t time_parse(const char *text)
{
	struct tm tm = {0};
	const char *end = text ? strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

	return end && !*end ? (int64_t)timegm(&tm) : 0;
}

/* The shard, where the line has one. */
static int take_shard(json_t *json, struct report_run *run, struct err *err)
{
	json_int_t k, n;
	json_error_t error;

	if (!json)
		return 0;
	if (json_unpack_ex(json, &error, 0, "{s:I, s:I}", "k", &k, "n", &n) < 0)
		return err_set(err, "shard: %s", error.text);
	if (k < 1 || k > n || n > SHARDS_MAX)
		return err_set(err, "shard: %lld/%lld is none: K from 1 to N, and N up to %d are meant",
			       (long long)k, (long long)n, SHARDS_MAX);
	run->shard = (unsigned)k;
	run->shards = (unsigned)n;
	return 0;
}

static int take_run(struct results *results, json_t *json, struct err *err)
{
	int box = 0;
	json_int_t format, workers = 0;
	const char *version, *suite, *seed = NULL, *started = NULL;
	json_error_t error;
	json_t *plan;

	if (results->begun)
		return err_set(err, "a second run begins here; give each file by itself");
	if (json_unpack_ex(json, &error, 0, "{s:I}", "format", &format) < 0)
		return err_set(err, "%s", error.text);
	if (format != RESULTS_FORMAT)
		return err_set(err, "format %lld, which another version of romkit wrote; this one reads %d",
			       (long long)format, RESULTS_FORMAT);
	if (json_unpack_ex(json, &error, 0, "{s:s, s:s, s?s, s?s, s?I, s?b, s:o}", "romkit", &version,
			   "suite", &suite, "started", &started, "seed", &seed, "workers", &workers, "box",
			   &box, "plan", &plan) < 0)
		return err_set(err, "%s", error.text);
	if (json_check_number("workers", workers, UINT32_MAX, err) < 0)
		return -1;
	results->begun = true;
	results->version = json_take_line(version);
	results->suite = json_take_line(suite);
	results->run = (struct report_run){
		.version = results->version,
		.suite = results->suite,
		.shuffled = seed != NULL,
		.seed = seed ? strtoull(seed, NULL, 10) : 0,
		.workers = (unsigned)workers,
		.in_box = box,
		.started_s = time_parse(started),
	};
	if (take_shard(json_object_get(json, "shard"), &results->run, err) < 0)
		return -1;
	return take_plan(results, plan, err);
}

static int take_case(struct results *results, json_t *json, const char *line, size_t len, struct err *err)
{
	struct report_case record;
	struct results_slot *slot;
	int ret = 0;

	if (json_to_case(json, &record, err) < 0)
		return -1;
	slot = slot_find(results, record.name);
	if (!slot)
		ret = err_set(err, "\"%s\" is not in the plan", record.name);
	else if (slot->line)
		ret = err_set(err, "\"%s\" was reported before", record.name);
	else
		*slot = (struct results_slot){
			.name = slot->name, .line = line, .len = len, .status = record.verdict.status};
	report_case_fini(&record);
	return ret;
}

static int take_warning(struct results *results, json_t *json, struct err *err)
{
	const char *text = json_string_value(json_object_get(json, "text"));

	if (!text)
		return err_set(err, "a warning without a text");
	results->warnings =
		mem_realloc(results->warnings, results->warning_count + 1, sizeof *results->warnings);
	results->warnings[results->warning_count++] = json_take_lines(text);
	return 0;
}

static int take_end(struct results *results, json_t *json, struct err *err)
{
	json_int_t wall_ns;
	json_error_t error;
	int interrupted = true;

	if (json_unpack_ex(json, &error, 0, "{s:I, s?b}", "wall_ns", &wall_ns, "interrupted", &interrupted) <
	    0)
		return err_set(err, "%s", error.text);
	if (json_check_number("wall_ns", wall_ns, INT64_MAX, err) < 0)
		return -1;
	results->whole = true;
	results->uninterrupted = !interrupted;
	results->wall_ns = (uint64_t)wall_ns;
	return 0;
}

static int take_typed(struct results *results, json_t *json, const char *line, size_t len, struct err *err)
{
	const char *type = json_string_value(json_object_get(json, "type"));

	if (!type)
		return err_set(err, "an object with a type is expected");
	if (results->whole)
		return err_set(err, "the run has ended above");
	if (strcmp(type, "run") == 0)
		return take_run(results, json, err);
	if (!results->begun)
		return err_set(err, "a file of results begins with a line of type \"run\"");
	if (strcmp(type, "case") == 0)
		return take_case(results, json, line, len, err);
	if (strcmp(type, "warning") == 0)
		return take_warning(results, json, err);
	if (strcmp(type, "end") == 0)
		return take_end(results, json, err);
	return 0; /* of a later version */
}

static int take_line(struct results *results, const char *line, size_t len, struct err *err)
{
	json_error_t error;
	json_t *json = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
	int ret;

	if (!json)
		return err_set(err, "column %d: %s", error.column, error.text);
	ret = take_typed(results, json, line, len, err);
	json_decref(json);
	return ret;
}

/* What is wrong with a line may have bytes of it. */
static void make_plain(struct err *err)
{
	char *plain = json_take_line(err->text);

	err_set(err, "%s", plain);
	free(plain);
}

int results_read(const char *path, struct results *out, struct err *err)
{
	size_t number = 0;

	*out = (struct results){.path = str_dup(path)};
	if (load(out, err) < 0)
		return -1;
	for (const char *line = out->text, *end = line + out->len, *newline; line < end; line = newline + 1) {
		number++;
		newline = memchr(line, '\n', (size_t)(end - line));
		if (!newline) /* the writer was killed here */
			break;
		if (take_line(out, line, (size_t)(newline - line), err) < 0) {
			make_plain(err);
			return err_wrap(err, "%s:%zu", path, number);
		}
	}
	return 0;
}

void results_fini(struct results *results)
{
	free(results->path);
	if (results->mapped)
		munmap(results->text, results->len);
	else
		free(results->text);
	free(results->version);
	free(results->suite);
	buf_fini(&results->names);
	free(results->slots);
	for (size_t i = 0; i < results->warning_count; i++)
		free(results->warnings[i]);
	free(results->warnings);
	free(results->fault);
	*results = (struct results){0};
}

void results_case(const struct results_slot *slot, struct report_case *out)
{
	json_t *json = json_loadb(slot->line, slot->len, 0, NULL);
	struct err err;

	*out = (struct report_case){0};
	if (!json || json_to_case(json, out, &err) < 0)
		abort(); /* the file was changed under our hands */
	json_decref(json);
}
