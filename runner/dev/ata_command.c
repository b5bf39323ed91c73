/* The commands of the ATA disk. Whatever is not in the table is aborted (clause 8). */
#include <stddef.h>

#include "dev/ata_impl.h"

/* CHS never reaches more, whatever the translation (ATA/ATAPI-5, 6.2). */
#define CHS_SECTORS_MAX 16514064

/* What a row of the table adds to what its function does. */
enum { EXT = 1, MULTIPLE = 2 };

struct command {
	uint8_t opcode;
	uint8_t variant;
	void (*run)(struct ata *ata, unsigned variant);
};

static void read_write(struct ata *ata, unsigned variant, void (*start)(struct ata *ata, uint32_t sectors))
{
	uint32_t sectors = variant & MULTIPLE ? ata->multiple_sectors : 1;

	if (!sectors)
		ata_fail(ata, ERROR_ABRT);
	else if (ata_transfer_address(ata, variant & EXT))
		start(ata, sectors);
}

static void run_read(struct ata *ata, unsigned variant)
{
	read_write(ata, variant, ata_transfer_read);
}

static void run_write(struct ata *ata, unsigned variant)
{
	read_write(ata, variant, ata_transfer_write);
}

static void run_verify(struct ata *ata, unsigned variant)
{
	if (ata_transfer_address(ata, variant & EXT))
		ata_transfer_verify(ata);
}

static void run_seek(struct ata *ata, unsigned variant)
{
	if (ata_transfer_address(ata, variant & EXT))
		ata_done(ata);
}

static void run_identify(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata_identify(ata, ata->transfer.buffer);
	ata_transfer_buffer(ata);
}

/* Flushes and the like: there is nothing to do. */
static void run_nothing(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata_done(ata);
}

static void run_diagnostic(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata_put_signature(ata);
	ata_done(ata);
}

/* Sector Count and the head bits give the sectors of a track and the last head (ATA/ATAPI-5, 8.16). */
static void run_translation(struct ata *ata, unsigned variant)
{
	const struct disk_geometry *own = &ata->disk->geometry;
	uint16_t heads = (uint16_t)((ata->device & DEVICE_HEADS) + 1), sectors = ata->count.recent;
	uint64_t total = ata->disk->sectors < CHS_SECTORS_MAX ? ata->disk->sectors : CHS_SECTORS_MAX;
	uint64_t cylinders;

	(void)variant;
	if (!sectors) {
		ata_fail(ata, ERROR_ABRT);
		return;
	}
	cylinders = total / ((uint64_t)heads * sectors);
	if (heads == own->heads && sectors == own->sectors)
		cylinders = own->cylinders;
	if (cylinders > 65535)
		cylinders = 65535;
	ata->translation = (struct disk_geometry){(uint16_t)cylinders, heads, sectors};
	ata_done(ata);
}

/* A power of two up to IDENTIFY word 47. 0 disables, and so does a count that is refused (ATA-3). */
static void run_set_multiple(struct ata *ata, unsigned variant)
{
	uint8_t sectors = ata->count.recent;
	bool is_good = sectors <= ATA_MULTIPLE_MAX && !(sectors & (sectors - 1));

	(void)variant;
	ata->multiple_sectors = is_good ? sectors : 0;
	if (is_good)
		ata_done(ata);
	else
		ata_fail(ata, ERROR_ABRT);
}

/* 00h and 01h are the default PIO mode, 08h to 0Ch PIO modes 0 to 4 (table of SET FEATURES). */
static bool is_pio_mode(uint8_t mode)
{
	return mode <= 0x01 || (mode >= 0x08 && mode <= 0x0c);
}

static void run_set_features(struct ata *ata, unsigned variant)
{
	(void)variant;
	switch (ata->features.recent) {
	case 0x02: ata->write_cache = true; break;
	case 0x82: ata->write_cache = false; break;
	case 0xaa: ata->look_ahead = true; break;
	case 0x55: ata->look_ahead = false; break;
	case 0x66: ata->keep_settings = true; break;
	case 0xcc: ata->keep_settings = false; break;
	case 0x03:
		if (is_pio_mode(ata->count.recent))
			break;
		/* fall through */
	default: ata_fail(ata, ERROR_ABRT); return;
	}
	ata_done(ata);
}

static void run_idle(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata->standby = false;
	ata_done(ata);
}

/* Its timer is not kept: words 49 and 50 of IDENTIFY DEVICE promise none. */
static void run_standby(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata->standby = true;
	ata_done(ata);
}

static void run_sleep(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata->asleep = true;
	ata_done(ata);
}

/* 00h is standby, FFh active or idle. */
static void run_check_power(struct ata *ata, unsigned variant)
{
	(void)variant;
	ata->count.recent = ata->standby ? 0x00 : 0xff;
	ata_done(ata);
}

/* Nothing is ever hidden behind the native end. */
static void run_native_max(struct ata *ata, unsigned variant)
{
	const struct disk_geometry *chs = &ata->translation;

	if (variant & EXT) {
		ata_put_address(ata, ATA_LBA48, ata->disk->sectors - 1);
	} else if (ata->device & DEVICE_LBA) {
		ata_put_address(ata, ATA_LBA28, ata_lba28_sectors(ata) - 1);
	} else if (chs->cylinders) {
		ata_put_address(ata, ATA_CHS, (uint64_t)chs->cylinders * chs->heads * chs->sectors - 1);
	} else {
		ata_fail(ata, ERROR_ABRT);
		return;
	}
	ata_done(ata);
}

static const struct command commands[] = {
	{0x10, 0, run_nothing}, /* RECALIBRATE, to ATA-3 */
	{0x20, 0, run_read},
	{0x21, 0, run_read}, /* without retries, to ATA-4 */
	{0x24, EXT, run_read},
	{0x27, EXT, run_native_max},
	{0x29, EXT | MULTIPLE, run_read},
	{0x30, 0, run_write},
	{0x31, 0, run_write},
	{0x34, EXT, run_write},
	{0x39, EXT | MULTIPLE, run_write},
	{0x40, 0, run_verify},
	{0x41, 0, run_verify},
	{0x42, EXT, run_verify},
	{0x70, 0, run_seek},
	{0x90, 0, run_diagnostic},
	{0x91, 0, run_translation}, /* INITIALIZE DEVICE PARAMETERS, to ATA-5 */
	{0xc4, MULTIPLE, run_read},
	{0xc5, MULTIPLE, run_write},
	{0xc6, 0, run_set_multiple},
	{0xe0, 0, run_standby}, /* STANDBY IMMEDIATE */
	{0xe1, 0, run_idle},    /* IDLE IMMEDIATE */
	{0xe2, 0, run_standby},
	{0xe3, 0, run_idle},
	{0xe5, 0, run_check_power},
	{0xe6, 0, run_sleep},
	{0xe7, 0, run_nothing}, /* FLUSH CACHE */
	{0xea, 0, run_nothing}, /* FLUSH CACHE EXT */
	{0xec, 0, run_identify},
	{0xef, 0, run_set_features},
	{0xf8, 0, run_native_max},
};

void ata_command(struct ata *ata, uint8_t opcode)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (commands[i].opcode == opcode) {
			commands[i].run(ata, commands[i].variant);
			return;
		}
	}
	/* NOP, DEVICE RESET, PACKET and IDENTIFY PACKET DEVICE too: a disk aborts them. */
	ata_fail(ata, ERROR_ABRT);
}
