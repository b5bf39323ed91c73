#include "run/memory.h"

#include <string.h>

#include "dev/option_rom.h"
#include "x86/start.h"

#define PAGE       4096ull
#define MIB        (1ull << 20)
#define GIB4       (1ull << 32)
#define SHADOW_GPA 0xc0000u
#define SEGMENT    0x4000u
/* What a PC shows of its flash below 1 MiB: the last 128 KiB (PIIX3 data sheet, XBCS register). */
#define MIRROR_MAX (128ull << 10)
/* Behind this A20 is not looked at: each megabyte there would take a memory slot of its own. */
#define A20_MAX (64 * MIB)

/* A part of RAM that is something else. */
struct hole {
	uint64_t from, to;
	bool read_only;
};

static uint64_t page_up(uint64_t n)
{
	return (n + PAGE - 1) & ~(PAGE - 1);
}

static int map_ram(struct memory *m, uint64_t from, uint64_t to, struct err *err)
{
	if (from >= to)
		return 0;
	return vm_map(m->vm, from, to - from, NULL, false, err) ? 0 : -1;
}

/* RAM of [from, to) around the holes, which are in order. */
static int map_around(struct memory *m, uint64_t from, uint64_t to, const struct hole *holes, int count,
		      struct err *err)
{
	for (int i = 0; i < count; i++) {
		/* One memory slot for all that is of a piece: finding another one costs cycles. */
		if (holes[i].from == holes[i].to)
			continue;
		if (map_ram(m, from, holes[i].from < to ? holes[i].from : to, err) < 0)
			return -1;
		if (holes[i].to > from)
			from = holes[i].to;
	}
	return map_ram(m, from, to, err);
}

/* How far option ROMs reach, in whole pages; OPTION_ROM_GPA where there are none. */
static uint64_t option_roms_end(const struct request *rq)
{
	uint64_t at = OPTION_ROM_GPA, end = at;

	for (size_t i = 0; i < rq->option_rom_count; i++) {
		end = at + rq->option_roms[i].bytes.len;
		at = (end + OPTION_ROM_ALIGN - 1) & ~(uint64_t)(OPTION_ROM_ALIGN - 1);
	}
	return page_up(end);
}

static int map_option_roms(struct memory *m, const struct request *rq, struct err *err)
{
	uint64_t end = option_roms_end(rq);

	if (end == OPTION_ROM_GPA)
		return 0;
	return vm_map(m->vm, OPTION_ROM_GPA, end - OPTION_ROM_GPA, NULL, true, err) ? 0 : -1;
}

static int segment_map(struct memory *m, const struct shadow_segment *s, struct err *err)
{
	uint8_t *host = s->read_ram ? s->ram : s->rom;
	bool writable = s->read_ram ? s->write_ram : s->rom_writable && !s->write_ram;

	if (!host)
		return 0;
	return vm_map(m->vm, s->gpa, s->size_bytes, host, !writable, err) ? 0 : -1;
}

/* The last 256 KiB below 1 MiB of a machine whose chipset can put RAM there. `mirror` is the image's end. */
static int map_shadow(struct memory *m, const struct request *rq, uint8_t *mirror, uint64_t mirror_size,
		      struct err *err)
{
	uint8_t *ram = vm_alloc(m->vm, SHADOW_GPA, MIB - SHADOW_GPA, err);
	uint8_t *roms = ram ? vm_alloc(m->vm, SHADOW_GPA, MIB - SHADOW_GPA, err) : NULL;

	if (!roms)
		return -1;
	memset(roms, 0xff, MIB - SHADOW_GPA);
	for (int i = 0; i < SHADOW_SEGMENTS; i++) {
		uint32_t offset = (uint32_t)i * SEGMENT, gpa = SHADOW_GPA + offset;
		struct shadow_segment *s = &m->shadow[i];

		*s = (struct shadow_segment){.gpa = gpa, .size_bytes = SEGMENT, .ram = ram + offset};
		if (i == SHADOW_SEGMENTS - 1)
			s->size_bytes = (uint32_t)MIB - gpa;
		if (gpa >= MIB - mirror_size) {
			s->rom = mirror + (gpa - (MIB - mirror_size));
			s->rom_writable = !machine_image_read_only(&rq->machine);
		} else if (gpa < option_roms_end(rq)) {
			s->rom = roms + offset;
		}
		if (segment_map(m, s, err) < 0)
			return -1;
	}
	m->has_shadow = true;
	return 0;
}

/* A BIOS: the image ends at 4 GiB, and its end shows below 1 MiB; what is missing to a whole page is erased
 * flash. */
static int map_reset(struct memory *m, const struct request *rq, struct err *err)
{
	uint64_t size = page_up(rq->image.len);
	uint64_t mirror = size < MIRROR_MAX ? size : MIRROR_MAX;
	bool read_only = machine_image_read_only(&rq->machine);
	uint8_t *rom = vm_map(m->vm, GIB4 - size, size, NULL, read_only, err);
	struct hole holes[] = {{OPTION_ROM_GPA, option_roms_end(rq), true}, {MIB - mirror, MIB, read_only}};

	if (!rom)
		return -1;
	memset(rom, 0xff, size - rq->image.len);
	if (rq->machine.pci) {
		/* A mirror of less than 64 KiB is widened: the chipset shows its segment whole. */
		if (mirror < 0x10000)
			return err_set(err, "with `pci` the image of a BIOS has at least 64 KiB");
		holes[0].to = MIB;
		if (map_shadow(m, rq, rom + size - mirror, mirror, err) < 0)
			return -1;
	} else if (!vm_map(m->vm, MIB - mirror, mirror, rom + size - mirror, read_only, err) ||
		   map_option_roms(m, rq, err) < 0) {
		return -1;
	}
	if (map_around(m, 0, m->size_bytes < MIB ? m->size_bytes : MIB, holes, 2, err) < 0)
		return -1;
	return map_ram(m, MIB, m->size_bytes, err);
}

/* All others: RAM from 0 on, in which the image lies; made read-only, its pages become memory of their own.
 */
static int map_loaded(struct memory *m, const struct request *rq, struct err *err)
{
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint64_t end = page_up(load + rq->image.len);
	struct hole holes[] = {{load & ~(PAGE - 1), end, true}, {OPTION_ROM_GPA, option_roms_end(rq), true}};
	bool read_only = machine_image_read_only(&rq->machine);
	bool image_first = load < OPTION_ROM_GPA;
	struct hole swapped[2];

	if (read_only && !vm_map(m->vm, holes[0].from, end - holes[0].from, NULL, true, err))
		return -1;
	if (!read_only)
		holes[0].to = holes[0].from;
	swapped[0] = holes[1];
	swapped[1] = holes[0];
	if (map_option_roms(m, rq, err) < 0 || map_around(m, 0, m->size_bytes < MIB ? m->size_bytes : MIB,
							  image_first ? holes : swapped, 2, err) < 0)
		return -1;
	return map_around(m, MIB, m->size_bytes, image_first ? holes : swapped, 2, err);
}

static int check(const struct request *rq, struct err *err)
{
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint64_t roms_end = option_roms_end(rq);
	bool is_bios = rq->machine.start == START_RESET;
	uint64_t mirror = page_up(rq->image.len) < MIRROR_MAX ? page_up(rq->image.len) : MIRROR_MAX;

	if (!rq->option_rom_count)
		return 0;
	if (!is_bios && load < roms_end && load + rq->image.len > OPTION_ROM_GPA)
		return err_set(err, "the image lies over the option ROMs at 0x%x", OPTION_ROM_GPA);
	if (roms_end > (is_bios ? MIB - mirror : MIB - 0x10000))
		return err_set(err, "the option ROMs end at 0x%llx, where the BIOS lies",
			       (unsigned long long)roms_end);
	return 0;
}

bool memory_is_plain(const struct request *rq)
{
	return rq->machine.start != START_RESET && !machine_image_read_only(&rq->machine) &&
	       !rq->option_rom_count && machine_memory_bytes(&rq->machine) <= MEMORY_PLAIN_MAX;
}

void memory_regions(const struct request *rq, struct vm_regions *regions)
{
	struct x86_state st;

	start_registers(rq->machine.start, &st);
	vm_regions_add(regions, start_load_gpa(rq->machine.start, rq->image.len), rq->image.len);
	vm_regions_add(regions, START_TABLES_GPA, START_TABLES_SIZE);
	if (st.gpr[X86_RSP])
		vm_regions_add(regions, st.gpr[X86_RSP] - 1, 1);
	if (rq->wants_screen)
		vm_regions_add(regions, SCREEN_GPA, SCREEN_BYTES);
	for (size_t i = 0; i < rq->memory_count; i++)
		vm_regions_add(regions, rq->memory[i].gpa, rq->memory[i].len);
}

int memory_map(struct memory *memory, struct vm *vm, const struct request *rq, struct err *err)
{
	*memory = (struct memory){.vm = vm, .size_bytes = machine_memory_bytes(&rq->machine)};
	if (check(rq, err) < 0)
		return -1;
	if ((rq->machine.start == START_RESET ? map_reset : map_loaded)(memory, rq, err) < 0)
		return -1;
	memory_of_kept(memory, vm, rq);
	return 0;
}

void memory_of_kept(struct memory *memory, struct vm *vm, const struct request *rq)
{
	uint64_t size = machine_memory_bytes(&rq->machine);

	memory->vm = vm;
	memory->size_bytes = size;
	memory->high = size > MIB ? vm_memory_at(vm, MIB, (size_t)(size - MIB)) : NULL;
}

/* Where the bytes at an address lie before the guest changed anything: behind PAM for a ROM. */
static uint8_t *rom_at(const struct memory *m, uint64_t gpa, size_t len)
{
	const struct shadow_segment *first = &m->shadow[(gpa - SHADOW_GPA) / SEGMENT];

	if (!m->has_shadow)
		return vm_memory_at(m->vm, gpa, len);
	/* Segments with option ROMs lie in one block, one behind the other. */
	return first->rom + (gpa - first->gpa);
}

static int option_roms_load(struct memory *m, const struct request *rq, struct err *err)
{
	uint64_t at = OPTION_ROM_GPA;
	size_t size;

	for (size_t i = 0; i < rq->option_rom_count; i++) {
		const struct machine_file *rom = &rq->option_roms[i];

		if (option_rom_check(rom->bytes.data, rom->bytes.len, &size, err) < 0)
			return err_wrap(err, "option-roms: %s", rom->name);
		memcpy(rom_at(m, at, rom->bytes.len), rom->bytes.data, rom->bytes.len);
		at = (at + rom->bytes.len + OPTION_ROM_ALIGN - 1) & ~(uint64_t)(OPTION_ROM_ALIGN - 1);
	}
	return 0;
}

int memory_load(struct memory *memory, const struct request *rq, struct err *err)
{
	uint64_t load = start_load_gpa(rq->machine.start, rq->image.len);
	uint8_t tables[START_TABLES_SIZE];

	memcpy(vm_memory_at(memory->vm, load, rq->image.len), rq->image.data, rq->image.len);
	if (start_tables(rq->machine.start, tables))
		memcpy(vm_memory_at(memory->vm, START_TABLES_GPA, sizeof tables), tables, sizeof tables);
	return option_roms_load(memory, rq, err);
}

/* Each megabyte with an odd number shows the one before it. */
static int high_map_closed(struct memory *m, struct err *err)
{
	uint64_t at;

	if (vm_map_again(m->vm, 0, MIB, MIB, err) < 0)
		return -1;
	for (at = 2 * MIB; at < m->size_bytes && at < A20_MAX; at += MIB) {
		uint64_t shown = at & ~MIB, left = m->size_bytes - shown;

		if (!vm_map(m->vm, at, left < MIB ? left : MIB, m->high + (shown - MIB), false, err))
			return -1;
	}
	if (at >= m->size_bytes)
		return 0;
	return vm_map(m->vm, at, m->size_bytes - at, m->high + (at - MIB), false, err) ? 0 : -1;
}

int memory_set_a20(struct memory *m, bool open, struct err *err)
{
	uint64_t end = m->size_bytes > 2 * MIB ? m->size_bytes : 2 * MIB;

	/* RAM from 1 MiB on that is not of a piece (a read-only image lies in it) has no A20 gate. */
	if (open != m->a20_closed || (m->size_bytes > MIB && !m->high))
		return 0;
	m->a20_closed = !open;
	m->changed = true;
	if (vm_unmap(m->vm, MIB, end - MIB, err) < 0)
		return -1;
	if (!open)
		return high_map_closed(m, err);
	if (m->size_bytes <= MIB)
		return 0;
	return vm_map(m->vm, MIB, m->size_bytes - MIB, m->high, false, err) ? 0 : -1;
}

int memory_set_shadow(struct memory *m, uint32_t gpa, bool read_ram, bool write_ram, struct err *err)
{
	struct shadow_segment *s;

	if (!m->has_shadow)
		return 0;
	s = &m->shadow[(gpa - SHADOW_GPA) / SEGMENT];
	s->read_ram = read_ram;
	s->write_ram = write_ram;
	m->changed = true;
	if (vm_unmap(m->vm, s->gpa, s->size_bytes, err) < 0 || segment_map(m, s, err) < 0)
		return -1;
	if (!m->a20_closed)
		return 0;
	return memory_set_a20(m, true, err) < 0 ? -1 : memory_set_a20(m, false, err);
}

bool memory_write_behind(struct memory *m, uint64_t gpa, const uint8_t *bytes, size_t len)
{
	const struct shadow_segment *s;
	size_t index = (size_t)((gpa - SHADOW_GPA) / SEGMENT);

	if (!m->has_shadow || gpa < SHADOW_GPA || gpa + len > MIB)
		return false;
	s = &m->shadow[index < SHADOW_SEGMENTS ? index : SHADOW_SEGMENTS - 1];
	if (!s->write_ram)
		return false;
	memcpy(s->ram + (gpa - s->gpa), bytes, len);
	return true;
}
