/* What came of one run: plain data, no pointer into a VM. This is what crosses from a worker to the parent.
 */
#ifndef RUN_RESULT_H
#define RUN_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/input.h"
#include "case/machine.h"
#include "case/stop.h"
#include "x86/screen.h"
#include "x86/state.h"

/* What counted the cycles. */
enum cycle_source {
	CYCLES_PMU, /* perf_event_open on the vCPU thread, guest only */
	CYCLES_TSC, /* the TSC around KVM_RUN, less the fixed cost of an exit */
	CYCLES_BOX, /* the same in the box, where a cycle is an instruction and the kernel's tick is held back
		     */
};

/* Where the registers come from. */
enum state_source {
	STATE_FINAL,    /* read when the run had stopped */
	STATE_REPLAYED, /* KVM had reset the vCPU (triple fault): the last state that single-stepping saw */
	STATE_LOST, /* KVM had reset the vCPU and the replay did not get there: the state is the reset one */
};

/* An access to something that is not there, or a write to read-only memory. */
struct access {
	uint64_t addr;  /* port number or guest physical address */
	uint64_t value; /* written, 0 for a read */
	uint8_t size_bytes;
	bool is_mmio;
	bool is_write;
};

struct memory_range {
	uint64_t gpa;
	size_t len;
	uint8_t *bytes; /* `len` bytes; NULL in a request */
	bool readable;  /* false: (part of) the range is not memory */
};

/* A sector of the disk that differs from the image. */
struct disk_sector {
	uint64_t lba;
	uint8_t bytes[512];
};

/* What came to nothing of an input (base/input.h) that the machine had. */
struct result_input {
	uint64_t unsent_bytes;
	enum input_kind awaited; /* INPUT_SEND: nothing was waited for when the run ended */
	unsigned line;           /* of that wait in the case's file; 0: in none */
	struct buf text;         /* that was waited for */
};

struct result {
	struct stop stop;
	struct budget budget; /* as it was granted, for messages */
	uint64_t cycles;
	enum cycle_source cycle_source;
	bool cycles_exact; /* the same in every run, to the last one: only CYCLES_BOX, see vm_cycles_pure() */
	uint64_t wall_ns;
	uint64_t guest_ns; /* virtual time at the end: what a PC's clock would have shown */
	struct buf console, serial, post;

	enum state_source state_source;
	struct x86_state state;
	struct x86_msr *msrs; /* those that were asked for, in that order */
	size_t msr_count;
	struct memory_range *memory; /* those that were asked for, in that order */
	size_t memory_count;

	struct disk_sector *disk; /* every sector that was changed, each once, lba ascending: of
				   * budget.disk_bytes at the most */
	size_t disk_count;
	uint64_t disk_sectors; /* all that the disk has; 0: no disk */
	struct buf screen; /* SCREEN_BYTES of cells where it was asked for and the machine has memory there */

	struct result_input serial_input, keys;

	/* An interrupt of a BIOS that the image calls and nobody serves, see firmware_missed(); 0: none, or
	 * the guest stopped by itself. */
	uint8_t missed_int;

	uint64_t rom_writes;  /* writes to read-only memory */
	uint64_t stray_ports; /* port accesses that nothing answered */
	uint64_t stray_mmio;  /* memory accesses that nothing answered */
	struct access stray;  /* the first of rom_writes, stray_ports and stray_mmio; with STOP_STRAY the one
				 that stopped it */

	uint8_t insn[15]; /* STOP_EMULATION: the bytes KVM could not emulate, where it told them */
	uint8_t insn_len;
	uint32_t exit_reason; /* STOP_ENTRY, STOP_EMULATION, STOP_UNKNOWN: KVM_EXIT_* (linux/kvm.h) */
	uint64_t exit_detail; /* hardware_entry_failure_reason, suberror or hardware_exit_reason */
};

void result_fini(struct result *result);

/*
 * All that must be the same in another run: how it stopped, streams, screen, every register, what was
 * captured of MSRs, memory and disk. For comparing; bytes stand as they are.
 */
void result_print_whole(const struct result *result, struct buf *out);

/* Cycles and guest time, which must be the same in any other run where they are exact, too. Not exact: "". */
void result_print_counts(const struct result *result, struct buf *out);

/*
 * What a person needs to know about how it stopped, in one or a few lines without a newline at the end: the
 * kind, the limit and the amount used of a budget, the bytes of an emulation failure, the stray access.
 */
void result_print_stop(const struct result *result, struct buf *out);

#endif
