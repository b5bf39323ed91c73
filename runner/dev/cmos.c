#include "dev/cmos.h"

#define KIB (1ull << 10)
#define MIB (1ull << 20)

#define DISK_TYPES      0x12 /* high nibble: the first disk; 15: see DISK_TYPE */
#define EQUIPMENT       0x14
#define BASE_KIB        0x15
#define EXTENDED_KIB    0x17
#define DISK_TYPE       0x19
#define DISK_GEOMETRY   0x1b
#define CHECKSUM_FIRST  0x10
#define CHECKSUM_LAST   0x2d
#define CHECKSUM        0x2e /* high byte first, alone among the words here */
#define EXTENDED_KIB_2  0x30 /* as the power-on test found it */
#define ABOVE_16M_64KIB 0x34
#define BOOT_ORDER      0x3d /* SeaBIOS: low nibble first; 2 is the hard disk */

#define EQUIPMENT_FPU       0x02
#define EQUIPMENT_COLOUR_80 0x20
#define EQUIPMENT_FLOPPIES  0x00
#define DISK_TYPE_USER      47

static uint64_t capped(uint64_t value, uint64_t most)
{
	return value < most ? value : most;
}

static uint64_t above(uint64_t bytes, uint64_t floor_bytes, uint64_t unit_bytes)
{
	return bytes > floor_bytes ? capped((bytes - floor_bytes) / unit_bytes, 0xffff) : 0;
}

static void put_word(uint8_t *at, uint64_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

/* Type 47: cylinders, heads, write precompensation (none), control, landing zone, sectors a track. */
static void fill_disk(uint8_t *ram, const struct rtc_config *config)
{
	uint8_t *disk = ram + DISK_GEOMETRY;

	ram[DISK_TYPES] = 0xf0;
	ram[DISK_TYPE] = DISK_TYPE_USER;
	put_word(disk, config->cylinders);
	disk[2] = (uint8_t)capped(config->heads, 0xff);
	put_word(disk + 3, 0xffff);
	disk[5] = 0xc0 | (config->heads > 8 ? 0x08 : 0); /* no retries; more than eight heads */
	put_word(disk + 6, config->cylinders);
	disk[8] = (uint8_t)capped(config->sectors, 0xff);
	ram[BOOT_ORDER] = 0x02;
}

void cmos_fill(uint8_t ram[128], const struct rtc_config *config)
{
	uint64_t extended_kib = above(config->memory_bytes, MIB, KIB);
	unsigned sum = 0;

	ram[EQUIPMENT] = EQUIPMENT_FLOPPIES | EQUIPMENT_COLOUR_80 | EQUIPMENT_FPU;
	put_word(ram + BASE_KIB, capped(config->memory_bytes / KIB, 640));
	put_word(ram + EXTENDED_KIB, extended_kib);
	put_word(ram + EXTENDED_KIB_2, extended_kib);
	put_word(ram + ABOVE_16M_64KIB, above(config->memory_bytes, 16 * MIB, 64 * KIB));
	if (config->has_disk)
		fill_disk(ram, config);
	for (unsigned i = CHECKSUM_FIRST; i <= CHECKSUM_LAST; i++)
		sum += ram[i];
	ram[CHECKSUM] = (uint8_t)(sum >> 8);
	ram[CHECKSUM + 1] = (uint8_t)sum;
}
