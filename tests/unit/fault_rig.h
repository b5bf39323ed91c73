/* One instruction in a guest_rig, and what is to come of it. */
#ifndef UNIT_FAULT_RIG_H
#define UNIT_FAULT_RIG_H

#include <check.h>
#include <stdlib.h>

#include "autopsy/fault.h"
#include "guest_rig.h"
#include "x86/mode.h"

/* Descriptors of flat segments (SDM vol. 3, figure 3-8). */
#define CODE0  0x00cf9b000000ffffull
#define DATA0  0x00cf93000000ffffull
#define CODE3  0x00cffb000000ffffull
#define DATA3  0x00cff3000000ffffull
#define CODE64 0x00af9b000000ffffull
#define ABSENT (~(0x80ull << 40)) /* to be ANDed */

#define RIG_GDT 0x22000u

struct fault_rig {
	struct guest_rig guest;
	struct fetch fetch;
	struct exception ex;
};

static inline void fault_rig_gdt(struct fault_rig *rig, const uint64_t *entries, unsigned count)
{
	memcpy(rig->guest.ram + RIG_GDT, entries, count * sizeof *entries);
	rig->guest.state.gdtr = (struct x86_dtable){RIG_GDT, (uint16_t)(count * 8 - 1)};
}

static inline void fault_rig_cpl_3(struct fault_rig *rig)
{
	rig->guest.state.seg[X86_CS].attr |= X86_ATTR_DPL(3);
	rig->guest.state.seg[X86_SS].attr |= X86_ATTR_DPL(3);
}

/* Put the bytes ("8ed8") at CS:RIP, unless there is paging, and try them. */
static inline enum check fault_rig_try(struct fault_rig *rig, const char *hex)
{
	const struct x86_state *state = &rig->guest.state;
	uint64_t at = x86_mode(state) == X86_MODE_LONG ? state->rip : state->seg[X86_CS].base + state->rip;

	for (; *hex; hex += 2) {
		char digits[3] = {hex[0], hex[1]};

		rig->guest.ram[at++] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return fault_predict(&rig->guest.guest, &rig->fetch, &rig->ex);
}

static inline void fault_rig_fine(struct fault_rig *rig, const char *hex)
{
	enum check check = fault_rig_try(rig, hex);

	ck_assert_msg(check == CHECK_FINE, "%s: %d %s", hex, check, check == CHECK_RAISED ? rig->ex.why : "");
}

static inline void fault_rig_raises(struct fault_rig *rig, const char *hex, uint8_t vector, uint32_t error,
				    const char *why)
{
	enum check check = fault_rig_try(rig, hex);

	ck_assert_msg(check == CHECK_RAISED, "%s: nothing, and not: %s", hex, why);
	ck_assert_msg(rig->ex.vector == vector && rig->ex.error == error, "%u(0x%x): %s", rig->ex.vector,
		      rig->ex.error, rig->ex.why);
	ck_assert_msg(strstr(rig->ex.why, why), "%s", rig->ex.why);
}

#endif
