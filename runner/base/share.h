/* romkit's own files: romkit.mk, rom-src/include, templates, tools. They are found from where the program is.
 */
#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include "base/err.h"

/*
 * The path of such a file or folder: in PREFIX/share/romkit where the program is PREFIX/bin/romkit, in the
 * source tree where it is TREE/build/MODE/romkit. Both are laid out alike. The caller frees it; NULL with an
 * error where it is in neither.
 */
char *share_path(const char *name, struct err *err);

/* The program's own path, without symbolic links. The caller frees it; NULL with an error. */
char *share_program(struct err *err);

#endif
