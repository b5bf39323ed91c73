/* A processor with 1 MiB of RAM, a device at 0xA0000 and nothing above: for tests of the rules in x86 and
 * autopsy. */
#ifndef UNIT_GUEST_RIG_H
#define UNIT_GUEST_RIG_H

#include <string.h>

#include "x86/bits.h"
#include "x86/guest.h"
#include "x86/start.h"

#define RIG_RAM        0x100000u
#define RIG_DEVICE     0xa0000u
#define RIG_DEVICE_END 0xb0000u

struct guest_rig {
	struct x86_state state;
	struct x86_guest guest;
	uint8_t ram[RIG_RAM];
};

static inline enum x86_storage rig_read(void *ctx, uint64_t gpa, void *out, size_t len)
{
	struct guest_rig *rig = ctx;

	if (gpa >= RIG_RAM)
		return X86_NOTHING;
	if (gpa >= RIG_DEVICE && gpa < RIG_DEVICE_END)
		return X86_DEVICE;
	memcpy(out, rig->ram + gpa, len);
	return X86_STORED;
}

/* The start state with its tables; all other memory is 0. */
static inline void rig_init(struct guest_rig *rig, enum start_state start)
{
	memset(rig, 0, sizeof *rig);
	start_registers(start, &rig->state);
	start_tables(start, rig->ram + START_TABLES_GPA);
	rig->guest = (struct x86_guest){.state = &rig->state, .read = rig_read, .ctx = rig};
}

static inline void rig_put16(struct guest_rig *rig, uint64_t gpa, uint16_t value)
{
	memcpy(rig->ram + gpa, &value, sizeof value);
}

static inline void rig_put32(struct guest_rig *rig, uint64_t gpa, uint32_t value)
{
	memcpy(rig->ram + gpa, &value, sizeof value);
}

static inline void rig_put64(struct guest_rig *rig, uint64_t gpa, uint64_t value)
{
	memcpy(rig->ram + gpa, &value, sizeof value);
}

#endif
