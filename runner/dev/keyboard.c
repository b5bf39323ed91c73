#include "dev/keyboard.h"

#include <string.h>

#include "dev/scancode.h"
#include "dev/vtime.h"

enum command {
	SET_LIGHTS = 0xed,
	ECHO = 0xee,
	SET_SCAN_CODES = 0xf0,
	READ_ID = 0xf2,
	SET_RATE = 0xf3,
	ENABLE = 0xf4,
	DEFAULT_DISABLE = 0xf5,
	SET_DEFAULT = 0xf6,
	ALL_KEYS_FIRST = 0xf7, /* what type all keys have: typematic, make and break, make, all of it */
	KEYS_FIRST = 0xfb,     /* the same of the keys that follow */
	KEYS_LAST = 0xfd,
	RESEND = 0xfe,
	RESET = 0xff,
};

#define ANSWER_ACK    0xfa
#define ANSWER_RESEND 0xfe
#define ANSWER_OK     0xaa /* the self-test */

void keyboard_init(struct keyboard *kb, const struct typist_config *typist, uint64_t now_ns)
{
	*kb = (struct keyboard){.set = 2, .scanning = true, .last = ANSWER_OK};
	typist_init(&kb->typist, typist, KEYBOARD_PACE_NS);
	typist_start(&kb->typist, now_ns);
}

void keyboard_quiet(struct keyboard *kb, uint64_t now_ns)
{
	kb->quiet_ns = now_ns + KEYBOARD_QUIET_NS;
}

/* ---- to the controller */

static void answer_after(struct keyboard *kb, uint64_t delay_ns, uint8_t byte, uint64_t now_ns)
{
	if (kb->answer_count == KEYBOARD_ANSWERS)
		return;
	if (!kb->answer_count)
		kb->answer_base_ns = now_ns;
	kb->answers[kb->answer_count++] = (struct keyboard_answer){delay_ns, byte};
}

static void answer(struct keyboard *kb, uint8_t byte, uint64_t now_ns)
{
	answer_after(kb, KEYBOARD_ANSWER_NS, byte, now_ns);
}

uint64_t keyboard_due_ns(const struct keyboard *kb)
{
	uint64_t key_ns = kb->half_sent ? 0 : typist_due_ns(&kb->typist);

	if (kb->answer_count)
		return kb->answer_base_ns + kb->answers[0].delay_ns;
	if (!kb->scanning || kb->parameter_of)
		return VTIME_NEVER;
	return key_ns > kb->quiet_ns ? key_ns : kb->quiet_ns;
}

static uint8_t send_answer(struct keyboard *kb, uint64_t now_ns)
{
	uint8_t byte = kb->answers[0].byte;

	kb->answer_count--;
	memmove(kb->answers, kb->answers + 1, kb->answer_count * sizeof kb->answers[0]);
	kb->answer_base_ns = now_ns;
	keyboard_quiet(kb, now_ns);
	return byte;
}

static uint8_t send_key(struct keyboard *kb, uint64_t now_ns)
{
	uint8_t code = typist_send(&kb->typist, now_ns);

	kb->code = code;
	if (kb->set == 1 || code == SCANCODE_EXTENDED || code == SCANCODE_PAUSE)
		return code;
	if (!(code & SCANCODE_1_BREAK))
		return scancode_to_set2(code);
	kb->half_sent = true;
	return SCANCODE_2_BREAK;
}

static uint8_t send_half(struct keyboard *kb)
{
	kb->half_sent = false;
	return scancode_to_set2(kb->code & 0x7f);
}

uint8_t keyboard_send(struct keyboard *kb, uint64_t now_ns)
{
	kb->last_kind = kb->answer_count ? KEYBOARD_SENT_ANSWER : KEYBOARD_SENT_KEY;
	if (kb->answer_count)
		kb->last = send_answer(kb, now_ns);
	else if (kb->half_sent)
		kb->last = send_half(kb);
	else
		kb->last = send_key(kb, now_ns);
	return kb->last;
}

/* The whole byte of the input again, in whatever set is current then. */
static void rewind_key(struct keyboard *kb, uint64_t now_ns)
{
	typist_take_back(&kb->typist, 1, now_ns);
	kb->half_sent = false;
	kb->last_kind = KEYBOARD_SENT_NOTHING;
}

static void take_back_answer(struct keyboard *kb, uint64_t now_ns)
{
	if (kb->answer_count == KEYBOARD_ANSWERS)
		kb->answer_count--;
	memmove(kb->answers + 1, kb->answers, kb->answer_count * sizeof kb->answers[0]);
	kb->answers[0] = (struct keyboard_answer){KEYBOARD_ANSWER_NS, kb->last};
	kb->answer_count++;
	kb->answer_base_ns = now_ns;
	kb->last_kind = KEYBOARD_SENT_NOTHING;
}

void keyboard_take_back(struct keyboard *kb, uint64_t now_ns)
{
	switch (kb->last_kind) {
	case KEYBOARD_SENT_KEY: rewind_key(kb, now_ns); break;
	case KEYBOARD_SENT_ANSWER: take_back_answer(kb, now_ns); break;
	case KEYBOARD_SENT_NOTHING: break;
	}
}

/* ---- from the controller */

static void set_defaults(struct keyboard *kb, bool scanning, uint64_t now_ns)
{
	/* A guest that sets it up anew does not remember the prefix it has read. */
	if (kb->half_sent)
		rewind_key(kb, now_ns);
	kb->set = 2;
	kb->scanning = scanning;
}

static bool is_within(uint8_t command, uint8_t first, uint8_t last)
{
	return command >= first && command <= last;
}

/* Returns false where the byte is no parameter: a command instead of one is obeyed. */
static bool take_parameter(struct keyboard *kb, uint8_t byte, uint64_t now_ns)
{
	uint8_t command = kb->parameter_of;

	if (!command || byte >= SET_LIGHTS)
		return false;
	/* The list of keys ends with the next command. */
	if (!is_within(command, KEYS_FIRST, KEYS_LAST))
		kb->parameter_of = 0;
	if (command == SET_SCAN_CODES && byte > 3) {
		answer(kb, ANSWER_RESEND, now_ns);
		return true;
	}
	answer(kb, ANSWER_ACK, now_ns);
	if (command != SET_SCAN_CODES)
		return true;
	if (!byte) {
		answer(kb, kb->set, now_ns);
		return true;
	}
	set_defaults(kb, kb->scanning, now_ns);
	kb->set = byte;
	return true;
}

static void reset(struct keyboard *kb, uint64_t now_ns)
{
	kb->answer_count = 0;
	answer(kb, ANSWER_ACK, now_ns);
	answer_after(kb, KEYBOARD_SELFTEST_NS, ANSWER_OK, now_ns);
	set_defaults(kb, true, now_ns);
}

static void obey(struct keyboard *kb, uint8_t command, uint64_t now_ns)
{
	static const uint8_t id[] = {ANSWER_ACK, 0xab, 0x83};

	switch (command) {
	case SET_LIGHTS:
	case SET_SCAN_CODES:
	case SET_RATE:
		kb->parameter_of = command;
		answer(kb, ANSWER_ACK, now_ns);
		break;
	case ECHO: answer(kb, ECHO, now_ns); break;
	case READ_ID:
		for (size_t i = 0; i < sizeof id; i++)
			answer(kb, id[i], now_ns);
		break;
	case ENABLE:
		kb->scanning = true;
		answer(kb, ANSWER_ACK, now_ns);
		break;
	case DEFAULT_DISABLE:
	case SET_DEFAULT:
		set_defaults(kb, command == SET_DEFAULT && kb->scanning, now_ns);
		answer(kb, ANSWER_ACK, now_ns);
		break;
	case RESEND: answer(kb, kb->last, now_ns); break;
	case RESET: reset(kb, now_ns); break;
	default:
		if (is_within(command, KEYS_FIRST, KEYS_LAST))
			kb->parameter_of = command;
		answer(kb, is_within(command, ALL_KEYS_FIRST, KEYS_LAST) ? ANSWER_ACK : ANSWER_RESEND,
		       now_ns);
		break;
	}
}

void keyboard_receive(struct keyboard *kb, uint8_t byte, uint64_t now_ns)
{
	if (take_parameter(kb, byte, now_ns))
		return;
	kb->parameter_of = 0;
	obey(kb, byte, now_ns);
}
