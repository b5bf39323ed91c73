#include <stdlib.h>
#include <string.h>

#include "../hostile/parent.h"
#include "pool/wire.h"
#include "suites.h"

static const size_t header_bytes = sizeof(struct wire_header);

/* ---- a request and a result in which every field has a value of its own */

static void request_fill(struct request *rq)
{
	static const char *const names[] = {"ax", "xmm0", "msr 0x174"};
	struct err err;

	*rq = (struct request){
		.machine = {.start = START_LONG,
			    .cpu = CPU_V3,
			    .image = IMAGE_READ_ONLY,
			    .strict = true,
			    .memory_bytes = 0x200000,
			    .register_count = 3,
			    .irqchip = IRQCHIP_KERNEL,
			    .pci = true,
			    .fw_cfg = true,
			    .console_port = {.is_set = true, .port = 0x402, .bits = 8},
			    .post_port = {.is_set = true, .port = 0xfffe, .bits = 16},
			    .rtc_unix_s = RTC_UNIX_S_MAX,
			    .disk_geometry = {16383, 16, 63}},
		.budget = {.cycles = 1234567, .wall_ns = 89, .output_bytes = 1011, .disk_bytes = 1213},
		.fresh = true,
		.msr_count = 2,
		.memory_count = 2,
		.has_disk = true,
		.wants_screen = true,
		.trace_steps = 1415,
		.trace_briefly = true,
		.is_debugged = true,
	};
	buf_add(&rq->image, "\xf4\x00\xff", 3);
	rq->machine.registers = mem_zalloc(3, sizeof *rq->machine.registers);
	for (size_t i = 0; i < 3; i++) {
		struct machine_register *r = &rq->machine.registers[i];

		ck_assert_msg(x86_ref_parse(names[i], &r->ref, &err) == 0, "%s", err.text);
		ck_assert_int_eq(x86_value_parse(&r->ref, "0x12", &r->value, &err), 0);
	}
	rq->msrs = mem_zalloc(2, sizeof *rq->msrs);
	rq->msrs[0] = 0x174;
	rq->msrs[1] = 0xc0000080;
	rq->memory = mem_zalloc(2, sizeof *rq->memory);
	rq->memory[0] = (struct memory_range){.gpa = 0x500, .len = 2};
	rq->memory[1] = (struct memory_range){.gpa = 0xfffffff0, .len = 16};
}

/* What a PC's devices are given. */
static void devices_fill(struct request *rq)
{
	struct buf file = {0};
	struct err err;

	ck_assert_int_eq(input_await(&rq->machine.serial_input, INPUT_PROMPT, "\x1b[6n", 4, 12, &err), 0);
	ck_assert_int_eq(input_send(&rq->machine.serial_input, "y\r", 2, 0, &err), 0);
	ck_assert_int_eq(input_await(&rq->machine.keys, INPUT_SCREEN, "C>", 2, 13, &err), 0);
	ck_assert_int_eq(input_send(&rq->machine.keys, "\x1e\x9e", 2, 1ull << 40, &err), 0);
	buf_adds(&file, "0");
	machine_add_fw_cfg(&rq->machine, "etc/x", &file);
	machine_add_fw_cfg(&rq->machine, "etc/empty", &file);
	buf_fill(&rq->disk, 0x5a, 512);
	rq->option_rom_count = 1;
	rq->option_roms = mem_zalloc(1, sizeof *rq->option_roms);
	rq->option_roms[0].name = str_dup("vga.rom");
	buf_add(&rq->option_roms[0].bytes, "\x55\xaa\x01", 3);
}

static void request_frame(struct buf *out)
{
	struct request rq;

	request_fill(&rq);
	devices_fill(&rq);
	wire_put_request(out, &rq);
	request_fini(&rq);
}

static void result_frame(struct buf *out)
{
	struct result r;

	hostile_seed(&r);
	wire_put_result(out, &r);
	result_fini(&r);
}

/* ---- decoding, of a copy that is exactly as long: ASan sees a read behind it */

typedef int decode_fn(const uint8_t *payload, size_t len, struct buf *again, struct err *err);

static int decode_request(const uint8_t *payload, size_t len, struct buf *again, struct err *err)
{
	struct request rq;
	int ret = wire_get_request(payload, len, &rq, err);

	if (ret == 0) {
		wire_put_request(again, &rq);
		request_fini(&rq);
	}
	return ret;
}

static int decode_result(const uint8_t *payload, size_t len, struct buf *again, struct err *err)
{
	struct result r;
	int ret = wire_get_result(payload, len, &r, err);

	if (ret == 0) {
		wire_put_result(again, &r);
		result_fini(&r);
	}
	return ret;
}

static int decode_copy(decode_fn *decode, const uint8_t *payload, size_t len, struct buf *again)
{
	uint8_t *copy = malloc(len ? len : 1);
	struct err err = {{0}};
	int ret;

	buf_clear(again);
	if (len)
		memcpy(copy, payload, len);
	ret = decode(copy, len, again, &err);
	free(copy);
	ck_assert(ret == 0 || (ret == -1 && err.text[0]));
	return ret;
}

static void check_round_trip(decode_fn *decode, const struct buf *frame)
{
	struct buf again = {0};

	ck_assert_int_eq(decode_copy(decode, frame->data + header_bytes, frame->len - header_bytes, &again),
			 0);
	ck_assert_uint_eq(again.len, frame->len);
	ck_assert_mem_eq(again.data, frame->data, frame->len);
	buf_fini(&again);
}

/* Every shorter payload is refused, as is a longer one. */
static void check_lengths(decode_fn *decode, struct buf *frame)
{
	struct buf again = {0};
	size_t len = frame->len - header_bytes;

	for (size_t i = 0; i < len; i++)
		ck_assert_int_eq(decode_copy(decode, frame->data + header_bytes, i, &again), -1);
	buf_addc(frame, 0);
	ck_assert_int_eq(decode_copy(decode, frame->data + header_bytes, len + 1, &again), -1);
	buf_fini(&again);
}

/* Each byte changed in several ways: refused, or something that can be encoded again. */
static void check_flips(decode_fn *decode, const struct buf *frame)
{
	static const uint8_t flips[] = {0x01, 0x02, 0x10, 0x80, 0xff};
	struct buf again = {0};
	size_t len = frame->len - header_bytes;
	size_t valid = 0;

	for (size_t i = 0; i < len * sizeof flips; i++) {
		uint8_t *byte = frame->data + header_bytes + i / sizeof flips;
		uint8_t old = *byte;

		*byte ^= flips[i % sizeof flips];
		valid += decode_copy(decode, frame->data + header_bytes, len, &again) == 0;
		*byte = old;
	}
	ck_assert_uint_gt(valid, 0);
	ck_assert_uint_lt(valid, len * sizeof flips);
	buf_fini(&again);
}

/* ---- a debugger's */

static int decode_command(const uint8_t *payload, size_t len, struct buf *again, struct err *err)
{
	struct debug_command *out = mem_zalloc(1, sizeof *out);
	int ret = wire_get_command(payload, len, out, err);

	if (ret == 0)
		wire_put_command(again, out);
	buf_fini(&out->bytes);
	free(out);
	return ret;
}

START_TEST(command_round_trip)
{
	struct debug_command command = {.kind = DEBUG_POINTS,
					.linear = 0x7c00,
					.len = 5,
					.state = {.rip = 0x1234, .cr0 = 0x11},
					.points = {{DEBUG_WATCH_ACCESS, 0xffff0, 4}, {DEBUG_BREAK, 0x500, 1}},
					.point_count = 2};
	struct buf frame = {0};

	buf_adds(&command.bytes, "bytes");
	wire_put_command(&frame, &command);
	check_round_trip(decode_command, &frame);
	check_flips(decode_command, &frame);
	check_lengths(decode_command, &frame);
	buf_fini(&frame);
	buf_fini(&command.bytes);
}
END_TEST

static int decode_answer(const uint8_t *payload, size_t len, struct buf *again, struct err *err)
{
	struct debug_answer out;

	if (wire_get_answer(payload, len, &out, err) < 0)
		return -1;
	wire_put_answer(again, &out);
	debug_answer_fini(&out);
	return 0;
}

START_TEST(answer_round_trip)
{
	struct debug_answer answer = {.refused = true,
				      .halt = {.kind = DEBUG_AT_WATCH,
					       .point = {DEBUG_WATCH_WRITE, 0x1000, 8},
					       .linear = 0x1004,
					       .text = "why"},
				      .state = {.rip = 0x1234, .efer = 0x500}};
	struct buf frame = {0};

	buf_adds(&answer.bytes, "memory");
	buf_adds(&answer.output, "console");
	wire_put_answer(&frame, &answer);
	check_round_trip(decode_answer, &frame);
	check_flips(decode_answer, &frame);
	check_lengths(decode_answer, &frame);
	buf_fini(&frame);
	debug_answer_fini(&answer);
}
END_TEST

START_TEST(request_round_trip)
{
	struct buf frame = {0};

	request_frame(&frame);
	check_round_trip(decode_request, &frame);
	check_lengths(decode_request, &frame);
	buf_fini(&frame);
}
END_TEST

START_TEST(result_round_trip)
{
	struct buf frame = {0};

	result_frame(&frame);
	check_round_trip(decode_result, &frame);
	check_lengths(decode_result, &frame);
	buf_fini(&frame);
}
END_TEST

START_TEST(flipped_request)
{
	struct buf frame = {0};

	request_frame(&frame);
	check_flips(decode_request, &frame);
	buf_fini(&frame);
}
END_TEST

START_TEST(flipped_result)
{
	struct buf frame = {0};

	result_frame(&frame);
	check_flips(decode_result, &frame);
	buf_fini(&frame);
}
END_TEST

/* Bytes from a generator of its own: the same in every run. */
START_TEST(noise)
{
	uint64_t seed = 88172645463325252u;
	struct buf again = {0};
	uint8_t bytes[600];

	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			/* Mostly zeros: noise alone would not get past its first length. */
			bytes[i] = seed & 0x700 ? 0 : (uint8_t)seed;
		}
		decode_copy(decode_request, bytes, (size_t)(seed >> 32) % sizeof bytes, &again);
		decode_copy(decode_result, bytes, (size_t)(seed >> 32) % sizeof bytes, &again);
	}
	buf_fini(&again);
}
END_TEST

/* The fields themselves, not only their bytes. */
START_TEST(result_fields)
{
	struct buf frame = {0};
	struct result r;
	struct err err;

	result_frame(&frame);
	ck_assert_int_eq(wire_get_result(frame.data + header_bytes, frame.len - header_bytes, &r, &err), 0);
	ck_assert_int_eq(r.stop.kind, STOP_EXIT);
	ck_assert_uint_eq(r.stop.value, 0x1234);
	ck_assert_uint_eq(r.cycles, 4);
	ck_assert_int_eq(r.cycle_source, CYCLES_BOX);
	ck_assert_str_eq(buf_str(&r.console), "Hello\n");
	ck_assert_uint_eq(r.serial.len, 3);
	ck_assert_uint_eq(r.post.len, 0);
	ck_assert_uint_eq(r.state.gpr[X86_RAX], 0x5a5a5a5a5a5a5a5aull);
	ck_assert_uint_eq(r.msrs[0].value, 8);
	ck_assert(r.msrs[0].present && !r.msrs[1].present);
	ck_assert(r.memory[0].readable && !r.memory[1].readable);
	ck_assert_uint_eq(r.memory[1].len, 0);
	ck_assert_uint_eq(r.guest_ns, 5490000000);
	ck_assert_uint_eq(r.disk_count, 2);
	ck_assert_uint_eq(r.disk_sectors, 1ull << 48);
	ck_assert_uint_eq(r.disk[0].lba, 7);
	ck_assert_uint_eq(r.disk[0].bytes[1], 0xaa);
	ck_assert_uint_eq(r.disk[1].lba, 0xffffffffffff);
	ck_assert_uint_eq(r.disk[1].bytes[511], 0x77);
	ck_assert_uint_eq(r.screen.len, SCREEN_BYTES);
	ck_assert_uint_eq(r.screen.data[SCREEN_BYTES - 1], 0x20);
	ck_assert_uint_eq(r.missed_int, 0x10);
	ck_assert_uint_eq(r.stray.addr, 0xfee00000);
	ck_assert_uint_eq(r.insn_len, 15);
	ck_assert_uint_eq(r.exit_detail, 18);
	ck_assert_uint_eq(r.serial_input.unsent_bytes, 19);
	ck_assert_int_eq((int)r.serial_input.awaited, (int)INPUT_PROMPT);
	ck_assert_uint_eq(r.serial_input.line, 20);
	ck_assert_str_eq(buf_str(&r.serial_input.text), "login: ");
	ck_assert_uint_eq(r.keys.unsent_bytes, 21);
	ck_assert_int_eq((int)r.keys.awaited, (int)INPUT_SEND);
	result_fini(&r);
	buf_fini(&frame);
}
END_TEST

/* A result of which `change` made a lie. */
static void check_lie(void (*change)(struct result *r))
{
	struct buf frame = {0}, again = {0};
	struct result r;

	hostile_seed(&r);
	change(&r);
	wire_put_result(&frame, &r);
	ck_assert_int_eq(
		decode_copy(decode_result, frame.data + header_bytes, frame.len - header_bytes, &again), -1);
	result_fini(&r);
	buf_fini(&again);
	buf_fini(&frame);
}

static void sector_twice(struct result *r)
{
	r->disk[1].lba = r->disk[0].lba;
}

static void sectors_fall(struct result *r)
{
	r->disk[1].lba = 6;
}

static void screen_is_short(struct result *r)
{
	r->screen.len--;
}

static void screen_is_long(struct result *r)
{
	buf_addc(&r->screen, 0);
}

START_TEST(disorder_on_the_disk_and_odd_screens)
{
	check_lie(sector_twice);
	check_lie(sectors_fall);
	check_lie(screen_is_short);
	check_lie(screen_is_long);
}
END_TEST

/* More sectors than the message can hold: refused before anything is allocated for them. */
START_TEST(hostile_counts)
{
	static const uint64_t counts[] = {3, 0x10000, 1ull << 40, UINT64_MAX / 520 + 1, UINT64_MAX};
	struct buf frame = {0}, again = {0};
	uint8_t *count;
	uint64_t two = 2, lba = 7;

	result_frame(&frame);
	for (count = frame.data; memcmp(count, &two, 8) != 0 || memcmp(count + 8, &lba, 8) != 0;)
		count++;
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		memcpy(count, &counts[i], sizeof counts[i]);
		ck_assert_int_eq(decode_copy(decode_result, frame.data + header_bytes,
					     frame.len - header_bytes, &again),
				 -1);
	}
	buf_fini(&again);
	buf_fini(&frame);
}
END_TEST

START_TEST(request_fields)
{
	struct buf frame = {0};
	struct request rq;
	struct err err;

	request_frame(&frame);
	ck_assert_int_eq(wire_get_request(frame.data + header_bytes, frame.len - header_bytes, &rq, &err), 0);
	ck_assert_uint_eq(rq.image.len, 3);
	ck_assert_int_eq(rq.machine.start, START_LONG);
	ck_assert_int_eq(rq.machine.image, IMAGE_READ_ONLY);
	ck_assert(rq.machine.strict && rq.fresh);
	ck_assert_uint_eq(rq.machine.memory_bytes, 0x200000);
	ck_assert_str_eq(rq.machine.registers[1].ref.reg->name, "xmm0");
	ck_assert_ptr_null(rq.machine.registers[2].ref.reg);
	ck_assert_uint_eq(rq.machine.registers[2].ref.msr, 0x174);
	ck_assert_uint_eq(rq.machine.registers[2].value.bytes[0], 0x12);
	ck_assert_uint_eq(rq.budget.wall_ns, 89);
	ck_assert_uint_eq(rq.budget.disk_bytes, 1213);
	ck_assert_uint_eq(rq.msrs[1], 0xc0000080);
	ck_assert_uint_eq(rq.memory[1].gpa, 0xfffffff0);
	request_fini(&rq);
	buf_fini(&frame);
}
END_TEST

START_TEST(device_fields)
{
	struct buf frame = {0};
	struct request rq;
	struct err err;

	request_frame(&frame);
	ck_assert_int_eq(wire_get_request(frame.data + header_bytes, frame.len - header_bytes, &rq, &err), 0);
	ck_assert_int_eq((int)rq.machine.irqchip, (int)IRQCHIP_KERNEL);
	ck_assert(rq.machine.pci && rq.machine.fw_cfg && rq.has_disk && rq.wants_screen);
	ck_assert(rq.machine.console_port.is_set && rq.machine.post_port.is_set);
	ck_assert_uint_eq(rq.machine.console_port.port, 0x402);
	ck_assert_uint_eq(rq.machine.console_port.bits, 8);
	ck_assert_uint_eq(rq.machine.post_port.port, 0xfffe);
	ck_assert_uint_eq(rq.machine.post_port.bits, 16);
	ck_assert_uint_eq(rq.machine.rtc_unix_s, RTC_UNIX_S_MAX);
	ck_assert_uint_eq(rq.machine.serial_input.count, 2);
	ck_assert_uint_eq(rq.machine.serial_input.send_bytes, 2);
	ck_assert_int_eq((int)rq.machine.serial_input.steps[0].kind, (int)INPUT_PROMPT);
	ck_assert_uint_eq(rq.machine.serial_input.steps[0].line, 12);
	ck_assert_str_eq(buf_str(&rq.machine.serial_input.steps[0].bytes), "\x1b[6n");
	ck_assert_str_eq(buf_str(&rq.machine.serial_input.steps[1].bytes), "y\r");
	ck_assert_int_eq((int)rq.machine.keys.steps[0].kind, (int)INPUT_SCREEN);
	ck_assert_uint_eq(rq.machine.keys.steps[1].delay_ns, 1ull << 40);
	ck_assert_str_eq(buf_str(&rq.machine.keys.steps[1].bytes), "\x1e\x9e");
	ck_assert_uint_eq(rq.machine.disk_geometry.cylinders, 16383);
	ck_assert_uint_eq(rq.machine.disk_geometry.heads, 16);
	ck_assert_uint_eq(rq.machine.disk_geometry.sectors, 63);
	ck_assert_uint_eq(rq.machine.fw_cfg_file_count, 2);
	ck_assert_str_eq(rq.machine.fw_cfg_files[0].name, "etc/x");
	ck_assert_str_eq(buf_str(&rq.machine.fw_cfg_files[0].bytes), "0");
	ck_assert_uint_eq(rq.machine.fw_cfg_files[1].bytes.len, 0);
	ck_assert_uint_eq(rq.disk.len, 512);
	ck_assert_uint_eq(rq.disk.data[511], 0x5a);
	ck_assert_uint_eq(rq.option_rom_count, 1);
	ck_assert_str_eq(rq.option_roms[0].name, "vga.rom");
	ck_assert_mem_eq(rq.option_roms[0].bytes.data, "\x55\xaa\x01", 3);
	request_fini(&rq);
	buf_fini(&frame);
}
END_TEST

/* Each breaks a rule of the request; the plain one does not. */
static void break_irqchip(struct request *rq)
{
	rq->machine.irqchip = IRQCHIPS;
}
static void break_bits(struct request *rq)
{
	rq->machine.console_port.bits = 9;
}
static void break_no_bits(struct request *rq)
{
	rq->machine.console_port.bits = 0;
}
static void break_rtc(struct request *rq)
{
	rq->machine.rtc_unix_s = RTC_UNIX_S_MIN - 1;
}
static void break_rtc_end(struct request *rq)
{
	rq->machine.rtc_unix_s = RTC_UNIX_S_MAX + 1ull;
}
static void break_cylinders(struct request *rq)
{
	rq->machine.disk_geometry.cylinders = 16384;
}
static void break_heads(struct request *rq)
{
	rq->machine.disk_geometry.heads = 0;
}
static void break_sectors(struct request *rq)
{
	rq->machine.disk_geometry.sectors = 64;
}
static void break_input(struct request *rq)
{
	buf_fill(&rq->machine.serial_input.steps[1].bytes, 'x', 65536);
}
static void break_empty_step(struct request *rq)
{
	buf_clear(&rq->machine.keys.steps[0].bytes);
}
static void break_kind(struct request *rq)
{
	rq->machine.keys.steps[0].kind = INPUT_KINDS;
}
static void break_sector(struct request *rq)
{
	buf_addc(&rq->disk, 0);
}
static void break_no_disk(struct request *rq)
{
	rq->has_disk = false;
}
static void break_empty_disk(struct request *rq)
{
	buf_clear(&rq->disk);
}
static void break_huge_disk(struct request *rq)
{
	buf_fill(&rq->disk, 0, 64 << 20);
}
static void break_option_rom(struct request *rq)
{
	buf_fill(&rq->option_roms[0].bytes, 0, 128 << 10);
}

START_TEST(rules)
{
	static void (*const breaks[])(struct request *) = {
		break_irqchip, break_bits,       break_no_bits,   break_rtc,
		break_rtc_end, break_cylinders,  break_heads,     break_sectors,
		break_input,   break_empty_step, break_kind,      break_sector,
		break_no_disk, break_empty_disk, break_huge_disk, break_option_rom,
	};

	for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++) {
		struct buf frame = {0};
		struct request rq, again;
		struct err err;
		int ret;

		request_fill(&rq);
		devices_fill(&rq);
		breaks[i](&rq);
		wire_put_request(&frame, &rq);
		request_fini(&rq);
		ret = wire_get_request(frame.data + header_bytes, frame.len - header_bytes, &again, &err);
		ck_assert_msg(ret == -1, "rule %zu", i);
		buf_fini(&frame);
	}
}
END_TEST

/* The largest disk with the largest image is still an honest message. */
START_TEST(largest_request)
{
	struct request rq = {.has_disk = true}, again;
	struct wire_header header;
	struct buf frame = {0};
	struct err err;

	buf_fill(&rq.image, 0xf4, IMAGE_BYTES_MAX);
	buf_fill(&rq.disk, 1, DISK_BYTES_MAX);
	wire_put_request(&frame, &rq);
	request_fini(&rq);
	memcpy(&header, frame.data, header_bytes);
	ck_assert_int_eq(wire_check_header(&header, WIRE_PAYLOAD_MAX, &err), 0);
	ck_assert_int_eq(wire_get_request(frame.data + header_bytes, frame.len - header_bytes, &again, &err),
			 0);
	ck_assert_uint_eq(again.disk.len, DISK_BYTES_MAX);
	request_fini(&again);
	buf_fini(&frame);
}
END_TEST

START_TEST(headers)
{
	struct wire_header header;
	struct buf frame = {0};
	struct err err;

	wire_put_text(&frame, WIRE_ERROR, "no");
	ck_assert_uint_eq(frame.len, header_bytes + 2);
	memcpy(&header, frame.data, header_bytes);
	ck_assert_int_eq(wire_check_header(&header, WIRE_PAYLOAD_MAX, &err), 0);
	ck_assert_uint_eq(header.type, WIRE_ERROR);
	ck_assert_uint_eq(header.payload_bytes, 2);
	header.payload_bytes = WIRE_PAYLOAD_MAX + 1ull;
	ck_assert_int_eq(wire_check_header(&header, WIRE_PAYLOAD_MAX, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "100663297 bytes"));
	header = (struct wire_header){.magic = 0x6c6c6548};
	ck_assert_int_eq(wire_check_header(&header, WIRE_PAYLOAD_MAX, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "garbage (0x6c6c6548"));
	buf_fini(&frame);
}
END_TEST

Suite *suite_wire(void)
{
	Suite *suite = suite_create("wire");
	TCase *tc = tcase_create("wire");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, request_round_trip);
	tcase_add_test(tc, result_round_trip);
	tcase_add_test(tc, command_round_trip);
	tcase_add_test(tc, answer_round_trip);
	tcase_add_test(tc, flipped_request);
	tcase_add_test(tc, flipped_result);
	tcase_add_test(tc, noise);
	tcase_add_test(tc, result_fields);
	tcase_add_test(tc, request_fields);
	tcase_add_test(tc, disorder_on_the_disk_and_odd_screens);
	tcase_add_test(tc, hostile_counts);
	tcase_add_test(tc, headers);
	tcase_add_test(tc, device_fields);
	tcase_add_test(tc, rules);
	tcase_add_test(tc, largest_request);
	suite_add_tcase(suite, tc);
	return suite;
}
