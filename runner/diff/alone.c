#include "diff/alone.h"

#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "diff/linear.h"
#include "diff/memory.h"
#include "diff/print.h"
#include "trace/line.h"
#include "x86/mode.h"

#define SLICE_MS       250u
#define FLAG_IF        (1u << 9)
#define OPCODE_HLT     0xf4
#define NOWHERE        UINT64_MAX
#define OUT_LENGTH_MAX 3 /* with a prefix that makes it 32 or 16 bits wide */
#define PREFIX_OPERAND 0x66

/* Bytes of KVM's memory, where they were asked for. */
static const uint8_t *bytes_at(const struct result *result, uint64_t gpa, size_t len)
{
	for (size_t i = 0; i < result->memory_count; i++) {
		const struct memory_range *range = &result->memory[i];

		if (range->readable && gpa >= range->gpa && gpa - range->gpa + len <= range->len)
			return range->bytes + (gpa - range->gpa);
	}
	return NULL;
}

/* How long the OUT is that ends there; 0: not known. Paging is taken for one to one. */
static unsigned out_length(const struct result *result, uint64_t end)
{
	const uint8_t *bytes =
		end >= OUT_LENGTH_MAX ? bytes_at(result, end - OUT_LENGTH_MAX, OUT_LENGTH_MAX) : NULL;
	unsigned len;

	if (!bytes)
		return 0;
	if ((bytes[2] & ~1) == 0xee) /* OUT DX, AL or eAX */
		len = 1;
	else if ((bytes[1] & ~1) == 0xe6) /* OUT imm8 */
		len = 2;
	else
		return 0;
	return bytes[2 - len] == PREFIX_OPERAND ? len + 1 : len;
}

/* The instruction that it must reach: the HLT, or the OUT to the exit port. NOWHERE: it is not known, or the
 * stop has no place, as where a budget ran out. */
static uint64_t end_linear(const struct result *result)
{
	uint64_t linear = x86_code_at(&result->state, result->state.rip);
	unsigned len = 0;

	if (result->stop.kind == STOP_HALT)
		len = 1;
	else if (result->stop.kind == STOP_EXIT)
		len = out_length(result, linear);
	return len ? linear - len : NOWHERE;
}

static int compare_end(struct engine *engine, const struct result *result, struct alone *out, struct err *err)
{
	struct x86_state kvm = result->state;

	out->state = kvm;
	if (engine_state(engine, &out->state, err) < 0)
		return -1;
	kvm.rip = out->state.rip; /* it stands before the last instruction, which changes nothing else */
	compare_states(&kvm, &out->state, 0, &out->differences);
	compare_more(&kvm, &out->state, &out->differences);
	out->memory_pieces = memory_compare(engine, result, &out->memory, err);
	return out->memory_pieces < 0 ? -1 : 0;
}

/* Whether it stands behind a HLT with interrupts off. */
static bool is_halted(struct engine *engine, const struct x86_state *state)
{
	struct err ignored; /* no: it cannot be seen */
	uint8_t byte;

	return !(state->rflags & FLAG_IF) &&
	       linear_read(engine, state, x86_code_at(state, state->rip - 1), &byte, 1, &ignored) == 0 &&
	       byte == OPCODE_HLT;
}

/* In slices, as it does not tell that it halts for good: then it is at the same place again. */
static int let_go(struct engine *engine, uint64_t linear, struct alone *out, struct err *err)
{
	uint64_t rip = 0;

	for (unsigned ms = 0; ms < ALONE_MS && !out->halted; ms += SLICE_MS) {
		if (engine_go(engine, linear, SLICE_MS, &out->event, &out->reached, err) < 0)
			return -1;
		if (interrupt_signal())
			return interrupt_error(err);
		if (out->reached || out->event != ENGINE_STANDS)
			return 0;
		if (engine_state(engine, &out->state, err) < 0)
			return -1;
		out->halted = ms && rip == out->state.rip && is_halted(engine, &out->state);
		rip = out->state.rip;
	}
	return 0;
}

int alone_run(struct engine *engine, const struct result *result, const struct line *line, struct alone *out,
	      struct err *err)
{
	if (let_go(engine, end_linear(result), out, err) < 0)
		return -1;
	engine_console(engine, &out->console);
	engine_serial(engine, &out->serial);
	switch (result->stop.kind) {
	case STOP_SHUTDOWN: out->ended = out->event == ENGINE_SHUTDOWN; break;
	case STOP_EXIT: out->ended = out->reached || out->event == ENGINE_EXITED; break;
	case STOP_HALT: out->ended = out->reached; break;
	default: out->ended = out->event == ENGINE_STANDS && !out->halted; break;
	}
	if (out->reached)
		return compare_end(engine, result, out, err);
	if (out->event == ENGINE_STANDS)
		print_engine_place(engine, &out->state, line, &out->place);
	return 0;
}

static bool same_stream(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (!a->len || memcmp(a->data, b->data, a->len) == 0);
}

bool alone_is_same(const struct alone *alone, const struct result *result)
{
	return alone->ended && !alone->differences.count && !alone->memory_pieces &&
	       same_stream(&alone->console, &result->console) && same_stream(&alone->serial, &result->serial);
}

/* ---- text */

static void put_excerpt(const struct buf *stream, size_t at, struct buf *out)
{
	char *text = text_quoted_bytes(stream->data + at, stream->len - at);

	buf_adds(out, text);
	free(text);
}

static void put_stream(const char *stream, const struct buf *kvm, const struct buf *other, const char *name,
		       struct buf *out)
{
	size_t at = 0, shorter = kvm->len < other->len ? kvm->len : other->len;

	if (same_stream(kvm, other))
		return;
	while (at < shorter && kvm->data[at] == other->data[at])
		at++;
	buf_printf(out, "  %s, from byte %zu on: KVM ", stream, at);
	put_excerpt(kvm, at, out);
	buf_printf(out, ", %s ", name);
	put_excerpt(other, at, out);
	buf_addc(out, '\n');
}

static void put_other_end(const struct alone *alone, const char *name, struct buf *out)
{
	switch (alone->event) {
	case ENGINE_SHUTDOWN: buf_printf(out, "  %s shuts down by a triple fault\n", name); break;
	case ENGINE_EXITED: buf_printf(out, "  %s ends by an exit port\n", name); break;
	default:
		if (alone->halted)
			buf_printf(out, "  %s halts before %s\n", name, buf_str(&alone->place));
		else
			buf_printf(out, "  %s goes on: after %u s it is at %s\n", name, ALONE_MS / 1000,
				   buf_str(&alone->place));
	}
}

void alone_print(const struct alone *alone, const struct result *result, const char *name, struct buf *out)
{
	bool is_same = alone_is_same(alone, result);
	struct buf stop = {0};

	result_print_stop(result, &stop);
	buf_printf(out, "Left alone, %s %s; KVM: %.*s\n", name, is_same ? "ends alike" : "ends otherwise",
		   (int)strcspn(buf_str(&stop), "\n"), buf_str(&stop));
	buf_fini(&stop);
	if (!alone->ended)
		put_other_end(alone, name, out);
	print_differences(&alone->differences, name, out);
	put_stream("console", &result->console, &alone->console, name, out);
	put_stream("serial", &result->serial, &alone->serial, name, out);
	print_indented("memory ", buf_str(&alone->memory), out);
}

void alone_fini(struct alone *alone)
{
	buf_fini(&alone->console);
	buf_fini(&alone->serial);
	buf_fini(&alone->memory);
	buf_fini(&alone->place);
}
