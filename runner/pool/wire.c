#include "pool/wire.h"

#include <stdlib.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "pool/wire_private.h"

uint64_t get64(struct cursor *c)
{
	uint64_t value;

	cursor_get(c, &value, sizeof value);
	return value;
}

size_t get_count(struct cursor *c, size_t size)
{
	uint64_t count = get64(c);

	if (count > c->left / size)
		c->bad = true;
	return c->bad ? 0 : (size_t)count;
}

uint32_t get_enum(struct cursor *c, uint32_t limit)
{
	uint64_t value = get64(c);

	if (value >= limit)
		c->bad = true;
	return c->bad ? 0 : (uint32_t)value;
}

void get_bytes(struct cursor *c, struct buf *out)
{
	size_t len = get_count(c, 1);

	if (c->bad)
		return;
	buf_add(out, c->at, len);
	c->at += len;
	c->left -= len;
}

void put64(struct buf *out, uint64_t value)
{
	buf_add(out, &value, sizeof value);
}

void put_bytes(struct buf *out, const struct buf *bytes)
{
	put64(out, bytes->len);
	buf_add(out, bytes->data, bytes->len);
}

size_t frame_begin(struct buf *out, enum wire_type type)
{
	struct wire_header header = {.magic = WIRE_MAGIC, .type = type};

	buf_add(out, &header, sizeof header);
	return out->len;
}

void frame_end(struct buf *out, size_t payload_at)
{
	uint64_t len = out->len - payload_at;

	memcpy(out->data + payload_at - sizeof len, &len, sizeof len);
}

void wire_set_id(struct buf *frame, uint64_t id)
{
	memcpy(frame->data + offsetof(struct wire_header, id), &id, sizeof id);
}

void wire_put_bytes(struct buf *out, enum wire_type type, const void *bytes, size_t len)
{
	size_t at = frame_begin(out, type);

	buf_add(out, bytes, len);
	frame_end(out, at);
}

void wire_put_text(struct buf *out, enum wire_type type, const char *text)
{
	wire_put_bytes(out, type, text, strlen(text));
}

void put_budget(struct buf *out, const struct budget *budget)
{
	put64(out, budget->cycles);
	put64(out, budget->wall_ns);
	put64(out, budget->output_bytes);
	put64(out, budget->disk_bytes);
}

void get_budget(struct cursor *c, struct budget *budget)
{
	budget->cycles = get64(c);
	budget->wall_ns = get64(c);
	budget->output_bytes = get64(c);
	budget->disk_bytes = get64(c);
}

static void put_input_result(struct buf *out, const struct result_input *input)
{
	put64(out, input->unsent_bytes);
	put64(out, input->awaited);
	put64(out, input->line);
	put_bytes(out, &input->text);
}

static void get_input_result(struct cursor *c, struct result_input *input)
{
	input->unsent_bytes = get64(c);
	input->awaited = get_enum(c, INPUT_KINDS);
	input->line = get_enum(c, UINT32_MAX);
	get_bytes(c, &input->text);
}

void wire_put_result(struct buf *out, const struct result *r)
{
	size_t at = frame_begin(out, WIRE_RESULT);

	put64(out, r->stop.kind);
	put64(out, r->stop.value);
	put_budget(out, &r->budget);
	put64(out, r->cycles);
	put64(out, r->cycle_source);
	put64(out, r->cycles_exact);
	put64(out, r->wall_ns);
	put64(out, r->guest_ns);
	put_bytes(out, &r->console);
	put_bytes(out, &r->serial);
	put_bytes(out, &r->post);
	put64(out, r->state_source);
	buf_add(out, &r->state, sizeof r->state);
	put64(out, r->msr_count);
	for (size_t i = 0; i < r->msr_count; i++) {
		put64(out, r->msrs[i].index);
		put64(out, r->msrs[i].present);
		put64(out, r->msrs[i].value);
	}
	put64(out, r->memory_count);
	for (size_t i = 0; i < r->memory_count; i++) {
		put64(out, r->memory[i].gpa);
		put64(out, r->memory[i].readable);
		put_bytes(out, &(struct buf){.data = r->memory[i].bytes, .len = r->memory[i].len});
	}
	put64(out, r->disk_sectors);
	put64(out, r->disk_count);
	for (size_t i = 0; i < r->disk_count; i++) {
		put64(out, r->disk[i].lba);
		buf_add(out, r->disk[i].bytes, sizeof r->disk[i].bytes);
	}
	put_bytes(out, &r->screen);
	put_input_result(out, &r->serial_input);
	put_input_result(out, &r->keys);
	put64(out, r->missed_int);
	put64(out, r->rom_writes);
	put64(out, r->stray_ports);
	put64(out, r->stray_mmio);
	put64(out, r->stray.addr);
	put64(out, r->stray.value);
	put64(out, r->stray.size_bytes);
	put64(out, r->stray.is_mmio);
	put64(out, r->stray.is_write);
	put64(out, r->insn_len);
	buf_add(out, r->insn, sizeof r->insn);
	put64(out, r->exit_reason);
	put64(out, r->exit_detail);
	frame_end(out, at);
}

static void get_captures(struct cursor *c, struct result *r)
{
	r->msr_count = get_count(c, 24);
	r->msrs = mem_zalloc(r->msr_count, sizeof *r->msrs);
	for (size_t i = 0; i < r->msr_count; i++) {
		r->msrs[i].index = (uint32_t)get64(c);
		r->msrs[i].present = get_enum(c, 2);
		r->msrs[i].value = get64(c);
	}
	r->memory_count = get_count(c, 24);
	r->memory = mem_zalloc(r->memory_count, sizeof *r->memory);
	for (size_t i = 0; i < r->memory_count; i++) {
		struct buf bytes = {0};

		r->memory[i].gpa = get64(c);
		r->memory[i].readable = get_enum(c, 2);
		get_bytes(c, &bytes);
		r->memory[i].len = bytes.len;
		r->memory[i].bytes = (uint8_t *)buf_take(&bytes);
	}
}

/* Sectors in ascending order: the judge searches them. A screen is whole or not there. */
static void get_disk_and_screen(struct cursor *c, struct result *r)
{
	r->disk_sectors = get64(c);
	r->disk_count = get_count(c, sizeof(uint64_t) + sizeof r->disk->bytes);
	r->disk = mem_zalloc(r->disk_count, sizeof *r->disk);
	for (size_t i = 0; i < r->disk_count; i++) {
		r->disk[i].lba = get64(c);
		cursor_get(c, r->disk[i].bytes, sizeof r->disk[i].bytes);
		if (i && r->disk[i].lba <= r->disk[i - 1].lba)
			c->bad = true;
	}
	get_bytes(c, &r->screen);
	if (r->screen.len && r->screen.len != SCREEN_BYTES)
		c->bad = true;
}

static void get_result(struct cursor *c, struct result *r)
{
	r->stop.kind = get_enum(c, STOP_KINDS);
	r->stop.value = get64(c);
	get_budget(c, &r->budget);
	r->cycles = get64(c);
	r->cycle_source = get_enum(c, CYCLES_BOX + 1);
	r->cycles_exact = get_enum(c, 2);
	r->wall_ns = get64(c);
	r->guest_ns = get64(c);
	get_bytes(c, &r->console);
	get_bytes(c, &r->serial);
	get_bytes(c, &r->post);
	r->state_source = get_enum(c, STATE_LOST + 1);
	cursor_get(c, &r->state, sizeof r->state);
	get_captures(c, r);
	get_disk_and_screen(c, r);
	get_input_result(c, &r->serial_input);
	get_input_result(c, &r->keys);
	r->missed_int = (uint8_t)get_enum(c, UINT8_MAX + 1);
	r->rom_writes = get64(c);
	r->stray_ports = get64(c);
	r->stray_mmio = get64(c);
	r->stray.addr = get64(c);
	r->stray.value = get64(c);
	r->stray.size_bytes = (uint8_t)get_enum(c, 65);
	r->stray.is_mmio = get_enum(c, 2);
	r->stray.is_write = get_enum(c, 2);
	r->insn_len = (uint8_t)get_enum(c, sizeof r->insn + 1);
	cursor_get(c, r->insn, sizeof r->insn);
	r->exit_reason = (uint32_t)get64(c);
	r->exit_detail = get64(c);
}

int wire_get_result(const uint8_t *payload, size_t len, struct result *out, struct err *err)
{
	struct cursor c = {payload, len, false};

	*out = (struct result){0};
	get_result(&c, out);
	if (!c.bad && !c.left)
		return 0;
	result_fini(out);
	return err_set(err, "the worker sent a result that does not decode");
}

int wire_get_error(const uint8_t *payload, size_t len, struct err *err)
{
	struct buf text = {0};

	text_visible_lines(payload, len < sizeof err->text ? len : sizeof err->text, &text);
	err_set(err, "%s", text.len ? buf_str(&text) : "the worker sent an error without a text");
	buf_fini(&text);
	return -1;
}

/* All that has one size, and less than 2 MiB of text for input that the guest did not take (YAML_BYTES_MAX).
 */
#define ANSWER_BYTES (2u << 20)

/* A record of each kind for each step; the longest is that of an exception's chain. Only that an endless one
 * ends. */
#define TRACE_STEP_BYTES 4096

uint64_t wire_trace_max(const struct request *request)
{
	return request->trace_steps < UINT64_MAX / TRACE_STEP_BYTES ? request->trace_steps * TRACE_STEP_BYTES
								    : UINT64_MAX;
}

uint64_t wire_answer_max(const struct request *request)
{
	uint64_t max = ANSWER_BYTES + request->budget.output_bytes + 24 * (uint64_t)request->msr_count;

	for (size_t i = 0; i < request->memory_count; i++)
		max += 24 + (uint64_t)request->memory[i].len;
	if (request->has_disk)
		max += request->budget.disk_bytes / DISK_SECTOR_BYTES *
		       (sizeof(uint64_t) + DISK_SECTOR_BYTES);
	return max < WIRE_PAYLOAD_MAX ? max : WIRE_PAYLOAD_MAX;
}

int wire_check_header(const struct wire_header *header, uint64_t payload_max, struct err *err)
{
	if (header->magic != WIRE_MAGIC)
		return err_set(err, "the worker sent garbage (0x%08x where a message should begin)",
			       header->magic);
	if (header->payload_bytes > payload_max)
		return err_set(err, "the worker announced a message of %llu bytes",
			       (unsigned long long)header->payload_bytes);
	return 0;
}
