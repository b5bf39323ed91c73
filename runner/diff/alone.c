#include "diff/alone.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "diff/follow.h"
#include "diff/memory.h"
#include "diff/print.h"
#include "x86/bits.h"
#include "x86/mode.h"

#define SLICE_MS       100u
#define MIB            0x100000u
#define OUT_LENGTH_MAX 3 /* with a prefix that makes it 32 or 16 bits wide */

/* ---- where KVM's run ended */

/* The image as it is: where a `reset` ROM is executed no other memory was asked for. */
static const uint8_t *image_at(const struct request *request, uint64_t gpa, size_t len)
{
	const struct buf *image = &request->image;
	uint64_t begin = start_load_gpa(request->machine.start, image->len);

	if (request->machine.start == START_RESET && gpa < MIB)
		gpa += (1ull << 32) - MIB;
	return gpa >= begin && gpa - begin + len <= image->len ? image->data + (gpa - begin) : NULL;
}

static const uint8_t *bytes_at(const struct request *request, const struct result *result, uint64_t gpa,
			       size_t len)
{
	for (size_t i = 0; i < result->memory_count; i++) {
		const struct memory_range *range = &result->memory[i];

		if (range->readable && gpa >= range->gpa && gpa - range->gpa + len <= range->len)
			return range->bytes + (gpa - range->gpa);
	}
	return image_at(request, gpa, len);
}

/* How long the OUT to an exit port is that ends there; 0: not known. Paging is taken for one to one. */
static unsigned out_length(const struct request *request, const struct result *result, uint64_t end)
{
	const uint8_t *bytes = end >= OUT_LENGTH_MAX
				       ? bytes_at(request, result, end - OUT_LENGTH_MAX, OUT_LENGTH_MAX)
				       : NULL;
	unsigned len;

	if (!bytes)
		return 0;
	if ((bytes[2] & ~1) == 0xee) /* OUT DX, AL or eAX */
		len = 1;
	else if ((bytes[1] & ~1) == 0xe6 && bytes[2] == PORT_EXIT) /* OUT imm8 */
		len = 2;
	else
		return 0;
	/* A prefix says nothing of an OUT of AL: it belongs to what is before. */
	return bytes[2 - len] == 0x66 && bytes[3 - len] & 1 ? len + 1 : len;
}

/* The OUT itself; ENGINE_NOWHERE: it is not known, or it is another end. */
static uint64_t exit_linear(const struct request *request, const struct result *result)
{
	uint64_t linear = x86_code_at(&result->state, result->state.rip);
	unsigned len = result->stop.kind == STOP_EXIT ? out_length(request, result, linear) : 0;

	return len ? linear - len : ENGINE_NOWHERE;
}

static const char *no_end(const struct result *result)
{
	switch (result->stop.kind) {
	case STOP_HALT:
	case STOP_IDLE:
	case STOP_EXIT:
	case STOP_SHUTDOWN: return NULL;
	case STOP_RESET: return "a reset, which an engine executes, and goes on";
	default: return "that is romkit's end, and none that another engine could come to";
	}
}

/* ---- the engine's way */

/* Whether this is the write that ends it: the same instruction may write to other ports before. */
static bool is_exit(const struct request *request, const struct result *result, const struct x86_state *now)
{
	uint16_t port = (uint16_t)now->gpr[X86_RDX];
	uint64_t end = x86_code_at(&result->state, result->state.rip);
	const uint8_t *bytes = bytes_at(request, result, end - 2, 2);

	if (bytes && (bytes[0] & ~1) == 0xe6 && bytes[1] == PORT_EXIT)
		return true;
	return port == PORT_EXIT || port == PORT_EXIT_2;
}

/* Whether it waits for good, as KVM's guest did: in the same place as a slice before. */
static int look(struct engine *engine, uint64_t *rip, struct alone *out, struct err *err)
{
	bool halted;

	if (engine_state(engine, &out->state, err) < 0 || engine_halted(engine, &halted, err) < 0)
		return -1;
	out->halted = halted && *rip == out->state.rip;
	*rip = halted ? out->state.rip : UINT64_MAX;
	return 0;
}

/* Stopped at the instruction that may be the exit. 1: it is; else it goes on behind it. */
static int arrive(struct engine *engine, const struct request *request, const struct result *result,
		  struct alone *out, struct err *err)
{
	if (engine_state(engine, &out->state, err) < 0)
		return -1;
	if (is_exit(request, result, &out->state))
		return 1;
	return engine_step(engine, &out->event, err) < 0 ? -1 : out->event != ENGINE_STANDS;
}

/* In slices, as it does not tell that it halts for good. */
static int let_go(struct engine *engine, const struct request *request, const struct result *result,
		  struct alone *out, struct err *err)
{
	uint64_t rip = UINT64_MAX, end_ns = clock_now_ns() + ALONE_MS * 1000000ull;
	uint64_t exit = exit_linear(request, result);
	bool reached = false;
	int ret = 0;

	while (ret == 0 && !out->halted && clock_now_ns() < end_ns) {
		if (engine_go(engine, exit, SLICE_MS, &out->event, &reached, err) < 0)
			return -1;
		if (interrupt_signal())
			return interrupt_error(err);
		if (out->event != ENGINE_STANDS)
			return 0;
		ret = reached ? arrive(engine, request, result, out, err) : look(engine, &rip, out, err);
	}
	if (ret > 0 && out->event == ENGINE_STANDS)
		out->end = ALONE_ALIKE;
	return ret < 0 ? -1 : 0;
}

static bool is_same_halt(const struct alone *alone, const struct result *result)
{
	bool enabled = alone->state.rflags & X86_FLAG_IF;

	return alone->halted && enabled == (result->stop.kind == STOP_IDLE);
}

static enum alone_end end_of(struct engine *engine, const struct alone *alone, const struct result *result)
{
	switch (result->stop.kind) {
	case STOP_HALT:
	case STOP_IDLE: return is_same_halt(alone, result) ? ALONE_ALIKE : ALONE_OTHERWISE;
	case STOP_SHUTDOWN: return alone->event == ENGINE_SHUTDOWN ? ALONE_ALIKE : ALONE_OTHERWISE;
	default: break;
	}
	if (alone->event == ENGINE_EXITED && !engine_interrupts_itself(engine) &&
	    engine_exit_status(engine) == ((result->stop.value << 1 | 1) & 0xff))
		return ALONE_EXITED;
	return alone->event == ENGINE_STANDS ? alone->end : ALONE_OTHERWISE;
}

static int compare_end(struct engine *engine, const struct result *result, uint64_t flags_open,
		       struct alone *out, struct err *err)
{
	struct x86_state kvm = result->state;

	out->state = kvm;
	if (engine_state(engine, &out->state, err) < 0)
		return -1;
	/* It stands before the OUT, which changes nothing else. */
	if (result->stop.kind == STOP_EXIT)
		kvm.rip = out->state.rip;
	if (result->stop.kind != STOP_SHUTDOWN || result->state_source != STATE_LOST) {
		compare_states(&kvm, &out->state, flags_open, &out->differences);
		compare_more(&kvm, &out->state, &out->differences);
	}
	out->memory_pieces = memory_compare(engine, result, &out->memory, err);
	return out->memory_pieces < 0 ? -1 : 0;
}

int alone_run(struct engine *engine, const struct request *request, const struct result *result,
	      const struct line *line, uint64_t flags_open, struct alone *out, struct err *err)
{
	out->not_compared = no_end(result);
	out->end = ALONE_OTHERWISE;
	if (out->not_compared)
		return 0;
	if (let_go(engine, request, result, out, err) < 0)
		return -1;
	engine_console(engine, &out->console);
	engine_serial(engine, &out->serial);
	out->end = end_of(engine, out, result);
	if (out->end == ALONE_ALIKE)
		return compare_end(engine, result, flags_open, out, err);
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
	return !alone->not_compared && alone->end != ALONE_OTHERWISE && !alone->differences.count &&
	       !alone->memory_pieces && same_stream(&alone->console, &result->console) &&
	       same_stream(&alone->serial, &result->serial);
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
	case ENGINE_SHUTDOWN: buf_printf(out, "  %s shuts down by a triple fault\n", name); return;
	case ENGINE_EXITED: buf_printf(out, "  %s ended, as by an exit port\n", name); return;
	default: break;
	}
	if (alone->halted)
		buf_printf(out, "  %s halts before %s\n", name, buf_str(&alone->place));
	else
		buf_printf(out, "  %s goes on: after %u s it is at %s\n", name, ALONE_MS / 1000,
			   buf_str(&alone->place));
}

static const char *summary(const struct alone *alone, const struct result *result)
{
	if (alone->end == ALONE_OTHERWISE)
		return "does not end so";
	if (!alone_is_same(alone, result))
		return "ends so with something else";
	return alone->end == ALONE_EXITED ? "ends alike (registers and memory were not compared)"
					  : "ends alike";
}

void alone_print(const struct alone *alone, const struct result *result, const char *name, struct buf *out)
{
	struct buf stop = {0};

	result_print_stop(result, &stop);
	buf_printf(out, "Left alone, KVM: %.*s; ", (int)strcspn(buf_str(&stop), "\n"), buf_str(&stop));
	buf_fini(&stop);
	if (alone->not_compared) {
		buf_printf(out, "not compared: %s\n", alone->not_compared);
		return;
	}
	buf_printf(out, "%s %s\n", name, summary(alone, result));
	if (alone->end == ALONE_OTHERWISE)
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
