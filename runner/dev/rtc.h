/*
 * An MC146818A real-time clock (Motorola data sheet ADI856R2) with the 128 bytes of a PC/AT at ports 0x70
 * (index) and 0x71 (data). It runs on virtual time and is never ticked: what happened since the last look is
 * worked out on the next access. Only an interrupt that is enabled sets an alarm.
 *
 * - An update ends once a second, the first one second after the start. UIP is set 244 us before the update
 * cycle, which takes 1984 us (table 6): 2228 us in all. The registers change, and UF is set, at its end.
 * - SET stops updates and clears UIE; the divider goes on. A divider (DV) other than 010 stops everything;
 * the first update comes half a second after it is 010 again ("DV2, DV1, DV0").
 * - Rates are those of the 32768 Hz time base (table 5).
 * - IRQ8 is high while IRQF is set, that is until register C is read.
 * - Kept and without effect: SQWE (nothing hangs at the pin), bit 7 of the index (the NMI mask).
 * - The index cannot be read: port 0x70 is write-only in a PC/AT and reads as all ones.
 */
#ifndef DEV_RTC_H
#define DEV_RTC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/cmos.h"
#include "dev/line.h"
#include "dev/rtc_calendar.h"
#include "dev/vtime.h"

struct rtc {
	struct vtime *time;
	struct vtime_alarm alarm;
	struct line irq8;
	uint8_t ram[RTC_RAM_BYTES]; /* all registers as read, but for UIP */
	uint8_t index;              /* as written, with the NMI mask */
	uint64_t chain_start_ns;    /* when the divider chain started, */
	uint64_t chain_head_ns;     /* and how far into a second it was then */
	bool repeats;               /* the hour that DSE repeats, see rtc_calendar_add() */
	uint64_t updates, periods;  /* of that chain, as far as the registers and flags have seen them */
};

/*
 * The state a BIOS leaves: register A 0x26, B 0x02 (BCD, 24 hours, no interrupts), D 0x80, the RAM as in
 * cmos.h. Bus and virtual time are not owned and outlive it.
 */
int rtc_attach(struct rtc *rtc, struct bus *bus, struct vtime *time, struct line irq8,
	       const struct rtc_config *config, struct err *err);

#endif
