/*
 * An instruction before it executes, and the families of checks that it must pass. Each answers for the
 * instructions that it knows, and finds all others fine. Only for runner/autopsy.
 */
#ifndef AUTOPSY_ATTEMPT_H
#define AUTOPSY_ATTEMPT_H

#include "x86/exception.h"
#include "x86/guest.h"
#include "x86/insn.h"
#include "x86/mode.h"

struct attempt {
	const struct x86_guest *guest;
	const struct x86_state *state; /* guest->state */
	const struct insn *insn;
	enum x86_mode mode;
	unsigned cpl;
	struct exception *ex; /* set with CHECK_RAISED */
};

typedef enum check attempt_check_fn(const struct attempt *a);

attempt_check_fn attempt_features;   /* #UD and #NM: what CR0, CR4 and EFER switch off */
attempt_check_fn attempt_privilege;  /* CPL, IOPL, the I/O bitmap */
attempt_check_fn attempt_memory;     /* all operands in memory, the stack too */
attempt_check_fn attempt_arithmetic; /* #DE, #BR */
attempt_check_fn attempt_selector;   /* MOV and POP to segment registers, LDS, LLDT, LTR */
attempt_check_fn attempt_system;     /* values for CR, DR, MSR, GDTR, IDTR */
attempt_check_fn attempt_transfer;   /* JMP, CALL, INT */
attempt_check_fn attempt_return;     /* RETF, IRET */

/* Whether the mnemonic is one of a list that ends with NULL. */
bool attempt_is_one_of(const struct attempt *a, const char *const *names);
bool attempt_is(const struct attempt *a, const char *name);

/* Real or virtual-8086 mode: selectors are paragraphs, and no descriptor is looked at. */
bool attempt_is_real(const struct attempt *a);

/* What an operand that is read holds, zero-extended, up to 8 bytes: a register, a number or memory. */
enum check attempt_value(const struct attempt *a, const struct insn_operand *operand, uint64_t *value);

/* A far pointer in memory: the offset first (SDM vol. 1, 4.3.1). */
enum check attempt_far_pointer(const struct attempt *a, const struct insn_operand *operand,
			       uint16_t *selector, uint64_t *offset);

/* The n-th word from the top of the stack, as wide as the operand size. */
enum check attempt_pop(const struct attempt *a, unsigned n, uint64_t *value);

#endif
