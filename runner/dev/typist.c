#include "dev/typist.h"

#include <string.h>

#include "dev/vtime.h"

static const struct input nothing;

void typist_init(struct typist *typist, const struct typist_config *config, uint64_t pace_ns)
{
	*typist = (struct typist){.config = *config, .pace_ns = pace_ns, .due_ns = VTIME_NEVER};
	if (!config->input)
		typist->config.input = &nothing;
}

static const struct input_step *step_now(const struct typist *typist)
{
	const struct input *input = typist->config.input;

	return typist->step < input->count ? &input->steps[typist->step] : NULL;
}

static uint64_t later(uint64_t base_ns, uint64_t delay_ns)
{
	return delay_ns < VTIME_NEVER - base_ns ? base_ns + delay_ns : VTIME_NEVER;
}

/* Where in stream `i` the text ends; 0 where it is not there yet. */
static size_t search(struct typist *typist, unsigned i, const struct buf *text)
{
	const struct buf *all = &typist->config.streams[i]->bytes;
	size_t *from = &typist->searched[i];
	const uint8_t *at;

	if (all->len - *from < text->len)
		return 0;
	at = memmem(all->data + *from, all->len - *from, text->data, text->len);
	if (at)
		return (size_t)(at - all->data) + text->len;
	*from = all->len - text->len + 1;
	return 0;
}

static bool prompt_is_there(struct typist *typist, const struct buf *text)
{
	const struct sink *const *streams = typist->config.streams;
	unsigned i = 0;
	size_t end = 0;

	while (i < TYPIST_STREAMS && streams[i] && !(end = search(typist, i, text)))
		i++;
	if (!end)
		return false;
	for (unsigned k = 0; k < TYPIST_STREAMS && streams[k]; k++)
		typist->searched[k] = k == i ? end : streams[k]->bytes.len;
	return true;
}

/* Go on to the next step that is not over yet. A screen changes: only typist_look() looks at it. */
static void arrive(struct typist *typist, uint64_t base_ns)
{
	const struct input_step *step;

	for (; (step = step_now(typist)); typist->step++) {
		bool is_found = typist->step < typist->found_steps;

		if (step->kind == INPUT_SEND) {
			typist->due_ns = later(base_ns, step->delay_ns ? step->delay_ns : typist->pace_ns);
			return;
		}
		typist->due_ns = later(base_ns, step->delay_ns);
		if (!is_found && (step->kind == INPUT_SCREEN || !prompt_is_there(typist, &step->bytes)))
			return;
		base_ns = typist->due_ns;
		if (!is_found)
			typist->found_steps = typist->step + 1;
	}
	typist->due_ns = VTIME_NEVER;
}

void typist_start(struct typist *typist, uint64_t now_ns)
{
	arrive(typist, now_ns);
}

uint64_t typist_due_ns(const struct typist *typist)
{
	return typist_awaits(typist) ? VTIME_NEVER : typist->due_ns;
}

uint8_t typist_send(struct typist *typist, uint64_t now_ns)
{
	const struct buf *bytes = &step_now(typist)->bytes;
	uint8_t byte = bytes->data[typist->byte++];

	typist->sent++;
	typist->due_ns = later(now_ns, typist->pace_ns);
	if (typist->byte == bytes->len) {
		typist->byte = 0;
		typist->step++;
		arrive(typist, now_ns);
	}
	return byte;
}

/* The wait is over, but for what is left of its delay. */
static void go_on(struct typist *typist, uint64_t now_ns)
{
	typist->found_steps = ++typist->step;
	arrive(typist, now_ns > typist->due_ns ? now_ns : typist->due_ns);
}

void typist_hear(struct typist *typist, uint64_t now_ns)
{
	const struct input_step *step = typist_awaits(typist);

	if (step && step->kind == INPUT_PROMPT && prompt_is_there(typist, &step->bytes))
		go_on(typist, now_ns);
}

void typist_look(struct typist *typist, uint64_t now_ns)
{
	const struct input_step *step = typist_awaits(typist);

	if (step && now_ns >= typist_look_ns(typist) && typist->config.shows &&
	    typist->config.shows(typist->config.owner, &step->bytes))
		go_on(typist, now_ns);
}

void typist_take_back(struct typist *typist, size_t bytes, uint64_t now_ns)
{
	if (!bytes)
		return;
	typist->sent -= bytes;
	while (bytes--) {
		while (!typist->byte)
			if (typist->config.input->steps[--typist->step].kind == INPUT_SEND)
				typist->byte = typist->config.input->steps[typist->step].bytes.len;
		typist->byte--;
	}
	typist->due_ns = now_ns;
}

const struct input_step *typist_awaits(const struct typist *typist)
{
	const struct input_step *step = step_now(typist);

	return step && step->kind != INPUT_SEND ? step : NULL;
}

uint64_t typist_look_ns(const struct typist *typist)
{
	const struct input_step *step = typist_awaits(typist);

	return step && step->kind == INPUT_SCREEN ? typist->due_ns : VTIME_NEVER;
}
