/* The machine and the budget that a case asks for: plain data, filled by the parser or by command line
 * options. */
#ifndef CASE_MACHINE_H
#define CASE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x86/cpuid.h"
#include "base/err.h"
#include "x86/reg.h"
#include "x86/start.h"

enum image_access { IMAGE_DEFAULT, IMAGE_READ_ONLY, IMAGE_WRITABLE };

/* A register given a value on top of the start state. */
struct machine_register {
	struct x86_ref ref;
	struct x86_value value;
};

struct machine {
	enum start_state start;
	enum cpu_model cpu;
	enum image_access image;
	bool strict;
	uint64_t memory_bytes; /* 0: the default of the start state, see machine_memory_bytes() */
	struct machine_register *registers;
	size_t register_count;
};

struct budget {
	uint64_t cycles;
	uint64_t wall_ns;
	uint64_t output_bytes;
};

#define BUDGET_DEFAULT ((struct budget){.cycles = 100000000, .wall_ns = 1000000000, .output_bytes = 65536})

/* Limits that the file format and the command line share. */
#define MACHINE_MEMORY_MIN      (64ull << 10)
#define MACHINE_MEMORY_MAX      (2ull << 30)
#define IMAGE_BYTES_MAX         (16u << 20)
#define BUDGET_CYCLES_MAX       (1ull << 62)
#define BUDGET_WALL_NS_MAX      3600000000000ull
#define BUDGET_OUTPUT_BYTES_MAX (64ull << 20)

/* The words of the file format, indexed by the enums; NULL at the end. */
extern const char *const start_names[];
extern const char *const cpu_names[];

/* memory_bytes, or the default: 1 MiB for real, boot and reset; 16 MiB for protected and long. */
uint64_t machine_memory_bytes(const struct machine *machine);

/* Whether the image is read-only memory: as said, else only where the start state is reset. */
bool machine_image_read_only(const struct machine *machine);

/* Text to value within the limits above: "1M" (a multiple of 4K), "100_000", "500ms", "64K". 0 is out of
 * range. */
int machine_parse_memory(const char *text, uint64_t *out_bytes, struct err *err);
int budget_parse_cycles(const char *text, uint64_t *out_cycles, struct err *err);
int budget_parse_time(const char *text, uint64_t *out_ns, struct err *err);
int budget_parse_output(const char *text, uint64_t *out_bytes, struct err *err);

/* What no field alone shows: the memory must reach beyond 1 MiB where the start state loads the image there.
 */
int machine_check(const struct machine *machine, struct err *err);

/* Frees what it owns. */
void machine_fini(struct machine *machine);

#endif
