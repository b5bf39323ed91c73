/*
 * Register names: from the text of a case file to a byte range of struct x86_state, values with "any digit"
 * masks, and what single bits are called.
 */
#ifndef X86_REG_H
#define X86_REG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x86/state.h"

/* A named bit field of a register: FLAGS, CR0, CR4, EFER, DR6, MXCSR, FSW. */
struct x86_field {
	const char *name; /* lower case, as the SDM names it: "cf", "iopl", "pe" */
	uint8_t shift;
	uint8_t width;
	const char *meaning; /* "carry", "protection enable" */
};

enum x86_reg_group {
	X86_GROUP_NONE,      /* reachable by name only */
	X86_GROUP_GENERAL16, /* unused in dumps */
	X86_GROUP_GENERAL32, /* in a full snapshot outside 64-bit mode */
	X86_GROUP_GENERAL64, /* in a full snapshot in 64-bit mode */
	X86_GROUP_SYSTEM,    /* in every full snapshot: selectors, bases, control registers */
};

struct x86_reg {
	const char *name;               /* lower case */
	uint16_t offset;                /* of the first byte in struct x86_state */
	uint8_t size_bytes;             /* 1, 2, 4, 8, 10, 16 or 32 */
	uint8_t group;                  /* enum x86_reg_group */
	const struct x86_field *fields; /* ends with a NULL name; NULL where bits have no names */
};

/* What a name denotes: a row of the table, or an MSR by its index. */
struct x86_ref {
	const struct x86_reg *reg; /* NULL for an MSR */
	uint32_t msr;
};

/* A value of up to 32 bytes, little-endian, with the bits that count. */
struct x86_value {
	uint8_t size_bytes;
	uint8_t bytes[32];
	uint8_t mask[32]; /* a 1 bit counts; all ones for an actual value */
};

/* Any case; "msr 0x174" too. -1 where there is no such register: `err` names it and the nearest one that
 * exists. */
int x86_ref_parse(const char *name, struct x86_ref *out, struct err *err);
size_t x86_ref_size(const struct x86_ref *ref);
/* "eax", "msr 0x174"; the caller frees it. */
char *x86_ref_name(const struct x86_ref *ref);
bool x86_ref_equal(const struct x86_ref *a, const struct x86_ref *b);

/*
 * Text to value for this register: 0x (with ? digits), 0b, decimal, negative decimal, `_` between digits; bit
 * fields as "cf=0 zf=1" (only the named ones count) where the register has names; a decimal with a point for
 * st0 to st7. A value that does not fit is an error.
 */
int x86_value_parse(const struct x86_ref *ref, const char *text, struct x86_value *out, struct err *err);

/* 0x and all digits of the width, ? for a digit of which no bit counts. */
void x86_value_print(const struct x86_value *value, struct buf *out);

/* "cf=0 zf=1 ..." of the fields that count; nothing where the register has none. */
void x86_value_fields(const struct x86_ref *ref, const struct x86_value *value, struct buf *out);
bool x86_value_matches(const struct x86_value *expected, const struct x86_value *actual);

/* From and into a state; not for MSRs. Set keeps the bits that do not count. 32-bit names do not clear the
 * upper half. */
void x86_state_get(const struct x86_state *state, const struct x86_reg *reg, struct x86_value *out);
void x86_state_set(struct x86_state *state, const struct x86_reg *reg, const struct x86_value *value);

/* The table, `*count` rows, in the order of a snapshot. */
const struct x86_reg *x86_regs(size_t *count);

/* Whether this register belongs to a full general snapshot of that state. */
bool x86_reg_in_snapshot(const struct x86_state *state, const struct x86_reg *reg);

/* The stable text of a full general snapshot: lines of "name value", at most 100 columns; see doc/machine.md.
 */
void x86_state_print(const struct x86_state *state, struct buf *out);

#endif
