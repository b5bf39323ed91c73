#include "judge/judge_disk.h"

#include <stdlib.h>
#include <string.h>

#include "judge/hexdiff.h"

#define BYTES_ROWS      8  /* of each sector whose bytes are expected */
#define BYTES_SECTORS   4  /* that are shown */
#define CHANGED_ROWS    2  /* of each sector that should be unchanged */
#define CHANGED_SECTORS 3  /* that are shown */
#define CHANGED_NAMES   12 /* that are named */

void disk_view_before(const struct disk_view *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR_BYTES])
{
	uint64_t at = lba * DISK_SECTOR_BYTES;
	size_t left = lba <= DISK_LBA_MAX && at < disk->image->len ? disk->image->len - (size_t)at : 0;
	size_t n = left < DISK_SECTOR_BYTES ? left : DISK_SECTOR_BYTES;

	memset(bytes, 0, DISK_SECTOR_BYTES);
	if (n)
		memcpy(bytes, disk->image->data + at, n);
}

/* The index of the first changed sector that is not below `lba`. */
static size_t changed_from(const struct result *result, uint64_t lba)
{
	size_t low = 0, high = result->disk_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (result->disk[middle].lba < lba)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void disk_view_after(const struct disk_view *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR_BYTES])
{
	const struct result *result = disk->result;
	size_t i = changed_from(result, lba);

	if (i < result->disk_count && result->disk[i].lba == lba)
		memcpy(bytes, result->disk[i].bytes, DISK_SECTOR_BYTES);
	else
		disk_view_before(disk, lba, bytes);
}

static bool differs(const uint8_t *expected, const uint8_t *mask, const uint8_t *actual, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((expected[i] ^ actual[i]) & mask[i])
			return true;
	}
	return false;
}

/* The sectors of expected bytes that differ; the first of them go to `out`, where there is one. */
static size_t bytes_differ(const struct expect_disk *expected, const struct disk_view *disk, struct buf *out)
{
	uint8_t actual[DISK_SECTOR_BYTES];
	size_t count = 0;

	for (size_t at = 0; at < expected->len; at += DISK_SECTOR_BYTES) {
		uint64_t lba = expected->lba + at / DISK_SECTOR_BYTES;
		size_t left = expected->len - at, n = left < DISK_SECTOR_BYTES ? left : DISK_SECTOR_BYTES;

		disk_view_after(disk, lba, actual);
		if (!differs(expected->bytes + at, expected->mask + at, actual, n))
			continue;
		if (out && count < BYTES_SECTORS)
			hexdiff_print_sector(lba, expected->bytes + at, expected->mask + at, actual, n,
					     BYTES_ROWS, out);
		count++;
	}
	return count;
}

/* The same of sectors that must be unchanged; all of them are only those that the result has. */
static size_t sectors_changed(const struct expect_disk *expected, const struct disk_view *disk,
			      struct buf *names, struct buf *out)
{
	const struct result *result = disk->result;
	uint8_t before[DISK_SECTOR_BYTES];
	size_t count = 0;

	for (size_t i = changed_from(result, expected->lba);
	     i < result->disk_count && result->disk[i].lba <= expected->last_lba; i++) {
		const struct disk_sector *sector = &result->disk[i];

		disk_view_before(disk, sector->lba, before);
		if (memcmp(before, sector->bytes, sizeof before) == 0)
			continue;
		if (names && count < CHANGED_NAMES)
			buf_printf(names, "%s%llu", count ? ", " : "", (unsigned long long)sector->lba);
		if (out && count < CHANGED_SECTORS)
			hexdiff_print_sector(sector->lba, before, NULL, sector->bytes, sizeof before,
					     CHANGED_ROWS, out);
		count++;
	}
	return count;
}

/* A sector behind the last one can hold nothing, and is not unchanged either. */
static bool is_on_disk(const struct expect_disk *expected, const struct disk_view *disk)
{
	uint64_t last = expected->unchanged ? expected->last_lba
					    : expected->lba + (expected->len - 1) / DISK_SECTOR_BYTES;

	return last < disk->result->disk_sectors;
}

bool judge_disk_matches(const struct expect_disk *expected, const struct disk_view *disk)
{
	if (!is_on_disk(expected, disk))
		return false;
	return !(expected->unchanged ? sectors_changed(expected, disk, NULL, NULL)
				     : bytes_differ(expected, disk, NULL));
}

static void put_unchanged(const struct expect_disk *expected, const struct disk_view *disk, struct buf *out)
{
	struct buf names = {0}, diffs = {0};
	size_t count = sectors_changed(expected, disk, &names, &diffs);

	if (count == 1)
		buf_printf(out, "@sector %s was changed\n", buf_str(&names));
	else
		buf_printf(out, "@%zu sectors were changed: %s%s\n", count, buf_str(&names),
			   count > CHANGED_NAMES ? " ..." : "");
	buf_add(out, diffs.data, diffs.len);
	if (count > CHANGED_SECTORS)
		buf_printf(out, " ... %zu more sectors were changed\n", count - CHANGED_SECTORS);
	buf_fini(&diffs);
	buf_fini(&names);
}

static void put_bytes(const struct expect_disk *expected, const struct disk_view *disk, struct buf *out)
{
	size_t count = bytes_differ(expected, disk, out);

	if (count > BYTES_SECTORS)
		buf_printf(out, " ... %zu more sectors differ\n", count - BYTES_SECTORS);
}

static char *key_of(const struct expect_disk *expected)
{
	if (expected->last_lba == expected->lba)
		return str_printf("disk-after.%llu", (unsigned long long)expected->lba);
	return str_printf("disk-after.%llu..%llu", (unsigned long long)expected->lba,
			  (unsigned long long)expected->last_lba);
}

static void judge_one(const struct expect_disk *expected, const struct disk_view *disk, struct verdict *out)
{
	struct buf text = {0};
	char *key;

	if (judge_disk_matches(expected, disk))
		return;
	if (!is_on_disk(expected, disk))
		buf_printf(&text, " this is not (all) on the disk, which has %llu sectors\n",
			   (unsigned long long)disk->result->disk_sectors);
	else if (expected->unchanged)
		put_unchanged(expected, disk, &text);
	else
		put_bytes(expected, disk, &text);
	key = key_of(expected);
	verdict_add(out, key, expected->line, &text);
	free(key);
	buf_fini(&text);
}

void judge_disk(const struct expect *expect, const struct disk_view *disk, struct verdict *out)
{
	for (size_t i = 0; i < expect->disk_count; i++)
		judge_one(&expect->disk[i], disk, out);
}
