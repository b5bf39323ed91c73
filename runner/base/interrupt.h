/*
 * A person or a gate wants the end: the first SIGINT, SIGTERM or SIGHUP is only noted, so that what is known
 * can still be told; the next one ends the program as ever. A signal that is ignored stays ignored.
 */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include "base/err.h"

/* Note them from now on. */
void interrupt_catch(void);

/* The signal that came; 0: none. */
int interrupt_signal(void);

/* Set the text to that one came, and which. Always returns -1. */
int interrupt_error(struct err *err);

/* Where one came: end by it, as whoever started this program expects. */
void interrupt_obey(void);

#endif
