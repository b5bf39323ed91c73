#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void mem_give_up(void)
{
	fputs("romkit: out of memory\n", stderr);
	exit(2);
}

void *mem_zalloc(size_t count, size_t size)
{
	void *mem = calloc(count ? count : 1, size ? size : 1);

	if (!mem)
		mem_give_up();
	return mem;
}

void *mem_realloc(void *old, size_t count, size_t size)
{
	void *mem = reallocarray(old, count ? count : 1, size ? size : 1);

	if (!mem)
		mem_give_up();
	return mem;
}

char *str_dup(const char *str)
{
	size_t size = strlen(str) + 1;

	return memcpy(mem_zalloc(1, size), str, size);
}

char *str_printf(const char *fmt, ...)
{
	char *str = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&str, fmt, ap) < 0)
		mem_give_up();
	va_end(ap);
	return str;
}

static void buf_reserve(struct buf *buf, size_t more)
{
	size_t need = buf->len + more + 1;

	if (need < more)
		mem_give_up();
	if (need <= buf->cap)
		return;
	while (buf->cap < need)
		buf->cap = buf->cap ? buf->cap * 2 : 64;
	buf->data = mem_realloc(buf->data, buf->cap, 1);
}

void buf_fini(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
	if (buf->data)
		buf->data[0] = 0;
}

void buf_add(struct buf *buf, const void *bytes, size_t len)
{
	buf_reserve(buf, len);
	if (len)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = 0;
}

void buf_addc(struct buf *buf, uint8_t byte)
{
	buf_add(buf, &byte, 1);
}

void buf_adds(struct buf *buf, const char *str)
{
	buf_add(buf, str, strlen(str));
}

void buf_fill(struct buf *buf, uint8_t byte, size_t count)
{
	buf_reserve(buf, count);
	memset(buf->data + buf->len, byte, count);
	buf->len += count;
	buf->data[buf->len] = 0;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	buf_reserve(buf, (size_t)n);
	va_start(ap, fmt);
	vsnprintf((char *)buf->data + buf->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)n;
}

const char *buf_str(const struct buf *buf)
{
	return buf->data ? (const char *)buf->data : "";
}

char *buf_take(struct buf *buf)
{
	char *str;

	buf_reserve(buf, 0);
	buf->data[buf->len] = 0;
	str = (char *)buf->data;
	*buf = (struct buf){0};
	return str;
}
