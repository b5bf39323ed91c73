/* The 256 words of IDENTIFY DEVICE (8.15), with the obsolete ones that old BIOSes read. */
#include <stddef.h>
#include <string.h>

#include "dev/ata_impl.h"

struct word {
	uint8_t number;
	uint16_t value;
};

/* Bits of words 82 and 85. */
#define NOP         0x4000
#define LOOK_AHEAD  0x0040
#define WRITE_CACHE 0x0020
#define POWER       0x0008 /* power management */

/* Words 83, 84, 87 and 93 are valid where bits 15 and 14 are 01. */
#define VALID   0x4000
#define FLUSHES 0x3000 /* words 83 and 86: FLUSH CACHE and FLUSH CACHE EXT */
#define LBA48   0x0400

static const struct word fixed_words[] = {
	{0, 0x0040}, /* a disk, not removable */
	{2, 0xc837}, /* spins up by itself, and this answer is complete */
	{47, 0x8000 | ATA_MULTIPLE_MAX},
	{49, 0x0e00}, /* IORDY, which can be disabled, and LBA; no DMA, no standby timer */
	{50, VALID},
	{51, 0x0200}, /* PIO mode 2 (ATA-4); word 64 has the faster ones */
	{53, 0x0003}, /* words 54-58 and 64-70 are valid */
	{63, 0},      /* no multiword DMA */
	{64, 0x0003}, /* PIO modes 3 and 4 */
	{65, 0},      /* no cycle times of DMA */
	{66, 0},
	{67, 120}, /* ns, the shortest PIO cycle, without and with IORDY */
	{68, 120},
	{80, 0x0070}, /* ATA/ATAPI-4, 5 and 6 */
	{81, 0},      /* no minor version reported */
	{82, NOP | LOOK_AHEAD | WRITE_CACHE | POWER},
	{83, VALID | FLUSHES | LBA48},
	{84, VALID},
	{86, FLUSHES | LBA48},
	{87, VALID},
	{93, VALID | 0x004b}, /* device 0 by jumper, passed; it answers for device 1 */
};

static void put_word(uint8_t *bytes, unsigned number, uint64_t value)
{
	bytes[2 * number] = (uint8_t)value;
	bytes[2 * number + 1] = (uint8_t)(value >> 8);
}

static void put_words(uint8_t *bytes, unsigned first, unsigned count, uint64_t value)
{
	for (unsigned i = 0; i < count; i++)
		put_word(bytes, first + i, value >> 16 * i);
}

/* Left-justified, padded with spaces; the first character of a pair is the high byte of its word. */
static void put_text(uint8_t *bytes, unsigned first, unsigned count, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < (size_t)count * 2; i++)
		bytes[2 * first + (i ^ 1)] = i < len ? (uint8_t)text[i] : ' ';
}

/* The default translation, the current one, and what each way of addressing reaches. */
static void put_size(const struct ata *ata, uint8_t *bytes)
{
	const struct disk_geometry *own = &ata->disk->geometry, *chs = &ata->translation;

	put_word(bytes, 1, own->cylinders);
	put_word(bytes, 3, own->heads);
	put_word(bytes, 6, own->sectors);
	put_word(bytes, 54, chs->cylinders);
	put_word(bytes, 55, chs->heads);
	put_word(bytes, 56, chs->sectors);
	put_words(bytes, 57, 2, (uint64_t)chs->cylinders * chs->heads * chs->sectors);
	put_words(bytes, 60, 2, ata_lba28_sectors(ata));
	put_words(bytes, 100, 4, ata->disk->sectors);
}

/* Word 255: with its signature A5h all 512 bytes add up to 0. */
static void put_checksum(uint8_t *bytes)
{
	uint8_t sum = 0xa5;

	for (size_t i = 0; i < DISK_SECTOR - 2; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[DISK_SECTOR - 2] = 0xa5;
	bytes[DISK_SECTOR - 1] = (uint8_t)-sum;
}

void ata_identify(const struct ata *ata, uint8_t bytes[DISK_SECTOR])
{
	memset(bytes, 0, DISK_SECTOR);
	for (size_t i = 0; i < sizeof fixed_words / sizeof *fixed_words; i++)
		put_word(bytes, fixed_words[i].number, fixed_words[i].value);
	put_text(bytes, 10, 10, "RK00000001");
	put_text(bytes, 23, 4, "1.0");
	put_text(bytes, 27, 20, "romkit disk");
	put_size(ata, bytes);
	if (ata->multiple_sectors)
		put_word(bytes, 59, 0x0100 | ata->multiple_sectors);
	put_word(bytes, 85,
		 NOP | POWER | (ata->look_ahead ? LOOK_AHEAD : 0) | (ata->write_cache ? WRITE_CACHE : 0));
	put_checksum(bytes);
}
