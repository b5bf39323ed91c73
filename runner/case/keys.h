/*
 * What a person types, as the bytes that the keyboard sends: scan code set 1, as the i8042 hands it on. A key
 * that goes down sends its make code, one that comes up the same with bit 7 set (IBM PC/AT Technical
 * Reference, keyboard; Microsoft Keyboard Scan Code Specification, appendix A).
 */
#ifndef CASE_KEYS_H
#define CASE_KEYS_H

#include "base/input.h"

/* Before a key of typed text; otherwise the keyboard's own pace. */
#define KEYS_KEY_NS 10000000u

/* One byte as it stands. */
int keys_code(struct input *keys, uint8_t code, struct err *err);

/*
 * Text on a US keyboard: each key goes down and up again, where need be with the left shift key around it.
 * Printable ASCII, \r and \n (both Enter), \t, \b and \033. Each key comes KEYS_KEY_NS after what is before
 * it, the first of an input at once. Another character is an error that names it, and then nothing was typed.
 */
int keys_type(struct input *keys, const char *text, size_t len, struct err *err);

#endif
