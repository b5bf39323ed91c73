#include "trace/frames.h"

#include <string.h>

#include "x86/insn.h"

static void push(struct frames *frames, const struct frame *frame)
{
	if (frames->depth < FRAMES_MAX)
		frames->at[frames->depth] = *frame;
	frames->depth++;
}

static struct frame frame_of(const struct step *step, uint16_t return_cs, uint64_t return_rip)
{
	struct frame frame = {
		.state = step->state, .len = step->len, .return_rip = return_rip, .return_cs = return_cs};

	memcpy(frame.bytes, step->bytes, step->len);
	return frame;
}

/* Whether execution is back where it goes on behind the call. */
static bool is_return(const struct frame *frame, uint16_t cs, uint64_t rip)
{
	return rip == frame->return_rip && cs == frame->return_cs;
}

/* A return may leave several frames at once, as code that drops a return address does; one to nowhere none.
 */
static void pop(struct frames *frames, uint16_t cs, uint64_t rip)
{
	for (unsigned i = frames->depth; i-- > 0;) {
		if (i >= FRAMES_MAX || is_return(&frames->at[i], cs, rip)) {
			frames->depth = i;
			return;
		}
	}
}

/* IRET ends the innermost interrupt, also where its handler changed where that returns to. */
static void pop_interrupt(struct frames *frames)
{
	for (unsigned i = frames->depth; i-- > 0;) {
		if (i >= FRAMES_MAX || frames->at[i].is_interrupt) {
			frames->depth = i;
			return;
		}
	}
}

static void push_event(struct frames *frames, const struct step *step, const struct step_event *event)
{
	struct frame frame = frame_of(step, event->cs, event->rip);

	frame.is_interrupt = true;
	frame.vector = event->vector;
	push(frames, &frame);
}

/* What the instruction itself did, and where it led. */
static void step_insn(struct frames *frames, const struct step *step, uint16_t cs, uint64_t rip)
{
	struct insn insn;
	struct frame frame;

	if (insn_decode(insn_mode(&step->state), step->bytes, step->len, &insn) != INSN_OK)
		return;
	if (insn.kind == INSN_CALL) {
		frame = frame_of(step, step->state.seg[X86_CS].selector, step->state.rip + insn.length);
		push(frames, &frame);
	} else if (insn.kind == INSN_RET) {
		pop(frames, cs, rip);
	} else if (insn.kind == INSN_IRET) {
		pop_interrupt(frames);
	}
}

void frames_step(struct frames *frames, const struct step *step, const struct x86_state *after)
{
	const struct step_event *events = step->events;
	size_t count = step->event_count;

	/* A hardware interrupt comes behind the instruction, all others in its place. */
	if (count && events[0].event == EVENT_HARDWARE)
		step_insn(frames, step, events[0].cs, events[0].rip);
	else if (!count && after)
		step_insn(frames, step, after->seg[X86_CS].selector, after->rip);
	/* A triple fault enters no handler. */
	for (size_t i = 0; after && i < count; i++) {
		if (events[i].event != EVENT_END)
			push_event(frames, step, &events[i]);
	}
}
