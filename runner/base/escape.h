/* Bytes that cannot be typed, written in a command line. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Append `text` with its escapes as what they stand for: \r \n \t \b \e \0 \\ and \xNN with two hexadecimal
 * digits. Any other backslash is an error.
 */
int text_unescape(const char *text, struct buf *out, struct err *err);

#endif
