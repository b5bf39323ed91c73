/*
 * An ATA disk in PIO: device 0 (master) of the primary channel, ports 0x1F0 to 0x1F7 and 0x3F6. Hardware
 * facts are from AT Attachment with Packet Interface - 4, 5 and 6 (T13 1153D, 1321D, 1410D); clause numbers
 * below are ATA/ATAPI-6's. No DMA, no packets, no security, no SMART; word 82 to 87 of IDENTIFY DEVICE say
 * so.
 *
 * Commands complete at once: BSY is seen only while SRST is held, and DRQ is there with the next read of
 * Status. What the standard leaves open is decided like this:
 *
 * - No device 1: device 0 answers for it (9.16). Status reads as 0, commands but EXECUTE DEVICE DIAGNOSTIC
 *   are ignored, other registers are device 0's. The data port gives ones meanwhile and takes nothing.
 * - The data port is 16 bits wide (7.6). A byte read gives a word's low byte, a byte write sends a word with
 *   the high byte 0: a strobe moves a whole word. 32 bits are two words. Without DRQ, or with DRQ for the
 *   other direction, reads give ones and writes are lost.
 * - A command written while DRQ is set ends that transfer; a block that is not complete is not written to
 *   the disk. Other registers may be written meanwhile, without effect on the transfer.
 * - After a transfer the address registers hold the last sector transferred and Sector Count what is left, as
 *   ATA-1 to ATA-3 had it.
 * - A transfer that runs out of the addressable range goes as far as it can. A read ends, with no DRQ, in the
 *   place of the block that has the bad address; a write takes that block, as long as its first address is
 *   good, and writes the sectors before the bad one. Then IDNF, the bad address and the count that is left.
 * - 48-bit commands ignore the LBA bit of Device.
 * - A software reset restores the settings of power-on, but for SET FEATURES 0x66 (0xCC takes it back).
 */
#ifndef DEV_ATA_H
#define DEV_ATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/disk.h"
#include "dev/line.h"

#define ATA_PORT         0x1f0
#define ATA_CONTROL_PORT 0x3f6
#define ATA_MULTIPLE_MAX 16 /* sectors of a block */

/* A register two bytes deep (6.20): a write moves what was there to `previous`. */
struct ata_register {
	uint8_t recent, previous;
};

enum ata_direction { ATA_IDLE, ATA_IN, ATA_OUT };
enum ata_address { ATA_CHS, ATA_LBA28, ATA_LBA48 };

struct ata_transfer {
	enum ata_direction direction;
	enum ata_address address;
	uint64_t lba;           /* of the next sector between buffer and disk */
	uint64_t limit;         /* the first one that cannot be addressed */
	uint32_t left;          /* sectors from `lba` to the end of the command */
	uint32_t block_sectors; /* at most ATA_MULTIPLE_MAX */
	uint32_t at, len;       /* bytes of the buffer: the next one, and all of this block */
	uint8_t buffer[ATA_MULTIPLE_MAX * DISK_SECTOR];
};

struct ata {
	struct disk *disk; /* not owned */
	struct line irq;
	bool irq_high;          /* as the line was set last */
	bool interrupt_pending; /* whatever nIEN and DEV say */
	uint8_t status;         /* of device 0, without BSY */
	uint8_t error, device, control;
	struct ata_register features, count, lba[3]; /* LBA low, mid, high */
	struct ata_transfer transfer;

	struct disk_geometry translation; /* current; cylinders may be 0 on a small disk */
	uint8_t multiple_sectors;         /* 0: READ and WRITE MULTIPLE are disabled */
	bool write_cache, look_ahead;     /* only for IDENTIFY DEVICE to show */
	bool keep_settings;               /* over a software reset */
	bool standby;
	bool asleep; /* only a software reset wakes it */
};

/* Power-on state, and the ports. The disk is not owned and outlives the bus; `irq14` is INTRQ. */
int ata_attach(struct ata *ata, struct bus *bus, struct disk *disk, struct line irq14, struct err *err);

#endif
