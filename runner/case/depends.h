/* The files that a ROM was built from: build/rom/NAME.d, as romkit.mk and NASM write it. */
#ifndef CASE_DEPENDS_H
#define CASE_DEPENDS_H

#include <stddef.h>

#include "case/find.h"

/*
 * Append every file on the right of a rule in the text of a .d file, as it stands there; and hand over the
 * folder in its last line ("# from FOLDER") in `*out_from`. -1, with nothing handed over, where that line is
 * missing: the file is not whole. Paths may have spaces, # and $, quoted as for make.
 */
int depends_parse(const char *text, size_t len, struct names *out, char **out_from);

/*
 * Append the files that the ROM in DIR/build/rom was built from, as absolute paths. Returns -1 where that is
 * not known: no .d file, no image, or one of the files was changed since.
 */
int depends_read(const char *dir, const char *rom_name, struct names *out);

#endif
