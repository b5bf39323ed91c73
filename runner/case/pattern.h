/* POSIX extended regular expressions as a case file may have them. */
#ifndef CASE_PATTERN_H
#define CASE_PATTERN_H

#include <regex.h>

#include "base/err.h"

/*
 * REG_EXTENDED | REG_NOSUB | REG_NEWLINE. Also refuses what would take the C library gigabytes to compile: it
 * copies what is repeated, so that nested repetitions multiply. Freed with regfree().
 */
int pattern_compile(const char *pattern, regex_t *out, struct err *err);

#endif
