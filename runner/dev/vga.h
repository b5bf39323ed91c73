/*
 * The registers of a VGA (IBM PS/2 Hardware Interface Technical Reference, Video Subsystem), as far as a
 * program that prints text meets them. They hold what is written, in the bits that the VGA has, and change
 * nothing: the text lies in memory at 0xB8000, and whoever shows it asks here where it starts. At power-on
 * they stand as a VGA BIOS leaves them in mode 3, 80x25, so that a boot sector without a BIOS finds a text
 * screen.
 *
 * Decoded as the chip does by bit 0 of the miscellaneous output register: the CRTC at 0x3D4 and the status at
 * 0x3DA (1, colour) or at 0x3B4 and 0x3BA (0, monochrome). The other pair, and 0x3CB and 0x3CD, read 0xFF.
 *
 * The frame that the status register shows is that of mode 3 whatever the CRTC holds: a dot clock of 28.322
 * MHz, 900 dots a line (31.5 kHz) of which 720 are shown, 449 lines (70 Hz) of which 400 are shown, and the
 * vertical retrace in lines 412 and 413. It runs on virtual time and starts at 0 with the first line shown.
 *
 * There are no VBE DISPI ports (0x1CE, 0x1CF).
 */
#ifndef DEV_VGA_H
#define DEV_VGA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/vtime.h"

#define VGA_BANK_REGISTERS 25 /* the CRTC's, the most */
#define VGA_COLOURS        256

/* Registers behind an index. */
struct vga_bank {
	uint8_t index;
	uint8_t registers[VGA_BANK_REGISTERS];
};

struct vga_dac {
	uint8_t mask;  /* 0x3C6, which changes nothing */
	uint8_t index; /* the entry that 0x3C9 is at */
	uint8_t step;  /* 0 red, 1 green, 2 blue */
	uint8_t state; /* 0: the index was last written for writing, 3: for reading */
	uint8_t colours[VGA_COLOURS][3];
};

struct vga;

/* The ports that there are twice. */
struct vga_side {
	struct vga *vga;
	bool colour;
};

struct vga {
	const struct vtime *time;
	struct vga_side mono, colour;
	struct vga_bank crtc, attribute, sequencer, graphics;
	bool attribute_data; /* the flip-flop: 0x3C0 takes data next, not an index */
	struct vga_dac dac;
	uint8_t misc, feature, enable;
};

/* Power-on state, ports 0x3B4, 0x3B5, 0x3BA, 0x3C0 to 0x3CF, 0x3D4, 0x3D5 and 0x3DA. `vga` stays where it is
 * as long as the bus is used; the time is not owned and outlives it. */
int vga_attach(struct vga *vga, struct bus *bus, const struct vtime *time, struct err *err);

/* Where the text shown starts and where the cursor is, in characters (two bytes each) from 0xB8000 on. As the
 * guest wrote them: any 16 bits. */
uint16_t vga_start_cell(const struct vga *vga);
uint16_t vga_cursor_cell(const struct vga *vga);

#endif
