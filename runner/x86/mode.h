/* What mode a logical processor is in (SDM vol. 3, 2.2). */
#ifndef X86_MODE_H
#define X86_MODE_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/state.h"

enum x86_mode {
	X86_MODE_REAL,      /* CR0.PE is clear, also with segments that protected mode left ("unreal") */
	X86_MODE_V86,       /* a virtual-8086 task */
	X86_MODE_PROTECTED, /* with segments: protected mode, and compatibility mode */
	X86_MODE_LONG,      /* 64-bit code */
};

enum x86_mode x86_mode(const struct x86_state *state);
/* "real mode", "64-bit mode". */
const char *x86_mode_name(enum x86_mode mode);

/* 16, 32 or 64: the default of operands and addresses (SDM vol. 3, 5.2.1; a D bit counts in real mode, too).
 */
unsigned x86_code_bits(const struct x86_state *state);
/* 16, 32 or 64: how much of RSP a push uses (SDM vol. 1, 6.2.3). */
unsigned x86_stack_bits(const struct x86_state *state);
/* The offset in SS of what lies so many bytes above the top of the stack: it wraps as that does. */
uint64_t x86_stack_at(const struct x86_state *state, uint64_t above);
/* The linear address of code at that offset of CS. */
uint64_t x86_code_at(const struct x86_state *state, uint64_t rip);

/*
 * The privilege level, 0 to 3. That of SS, as VMX and SVM keep it: the selector in CS says nothing until it
 * is loaded in protected mode (SDM vol. 3, 24.4.1).
 */
unsigned x86_cpl(const struct x86_state *state);

/* Whether long mode is active: 64-bit or compatibility mode. */
bool x86_is_long(const struct x86_state *state);

#endif
