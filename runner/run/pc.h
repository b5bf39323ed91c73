/*
 * The devices of a PC on a board's port bus: interrupt controllers, timers, clock, keyboard, serial port,
 * disk, chipset; on virtual time, and wired to each other. What the guest does to its memory through them
 * (A20, shadow RAM) and that it asks for a CPU reset is seen to by whoever runs it.
 */
#ifndef RUN_PC_H
#define RUN_PC_H

#include <stdbool.h>
#include <stdint.h>

#include "dev/ata.h"
#include "dev/bus.h"
#include "dev/disk.h"
#include "dev/fw_cfg.h"
#include "dev/i440fx.h"
#include "dev/i8042.h"
#include "dev/pic.h"
#include "dev/pit.h"
#include "dev/port92.h"
#include "dev/rtc.h"
#include "dev/sink.h"
#include "dev/uart.h"
#include "dev/vga.h"
#include "run/memory.h"
#include "run/request.h"

struct pc {
	struct vtime time;
	struct pics pics;
	struct pit pit;
	struct rtc rtc;
	struct i8042 keyboard;
	struct port92 port92;
	struct uart com1;
	struct vga vga;
	struct disk disk;
	struct ata ata;
	struct i440fx chipset;
	struct fw_cfg fw_cfg;
	char **rom_names; /* files of fw_cfg */
	size_t rom_count;

	struct vtime_alarm look; /* whoever types looks at the screen */

	struct memory *memory; /* not owned */
	bool kernel_chips; /* KVM has the interrupt controllers and the timer: `pics` and `pit` are not there
			    */
	unsigned a20_open; /* a bit for each source that holds the gate open */
	bool wants_reset;  /* the guest asked for a CPU reset; for the caller to clear */
	bool failed;       /* KVM refused something: `failure` says what */
	struct err failure;
};

/*
 * All of them, as the request wants them. Both sinks are listened to. Neither `pc` nor the request may go or
 * move while the bus is used.
 */
int pc_attach(struct pc *pc, struct bus *bus, struct sink *console, struct sink *serial,
	      struct memory *memory, const struct request *request, struct err *err);
void pc_fini(struct pc *pc);

/* Append SCREEN_BYTES of cells that the text screen shows. False where the machine has no memory there. */
bool pc_screen(const struct pc *pc, struct buf *out);

/* Whether a key waits for what the guest writes. */
bool pc_awaits_output(const struct pc *pc);

/* The guest runs on, and may change its screen. */
void pc_guest_runs(struct pc *pc);

/*
 * When the next alarm rings that the interrupt controllers would let through, or that may interrupt where KVM
 * has those; VTIME_NEVER: none is armed, or an interrupt is pending already.
 */
uint64_t pc_next_interrupt_ns(const struct pc *pc);

/* Where KVM has the interrupt controllers: bit n is set where an alarm is armed that can raise IRQ n. */
uint32_t pc_armed_irqs(const struct pc *pc);

/* Go on to `now_ns`, during which the guest did not touch a device. Costs the same for any distance. */
void pc_advance(struct pc *pc, uint64_t now_ns);

/*
 * The CPU waits for an interrupt: go on in time until there is one. False where none can ever come: nothing
 * is armed that the interrupt controllers would let through, or not before VTIME_END. A source that they
 * would let through raises an interrupt after a few alarms at the most, so this ends soon whatever the guest
 * has set up.
 */
bool pc_wait(struct pc *pc);

#endif
