/* Segment and gate descriptors, and the tables that hold them (SDM vol. 3, 3.4, 3.5, 6.11). */
#ifndef X86_DESCRIPTOR_H
#define X86_DESCRIPTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "x86/exception.h"
#include "x86/guest.h"

/* A descriptor as its bytes say, and where it lies. */
struct descriptor {
	uint64_t linear;    /* of its first byte */
	uint64_t low, high; /* 8 bytes each; high is 0 but for the long descriptors of 64-bit mode */
};

/* Types of system descriptors (SDM vol. 3, table 3-2). */
enum {
	DESCRIPTOR_TSS16 = 1,
	DESCRIPTOR_LDT = 2,
	DESCRIPTOR_TSS16_BUSY = 3,
	DESCRIPTOR_CALL16 = 4,
	DESCRIPTOR_TASK_GATE = 5,
	DESCRIPTOR_INTERRUPT16 = 6,
	DESCRIPTOR_TRAP16 = 7,
	DESCRIPTOR_TSS = 9,
	DESCRIPTOR_TSS_BUSY = 11,
	DESCRIPTOR_CALL = 12,
	DESCRIPTOR_INTERRUPT = 14,
	DESCRIPTOR_TRAP = 15,
};

/* The fields; attr has the layout of struct x86_seg. */
struct x86_seg descriptor_segment(const struct descriptor *descriptor, uint16_t selector);
unsigned descriptor_type(const struct descriptor *descriptor);
unsigned descriptor_dpl(const struct descriptor *descriptor);
bool descriptor_is_present(const struct descriptor *descriptor);
/* S = 0: a gate, a TSS, an LDT. */
bool descriptor_is_system(const struct descriptor *descriptor);
bool descriptor_is_code(const struct descriptor *descriptor);
bool descriptor_is_conforming(const struct descriptor *descriptor); /* code only */
bool descriptor_is_writable(const struct descriptor *descriptor);   /* data only */
bool descriptor_is_readable(const struct descriptor *descriptor);   /* data, or code that may be read */
/* Of a gate: where it leads; `is_long` adds bits 63:32. */
uint16_t descriptor_gate_selector(const struct descriptor *descriptor);
uint64_t descriptor_gate_offset(const struct descriptor *descriptor, bool is_long);

/* "a read-only data segment", "a busy 32-bit TSS", "type 0, which is nothing". */
const char *descriptor_kind(const struct descriptor *descriptor);

/*
 * Read the descriptor that a selector names from the GDT or LDT. Where the table ends before it: `vector`
 * (#GP or #TS) with the selector as its error code. `ext` is 1 where an event is being delivered, else 0. The
 * selector must not be null. Not for the 16 bytes of a system descriptor in long mode: descriptor_read_high()
 * adds the rest.
 */
enum check descriptor_read(const struct x86_guest *guest, uint16_t selector, uint8_t vector, unsigned ext,
			   struct descriptor *out, struct exception *ex);
enum check descriptor_read_high(const struct x86_guest *guest, uint16_t selector, uint8_t vector,
				unsigned ext, struct descriptor *inout, struct exception *ex);

/* Read system data at a linear address: a table, a TSS. */
enum check system_read(const struct x86_guest *guest, uint64_t linear, void *out, unsigned len,
		       struct exception *ex);

/* A selector that chooses nothing: index 0 of the GDT, whatever its RPL. */
bool selector_is_null(uint16_t selector);

#endif
