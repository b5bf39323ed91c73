#include "autopsy/stack.h"

#include <inttypes.h>

#include "x86/access.h"
#include "x86/descriptor.h"
#include "x86/mode.h"
#include "x86/segment.h"
#include "x86/walk.h"

static uint64_t mask_bits(uint64_t value, unsigned bits)
{
	return bits >= 64 ? value : value & ((1ull << bits) - 1);
}

/* ---- a stack from the TSS */

static enum check tss_read(const struct x86_guest *guest, unsigned at, unsigned size_bytes, unsigned ext,
			   void *out, struct exception *ex)
{
	const struct x86_seg *tr = &guest->state->seg[X86_TR];
	enum check check;

	if (at + size_bytes - 1 > tr->limit)
		return exception_set(ex, X86_TS, (tr->selector & ~3u) | ext,
				     "the stack pointer at offset 0x%x of the TSS (TR 0x%x, at 0x%" PRIx64
				     ") is beyond its limit, 0x%x",
				     at, tr->selector, tr->base, tr->limit);
	check = system_read(guest, tr->base + at, out, size_bytes, ex);
	if (check == CHECK_RAISED)
		exception_wrap(ex, "the stack pointer in the TSS (TR 0x%x)", tr->selector);
	return check;
}

/* SDM vol. 3, figures 8-2 and 8-10: SS:ESP of levels 0 to 2. */
static enum check tss_stack(const struct x86_guest *guest, const struct stack_frame *frame, uint16_t *ss,
			    uint64_t *sp, struct exception *ex)
{
	bool is_16 = (guest->state->seg[X86_TR].attr & 0xd) == 1;
	unsigned bytes = is_16 ? 2 : 4, at = is_16 ? 2 + 4 * frame->cpl : 4 + 8 * frame->cpl;
	uint8_t both[6] = {0};
	enum check check = tss_read(guest, at, bytes + 2, frame->ext, both, ex);

	*sp = 0;
	for (unsigned i = 0; i < bytes; i++)
		*sp |= (uint64_t)both[i] << 8 * i;
	*ss = (uint16_t)(both[bytes] | both[bytes + 1] << 8);
	return check;
}

/* SDM vol. 2, INT n, inter-privilege-level-interrupt. */
static enum check check_ss(const struct x86_guest *guest, const struct stack_frame *frame, uint16_t ss,
			   struct x86_seg *seg, struct exception *ex)
{
	uint32_t error = (ss & ~3u) | frame->ext;
	struct descriptor d;
	enum check check;

	if (selector_is_null(ss))
		return exception_set(ex, X86_TS, frame->ext,
				     "the TSS has a null SS for the stack of level %u", frame->cpl);
	check = descriptor_read(guest, ss, X86_TS, frame->ext, &d, ex);
	if (check)
		return check;
	if ((ss & 3u) != frame->cpl || descriptor_dpl(&d) != frame->cpl)
		return exception_set(
			ex, X86_TS, error,
			"SS 0x%x from the TSS has RPL %u and DPL %u, and the stack is for level %u", ss,
			ss & 3u, descriptor_dpl(&d), frame->cpl);
	if (!descriptor_is_writable(&d))
		return exception_set(ex, X86_TS, error,
				     "SS 0x%x from the TSS is %s, not a writable data segment", ss,
				     descriptor_kind(&d));
	if (!descriptor_is_present(&d))
		return exception_set(ex, X86_SS_FAULT, error, "SS 0x%x from the TSS is not present", ss);
	*seg = descriptor_segment(&d, ss);
	return CHECK_FINE;
}

/* ---- pushing */

static enum check check_pages(const struct x86_guest *guest, const struct stack_frame *frame, uint64_t linear,
			      struct exception *ex)
{
	struct x86_access access = {.write = true, .user = frame->cpl == 3};
	enum check check = access_pages(guest, linear, frame->word_bytes, access, ex);

	if (check == CHECK_RAISED)
		exception_wrap(ex, "the frame cannot be written to the stack");
	return check;
}

static enum check push_all(const struct x86_guest *guest, const struct stack_frame *frame,
			   const struct x86_seg *seg, uint64_t top, uint32_t error, struct exception *ex)
{
	unsigned bits = seg->attr & X86_ATTR_DB ? 32 : 16;

	for (unsigned i = 1; i <= frame->words; i++) {
		uint64_t offset = mask_bits(top - i * (uint64_t)frame->word_bytes, bits);
		enum check check =
			segment_check_limit(seg, "ss", offset, frame->word_bytes, X86_SS_FAULT, error, ex);

		if (check == CHECK_RAISED)
			return exception_wrap(ex, "the frame does not fit on the stack at ss:0x%" PRIx64,
					      mask_bits(top, bits));
		check = check_pages(guest, frame, (seg->base + offset) & 0xffffffff, ex);
		if (check)
			return check;
	}
	return CHECK_FINE;
}

static enum check push_long(const struct x86_guest *guest, const struct stack_frame *frame, uint64_t top,
			    struct exception *ex)
{
	for (unsigned i = 1; i <= frame->words; i++) {
		uint64_t linear = top - i * (uint64_t)frame->word_bytes;
		enum check check;

		if (!segment_is_canonical(guest->state, linear))
			return exception_set(ex, X86_SS_FAULT, frame->ext,
					     "the frame goes to 0x%" PRIx64 ", which is not canonical",
					     linear);
		check = check_pages(guest, frame, linear, ex);
		if (check)
			return check;
	}
	return CHECK_FINE;
}

/* SDM vol. 3, 6.14.4 and 6.14.5, figure 8-11: RSPn and ISTn; the frame is aligned to 16 bytes. */
static enum check check_long(const struct x86_guest *guest, const struct stack_frame *frame, bool *switched,
			     uint16_t *selector, uint64_t *top, struct exception *ex)
{
	unsigned cpl = x86_cpl(guest->state);
	enum check check = CHECK_FINE;

	*top = guest->state->gpr[X86_RSP];
	*switched = frame->ist || frame->cpl != cpl;
	*selector = frame->cpl != cpl ? (uint16_t)frame->cpl : guest->state->seg[X86_SS].selector;
	if (*switched)
		check = tss_read(guest, frame->ist ? 0x24 + 8 * (frame->ist - 1) : 4 + 8 * frame->cpl, 8,
				 frame->ext, top, ex);
	if (check)
		return check;
	*top &= ~0xfull;
	return push_long(guest, frame, *top, ex);
}

enum check stack_check(const struct x86_guest *guest, const struct stack_frame *frame, bool *switched,
		       uint16_t *selector, uint64_t *top, struct exception *ex)
{
	const struct x86_state *state = guest->state;
	struct x86_seg seg = state->seg[X86_SS];
	enum check check;

	if (x86_is_long(state))
		return check_long(guest, frame, switched, selector, top, ex);
	*top = x86_stack_at(state, 0);
	*selector = seg.selector;
	*switched = frame->cpl != x86_cpl(state);
	if (!*switched)
		return push_all(guest, frame, &seg, *top, frame->ext, ex);
	check = tss_stack(guest, frame, selector, top, ex);
	if (!check)
		check = check_ss(guest, frame, *selector, &seg, ex);
	if (check)
		return check;
	return push_all(guest, frame, &seg, *top, (*selector & ~3u) | frame->ext, ex);
}
