/*
 * What a machine has where in its physical address space: RAM, the image, option ROMs; and what the guest can
 * change about it: the A20 gate and the shadow RAM of an i440FX.
 */
#ifndef RUN_MEMORY_H
#define RUN_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "run/request.h"
#include "vm/vm.h"

/* Option ROMs begin here, each at the next multiple of 2 KiB behind the one before (PnP BIOS specification).
 */
#define OPTION_ROM_GPA   0xc0000u
#define OPTION_ROM_ALIGN 2048u

/* 0xC0000 to 0xEFFFF in pieces of 16 KiB, and 0xF0000 to 0xFFFFF: the registers PAM1 to PAM6 and PAM0. */
#define SHADOW_SEGMENTS 13

struct shadow_segment {
	uint32_t gpa, size_bytes;
	uint8_t *rom; /* NULL: nothing answers */
	uint8_t *ram;
	bool rom_writable;
	bool read_ram, write_ram;
};

struct memory {
	struct vm *vm;
	uint64_t size_bytes;
	uint8_t *high; /* RAM from 1 MiB on, or NULL */
	struct shadow_segment shadow[SHADOW_SEGMENTS];
	bool has_shadow; /* a BIOS on an i440FX */
	bool a20_closed;
	bool changed; /* the guest has moved something: not as it was built */
};

/* More costs more to clear than to make anew. */
#define MEMORY_PLAIN_MAX (32ull << 20)

/* Whether it is RAM from 0 on and nothing else, and not more than that. */
bool memory_is_plain(const struct request *request);

/* Of plain memory, the regions that a run uses anyway: where the image, the tables and the stack are, and
 * what is read at its end. */
void memory_regions(const struct request *request, struct vm_regions *regions);

/* Everything that the machine of the request has, zeros but for nothing: contents come with memory_load. */
int memory_map(struct memory *memory, struct vm *vm, const struct request *request, struct err *err);

/* The same (on a zeroed struct), of a VM that was built for such a request before: nothing is mapped. */
void memory_of_kept(struct memory *memory, struct vm *vm, const struct request *request);

/* The image, romkit's own tables and the option ROMs. */
int memory_load(struct memory *memory, const struct request *request, struct err *err);

/* Address line 20 held low, or not. */
int memory_set_a20(struct memory *memory, bool open, struct err *err);

/* Attributes of a PAM register; does nothing on a machine without shadow RAM. */
int memory_set_shadow(struct memory *memory, uint32_t gpa, bool read_ram, bool write_ram, struct err *err);

/*
 * A write that the guest made to memory that it sees read-only, or not at all: true where it went to shadow
 * RAM behind it.
 */
bool memory_write_behind(struct memory *memory, uint64_t gpa, const uint8_t *bytes, size_t len);

#endif
