/* An exception that an instruction raises, with its reason in words (SDM vol. 3, ch. 6). */
#ifndef X86_EXCEPTION_H
#define X86_EXCEPTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "x86/state.h"

enum x86_vector {
	X86_DE = 0,
	X86_DB = 1,
	X86_BP = 3,
	X86_OF = 4,
	X86_BR = 5,
	X86_UD = 6,
	X86_NM = 7,
	X86_DF = 8,
	X86_TS = 10,
	X86_NP = 11,
	X86_SS_FAULT = 12, /* #SS; X86_SS is the segment */
	X86_GP = 13,
	X86_PF = 14,
	X86_MF = 16,
	X86_AC = 17,
	X86_XM = 19,
	X86_VE = 20,
	X86_CP = 21,
};

/* The text says what the author of a ROM needs: values, addresses, limits. One line without a full stop. */
struct exception {
	uint8_t vector;
	uint32_t error;   /* the error code, where the vector has one */
	uint64_t address; /* what CR2 becomes; of #PF only */
	char why[512];
};

/*
 * What a check found. Checks run in the order of the processor, and the first that is not fine ends them.
 * Unknown: it depends on what cannot be known (the contents of a device, a feature of the CPU), and is
 * neither.
 */
enum check { CHECK_FINE, CHECK_RAISED, CHECK_UNKNOWN };

/* Fill `ex`; a longer text is cut. Always CHECK_RAISED, so that `return exception_set(...)` reads. */
enum check exception_set(struct exception *ex, uint8_t vector, uint32_t error, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Put "fmt: " before the reason. Always CHECK_RAISED. */
enum check exception_wrap(struct exception *ex, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* "#GP"; "interrupt 0x20" for a vector that is no exception's. The text is a constant, NULL for the latter.
 */
const char *exception_name(uint8_t vector);
/* Whether its frame has an error code: never in real mode (SDM vol. 3, 21.1.4). */
bool exception_has_error(uint8_t vector, const struct x86_state *state);

/* "#GP(0x10)", "#PF(0x2)", "#UD", in real mode "#GP". */
void exception_print(const struct exception *ex, const struct x86_state *state, struct buf *out);

#endif
