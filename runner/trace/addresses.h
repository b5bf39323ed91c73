/* Addresses that an exception's reason names, as places of the source: a descriptor, a gate, a table. */
#ifndef TRACE_ADDRESSES_H
#define TRACE_ADDRESSES_H

#include "trace/line.h"

/* Append a line for each that lies in the image: "0x7c48: rom-src/x.asm:35 gdt+0x10", indented. */
void addresses_print(const struct line *line, const struct step *step, unsigned indent, struct buf *out);

#endif
