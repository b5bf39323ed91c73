#include "autopsy/deliver.h"

#include <inttypes.h>
#include <stdio.h>

#include "x86/mode.h"

/* SDM vol. 3, 6.15, #DF, table 6-4. */
enum class { BENIGN, CONTRIBUTORY, PAGE_FAULT };

static enum class class_of(uint8_t vector) {
	switch (vector){
		case X86_DE : case X86_TS : case X86_NP : case X86_SS_FAULT : case X86_GP : case
		X86_CP : return CONTRIBUTORY;
		case X86_PF : case X86_VE : return PAGE_FAULT;
		default : return BENIGN;
	}
}

/* Table 6-5: whether the second, raised while the first is delivered, makes a double fault of both. */
static bool is_double(uint8_t first, uint8_t second)
{
	if (class_of(first) == CONTRIBUTORY)
		return class_of(second) == CONTRIBUTORY;
	return class_of(first) == PAGE_FAULT && class_of(second) != BENIGN;
}

static void handler_print(const struct x86_guest *guest, const struct delivery *delivery, const char *name,
			  struct buf *out)
{
	if (x86_mode(guest->state) == X86_MODE_REAL)
		buf_printf(out, "%s goes to its handler at %04x:%04" PRIx64, name, delivery->cs,
			   delivery->offset);
	else
		buf_printf(out, "%s goes to its handler at 0x%x:0x%" PRIx64, name, delivery->cs,
			   delivery->offset);
	if (delivery->is_empty)
		buf_printf(out, ", as the entry at 0x%" PRIx64 " was never filled", delivery->entry);
	if (delivery->switches_stack)
		buf_printf(out, ", on the stack 0x%x:0x%" PRIx64, delivery->ss, delivery->stack);
	buf_addc(out, '\n');
}

static void exception_line(const struct x86_guest *guest, const struct exception *ex, const char *before,
			   struct buf *out)
{
	buf_adds(out, before);
	exception_print(ex, guest->state, out);
	buf_printf(out, ": %s\n", ex->why);
}

/* One delivery and its line. True: `*now` is the next to deliver; else `*end` says how it ended. */
static bool step(const struct x86_guest *guest, struct exception *now, struct delivery *last,
		 enum chain_end *end, struct buf *out)
{
	const char *name = exception_name(now->vector);
	struct event event = {.vector = now->vector,
			      .has_error = exception_has_error(now->vector, guest->state)};
	struct delivery delivery;

	deliver(guest, event, &delivery);
	*last = delivery;
	*end = delivery.end == DELIVERY_UNKNOWN ? CHAIN_UNKNOWN : CHAIN_HANDLED;
	if (delivery.end == DELIVERY_HANDLER)
		handler_print(guest, &delivery, name, out);
	else if (delivery.end == DELIVERY_TASK)
		buf_printf(out, "%s goes to a task gate\n", name);
	if (delivery.end != DELIVERY_RAISES)
		return false;
	exception_line(guest, &delivery.raised, "its delivery raises ", out);
	if (now->vector == X86_DF && class_of(delivery.raised.vector) != BENIGN) {
		buf_adds(out, "which is a triple fault: shutdown\n");
		*end = CHAIN_SHUTDOWN;
		return false;
	}
	if (is_double(now->vector, delivery.raised.vector)) {
		*now = (struct exception){.vector = X86_DF};
		exception_print(now, guest->state, out);
		buf_printf(out, ": a double fault, as %s was raised while %s was delivered\n",
			   exception_name(delivery.raised.vector), name);
	} else {
		*now = delivery.raised;
	}
	return true;
}

enum chain_end deliver_chain(const struct x86_guest *guest, const struct exception *first,
			     struct delivery *last, struct buf *out)
{
	struct exception now = *first;
	enum chain_end end;

	exception_line(guest, first, "", out);
	while (step(guest, &now, last, &end, out))
		;
	return end;
}

void deliver_print(const struct x86_guest *guest, struct event event, const struct delivery *delivery,
		   struct buf *out)
{
	char name[32];

	snprintf(name, sizeof name, "interrupt 0x%02x", event.vector);
	if (delivery->end == DELIVERY_HANDLER)
		handler_print(guest, delivery, name, out);
	else if (delivery->end == DELIVERY_TASK)
		buf_printf(out, "%s goes to a task gate\n", name);
	else if (delivery->end == DELIVERY_RAISES)
		buf_printf(out, "%s does not reach a handler\n", name);
}
