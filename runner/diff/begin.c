#include "diff/begin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diff/compare.h"
#include "engine/start_firmware.h"
#include "x86/bits.h"
#include "x86/mode.h"
#include "x86/start.h"

/* Where romkit puts option ROMs: doc/machine.md. */
#define OPTION_ROM_GPA   0xc0000u
#define OPTION_ROM_ALIGN 2048u
#define ROM_UNUSED       0xff

/* What the engine's machine is made of, until it was started. */
struct parts {
	struct buf firmware, tables, option_roms;
	struct engine_machine machine;
};

static void parts_fini(struct parts *parts)
{
	buf_fini(&parts->firmware);
	buf_fini(&parts->tables);
	buf_fini(&parts->option_roms);
}

static void add_load(struct parts *parts, uint64_t gpa, const struct buf *bytes)
{
	if (bytes->len)
		parts->machine.loads[parts->machine.load_count++] =
			(struct engine_load){.gpa = gpa, .bytes = bytes->data, .len = bytes->len};
}

static void join_option_roms(const struct request *request, struct buf *out)
{
	for (size_t i = 0; i < request->option_rom_count; i++) {
		const struct buf *rom = &request->option_roms[i].bytes;

		buf_fill(out, ROM_UNUSED, -out->len % OPTION_ROM_ALIGN);
		buf_add(out, rom->data, rom->len);
	}
}

static int make_parts(const struct request *request, const struct x86_state *state, struct parts *out,
		      struct err *err)
{
	enum start_state start = request->machine.start;
	uint8_t tables[START_TABLES_SIZE];

	if (start == START_RESET) {
		buf_fill(&out->firmware, ROM_UNUSED, -request->image.len % ENGINE_FIRMWARE_UNIT);
		buf_add(&out->firmware, request->image.data, request->image.len);
	} else {
		buf_fill(&out->firmware, 0, ENGINE_FIRMWARE_UNIT);
		if (start_firmware(state, true, out->firmware.data, err) < 0)
			return -1;
		add_load(out, start_load_gpa(start, request->image.len), &request->image);
	}
	if (start_tables(start, tables)) {
		buf_add(&out->tables, tables, sizeof tables);
		add_load(out, START_TABLES_GPA, &out->tables);
	}
	join_option_roms(request, &out->option_roms);
	add_load(out, OPTION_ROM_GPA, &out->option_roms);
	out->machine.firmware = out->firmware.data;
	out->machine.firmware_len = out->firmware.len;
	out->machine.memory_bytes = machine_memory_bytes(&request->machine);
	out->machine.cpu = request->machine.cpu;
	out->machine.pci = request->machine.pci || start == START_RESET;
	return 0;
}

/* ---- to its first instruction */

static int set_gprs(struct engine *engine, const struct x86_state *wanted, const struct x86_state *now,
		    struct err *err)
{
	for (int i = 0; i < X86_R8; i++)
		if (now->gpr[i] != wanted->gpr[i] && !(wanted->gpr[i] >> 32) &&
		    engine_set_gpr(engine, i, 4, false, wanted->gpr[i], err) < 0)
			return -1;
	return 0;
}

static int step_to(struct engine *engine, const struct x86_state *wanted, struct err *err)
{
	uint64_t linear = x86_code_at(wanted, wanted->rip);
	enum engine_event event = ENGINE_STANDS;
	struct x86_state now = {0};

	for (int i = 0; i < START_FIRMWARE_STEPS; i++) {
		if (engine_state(engine, &now, err) < 0)
			return -1;
		if (x86_code_at(&now, now.rip) == linear)
			return set_gprs(engine, wanted, &now, err);
		if (engine_step(engine, &event, err) < 0)
			return -1;
		if (event != ENGINE_STANDS)
			break;
	}
	return err_set(err, "%s does not get to the first instruction%s", engine_title(engine),
		       wanted->cr0 & X86_CR0_PG
			       ? ": the case's page tables must map 0xf0000, where it comes from"
			       : "");
}

/* A reset leaves these as each engine will (SDM vol. 3, table 10-1: FCW 0x40; FNINIT makes it 0x37F). */
static bool is_x87_status(const char *name)
{
	return strcmp(name, "fcw") == 0 || strcmp(name, "fsw") == 0 || strcmp(name, "ftw") == 0;
}

static int check_start(struct engine *engine, const struct x86_state *wanted, struct err *err)
{
	struct differences differences;
	struct x86_state now = *wanted;
	struct difference *first = &differences.at[0];

	if (engine_state(engine, &now, err) < 0)
		return -1;
	compare_states(wanted, &now, 0, &differences);
	compare_more(wanted, &now, &differences);
	while (differences.count && is_x87_status(first->name))
		*first = differences.at[--differences.count];
	if (!differences.count)
		return 0;
	return err_set(
		err, "%s cannot be given the registers of the start: %s would be %#" PRIx64 ", not %#" PRIx64,
		engine_title(engine), first->name, first->other, first->kvm);
}

int begin_engine(enum engine_kind kind, const struct request *request, const char *disk,
		 const struct x86_state *state, bool steps, struct engine **out, struct err *err)
{
	struct parts parts = {0};
	struct engine *engine = NULL;
	int ret = make_parts(request, state, &parts, err);

	parts.machine.disk = disk;
	parts.machine.steps = steps;
	if (ret == 0)
		ret = engine_start(kind, &parts.machine, &engine, err);
	parts_fini(&parts);
	if (ret == 0)
		ret = step_to(engine, state, err);
	if (ret == 0)
		ret = check_start(engine, state, err);
	if (ret < 0)
		engine_free(engine);
	else
		*out = engine;
	return ret;
}
