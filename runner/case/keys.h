/*
 * What a person types, as the bytes that the keyboard sends: scan code set 1, as the i8042 hands it on. A key
 * that goes down sends its make code, one that comes up the same with bit 7 set (IBM PC/AT Technical
 * Reference, keyboard; Microsoft Keyboard Scan Code Specification, appendix A).
 */
#ifndef CASE_KEYS_H
#define CASE_KEYS_H

#include "case/machine.h"

/* More bytes than anybody types. */
#define KEYS_BYTES_MAX 65536

/* Between two bytes, and before a key of typed text. */
#define KEYS_BYTE_NS 1000000u
#define KEYS_KEY_NS  10000000u

/* Being put together; zeroed is empty. Whoever calls owns `items`, which grows. */
struct keys {
	struct machine_key *items;
	size_t count, cap;
	uint64_t wait_ns; /* before the next byte, instead of what is usual; 0: as usual */
};

/* The next byte comes that long after the one before it; waits in a row add up. */
void keys_wait(struct keys *keys, uint64_t ns);

/* The text of such a time: 1 ns to an hour. */
int keys_parse_after(const char *text, uint64_t *out_ns, struct err *err);

/* One byte as it stands, KEYS_BYTE_NS after the one before it or after the start. */
int keys_code(struct keys *keys, uint8_t code, struct err *err);

/*
 * Text on a US keyboard: each key goes down and up again, where need be with the left shift key around it.
 * Printable ASCII, \r and \n (both Enter), \t, \b and \033. The first byte comes KEYS_KEY_NS after the one
 * before it, but KEYS_BYTE_NS after the start; each other key KEYS_KEY_NS, each other byte KEYS_BYTE_NS
 * later. Another character is an error that names it, and then nothing was typed.
 */
int keys_type(struct keys *keys, const char *text, size_t len, struct err *err);

#endif
