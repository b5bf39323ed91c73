/*
 * Code page 437, the character set of a PC's text screen. The upper half and ASCII as in the Unicode
 * consortium's CP437.TXT; the glyphs that a screen shows for 0x01-0x1f and 0x7f as in its IBMGRAPH.TXT.
 */
#ifndef BASE_CP437_H
#define BASE_CP437_H

#include <stdint.h>

/* What the screen shows for a byte; a space for those that show nothing: 0x00, 0x20 and 0xff. */
uint16_t cp437_to_unicode(uint8_t byte);

/* A byte that shows this character, -1 where none does. A no-break space is a space. */
int cp437_from_unicode(uint32_t code);

#endif
