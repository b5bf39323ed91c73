#include "trace/last_moments.h"

#include <inttypes.h>
#include <string.h>

#define FRAMES_SHOWN 8

static void moment_set(struct moment *moment, const struct step *step, const struct x86_state *after)
{
	step_fini(&moment->step);
	step_copy(&moment->step, step);
	moment->has_after = after;
	if (after)
		moment->after = *after;
}

/* The same instruction again and again (LOOP, REP) is one moment. */
static void put_last(struct last_moments *moments, const struct step *step, const struct x86_state *after)
{
	struct moment *last = &moments->last[(moments->count + LAST_STEPS - 1) % LAST_STEPS];
	bool again = moments->count && !last->step.event_count && !step->event_count &&
		     last->step.state.rip == step->state.rip &&
		     last->step.state.seg[X86_CS].base == step->state.seg[X86_CS].base;
	uint64_t times = again ? last->times + 1 : 1;

	if (!again)
		last = &moments->last[moments->count++ % LAST_STEPS];
	moment_set(last, step, after);
	last->times = times;
}

static bool raises(const struct step *step)
{
	for (size_t i = 0; i < step->event_count; i++) {
		if (step->events[i].event == EVENT_EXCEPTION || step->events[i].event == EVENT_END)
			return true;
	}
	return false;
}

static void take(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct last_moments *moments = ctx;

	put_last(moments, step, after);
	if (step->access_count)
		moment_set(&moments->accesses[moments->access_count++ % LAST_ACCESSES], step, after);
	if (raises(step) && moments->fault_count++ == 0) {
		moment_set(&moments->fault, step, after);
		moments->fault_frames = moments->frames;
	}
	frames_step(&moments->frames, step, after);
}

void last_moments_init(struct last_moments *moments)
{
	memset(moments, 0, sizeof *moments);
	moments->steps.fn = take;
	moments->steps.ctx = moments;
}

/* ---- the text */

/* Append `text`, each line of it indented. */
static void put_indented(const char *text, unsigned indent, struct buf *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buf_fill(out, ' ', indent);
		buf_add(out, text, len);
		buf_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

static void put_moment(const struct moment *moment, const struct line *line, unsigned indent, struct buf *out)
{
	struct buf text = {0};

	if (moment->times > 1)
		buf_printf(&text, "%" PRIu64 " times, the last:\n", moment->times);
	line_print(line, &moment->step, moment->has_after ? &moment->after : NULL, &text);
	put_indented(buf_str(&text), indent, out);
	buf_fini(&text);
}

static void put_frame(const struct frame *frame, const struct line *line, unsigned indent, struct buf *out)
{
	struct step step = {.state = frame->state, .len = frame->len};
	struct buf place = {0};

	memcpy(step.bytes, frame->bytes, frame->len);
	line_print_place(line, &step, &place);
	buf_fill(out, ' ', indent);
	if (frame->is_interrupt)
		buf_printf(out, "vector 0x%02x at %s\n", frame->vector, buf_str(&place));
	else
		buf_printf(out, "called at %s\n", buf_str(&place));
	buf_fini(&place);
}

/* The innermost first. */
static void put_frames(const struct frames *frames, const struct line *line, unsigned indent, struct buf *out)
{
	unsigned known = frames->depth < FRAMES_MAX ? frames->depth : FRAMES_MAX;
	unsigned shown = known < FRAMES_SHOWN ? known : FRAMES_SHOWN;

	if (frames->depth > FRAMES_MAX)
		buf_printf(out, "%*s%u calls deep, of which the outer ones are known:\n", (int)indent, "",
			   frames->depth);
	for (unsigned i = 0; i < shown; i++)
		put_frame(&frames->at[known - 1 - i], line, indent, out);
	if (known > shown)
		buf_printf(out, "%*sand %u more\n", (int)indent, "", known - shown);
}

/* Those of a ring, the oldest first, that are not among the last steps from `before` on. */
static void put_ring(const struct moment *ring, uint64_t count, unsigned size, uint64_t before,
		     const struct line *line, unsigned indent, struct buf *out)
{
	uint64_t first = count > size ? count - size : 0;

	for (uint64_t i = first; i < count; i++) {
		const struct moment *moment = &ring[i % size];

		if (moment->step.number < before)
			put_moment(moment, line, indent, out);
	}
}

static void put_fault(const struct last_moments *moments, const struct line *line, unsigned indent,
		      struct buf *out)
{
	buf_printf(out, "%*sfirst fault, at instruction %" PRIu64 "%s:\n", (int)indent, "",
		   moments->fault.step.number + 1, moments->fault_count > 1 ? ", of several" : "");
	put_moment(&moments->fault, line, indent + 2, out);
	put_frames(&moments->fault_frames, line, indent + 2, out);
}

void last_moments_print(struct last_moments *moments, const struct line *line, const struct x86_state *end,
			unsigned indent, struct buf *out)
{
	uint64_t first;

	steps_end(&moments->steps, end);
	first = moments->last[moments->count > LAST_STEPS ? moments->count % LAST_STEPS : 0].step.number;
	if (moments->fault_count)
		put_fault(moments, line, indent, out);
	if (moments->access_count && moments->accesses[(moments->access_count - 1) % LAST_ACCESSES].step.number < first) {
		buf_printf(out, "%*slast accesses:\n", (int)indent, "");
		put_ring(moments->accesses, moments->access_count, LAST_ACCESSES, first, line, indent + 2, out);
	}
	if (moments->count) {
		buf_printf(out, "%*slast instructions:\n", (int)indent, "");
		put_ring(moments->last, moments->count, LAST_STEPS, UINT64_MAX, line, indent + 2, out);
	}
	if (moments->frames.depth)
		put_frames(&moments->frames, line, indent + 2, out);
}

void last_moments_fini(struct last_moments *moments)
{
	steps_end(&moments->steps, NULL);
	for (size_t i = 0; i < LAST_STEPS; i++)
		step_fini(&moments->last[i].step);
	for (size_t i = 0; i < LAST_ACCESSES; i++)
		step_fini(&moments->accesses[i].step);
	step_fini(&moments->fault.step);
}
