#include "diff/alone.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diff/memory.h"
#include "diff/print.h"
#include "trace/line.h"
#include "x86/mode.h"

/* The instruction that it must reach: the HLT itself, what is behind an exit's OUT. */
static uint64_t end_linear(const struct result *result)
{
	uint64_t rip = result->state.rip;

	return x86_code_at(&result->state, result->stop.kind == STOP_HALT ? rip - 1 : rip);
}

/* Another stop has no place: a budget ran out, or KVM gave up. */
static bool has_place(const struct result *result)
{
	return result->stop.kind == STOP_HALT || result->stop.kind == STOP_EXIT;
}

static int compare_end(struct engine *engine, const struct result *result, struct alone *out, struct err *err)
{
	struct x86_state kvm = result->state;

	out->state = kvm;
	if (engine_state(engine, &out->state, err) < 0)
		return -1;
	if (result->stop.kind == STOP_HALT)
		kvm.rip--;
	compare_states(&kvm, &out->state, 0, &out->differences);
	compare_more(&kvm, &out->state, &out->differences);
	out->memory_pieces = memory_compare(engine, result, &out->memory, err);
	return out->memory_pieces < 0 ? -1 : 0;
}

int alone_run(struct engine *engine, const struct result *result, struct alone *out, struct err *err)
{
	uint64_t linear = has_place(result) ? end_linear(result) : 0;

	if (engine_go(engine, linear, ALONE_MS, &out->event, &out->reached, err) < 0)
		return -1;
	engine_console(engine, &out->console);
	engine_serial(engine, &out->serial);
	switch (result->stop.kind) {
	case STOP_SHUTDOWN: out->ended = out->event == ENGINE_SHUTDOWN; break;
	case STOP_EXIT: out->ended = out->reached || out->event == ENGINE_EXITED; break;
	case STOP_HALT: out->ended = out->reached; break;
	default: out->ended = out->event == ENGINE_STANDS; break;
	}
	if (out->reached && has_place(result))
		return compare_end(engine, result, out, err);
	if (out->event == ENGINE_STANDS)
		return engine_state(engine, &out->state, err);
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
		buf_printf(out, "  %s goes on: after %u s it is at ", name, ALONE_MS / 1000);
		line_print_ip(&alone->state, out);
		buf_addc(out, '\n');
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
}
