#include "dev/i8042.h"

#include "dev/scancode.h"

#define PORT_DATA    0x60
#define PORT_COMMAND 0x64

#define STATUS_OBF     0x01
#define STATUS_SYS     0x04
#define STATUS_COMMAND 0x08 /* A2 at the last write */
#define STATUS_FREE    0x10 /* the keyboard is not locked */
#define STATUS_AUX     0x20
#define STATUS_TIMEOUT 0x40

#define BYTE_INT1    0x01
#define BYTE_INT2    0x02
#define BYTE_SYS     0x04
#define BYTE_KB_OFF  0x10
#define BYTE_AUX_OFF 0x20
#define BYTE_XLAT    0x40

#define OUT_RUN  0x01 /* low: the CPU is held in reset */
#define OUT_A20  0x02
#define OUT_IRQ1 0x10
#define OUT_AUX  0x20
#define OUT_IDLE 0xcc /* clocks and data lines of both devices */

#define INPUT_PORT     0xb0 /* not locked, colour, no manufacturing jumper, all RAM on */
#define TEST_KB_CLOCK  0x01
#define TEST_KB_DATA   0x02
#define SELF_TEST_OK   0x55
#define INTERFACE_OK   0x00
#define NO_PASSWORD    0xf1
#define AUX_NO_ANSWER  0xfe
#define KEYBOARD_RESET 0xff

enum command {
	READ_RAM = 0x20,
	WRITE_RAM = 0x60,
	PASSWORD_TEST = 0xa4,
	AUX_DISABLE = 0xa7,
	AUX_ENABLE = 0xa8,
	AUX_TEST = 0xa9,
	SELF_TEST = 0xaa,
	KB_TEST = 0xab,
	KB_DISABLE = 0xad,
	KB_ENABLE = 0xae,
	READ_INPUT_PORT = 0xc0,
	READ_OUTPUT_PORT = 0xd0,
	WRITE_OUTPUT_PORT = 0xd1,
	WRITE_KB_OUTPUT = 0xd2,
	WRITE_AUX_OUTPUT = 0xd3,
	WRITE_AUX = 0xd4,
	A20_OFF = 0xdd,
	A20_ON = 0xdf,
	READ_TEST_INPUTS = 0xe0,
	PULSE = 0xf0,
};

/* ---- the output buffer */

static void line_update(const struct line *line, bool *is_high, bool high)
{
	if (high != *is_high)
		line_set(line, high);
	*is_high = high;
}

static void irq_update(struct i8042 *kbc)
{
	bool is_kb = kbc->output == OUTPUT_KEYBOARD || kbc->output == OUTPUT_AS_KEYBOARD;
	bool is_aux = kbc->output == OUTPUT_AUX;

	line_update(&kbc->irq1, &kbc->irq1_is_high, is_kb && (kbc->ram[0] & BYTE_INT1));
	line_update(&kbc->irq12, &kbc->irq12_is_high, is_aux && (kbc->ram[0] & BYTE_INT2));
}

static void output_empty(struct i8042 *kbc)
{
	kbc->output = OUTPUT_EMPTY;
	kbc->timed_out = false;
	irq_update(kbc);
}

static void output_fill(struct i8042 *kbc, enum i8042_output whose, uint8_t byte)
{
	if (kbc->output == OUTPUT_KEYBOARD)
		keyboard_take_back(&kbc->keyboard, kbc->time->now_ns);
	output_empty(kbc); /* so that the line shows an edge for each byte */
	kbc->output = whose;
	kbc->data = byte;
	irq_update(kbc);
}

/* A byte from the keyboard. Of a break code in translation nothing shows before its second byte. */
static void kb_byte(struct i8042 *kbc, uint8_t byte)
{
	if (kbc->ram[0] & BYTE_XLAT) {
		if (byte == SCANCODE_2_BREAK) {
			kbc->is_break = true;
			return;
		}
		byte = scancode_translate(byte) | (kbc->is_break ? SCANCODE_1_BREAK : 0);
	}
	kbc->is_break = false;
	output_fill(kbc, OUTPUT_KEYBOARD, byte);
}

static uint64_t kb_due_ns(const struct i8042 *kbc)
{
	uint64_t due_ns;

	if (kbc->output != OUTPUT_EMPTY || (kbc->ram[0] & BYTE_KB_OFF))
		return VTIME_NEVER;
	due_ns = keyboard_due_ns(&kbc->keyboard);
	return due_ns > kbc->ready_ns ? due_ns : kbc->ready_ns;
}

static void kb_fetch(void *owner)
{
	struct i8042 *kbc = owner;

	while (kb_due_ns(kbc) <= kbc->time->now_ns)
		kb_byte(kbc, keyboard_send(&kbc->keyboard, kbc->time->now_ns));
	kbc->alarm.at_ns = kb_due_ns(kbc);
}

/* ---- commands */

static uint8_t output_port_value(const struct i8042 *kbc)
{
	uint8_t value = kbc->output_port;

	if (kbc->output == OUTPUT_KEYBOARD || kbc->output == OUTPUT_AS_KEYBOARD)
		value |= OUT_IRQ1;
	else if (kbc->output == OUTPUT_AUX)
		value |= OUT_AUX;
	return value;
}

static void pulse_reset(struct i8042 *kbc)
{
	line_set(&kbc->reset, true);
	line_set(&kbc->reset, false);
}

static void output_port_write(struct i8042 *kbc, uint8_t value)
{
	/* The interrupt bits follow the output buffer, and reset is over when anyone can look. */
	kbc->output_port = (value & (uint8_t) ~(OUT_IRQ1 | OUT_AUX)) | OUT_RUN;
	line_set(&kbc->a20, value & OUT_A20);
	if (!(value & OUT_RUN))
		pulse_reset(kbc);
}

static void command_byte_write(struct i8042 *kbc, uint8_t value)
{
	kbc->ram[0] = value;
	keyboard_quiet(&kbc->keyboard, kbc->time->now_ns);
	irq_update(kbc);
}

static uint8_t test_inputs(const struct i8042 *kbc)
{
	return kbc->ram[0] & BYTE_KB_OFF ? TEST_KB_DATA : TEST_KB_DATA | TEST_KB_CLOCK;
}

static void answer(struct i8042 *kbc, uint8_t byte)
{
	output_fill(kbc, OUTPUT_CONTROLLER, byte);
}

/* Commands alone in their code; those nobody knows do nothing. */
static void obey(struct i8042 *kbc, uint8_t command)
{
	switch (command) {
	case PASSWORD_TEST: answer(kbc, NO_PASSWORD); break;
	case AUX_DISABLE: kbc->ram[0] |= BYTE_AUX_OFF; break;
	case AUX_ENABLE: kbc->ram[0] &= (uint8_t)~BYTE_AUX_OFF; break;
	case SELF_TEST:
		kbc->ram[0] |= BYTE_SYS;
		answer(kbc, SELF_TEST_OK);
		break;
	case AUX_TEST:
	case KB_TEST: answer(kbc, INTERFACE_OK); break;
	case KB_DISABLE: kbc->ram[0] |= BYTE_KB_OFF; break;
	case KB_ENABLE: command_byte_write(kbc, kbc->ram[0] & (uint8_t)~BYTE_KB_OFF); break;
	case READ_INPUT_PORT: answer(kbc, INPUT_PORT); break;
	case READ_OUTPUT_PORT: answer(kbc, output_port_value(kbc)); break;
	case WRITE_OUTPUT_PORT:
	case WRITE_KB_OUTPUT:
	case WRITE_AUX_OUTPUT:
	case WRITE_AUX: kbc->parameter_of = command; break;
	case A20_OFF: output_port_write(kbc, kbc->output_port & (uint8_t)~OUT_A20); break;
	case A20_ON: output_port_write(kbc, kbc->output_port | OUT_A20); break;
	case READ_TEST_INPUTS: answer(kbc, test_inputs(kbc)); break;
	default: break;
	}
}

static void command_write(void *owner, uint16_t offset, uint8_t command)
{
	struct i8042 *kbc = owner;
	unsigned place = command % I8042_RAM_BYTES;

	(void)offset;
	kbc->last_was_command = true;
	kbc->parameter_of = 0;
	if (command - place == READ_RAM)
		answer(kbc, kbc->ram[place]);
	else if (command - place == WRITE_RAM)
		kbc->parameter_of = command;
	else if (command < PULSE)
		obey(kbc, command);
	else if (!(command & OUT_RUN))
		pulse_reset(kbc);
	kb_fetch(kbc);
}

/* ---- port 0x60 and the status */

static void ram_write(struct i8042 *kbc, unsigned place, uint8_t value)
{
	if (!place)
		command_byte_write(kbc, value);
	else
		kbc->ram[place] = value;
}

static void aux_write(struct i8042 *kbc)
{
	kbc->ram[0] &= (uint8_t)~BYTE_AUX_OFF;
	output_fill(kbc, OUTPUT_AUX, AUX_NO_ANSWER);
	kbc->timed_out = true;
}

static void kb_write(struct i8042 *kbc, uint8_t value)
{
	kbc->ram[0] &= (uint8_t)~BYTE_KB_OFF;
	if (value == KEYBOARD_RESET && kbc->output == OUTPUT_KEYBOARD) {
		keyboard_take_back(&kbc->keyboard, kbc->time->now_ns);
		output_empty(kbc);
	}
	keyboard_receive(&kbc->keyboard, value, kbc->time->now_ns);
}

static void data_write(void *owner, uint16_t offset, uint8_t value)
{
	struct i8042 *kbc = owner;
	uint8_t command = kbc->parameter_of;

	(void)offset;
	kbc->last_was_command = false;
	kbc->parameter_of = 0;
	switch (command) {
	case 0: kb_write(kbc, value); break;
	case WRITE_OUTPUT_PORT: output_port_write(kbc, value); break;
	case WRITE_KB_OUTPUT: output_fill(kbc, OUTPUT_AS_KEYBOARD, value); break;
	case WRITE_AUX_OUTPUT: output_fill(kbc, OUTPUT_AUX, value); break;
	case WRITE_AUX: aux_write(kbc); break;
	default: ram_write(kbc, command % I8042_RAM_BYTES, value); break;
	}
	kb_fetch(kbc);
}

static uint8_t data_read(void *owner, uint16_t offset)
{
	struct i8042 *kbc = owner;
	uint8_t byte = kbc->data;

	(void)offset;
	if (kbc->output == OUTPUT_EMPTY)
		return byte;
	output_empty(kbc);
	kbc->ready_ns = kbc->time->now_ns + KEYBOARD_ANSWER_NS;
	kb_fetch(kbc);
	return byte;
}

static uint8_t status_read(void *owner, uint16_t offset)
{
	const struct i8042 *kbc = owner;
	uint8_t status = STATUS_FREE;

	(void)offset;
	if (kbc->output != OUTPUT_EMPTY)
		status |= STATUS_OBF;
	if (kbc->output == OUTPUT_AUX)
		status |= STATUS_AUX;
	if (kbc->ram[0] & BYTE_SYS)
		status |= STATUS_SYS;
	if (kbc->last_was_command)
		status |= STATUS_COMMAND;
	if (kbc->timed_out)
		status |= STATUS_TIMEOUT;
	return status;
}

void i8042_hear(struct i8042 *kbc)
{
	typist_hear(&kbc->keyboard.typist, kbc->time->now_ns);
	kb_fetch(kbc);
}

void i8042_look(struct i8042 *kbc)
{
	typist_look(&kbc->keyboard.typist, kbc->time->now_ns);
	kb_fetch(kbc);
}

static const struct bus_ops data_ops = {.read = data_read, .write = data_write};
static const struct bus_ops command_ops = {.read = status_read, .write = command_write};

int i8042_attach(struct i8042 *kbc, struct bus *bus, struct vtime *time, struct line irq1, struct line irq12,
		 struct line a20, struct line reset, const struct typist_config *typist, struct err *err)
{
	*kbc = (struct i8042){.time = time, .irq1 = irq1, .irq12 = irq12, .a20 = a20, .reset = reset};
	kbc->ram[0] = BYTE_INT1 | BYTE_SYS | BYTE_XLAT;
	kbc->output_port = OUT_IDLE | OUT_A20 | OUT_RUN;
	kbc->last_was_command = true; /* 0xAE, as a BIOS ends its set-up */
	keyboard_init(&kbc->keyboard, typist, time->now_ns);
	if (bus_attach(bus, PORT_DATA, 1, &data_ops, kbc, err) < 0 ||
	    bus_attach(bus, PORT_COMMAND, 1, &command_ops, kbc, err) < 0)
		return -1;
	line_set(&kbc->a20, true);
	vtime_attach(time, &kbc->alarm, kb_fetch, kbc);
	kbc->alarm.at_ns = kb_due_ns(kbc);
	return 0;
}
