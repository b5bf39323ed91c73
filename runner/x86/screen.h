/*
 * The text screen of a PC in video modes 2 and 3: 80 columns and 25 rows of cells, each a character of code
 * page 437 and an attribute, row by row from B800:0000 (IBM PS/2 and PC BIOS Interface Technical Reference,
 * INT 10h).
 */
#ifndef X86_SCREEN_H
#define X86_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define SCREEN_GPA     0xb8000u
#define SCREEN_COLUMNS 80
#define SCREEN_ROWS    25
#define SCREEN_BYTES   (SCREEN_COLUMNS * SCREEN_ROWS * 2)
/* The memory of the colour text modes, around which the start address of the CRTC wraps. */
#define SCREEN_WINDOW_BYTES 0x8000u

/*
 * Two screens with the same text read the same: UTF-8, a newline behind each line, spaces at the ends of
 * lines and empty lines at the end cut off. A blank screen is an empty text. What cannot be seen (0x00, 0xff)
 * is a space.
 */

/* Append the text of SCREEN_BYTES bytes of cells. */
void screen_print(const uint8_t *cells, struct buf *out);

/*
 * Append a text as a person wrote it, in that form. On -1 the error says why no screen shows it, and `*line`
 * is where, from 1.
 */
int screen_parse(const char *text, size_t len, struct buf *out, size_t *line, struct err *err);

/* The same of one line, or of a part of one: without its newline, and not blank. */
int screen_parse_line(const char *text, size_t len, struct buf *out, struct err *err);

#endif
