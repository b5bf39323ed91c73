/*
 * What a BIOS finds in the CMOS RAM of a PC/AT that was set up: memory sizes, equipment, the hard disk, and
 * the checksum over it (IBM PC/AT Technical Reference, "Real-time clock/CMOS RAM information"; from 0x30 on
 * the conventions of QEMU and SeaBIOS). Plain RAM: nothing but the BIOS gives it a meaning.
 */
#ifndef DEV_CMOS_H
#define DEV_CMOS_H

#include <stdbool.h>
#include <stdint.h>

struct rtc_config {
	uint64_t unix_s; /* what the clock shows at the start: seconds since 1970, the calendar as UTC */
	uint64_t memory_bytes;
	bool has_disk;
	uint16_t cylinders, heads,
		sectors; /* of the disk; one with more than 255 heads or sectors shows 255 */
};

/* Bytes 0x0E to 0x7F of `ram`, which are zeros; the century is the clock's. */
void cmos_fill(uint8_t ram[128], const struct rtc_config *config);

#endif
