/*
 * A port bus as ISA has it: devices own ranges of 8-bit ports, and an access wider than a byte reaches
 * consecutive ports, lowest first. Where nothing answers a read gives all ones and a write is lost; both are
 * told to the caller. No globals; a bus lives in whoever owns it.
 */
#ifndef DEV_BUS_H
#define DEV_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define BUS_DEVICES_MAX 48

/*
 * `offset` is the port less the first one of the range. The owner is what was given to bus_attach.
 *
 * The wide ones are asked first, at every width, by the device at which the access starts. False: not taken
 * whole, so it is split into bytes. Each may be NULL: then it never takes anything.
 */
struct bus_ops {
	uint8_t (*read)(void *owner, uint16_t offset);
	void (*write)(void *owner, uint16_t offset, uint8_t value);
	bool (*read_wide)(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t *value);
	bool (*write_wide)(void *owner, uint16_t offset, uint8_t size_bytes, uint32_t value);
};

struct bus_range {
	uint16_t first;
	uint16_t count;
	const struct bus_ops *ops;
	void *owner;
};

/* Zeroed is empty. */
struct bus {
	struct bus_range ranges[BUS_DEVICES_MAX];
	unsigned count;
};

/* Add a device; overlapping another is an error, as is a full bus. */
int bus_attach(struct bus *bus, uint16_t first, uint16_t count, const struct bus_ops *ops, void *owner,
	       struct err *err);

/* Whether the port is a device's. */
bool bus_has(const struct bus *bus, uint16_t port);

/* One access of 1, 2 or 4 bytes. Returns false where not a single byte of it was answered. */
bool bus_read(const struct bus *bus, uint16_t port, uint8_t size_bytes, uint32_t *value);
bool bus_write(const struct bus *bus, uint16_t port, uint8_t size_bytes, uint32_t value);

#endif
