/* The registers of the layouts: what target.c reads and writes, and target_xml.c describes. */
#ifndef GDB_TARGET_PRIVATE_H
#define GDB_TARGET_PRIVATE_H

#include "gdb/target.h"

enum gdb_feature { GDB_CORE, GDB_SSE, GDB_SEGMENTS, GDB_ROMKIT, GDB_FEATURES };

/* Where a register is in struct x86_state. */
enum gdb_source {
	GDB_FIELD, /* `at` is the offset */
	GDB_LINEAR_IP,
	GDB_LINEAR_SP,
	GDB_SELECTOR, /* `at` is an enum x86_segno */
	GDB_FTAG,     /* two bits a register, where the state has one */
};

struct gdb_register {
	const char *name;
	const char *type; /* of the description */
	uint16_t at;
	uint8_t size;   /* in the packets, in bytes */
	uint8_t stored; /* GDB_FIELD: bytes of struct x86_state, no more than `size`; the others are 0 */
	uint8_t source;
	uint8_t feature;
};

/* The rows of a layout, by their numbers. */
const struct gdb_register *gdb_registers(enum gdb_layout layout, size_t *count);

#endif
