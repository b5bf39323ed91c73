#include "report/results_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

/* A string value; NULL stays NULL, which the caller leaves out. */
static json_t *json_text(const char *str)
{
	struct buf visible = {0};
	json_t *json;

	if (!str)
		return NULL;
	if (utf8_valid((const uint8_t *)str, strlen(str)))
		return json_string(str);
	text_visible((const uint8_t *)str, strlen(str), &visible);
	json = json_string(buf_str(&visible));
	buf_fini(&visible);
	return json;
}

static void set_text(json_t *object, const char *key, const char *str)
{
	json_t *json = json_text(str);

	if (json)
		json_object_set_new(object, key, json);
}

static void set_number(json_t *object, const char *key, uint64_t value)
{
	if (value > INT64_MAX) /* more than a reader takes */
		value = INT64_MAX;
	json_object_set_new(object, key, json_integer((json_int_t)value));
}

static json_t *json_typed(const char *type)
{
	json_t *json = json_object();

	json_object_set_new(json, "type", json_string(type));
	return json;
}

static json_t *json_names(const char *const *names, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_text(names[i]));
	return array;
}

json_t *json_from_run(const struct report_run *run)
{
	json_t *json = json_typed("run");
	time_t started = (time_t)run->started_s;
	char text[32];
	struct tm tm;

	set_number(json, "format", RESULTS_FORMAT);
	set_text(json, "romkit", run->version);
	set_text(json, "suite", run->suite);
	if (gmtime_r(&started, &tm) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		set_text(json, "started", text);
	if (run->shards)
		json_object_set_new(json, "shard",
				    json_pack("{s:i,s:i}", "k", (int)run->shard, "n", (int)run->shards));
	if (run->shuffled) { /* as text: readers that keep numbers as doubles would change it */
		snprintf(text, sizeof text, "%llu", (unsigned long long)run->seed);
		set_text(json, "seed", text);
	}
	set_number(json, "workers", run->workers);
	json_object_set_new(json, "box", json_boolean(run->in_box));
	json_object_set_new(json, "plan", json_names(run->names, run->count));
	return json;
}

static json_t *json_mismatches(const struct verdict *verdict)
{
	json_t *array = json_array();

	for (size_t i = 0; i < verdict->count; i++) {
		json_t *item = json_object();

		set_text(item, "key", verdict->mismatches[i].key);
		if (verdict->mismatches[i].line)
			set_number(item, "line", verdict->mismatches[i].line);
		set_text(item, "text", verdict->mismatches[i].text);
		json_array_append_new(array, item);
	}
	return array;
}

static void set_figures(json_t *json, const struct report_case *rc)
{
	set_text(json, "stop", rc->stop);
	set_number(json, "cycles", rc->cycles);
	json_object_set_new(json, "cycles_exact", json_boolean(rc->cycles_exact));
	set_number(json, "wall_ns", rc->wall_ns);
	set_number(json, "guest_ns", rc->guest_ns);
	if (rc->digest)
		json_object_set_new(json, "digest", json_sprintf("%016llx", (unsigned long long)rc->digest));
}

json_t *json_from_case(const struct report_case *rc)
{
	json_t *json = json_typed("case");

	set_text(json, "name", rc->name);
	set_text(json, "status", verdict_status_name(rc->verdict.status));
	set_text(json, "path", rc->path);
	set_text(json, "rom", rc->rom_path);
	set_text(json, "summary", rc->summary);
	if (rc->tag_count)
		json_object_set_new(json, "tags", json_names((const char *const *)rc->tags, rc->tag_count));
	set_text(json, "rerun", rc->rerun);
	if (rc->ran)
		set_figures(json, rc);
	set_text(json, "reason", rc->verdict.reason);
	if (rc->verdict.count)
		json_object_set_new(json, "mismatches", json_mismatches(&rc->verdict));
	set_text(json, "console", rc->console);
	set_text(json, "serial", rc->serial);
	set_text(json, "screen", rc->screen);
	set_text(json, "ending", rc->ending);
	return json;
}

json_t *json_from_warning(const char *text)
{
	json_t *json = json_typed("warning");

	set_text(json, "text", text);
	return json;
}

json_t *json_from_totals(const struct report_totals *totals)
{
	json_t *json = json_typed("end");

	set_number(json, "cases", totals->cases);
	set_number(json, "passed", totals->passed);
	set_number(json, "failed", totals->failed);
	set_number(json, "errors", totals->errors);
	set_number(json, "skipped", totals->skipped);
	set_number(json, "not_run", totals->not_run);
	set_number(json, "xfailed", totals->xfailed);
	set_number(json, "warnings", totals->warnings);
	json_object_set_new(json, "interrupted", json_boolean(totals->interrupted));
	set_number(json, "wall_ns", totals->wall_ns);
	return json;
}

/* ---- and back */

char *json_take_line(const char *str)
{
	struct buf plain = {0};

	if (!str)
		return NULL;
	text_plain(str, &plain);
	return buf_take(&plain);
}

char *json_take_lines(const char *str)
{
	struct buf plain = {0};

	if (!str)
		return NULL;
	text_plain_lines(str, &plain);
	return buf_take(&plain);
}

int json_check_number(const char *key, json_int_t value, json_int_t max, struct err *err)
{
	if (value >= 0 && value <= max)
		return 0;
	return err_set(err, "%s: %lld is not between 0 and %lld", key, (long long)value, (long long)max);
}

int json_to_status(json_t *json, enum verdict_status *out, struct err *err)
{
	const char *word = json_string_value(json_object_get(json, "status"));

	for (int i = 0; word && i < VERDICT_STATUSES; i++) {
		if (strcmp(word, verdict_status_name((enum verdict_status)i)) == 0) {
			*out = (enum verdict_status)i;
			return 0;
		}
	}
	return err_set(err, word ? "unknown status \"%s\"" : "a case without a status", word);
}

static int take_mismatches(json_t *array, struct verdict *out, struct err *err)
{
	size_t i;
	json_t *item;

	if (array && !json_is_array(array))
		return err_set(err, "mismatches: a list is expected");
	json_array_foreach(array, i, item)
	{
		const char *key, *text;
		char *plain_key, *plain_text;
		json_int_t line = 0;
		struct buf copy = {0};
		json_error_t error;

		if (json_unpack_ex(item, &error, 0, "{s:s, s:s, s?I}", "key", &key, "text", &text, "line",
				   &line) < 0)
			return err_set(err, "mismatches: %s", error.text);
		if (json_check_number("line", line, UINT32_MAX, err) < 0)
			return -1;
		plain_key = json_take_line(key);
		plain_text = json_take_lines(text);
		buf_adds(&copy, plain_text);
		verdict_add(out, plain_key, (unsigned)line, &copy);
		free(plain_key);
		free(plain_text);
	}
	return 0;
}

static int take_tags(json_t *array, struct report_case *out, struct err *err)
{
	size_t i;
	json_t *item;

	if (array && !json_is_array(array))
		return err_set(err, "tags: a list is expected");
	out->tags = mem_zalloc(json_array_size(array), sizeof *out->tags);
	json_array_foreach(array, i, item)
	{
		if (!json_is_string(item))
			return err_set(err, "tags: a string is expected");
		out->tags[out->tag_count++] = json_take_line(json_string_value(item));
	}
	return 0;
}

static int take_figures(json_t *json, struct report_case *out, struct err *err)
{
	json_int_t cycles, wall_ns, guest_ns;
	json_error_t error;
	const char *stop, *digest = NULL;
	int exact;

	if (!json_object_get(json, "stop"))
		return 0;
	if (json_unpack_ex(json, &error, 0, "{s:s, s:I, s:b, s:I, s:I, s?s}", "stop", &stop, "cycles",
			   &cycles, "cycles_exact", &exact, "wall_ns", &wall_ns, "guest_ns", &guest_ns,
			   "digest", &digest) < 0)
		return err_set(err, "%s", error.text);
	if (json_check_number("cycles", cycles, INT64_MAX, err) < 0 ||
	    json_check_number("wall_ns", wall_ns, INT64_MAX, err) < 0 ||
	    json_check_number("guest_ns", guest_ns, INT64_MAX, err) < 0)
		return -1;
	out->ran = true;
	out->stop = json_take_line(stop);
	out->cycles = (uint64_t)cycles;
	out->cycles_exact = exact;
	out->wall_ns = (uint64_t)wall_ns;
	out->guest_ns = (uint64_t)guest_ns;
	out->digest = digest ? strtoull(digest, NULL, 16) : 0;
	return 0;
}

int json_to_case(json_t *json, struct report_case *out, struct err *err)
{
	const char *name, *path, *rom = NULL, *summary = NULL, *rerun = NULL, *reason = NULL, *console = NULL,
				 *serial = NULL, *screen = NULL, *ending = NULL;
	json_t *tags = NULL, *mismatches = NULL;
	json_error_t error;

	*out = (struct report_case){0};
	if (json_unpack_ex(json, &error, 0, "{s:s, s:s, s?s, s?s, s?s, s?s, s?s, s?s, s?s, s?s, s?o, s?o}",
			   "name", &name, "path", &path, "rom", &rom, "summary", &summary, "rerun", &rerun,
			   "reason", &reason, "console", &console, "serial", &serial, "screen", &screen,
			   "ending", &ending, "tags", &tags, "mismatches", &mismatches) < 0)
		return err_set(err, "%s", error.text);
	*out = (struct report_case){
		.name = str_dup(name),
		.path = json_take_line(path),
		.rom_path = json_take_line(rom),
		.summary = json_take_lines(summary),
		.rerun = json_take_line(rerun),
		.verdict.reason = json_take_lines(reason),
		.console = json_take_lines(console),
		.serial = json_take_lines(serial),
		.screen = json_take_lines(screen),
		.ending = json_take_lines(ending),
	};
	if (take_tags(tags, out, err) < 0 || json_to_status(json, &out->verdict.status, err) < 0 ||
	    take_mismatches(mismatches, &out->verdict, err) < 0 || take_figures(json, out, err) < 0) {
		report_case_fini(out);
		return -1;
	}
	return 0;
}
