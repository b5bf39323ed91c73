/* What a step is about to do: predicted from the state before it. */
#include "run/step_private.h"

#include <string.h>

#include "autopsy/fault.h"
#include "autopsy/plain.h"
#include "x86/access.h"
#include "x86/bits.h"
#include "x86/mode.h"

static void hold(struct stepper *s, const struct delivery *delivery)
{
	s->is_lost = delivery->end != DELIVERY_HANDLER || delivery->is_empty;
	if (delivery->end == DELIVERY_HANDLER && !s->board.pc.kernel_chips)
		handler_hold(&s->handler, &s->guest, delivery, s->board.vm);
}

static void expect_exception(struct stepper *s, const struct exception *ex)
{
	struct delivery last;

	s->delivers = true;
	s->event = EVENT_EXCEPTION;
	s->vector = ex->vector;
	deliver_chain(&s->guest, ex, &last, &s->text);
	hold(s, &last);
}

static void expect_interrupt(struct stepper *s, enum trace_event kind, uint8_t vector)
{
	struct event event = {.vector = vector, .software = kind == EVENT_SOFTWARE};
	struct delivery delivery;

	s->delivers = true;
	s->event = kind;
	s->vector = vector;
	deliver(&s->guest, event, &delivery);
	deliver_print(&s->guest, event, &delivery, &s->text);
	if (delivery.end == DELIVERY_RAISES)
		deliver_chain(&s->guest, &delivery.raised, &delivery, &s->text);
	hold(s, &delivery);
}

/* The vector of an instruction that calls a handler; -1: it is none. */
static int software_vector(const struct insn *insn, const struct x86_state *state)
{
	switch (insn->kind) {
	case INSN_INT: return insn->bytes[insn->length - 1];
	case INSN_INT3: return X86_BP;
	case INSN_INT1: return X86_DB;
	case INSN_INTO: return state->rflags & X86_FLAG_OF ? X86_OF : -1;
	default: return -1;
	}
}

/* Most instructions raise nothing, and that is seen at once. */
static bool foresee_plain(struct stepper *s)
{
	const struct insn_cache_entry *entry = insn_cache_get(&s->cache, &s->guest, s->board.vm);

	if (!entry || !entry->can_be_plain || !plain_now(&s->guest, &entry->insn))
		return false;
	s->insn = &entry->insn;
	s->bytes = entry->insn.bytes;
	s->len = entry->insn.length;
	vm_step_on(s->board.vm);
	return true;
}

/* Whether POPF or IRET is about to set the guest's own trap flag. */
static bool sets_tf(const struct stepper *s)
{
	const struct insn *insn = &s->fetch.insn;
	unsigned above = insn->kind == INSN_IRET ? 2 * insn->operand_bits / 8u : 0;
	struct exception ex;
	uint16_t flags;

	if (insn->kind != INSN_POPF && insn->kind != INSN_IRET)
		return false;
	return access_read(&s->guest, X86_SS, x86_stack_at(&s->state, above), &flags, sizeof flags, &ex) ==
		       CHECK_FINE &&
	       flags & X86_FLAG_TF;
}

bool step_is_sti(const struct insn *insn)
{
	return strcmp(insn->name, "sti") == 0;
}

/* What follows STI may be executed in the same step, in the box it is. */
static void foresee_shadowed(struct stepper *s)
{
	struct x86_state between = s->state;
	struct fetch next;
	struct exception ex;
	enum check check;
	int vector;

	between.rip += s->fetch.insn.length;
	between.rflags |= X86_FLAG_IF;
	s->guest.state = &between;
	check = fault_predict(&s->guest, &next, &ex);
	vector = check == CHECK_FINE ? software_vector(&next.insn, &between) : -1;
	s->shadowed_rip = between.rip + (vector < 0 ? 0 : next.insn.length);
	if (check == CHECK_RAISED)
		expect_exception(s, &ex);
	else if (vector >= 0)
		expect_interrupt(s, EVENT_SOFTWARE, (uint8_t)vector);
	s->shadowed = s->delivers;
	s->guest.state = &s->state;
}

static int foresee_insn(struct stepper *s, struct err *err)
{
	struct exception ex;
	enum check check;
	int vector;

	check = fault_predict(&s->guest, &s->fetch, &ex);
	s->insn = &s->fetch.insn;
	s->bytes = s->fetch.bytes;
	s->len = s->fetch.len;
	s->traps_itself = check == CHECK_FINE && sets_tf(s);
	if (check == CHECK_RAISED)
		expect_exception(s, &ex);
	else if (check == CHECK_FINE && (vector = software_vector(&s->fetch.insn, &s->state)) >= 0)
		expect_interrupt(s, EVENT_SOFTWARE, (uint8_t)vector);
	else if (check == CHECK_FINE && step_is_sti(&s->fetch.insn))
		foresee_shadowed(s);
	else if (check != CHECK_RAISED && s->insn->length)
		return step_foresee_fast_call(s, err);
	return 0;
}

int step_foresee(struct stepper *s, struct err *err)
{
	s->delivers = s->plain = s->shadowed = s->traps_itself = false;
	s->fast_call = FAST_CALL_NONE;
	buf_clear(&s->text);
	if (s->board.injected < 0)
		s->plain = foresee_plain(s);
	if (s->plain)
		return 0;
	/* Behind what comes now nobody may be able to tell. */
	if (s->whole && vm_get_state(s->board.vm, &s->state, err) < 0)
		return -1;
	if (s->board.injected >= 0)
		expect_interrupt(s, EVENT_HARDWARE, (uint8_t)s->board.injected);
	else
		return foresee_insn(s, err);
	return 0;
}
