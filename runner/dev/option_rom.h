/*
 * Looks at the image of an option ROM as a BIOS does when it scans 0xC0000 to 0xEFFFF (IBM PC AT Technical
 * Reference; BIOS Boot Specification 1.01, 3.1): bytes 55 AA, then the length in units of 512 bytes, and the
 * bytes of that length add up to 0 modulo 256.
 */
#ifndef DEV_OPTION_ROM_H
#define DEV_OPTION_ROM_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define OPTION_ROM_UNIT_BYTES 512

/*
 * 0, and in `size_bytes` the length that the image states, where a BIOS would call it. Else -1: the error
 * says what is wrong and which byte would mend it; it does not know the file's name. What the file has behind
 * that length is not looked at.
 */
int option_rom_check(const uint8_t *bytes, size_t len, size_t *size_bytes, struct err *err);

#endif
