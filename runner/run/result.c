#include "run/result.h"

#include <stdlib.h>

#include "base/text.h"
#include "vm/vm.h"

void result_fini(struct result *result)
{
	buf_fini(&result->console);
	buf_fini(&result->serial);
	buf_fini(&result->post);
	free(result->msrs);
	for (size_t i = 0; i < result->memory_count; i++)
		free(result->memory[i].bytes);
	free(result->memory);
	free(result->disk);
	buf_fini(&result->screen);
	buf_fini(&result->serial_input.text);
	buf_fini(&result->keys.text);
	*result = (struct result){0};
}

static void print_budget(const struct result *r, struct buf *out)
{
	switch (r->stop.kind) {
	case STOP_CYCLES:
		buf_adds(out, ": ");
		num_print_grouped(r->budget.cycles, out);
		buf_adds(out, " allowed, all used");
		break;
	case STOP_TIME:
		buf_adds(out, ": ");
		num_print_time(r->budget.wall_ns, out);
		buf_adds(out, " allowed, ");
		num_print_time(r->wall_ns, out);
		buf_adds(out, " used");
		break;
	case STOP_DISK:
		buf_adds(out, ": ");
		num_print_size(r->budget.disk_bytes, out);
		buf_adds(out, " allowed, in pieces of 16 KiB, and the guest wrote to one more");
		break;
	default:
		buf_adds(out, ": ");
		num_print_size(r->budget.output_bytes, out);
		buf_adds(out,
			 " allowed on console, serial and post together, and the guest wrote one byte more");
	}
}

static void print_stray(const struct access *a, struct buf *out)
{
	buf_printf(out, ": %u-byte %s %s %s 0x%llx", a->size_bytes, a->is_write ? "write" : "read",
		   a->is_write ? "to" : "from", a->is_mmio ? "address" : "port", (unsigned long long)a->addr);
	if (a->is_write)
		buf_printf(out, " (value 0x%llx)", (unsigned long long)a->value);
	buf_adds(out, ", where nothing is");
}

/* What emulate.c could not do is most often reached in one of two ways; say so. */
static void print_emulation(const struct result *r, struct buf *out)
{
	if (r->insn_len) {
		buf_adds(out, ": bytes");
		for (int i = 0; i < r->insn_len; i++)
			buf_printf(out, " %02x", r->insn[i]);
		buf_printf(out, " at %04x:%08llx", r->state.seg[X86_CS].selector,
			   (unsigned long long)r->state.rip);
	} else {
		buf_printf(out, " at %04x:%08llx", r->state.seg[X86_CS].selector,
			   (unsigned long long)r->state.rip);
	}
	buf_adds(out, "\nThis happens when code runs where no memory is (a wild jump), or when an "
		      "instruction that KVM does\n"
		      "not emulate touches an address without memory.");
}

void result_print_stop(const struct result *r, struct buf *out)
{
	char scratch[32];

	stop_print(&r->stop, out);
	buf_printf(out, ": %s", stop_meaning(r->stop.kind));
	switch (r->stop.kind) {
	case STOP_CYCLES:
	case STOP_TIME:
	case STOP_OUTPUT:
	case STOP_DISK: print_budget(r, out); break;
	case STOP_STRAY: print_stray(&r->stray, out); break;
	case STOP_EMULATION: print_emulation(r, out); break;
	case STOP_ENTRY:
		buf_printf(out, ": hardware reason 0x%llx", (unsigned long long)r->exit_detail);
		break;
	case STOP_UNKNOWN:
		buf_printf(out, ": %s, detail 0x%llx", vm_exit_name(r->exit_reason, scratch),
			   (unsigned long long)r->exit_detail);
		break;
	default: break;
	}
	if (r->state_source == STATE_REPLAYED)
		buf_adds(out, "\nKVM resets the CPU on a triple fault: the registers are those before the "
			      "last instruction that\n"
			      "single-stepping the same run saw.");
	else if (r->state_source == STATE_LOST)
		buf_adds(out, "\nKVM resets the CPU on a triple fault, and single-stepping did not get "
			      "there: the registers are lost.");
}
