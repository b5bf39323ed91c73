/* What the tests of the ATA disk share: a disk on a bus, and the ways to talk to it; one for each file. */
#ifndef UNIT_ATA_RIG_H
#define UNIT_ATA_RIG_H

#include <check.h>

#include "dev/ata.h"
#include "dev/bus.h"
#include "dev/disk.h"

/* Expectations are from AT Attachment - 6 (T13 1410D), and, where it leaves things open, from dev/ata.h. */

enum { DATA = 0x1f0, ERR, FEAT = ERR, COUNT, LOW, MID, HIGH, DEV, STATUS, CMD = STATUS, CONTROL = 0x3f6 };

#define ALT CONTROL

enum { READ = 0x20, READ_EXT = 0x24, WRITE = 0x30, WRITE_EXT = 0x34, READ_MULTIPLE = 0xc4 };
enum { WRITE_MULTIPLE = 0xc5, SET_MULTIPLE = 0xc6, VERIFY = 0x40, SEEK = 0x70, IDENTIFY = 0xec };
enum { SET_FEATURES = 0xef, TRANSLATE = 0x91, DIAGNOSE = 0x90, NATIVE_MAX = 0xf8, NATIVE_MAX_EXT = 0x27 };

#define LBA   0xe0
#define SLAVE 0xb0

#define IDLE 0x50 /* DRDY, DSC */
#define DRQ  0x58
#define FAIL 0x51
#define IDNF 0x10
#define ABRT 0x04

#define SRST 0x04
#define NIEN 0x02
#define HOB  0x80

/* An image of 20 sectors on a disk of 1008 (one cylinder, 16 heads, 63 sectors). */
#define IMAGE_SECTORS 20
#define SECTORS       1008

struct ata_rig {
	uint8_t image[IMAGE_SECTORS * 512];
	struct disk disk;
	struct bus bus;
	struct ata ata;
	bool irq;
	unsigned edges; /* how often the line went high */
};

static struct ata_rig ata_rig;

static inline void irq_set(void *owner, unsigned number, bool high)
{
	struct ata_rig *of = owner;

	ck_assert_uint_eq(number, 14);
	ck_assert(high != of->irq);
	of->irq = high;
	of->edges += high;
}

/* Each word of the image has the number of its sector (from 1) in its high byte, and its place in the low. */
static inline uint16_t image_word(uint32_t lba, unsigned word)
{
	return lba < IMAGE_SECTORS ? (uint16_t)((lba + 1) << 8 | (word & 0xff)) : 0;
}

/* A new machine; a geometry of zeros is the default one. */
static inline void attach(struct disk_geometry geometry)
{
	struct line line = {irq_set, &ata_rig, 14};
	struct err err;

	ata_rig = (struct ata_rig){0};
	for (uint32_t i = 0; i < IMAGE_SECTORS * 256; i++) {
		ata_rig.image[2 * i] = (uint8_t)image_word(i / 256, i % 256);
		ata_rig.image[2 * i + 1] = (uint8_t)(image_word(i / 256, i % 256) >> 8);
	}
	ck_assert_int_eq(disk_init(&ata_rig.disk, ata_rig.image, sizeof ata_rig.image, geometry, &err), 0);
	ck_assert_int_eq(ata_attach(&ata_rig.ata, &ata_rig.bus, &ata_rig.disk, line, &err), 0);
}

static inline void setup(void)
{
	attach((struct disk_geometry){0});
}

static inline void teardown(void)
{
	disk_fini(&ata_rig.disk);
}

static inline uint32_t in(uint16_t port, uint8_t size_bytes)
{
	uint32_t value;

	ck_assert(bus_read(&ata_rig.bus, port, size_bytes, &value));
	return value;
}

static inline uint8_t inb(uint16_t port)
{
	return (uint8_t)in(port, 1);
}

/* From and to the data port. */
static inline uint16_t inw(void)
{
	return (uint16_t)in(DATA, 2);
}

static inline void outb(uint16_t port, uint8_t value)
{
	ck_assert(bus_write(&ata_rig.bus, port, 1, value));
}

static inline void outw(uint16_t value)
{
	ck_assert(bus_write(&ata_rig.bus, DATA, 2, value));
}

/* Registers of a 28-bit command, by LBA or C/H/S, and of a 48-bit one; `device` without head or LBA bits. */
static inline void command(uint8_t opcode, uint8_t device, uint32_t address, uint8_t count)
{
	outb(DEV, (uint8_t)(device | (address >> 24 & 0x0f)));
	outb(COUNT, count);
	outb(LOW, (uint8_t)address);
	outb(MID, (uint8_t)(address >> 8));
	outb(HIGH, (uint8_t)(address >> 16));
	outb(CMD, opcode);
}

static inline void command_chs(uint8_t opcode, unsigned cylinder, unsigned head, unsigned sector,
			       uint8_t count)
{
	command(opcode, 0xa0, head << 24 | cylinder << 8 | sector, count);
}

static inline void command48(uint8_t opcode, uint64_t lba, uint16_t count)
{
	outb(DEV, 0x40);
	outb(COUNT, (uint8_t)(count >> 8));
	outb(COUNT, (uint8_t)count);
	for (unsigned i = 0; i < 3; i++) {
		outb((uint16_t)(LOW + i), (uint8_t)(lba >> (24 + 8 * i)));
		outb((uint16_t)(LOW + i), (uint8_t)(lba >> 8 * i));
	}
	outb(CMD, opcode);
}

/* The address that the registers show: LBA28 or the bytes of C/H/S; with the previous bytes LBA48. */
static inline uint32_t address28(void)
{
	return (uint32_t)(inb(DEV) & 0x0f) << 24 | (uint32_t)inb(HIGH) << 16 | (uint32_t)inb(MID) << 8 |
	       inb(LOW);
}

static inline uint64_t address48(uint32_t *count)
{
	uint64_t low = address28() & 0xffffff, high;

	*count = inb(COUNT);
	outb(CONTROL, HOB);
	high = address28() & 0xffffff;
	*count |= (uint32_t)inb(COUNT) << 8;
	outb(CONTROL, 0);
	return high << 24 | low;
}

/* Status is this and the interrupt is as said; then reading it has taken the interrupt. */
static inline void check_status(uint8_t status, bool irq)
{
	ck_assert_uint_eq(inb(ALT), status);
	ck_assert_int_eq(ata_rig.irq, irq);
	ck_assert_uint_eq(inb(STATUS), status);
	ck_assert(!ata_rig.irq);
}

static inline void check_error(uint8_t error)
{
	check_status(FAIL, true);
	ck_assert_uint_eq(inb(ERR), error);
}

/* Transfer a sector: the image's (or zeros), and one of words of `value`. */
static inline void read_sector(uint32_t lba)
{
	for (unsigned i = 0; i < 256; i++)
		ck_assert_uint_eq(inw(), image_word(lba, i));
}

static inline void write_sector(uint16_t value)
{
	for (unsigned i = 0; i < 256; i++)
		outw(value);
}

static inline void check_sector(uint64_t lba, uint16_t value)
{
	uint8_t bytes[512];

	ck_assert(disk_read(&ata_rig.disk, lba, bytes));
	for (unsigned i = 0; i < 256; i++)
		ck_assert_uint_eq(bytes[2 * i] | bytes[2 * i + 1] << 8, value);
}

static inline void check_unchanged(void)
{
	uint8_t bytes[512];
	uint64_t lba = 0;

	ck_assert(!disk_next_changed(&ata_rig.disk, &lba, bytes));
}

static inline void check_signature(void)
{
	static const uint8_t registers[] = {0x01, 0x01, 0x01, 0x00, 0x00, 0x00};

	for (uint16_t i = 0; i < sizeof registers; i++)
		ck_assert_uint_eq(inb((uint16_t)(ERR + i)), registers[i]);
}

static inline void identify(uint16_t words[256])
{
	outb(DEV, 0xa0);
	outb(CMD, IDENTIFY);
	check_status(DRQ, true);
	for (unsigned i = 0; i < 256; i++)
		words[i] = inw();
	check_status(IDLE, false);
}

#endif
