/* A result as text, to tell whether two runs did the same. */
#include "run/result.h"

#include <string.h>

#include "x86/reg.h"

static bool is_part(const struct x86_reg *part, const struct x86_reg *whole)
{
	return whole->size_bytes > part->size_bytes && whole->offset <= part->offset &&
	       part->offset + part->size_bytes <= whole->offset + whole->size_bytes;
}

/* Each by its widest name. */
static void print_registers(const struct x86_state *state, struct buf *out)
{
	size_t count;
	const struct x86_reg *regs = x86_regs(&count);

	for (size_t i = 0; i < count; i++) {
		struct x86_value value;
		bool covered = false;

		for (size_t other = 0; other < count && !covered; other++)
			covered = is_part(&regs[i], &regs[other]);
		if (covered)
			continue;
		x86_state_get(state, &regs[i], &value);
		buf_printf(out, "%s: ", regs[i].name);
		x86_value_print(&value, out);
		buf_addc(out, '\n');
	}
}

static void print_hex(const char *what, uint64_t at, const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (i % 16 == 0)
			buf_printf(out, "%s%s 0x%llx:", i ? "\n" : "", what, (unsigned long long)at + i);
		buf_printf(out, " %02x", bytes[i]);
	}
	if (len)
		buf_addc(out, '\n');
}

static void print_stream(const char *what, const struct buf *stream, struct buf *out)
{
	if (!stream->len)
		return;
	buf_printf(out, "%s:\n", what);
	buf_add(out, stream->data, stream->len);
	buf_addc(out, '\n');
}

static void print_captures(const struct result *r, struct buf *out)
{
	for (size_t i = 0; i < r->msr_count; i++)
		buf_printf(out, "msr 0x%x: 0x%llx%s\n", r->msrs[i].index,
			   (unsigned long long)r->msrs[i].value, r->msrs[i].present ? "" : " (absent)");
	for (size_t i = 0; i < r->memory_count; i++)
		print_hex("memory", r->memory[i].gpa, r->memory[i].bytes, r->memory[i].len, out);
	for (size_t i = 0; i < r->disk_count; i++) {
		buf_printf(out, "disk sector %llu:\n", (unsigned long long)r->disk[i].lba);
		print_hex("byte", 0, r->disk[i].bytes, sizeof r->disk[i].bytes, out);
	}
}

void result_print_whole(const struct result *r, struct buf *out)
{
	buf_adds(out, "stop: ");
	stop_print(&r->stop, out);
	buf_addc(out, '\n');
	print_stream("console", &r->console, out);
	print_stream("serial", &r->serial, out);
	print_hex("post", 0, r->post.data, r->post.len, out);
	print_stream("screen", &r->screen, out);
	print_registers(&r->state, out);
	print_captures(r, out);
	buf_printf(out, "writes to ROM: %llu, stray accesses: %llu to ports, %llu to memory\n",
		   (unsigned long long)r->rom_writes, (unsigned long long)r->stray_ports,
		   (unsigned long long)r->stray_mmio);
}

void result_print_counts(const struct result *r, struct buf *out)
{
	if (r->cycles_exact)
		buf_printf(out, "cycles: %llu\nguest time: %llu ns\n", (unsigned long long)r->cycles,
			   (unsigned long long)r->guest_ns);
}
