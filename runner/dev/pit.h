/*
 * The timer of a PC: an 8254 at ports 0x40 to 0x43 on a clock of 1193182 Hz of virtual time, and system
 * control port B at 0x61 (82371SB, PIIX3, data sheet: NMISC). What the counters do is in pit_counter.h.
 *
 * Tick n of the clock is at vtime_of_tick(n, PIT_HZ), so nothing drifts. The gates of counters 0 and 1 are
 * high, that of 2 is bit 0 of port 0x61. The control port reads as 0xFF.
 *
 * Port 0x61: bits 0 to 3 read as written (gate 2, speaker data, two NMI masks that mask nothing here), at
 * first 0; bit 4 changes every 18 ticks (15.085 us, what counter 1 is on a PC for refresh) whatever counter 1
 * does; bit 5 is OUT of counter 2; bits 6 and 7 are 0.
 */
#ifndef DEV_PIT_H
#define DEV_PIT_H

#include "base/err.h"
#include "dev/bus.h"
#include "dev/line.h"
#include "dev/pit_counter.h"
#include "dev/vtime.h"

#define PIT_HZ       1193182u
#define PIT_COUNTERS 3

struct pit {
	struct pit_counter counters[PIT_COUNTERS];
	struct vtime *time; /* not owned */
	struct vtime_alarm edge;
	struct line irq0;
	bool out0; /* what irq0 was last told */
	uint64_t unheard_until_ns;
	uint8_t port_b; /* bits 0 to 3 of port 0x61 */
};

/*
 * Power-on state and the ports. The virtual time is not owned and outlives the bus. `irq0` follows OUT of
 * counter 0: it is told the level that OUT has at first (high) from within, so what it drives is attached
 * before; and every change at the time of its tick, by an alarm that is armed only while one is to come.
 */
int pit_attach(struct pit *pit, struct bus *bus, struct vtime *time, struct line irq0, struct err *err);

/*
 * Virtual time will go on to `until_ns`, and until then nobody looks at irq0 but for its last edges. So whole
 * cycles of counter 0 are left out, but for the last: irq0 ends as with all of them, at a cost that does not
 * depend on their number.
 */
void pit_unheard(struct pit *pit, uint64_t until_ns);

#endif
