/*
 * System control port A at 0x92 (IBM PS/2 Hardware Interface Technical Reference, "System Control Port A"):
 * bit 0 resets the CPU when it goes from 0 to 1 and must be cleared before it can do so again, bit 1 opens
 * A20. The other bits are kept and do nothing.
 *
 * The gate of the machine is open if this or the keyboard controller opens it: that is for whoever joins the
 * lines.
 */
#ifndef DEV_PORT92_H
#define DEV_PORT92_H

#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/line.h"

struct port92 {
	struct line a20, reset;
	uint8_t value;
};

/*
 * A20 is open at the start, and its line is set here and at each write (high: open). `reset` goes high and at
 * once low again for each reset that the guest asks for.
 */
int port92_attach(struct port92 *port, struct bus *bus, struct line a20, struct line reset, struct err *err);

#endif
