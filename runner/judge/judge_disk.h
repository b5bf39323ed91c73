/* Disk mismatches: the part of judge_case() that knows sectors. */
#ifndef JUDGE_JUDGE_DISK_H
#define JUDGE_JUDGE_DISK_H

#include "case/case.h"
#include "judge/verdict.h"
#include "run/result.h"

/* The disk as the run left it: the image and, over it, what was changed. All are only borrowed. */
struct disk_view {
	const struct buf *image; /* beyond its end the disk has zeros */
	const struct result *result;
};

/* The bytes of a sector at the start and at the end of the run. */
void disk_view_before(const struct disk_view *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR_BYTES]);
void disk_view_after(const struct disk_view *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR_BYTES]);

/* Add one mismatch for each expectation of `disk-after` that is not met. */
void judge_disk(const struct expect *expect, const struct disk_view *disk, struct verdict *out);

/* Whether this one is met. */
bool judge_disk_matches(const struct expect_disk *expected, const struct disk_view *disk);

#endif
