#include "x86/guest.h"

#include <string.h>

#define PIECE_MAX 16u

static size_t piece_len(uint64_t gpa, size_t len)
{
	size_t to_page = 0x1000 - (gpa & 0xfff);

	if (len > PIECE_MAX)
		len = PIECE_MAX;
	return len < to_page ? len : to_page;
}

bool guest_read(const struct x86_guest *guest, uint64_t gpa, void *out, size_t len)
{
	uint8_t *to = out;

	while (len) {
		size_t piece = piece_len(gpa, len);

		switch (guest->read(guest->ctx, gpa, to, piece)) {
		case X86_STORED: break;
		case X86_NOTHING: memset(to, 0xff, piece); break;
		default: return false;
		}
		gpa += piece;
		to += piece;
		len -= piece;
	}
	return true;
}
