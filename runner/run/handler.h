/*
 * The handler that a step is about to enter: execution is held before its first instruction, by a HLT that
 * stands in its place for just that step. A HLT leaves the guest and is no exception; INT3 would be one that
 * the guest may raise itself, and QEMU's SVM loads no hardware breakpoints. Not with KVM's own irqchip, where
 * HLT does not leave it, nor for a handler at CPL 3.
 */
#ifndef RUN_HANDLER_H
#define RUN_HANDLER_H

#include "autopsy/deliver.h"
#include "vm/vm.h"
#include "x86/guest.h"

/* A HLT in the place of another byte. */
struct handler_mark {
	uint8_t *at; /* host address; NULL: none */
	uint8_t byte;
};

/* A zeroed struct holds nothing. */
struct handler {
	struct handler_mark marks[2]; /* without the first it is not held */
	uint64_t rip;                 /* its first instruction */
	uint64_t entered_at;          /* where that is found with the marks set */
	uint16_t cs;
	unsigned flags_at; /* where the flags lie that are pushed, in bytes above SS:SP; 0: none are */
};

/* Hold it, if it can be. `delivery` ends in DELIVERY_HANDLER; `guest` is before the step. */
void handler_hold(struct handler *handler, const struct x86_guest *guest, const struct delivery *delivery,
		  struct vm *vm);

/* What SYSCALL enters, in 64-bit mode at CPL 0: nothing is pushed. */
void handler_hold_at(struct handler *handler, const struct x86_guest *guest, uint16_t cs, uint64_t rip,
		     struct vm *vm);

/*
 * After the step: the byte is back. Whether the handler was entered; then the guest stands before its first
 * instruction, and the pushed flags have `trap_flag` as the guest had it.
 */
int handler_release(struct handler *handler, const struct x86_guest *guest, struct vm *vm,
		    const struct vm_exit *exit, bool trap_flag, bool *entered, struct err *err);

/* Clear TF in flags that lie on the stack, `offset` bytes above SS:SP of the state. */
void handler_clear_tf(const struct x86_guest *guest, uint64_t offset, struct vm *vm);

#endif
