/*
 * QEMU's TCG through its gdb stub. What QEMU 7.2 does, as measured:
 *
 * - ROM: the firmware is read-only to the guest on `pc`, but plain RAM on `isapc` and `microvm`. So the
 *   machine is a `pc` always; where no PCI is wanted, its PAM registers are set so that all below the
 *   firmware is RAM. engine_write() does not change ROM; a write of the stub's to a virtual address would.
 * - A breakpoint is compared with CS base + IP; while it steps, breakpoints do not count.
 * - Outside of 64-bit code it tells only the lower halves of eight registers.
 * - It takes CR4.OSXSAVE only where one of XSAVEOPT, XSAVEC and XGETBV1 is there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/io.h"
#include "engine/qemu_arguments.h"
#include "engine/qemu_private.h"
#include "engine/qemu_registers.h"

struct qemu *qemu_of(struct engine *engine)
{
	return engine->own;
}

void qemu_file(const struct engine *engine, const char *name, struct buf *out)
{
	char *path = engine_path(engine, name);
	struct err ignored; /* no file: nothing was written */

	(void)io_read_file(path, PROCESS_FILE_BYTES_MAX, out, &ignored);
	free(path);
}

/* The end of what it wrote to standard error is why it ended. */
int qemu_failed(struct engine *engine, struct err *err)
{
	struct buf said = {0};
	size_t from = 0;

	if (!qemu_of(engine)->gdb.ended)
		return err_wrap(err, "QEMU");
	qemu_file(engine, "stderr", &said);
	while (said.len && said.data[said.len - 1] == '\n')
		said.data[--said.len] = 0;
	if (said.len > 800)
		from = said.len - 800;
	err_set(err, "QEMU ended%s%s", said.len ? ": " : "", buf_str(&said) + from);
	buf_fini(&said);
	return -1;
}

/* ---- start */

/* "7.2.22Debian 1:7.2+dfsg-7+deb12u18" */
static int read_title(struct engine *engine, struct err *err)
{
	struct buf version = {0};
	int ret = gdb_client_monitor(&qemu_of(engine)->gdb, "info version", &version, err);
	const char *text = buf_str(&version);

	snprintf(engine->title, sizeof engine->title, "QEMU %.*s", (int)strspn(text, "0123456789."), text);
	buf_fini(&version);
	return ret;
}

/* A byte of the host bridge's configuration space, through PCI's two ports. */
static int set_bridge(struct engine *engine, unsigned reg, unsigned value, struct err *err)
{
	char *address = str_printf("o /w 0xcf8 0x%x", 0x80000000u | (reg & ~3u));
	char *data = str_printf("o /b 0x%x 0x%x", 0xcfcu + (reg & 3), value);
	int ret = gdb_client_monitor(&qemu_of(engine)->gdb, address, NULL, err);

	if (ret == 0)
		ret = gdb_client_monitor(&qemu_of(engine)->gdb, data, NULL, err);
	free(address);
	free(data);
	return ret;
}

/* PAM1 to PAM4: 0xC0000 to 0xDFFFF is RAM to read and to write. The rest of that space is so already. */
int qemu_open_memory(struct engine *engine, struct err *err)
{
	for (unsigned reg = 0x5a; reg <= 0x5d && !qemu_of(engine)->pci; reg++)
		if (set_bridge(engine, reg, 0x33, err) < 0)
			return -1;
	return 0;
}

/* Addresses of memory are physical ones from here on; a step masks interrupts and timers. */
static int greet(struct engine *engine, const struct engine_machine *machine, struct err *err)
{
	struct gdb_client *gdb = &qemu_of(engine)->gdb;

	if (gdb_client_start(gdb, err) < 0 || read_title(engine, err) < 0 ||
	    gdb_client_tell(gdb, "Qqemu.PhyMemMode:1", err) < 0 ||
	    gdb_client_tell(gdb, "Qqemu.sstep=7", err) < 0 || qemu_open_memory(engine, err) < 0)
		return qemu_failed(engine, err);
	for (size_t i = 0; i < machine->load_count; i++) {
		const struct engine_load *load = &machine->loads[i];

		if (gdb_client_write(gdb, load->gpa, load->bytes, load->len, err) < 0)
			return qemu_failed(engine, err);
	}
	qemu_forget_resets(engine);
	return 0;
}

static int qemu_start(struct engine *engine, const struct engine_machine *machine, struct err *err)
{
	struct qemu_arguments arguments = {0};
	struct qemu *qemu = mem_zalloc(1, sizeof *qemu);
	int ret = -1;

	engine->own = qemu;
	qemu->gdb.process = &engine->process;
	qemu->pci = machine->pci;
	if (engine_file(engine, QEMU_FIRMWARE, machine->firmware, machine->firmware_len, err) == 0 &&
	    qemu_arguments_make(&arguments, engine->type->program, machine, err) == 0)
		ret = process_start(&engine->process, (const char *const *)arguments.list, engine->folder,
				    engine->type->package, err);
	qemu_arguments_fini(&arguments);
	return ret < 0 ? -1 : greet(engine, machine, err);
}

static void qemu_free(struct engine *engine)
{
	gdb_client_fini(&qemu_of(engine)->gdb);
}

/* ---- registers and memory */

static int qemu_registers(struct engine *engine, struct x86_state *out, struct err *err)
{
	struct gdb_client *gdb = &qemu_of(engine)->gdb;
	const struct x86_state *last = &qemu_of(engine)->last;

	if (qemu_of(engine)->down) {
		memcpy(out->gpr, last->gpr, sizeof out->gpr);
		out->rip = last->rip;
		out->rflags = last->rflags;
		return 0;
	}
	if (gdb_client_ask(gdb, "g", err) < 0 || qemu_registers_packet(buf_str(&gdb->answer), out, err) < 0)
		return qemu_failed(engine, err);
	return 0;
}

int qemu_state(struct engine *engine, struct x86_state *out, struct err *err)
{
	struct buf text = {0};
	int ret;

	if (qemu_of(engine)->down) {
		*out = qemu_of(engine)->last;
		return 0;
	}
	ret = gdb_client_monitor(&qemu_of(engine)->gdb, "info registers", &text, err);

	if (ret == 0)
		ret = qemu_registers_parse(buf_str(&text), out, err);
	buf_fini(&text);
	return ret < 0 ? qemu_failed(engine, err) : 0;
}

static int qemu_halted(struct engine *engine, bool *out, struct err *err)
{
	struct buf text = {0};
	int ret = gdb_client_monitor(&qemu_of(engine)->gdb, "info registers", &text, err);

	*out = ret == 0 && strstr(buf_str(&text), " HLT=1");
	buf_fini(&text);
	return ret < 0 ? qemu_failed(engine, err) : 0;
}

static int qemu_read(struct engine *engine, uint64_t gpa, void *bytes, size_t len, struct err *err)
{
	return gdb_client_read(&qemu_of(engine)->gdb, gpa, bytes, len, err) < 0 ? qemu_failed(engine, err)
										: 0;
}

static int qemu_write(struct engine *engine, uint64_t gpa, const void *bytes, size_t len, struct err *err)
{
	return gdb_client_write(&qemu_of(engine)->gdb, gpa, bytes, len, err) < 0 ? qemu_failed(engine, err)
										 : 0;
}

static int set_register(struct engine *engine, unsigned number, uint64_t value, struct err *err)
{
	struct buf data = {0};
	int ret;

	buf_printf(&data, "P%x=", number);
	gdb_hex_add(&value, sizeof value, &data);
	ret = gdb_client_tell(&qemu_of(engine)->gdb, buf_str(&data), err);
	buf_fini(&data);
	return ret < 0 ? qemu_failed(engine, err) : 0;
}

static int qemu_set_gpr(struct engine *engine, enum x86_gpr gpr, unsigned size_bytes, bool high,
			uint64_t value, struct err *err)
{
	uint64_t whole = value & 0xffffffff;
	struct x86_state state;

	if (size_bytes < 4) {
		if (qemu_registers(engine, &state, err) < 0)
			return -1;
		whole = state.gpr[gpr];
		memcpy((uint8_t *)&whole + high, &value, size_bytes);
	}
	return set_register(engine, qemu_register_number(gpr), whole, err);
}

static int qemu_set_ip(struct engine *engine, uint64_t ip, struct err *err)
{
	return set_register(engine, QEMU_REGISTER_RIP, ip, err);
}

/* ---- what it says */

static void qemu_console(struct engine *engine, struct buf *out)
{
	qemu_file(engine, QEMU_CONSOLE, out);
}

static void qemu_remarks(struct engine *engine, struct buf *out)
{
	(void)engine;
	(void)out;
}

const struct engine_type engine_qemu = {
	.program = "qemu-system-x86_64",
	.package = "qemu-system-x86",
	.start = qemu_start,
	.step = qemu_step,
	.registers = qemu_registers,
	.state = qemu_state,
	.read = qemu_read,
	.write = qemu_write,
	.set_gpr = qemu_set_gpr,
	.set_ip = qemu_set_ip,
	.go = qemu_go,
	.halted = qemu_halted,
	.console = qemu_console,
	.remarks = qemu_remarks,
	.free = qemu_free,
};
