#include "run/pc.h"

#include <stdlib.h>
#include <string.h>

#include "vm/vm.h"
#include "x86/screen.h"

#define COM1_PORT 0x3f8

enum { IRQ_TIMER = 0, IRQ_KEYBOARD = 1, IRQ_COM1 = 4, IRQ_RTC = 8, IRQ_MOUSE = 12, IRQ_DISK = 14 };
enum { A20_KEYBOARD, A20_PORT92 };

/* How often a picture is shown: the VGA's 70 Hz. */
#define FRAME_HZ 70

static void on_a20(void *owner, unsigned source, bool open)
{
	struct pc *pc = owner;

	pc->a20_open = open ? pc->a20_open | 1u << source : pc->a20_open & ~(1u << source);
	if (memory_set_a20(pc->memory, pc->a20_open != 0, &pc->failure) < 0)
		pc->failed = true;
}

static void on_pam(void *owner, uint32_t gpa, uint32_t size_bytes, bool read_ram, bool write_ram)
{
	struct pc *pc = owner;

	(void)size_bytes;
	if (memory_set_shadow(pc->memory, gpa, read_ram, write_ram, &pc->failure) < 0)
		pc->failed = true;
}

static void on_reset(void *owner, unsigned number, bool high)
{
	(void)number;
	((struct pc *)owner)->wants_reset |= high;
}

static void on_kernel_irq(void *owner, unsigned irq, bool high)
{
	struct pc *pc = owner;

	/* What is told at the attaching changes nothing: all lines are low. */
	if (pc->memory->vm && vm_set_irq(pc->memory->vm, irq, high, &pc->failure) < 0)
		pc->failed = true;
}

/* ---- whoever types on the keyboard */

static void on_heard(void *owner)
{
	i8042_hear(&((struct pc *)owner)->keyboard);
}

/* A screen that did not show the text shows it when the guest has run on, if ever: see pc_guest_runs(). */
static void on_look(void *owner)
{
	i8042_look(&((struct pc *)owner)->keyboard);
}

bool pc_screen(const struct pc *pc, struct buf *out)
{
	uint8_t window[SCREEN_WINDOW_BYTES];
	size_t first = (size_t)vga_start_cell(&pc->vga) * 2;

	if (!vm_read_memory(pc->memory->vm, SCREEN_GPA, sizeof window, window))
		return false;
	/* From where the CRTC starts, around in its 32 KiB. */
	for (size_t i = 0; i < SCREEN_BYTES; i++)
		buf_addc(out, window[(first + i) % sizeof window]);
	return true;
}

static bool on_shows(void *owner, const struct buf *text)
{
	struct buf cells = {0}, lines = {0};
	bool is_there = false;

	if (pc_screen(owner, &cells)) {
		screen_print(cells.data, &lines);
		is_there = lines.len && memmem(lines.data, lines.len, text->data, text->len);
	}
	buf_fini(&cells);
	buf_fini(&lines);
	return is_there;
}

bool pc_awaits_output(const struct pc *pc)
{
	const struct input_step *step = typist_awaits(&pc->keyboard.keyboard.typist);

	return step && step->kind == INPUT_PROMPT;
}

void pc_guest_runs(struct pc *pc)
{
	uint64_t frame_ns, look_ns = typist_look_ns(&pc->keyboard.keyboard.typist);

	if (look_ns == VTIME_NEVER || pc->look.at_ns != VTIME_NEVER)
		return;
	frame_ns = vtime_of_tick(vtime_ticks(pc->time.now_ns, FRAME_HZ) + 1, FRAME_HZ);
	pc->look.at_ns = frame_ns > look_ns ? frame_ns : look_ns;
}

/* ---- attaching */

static struct line irq_line(struct pc *pc, unsigned irq)
{
	if (pc->kernel_chips)
		return (struct line){on_kernel_irq, pc, irq};
	return (struct line){pics_set_line, &pc->pics, irq};
}

static struct line a20_line(struct pc *pc, unsigned source)
{
	/* What is told at the attaching changes nothing: the gate is open. */
	pc->a20_open |= 1u << source;
	return (struct line){on_a20, pc, source};
}

static struct line reset_line(struct pc *pc)
{
	return (struct line){on_reset, pc, 0};
}

/* The interrupt controllers and what they serve that a kernel's irqchip has, too. */
static int timers_attach(struct pc *pc, struct bus *bus, struct err *err)
{
	if (pc->kernel_chips) {
		pc->pit.edge.at_ns = VTIME_NEVER;
		return 0;
	}
	if (pics_attach(&pc->pics, bus, err) < 0)
		return -1;
	return pit_attach(&pc->pit, bus, &pc->time, irq_line(pc, IRQ_TIMER), err);
}

static int keyboard_attach(struct pc *pc, struct bus *bus, struct sink *console, struct sink *serial,
			   const struct machine *machine, struct err *err)
{
	const struct typist_config typist = {
		.input = &machine->keys, .streams = {console, serial}, .shows = on_shows, .owner = pc};

	console->heard = serial->heard = on_heard;
	console->owner = serial->owner = pc;
	vtime_attach(&pc->time, &pc->look, on_look, pc);
	if (i8042_attach(&pc->keyboard, bus, &pc->time, irq_line(pc, IRQ_KEYBOARD), irq_line(pc, IRQ_MOUSE),
			 a20_line(pc, A20_KEYBOARD), reset_line(pc), &typist, err) < 0)
		return -1;
	return port92_attach(&pc->port92, bus, a20_line(pc, A20_PORT92), reset_line(pc), err);
}

static int disk_attach(struct pc *pc, struct bus *bus, const struct request *rq, struct err *err)
{
	const struct machine_geometry *g = &rq->machine.disk_geometry;
	const struct disk_geometry geometry = {g->cylinders, g->heads, g->sectors};

	if (!rq->has_disk)
		return 0;
	if (disk_init(&pc->disk, rq->disk.data, rq->disk.len, geometry, err) < 0)
		return -1;
	pc->disk.copy_bytes_max = rq->budget.disk_bytes;
	return ata_attach(&pc->ata, bus, &pc->disk, irq_line(pc, IRQ_DISK), err);
}

static int clock_attach(struct pc *pc, struct bus *bus, const struct request *rq, struct err *err)
{
	const struct rtc_config config = {
		.unix_s = rq->machine.rtc_unix_s ? rq->machine.rtc_unix_s : RTC_UNIX_S_DEFAULT,
		.memory_bytes = machine_memory_bytes(&rq->machine),
		.has_disk = rq->has_disk,
		.cylinders = pc->disk.geometry.cylinders,
		.heads = pc->disk.geometry.heads,
		.sectors = pc->disk.geometry.sectors,
	};

	return rtc_attach(&pc->rtc, bus, &pc->time, irq_line(pc, IRQ_RTC), &config, err);
}

static int chipset_attach(struct pc *pc, struct bus *bus, const struct request *rq, struct err *err)
{
	const struct i440fx_config config = {rq->has_disk, on_pam, pc, reset_line(pc)};

	return rq->machine.pci ? i440fx_attach(&pc->chipset, bus, &config, err) : 0;
}

/*
 * The case's files, and its option ROMs under the names by which a BIOS finds them there: the first is the
 * video BIOS, as the one at 0xC0000 is.
 */
static int fw_cfg_attach_files(struct pc *pc, struct bus *bus, const struct request *rq, struct err *err)
{
	size_t count = rq->machine.fw_cfg_file_count, all = count + rq->option_rom_count;
	struct fw_cfg_file *files;
	char **names;
	int ret;

	if (!rq->machine.fw_cfg)
		return 0;
	files = mem_zalloc(all, sizeof *files);
	names = mem_zalloc(rq->option_rom_count, sizeof *names);
	for (size_t i = 0; i < count; i++) {
		const struct machine_file *f = &rq->machine.fw_cfg_files[i];

		files[i] = (struct fw_cfg_file){f->name, f->bytes.data, f->bytes.len};
	}
	for (size_t i = 0; i < rq->option_rom_count; i++) {
		const struct machine_file *f = &rq->option_roms[i];

		names[i] = str_printf("%s/%s", i ? "genroms" : "vgaroms", f->name);
		files[count + i] = (struct fw_cfg_file){names[i], f->bytes.data, f->bytes.len};
	}
	ret = fw_cfg_attach(&pc->fw_cfg, bus, machine_memory_bytes(&rq->machine), files, all, err);
	free(files);
	pc->rom_names = names;
	pc->rom_count = rq->option_rom_count;
	return ret;
}

int pc_attach(struct pc *pc, struct bus *bus, struct sink *console, struct sink *serial,
	      struct memory *memory, const struct request *rq, struct err *err)
{
	struct uart_config com1;

	*pc = (struct pc){.memory = memory, .kernel_chips = rq->machine.irqchip == IRQCHIP_KERNEL};
	com1 = (struct uart_config){
		.out = serial,
		.typist = {.input = &rq->machine.serial_input, .streams = {serial}},
		.time = &pc->time,
		.irq = irq_line(pc, IRQ_COM1),
	};
	if (timers_attach(pc, bus, err) < 0 || uart_attach(&pc->com1, bus, COM1_PORT, &com1, err) < 0 ||
	    keyboard_attach(pc, bus, console, serial, &rq->machine, err) < 0 ||
	    disk_attach(pc, bus, rq, err) < 0 || clock_attach(pc, bus, rq, err) < 0 ||
	    chipset_attach(pc, bus, rq, err) < 0 || fw_cfg_attach_files(pc, bus, rq, err) < 0)
		return -1;
	return vga_attach(&pc->vga, bus, &pc->time, err);
}

void pc_fini(struct pc *pc)
{
	disk_fini(&pc->disk);
	for (size_t i = 0; i < pc->rom_count; i++)
		free(pc->rom_names[i]);
	free(pc->rom_names);
	*pc = (struct pc){0};
}

#define SOURCES 6

struct source {
	const struct vtime_alarm *alarm;
	unsigned irq;
};

/* What can raise an interrupt by itself. */
static void sources_list(const struct pc *pc, struct source out[SOURCES])
{
	const struct source sources[SOURCES] = {
		{&pc->pit.edge, IRQ_TIMER}, {&pc->keyboard.alarm, IRQ_KEYBOARD},
		{&pc->com1.send, IRQ_COM1}, {&pc->com1.timeout, IRQ_COM1},
		{&pc->rtc.alarm, IRQ_RTC},  {&pc->look, IRQ_KEYBOARD},
	};

	memcpy(out, sources, sizeof sources);
}

uint64_t pc_next_interrupt_ns(const struct pc *pc)
{
	struct source sources[SOURCES];
	uint64_t next_ns = VTIME_NEVER;

	sources_list(pc, sources);
	/* The CPU knows of it, and takes what is the most urgent when it comes to that. */
	if (pics_pending(&pc->pics))
		return VTIME_NEVER;
	for (size_t i = 0; i < SOURCES; i++) {
		if (sources[i].alarm->at_ns < next_ns &&
		    (pc->kernel_chips || pics_would_deliver(&pc->pics, sources[i].irq)))
			next_ns = sources[i].alarm->at_ns;
	}
	return next_ns < pc->time.now_ns ? pc->time.now_ns : next_ns;
}

uint32_t pc_armed_irqs(const struct pc *pc)
{
	struct source sources[SOURCES];
	uint32_t irqs = 0;

	sources_list(pc, sources);
	for (size_t i = 0; i < SOURCES; i++) {
		if (sources[i].alarm->at_ns != VTIME_NEVER)
			irqs |= 1u << sources[i].irq;
	}
	return irqs;
}

void pc_advance(struct pc *pc, uint64_t now_ns)
{
	/* The one alarm that can ring any number of times while nobody does anything about it. */
	if (pc->pit.edge.at_ns <= now_ns && !pics_would_deliver(&pc->pics, IRQ_TIMER))
		pit_unheard(&pc->pit, now_ns);
	vtime_advance(&pc->time, now_ns);
}

bool pc_wait(struct pc *pc)
{
	while (!pics_pending(&pc->pics)) {
		uint64_t next_ns = pc_next_interrupt_ns(pc);

		if (next_ns > VTIME_END)
			return false;
		pc_advance(pc, next_ns);
	}
	return true;
}
