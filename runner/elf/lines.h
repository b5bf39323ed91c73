/* The line table of a ROM, DWARF's .debug_line. */
#ifndef ELF_LINES_H
#define ELF_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "source/source.h"

/*
 * The line that a debugger shows for a byte: in a macro not that of its body, but the first one outside of
 * any macro, so that a step goes over the call. NULL: it is not known, or in no known file.
 */
const struct source_place *lines_place(const struct source_spot *spot);

/* The number of a file in the table: they are those of the source, in the same order. */
static inline size_t lines_file(const struct source_place *place)
{
	return place->file_index + 1;
}

/*
 * Appends the table: a row for each run of bytes of one line, data and padding as well, as they may be
 * executed. Where sections overlap the first one counts, as for source_address_offset().
 */
void lines_put(const struct source *source, bool is_64, struct buf *out);

#endif
