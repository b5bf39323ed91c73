#include "run/handler.h"

#include "x86/bits.h"
#include "x86/mode.h"
#include "x86/walk.h"

#define HLT 0xf4

static void mark_set(struct handler_mark *mark, const struct vm *vm, uint64_t gpa)
{
	mark->at = vm_memory_at(vm, gpa, 1);
	if (!mark->at)
		return;
	mark->byte = *mark->at;
	*mark->at = HLT;
}

static void mark_clear(struct handler_mark *mark)
{
	if (mark->at)
		*mark->at = mark->byte;
	mark->at = NULL;
}

void handler_hold(struct handler *handler, const struct x86_guest *guest, const struct delivery *delivery,
		  struct vm *vm)
{
	struct exception ex;
	uint64_t gpa;

	*handler = (struct handler){.rip = delivery->offset,
				    .entered_at = delivery->offset,
				    .cs = delivery->cs,
				    .flags_at = (2u + delivery->has_error) * delivery->word_bytes};
	if (delivery->cpl || walk(guest, delivery->linear, x86_access_system(false), &gpa, &ex))
		return;
	mark_set(&handler->marks[0], vm, gpa);
	/* A vector that nobody filled leads to 0000:0000: for vector 0 that is its own entry, which then says
	 * so. */
	if (delivery->linear == delivery->entry) {
		handler->entered_at = (delivery->offset & 0xff00) | HLT;
		mark_set(&handler->marks[1], vm, gpa - delivery->offset + handler->entered_at);
	}
}

void handler_hold_at(struct handler *handler, const struct x86_guest *guest, uint16_t cs, uint64_t rip,
		     struct vm *vm)
{
	struct exception ex;
	uint64_t gpa;

	*handler = (struct handler){.rip = rip, .entered_at = rip, .cs = cs};
	if (walk(guest, rip, x86_access_system(false), &gpa, &ex) == CHECK_FINE)
		mark_set(&handler->marks[0], vm, gpa);
}

void handler_clear_tf(const struct x86_guest *guest, uint64_t offset, struct vm *vm)
{
	const struct x86_state *st = guest->state;
	/* In the second byte of the flags. */
	uint64_t linear = x86_stack_at(st, offset) + 1, gpa;
	struct exception ex;
	uint8_t *byte;

	if (x86_mode(st) != X86_MODE_LONG)
		linear = (linear + st->seg[X86_SS].base) & UINT32_MAX;
	if (walk(guest, linear, x86_access_system(true), &gpa, &ex))
		return;
	byte = vm_memory_at(vm, gpa, 1);
	if (byte)
		*byte &= (uint8_t) ~(X86_FLAG_TF >> 8);
}

int handler_release(struct handler *handler, const struct x86_guest *guest, struct vm *vm,
		    const struct vm_exit *exit, bool trap_flag, bool *entered, struct err *err)
{
	struct x86_state now = {0};
	struct x86_guest after = *guest;

	*entered = false;
	if (!handler->marks[0].at)
		return 0;
	for (size_t i = 0; i < sizeof handler->marks / sizeof handler->marks[0]; i++)
		mark_clear(&handler->marks[i]);
	if (exit->kind != VM_EXIT_HLT)
		return 0;
	if (vm_get_step_state(vm, &now, err) < 0)
		return -1;
	if (now.rip != handler->entered_at + 1 || now.seg[X86_CS].selector != handler->cs)
		return 0;
	*entered = true;
	now.rip = handler->rip;
	after.state = &now;
	if (!trap_flag && handler->flags_at)
		handler_clear_tf(&after, handler->flags_at, vm);
	return vm_set_gprs(vm, &now, err);
}
