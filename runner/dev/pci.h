/*
 * PCI configuration mechanism 1 (PCI Local Bus Specification 2.1 and 3.0, 3.2.2.3.2): an address register at
 * 0xCF8, which only a dword access reaches, and a window of four bytes at 0xCFC. There is bus 0 only. What is
 * not there reads as all ones, and writes to it are lost.
 *
 * The PIIX3's reset control register lies between, at 0xCF9 (Intel 290550, RC): SRST is bit 1, RCPU bit 2,
 * and RCPU going from 0 to 1 resets. So a byte at 0xCF9 is that register, also that byte of a word at 0xCF8;
 * all else at 0xCF8 to 0xCFB that is no dword at 0xCF8 reaches nobody.
 */
#ifndef DEV_PCI_H
#define DEV_PCI_H

#include <stdint.h>

#include "base/err.h"
#include "dev/bus.h"
#include "dev/line.h"

#define PCI_CONFIG_BYTES  256
#define PCI_FUNCTIONS_MAX 8

/* Bits of a reset control register, RC of the PIIX3 and TRC of the 440FX alike. */
#define PCI_RESET_SRST 0x02
#define PCI_RESET_RCPU 0x04

/*
 * One function: its configuration space, and which bits of it can be written. A base address register of size
 * N has the bits above N writable and so shows its size to who writes ones. Zeroed is all zeros, read-only.
 *
 * `changed`, where it is not NULL, is called for each byte that a write changed, lowest first, when all bytes
 * of that write are in; it may alter `config`.
 */
struct pci_function {
	uint8_t config[PCI_CONFIG_BYTES];
	uint8_t writable[PCI_CONFIG_BYTES];
	void (*changed)(void *owner, uint8_t offset, uint8_t before);
	void *owner;
};

struct pci_place {
	uint8_t devfn; /* device in bits 7 to 3, function in 2 to 0 */
	struct pci_function *function;
};

struct pci {
	uint32_t address; /* the address register */
	uint8_t reset_control;
	struct line reset;
	struct pci_place places[PCI_FUNCTIONS_MAX];
	unsigned count;
};

/* Ports 0xCF8, 0xCF9 and 0xCFC to 0xCFF; no function yet. `reset` is pulsed: high and at once low again. */
int pci_attach(struct pci *pci, struct bus *bus, struct line reset, struct err *err);

/* Put a function on bus 0. It is not owned and stays where it is. A place taken, or none left, is an error.
 */
int pci_add(struct pci *pci, uint8_t device, uint8_t number, struct pci_function *function, struct err *err);

/* Store a value in little-endian order, whether writable or not; for setting up. */
void pci_put(struct pci_function *function, uint8_t offset, uint8_t size_bytes, uint32_t value);

#endif
