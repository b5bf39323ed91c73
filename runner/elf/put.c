#include "elf/put.h"

#include <string.h>

void put_int(uint64_t value, size_t size_bytes, struct buf *out)
{
	for (size_t i = 0; i < size_bytes; i++)
		buf_addc(out, (uint8_t)(value >> 8 * i));
}

void put_int_at(uint64_t value, size_t size_bytes, size_t at, struct buf *out)
{
	for (size_t i = 0; i < size_bytes; i++)
		out->data[at + i] = (uint8_t)(value >> 8 * i);
}

void put_uleb(uint64_t value, struct buf *out)
{
	for (; value >= 0x80; value >>= 7)
		buf_addc(out, (uint8_t)(value | 0x80));
	buf_addc(out, (uint8_t)value);
}

void put_sleb(int64_t value, struct buf *out)
{
	/* The last byte's bit 6 is the sign. */
	for (; value < -0x40 || value > 0x3f; value >>= 7)
		buf_addc(out, (uint8_t)(value | 0x80));
	buf_addc(out, (uint8_t)(value & 0x7f));
}

void put_string(const char *text, struct buf *out)
{
	buf_add(out, text, strlen(text) + 1);
}

uint64_t address_behind(bool is_64, uint64_t address, uint64_t len)
{
	uint64_t last = is_64 ? UINT64_MAX : UINT32_MAX;

	address &= last;
	return len > last - address ? last : address + len;
}
