/* From what a case calls its ROM to the image file. */
#ifndef CASE_ROM_H
#define CASE_ROM_H

#include "case/case.h"
#include "case/find.h"

/*
 * The image that `file` names, for the suite in `dir` whose sources are `sources` (below rom-src, without
 * .asm): a ROM's name, or a file (absolute, or ending in .bin, .img or .rom). `file` has the line in the
 * case; 0 where it is not said there. Sets `*out_path` (also where the image is missing) and `*out_name`: the
 * ROM's name, NULL for a file outside build/rom. The caller frees both. -1 where there is no image: `err`
 * says at the case's line why, and what to do.
 */
int rom_resolve(const char *dir, const struct testcase *tc, const struct case_file *file,
		const struct names *sources, char **out_path, char **out_name, struct err *err);

#endif
