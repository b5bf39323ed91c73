#include "trace/last_moments.h"

#include <inttypes.h>
#include <string.h>

#include "trace/addresses.h"

#define FRAMES_SHOWN 8

static bool is_zeros(const struct step *step)
{
	return step->len >= 2 && !step->bytes[0] && !step->bytes[1];
}

/* The same instruction again and again (LOOP, REP), or zeros, are one moment. */
static bool is_again(const struct step *last, const struct step *now)
{
	return (is_zeros(last) && is_zeros(now)) ||
	       (last->state.rip == now->state.rip &&
		last->state.seg[X86_CS].base == now->state.seg[X86_CS].base);
}

static void put_last(struct last_moments *moments, const struct step *step, const struct x86_state *after)
{
	struct moment *last = &moments->last[(moments->count + LAST_STEPS - 1) % LAST_STEPS];
	bool again = moments->count && !last->step.event_count && is_again(&last->step, step);
	uint64_t times = again ? last->times + 1 : 1;

	if (!again)
		last = &moments->last[moments->count++ % LAST_STEPS];
	moment_set(last, step, after);
	last->times = times;
}

static bool differ(const struct x86_dtable *a, const struct x86_dtable *b)
{
	return a->base != b->base || a->limit != b->limit;
}

/* Where the tables come from that a later fault is about. */
static void note_loads(struct last_moments *moments, const struct step *step, const struct x86_state *after)
{
	if (moments->fault_count || !after)
		return;
	if (differ(&step->state.gdtr, &after->gdtr))
		moment_set(&moments->gdtr, step, after);
	if (differ(&step->state.idtr, &after->idtr))
		moment_set(&moments->idtr, step, after);
	if (step->state.cr3 != after->cr3)
		moment_set(&moments->cr3, step, after);
}

static bool raises(const struct step *step)
{
	for (size_t i = 0; i < step->event_count; i++) {
		enum trace_event event = step->events[i].event;

		if (event == EVENT_EXCEPTION || step->events[i].is_lost)
			return true;
	}
	return false;
}

static void take(void *ctx, const struct step *step, const struct x86_state *after)
{
	struct last_moments *moments = ctx;

	put_last(moments, step, after);
	note_loads(moments, step, after);
	lost_push_note(&moments->lost_push, step, after);
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

/* One of the last: what was said of it as the first fault is not said again. */
static void put_last_moment(const struct last_moments *moments, const struct moment *moment,
			    const struct line *line, unsigned indent, struct buf *out)
{
	struct moment brief = *moment;

	if (moments->fault_count && moment->step.number == moments->fault.step.number)
		brief.step.event_count = 0;
	moment_print(&brief, line, indent, out);
}

static void put_frame(const struct frame *frame, const struct line *line, unsigned indent, struct buf *out)
{
	struct step step = {.state = frame->state, .len = frame->len};
	struct buf place = {0};

	memcpy(step.bytes, frame->bytes, frame->len);
	line_print_place(line, &step, &place);
	buf_fill(out, ' ', indent);
	if (frame->is_interrupt)
		buf_printf(out, "in the handler of vector 0x%02x, entered at %s\n", frame->vector,
			   buf_str(&place));
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
static void put_ring(const struct last_moments *moments, const struct moment *ring, uint64_t count,
		     unsigned size, uint64_t before, const struct line *line, unsigned indent,
		     struct buf *out)
{
	uint64_t first = count > size ? count - size : 0;

	for (uint64_t i = first; i < count; i++) {
		const struct moment *moment = &ring[i % size];

		if (moment->step.number < before)
			put_last_moment(moments, moment, line, indent, out);
	}
}

static bool says(const struct step *step, const char *word)
{
	for (size_t i = 0; i < step->event_count; i++) {
		if (strstr(step->events[i].text, word))
			return true;
	}
	return false;
}

static void put_loads(const struct last_moments *moments, const struct line *line, unsigned indent,
		      struct buf *out)
{
	const struct step *fault = &moments->fault.step;

	if (says(fault, "IDT") || says(fault, "interrupt table"))
		moment_print_load(&moments->idtr, "the IDT's register", line, indent, out);
	if (says(fault, "selector") || says(fault, "GDT"))
		moment_print_load(&moments->gdtr, "the GDT's register", line, indent, out);
	if (says(fault, "CR3"))
		moment_print_load(&moments->cr3, "CR3", line, indent, out);
}

static void put_fault(const struct last_moments *moments, const struct line *line, unsigned indent,
		      struct buf *out)
{
	buf_printf(out, "%*sfirst fault, at instruction %" PRIu64 "%s:\n", (int)indent, "",
		   moments->fault.step.number + 1, moments->fault_count > 1 ? ", of several" : "");
	moment_print(&moments->fault, line, indent + 2, out);
	addresses_print(line, &moments->fault.step, indent + 2, out);
	put_loads(moments, line, indent + 2, out);
	put_frames(&moments->fault_frames, line, indent + 2, out);
}

void last_moments_print(struct last_moments *moments, const struct line *line, const struct x86_state *end,
			unsigned indent, struct buf *out)
{
	uint64_t first;

	steps_end(&moments->steps, end);
	first = moments->last[moments->count > LAST_STEPS ? moments->count % LAST_STEPS : 0].step.number;
	lost_push_print(&moments->lost_push, line, indent, out);
	if (moments->fault_count)
		put_fault(moments, line, indent, out);
	if (moments->access_count &&
	    moments->accesses[(moments->access_count - 1) % LAST_ACCESSES].step.number < first) {
		buf_printf(out, "%*slast accesses:\n", (int)indent, "");
		put_ring(moments, moments->accesses, moments->access_count, LAST_ACCESSES, first, line,
			 indent + 2, out);
	}
	if (moments->count) {
		buf_printf(out, "%*slast instructions:\n", (int)indent, "");
		put_ring(moments, moments->last, moments->count, LAST_STEPS, UINT64_MAX, line, indent + 2,
			 out);
	}
	if (moments->frames.depth)
		put_frames(&moments->frames, line, indent + 2, out);
}

void last_moments_fini(struct last_moments *moments)
{
	steps_end(&moments->steps, NULL);
	for (size_t i = 0; i < LAST_STEPS; i++)
		moment_fini(&moments->last[i]);
	for (size_t i = 0; i < LAST_ACCESSES; i++)
		moment_fini(&moments->accesses[i]);
	moment_fini(&moments->fault);
	moment_fini(&moments->gdtr);
	moment_fini(&moments->idtr);
	moment_fini(&moments->cr3);
	lost_push_fini(&moments->lost_push);
}
