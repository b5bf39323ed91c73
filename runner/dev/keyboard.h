/*
 * The keyboard at the other end of the controller's cable (IBM PS/2 Hardware Interface Technical Reference,
 * "Keyboards (101- and 102-Key)": commands from the system, commands to the system). Somebody types on it
 * (typist.h), it answers commands, and says when its next byte is due; the controller fetches it when it has
 * room.
 *
 * - What is typed is scan codes of set 1: 0xE0 and 0xE1 are prefixes, bit 7 is a break. Each byte is sent
 * when it is due, the first one after the start, or as soon after that as it can: not while scanning is off,
 * a command waits for its parameter, or an answer is due, and not within KEYBOARD_QUIET_NS of the last answer
 * or of a reset. No byte is lost.
 * - Keys come in the keyboard's current set, 2 at the start: a break code is two bytes then. Set 3 is
 *   accepted and reported, but its keys are those of set 2.
 * - Lights, typematic rate and key types have no effect; nothing repeats.
 */
#ifndef DEV_KEYBOARD_H
#define DEV_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dev/typist.h"

#define KEYBOARD_ANSWER_NS   100000u  /* from a command to the answer, and between the bytes of one */
#define KEYBOARD_SELFTEST_NS 2000000u /* 300 ms and more in a real one */
#define KEYBOARD_QUIET_NS    1000000u
#define KEYBOARD_PACE_NS     1000000u /* from byte to byte of what is typed at once */
#define KEYBOARD_ANSWERS     16

/* What could be taken back. */
enum keyboard_sent { KEYBOARD_SENT_NOTHING, KEYBOARD_SENT_KEY, KEYBOARD_SENT_ANSWER };

struct keyboard_answer {
	uint64_t delay_ns; /* since the answer before it, or the command */
	uint8_t byte;
};

struct keyboard {
	struct typist typist;
	uint64_t quiet_ns; /* no key before this */
	bool half_sent;    /* of `code`, a break, the prefix went, the code itself did not */
	uint8_t code;      /* typed last */

	struct keyboard_answer answers[KEYBOARD_ANSWERS];
	unsigned answer_count;
	uint64_t answer_base_ns; /* what the first one's delay counts from */

	uint8_t parameter_of; /* the command that waits for one; 0: none */
	uint8_t set;
	bool scanning;
	uint8_t last; /* sent, for a resend */
	enum keyboard_sent last_kind;
};

/* As after its self-test: set 2, scanning. */
void keyboard_init(struct keyboard *kb, const struct typist_config *typist, uint64_t now_ns);

/* A byte from the controller: a command or the parameter of one. */
void keyboard_receive(struct keyboard *kb, uint8_t byte, uint64_t now_ns);

/* When there is a byte to send, VTIME_NEVER where nothing but a command could change that. */
uint64_t keyboard_due_ns(const struct keyboard *kb);

/* The byte that was due. */
uint8_t keyboard_send(struct keyboard *kb, uint64_t now_ns);

/*
 * The byte sent last did not reach the guest: it is sent again, a break code with its prefix. Nothing happens
 * where it is to be sent again already.
 */
void keyboard_take_back(struct keyboard *kb, uint64_t now_ns);

/* No key for the next KEYBOARD_QUIET_NS. */
void keyboard_quiet(struct keyboard *kb, uint64_t now_ns);

#endif
