/* A machine as a request describes it: the VM with its memory and image, and the devices on its bus. */
#ifndef RUN_BOARD_H
#define RUN_BOARD_H

#include <stdbool.h>

#include "dev/bus.h"
#include "dev/debug_ports.h"
#include "dev/sink.h"
#include "run/kept.h"
#include "run/memory.h"
#include "run/pc.h"
#include "run/request.h"
#include "run/tick.h"
#include "vm/vm.h"

struct board {
	const struct request *request;
	struct vm *vm;
	struct bus bus;
	struct memory memory;
	struct sink_budget output;
	struct sink console, serial, post;
	struct debug_ports ports;
	struct pc pc;
	bool strict;
	bool is_stepped;    /* the guest's cycles are none of its own: time is in `beside_ns` alone */
	uint64_t beside_ns; /* virtual time that passed while the guest did not run: waiting, the ISA bus */
	uint64_t waited_ns; /* of it, what the guest's TSC does not have yet */

	/* With KVM's irqchip virtual time is that of the host since `start_ns`, and a HLT is looked for. */
	uint64_t start_ns;
	uint64_t look_ns;      /* how long the guest runs until the next look */
	bool is_halted;        /* at the last look, and it has not run since: */
	uint64_t halted_ns;    /*   since when at the latest, of the clock */
	uint64_t halted_exits; /*   of vm_exits() then */
	bool seems_asleep;     /*   nothing could wake it */
	int injected;          /* the vector of the interrupt that the next vm_run delivers; -1: none */
	/* Counted while it runs; copied into the result. */
	uint64_t rom_writes, stray_ports, stray_mmio;
	struct access stray;
	bool has_stray;
};

/*
 * Build it, with the image loaded, in a VM of `kept` where there is one that fits (`kept` may be NULL). The
 * regions of memory are warm then; NULL: all are. The devices point into `board` and the request: neither
 * must be moved.
 */
int board_init(struct board *board, int kvm_fd, struct kept *kept, struct tick *tick,
	       const struct vm_regions *regions, const struct request *request, struct err *err);
void board_fini(struct board *board);

/* Ready for the first instruction: measures what a start costs KVM, and sets the registers. */
int board_start(struct board *board, struct err *err);

/* Before each vm_run: an interrupt that is to be delivered is, or the guest will exit when it can be. */
int board_before_run(struct board *board, struct err *err);

/*
 * Virtual time until a device has an interrupt for the guest, or until it is time to look whether the guest
 * is halted; UINT64_MAX: there is none to come.
 */
uint64_t board_ahead_ns(const struct board *board);

/* What the guest's TSC is to be, as virtual time has it. */
uint64_t board_tsc(const struct board *board);

/* Virtual time goes on by what the guest ran, and the devices with it. */
void board_pass_time(struct board *board);

/*
 * After each vm_run: time goes on, and a HLT that KVM's local APIC keeps to itself becomes an exit.
 */
void board_after_run(struct board *board, struct vm_exit *exit);

/* Then: serve the writes that KVM collected. None of them ends the run: there is room for their bytes. */
void board_coalesced(struct board *board);

/*
 * Serve a port or memory access of the guest; a read fills exit->data. `stop` is filled where it ends the
 * run: an exit port, a spent output budget, a CPU reset without a BIOS, or a stray access on a strict
 * machine. Returns 1 where it does, -1 on failure.
 */
int board_access(struct board *board, const struct vm_exit *exit, struct stop *stop, struct err *err);

/*
 * The guest has executed HLT: go on to its next interrupt, or with KVM's irqchip let it wait for that. False
 * where none can come.
 */
bool board_wait(struct board *board, bool interrupts_on);

#endif
