/* The devices of a debugged run, for people. */
#include "run/debugged_private.h"

#include <inttypes.h>

static void put_pic(const char *name, const struct pic *pic, struct buf *out)
{
	buf_printf(out, "%-14s lines 0x%02x, edges 0x%02x, IMR 0x%02x, ISR 0x%02x, vectors from 0x%02x%s\n",
		   name, pic->lines, pic->edges, pic->imr, pic->isr, pic->icw2 & 0xf8,
		   pic->initialised ? "" : " (not initialised)");
}

static void put_sink(const char *name, const struct sink *sink, struct buf *out)
{
	buf_printf(out, "%-14s %zu byte%s written\n", name, sink->bytes.len, sink->bytes.len == 1 ? "" : "s");
}

void debugged_devices(const struct board *board, struct buf *out)
{
	const struct pc *pc = &board->pc;
	uint64_t next_ns = pc_next_interrupt_ns(pc);

	buf_printf(out, "%-14s %" PRIu64 " ns of the machine's since the start", "time", pc->time.now_ns);
	if (next_ns != VTIME_NEVER)
		buf_printf(out, "; a device's next interrupt at %" PRIu64 " ns", next_ns);
	buf_addc(out, '\n');
	if (pc->kernel_chips) {
		buf_adds(out, "8259, 8254     KVM's own (irqchip: kernel)\n");
	} else {
		put_pic("8259 master", &pc->pics.master, out);
		put_pic("8259 slave", &pc->pics.slave, out);
	}
	buf_printf(out, "%-14s %s\n", "A20 gate", pc->a20_open ? "open" : "closed");
	put_sink("debug console", &board->console, out);
	put_sink("COM1", &board->serial, out);
	buf_printf(out, "%-14s %zu byte%s", "POST port", board->post.bytes.len,
		   board->post.bytes.len == 1 ? "" : "s");
	if (board->post.bytes.len)
		buf_printf(out, ", the last is 0x%02x", board->post.bytes.data[board->post.bytes.len - 1]);
	buf_printf(out, "\n%-14s %" PRIu64 " accesses of ports and %" PRIu64 " of memory where nothing is\n",
		   "stray", board->stray_ports, board->stray_mmio);
}
