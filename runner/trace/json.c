#include "trace/json.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "trace/changes.h"
#include "x86/mode.h"

/* What does not fit a JSON number of common readers: 64 bits. */
static void set_hex(json_t *object, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "0x%" PRIx64, value);
	json_object_set_new(object, key, json_string(text));
}

static void set_text(json_t *object, const char *key, const char *text, size_t len)
{
	struct buf plain = {0};
	char *copy = str_printf("%.*s", (int)len, text);

	text_plain(copy, &plain);
	json_object_set_new(object, key, json_string(buf_str(&plain)));
	buf_fini(&plain);
	free(copy);
}

static void set_line(json_t *object, const struct source_place *place)
{
	if (place->file)
		set_text(object, "file", place->file, strlen(place->file));
	json_object_set_new(object, "line", json_integer(place->line));
}

static void set_place(json_t *object, const struct place *place)
{
	const struct source_place *made = place_made(place), *called = place_called(place);

	if (made)
		set_line(object, made);
	if (called) {
		json_t *from = json_object();

		set_line(from, called);
		json_object_set_new(object, "from", from);
	}
	if (!place->known)
		return;
	if (place->spot.label) {
		set_text(object, "label", place->spot.label->name, strlen(place->spot.label->name));
		json_object_set_new(object, "label_offset",
				    json_integer((json_int_t)place->spot.label_offset));
	}
	if (place->match == SOURCE_CHANGED)
		json_object_set_new(object, "modified", json_true());
}

static void set_insn(json_t *object, const struct source *source, const struct step *step,
		     const struct place *place)
{
	size_t len = place->status == INSN_OK ? place->insn.length : step->len;
	struct buf text = {0};
	char hex[2 * TRACE_BYTES_MAX + 1] = "";

	for (size_t i = 0; i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", step->bytes[i]);
	json_object_set_new(object, "bytes", json_string(hex));
	if (place->status == INSN_OK) {
		place_put_insn(source, step, place, &text);
		set_text(object, "text", buf_str(&text), text.len);
	}
	buf_fini(&text);
}

static void set_change(void *ctx, const char *name, uint64_t before, uint64_t value)
{
	(void)before;
	set_hex(ctx, name, value);
}

static json_t *json_accesses(const struct step *step)
{
	json_t *array = json_array();

	for (size_t i = 0; i < step->access_count && i < STEP_ACCESSES_MAX; i++) {
		const struct access *access = &step->accesses[i];
		json_t *object = json_object();

		json_object_set_new(object, "kind",
				    json_string(access->is_mmio    ? access->is_write ? "write" : "read"
						: access->is_write ? "out"
								   : "in"));
		set_hex(object, "addr", access->addr);
		json_object_set_new(object, "size", json_integer(access->size_bytes));
		set_hex(object, "value", access->value);
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *json_event(const struct step_event *event)
{
	static const char *const kinds[TRACE_EVENTS] = {
		[EVENT_EXCEPTION] = "exception",
		[EVENT_SOFTWARE] = "software",
		[EVENT_HARDWARE] = "hardware",
		[EVENT_END] = "end",
	};
	json_t *object = json_object(), *lines = json_array();

	json_object_set_new(object, "kind", json_string(kinds[event->event]));
	json_object_set_new(object, "vector", json_integer(event->vector));
	for (const char *line = event->text; *line;) {
		size_t len = strcspn(line, "\n");

		json_array_append_new(lines, json_stringn(line, len));
		line += len + (line[len] == '\n');
	}
	json_object_set_new(object, "text", lines);
	return object;
}

static void set_effects(json_t *object, const struct step *step, const struct x86_state *after)
{
	if (after) {
		json_t *changed = json_object();

		changes_each(&step->state, after, set_change, changed);
		json_object_set_new(object, "changed", changed);
	}
	if (step->access_count) {
		json_object_set_new(object, "accesses", json_accesses(step));
		json_object_set_new(object, "access_count", json_integer((json_int_t)step->access_count));
	}
	if (step->event_count) {
		json_t *events = json_array();

		for (size_t i = 0; i < step->event_count; i++)
			json_array_append_new(events, json_event(&step->events[i]));
		json_object_set_new(object, "events", events);
	}
}

static int add_bytes(const char *bytes, size_t len, void *out)
{
	buf_add(out, bytes, len);
	return 0;
}

void json_print_step(const struct source *source, enum start_state start, const struct step *step,
		     const struct x86_state *after, struct buf *out)
{
	struct place place;
	json_t *object = json_object();

	place_of_step(source, start, step, &place);
	json_object_set_new(object, "step", json_integer((json_int_t)step->number));
	json_object_set_new(object, "mode", json_string(x86_mode_name(x86_mode(&step->state))));
	set_hex(object, "cs", step->state.seg[X86_CS].selector);
	set_hex(object, "ip", step->state.rip);
	set_hex(object, "linear", place.linear);
	set_insn(object, source, step, &place);
	set_place(object, &place);
	set_effects(object, step, after);
	json_dump_callback(object, add_bytes, out, JSON_COMPACT);
	json_decref(object);
	buf_addc(out, '\n');
}
