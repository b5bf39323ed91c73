/*
 * The keyboard controller of a PC at ports 0x60 and 0x64, an Intel 8042 with IBM's program (IBM PC/AT
 * Technical Reference, "Keyboard Controller"; PS/2 Hardware Interface Technical Reference, "Keyboard and
 * Auxiliary Device Controller"), and the keyboard behind it. No auxiliary device (mouse) is there, but its
 * interface is.
 *
 * - The controller takes and answers a command at once, so IBF is never set. What comes from the keyboard
 * comes in virtual time, and only when the output buffer is empty and the interface is on.
 * - IRQ1 is high while the buffer is full with a byte of the keyboard (or of command 0xD2) and INT1 is set in
 * the command byte. It falls when port 0x60 is read. IRQ12 is the same for a byte of the auxiliary device (or
 * of command 0xD3) and INT2. The controller's own answers raise none.
 * - An answer of the controller replaces what is in the buffer. A byte of the keyboard that nobody has read
 *   then is sent again later, and so is a key that nobody has read when the keyboard is reset (0xFF): input
 * is never lost by that. After commands 0xAE, 0x60 and the keyboard's 0xF4 and 0xFF no key comes for 1 ms.
 * - A byte for the keyboard switches its interface on, as in IBM's program; so does one for the mouse, which
 *   answers with 0xFE, flagged as auxiliary data with a timeout.
 */
#ifndef DEV_I8042_H
#define DEV_I8042_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/keyboard.h"
#include "dev/line.h"
#include "dev/vtime.h"

#define I8042_RAM_BYTES 32

/* Whose byte is in the output buffer. */
enum i8042_output { OUTPUT_EMPTY, OUTPUT_CONTROLLER, OUTPUT_KEYBOARD, OUTPUT_AS_KEYBOARD, OUTPUT_AUX };

struct i8042 {
	struct vtime *time;
	struct vtime_alarm alarm;
	struct line irq1, irq12, a20, reset;
	struct keyboard keyboard;
	uint8_t ram[I8042_RAM_BYTES]; /* [0] is the command byte */
	uint8_t output_port;          /* as last written; the bits of the output buffer come on top */
	enum i8042_output output;
	uint8_t data;          /* the output buffer; stays readable when it is empty */
	uint8_t parameter_of;  /* the command that waits for a byte on port 0x60; 0: none */
	bool last_was_command; /* the guest's last write was to port 0x64 */
	bool timed_out;
	bool is_break; /* translation: the next code is a break */
	bool irq1_is_high, irq12_is_high;
	uint64_t ready_ns; /* the keyboard sends nothing before this */
};

/*
 * As a BIOS leaves it: command byte 0x45 (INT1, SYS, translation), scanning on, A20 open. a20: high is open;
 * it is set here and at each change. reset: goes high and at once low again when the guest asks for a reset
 * of the CPU. What the typist has, the bus and virtual time are not owned and outlive it.
 */
int i8042_attach(struct i8042 *kbc, struct bus *bus, struct vtime *time, struct line irq1, struct line irq12,
		 struct line a20, struct line reset, const struct typist_config *typist, struct err *err);

/* For whoever types: the guest has written something, or the screen may have changed. */
void i8042_hear(struct i8042 *kbc);
void i8042_look(struct i8042 *kbc);

#endif
