/*
 * Bochs through its built-in debugger. What Bochs 2.7 does, as measured:
 *
 * - It sets only the lower halves of the eight old general registers, and EFLAGS wrongly. ROM it does not
 *   change, and says nothing of that.
 * - Reading memory beyond its address space makes it crash.
 * - Of segments it tells 32 bits of the base; all 64 are in another place.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/bochs_private.h"
#include "engine/bochs_text.h"
#include "x86/bits.h"

#define BANNER "Bochs x86 Emulator "

/* Its address space, and how much of it is asked for at once. */
#define SPACE_BYTES (1ull << 40)
#define CHUNK_BYTES 4096u

struct bochs *bochs_of(struct engine *engine)
{
	return engine->own;
}

/* ---- start */

static int read_title(struct engine *engine, struct err *err)
{
	const char *at = strstr(buf_str(&bochs_of(engine)->answer), BANNER);

	if (!at)
		return err_set(err, "%s does not say which Bochs it is", engine->type->program);
	at += strlen(BANNER);
	snprintf(engine->title, sizeof engine->title, "Bochs %.*s", (int)strcspn(at, " \n"), at);
	return 0;
}

/* A step then prints nothing. */
static int greet(struct engine *engine, struct err *err)
{
	if (bochs_ask(engine, "set $auto_disassemble = 0\n", err) < 0)
		return -1;
	if (read_title(engine, err) < 0)
		return -1;
	return bochs_log_open(engine, err);
}

static int bochs_start(struct engine *engine, const struct engine_machine *machine, struct err *err)
{
	const char *const argv[] = {engine->type->program, "-q", "-f", BOCHS_SETUP, "-rc",
				    "/dev/stdin",          NULL};
	struct bochs *bochs = mem_zalloc(1, sizeof *bochs);

	engine->own = bochs;
	bochs->steps = machine->steps;
	if (getrandom(&bochs->mark, sizeof bochs->mark, 0) != sizeof bochs->mark)
		return err_sys(err, "getrandom");
	bochs->mark >>= 2;
	if (bochs_setup(engine, machine, err) < 0 ||
	    process_start(&engine->process, argv, engine->folder, engine->type->package, err) < 0)
		return -1;
	return greet(engine, err);
}

static void bochs_free(struct engine *engine)
{
	struct bochs *bochs = bochs_of(engine);

	if (bochs->log)
		close(bochs->log);
	buf_fini(&bochs->answer);
	buf_fini(&bochs->console);
}

/* ---- registers */

#define MORE "ymm\nshow \"FPU\"\n"
#define LONG_BASES                             \
	"show \"FS.base\"\nshow \"GS.base\"\n" \
	"show \"LDTR.base\"\nshow \"TR.base\"\n"

static int bochs_registers(struct engine *engine, struct x86_state *out, struct err *err)
{
	struct bochs *bochs = bochs_of(engine);

	if (!bochs->general_known) {
		if (bochs_ask(engine, "r\n", err) < 0)
			return -1;
		if (bochs_text_general(buf_str(&bochs->answer), &bochs->general) < 0)
			return err_set(err, "Bochs tells no registers");
		bochs->general_known = true;
	}
	memcpy(out->gpr, bochs->general.gpr, sizeof out->gpr);
	out->rip = bochs->general.rip;
	out->rflags = bochs->general.rflags;
	return 0;
}

int bochs_core(struct engine *engine, struct x86_state *out, struct err *err)
{
	const struct buf *answer = &bochs_of(engine)->answer;

	if (bochs_registers(engine, out, err) < 0 || bochs_ask(engine, "sreg\ncreg\ndreg\n", err) < 0)
		return -1;
	if (bochs_text_segments(buf_str(answer), out) < 0 || bochs_text_system(buf_str(answer), out) < 0)
		return err_set(err, "Bochs does not tell all of its registers");
	return 0;
}

int bochs_state(struct engine *engine, struct x86_state *out, struct err *err)
{
	const struct buf *answer = &bochs_of(engine)->answer;

	if (bochs_core(engine, out, err) < 0 ||
	    bochs_ask(engine, out->efer & X86_EFER_LMA ? MORE LONG_BASES : MORE, err) < 0)
		return -1;
	if (bochs_text_vectors(buf_str(answer), out) < 0 || bochs_text_fpu(buf_str(answer), out) < 0 ||
	    (out->efer & X86_EFER_LMA && bochs_text_bases(buf_str(answer), out) < 0))
		return err_set(err, "Bochs does not tell all of its registers");
	return 0;
}

#define ACTIVITY "activity_state = 0x"

static int bochs_halted(struct engine *engine, bool *out, struct err *err)
{
	const char *at;

	if (bochs_ask(engine, "show \"cpu0.activity_state\"\n", err) < 0)
		return -1;
	at = strstr(buf_str(&bochs_of(engine)->answer), ACTIVITY);
	if (!at)
		return err_set(err, "Bochs does not tell whether it is halted");
	*out = strtoul(at + strlen(ACTIVITY), NULL, 16) == 1;
	return 0;
}

/* A command that answers only where it fails. */
static int command(struct engine *engine, char *commands, struct err *err)
{
	const struct buf *answer = &bochs_of(engine)->answer;
	int ret = bochs_ask(engine, commands, err);

	free(commands);
	bochs_of(engine)->general_known = false;
	if (ret == 0 && answer->len)
		return err_set(err, "Bochs: %.*s", (int)strcspn(buf_str(answer), "\n"), buf_str(answer));
	return ret;
}

/* Setting 32 bits leaves the upper half, where an instruction makes it 0. */
static int check_gpr(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, struct err *err)
{
	struct x86_state now;

	if (gpr >= X86_R8)
		return err_set(err, "Bochs 2.7 does not let R8 to R15 be set");
	if (size_bytes < 4)
		return 0;
	if (bochs_registers(engine, &now, err) < 0)
		return -1;
	return now.gpr[gpr] >> 32 ? err_set(err, "Bochs 2.7 does not let the upper half of a register be set")
				  : 0;
}

static int bochs_set_gpr(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, bool high,
			 uint64_t value, struct err *err)
{
	static const char *const words[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
	static const char *const lows[] = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
	static const char *const highs[] = {"ah", "ch", "dh", "bh"};
	uint64_t part = value & UINT64_MAX >> (64 - 8 * size_bytes);
	const char *name;

	if (check_gpr(engine, gpr, size_bytes, err) < 0)
		return -1;
	name = size_bytes > 1 ? words[gpr] : high ? highs[gpr & 3] : lows[gpr];
	return command(engine,
		       str_printf("set %s%s = 0x%" PRIx64 "\n", size_bytes == 4 ? "e" : "", name, part), err);
}

static int bochs_set_ip(struct engine *engine, uint64_t ip, struct err *err)
{
	return command(engine, str_printf("set rip = 0x%" PRIx64 "\n", ip), err);
}

/* ---- memory */

/* Units of 8 bytes, which are quicker, and the rest. */
static int read_chunk(struct engine *engine, uint64_t gpa, uint8_t *bytes, size_t len, struct err *err)
{
	size_t units = len / 8, rest = len % 8;
	struct buf commands = {0};
	const char *text;
	int ret;

	if (units)
		buf_printf(&commands, "xp /%zugx 0x%" PRIx64 "\n", units, gpa);
	if (rest)
		buf_printf(&commands, "xp /%zubx 0x%" PRIx64 "\n", rest, gpa + units * 8);
	ret = bochs_ask(engine, buf_str(&commands), err);
	buf_fini(&commands);
	if (ret < 0)
		return -1;
	text = buf_str(&bochs_of(engine)->answer);
	if ((units && bochs_text_memory(&text, 8, units, bytes) < 0) ||
	    (rest && bochs_text_memory(&text, 1, rest, bytes + units * 8) < 0))
		return err_set(err, "Bochs does not tell its memory");
	return 0;
}

static size_t chunk(uint64_t gpa, size_t left)
{
	size_t len = CHUNK_BYTES - gpa % CHUNK_BYTES;

	return len < left ? len : left;
}

static int bochs_read(struct engine *engine, uint64_t gpa, void *bytes, size_t len, struct err *err)
{
	uint8_t *out = bytes;

	for (size_t at = 0, part; at < len; at += part) {
		part = chunk(gpa + at, len - at);
		if (gpa + at >= SPACE_BYTES)
			memset(out + at, 0xff, part);
		else if (read_chunk(engine, gpa + at, out + at, part, err) < 0)
			return -1;
	}
	return 0;
}

static int write_chunk(struct engine *engine, uint64_t gpa, const uint8_t *bytes, size_t len, struct err *err)
{
	struct buf commands = {0};

	for (size_t at = 0, part; at < len; at += part) {
		uint32_t value = 0;

		part = len - at >= 4 ? 4 : 1;
		memcpy(&value, bytes + at, part);
		buf_printf(&commands, "setpmem 0x%" PRIx64 " %zu 0x%" PRIx32 "\n", gpa + at, part, value);
	}
	if (command(engine, buf_take(&commands), err) < 0)
		return -1;
	return bochs_code_written(engine, gpa, len, err);
}

static int bochs_write(struct engine *engine, uint64_t gpa, const void *bytes, size_t len, struct err *err)
{
	for (size_t at = 0, part; at < len; at += part) {
		part = chunk(gpa + at, len - at);
		if (gpa + at < SPACE_BYTES &&
		    write_chunk(engine, gpa + at, (const uint8_t *)bytes + at, part, err) < 0)
			return -1;
	}
	return 0;
}

/* ---- what it says */

static void bochs_console(struct engine *engine, struct buf *out)
{
	const struct buf *console = &bochs_of(engine)->console;

	buf_add(out, console->data, console->len);
}

static void bochs_remarks(struct engine *engine, struct buf *out)
{
	bochs_log_remarks(bochs_of(engine), out);
}

const struct engine_type engine_bochs = {
	.program = "bochs-bin",
	.package = "bochs bochs-term",
	.start = bochs_start,
	.step = bochs_step,
	.registers = bochs_registers,
	.state = bochs_state,
	.read = bochs_read,
	.write = bochs_write,
	.set_gpr = bochs_set_gpr,
	.set_ip = bochs_set_ip,
	.go = bochs_go,
	.halted = bochs_halted,
	.console = bochs_console,
	.remarks = bochs_remarks,
	.free = bochs_free,
};
