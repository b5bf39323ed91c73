/*
 * The start states: what a logical processor and the memory around it look like before the first instruction
 * of a ROM. Pure data; vm puts it into KVM. doc/machine.md has the same facts for ROM authors.
 */
#ifndef X86_START_H
#define X86_START_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x86/state.h"

enum start_state { START_REAL, START_BOOT, START_RESET, START_PROTECTED, START_LONG, START_STATES };

/* The tables that romkit puts into memory for START_PROTECTED and START_LONG: a GDT, then page tables. */
#define START_TABLES_GPA  0x1000u
#define START_TABLES_SIZE 0x5000u

/* Where an image of that size is loaded. START_RESET: so that its last byte is the last below 4 GiB. */
uint64_t start_load_gpa(enum start_state start, size_t image_len);

/* The registers at the first instruction. */
void start_registers(enum start_state start, struct x86_state *out);

/*
 * Fill the START_TABLES_SIZE bytes that lie at START_TABLES_GPA. Returns false, and leaves them alone, where
 * the start state needs none.
 */
bool start_tables(enum start_state start, uint8_t *tables);

#endif
