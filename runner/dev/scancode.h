/*
 * Scan code sets 1 and 2 and the way between them: the keyboard has the keys of a case in set 1, and the
 * controller translates what comes from the keyboard (IBM PS/2 Hardware Interface Technical Reference,
 * "Keyboards (101- and 102-Key)", scan code tables, and "Keyboard/Auxiliary Device Controller", scan code
 * translation).
 *
 * Each make code of set 1 from 0x01 to 0x7F has exactly one of set 2 and comes back as itself.
 */
#ifndef DEV_SCANCODE_H
#define DEV_SCANCODE_H

#include <stdint.h>

#define SCANCODE_EXTENDED 0xe0 /* prefixes, the same in both sets */
#define SCANCODE_PAUSE    0xe1
#define SCANCODE_1_BREAK  0x80 /* set 1: this bit */
#define SCANCODE_2_BREAK  0xf0 /* set 2: this byte before the code */

/* The code of set 2 for a make code of set 1, below 0x80. 0, which no key has, becomes 0: overrun. */
uint8_t scancode_to_set2(uint8_t make);

/* What the controller makes of a byte from the keyboard: those above 0x7F stay, but for 0x83 and 0x84. */
uint8_t scancode_translate(uint8_t byte);

#endif
