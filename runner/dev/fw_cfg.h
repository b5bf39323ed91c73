/*
 * QEMU's firmware configuration device on its I/O ports (QEMU, docs/specs/fw_cfg): a word written to 0x510
 * selects an item by its key and goes to its start; each byte read at 0x511 is the next one. Behind the end
 * of an item, and in one that is not there, all is 0. There is no DMA interface, and the id says so. Writes
 * of data are ignored, as QEMU ignores them.
 *
 * Numbers in items are little-endian, but those of the file directory are big-endian.
 *
 *   0x00 "QEMU"   0x01 id   0x03 bytes of RAM   0x05 CPUs: 1   0x0E boot menu: 0   0x0F most CPUs: 1
 *   0x19 file directory   0x20 and up: the files, in the order of the directory, which is that of their names
 *
 * Bit 14 of a key (write access) makes no difference, bit 15 (of the architecture) has no items.
 */
#ifndef DEV_FW_CFG_H
#define DEV_FW_CFG_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"

#define FW_CFG_FILES_MAX 32 /* with etc/e820, which romkit adds */
#define FW_CFG_NAME_MAX  55

#define FW_CFG_E820_NAME       "etc/e820"
#define FW_CFG_E820_BYTES      20 /* one entry: address and length of 8 bytes, type of 4 */
#define FW_CFG_DIR_ENTRY_BYTES 64

/* A file as the case gives it. Nothing is owned. */
struct fw_cfg_file {
	const char *name;
	const uint8_t *bytes;
	size_t len;
};

/* Owns no memory; ends with whatever it is in. */
struct fw_cfg {
	const uint8_t *item; /* what is selected, NULL: an item that is not there */
	size_t item_len;
	size_t at; /* next byte to read */
	uint8_t id[4], memory_bytes[8], one[2], zero[2];
	uint8_t e820[FW_CFG_E820_BYTES];
	struct fw_cfg_file files[FW_CFG_FILES_MAX]; /* by name: the first has key 0x20 */
	size_t file_count;
	uint8_t directory[4 + FW_CFG_FILES_MAX * FW_CFG_DIR_ENTRY_BYTES];
};

/*
 * Ports 0x510 and 0x511. The bytes of `files` outlive the bus. "etc/e820" is made, with the one RAM range
 * 0 to memory_bytes, unless it is among them. Errors: too many files, a name that is empty, too long or given
 * twice, a file of 4 GiB or more. `cfg` stays where it is as long as the bus is used.
 */
int fw_cfg_attach(struct fw_cfg *cfg, struct bus *bus, uint64_t memory_bytes, const struct fw_cfg_file *files,
		  size_t count, struct err *err);

#endif
