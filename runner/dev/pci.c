#include "dev/pci.h"

#include <stddef.h>

#define ADDRESS_PORT 0xcf8
#define RESET_PORT   0xcf9
#define DATA_PORT    0xcfc
#define DATA_PORTS   4

/* Bits 30 to 24, 1 and 0 are reserved and read as 0. */
#define ADDRESS_BITS   0x80fffffcu
#define ADDRESS_ENABLE 0x80000000u

static bool address_read(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value)
{
	const struct pci *pci = owner;

	(void)offset;
	if (size_bytes != 4)
		return false;
	*value = pci->address;
	return true;
}

static bool address_write(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct pci *pci = owner;

	(void)offset;
	if (size_bytes != 4)
		return false;
	pci->address = value & ADDRESS_BITS;
	return true;
}

static uint8_t reset_read(void *owner, uint16_t offset)
{
	(void)offset;
	return ((struct pci *)owner)->reset_control;
}

static void reset_write(void *owner, uint16_t offset, uint8_t value)
{
	struct pci *pci = owner;
	uint8_t before = pci->reset_control;

	(void)offset;
	pci->reset_control = value & (PCI_RESET_SRST | PCI_RESET_RCPU);
	if (!(pci->reset_control & ~before & PCI_RESET_RCPU))
		return;
	line_set(&pci->reset, true);
	line_set(&pci->reset, false);
}

/* The function that the address register points at, NULL where there is none. */
static struct pci_function *selected(const struct pci *pci)
{
	uint8_t bus = (uint8_t)(pci->address >> 16), devfn = (uint8_t)(pci->address >> 8);

	if (!(pci->address & ADDRESS_ENABLE) || bus)
		return NULL;
	for (unsigned i = 0; i < pci->count; i++) {
		if (pci->places[i].devfn == devfn)
			return pci->places[i].function;
	}
	return NULL;
}

static void config_write(struct pci_function *function, uint8_t offset, uint8_t size_bytes, uint32_t value)
{
	uint8_t before[DATA_PORTS] = {0};

	for (uint8_t i = 0; i < size_bytes; i++) {
		uint8_t *byte = &function->config[offset + i], mask = function->writable[offset + i];

		before[i] = *byte;
		*byte = (uint8_t)((*byte & ~mask) | ((value >> (8 * i)) & mask));
	}
	for (uint8_t i = 0; function->changed && i < size_bytes; i++) {
		if (function->config[offset + i] != before[i])
			function->changed(function->owner, (uint8_t)(offset + i), before[i]);
	}
}

/*
 * The window. It is 4-aligned, as the address is, so that an access inside it stays inside the 256 bytes. One
 * that leaves it is split by the bus into bytes. Where the enable bit is off the ports belong to nobody.
 */
static bool data_read_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value)
{
	const struct pci *pci = owner;
	const struct pci_function *function = selected(pci);
	uint8_t at = (uint8_t)((pci->address & 0xfc) + offset);

	if (!(pci->address & ADDRESS_ENABLE) || offset + size_bytes > DATA_PORTS)
		return false;
	*value = 0;
	for (uint8_t i = 0; i < size_bytes; i++)
		*value |= (uint32_t)(function ? function->config[at + i] : 0xff) << (8 * i);
	return true;
}

static bool data_write_wide(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value)
{
	struct pci *pci = owner;
	struct pci_function *function = selected(pci);

	if (!(pci->address & ADDRESS_ENABLE) || offset + size_bytes > DATA_PORTS)
		return false;
	if (function)
		config_write(function, (uint8_t)((pci->address & 0xfc) + offset), size_bytes, value);
	return true;
}

static uint8_t data_read(void *owner, uint16_t offset)
{
	uint32_t value;

	return data_read_wide(owner, offset, 1, &value) ? (uint8_t)value : 0xff;
}

static void data_write(void *owner, uint16_t offset, uint8_t value)
{
	data_write_wide(owner, offset, 1, value);
}

static const struct bus_ops address_ops = {.read_wide = address_read, .write_wide = address_write};
static const struct bus_ops reset_ops = {.read = reset_read, .write = reset_write};
static const struct bus_ops data_ops = {
	.read = data_read, .write = data_write, .read_wide = data_read_wide, .write_wide = data_write_wide};

int pci_attach(struct pci *pci, struct bus *bus, struct line reset, struct err *err)
{
	*pci = (struct pci){.reset = reset};
	if (bus_attach(bus, ADDRESS_PORT, 1, &address_ops, pci, err) < 0 ||
	    bus_attach(bus, RESET_PORT, 1, &reset_ops, pci, err) < 0)
		return -1;
	return bus_attach(bus, DATA_PORT, DATA_PORTS, &data_ops, pci, err);
}

int pci_add(struct pci *pci, uint8_t device, uint8_t number, struct pci_function *function, struct err *err)
{
	uint8_t devfn = (uint8_t)(device << 3 | number);

	if (device > 31 || number > 7)
		return err_set(err, "PCI: there is no place 00:%02x.%x", device, number);
	if (pci->count == PCI_FUNCTIONS_MAX)
		return err_set(err, "PCI: more than %d functions", PCI_FUNCTIONS_MAX);
	for (unsigned i = 0; i < pci->count; i++) {
		if (pci->places[i].devfn == devfn)
			return err_set(err, "PCI: two functions at 00:%02x.%x", device, number);
	}
	pci->places[pci->count++] = (struct pci_place){devfn, function};
	return 0;
}

void pci_put(struct pci_function *function, uint8_t offset, uint8_t size_bytes, uint32_t value)
{
	for (uint8_t i = 0; i < size_bytes; i++)
		function->config[(uint8_t)(offset + i)] = (uint8_t)(value >> (8 * i));
}
