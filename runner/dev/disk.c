#include "dev/disk.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Small, so that a guest that writes here and there costs little more memory than it wrote. */
#define CHUNK_SECTORS 32
#define CHUNK_BYTES   (CHUNK_SECTORS * DISK_SECTOR)

#define DEFAULT_HEADS         16
#define DEFAULT_SECTORS       63
#define DEFAULT_CYLINDERS_MAX 16383

static uint64_t divide_up(uint64_t number, uint64_t by)
{
	return number / by + (number % by != 0);
}

static struct disk_geometry default_geometry(uint64_t image_sectors)
{
	uint64_t cylinders = divide_up(image_sectors, DEFAULT_HEADS * DEFAULT_SECTORS);

	if (cylinders > DEFAULT_CYLINDERS_MAX)
		cylinders = DEFAULT_CYLINDERS_MAX;
	return (struct disk_geometry){cylinders ? (uint16_t)cylinders : 1, DEFAULT_HEADS, DEFAULT_SECTORS};
}

static bool geometry_fits(const struct disk_geometry *geometry)
{
	return geometry->cylinders && geometry->heads && geometry->heads <= 16 && geometry->sectors &&
	       geometry->sectors <= 255;
}

int disk_init(struct disk *disk, const uint8_t *image, size_t image_len, struct disk_geometry geometry,
	      struct err *err)
{
	uint64_t image_sectors = divide_up(image_len, DISK_SECTOR);
	uint64_t cylinder_sectors, cylinders;

	*disk = (struct disk){0};
	if (!geometry.cylinders && !geometry.heads && !geometry.sectors)
		geometry = default_geometry(image_sectors);
	if (!geometry_fits(&geometry))
		return err_set(err,
			       "disk geometry %u/%u/%u: ATA has 1 to 65535 cylinders, 1 to 16 heads, 1 to "
			       "255 sectors",
			       geometry.cylinders, geometry.heads, geometry.sectors);
	cylinder_sectors = (uint64_t)geometry.heads * geometry.sectors;
	cylinders = divide_up(image_sectors, cylinder_sectors);
	if (cylinders < geometry.cylinders)
		cylinders = geometry.cylinders;
	*disk = (struct disk){
		.image = image,
		.image_len = image_len,
		.geometry = geometry,
		.sectors = cylinders * cylinder_sectors,
		.copy_bytes_max = UINT64_MAX,
	};
	disk->chunks = mem_zalloc((size_t)divide_up(disk->sectors, CHUNK_SECTORS), sizeof *disk->chunks);
	return 0;
}

void disk_fini(struct disk *disk)
{
	for (uint64_t i = 0; disk->chunks && i < divide_up(disk->sectors, CHUNK_SECTORS); i++)
		free(disk->chunks[i]);
	free(disk->chunks);
	*disk = (struct disk){0};
}

/* `count` sectors as the image has them, with zeros where it has none. */
static void image_read(const struct disk *disk, uint64_t lba, size_t count, uint8_t *bytes)
{
	size_t len = count * DISK_SECTOR, there = 0;

	if (lba < divide_up(disk->image_len, DISK_SECTOR)) {
		there = disk->image_len - (size_t)lba * DISK_SECTOR;
		if (there > len)
			there = len;
		memcpy(bytes, disk->image + (size_t)lba * DISK_SECTOR, there);
	}
	memset(bytes + there, 0, len - there);
}

static uint8_t *chunk_sector(const struct disk *disk, uint64_t lba)
{
	uint8_t *chunk = disk->chunks[lba / CHUNK_SECTORS];

	return chunk ? chunk + lba % CHUNK_SECTORS * DISK_SECTOR : NULL;
}

bool disk_read(const struct disk *disk, uint64_t lba, uint8_t bytes[DISK_SECTOR])
{
	const uint8_t *own;

	if (lba >= disk->sectors)
		return false;
	own = chunk_sector(disk, lba);
	if (own)
		memcpy(bytes, own, DISK_SECTOR);
	else
		image_read(disk, lba, 1, bytes);
	return true;
}

/* False where that is too much. */
static bool chunk_add(struct disk *disk, uint64_t index)
{
	if (disk->copy_bytes_max - disk->copy_bytes < CHUNK_BYTES)
		return false;
	disk->chunks[index] = mem_zalloc(CHUNK_SECTORS, DISK_SECTOR);
	image_read(disk, index * CHUNK_SECTORS, CHUNK_SECTORS, disk->chunks[index]);
	disk->copy_bytes += CHUNK_BYTES;
	return true;
}

bool disk_write(struct disk *disk, uint64_t lba, const uint8_t bytes[DISK_SECTOR])
{
	if (lba >= disk->sectors || disk->full)
		return false;
	if (!disk->chunks[lba / CHUNK_SECTORS] && !chunk_add(disk, lba / CHUNK_SECTORS)) {
		disk->full = true;
		return false;
	}
	memcpy(chunk_sector(disk, lba), bytes, DISK_SECTOR);
	return true;
}

bool disk_next_changed(const struct disk *disk, uint64_t *lba, uint8_t bytes[DISK_SECTOR])
{
	uint8_t old[DISK_SECTOR];

	for (uint64_t at = *lba; at < disk->sectors; at++) {
		const uint8_t *own = chunk_sector(disk, at);

		if (!own) {
			at += CHUNK_SECTORS - 1 - at % CHUNK_SECTORS;
			continue;
		}
		image_read(disk, at, 1, old);
		if (memcmp(own, old, DISK_SECTOR) != 0) {
			memcpy(bytes, own, DISK_SECTOR);
			*lba = at;
			return true;
		}
	}
	return false;
}
