#include "trace/steps.h"

#include <stdlib.h>

void step_fini(struct step *step)
{
	for (size_t i = 0; i < step->event_count; i++)
		free(step->events[i].text);
	free(step->events);
	*step = (struct step){0};
}

void step_copy(struct step *to, const struct step *from)
{
	*to = *from;
	to->all_accesses = NULL;
	to->events = mem_zalloc(from->event_count, sizeof *to->events);
	for (size_t i = 0; i < from->event_count; i++) {
		to->events[i] = from->events[i];
		to->events[i].text = str_dup(from->events[i].text);
	}
}

static void tell(struct steps *steps, const struct x86_state *after)
{
	struct step *step = &steps->step;

	step->all_accesses = steps->accesses;
	if (steps->any)
		steps->fn(steps->ctx, step, step->has_left ? &step->left : after);
}

static void begin_step(struct steps *steps, const struct trace_record *record)
{
	struct step *step = &steps->step;

	tell(steps, record->state);
	step_fini(step);
	*step = (struct step){.number = steps->count++, .state = *record->state, .len = record->len};
	for (size_t i = 0; i < record->len; i++)
		step->bytes[i] = record->bytes[i];
	steps->any = true;
}

/* More than a step can have, unless a worker lies. */
#define EVENTS_MAX 64

static void add_event(struct step *step, const struct trace_record *record)
{
	if (step->event_count == EVENTS_MAX)
		return;
	step->events = mem_realloc(step->events, step->event_count + 1, sizeof *step->events);
	step->events[step->event_count++] = (struct step_event){.event = record->event,
								.vector = record->vector,
								.is_lost = record->is_lost,
								.cs = record->cs,
								.rip = record->rip,
								.text = str_dup(record->text)};
}

static void add_access(struct steps *steps, const struct access *access)
{
	struct step *step = &steps->step;

	if (step->access_count < STEP_ACCESSES_MAX)
		step->accesses[step->access_count] = *access;
	if (step->access_count == steps->access_room && steps->access_room < STEP_ACCESSES_ALL) {
		steps->access_room = steps->access_room ? 2 * steps->access_room : STEP_ACCESSES_MAX;
		steps->accesses = mem_realloc(steps->accesses, steps->access_room, sizeof *steps->accesses);
	}
	if (step->access_count < steps->access_room)
		steps->accesses[step->access_count] = *access;
	step->access_count++;
}

static void take(void *ctx, const struct trace_record *record)
{
	struct steps *steps = ctx;
	struct step *step = &steps->step;

	if (record->kind == TRACE_STEP) {
		begin_step(steps, record);
	} else if (!steps->any) {
		return;
	} else if (record->kind == TRACE_STATE) {
		/* A second interrupt comes before the first instruction of the first one's handler. */
		if (!step->has_left)
			step->left = *record->state;
		step->has_left = true;
	} else if (record->kind == TRACE_EVENT) {
		add_event(step, record);
	} else {
		add_access(steps, &record->access);
	}
}

void steps_take(struct steps *steps, const uint8_t *chunk, size_t len)
{
	if (!steps->failed && trace_read(&steps->reader, chunk, len, take, steps, &steps->failure) < 0)
		steps->failed = true;
}

void steps_end(struct steps *steps, const struct x86_state *after)
{
	tell(steps, after);
	step_fini(&steps->step);
	steps->any = false;
	free(steps->accesses);
	steps->accesses = NULL;
	steps->access_room = 0;
}
