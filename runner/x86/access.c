#include "x86/access.h"

#include "x86/mode.h"
#include "x86/segment.h"

static uint64_t linear_add(const struct x86_state *state, uint64_t linear, unsigned bytes)
{
	linear += bytes;
	return x86_is_long(state) ? linear : linear & 0xffffffff;
}

static unsigned to_page_end(uint64_t linear, unsigned size_bytes)
{
	unsigned rest = 0x1000 - (unsigned)(linear & 0xfff);

	return size_bytes < rest ? size_bytes : rest;
}

enum check access_pages(const struct x86_guest *guest, uint64_t linear, unsigned size_bytes,
			struct x86_access access, struct exception *ex)
{
	while (size_bytes) {
		unsigned piece = to_page_end(linear, size_bytes);
		uint64_t gpa;
		enum check check = walk(guest, linear, access, &gpa, ex);

		if (check)
			return check;
		linear = linear_add(guest->state, linear, piece);
		size_bytes -= piece;
	}
	return CHECK_FINE;
}

enum check access_check(const struct x86_guest *guest, unsigned segno, uint64_t offset, unsigned size_bytes,
			bool write, struct exception *ex)
{
	uint64_t linear;
	enum check check = segment_check(guest->state, segno, offset, size_bytes, write, &linear, ex);

	if (check)
		return check;
	return access_pages(guest, linear, size_bytes, x86_access_of(guest->state, write, false), ex);
}

enum check access_bytes(const struct x86_guest *guest, uint64_t linear, void *out, unsigned size_bytes,
			struct x86_access access, struct exception *ex)
{
	uint8_t *to = out;

	while (size_bytes) {
		unsigned piece = to_page_end(linear, size_bytes);
		uint64_t gpa;
		enum check check = walk(guest, linear, access, &gpa, ex);

		if (check)
			return check;
		if (!guest_read(guest, gpa, to, piece))
			return CHECK_UNKNOWN;
		linear = linear_add(guest->state, linear, piece);
		to += piece;
		size_bytes -= piece;
	}
	return CHECK_FINE;
}

enum check access_read(const struct x86_guest *guest, unsigned segno, uint64_t offset, void *out,
		       unsigned size_bytes, struct exception *ex)
{
	uint64_t linear;
	enum check check = segment_check(guest->state, segno, offset, size_bytes, false, &linear, ex);

	if (check)
		return check;
	return access_bytes(guest, linear, out, size_bytes, x86_access_of(guest->state, false, false), ex);
}
