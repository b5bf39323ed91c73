/* What a step tells: records for the parent. */
#include "run/step_private.h"

#include <string.h>

void step_tell(struct stepper *s, size_t limit)
{
	if (s->chunk.len < limit || !s->chunk.len)
		return;
	if (s->runner->tell)
		s->runner->tell(s->runner->tell_ctx, &s->chunk);
	buf_clear(&s->chunk);
}

void step_tell_insn(struct stepper *s)
{
	trace_put_step(&s->writer, &s->state, s->bytes, s->len);
	s->steps++;
}

void step_tell_event(struct stepper *s)
{
	uint64_t rip = s->state.rip + (s->event == EVENT_SOFTWARE ? s->insn->length : 0);

	if (s->shadowed)
		rip = s->shadowed_rip;
	if (s->event == EVENT_HARDWARE)
		trace_put_state(&s->writer, &s->state);
	trace_put_event(&s->writer, &(struct trace_record){.event = s->event,
							   .vector = s->vector,
							   .is_lost = s->is_lost,
							   .cs = s->state.seg[X86_CS].selector,
							   .rip = rip,
							   .text = buf_str(&s->text)});
}

void step_tell_access(struct stepper *s, const struct vm_exit *exit)
{
	struct access access = {.addr = exit->addr,
				.size_bytes = exit->size_bytes,
				.is_mmio = exit->kind == VM_EXIT_MMIO,
				.is_write = exit->is_write};

	for (uint32_t i = 0; i < exit->count; i++) {
		access.value = 0;
		memcpy(&access.value, exit->data + (size_t)i * exit->size_bytes,
		       exit->size_bytes < sizeof access.value ? exit->size_bytes : sizeof access.value);
		trace_put_access(&s->writer, &access);
	}
}

void step_tell_note(struct stepper *s, bool is_lost, const char *text)
{
	trace_put_event(&s->writer, &(struct trace_record){.event = EVENT_END,
							   .is_lost = is_lost,
							   .cs = s->state.seg[X86_CS].selector,
							   .rip = s->state.rip,
							   .text = text});
}
