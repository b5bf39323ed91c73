/* The machine and the budget that a case asks for: plain data, filled by the parser or by command line
 * options. */
#ifndef CASE_MACHINE_H
#define CASE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/input.h"
#include "x86/cpuid.h"
#include "x86/reg.h"
#include "x86/start.h"

enum image_access { IMAGE_DEFAULT, IMAGE_READ_ONLY, IMAGE_WRITABLE };

/* Who has the interrupt controllers and the timer. */
enum irqchip {
	IRQCHIP_ROMKIT, /* 8259s and 8254 of runner/dev, on virtual time */
	IRQCHIP_KERNEL, /* KVM's PICs, IOAPIC, local APIC and PIT, on wall clock time */
	IRQCHIPS,
};

/* Where a stream's port is. */
struct machine_port {
	bool is_set; /* false: where it always is */
	uint16_t port;
	uint8_t bits; /* 8: a byte an access; 16: a word, low byte first */
};

/* A file of the firmware configuration device, or a ROM image. */
struct machine_file {
	char *name;
	struct buf bytes;
};

struct machine_geometry {
	uint16_t cylinders, heads, sectors; /* all 0: made from the size */
};

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

	enum irqchip irqchip;
	bool pci;                         /* an i440FX, its PIIX3 and configuration mechanism 1 */
	bool fw_cfg;                      /* QEMU's firmware configuration device */
	struct machine_port console_port; /* instead of 0xE9 and 0x01 */
	struct machine_port post_port;    /* instead of 0x80 */
	uint64_t rtc_unix_s;       /* seconds since 1970 that the clock shows at the start; 0: the default */
	struct input serial_input; /* what COM1 receives */
	struct input keys;         /* what the keyboard sends, in scan code set 1 */
	struct machine_geometry disk_geometry;
	struct machine_file *fw_cfg_files;
	size_t fw_cfg_file_count;
};

struct budget {
	uint64_t cycles;
	uint64_t wall_ns;
	uint64_t output_bytes;
	uint64_t disk_bytes; /* of the private copy of the disk */
};

#define BUDGET_DEFAULT                          \
	((struct budget){.cycles = 100000000,   \
			 .wall_ns = 1000000000, \
			 .output_bytes = 65536, \
			 .disk_bytes = BUDGET_DISK_BYTES_MAX})

/* Limits that the file format and the command line share. */
#define MACHINE_MEMORY_MIN      (64ull << 10)
#define MACHINE_MEMORY_MAX      (2ull << 30)
#define IMAGE_BYTES_MAX         (16u << 20)
#define BUDGET_CYCLES_MAX       (1ull << 62)
#define BUDGET_WALL_NS_MAX      3600000000000ull
#define BUDGET_OUTPUT_BYTES_MAX (64ull << 20)
#define BUDGET_DISK_BYTES_MIN   (16ull << 10) /* a piece of the copy */
#define BUDGET_DISK_BYTES_MAX   (64ull << 20)
#define FW_CFG_NAME_MAX         55 /* QEMU's directory has 56 bytes for a name, the last one NUL */
#define FW_CFG_BYTES_MAX        (1u << 20)
#define DISK_BYTES_MAX          (64u << 20)
#define DISK_SECTOR_BYTES       512
#define DISK_CYLINDERS_MAX      16383 /* what IDENTIFY DEVICE can tell: ATA/ATAPI-4, words 1, 3 and 6 */
#define DISK_HEADS_MAX          16
#define DISK_SECTORS_MAX        63
#define OPTION_ROM_BYTES_MAX    (128u << 10) /* all of them: 0xC0000 to 0xDFFFF */

/* The words of the file format, indexed by the enums; NULL at the end. */
extern const char *const start_names[];
extern const char *const irqchip_names[];

/* The date of the clock where a case does not say: 2000-01-01 00:00:00, a Saturday. */
#define RTC_UNIX_S_DEFAULT 946684800u
#define RTC_UNIX_S_MIN     315532800u  /* 1980-01-01 00:00:00 */
#define RTC_UNIX_S_MAX     4102444799u /* 2099-12-31 23:59:59 */

/* memory_bytes, or the default: 1 MiB for real, boot and reset; 16 MiB for protected and long. */
uint64_t machine_memory_bytes(const struct machine *machine);

/* The registers before the first instruction: the start state with the case's registers on top, but for MSRs.
 */
void machine_start(const struct machine *machine, struct x86_state *out);

/* Whether the image is read-only memory: as said, else only where the start state is reset. */
bool machine_image_read_only(const struct machine *machine);

/* Text to value within the limits above: "1M" (a multiple of 4K), "100_000", "500ms", "64K". 0 is out of
 * range. */
int machine_parse_memory(const char *text, uint64_t *out_bytes, struct err *err);
int budget_parse_cycles(const char *text, uint64_t *out_cycles, struct err *err);
int budget_parse_time(const char *text, uint64_t *out_ns, struct err *err);
int budget_parse_output(const char *text, uint64_t *out_bytes, struct err *err);
int budget_parse_disk(const char *text, uint64_t *out_bytes, struct err *err);

/* "0x402", or "0x190 word" for a port that takes 16 bits at once. */
int machine_parse_port(const char *text, struct machine_port *out, struct err *err);

/* "2026-01-31" or "2026-01-31 12:34:56", 1980 to 2099, as seconds since 1970. */
int machine_parse_rtc(const char *text, uint64_t *out_unix_s, struct err *err);

/* "306/4/17": cylinders, heads, sectors a track. */
int machine_parse_geometry(const char *text, struct machine_geometry *out, struct err *err);

/* Whether it is a whole geometry, or all zeros. */
bool machine_geometry_valid(const struct machine_geometry *geometry);

/* The name of a file of the firmware configuration device: 1 to 55 printable ASCII characters. */
int machine_check_fw_cfg_name(const char *name, size_t len, struct err *err);

/* Add such a file, which has another name than those there; takes the bytes out of `bytes`. */
void machine_add_fw_cfg(struct machine *machine, const char *name, struct buf *bytes);

/* The device that every machine like this has at a port; NULL: none. A disk is not looked at. */
const char *machine_device_at(const struct machine *machine, uint16_t port);

/*
 * What no field alone shows: the memory must reach beyond 1 MiB where the start state loads the image there;
 * console, POST and exit ports must lie apart. `*out_key` is the key that is at fault.
 */
int machine_check(const struct machine *machine, const char **out_key, struct err *err);

/* `to` gets copies of everything that `from` owns. */
void machine_copy(const struct machine *from, struct machine *to);

/* Frees what it owns. */
void machine_fini(struct machine *machine);

#endif
