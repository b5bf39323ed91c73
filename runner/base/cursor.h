/* Decoding bytes that nobody vouches for. */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where it stands; `bad` once anything did not fit, and then every read gives zeros. */
struct cursor {
	const uint8_t *at;
	size_t left;
	bool bad;
};

void cursor_get(struct cursor *c, void *out, size_t len);

#endif
