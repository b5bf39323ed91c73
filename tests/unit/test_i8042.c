#include "dev/i8042.h"
#include "dev/scancode.h"
#include "suites.h"

/* Expectations: IBM PC/AT and PS/2 technical references, as i8042.h and keyboard.h name them. */

#define MS 1000000ull

#define OBF     0x01
#define SYS     0x04
#define A2      0x08
#define FREE    0x10
#define AUX     0x20
#define TIMEOUT 0x40

enum { IRQ1 = 1, IRQ12 = 12, A20 = 30, RESET };

struct pc {
	struct bus bus;
	struct vtime time;
	struct i8042 kbc;
	bool irq1, irq12, a20, reset;
	unsigned rises, aux_rises, resets;
};

static void pc_set(void *owner, unsigned number, bool high)
{
	struct pc *pc = owner;

	switch (number) {
	case IRQ1:
		pc->rises += high && !pc->irq1;
		pc->irq1 = high;
		break;
	case IRQ12:
		pc->aux_rises += high && !pc->irq12;
		pc->irq12 = high;
		break;
	case A20: pc->a20 = high; break;
	case RESET:
		pc->resets += high && !pc->reset;
		pc->reset = high;
		break;
	default: ck_abort_msg("line %u", number);
	}
}

/* A byte of the input, and how long after the one before it. */
struct key {
	uint64_t delay_ns;
	uint8_t code;
};

/* What is typed in the test that runs. */
static struct input typed;

static void start(struct pc *pc, const struct key *bytes, size_t count)
{
	const struct typist_config typist = {.input = &typed};
	struct err err;

	input_fini(&typed);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(input_send(&typed, &bytes[i].code, 1, bytes[i].delay_ns, &err), 0);

	*pc = (struct pc){0};
	ck_assert_int_eq(i8042_attach(&pc->kbc, &pc->bus, &pc->time, (struct line){pc_set, pc, IRQ1},
				      (struct line){pc_set, pc, IRQ12}, (struct line){pc_set, pc, A20},
				      (struct line){pc_set, pc, RESET}, &typist, &err),
			 0);
}

static bool all_typed(const struct pc *pc)
{
	return !pc->kbc.keyboard.half_sent && pc->kbc.keyboard.typist.sent == typed.send_bytes;
}

static uint8_t in(struct pc *pc, uint16_t port)
{
	uint32_t value;

	/* Not ck_assert, which is slow where it holds, and this is called often. */
	if (!bus_read(&pc->bus, port, 1, &value))
		ck_abort_msg("nothing at port 0x%x", port);
	return (uint8_t)value;
}

static void out(struct pc *pc, uint16_t port, uint8_t value)
{
	ck_assert(bus_write(&pc->bus, port, 1, value));
}

static void wait(struct pc *pc, uint64_t ns)
{
	vtime_advance(&pc->time, pc->time.now_ns + ns);
}

/* The next byte, as a guest that polls gets it; it must come within a second. */
static uint8_t next(struct pc *pc)
{
	for (int us = 0; us < 1000000; us += 10) {
		if (in(pc, 0x64) & OBF)
			return in(pc, 0x60);
		wait(pc, 10000);
	}
	ck_abort_msg("no byte came");
	return 0;
}

static void silence(struct pc *pc, uint64_t ns)
{
	wait(pc, ns);
	ck_assert_uint_eq(in(pc, 0x64) & OBF, 0);
}

static void command_byte(struct pc *pc, uint8_t value)
{
	out(pc, 0x64, 0x60);
	out(pc, 0x60, value);
}

static uint8_t ask(struct pc *pc, uint8_t command)
{
	out(pc, 0x64, command);
	ck_assert_uint_eq(in(pc, 0x64) & (OBF | AUX), OBF);
	return in(pc, 0x60);
}

#define EXPECT(pc, ...) expect(pc, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void expect(struct pc *pc, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint8_t byte = next(pc);

		if (byte != bytes[i])
			ck_abort_msg("byte %zu: %02x instead of %02x", i, byte, bytes[i]);
	}
}

/* ---- the controller */

START_TEST(starts_as_a_bios_leaves_it)
{
	struct pc pc;

	start(&pc, NULL, 0);
	ck_assert(pc.a20);
	ck_assert(!pc.irq1);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | A2 | SYS);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x45);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
	ck_assert(all_typed(&pc));
}
END_TEST

START_TEST(answers_of_the_controller)
{
	static const struct {
		uint8_t command, answer;
	} rows[] = {
		{0xaa, 0x55}, {0xa4, 0xf1}, {0xab, 0x00}, {0xa9, 0x00},
		{0xc0, 0xb0}, {0xd0, 0xcf}, {0xe0, 0x03},
	};
	struct pc pc;

	start(&pc, NULL, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ck_assert_uint_eq(ask(&pc, rows[i].command), rows[i].answer);
		ck_assert_uint_eq(in(&pc, 0x64), FREE | A2 | SYS);
		/* The buffer keeps the byte that was read. */
		ck_assert_uint_eq(in(&pc, 0x60), rows[i].answer);
	}
	ck_assert_uint_eq(pc.rises, 0);
}
END_TEST

START_TEST(command_byte_and_ram)
{
	struct pc pc;

	start(&pc, NULL, 0);
	for (uint8_t i = 1; i < 32; i++) {
		out(&pc, 0x64, 0x60 + i);
		ck_assert_uint_eq(in(&pc, 0x64) & A2, A2);
		out(&pc, 0x60, i * 3);
		ck_assert_uint_eq(in(&pc, 0x64) & A2, 0);
	}
	for (uint8_t i = 1; i < 32; i++)
		ck_assert_uint_eq(ask(&pc, 0x20 + i), i * 3);
	command_byte(&pc, 0x61);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x61);
	ck_assert_uint_eq(in(&pc, 0x64) & SYS, 0);
	/* The self-test sets the system flag. */
	ck_assert_uint_eq(ask(&pc, 0xaa), 0x55);
	ck_assert_uint_eq(in(&pc, 0x64) & SYS, SYS);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x65);
}
END_TEST

START_TEST(enabling_and_disabling_show_in_the_command_byte)
{
	static const struct {
		uint8_t command, byte;
	} rows[] = {{0xad, 0x55}, {0xa7, 0x75}, {0xae, 0x65}, {0xa8, 0x45}};
	struct pc pc;

	start(&pc, NULL, 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		out(&pc, 0x64, rows[i].command);
		ck_assert_uint_eq(ask(&pc, 0x20), rows[i].byte);
	}
	/* Data for the keyboard switches its interface on. */
	out(&pc, 0x64, 0xad);
	ck_assert_uint_eq(ask(&pc, 0xe0), 0x02);
	out(&pc, 0x60, 0xee);
	ck_assert_uint_eq(next(&pc), 0xee);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x45);
}
END_TEST

START_TEST(a20_and_reset)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x64, 0xdd);
	ck_assert(!pc.a20);
	ck_assert_uint_eq(ask(&pc, 0xd0) & 0x03, 0x01);
	out(&pc, 0x64, 0xdf);
	ck_assert(pc.a20);
	out(&pc, 0x64, 0xd1);
	out(&pc, 0x60, 0xdd);
	ck_assert(!pc.a20);
	ck_assert_uint_eq(ask(&pc, 0xd0), 0xcd);
	out(&pc, 0x64, 0xd1);
	out(&pc, 0x60, 0xdf);
	ck_assert(pc.a20);
	ck_assert_uint_eq(pc.resets, 0);
	out(&pc, 0x64, 0xd1);
	out(&pc, 0x60, 0xfe);
	ck_assert_uint_eq(pc.resets, 1);
	ck_assert(!pc.reset);
	out(&pc, 0x64, 0xdf);
	ck_assert_uint_eq(pc.resets, 1);
	for (unsigned command = 0xf0; command < 0x100; command++)
		out(&pc, 0x64, (uint8_t)command);
	ck_assert_uint_eq(pc.resets, 1 + 8); /* the even ones */
	ck_assert(pc.a20);
}
END_TEST

START_TEST(no_mouse)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x64, 0xa7);
	out(&pc, 0x64, 0xd4);
	out(&pc, 0x60, 0xff);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | SYS | OBF | AUX | TIMEOUT);
	ck_assert_uint_eq(ask(&pc, 0xd0), 0xcf | 0x20);
	out(&pc, 0x64, 0xd4);
	out(&pc, 0x60, 0xf2);
	ck_assert_uint_eq(in(&pc, 0x60), 0xfe);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | SYS);
	silence(&pc, 1000 * MS); /* nothing reached the keyboard */
	ck_assert(!pc.irq1 && !pc.rises);
}
END_TEST

START_TEST(bytes_as_from_a_device)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x64, 0xd2);
	out(&pc, 0x60, 0x1e);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | SYS | OBF);
	ck_assert(pc.irq1);
	out(&pc, 0x64, 0xd2);
	out(&pc, 0x60, 0x1f);
	ck_assert_uint_eq(pc.rises, 2); /* an edge for each */
	ck_assert_uint_eq(in(&pc, 0x60), 0x1f);
	ck_assert(!pc.irq1);
	out(&pc, 0x64, 0xd3);
	out(&pc, 0x60, 0x42);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | SYS | OBF | AUX);
	ck_assert(!pc.irq1);
	ck_assert_uint_eq(in(&pc, 0x60), 0x42);
}
END_TEST

START_TEST(int1_gates_the_line)
{
	struct pc pc;

	start(&pc, NULL, 0);
	command_byte(&pc, 0x44);
	out(&pc, 0x60, 0xee);
	wait(&pc, MS);
	ck_assert_uint_eq(in(&pc, 0x64) & OBF, OBF);
	ck_assert(!pc.irq1);
	command_byte(&pc, 0x45);
	ck_assert(pc.irq1);
	ck_assert_uint_eq(in(&pc, 0x60), 0xee);
	ck_assert(!pc.irq1);
}
END_TEST

START_TEST(int2_gates_the_line_of_the_mouse)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x64, 0xd3);
	out(&pc, 0x60, 0x42);
	ck_assert(!pc.irq12);
	command_byte(&pc, 0x46);
	ck_assert(pc.irq12);
	out(&pc, 0x64, 0xd3);
	out(&pc, 0x60, 0x43);
	ck_assert_uint_eq(pc.aux_rises, 2); /* an edge for each */
	ck_assert_uint_eq(in(&pc, 0x60), 0x43);
	ck_assert(!pc.irq12);
	out(&pc, 0x64, 0xd2);
	out(&pc, 0x60, 0x1e);
	ck_assert(!pc.irq12);
	out(&pc, 0x64, 0xaa);
	ck_assert(!pc.irq12);
	out(&pc, 0x64, 0xd4);
	out(&pc, 0x60, 0xf2); /* nobody there: that comes from the mouse's interface, too */
	ck_assert(pc.irq12);
	ck_assert_uint_eq(in(&pc, 0x60), 0xfe);
	ck_assert(!pc.irq12 && !pc.irq1 && !pc.rises);
}
END_TEST

/* A command in the place of a parameter cancels what waits for one; unknown ones do nothing. */
START_TEST(odd_commands)
{
	struct pc pc;
	uint32_t value;

	start(&pc, NULL, 0);
	out(&pc, 0x64, 0xd1);
	ck_assert_uint_eq(ask(&pc, 0xab), 0x00);
	out(&pc, 0x60, 0xee);
	ck_assert_uint_eq(next(&pc), 0xee);
	ck_assert_uint_eq(pc.resets, 0);
	for (unsigned command = 0; command < 0x20; command++)
		out(&pc, 0x64, (uint8_t)command);
	for (unsigned command = 0x80; command < 0xa7; command++) {
		if (command != 0xa4)
			out(&pc, 0x64, (uint8_t)command);
	}
	ck_assert_uint_eq(in(&pc, 0x64), FREE | SYS | A2);
	/* A word reaches port 0x60 and the one behind it, which is not this device's. */
	out(&pc, 0x64, 0xab);
	ck_assert(bus_read(&pc.bus, 0x60, 2, &value));
	ck_assert_uint_eq(value, 0xff00);
}
END_TEST

/* ---- the keyboard's answers */

START_TEST(answers_of_the_keyboard)
{
	static const struct {
		uint8_t sent[2], count, answers[4], answer_count;
	} rows[] = {
		{{0xee}, 1, {0xee}, 1},
		{{0xed, 0x07}, 2, {0xfa, 0xfa}, 2},
		{{0xf3, 0x2b}, 2, {0xfa, 0xfa}, 2},
		{{0xf2}, 1, {0xfa, 0xab, 0x83}, 3},
		{{0xf0, 0x00}, 2, {0xfa, 0xfa, 0x02}, 3},
		{{0xf0, 0x01}, 2, {0xfa, 0xfa}, 2},
		{{0xf0, 0x00}, 2, {0xfa, 0xfa, 0x01}, 3},
		{{0xf0, 0x03}, 2, {0xfa, 0xfa}, 2},
		{{0xf0, 0x00}, 2, {0xfa, 0xfa, 0x03}, 3},
		{{0xf0, 0x04}, 2, {0xfa, 0xfe}, 2},
		{{0xf6}, 1, {0xfa}, 1},
		{{0xf0, 0x00}, 2, {0xfa, 0xfa, 0x02}, 3}, /* 0xF6 restored it */
		{{0xf5}, 1, {0xfa}, 1},
		{{0xf4}, 1, {0xfa}, 1},
		{{0xfe}, 1, {0xfa}, 1},
		{{0xed, 0xf2}, 2, {0xfa, 0xfa, 0xab, 0x83}, 4}, /* a command for a parameter */
		{{0x00}, 1, {0xfe}, 1},
		{{0xef}, 1, {0xfe}, 1},
		{{0xf1}, 1, {0xfe}, 1},
		{{0xf7}, 1, {0xfa}, 1}, /* types of all keys */
		{{0xf8}, 1, {0xfa}, 1},
		{{0xf9}, 1, {0xfa}, 1},
		{{0xfa}, 1, {0xfa}, 1},
		{{0xfb, 0x1c}, 2, {0xfa, 0xfa}, 2}, /* of any number of keys, up to the next command */
		{{0x32, 0x21}, 2, {0xfa, 0xfa}, 2},
		{{0xfc, 0x1c}, 2, {0xfa, 0xfa}, 2},
		{{0xfd, 0xee}, 2, {0xfa, 0xee}, 2},
		{{0x1c}, 1, {0xfe}, 1},
		{{0xff}, 1, {0xfa, 0xaa}, 2},
		{{0xfe}, 1, {0xaa}, 1},
	};
	struct pc pc;

	start(&pc, NULL, 0);
	command_byte(&pc, 0x05); /* no translation */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t at = 0;

		out(&pc, 0x60, rows[i].sent[0]);
		if (rows[i].count == 2) {
			expect(&pc, &rows[i].answers[at++], 1);
			out(&pc, 0x60, rows[i].sent[1]);
		}
		expect(&pc, &rows[i].answers[at], rows[i].answer_count - at);
		silence(&pc, 10 * MS);
	}
}
END_TEST

START_TEST(translated_answers)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x60, 0xf2);
	EXPECT(&pc, 0xfa, 0xab, 0x41);
	for (uint8_t set = 1; set <= 3; set++) {
		static const uint8_t translated[] = {0, 0x43, 0x41, 0x3f};

		out(&pc, 0x60, 0xf0);
		EXPECT(&pc, 0xfa);
		out(&pc, 0x60, set);
		EXPECT(&pc, 0xfa);
		out(&pc, 0x60, 0xf0);
		EXPECT(&pc, 0xfa);
		out(&pc, 0x60, 0);
		EXPECT(&pc, 0xfa, translated[set]);
	}
	out(&pc, 0x60, 0xff);
	EXPECT(&pc, 0xfa, 0xaa);
}
END_TEST

START_TEST(answers_take_their_time)
{
	struct pc pc;

	start(&pc, NULL, 0);
	out(&pc, 0x60, 0xff);
	silence(&pc, KEYBOARD_ANSWER_NS - 1);
	wait(&pc, 1);
	ck_assert(pc.irq1);
	ck_assert_uint_eq(in(&pc, 0x60), 0xfa);
	ck_assert(!pc.irq1);
	silence(&pc, KEYBOARD_SELFTEST_NS - 1);
	wait(&pc, 1);
	ck_assert(pc.irq1);
	ck_assert_uint_eq(in(&pc, 0x60), 0xaa);
	ck_assert_uint_eq(pc.rises, 2);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
}
END_TEST

START_TEST(flood_of_commands)
{
	struct pc pc;

	start(&pc, NULL, 0);
	for (int i = 0; i < 1000; i++)
		out(&pc, 0x60, 0xf2);
	EXPECT(&pc, 0xfa, 0xab, 0x41);
	for (int i = 0; i < 1000; i++)
		out(&pc, 0x64, 0x20);
	(void)in(&pc, 0x60);
	out(&pc, 0x60, 0xff);
	EXPECT(&pc, 0xfa, 0xaa);
	silence(&pc, 100 * MS);
}
END_TEST

/* ---- keys */

/* a, up arrow, Pause: makes and breaks. */
static const struct key keys[] = {
	{10 * MS, 0x1e}, {50 * MS, 0x9e}, {0, 0xe0}, {0, 0x48}, {0, 0xe0}, {0, 0xc8},
	{0, 0xe1},       {0, 0x1d},       {0, 0x45}, {0, 0xe1}, {0, 0x9d}, {0, 0xc5},
};
#define KEYS (sizeof keys / sizeof *keys)

START_TEST(keys_come_in_their_time)
{
	struct pc pc;

	start(&pc, keys, 2);
	ck_assert(!all_typed(&pc));
	silence(&pc, 10 * MS - 1);
	wait(&pc, 1);
	ck_assert_uint_eq(in(&pc, 0x64), FREE | A2 | SYS | OBF);
	ck_assert(pc.irq1);
	/* The break is due 50 ms after this one, however late it is read. */
	wait(&pc, 20 * MS);
	ck_assert_uint_eq(in(&pc, 0x60), 0x1e);
	ck_assert(!pc.irq1);
	silence(&pc, 30 * MS - 1);
	wait(&pc, 1);
	ck_assert_uint_eq(in(&pc, 0x60), 0x9e);
	ck_assert_uint_eq(pc.rises, 2);
	ck_assert(all_typed(&pc));
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
}
END_TEST

START_TEST(set_1_by_translation)
{
	struct pc pc;

	start(&pc, keys, KEYS);
	for (size_t i = 0; i < KEYS; i++)
		EXPECT(&pc, keys[i].code);
	ck_assert_uint_eq(pc.rises, KEYS);
	silence(&pc, 1000 * MS);
}
END_TEST

START_TEST(set_2_without_translation)
{
	struct pc pc;

	start(&pc, keys, KEYS);
	command_byte(&pc, 0x05);
	EXPECT(&pc, 0x1c, 0xf0, 0x1c, 0xe0, 0x75, 0xe0, 0xf0, 0x75);
	EXPECT(&pc, 0xe1, 0x14, 0x77, 0xe1, 0xf0, 0x14);
	ck_assert(!all_typed(&pc));
	EXPECT(&pc, 0xf0);
	ck_assert(!all_typed(&pc));
	EXPECT(&pc, 0x77);
	ck_assert(all_typed(&pc));
	silence(&pc, 1000 * MS);
}
END_TEST

START_TEST(set_1_of_the_keyboard)
{
	struct pc pc;

	start(&pc, keys, KEYS);
	command_byte(&pc, 0x05);
	out(&pc, 0x60, 0xf0);
	EXPECT(&pc, 0xfa);
	out(&pc, 0x60, 0x01);
	EXPECT(&pc, 0xfa);
	for (size_t i = 0; i < KEYS; i++)
		EXPECT(&pc, keys[i].code);
}
END_TEST

START_TEST(every_make_code_survives_translation)
{
	/* The keys of a US keyboard in set 2, from the tables of the technical reference. */
	static const uint8_t known[][2] = {
		{0x01, 0x76}, {0x02, 0x16}, {0x0e, 0x66}, {0x0f, 0x0d}, {0x10, 0x15}, {0x1c, 0x5a},
		{0x1d, 0x14}, {0x1e, 0x1c}, {0x2a, 0x12}, {0x2b, 0x5d}, {0x2c, 0x1a}, {0x36, 0x59},
		{0x37, 0x7c}, {0x38, 0x11}, {0x39, 0x29}, {0x3a, 0x58}, {0x3b, 0x05}, {0x41, 0x83},
		{0x44, 0x09}, {0x45, 0x77}, {0x46, 0x7e}, {0x47, 0x6c}, {0x53, 0x71}, {0x54, 0x84},
		{0x56, 0x61}, {0x57, 0x78}, {0x58, 0x07},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		ck_assert_uint_eq(scancode_to_set2(known[i][0]), known[i][1]);
	for (uint8_t make = 1; make < 0x80; make++)
		ck_assert_uint_eq(scancode_translate(scancode_to_set2(make)), make);
	for (unsigned byte = 0x85; byte < 0x100; byte++)
		ck_assert_uint_eq(scancode_translate((uint8_t)byte), byte);
}
END_TEST

START_TEST(keys_wait_while_the_keyboard_is_off)
{
	static const struct key key = {MS, 0x1e};
	struct pc pc;

	/* The interface. */
	start(&pc, &key, 1);
	out(&pc, 0x64, 0xad);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
	silence(&pc, 1000 * MS);
	out(&pc, 0x64, 0xae);
	silence(&pc, MS - 1);
	wait(&pc, 1);
	EXPECT(&pc, 0x1e);
	/* Bit 4 of the command byte. */
	start(&pc, &key, 1);
	command_byte(&pc, 0x55);
	silence(&pc, 1000 * MS);
	command_byte(&pc, 0x45);
	silence(&pc, MS - 1);
	wait(&pc, 1);
	EXPECT(&pc, 0x1e);
	/* Scanning. */
	start(&pc, &key, 1);
	out(&pc, 0x60, 0xf5);
	EXPECT(&pc, 0xfa);
	silence(&pc, 1000 * MS);
	ck_assert(!all_typed(&pc));
	out(&pc, 0x60, 0xf4);
	EXPECT(&pc, 0xfa);
	silence(&pc, 900000);
	EXPECT(&pc, 0x1e);
	ck_assert(all_typed(&pc));
}
END_TEST

/* No key between a command and its parameter, or among answers. */
START_TEST(keys_wait_for_answers)
{
	static const struct key key = {MS, 0x1e};
	struct pc pc;

	start(&pc, &key, 1);
	wait(&pc, 950000);
	out(&pc, 0x60, 0xed);
	EXPECT(&pc, 0xfa);
	silence(&pc, 100 * MS);
	out(&pc, 0x60, 0x00);
	EXPECT(&pc, 0xfa);
	silence(&pc, 900000);
	EXPECT(&pc, 0x1e);
}
END_TEST

/* A controller command while a key lies in the buffer: its answer comes first, the key again. */
START_TEST(an_answer_of_the_controller_eats_no_key)
{
	struct pc pc;

	start(&pc, keys, KEYS);
	wait(&pc, 10 * MS);
	ck_assert(pc.irq1);
	ck_assert_uint_eq(ask(&pc, 0xaa), 0x55);
	ck_assert(!pc.irq1);
	for (size_t i = 0; i < KEYS; i++) {
		wait(&pc, 100 * MS);
		ck_assert(pc.irq1);
		ck_assert_uint_eq(ask(&pc, 0x20), 0x45);
		ck_assert(!pc.irq1);
		EXPECT(&pc, keys[i].code);
	}
	ck_assert(all_typed(&pc));
}
END_TEST

/* The same for an answer of the keyboard, and without translation, where a break code has two bytes. */
START_TEST(nor_an_answer_or_half_a_key)
{
	struct pc pc;

	start(&pc, keys + 1, 1);
	command_byte(&pc, 0x05);
	out(&pc, 0x60, 0xf2);
	wait(&pc, MS);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x05);
	EXPECT(&pc, 0xfa, 0xab, 0x83);
	wait(&pc, 100 * MS);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x05);
	EXPECT(&pc, 0xf0);
	wait(&pc, 100 * MS);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x05);
	EXPECT(&pc, 0xf0, 0x1c); /* the whole key again */
	silence(&pc, 100 * MS);
}
END_TEST

static void set_up_as_a_bios(struct pc *pc)
{
	ck_assert_uint_eq(ask(pc, 0xaa), 0x55);
	ck_assert_uint_eq(ask(pc, 0xab), 0x00);
	command_byte(pc, 0x74);
	command_byte(pc, 0x64);
	out(pc, 0x60, 0xff);
	EXPECT(pc, 0xfa, 0xaa);
	out(pc, 0x60, 0xf5);
	EXPECT(pc, 0xfa);
	out(pc, 0x60, 0xf0);
	EXPECT(pc, 0xfa);
	out(pc, 0x60, 0x02);
	EXPECT(pc, 0xfa);
	command_byte(pc, 0x65);
	out(pc, 0x60, 0xf4);
	EXPECT(pc, 0xfa);
}

/* The input is the same whenever in its course a BIOS sets the controller and the keyboard up. */
START_TEST(a_bios_eats_no_input)
{
	struct pc pc;

	for (uint64_t at_ns = 0; at_ns < 80 * MS; at_ns += 77777) {
		size_t got = 0;

		start(&pc, keys, KEYS);
		while (pc.time.now_ns < at_ns) {
			/* As long as this guest takes its keys; then it leaves one in the buffer. */
			if (pc.time.now_ns + MS < at_ns && in(&pc, 0x64) & OBF)
				ck_assert_uint_eq(in(&pc, 0x60), keys[got++].code);
			wait(&pc, 10000);
		}
		set_up_as_a_bios(&pc);
		for (; got < KEYS; got++)
			EXPECT(&pc, keys[got].code);
		ck_assert(all_typed(&pc));
		silence(&pc, 100 * MS);
	}
}
END_TEST

/* A key that lies unread in the buffer: a reset of the keyboard takes it back, other commands come after it.
 */
START_TEST(a_reset_passes_an_unread_key)
{
	struct pc pc;

	start(&pc, keys, 1);
	wait(&pc, 100 * MS);
	out(&pc, 0x60, 0xff);
	ck_assert(!pc.irq1);
	ck_assert(!all_typed(&pc));
	EXPECT(&pc, 0xfa, 0xaa);
	silence(&pc, 900000);
	EXPECT(&pc, 0x1e);
	start(&pc, keys, 1);
	wait(&pc, 100 * MS);
	out(&pc, 0x60, 0xf6);
	ck_assert(pc.irq1);
	EXPECT(&pc, 0x1e, 0xfa);
	silence(&pc, 100 * MS);
}
END_TEST

/* A reset between the two bytes of a break code, the first of which was read. */
START_TEST(a_reset_sends_half_a_key_again)
{
	struct pc pc;

	start(&pc, keys + 1, 1);
	command_byte(&pc, 0x05);
	EXPECT(&pc, 0xf0);
	out(&pc, 0x60, 0xff);
	EXPECT(&pc, 0xfa, 0xaa);
	silence(&pc, 900000);
	EXPECT(&pc, 0xf0, 0x1c);
	/* And one whose first byte lies in the buffer when scanning goes off. */
	start(&pc, keys + 1, 1);
	command_byte(&pc, 0x05);
	wait(&pc, 60 * MS);
	out(&pc, 0x60, 0xf5);
	ck_assert_uint_eq(ask(&pc, 0x20), 0x05);
	EXPECT(&pc, 0xfa);
	silence(&pc, 100 * MS);
	out(&pc, 0x60, 0xf4);
	EXPECT(&pc, 0xfa, 0xf0, 0x1c);
	ck_assert(all_typed(&pc));
}
END_TEST

START_TEST(a_delay_without_end)
{
	static const struct key never[] = {{5, 0x1e}, {UINT64_MAX, 0x9e}, {UINT64_MAX - 3, 0x1e}};
	struct pc pc;

	start(&pc, never, 3);
	EXPECT(&pc, 0x1e);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
	start(&pc, never + 1, 2);
	ck_assert_uint_eq(vtime_next(&pc.time), VTIME_NEVER);
	silence(&pc, 1000000 * MS);
	ck_assert(!all_typed(&pc));
}
END_TEST

START_TEST(the_ports_belong_to_one)
{
	struct typist_config nothing = {0};
	struct line none = {0};
	struct pc pc;
	struct i8042 other;
	struct err err;

	start(&pc, NULL, 0);
	ck_assert_int_eq(i8042_attach(&other, &pc.bus, &pc.time, none, none, none, none, &nothing, &err), -1);
	ck_assert_str_eq(err.text, "port bus: two devices at port 0x60");
	ck_assert_uint_eq(pc.time.count, 1);
}
END_TEST

Suite *suite_i8042(void)
{
	Suite *suite = suite_create("i8042");
	TCase *controller = tcase_create("controller");
	TCase *keyboard = tcase_create("keyboard");
	TCase *input = tcase_create("input");

	tcase_add_test(controller, starts_as_a_bios_leaves_it);
	tcase_add_test(controller, answers_of_the_controller);
	tcase_add_test(controller, command_byte_and_ram);
	tcase_add_test(controller, enabling_and_disabling_show_in_the_command_byte);
	tcase_add_test(controller, a20_and_reset);
	tcase_add_test(controller, no_mouse);
	tcase_add_test(controller, bytes_as_from_a_device);
	tcase_add_test(controller, int1_gates_the_line);
	tcase_add_test(controller, int2_gates_the_line_of_the_mouse);
	tcase_add_test(controller, odd_commands);
	tcase_add_test(controller, the_ports_belong_to_one);
	suite_add_tcase(suite, controller);
	tcase_add_test(keyboard, answers_of_the_keyboard);
	tcase_add_test(keyboard, translated_answers);
	tcase_add_test(keyboard, answers_take_their_time);
	tcase_add_test(keyboard, flood_of_commands);
	suite_add_tcase(suite, keyboard);
	tcase_add_test(input, keys_come_in_their_time);
	tcase_add_test(input, set_1_by_translation);
	tcase_add_test(input, set_2_without_translation);
	tcase_add_test(input, set_1_of_the_keyboard);
	tcase_add_test(input, every_make_code_survives_translation);
	tcase_add_test(input, keys_wait_while_the_keyboard_is_off);
	tcase_add_test(input, keys_wait_for_answers);
	tcase_add_test(input, an_answer_of_the_controller_eats_no_key);
	tcase_add_test(input, nor_an_answer_or_half_a_key);
	tcase_add_test(input, a_bios_eats_no_input);
	tcase_add_test(input, a_reset_passes_an_unread_key);
	tcase_add_test(input, a_reset_sends_half_a_key_again);
	tcase_add_test(input, a_delay_without_end);
	suite_add_tcase(suite, input);
	return suite;
}
