/*
 * What a debugger reads of a ROM's source: DWARF 4. One compilation unit with the line table, and a
 * subprogram for each label that is not local and has an instruction: from it to the next one.
 */
#ifndef ELF_DWARF_H
#define ELF_DWARF_H

#include <stdbool.h>

#include "base/buf.h"
#include "elf/symbols.h"
#include "source/source.h"

/* The sections .debug_abbrev and so on. */
struct dwarf {
	struct buf abbrev, info, line, ranges, frame;
};

void dwarf_make(const struct source *source, const struct symbols *symbols, bool is_64, struct dwarf *out);
void dwarf_fini(struct dwarf *dwarf);

#endif
