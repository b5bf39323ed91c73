/*
 * A second engine that executes a case: QEMU's TCG or Bochs, stepped one instruction at a time or let go. It
 * is a process of its own, which takes its commands from romkit alone, and is gone with it. Knows no case
 * and no KVM.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x86/cpuid.h"
#include "x86/state.h"

enum engine_kind { ENGINE_QEMU, ENGINE_BOCHS, ENGINE_KINDS };

/* "qemu", "bochs"; NULL at the end. */
extern const char *const engine_names[];

/* Bytes that are in its RAM before the first instruction. */
struct engine_load {
	uint64_t gpa;
	const void *bytes;
	size_t len;
};

#define ENGINE_LOADS_MAX     4
#define ENGINE_FIRMWARE_UNIT 65536u

/* What it is to be. Borrowed while it is started. */
struct engine_machine {
	/* Ends at 4 GiB and, its last 128 KiB, at 1 MiB. A whole number of units: both engines want that. The
	 * CPU starts at its reset vector, as after a reset. */
	const void *firmware;
	size_t firmware_len;
	uint64_t memory_bytes; /* RAM from 0; rounded up to whole MiB, as engines have no other */
	struct engine_load loads[ENGINE_LOADS_MAX];
	size_t load_count;
	enum cpu_model cpu;
	bool pci; /* an i440FX PC; else, as far as the engine can, RAM below 1 MiB but for the firmware */
	const char *disk; /* path of an image, which is not written to; NULL: none */
	bool steps;       /* it will be stepped, not let go */
};

#define ENGINE_NOWHERE UINT64_MAX

enum engine_event {
	ENGINE_STANDS,   /* before an instruction */
	ENGINE_SHUTDOWN, /* the CPU shut down: a triple fault */
	ENGINE_EXITED,   /* its process ended by the guest's doing, as by QEMU's exit port */
};

struct engine;

/* Stands before the instruction at the reset vector. `err` tells what to install where it is not there. */
int engine_start(enum engine_kind kind, const struct engine_machine *machine, struct engine **out,
		 struct err *err);
void engine_free(struct engine *engine); /* may be NULL */

/* "QEMU", "Bochs"; and with its version: "QEMU 7.2.22", "Bochs 2.7". */
const char *engine_name(const struct engine *engine);
const char *engine_title(const struct engine *engine);

/*
 * Execute one instruction, or one repetition of a string instruction. One that raises an exception, or calls
 * an interrupt, ends at the handler's first. HLT must
 * not be stepped: nothing would wake it.
 */
int engine_step(struct engine *engine, enum engine_event *event, struct err *err);

/* Whether its own interrupt controllers interrupt it all the same once they are programmed: writes to them
 * are not to be executed then. */
bool engine_interrupts_itself(const struct engine *engine);

/* General registers, RIP and RFLAGS: quick. The rest of `out` is left alone. */
int engine_registers(struct engine *engine, struct x86_state *out, struct err *err);
/* Those, and segments, descriptor tables, control registers and EFER. */
int engine_state(struct engine *engine, struct x86_state *out, struct err *err);

/* Physical memory; what is no RAM reads as the engine has it. A write to ROM may be ignored without an error.
 */
int engine_read(struct engine *engine, uint64_t gpa, void *bytes, size_t len, struct err *err);
int engine_write(struct engine *engine, uint64_t gpa, const void *bytes, size_t len, struct err *err);

/* Set a part of a general register, as an instruction would that has it as its destination: 1, 2 or 4 bytes
 * (4: the upper half becomes 0), `high` for AH to BH. */
int engine_set_gpr(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, bool high, uint64_t value,
		   struct err *err);
int engine_set_ip(struct engine *engine, uint64_t ip, struct err *err);

/*
 * Let it go, with its own devices and time, until it is about to execute the instruction at that linear
 * address, or for so long at the most. `reached`: it stands there. Afterwards nothing but this, one
 * step on, and reading works. ENGINE_NOWHERE is no place.
 */
int engine_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	      struct err *err);

/* Whether it is in a HLT, and waits for an interrupt. */
int engine_halted(struct engine *engine, bool *out, struct err *err);

/* Behind ENGINE_EXITED: the status of its process. QEMU's is (value << 1 | 1), of 8 bits, of a write to an
 * exit port. */
unsigned engine_exit_status(const struct engine *engine);

/* Append what the guest wrote to port 0xE9 and to COM1. */
void engine_console(struct engine *engine, struct buf *out);
void engine_serial(struct engine *engine, struct buf *out);

/* Append what the engine itself said of the guest since the last call, lines with newlines: why Bochs raised
 * an exception, for one. */
void engine_remarks(struct engine *engine, struct buf *out);

#endif
