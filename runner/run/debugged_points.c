/* Where a debugged run is to stand. */
#include "run/debugged_private.h"

#include <string.h>

#include "x86/mode.h"
#include "x86/walk.h"

#define PAGE 4096u

uint8_t *debugged_memory(const struct debugged *d, uint64_t linear, size_t *left)
{
	struct exception ex;
	uint64_t gpa;

	if (x86_mode(&d->s.state) != X86_MODE_LONG)
		linear &= UINT32_MAX;
	*left = PAGE - linear % PAGE;
	if (walk(&d->s.guest, linear, x86_access_system(false), &gpa, &ex))
		return NULL;
	return vm_memory_at(d->s.board.vm, gpa, 1);
}

const struct debug_point *debugged_break(const struct debugged *d)
{
	uint64_t linear = x86_code_at(&d->s.state, d->s.state.rip);

	for (size_t i = 0; i < d->point_count; i++) {
		const struct debug_point *point = &d->points[i];

		if ((point->kind == DEBUG_BREAK || point->kind == DEBUG_BREAK_STEPPED) &&
		    point->linear == linear)
			return point;
	}
	return NULL;
}

/* What an operand accesses. */
struct span {
	uint64_t linear, len;
	bool read, write;
};

static bool operand_span(const struct debugged *d, const struct insn_operand *operand, struct span *out)
{
	const struct x86_state *state = &d->s.state;
	const struct insn_memory *memory = &operand->memory;

	if (operand->type != INSN_MEMORY || memory->no_access)
		return false;
	*out = (struct span){.linear = insn_address(d->s.insn, operand, state),
			     .len = operand->size_bytes,
			     .read = operand->read,
			     .write = operand->write};
	if (x86_mode(state) != X86_MODE_LONG)
		out->linear = (out->linear + state->seg[memory->segment].base) & UINT32_MAX;
	else if (memory->segment == X86_FS || memory->segment == X86_GS)
		out->linear += state->seg[memory->segment].base;
	return true;
}

static bool touches(const struct debug_point *point, const struct span *span)
{
	bool wanted = point->kind == DEBUG_WATCH_WRITE    ? span->write
		      : point->kind == DEBUG_WATCH_READ   ? span->read
		      : point->kind == DEBUG_WATCH_ACCESS ? true
							  : false;

	return wanted && (point->linear >= span->linear ? point->linear - span->linear < span->len
							: span->linear - point->linear < point->len);
}

const struct debug_point *debugged_watch(const struct debugged *d, uint64_t *linear)
{
	const struct stepper *s = &d->s;
	struct span span;

	if (s->board.injected >= 0 || (s->delivers && s->event == EVENT_EXCEPTION) || !s->insn ||
	    !s->insn->length)
		return NULL;
	for (size_t o = 0; o < s->insn->operands; o++) {
		for (size_t i = 0; operand_span(d, &s->insn->operand[o], &span) && i < d->point_count; i++) {
			if (!touches(&d->points[i], &span))
				continue;
			*linear = d->points[i].linear > span.linear ? d->points[i].linear : span.linear;
			return &d->points[i];
		}
	}
	return NULL;
}
