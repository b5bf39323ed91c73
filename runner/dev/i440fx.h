/*
 * The chipset of a small PC as PCI shows it:
 *
 *   00:00.0  host bridge 82441FX, 8086:1237 (Intel 290549, 440FX PCIset). Its subsystem is 1AF4:1100, which
 * the chip itself has not: SeaBIOS takes this for QEMU's PC. 00:01.0  ISA bridge PIIX3, 8086:7000 (Intel
 * 290550, 82371SB), multifunction 00:01.1  IDE interface PIIX3, 8086:7010, where there is a disk
 *
 * Only what firmware needs does something: the PAM registers (through a callback), the reset registers, and
 * the lock of SMRAM. The others hold what is written, in the bits that the data sheets call R/W: no DRAM
 * rows, no timing, no interrupt routing, no SMM. There is no bus master: BAR 4 of the IDE interface is 0 and
 * cannot be written, and its ports are the compatibility ones (0x1F0, 0x3F6) whatever is in IDETIM and in the
 * command register. There is no USB, no power management and no VGA function.
 */
#ifndef DEV_I440FX_H
#define DEV_I440FX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/line.h"
#include "dev/pci.h"

/*
 * `pam` is called when the attributes of a segment changed: 0xF0000 with 64 KiB, and 0xC0000 to 0xEC000 with
 * 16 KiB each. Where an attribute is false, such accesses leave RAM alone and go to the PCI bus, which is
 * where the ROM is. At power-on all are false, and nothing is called. NULL: not interested.
 */
struct i440fx_config {
	bool has_disk;
	void (*pam)(void *owner, uint32_t gpa, uint32_t size_bytes, bool read_ram, bool write_ram);
	void *pam_owner;
	struct line reset; /* pulsed by RC at 0xCF9 and by TRC, register 0x93 of the host bridge */
};

struct i440fx {
	struct i440fx_config config;
	struct pci pci;
	struct pci_function host, isa, ide;
};

/* Power-on state. `chipset` stays where it is as long as the bus is used. */
int i440fx_attach(struct i440fx *chipset, struct bus *bus, const struct i440fx_config *config,
		  struct err *err);

#endif
