/* Files to start from: those in templates/, with each @WORD@ in them replaced. */
#ifndef CMD_TEMPLATE_H
#define CMD_TEMPLATE_H

#include "base/err.h"

/*
 * Write the template (its path below templates/) to `path` with `@word@` replaced by `value`; makes the
 * folders above it and says "wrote PATH" on standard output. Whether there is a file already is the caller's
 * business.
 */
int template_write(const char *name, const char *word, const char *value, const char *path, struct err *err);

/* The same for a text. */
int template_write_text(const char *text, const char *path, struct err *err);

/* rom-src/NAME.asm and cases/NAME.expect in `dir`; where the ROM exists, a case alone that fits any ROM. */
int template_write_pair(const char *dir, const char *name, struct err *err);

#endif
