#include "x86/segment.h"

#include <inttypes.h>

#include "x86/bits.h"
#include "x86/mode.h"

const char *segment_name(unsigned segno)
{
	static const char *const names[X86_SEGS] = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};

	return names[segno];
}

bool segment_is_canonical(const struct x86_state *state, uint64_t address)
{
	unsigned unused = state->cr4 & X86_CR4_LA57 ? 64 - 57 : 64 - 48;

	return (uint64_t)((int64_t)(address << unused) >> unused) == address;
}

/* SDM vol. 3, 5.3: data that is expand-down lies above its limit. */
static bool is_expand_down(const struct x86_seg *seg)
{
	return seg->attr & X86_ATTR_S && (seg->attr & 0xc) == 4;
}

enum check segment_check_limit(const struct x86_seg *seg, const char *name, uint64_t offset,
			       unsigned size_bytes, uint8_t vector, uint32_t error, struct exception *ex)
{
	uint64_t last = offset + size_bytes - 1;
	uint64_t top = seg->attr & X86_ATTR_DB ? 0xffffffff : 0xffff;

	if (!is_expand_down(seg)) {
		if (last <= seg->limit)
			return CHECK_FINE;
		/* SDM vol. 3, 5.3: what reaches over 4 GiB may fault, and may not. */
		if (seg->limit == 0xffffffff)
			return CHECK_UNKNOWN;
		return exception_set(ex, vector, error,
				     "%u byte%s at %s:0x%" PRIx64 ": the limit of %s is 0x%x", size_bytes,
				     size_bytes == 1 ? "" : "s", name, offset, name, seg->limit);
	}
	if (offset > seg->limit && last <= top)
		return CHECK_FINE;
	return exception_set(ex, vector, error,
			     "%u byte%s at %s:0x%" PRIx64 ": %s expands down, from 0x%x to 0x%" PRIx64,
			     size_bytes, size_bytes == 1 ? "" : "s", name, offset, name, seg->limit + 1, top);
}

/* SDM vol. 3, 5.5: the kind of segment. Real mode has no kinds: CS can be written. */
static enum check check_kind(const struct x86_seg *seg, const char *name, uint8_t vector, bool write,
			     struct exception *ex)
{
	bool code = seg->attr & 8;

	if (!(seg->attr & X86_ATTR_P))
		return exception_set(ex, vector, 0,
				     "%s has no segment: a null selector (0x%x) was loaded into it", name,
				     seg->selector);
	if (write && code)
		return exception_set(ex, vector, 0, "a write by %s, which is a code segment (selector 0x%x)",
				     name, seg->selector);
	if (write && !(seg->attr & 2))
		return exception_set(ex, vector, 0, "a write by %s, which is read-only (selector 0x%x)", name,
				     seg->selector);
	if (!write && code && !(seg->attr & 2))
		return exception_set(ex, vector, 0, "a read by %s, which is execute-only (selector 0x%x)",
				     name, seg->selector);
	return CHECK_FINE;
}

static enum check check_long(const struct x86_state *state, unsigned segno, uint64_t offset,
			     unsigned size_bytes, uint8_t vector, uint64_t *linear, struct exception *ex)
{
	*linear = offset + (segno == X86_FS || segno == X86_GS ? state->seg[segno].base : 0);
	if (segment_is_canonical(state, *linear) && segment_is_canonical(state, *linear + size_bytes - 1))
		return CHECK_FINE;
	return exception_set(ex, vector, 0, "the address 0x%" PRIx64 " is not canonical", *linear);
}

enum check segment_check(const struct x86_state *state, unsigned segno, uint64_t offset, unsigned size_bytes,
			 bool write, uint64_t *linear, struct exception *ex)
{
	const struct x86_seg *seg = &state->seg[segno];
	uint8_t vector = segno == X86_SS ? X86_SS_FAULT : X86_GP;
	enum x86_mode mode = x86_mode(state);
	enum check check = CHECK_FINE;

	if (mode == X86_MODE_LONG)
		return check_long(state, segno, offset, size_bytes, vector, linear, ex);
	*linear = (seg->base + offset) & 0xffffffff;
	if (mode == X86_MODE_PROTECTED)
		check = check_kind(seg, segment_name(segno), vector, write, ex);
	if (check)
		return check;
	return segment_check_limit(seg, segment_name(segno), offset, size_bytes, vector, 0, ex);
}
