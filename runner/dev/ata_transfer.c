/* PIO data transfers (9.5, 9.6): a command moves sectors in blocks, each announced by DRQ. */
#include "dev/ata_impl.h"

#define LBA28_SECTORS_MAX 0x10000000u

uint32_t ata_lba28_sectors(const struct ata *ata)
{
	/* 6.20 and IDENTIFY words 60-61: the value ends at 0x0FFFFFFF. */
	return ata->disk->sectors < LBA28_SECTORS_MAX ? (uint32_t)ata->disk->sectors : LBA28_SECTORS_MAX - 1;
}

/* ---- addresses */

static uint64_t chs_sectors(const struct disk_geometry *translation)
{
	return (uint64_t)translation->cylinders * translation->heads * translation->sectors;
}

static uint32_t lba_registers(const struct ata_register *lba)
{
	return (uint32_t)lba[2].recent << 16 | (uint32_t)lba[1].recent << 8 | lba[0].recent;
}

static uint64_t lba48(const struct ata *ata)
{
	const struct ata_register *lba = ata->lba;
	uint64_t high = (uint64_t)lba[2].previous << 16 | (uint64_t)lba[1].previous << 8 | lba[0].previous;

	return high << 24 | lba_registers(lba);
}

/* UINT64_MAX where the translation has no such place. */
static uint64_t chs_to_lba(const struct ata *ata)
{
	const struct disk_geometry *chs = &ata->translation;
	uint32_t cylinder = lba_registers(ata->lba) >> 8, sector = ata->lba[0].recent;
	uint32_t head = ata->device & DEVICE_HEADS;

	if (cylinder >= chs->cylinders || head >= chs->heads || !sector || sector > chs->sectors)
		return UINT64_MAX;
	return ((uint64_t)cylinder * chs->heads + head) * chs->sectors + sector - 1;
}

/* Of each register the recent byte, or, with 48 bits, both. */
static void put_register(struct ata_register *reg, enum ata_address address, uint8_t recent, uint8_t previous)
{
	reg->recent = recent;
	if (address == ATA_LBA48)
		reg->previous = previous;
}

void ata_put_address(struct ata *ata, enum ata_address address, uint64_t lba)
{
	const struct disk_geometry *chs = &ata->translation;
	uint64_t value = lba;
	uint8_t top = (uint8_t)(lba >> 24) & DEVICE_HEADS;

	if (address == ATA_CHS) {
		uint64_t track = lba / chs->sectors;

		value = track / chs->heads << 8 | (lba % chs->sectors + 1);
		top = (uint8_t)(track % chs->heads);
	}
	for (unsigned i = 0; i < 3; i++)
		put_register(&ata->lba[i], address, (uint8_t)(value >> 8 * i),
			     (uint8_t)(value >> (24 + 8 * i)));
	if (address != ATA_LBA48)
		ata->device = (uint8_t)((ata->device & ~DEVICE_HEADS) | top);
}

static void put_left(struct ata *ata, uint32_t left)
{
	put_register(&ata->count, ata->transfer.address, (uint8_t)left, (uint8_t)(left >> 8));
}

/* The sector before the next one is the last that was transferred. */
static void put_progress(struct ata *ata)
{
	ata_put_address(ata, ata->transfer.address, ata->transfer.lba - 1);
	put_left(ata, ata->transfer.left);
}

static void fail_at(struct ata *ata, uint64_t lba)
{
	ata_put_address(ata, ata->transfer.address, lba);
	put_left(ata, ata->transfer.left - (uint32_t)(lba - ata->transfer.lba));
	ata_fail(ata, ERROR_IDNF);
}

static void take_ext(struct ata *ata)
{
	uint32_t count = (uint32_t)ata->count.previous << 8 | ata->count.recent;

	ata->transfer.address = ATA_LBA48;
	ata->transfer.left = count ? count : 65536;
	ata->transfer.lba = lba48(ata);
	ata->transfer.limit = ata->disk->sectors;
}

static void take_28(struct ata *ata)
{
	struct ata_transfer *transfer = &ata->transfer;

	transfer->left = ata->count.recent ? ata->count.recent : 256;
	if (ata->device & DEVICE_LBA) {
		transfer->address = ATA_LBA28;
		transfer->lba = (uint64_t)(ata->device & DEVICE_HEADS) << 24 | lba_registers(ata->lba);
		transfer->limit = ata_lba28_sectors(ata);
	} else {
		transfer->address = ATA_CHS;
		transfer->lba = chs_to_lba(ata);
		transfer->limit = chs_sectors(&ata->translation);
	}
}

bool ata_transfer_address(struct ata *ata, bool ext)
{
	ata->standby = false;
	if (ext)
		take_ext(ata);
	else
		take_28(ata);
	if (ata->transfer.lba < ata->transfer.limit)
		return true;
	/* The registers hold the address that failed already. */
	ata_fail(ata, ERROR_IDNF);
	return false;
}

/* ---- blocks */

static uint32_t block_sectors(const struct ata_transfer *transfer)
{
	return transfer->left < transfer->block_sectors ? transfer->left : transfer->block_sectors;
}

static void offer_block(struct ata *ata, enum ata_direction direction, uint32_t sectors, bool interrupt)
{
	ata->transfer.direction = direction;
	ata->transfer.at = 0;
	ata->transfer.len = sectors * DISK_SECTOR;
	ata_set_status(ata, STATUS_IDLE | STATUS_DRQ, interrupt);
}

/* Every block of a read comes with an interrupt, and nothing after the last (9.5). */
static void read_block(struct ata *ata)
{
	struct ata_transfer *transfer = &ata->transfer;
	uint32_t sectors = block_sectors(transfer);

	if (!sectors) {
		transfer->direction = ATA_IDLE;
		ata_set_status(ata, STATUS_IDLE, false);
		return;
	}
	if (sectors > transfer->limit - transfer->lba) {
		fail_at(ata, transfer->limit);
		return;
	}
	for (uint32_t i = 0; i < sectors; i++)
		disk_read(ata->disk, transfer->lba + i, transfer->buffer + (size_t)i * DISK_SECTOR);
	transfer->lba += sectors;
	transfer->left -= sectors;
	put_progress(ata);
	offer_block(ata, ATA_IN, sectors, true);
}

void ata_transfer_read(struct ata *ata, uint32_t sectors)
{
	ata->transfer.block_sectors = sectors;
	read_block(ata);
}

void ata_transfer_buffer(struct ata *ata)
{
	ata->transfer.left = 0;
	offer_block(ata, ATA_IN, 1, true);
}

/* The first block of a write is asked for without an interrupt; each one then ends with one (9.6). */
void ata_transfer_write(struct ata *ata, uint32_t sectors)
{
	ata->transfer.block_sectors = sectors;
	offer_block(ata, ATA_OUT, block_sectors(&ata->transfer), false);
}

static void write_block(struct ata *ata)
{
	struct ata_transfer *transfer = &ata->transfer;

	for (const uint8_t *from = transfer->buffer; from < transfer->buffer + transfer->len;
	     from += DISK_SECTOR) {
		if (transfer->lba >= transfer->limit) {
			fail_at(ata, transfer->lba);
			return;
		}
		disk_write(ata->disk, transfer->lba, from);
		transfer->lba++;
		transfer->left--;
	}
	put_progress(ata);
	if (!transfer->left)
		ata_done(ata);
	else if (transfer->lba >= transfer->limit)
		fail_at(ata, transfer->lba);
	else
		offer_block(ata, ATA_OUT, block_sectors(transfer), true);
}

void ata_transfer_verify(struct ata *ata)
{
	struct ata_transfer *transfer = &ata->transfer;

	if (transfer->left > transfer->limit - transfer->lba) {
		fail_at(ata, transfer->limit);
		return;
	}
	transfer->lba += transfer->left;
	transfer->left = 0;
	put_progress(ata);
	ata_done(ata);
}

uint16_t ata_transfer_in(struct ata *ata)
{
	struct ata_transfer *transfer = &ata->transfer;
	uint16_t word;

	if (transfer->direction != ATA_IN)
		return 0xffff;
	word = (uint16_t)(transfer->buffer[transfer->at] | transfer->buffer[transfer->at + 1] << 8);
	transfer->at += 2;
	if (transfer->at == transfer->len)
		read_block(ata);
	return word;
}

void ata_transfer_out(struct ata *ata, uint16_t word)
{
	struct ata_transfer *transfer = &ata->transfer;

	if (transfer->direction != ATA_OUT)
		return;
	transfer->buffer[transfer->at] = (uint8_t)word;
	transfer->buffer[transfer->at + 1] = (uint8_t)(word >> 8);
	transfer->at += 2;
	if (transfer->at == transfer->len)
		write_block(ata);
}
