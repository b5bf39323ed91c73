/* Why a run ended: the words that a case file, a result and a report share. */
#ifndef CASE_STOP_H
#define CASE_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum stop_kind {
	STOP_HALT,     /* HLT with interrupts off */
	STOP_IDLE,     /* HLT with interrupts on and nothing armed that could end it */
	STOP_EXIT,     /* the guest wrote to an exit port; has a value */
	STOP_SHUTDOWN, /* triple fault */
	STOP_CYCLES,   /* a budget was spent: cycles, time, output, disk */
	STOP_TIME,
	STOP_OUTPUT,
	STOP_DISK,
	STOP_STRAY,     /* machine: strict, and an access to something undeclared */
	STOP_EMULATION, /* KVM could not emulate an instruction */
	STOP_ENTRY,     /* the CPU refused the guest state */
	STOP_RESET,     /* asked for a CPU reset, and the machine has no ROM at its reset vector */
	STOP_UNKNOWN,   /* any other KVM exit; the number is in the result */
	STOP_KINDS
};

struct stop {
	enum stop_kind kind;
	uint64_t value; /* of STOP_EXIT */
};

const char *stop_name(enum stop_kind kind);

/* One sentence for a person: "halted with interrupts off". */
const char *stop_meaning(enum stop_kind kind);

/* "halt", "exit 0x10" …; an unknown word is an error that suggests the nearest. */
int stop_parse(const char *text, struct stop *out, struct err *err);
void stop_print(const struct stop *stop, struct buf *out);

#endif
