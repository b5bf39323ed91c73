/* An error's text: what the harness could not do. What the guest did is a result, never an err. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>

/*
 * Owned by the caller, usually on its stack. A fallible function returns -1 (or NULL) after it filled it
 * exactly once. The text is UTF-8, names the object (and file, line and column where there are any), says
 * what to do where that is known, and has no newline at its end; it may have some inside. Other control
 * characters of what it quotes are made visible (text_plain_lines() in base/text.h).
 */
struct err {
	char text[1536];
};

/* Set the text; a longer one is cut with "...". Always returns -1, so that `return err_set(...)` reads. */
int err_set(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* As err_set, with ": " and the meaning of errno (as it was on entry) behind it. */
int err_sys(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Put "fmt: " before the text that is there. Always returns -1. */
int err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
