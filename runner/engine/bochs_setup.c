/*
 * The files that Bochs 2.7 reads as it starts. What it wants, as measured:
 *
 * - A BIOS of any number of 64 KiB, up to 1 MiB at least: without an address it ends at 4 GiB, and its last
 *   128 KiB at 1 MiB. 0xC0000 to 0xFFFFF never is RAM, unless the guest makes it so through a PCI bridge.
 * - A VGA BIOS; one that returns at once will do.
 * - A display. `rfb` listens on all interfaces, and there is none that shows nothing. `term` makes a
 *   pseudo-terminal of its own, next to the debugger's pipes, and draws nothing there; it only needs a TERM
 *   that exists (process.c).
 * - `panic`: a display makes every panic the end of the process, but for devices that are named. The CPU's is
 *   its triple fault, behind which it then stands still.
 * - `info`: to stop a run it takes a signal, which it tells its log as information. Where the signal meets it
 *   writing its log, it would wait for itself for ever.
 * - A guest's MSR that it does not know is #GP only when told so.
 */
#include <stdio.h>
#include <string.h>

#include "engine/bochs_private.h"

#define MIB      (1u << 20)
#define VGA_GPA  0xc0000u
#define ROMS_END 0xe0000u

#define ROM_BYTES 512u
#define ROM_FILL  0xff

#define FIRMWARE_FILE "firmware"
#define VGA_FILE      "vga"
#define INVD_FILE     "invd"

/*
 * Bochs' time goes by instructions, so many a second: about as many as it can do, or so many that devices
 * hardly ever interrupt steps, which cannot be forbidden (`$synchronous_irq` does nothing).
 */
#define PACE       50000000u
#define STEPS_PACE 4000000000u

/* It begins at 2000-01-01. */
#define FIXED                                      \
	"romimage: file=" FIRMWARE_FILE "\n"       \
	"vgaromimage: file=" VGA_FILE "\n"         \
	"display_library: term\n"                  \
	"vga: extension=none, update_freq=1\n"     \
	"clock: sync=none, time0=946684800\n"      \
	"com1: enabled=1, mode=file, dev=serial\n" \
	"port_e9_hack: enabled=1\n"                \
	"speaker: enabled=0\n"                     \
	"sound: driver=dummy\n"                    \
	"log: " BOCHS_LOG "\n"                     \
	"info: action=ignore\n"                    \
	"panic: action=report, CPU0=report\n"

/* AMD's, as romkit's models are; each can do more than those. */
static const char *const models[CPU_MODELS] = {
	[CPU_BASELINE] = "zambezi",
	[CPU_V3] = "ryzen",
	[CPU_HOST] = "ryzen",
};

/* A ROM of 512 bytes, whose sum is 0, with a far return where it is called. */
static int write_vga(const struct engine *engine, struct err *err)
{
	uint8_t rom[ROM_BYTES] = {0x55, 0xaa, 1, 0xcb};

	for (size_t i = 0; i < sizeof rom - 1; i++)
		rom[sizeof rom - 1] = (uint8_t)(rom[sizeof rom - 1] - rom[i]);
	return engine_file(engine, VGA_FILE, rom, sizeof rom, err);
}

static int write_rom(const struct engine *engine, const char *name, const struct engine_load *load,
		     struct err *err)
{
	struct buf rom = {0};
	int ret;

	buf_add(&rom, load->bytes, load->len);
	buf_fill(&rom, ROM_FILL, -rom.len % ROM_BYTES);
	ret = engine_file(engine, name, rom.data, rom.len, err);
	buf_fini(&rom);
	return ret;
}

/* What is loaded where Bochs has no RAM becomes ROM, at 0xC0000 the VGA's. */
static int add_load(const struct engine *engine, const struct engine_load *load, unsigned number,
		    struct buf *out, struct err *err)
{
	bool is_rom = load->gpa >= VGA_GPA && load->gpa < ROMS_END;
	char name[16];

	if (load->gpa == VGA_GPA)
		return write_rom(engine, VGA_FILE, load, err);
	snprintf(name, sizeof name, "load%u", number);
	buf_printf(out, "opt%simage%u: file=%s, address=0x%llx\n", is_rom ? "rom" : "ram", number, name,
		   (unsigned long long)load->gpa);
	return is_rom ? write_rom(engine, name, load, err)
		      : engine_file(engine, name, load->bytes, load->len, err);
}

/* For bochs_code.c, while it is stepped. */
static int add_invd(const struct engine *engine, struct buf *out, struct err *err)
{
	const uint8_t invd[] = BOCHS_INVD;
	uint8_t rom[ROM_BYTES];

	memset(rom, ROM_FILL, sizeof rom);
	memcpy(rom + (BOCHS_INVD_GPA - BOCHS_INVD_ROM), invd, sizeof invd);
	buf_printf(out, "optromimage4: file=" INVD_FILE ", address=0x%x\n", BOCHS_INVD_ROM);
	return engine_file(engine, INVD_FILE, rom, sizeof rom, err);
}

static void put_machine(const struct engine_machine *machine, struct buf *out)
{
	uint64_t mib = machine->memory_bytes ? (machine->memory_bytes + MIB - 1) / MIB : 1;

	buf_printf(out, FIXED "memory: guest=%llu, host=%llu\n", (unsigned long long)mib,
		   (unsigned long long)mib);
	buf_printf(out, "cpu: model=%s, ips=%u, reset_on_triple_fault=0, ignore_bad_msrs=0\n",
		   models[machine->cpu], machine->steps ? STEPS_PACE : PACE);
	buf_printf(out, "pci: enabled=%s\n", machine->pci ? "1, chipset=i440fx" : "0");
}

int bochs_setup(struct engine *engine, const struct engine_machine *machine, struct err *err)
{
	struct buf text = {0};
	int ret = write_vga(engine, err);

	put_machine(machine, &text);
	if (ret == 0)
		ret = engine_file(engine, FIRMWARE_FILE, machine->firmware, machine->firmware_len, err);
	for (size_t i = 0; i < machine->load_count && ret == 0; i++)
		ret = add_load(engine, &machine->loads[i], (unsigned)i + 1, &text, err);
	if (machine->steps && ret == 0)
		ret = add_invd(engine, &text, err);
	if (machine->disk && ret == 0)
		ret = bochs_disk(engine, machine->disk, &text, err);
	if (ret == 0)
		ret = engine_file(engine, BOCHS_SETUP, text.data, text.len, err);
	buf_fini(&text);
	return ret;
}
