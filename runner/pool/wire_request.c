#include <stdlib.h>
#include <string.h>

#include "pool/wire.h"
#include "pool/wire_private.h"

/* A register goes as its row in the table, which both ends share; one past the last row is an MSR. */
static void put_registers(struct buf *out, const struct machine *m)
{
	size_t rows;
	const struct x86_reg *table = x86_regs(&rows);

	put64(out, m->register_count);
	for (size_t i = 0; i < m->register_count; i++) {
		const struct machine_register *r = &m->registers[i];

		put64(out, r->ref.reg ? (uint64_t)(r->ref.reg - table) : rows);
		put64(out, r->ref.msr);
		buf_add(out, &r->value, sizeof r->value);
	}
}

static void get_registers(struct cursor *c, struct machine *m)
{
	size_t rows;
	const struct x86_reg *table = x86_regs(&rows);

	m->register_count = get_count(c, 16 + sizeof m->registers->value);
	m->registers = mem_zalloc(m->register_count, sizeof *m->registers);
	for (size_t i = 0; i < m->register_count; i++) {
		struct machine_register *r = &m->registers[i];
		uint32_t row = get_enum(c, (uint32_t)rows + 1);

		r->ref.msr = (uint32_t)get64(c);
		r->ref.reg = row < rows ? &table[row] : NULL;
		cursor_get(c, &r->value, sizeof r->value);
	}
}

static void put_port(struct buf *out, const struct machine_port *port)
{
	put64(out, port->is_set);
	put64(out, port->port);
	put64(out, port->bits);
}

static void get_port(struct cursor *c, struct machine_port *port)
{
	port->is_set = get_enum(c, 2);
	port->port = (uint16_t)get_enum(c, 0x10000);
	port->bits = (uint8_t)get_enum(c, 17);
	if (port->bits != 8 && port->bits != 16 && (port->is_set || port->bits))
		c->bad = true;
}

/* Named bytes: files of the firmware configuration, option ROMs. */
static void put_files(struct buf *out, const struct machine_file *files, size_t count)
{
	put64(out, count);
	for (size_t i = 0; i < count; i++) {
		put_bytes(out, &(struct buf){.data = (uint8_t *)files[i].name, .len = strlen(files[i].name)});
		put_bytes(out, &files[i].bytes);
	}
}

/* At most `bytes_max` in each. A name has no NUL. */
static void get_files(struct cursor *c, struct machine_file **files, size_t *count, size_t bytes_max)
{
	*count = get_count(c, 16);
	*files = mem_zalloc(*count, sizeof **files);
	for (size_t i = 0; i < *count; i++) {
		struct buf name = {0};

		get_bytes(c, &name);
		if (name.len && memchr(name.data, 0, name.len))
			c->bad = true;
		(*files)[i].name = buf_take(&name);
		get_bytes(c, &(*files)[i].bytes);
		if ((*files)[i].bytes.len > bytes_max)
			c->bad = true;
	}
}

static void put_input(struct buf *out, const struct input *input)
{
	put64(out, input->count);
	for (size_t i = 0; i < input->count; i++) {
		put64(out, input->steps[i].kind);
		put64(out, input->steps[i].line);
		put64(out, input->steps[i].delay_ns);
		put_bytes(out, &input->steps[i].bytes);
	}
}

static void get_input(struct cursor *c, struct input *input)
{
	input->count = get_count(c, 32);
	input->steps = mem_zalloc(input->count, sizeof *input->steps);
	for (size_t i = 0; i < input->count; i++) {
		struct input_step *step = &input->steps[i];

		step->kind = get_enum(c, INPUT_KINDS);
		step->line = get_enum(c, UINT32_MAX);
		step->delay_ns = get64(c);
		get_bytes(c, &step->bytes);
		if (!step->bytes.len)
			c->bad = true;
		if (step->kind == INPUT_SEND)
			input->send_bytes += step->bytes.len;
	}
	if (input->send_bytes > INPUT_BYTES_MAX)
		c->bad = true;
}

static void put_geometry(struct buf *out, const struct machine_geometry *geometry)
{
	put64(out, geometry->cylinders);
	put64(out, geometry->heads);
	put64(out, geometry->sectors);
}

static void get_geometry(struct cursor *c, struct machine_geometry *geometry)
{
	geometry->cylinders = (uint16_t)get_enum(c, DISK_CYLINDERS_MAX + 1);
	geometry->heads = (uint16_t)get_enum(c, DISK_HEADS_MAX + 1);
	geometry->sectors = (uint16_t)get_enum(c, DISK_SECTORS_MAX + 1);
	if (!machine_geometry_valid(geometry))
		c->bad = true;
}

static void put_machine(struct buf *out, const struct machine *m)
{
	put64(out, m->start);
	put64(out, m->cpu);
	put64(out, m->image);
	put64(out, m->strict);
	put64(out, m->memory_bytes);
	put_registers(out, m);
	put64(out, m->irqchip);
	put64(out, m->pci);
	put64(out, m->fw_cfg);
	put_port(out, &m->console_port);
	put_port(out, &m->post_port);
	put64(out, m->rtc_unix_s);
	put_input(out, &m->serial_input);
	put_input(out, &m->keys);
	put_geometry(out, &m->disk_geometry);
	put_files(out, m->fw_cfg_files, m->fw_cfg_file_count);
}

static void get_machine(struct cursor *c, struct machine *m)
{
	m->start = get_enum(c, START_STATES);
	m->cpu = get_enum(c, CPU_MODELS);
	m->image = get_enum(c, IMAGE_WRITABLE + 1);
	m->strict = get_enum(c, 2);
	m->memory_bytes = get64(c);
	get_registers(c, m);
	m->irqchip = get_enum(c, IRQCHIPS);
	m->pci = get_enum(c, 2);
	m->fw_cfg = get_enum(c, 2);
	get_port(c, &m->console_port);
	get_port(c, &m->post_port);
	m->rtc_unix_s = get64(c);
	if (m->rtc_unix_s && (m->rtc_unix_s < RTC_UNIX_S_MIN || m->rtc_unix_s > RTC_UNIX_S_MAX))
		c->bad = true;
	get_input(c, &m->serial_input);
	get_input(c, &m->keys);
	get_geometry(c, &m->disk_geometry);
	get_files(c, &m->fw_cfg_files, &m->fw_cfg_file_count, FW_CFG_BYTES_MAX);
}

static void put_disk(struct buf *out, const struct request *rq)
{
	put64(out, rq->has_disk);
	put_bytes(out, &rq->disk);
}

/* Whole sectors, and none where there is no disk. */
static void get_disk(struct cursor *c, struct request *rq)
{
	rq->has_disk = get_enum(c, 2);
	get_bytes(c, &rq->disk);
	if (rq->has_disk != (rq->disk.len > 0) || rq->disk.len % DISK_SECTOR_BYTES ||
	    rq->disk.len > DISK_BYTES_MAX)
		c->bad = true;
}

void wire_put_request(struct buf *out, const struct request *rq)
{
	size_t at = frame_begin(out, WIRE_REQUEST);

	put_bytes(out, &rq->image);
	put_machine(out, &rq->machine);
	put_budget(out, &rq->budget);
	put64(out, rq->fresh);
	put64(out, rq->msr_count);
	buf_add(out, rq->msrs, rq->msr_count * sizeof *rq->msrs);
	put64(out, rq->memory_count);
	for (size_t i = 0; i < rq->memory_count; i++) {
		put64(out, rq->memory[i].gpa);
		put64(out, rq->memory[i].len);
	}
	put_disk(out, rq);
	put_files(out, rq->option_roms, rq->option_rom_count);
	put64(out, rq->wants_screen);
	put64(out, rq->trace_steps);
	put64(out, rq->trace_briefly);
	put64(out, rq->is_debugged);
	frame_end(out, at);
}

static void get_request(struct cursor *c, struct request *rq)
{
	get_bytes(c, &rq->image);
	get_machine(c, &rq->machine);
	get_budget(c, &rq->budget);
	rq->fresh = get_enum(c, 2);
	rq->msr_count = get_count(c, sizeof *rq->msrs);
	rq->msrs = mem_zalloc(rq->msr_count, sizeof *rq->msrs);
	cursor_get(c, rq->msrs, rq->msr_count * sizeof *rq->msrs);
	rq->memory_count = get_count(c, 16);
	rq->memory = mem_zalloc(rq->memory_count, sizeof *rq->memory);
	for (size_t i = 0; i < rq->memory_count; i++) {
		rq->memory[i].gpa = get64(c);
		rq->memory[i].len = get64(c);
		if (rq->memory[i].len > WIRE_PAYLOAD_MAX)
			c->bad = true;
	}
	get_disk(c, rq);
	get_files(c, &rq->option_roms, &rq->option_rom_count, OPTION_ROM_BYTES_MAX);
	rq->wants_screen = get_enum(c, 2);
	rq->trace_steps = get64(c);
	rq->trace_briefly = get_enum(c, 2);
	rq->is_debugged = get_enum(c, 2);
}

int wire_get_request(const uint8_t *payload, size_t len, struct request *out, struct err *err)
{
	struct cursor c = {payload, len, false};

	*out = (struct request){0};
	get_request(&c, out);
	if (!c.bad && !c.left)
		return 0;
	request_fini(out);
	return err_set(err, "the parent sent a request that does not decode");
}
