#include "parent.h"

#include <stddef.h>
#include <string.h>

#include "pool/wire.h"
#include "run/trace.h"
#include "x86/start.h"

void hostile_seed(struct result *r)
{
	*r = (struct result){
		.stop = {STOP_EXIT, 0x1234},
		.budget = {.cycles = 1, .wall_ns = 2, .output_bytes = 3},
		.cycles = 4,
		.cycle_source = CYCLES_BOX,
		.wall_ns = 5,
		.guest_ns = 5490000000,
		.state_source = STATE_REPLAYED,
		.msr_count = 2,
		.memory_count = 2,
		.missed_int = 0x10,
		.rom_writes = 6,
		.stray_ports = 7,
		.stray_mmio = 8,
		.stray = {.addr = 0xfee00000,
			  .value = 0x55,
			  .size_bytes = 4,
			  .is_mmio = true,
			  .is_write = true},
		.insn = {0xdd, 0x06},
		.insn_len = 15,
		.exit_reason = 17,
		.exit_detail = 18,
		.serial_input = {.unsent_bytes = 19, .awaited = INPUT_PROMPT, .line = 20},
		.keys = {.unsent_bytes = 21},
	};
	buf_adds(&r->serial_input.text, "login: ");
	buf_adds(&r->console, "Hello\n");
	buf_add(&r->serial, "\0\r\n", 3);
	memset(&r->state, 0x5a, sizeof r->state);
	r->msrs = mem_zalloc(2, sizeof *r->msrs);
	r->msrs[0] = (struct x86_msr){0x174, true, 8};
	r->memory = mem_zalloc(2, sizeof *r->memory);
	r->memory[0] =
		(struct memory_range){.gpa = 0x500, .len = 2, .bytes = mem_zalloc(2, 1), .readable = true};
	r->memory[1] = (struct memory_range){.gpa = 0x600, .len = 0, .bytes = mem_zalloc(0, 1)};
	r->disk = mem_zalloc(2, sizeof *r->disk);
	r->disk_count = 2;
	r->disk_sectors = 1ull << 48;
	r->disk[0] = (struct disk_sector){.lba = 7, .bytes = {0x55, 0xaa}};
	r->disk[1] = (struct disk_sector){.lba = 0xffffffffffff, .bytes = {[511] = 0x77}};
	buf_fill(&r->screen, 0x20, SCREEN_BYTES);
}

/* ---- ways to break it */

static uint64_t next(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

static size_t below(uint64_t *random, size_t limit)
{
	return limit ? (size_t)(next(random) >> 11) % limit : 0;
}

/* Numbers that lengths, counts and enums are compared with. */
static void set_word(uint64_t *random, uint8_t *bytes, size_t len)
{
	static const uint64_t words[] = {
		0,         1,       2,          3,        0x7f,       0xff,       0x200,
		0xffff,    0x10000, UINT32_MAX, 1u << 31, 1ull << 32, 1ull << 40, UINT64_MAX / 520 + 1,
		UINT64_MAX};
	uint64_t word = words[below(random, sizeof words / sizeof *words)];

	if (len >= sizeof word)
		memcpy(bytes + below(random, len - sizeof word + 1), &word, sizeof word);
}

/* Take out a piece, or put one in twice. */
static void move_piece(uint64_t *random, struct buf *bytes)
{
	size_t at = below(random, bytes->len), len = below(random, bytes->len - at) % 64;
	struct buf whole = {0};
	bool twice = next(random) & 1;

	buf_add(&whole, bytes->data, at + (twice ? len : 0));
	buf_add(&whole, bytes->data + at + (twice ? 0 : len), bytes->len - at - (twice ? 0 : len));
	buf_fini(bytes);
	*bytes = whole;
}

static void break_once(uint64_t *random, struct buf *bytes)
{
	switch (below(random, 8)) {
	case 0:
	case 1: bytes->data[below(random, bytes->len)] ^= (uint8_t)(1u << below(random, 8)); break;
	case 2: bytes->data[below(random, bytes->len)] = (uint8_t)next(random); break;
	case 3:
	case 4:
	case 5: set_word(random, bytes->data, bytes->len); break;
	case 6: move_piece(random, bytes); break;
	default: bytes->len -= below(random, bytes->len - sizeof(struct wire_header)); break;
	}
}

/* Steps of every mode, with all that may belong to one. */
static void trace_of(uint64_t *random, struct buf *out)
{
	static const enum start_state starts[] = {START_REAL, START_PROTECTED, START_LONG};
	struct access access = {.addr = 0xe9, .value = 0x41, .size_bytes = 1, .is_write = true};
	struct trace_record event = {.event = EVENT_EXCEPTION,
				     .vector = 13,
				     .rip = 7,
				     .text = "#GP: selector 0x10, at 0x7c00\x1b\nits delivery\n"};
	struct trace_writer writer = {.out = out};
	struct x86_state state;

	start_registers(starts[below(random, 3)], &state);
	for (int i = 0; i < 20; i++) {
		uint64_t bytes[2] = {next(random), next(random)};

		state.rip += below(random, 4);
		state.gpr[below(random, X86_GPRS)] = next(random);
		trace_put_step(&writer, &state, (uint8_t *)bytes, below(random, TRACE_BYTES_MAX + 1));
		trace_put_access(&writer, &access);
		event.event = (enum trace_event)below(random, TRACE_EVENTS);
		trace_put_state(&writer, &state);
		trace_put_event(&writer, &event);
	}
}

static void put_answer(uint64_t *random, struct buf *out)
{
	struct debug_answer answer = {.refused = next(random) & 1,
				      .halt = {.kind = (enum debug_halt_kind)below(random, DEBUG_HALT_KINDS),
					       .point = {DEBUG_WATCH_READ, next(random), 4},
					       .text = "halt: \x1b[2J"}};

	buf_adds(&answer.bytes, "memory");
	buf_adds(&answer.output, "Hello\n");
	wire_put_answer(out, &answer);
	debug_answer_fini(&answer);
}

/* The state is most of a result and every value of it is honest: half of them are without it. */
static void frame_of(uint64_t *random, struct buf *out)
{
	struct result r;

	if (next(random) % 8 == 0) {
		wire_put_text(out, WIRE_ERROR, "\x1b[2J it is not so \xc3\xa9\n");
		return;
	}
	if (next(random) % 8 == 0) {
		struct buf trace = {0};

		trace_of(random, &trace);
		wire_put_bytes(out, WIRE_TRACE, trace.data, trace.len);
		buf_fini(&trace);
		return;
	}
	if (next(random) % 8 == 0) {
		put_answer(random, out);
		return;
	}
	hostile_seed(&r);
	if (next(random) & 1)
		buf_fini(&r.screen);
	r.stop.kind = (enum stop_kind)below(random, STOP_KINDS);
	wire_put_result(out, &r);
	result_fini(&r);
}

/* Mostly with the length that it has now: most lies are behind the header. */
static void fix_length(struct buf *frame)
{
	uint64_t len = frame->len - sizeof(struct wire_header);

	if (frame->len >= sizeof(struct wire_header))
		memcpy(frame->data + offsetof(struct wire_header, payload_bytes), &len, sizeof len);
}

void hostile_stream(uint64_t *random, struct buf *out)
{
	size_t times = below(random, 4);

	buf_clear(out);
	frame_of(random, out);
	for (size_t i = 0; i < times && out->len > sizeof(struct wire_header); i++)
		break_once(random, out);
	if (next(random) % 8)
		fix_length(out);
}
