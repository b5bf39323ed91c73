/*
 * What gdb is told of the processor: descriptions in XML of 16-bit, 32-bit and 64-bit code, and the registers
 * of a struct x86_state by the numbers of a description.
 *
 * gdb has flat addresses only. So outside 64-bit mode its eip or rip is the linear address of the instruction
 * (CS.base + IP), and its esp or rsp that of the stack's top (SS.base + SP). What the processor has is in the
 * registers `ip` and `sp_offset` of the feature org.romkit.x86, with the bases and the system registers.
 */
#ifndef GDB_TARGET_H
#define GDB_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x86/state.h"

enum gdb_layout { GDB_LAYOUT_16, GDB_LAYOUT_32, GDB_LAYOUT_64, GDB_LAYOUTS };

/* The one for the code that the processor runs now. */
enum gdb_layout gdb_layout_of(const struct x86_state *state);
/* Append its target.xml. */
void gdb_layout_xml(enum gdb_layout layout, struct buf *out);

/* 16 bytes at the most. */
#define GDB_REGISTER_MAX 16

size_t gdb_register_count(enum gdb_layout layout);
/* The number of what gdb takes for the program counter. */
size_t gdb_register_ip(enum gdb_layout layout);
/* In bytes, as in the packets g and p. */
size_t gdb_register_size(enum gdb_layout layout, size_t number);
/* The value, little-endian. What is wider than the register in this layout is cut. */
void gdb_register_get(enum gdb_layout layout, size_t number, const struct x86_state *state,
		      uint8_t out[GDB_REGISTER_MAX]);
/*
 * What the register shows already changes nothing. Bits beyond the register stay. -1: there can be no such
 * value, and nothing was changed: an address that CS or SS does not reach with 16 bits, or a selector in
 * protected mode, where only an instruction loads its descriptor. In real and virtual-8086 mode a selector
 * sets the base, too.
 */
int gdb_register_set(enum gdb_layout layout, size_t number, const uint8_t *value, struct x86_state *state,
		     struct err *err);
/* All of them, in a row. Of two that show the same (eip and ip), the one that differs from before counts. */
int gdb_registers_set(enum gdb_layout layout, const uint8_t *values, struct x86_state *state,
		      struct err *err);

#endif
