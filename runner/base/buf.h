/* A growable byte string. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A zeroed struct is an empty buffer. Once anything was added, data[len] is a NUL that is not counted, so a
 * buffer of text is a C string; before that data is NULL (buf_str() gives "" then). Growth doubles; running
 * out of memory ends the program with a message (exit 2), as for every small allocation in romkit.
 */
struct buf {
	uint8_t *data;
	size_t len;
	size_t cap;
};

void buf_fini(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t len);
void buf_addc(struct buf *buf, uint8_t byte);
void buf_adds(struct buf *buf, const char *str);
void buf_fill(struct buf *buf, uint8_t byte, size_t count);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *buf_str(const struct buf *buf);

/* Hand the bytes to the caller, who frees them; the buffer is empty afterwards. Never NULL. */
char *buf_take(struct buf *buf);

/* Allocation that cannot fail (the program ends with a message instead). Zeroed; freed with free(). */
void *mem_zalloc(size_t count, size_t size);
void *mem_realloc(void *old, size_t count, size_t size);
char *str_dup(const char *str);
char *str_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
