/*
 * What a disk holds: sectors of 512 bytes that start as those of an image. The image is never written; what
 * the guest writes goes to a private copy, made in chunks of 16 KiB when they are needed, up to a limit.
 */
#ifndef DEV_DISK_H
#define DEV_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define DISK_SECTOR 512

/* As a BIOS sees it: cylinders from 0, heads from 0, sectors from 1. */
struct disk_geometry {
	uint16_t cylinders; /* 1 to 65535 */
	uint16_t heads;     /* 1 to 16 */
	uint16_t sectors;   /* of a track: 1 to 255 */
};

/*
 * A zeroed struct is a disk without sectors. `sectors` is the image's size, rounded up to whole cylinders,
 * and not less than what the geometry spans. The rest of the image's last sector and all sectors behind it
 * are zeros.
 */
struct disk {
	const uint8_t *image; /* not owned */
	size_t image_len;
	struct disk_geometry geometry;
	uint64_t sectors;
	uint8_t **chunks;                    /* a NULL is a chunk as the image has it */
	uint64_t copy_bytes, copy_bytes_max; /* of all chunks */
	bool full; /* a write came for which the copy had no room: it is lost, as are those that follow */
};

/*
 * The image is borrowed until disk_fini; it may be empty, then NULL will do. A geometry of zeros stands for
 * 16 heads, 63 sectors and as many cylinders as the image needs, 16383 at most (ATA/ATAPI-5, 6.2: the
 * default translation of large disks). Any other one must be within ATA's limits, as given above. Whoever
 * limits the copy sets `copy_bytes_max` afterwards: disk_init leaves it without a limit.
 */
int disk_init(struct disk *disk, const uint8_t *image, size_t image_len, struct disk_geometry geometry,
	      struct err *err);
void disk_fini(struct disk *disk);

/* One sector. False, and nothing is done, where the disk has no such sector, or no room for the write. */
bool disk_read(const struct disk *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR]);
bool disk_write(struct disk *disk, uint64_t lba, const uint8_t bytes[DISK_SECTOR]);

/*
 * The first sector from *lba on that differs from the image now; one that was written with what it had does
 * not. All of them, in order:
 *
 *     for (uint64_t lba = 0; disk_next_changed(disk, &lba, bytes); lba++)
 */
bool disk_next_changed(const struct disk *disk, uint64_t *lba, uint8_t bytes[DISK_SECTOR]);

#endif
