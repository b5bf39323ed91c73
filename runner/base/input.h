/*
 * What somebody types to the guest, at its keyboard or at the other end of COM1, as steps in a row: bytes
 * that are sent, and text that is waited for. Plain data that the file format, the wire and the devices
 * share; dev/typist.h carries it out.
 */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* More than anybody types, and longer than any prompt. */
#define INPUT_BYTES_MAX  65536
#define INPUT_PROMPT_MAX 4096

enum input_kind {
	INPUT_SEND,   /* the bytes are sent */
	INPUT_PROMPT, /* until the guest has written them */
	INPUT_SCREEN, /* until the text screen shows them: part of a line as screen_print() has it */
	INPUT_KINDS,
};

/* The words of the file format, indexed by the enum; NULL for what is not waited for. */
extern const char *const input_wait_names[INPUT_KINDS];

struct input_step {
	enum input_kind kind;
	unsigned line; /* of a wait: where it stands in its file; 0: nowhere */
	/* From the end of the step before it, or from the start. 0: as byte follows byte; of a wait, at once.
	 */
	uint64_t delay_ns;
	struct buf bytes; /* at least one */
};

/* Zeroed is empty. */
struct input {
	struct input_step *steps;
	size_t count, cap;
	size_t send_bytes; /* of all INPUT_SEND together */
	uint64_t wait_ns; /* while it is put together: the delay of the next step, instead of its usual one */
};

/* The next step comes that long after the one before it; waits in a row add up. */
void input_wait(struct input *input, uint64_t ns);

/* The text of such a time: 1 ns to an hour. */
int input_parse_after(const char *text, uint64_t *out_ns, struct err *err);

/* Bytes to be sent. More than INPUT_BYTES_MAX of them all are an error, and then none of these is added. */
int input_send(struct input *input, const void *bytes, size_t len, uint64_t usual_delay_ns, struct err *err);

/* Text to be waited for: 1 to INPUT_PROMPT_MAX bytes. */
int input_await(struct input *input, enum input_kind kind, const void *text, size_t len, unsigned line,
		struct err *err);

/* Whether something is waited for and nothing comes after it. */
bool input_ends_waiting(const struct input *input);

/* All that `more` has, behind what is there; `more` is empty afterwards. */
void input_append(struct input *input, struct input *more);

/* `to` gets copies of everything that `from` owns. */
void input_copy(const struct input *from, struct input *to);
void input_fini(struct input *input);

#endif
