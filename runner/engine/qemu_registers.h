/* The registers of qemu-system-x86_64, from the texts in which QEMU tells them. Pure. */
#ifndef ENGINE_QEMU_REGISTERS_H
#define ENGINE_QEMU_REGISTERS_H

#include "base/err.h"
#include "x86/state.h"

/* Outside of 64-bit code QEMU tells the lower halves of RAX to RDI and nothing of R8 to R15: they become 0.
 * What a text does not have is left alone. */

/* What the monitor's `info registers` prints (QEMU, target/i386/cpu-dump.c). All that `struct x86_state` has
 * but CR8, XCR0, FOP, FIP and FDP. */
int qemu_registers_parse(const char *text, struct x86_state *out, struct err *err);

/* The answer to `g`, in the order of gdb/gdb-xml/i386-64bit.xml: general registers, RIP and RFLAGS. */
int qemu_registers_packet(const char *digits, struct x86_state *out, struct err *err);

/* The number by which `p` and `P` know a general register; that of RIP. */
unsigned qemu_register_number(enum x86_gpr gpr);
#define QEMU_REGISTER_RIP 16

#endif
