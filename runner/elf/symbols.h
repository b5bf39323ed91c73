/* The labels of a ROM as a debugger has them: which bytes belong to each. */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "source/source.h"

/* A label that names a place in a section; none of those that NASM makes up in macros. */
struct symbol {
	const struct rom_symbol *label; /* the source's */
	uint64_t len;  /* to the next label behind it or the section's end; of one that is not local, to the
			  next such */
	bool is_local; /* of the label before it: start.loop, or where a call returns to */
	bool is_code;  /* an instruction is there */
	bool is_same;  /* the next one is at the same address, and as local as this one */
};

struct symbols {
	struct symbol *items; /* by section and address */
	size_t count;
};

void symbols_find(const struct source *source, struct symbols *out);
void symbols_fini(struct symbols *symbols);

/*
 * Appends .symtab and .strtab: local labels first, then the others, each with those of no section as absolute
 * numbers (an equ is not told apart from a label behind `absolute`). A section's index is one more than its
 * index in the map. Returns the index of the first that is not local.
 */
uint32_t symbols_put(const struct source *source, const struct symbols *symbols, bool is_64,
		     struct buf *table, struct buf *names);

#endif
