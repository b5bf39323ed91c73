/*
 * Whoever sits at the other end of a device and types an input (base/input.h): says when the next byte is
 * due, and watches what the guest shows. The device sends the bytes when it can, so a byte may be late; the
 * next one is due as long after it as it says.
 *
 * - A prompt is looked for in what the guest has written since the text that the prompt before it took, on
 *   each stream for itself; also in what was there before anybody waited. Once it is found on one of them,
 * the text up to its end, and all there is on the others, is taken.
 * - The screen is looked at when typist_look() is called, but not before the delay of that step is over.
 * - What was found stays found when bytes are sent again.
 */
#ifndef DEV_TYPIST_H
#define DEV_TYPIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/input.h"
#include "dev/sink.h"

#define TYPIST_STREAMS 2

/* Nothing is owned; all of it outlives the typist. */
struct typist_config {
	const struct input *input;                          /* NULL: there is none */
	const struct sink *streams[TYPIST_STREAMS];         /* where prompts come; NULL: no more */
	bool (*shows)(void *owner, const struct buf *text); /* whether the screen does; NULL: never */
	void *owner;                                        /* for `shows` */
};

struct typist {
	struct typist_config config;
	uint64_t pace_ns;                /* from byte to byte within a step */
	size_t step, byte;               /* what comes next */
	size_t found_steps;              /* waits before this one are over */
	size_t searched[TYPIST_STREAMS]; /* bytes that were taken, or in which no prompt begins */
	uint64_t due_ns;                 /* when the byte is due, or how long a wait lasts at least */
	size_t sent;                     /* bytes; those that were taken back are not */
};

/* Nothing is due before typist_start(). */
void typist_init(struct typist *typist, const struct typist_config *config, uint64_t pace_ns);
void typist_start(struct typist *typist, uint64_t now_ns);

/* When the next byte is due; VTIME_NEVER: all is sent, or a prompt has not come yet. */
uint64_t typist_due_ns(const struct typist *typist);

/* The byte that was due. */
uint8_t typist_send(struct typist *typist, uint64_t now_ns);

/* The guest has written something. */
void typist_hear(struct typist *typist, uint64_t now_ns);

/* The screen may have changed. */
void typist_look(struct typist *typist, uint64_t now_ns);

/* The bytes sent last, so many of them, did not reach the guest and are sent again, from now on. */
void typist_take_back(struct typist *typist, size_t bytes, uint64_t now_ns);

/* What is waited for; NULL: nothing. */
const struct input_step *typist_awaits(const struct typist *typist);

/* When it is of use to look at the screen, at the earliest; VTIME_NEVER: nothing is waited for there. */
uint64_t typist_look_ns(const struct typist *typist);

#endif
