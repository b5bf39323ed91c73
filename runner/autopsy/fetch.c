#include "autopsy/fetch.h"

#include <inttypes.h>

#include "base/buf.h"
#include "x86/mode.h"
#include "x86/segment.h"
#include "x86/walk.h"

/* SDM vol. 3, 5.3 (limit) and 6.15, #GP; vol. 1, 3.3.7.1 (canonical). */
static enum check check_rip(const struct x86_guest *guest, uint64_t rip, uint64_t *linear,
			    struct exception *ex)
{
	const struct x86_state *state = guest->state;
	const struct x86_seg *cs = &state->seg[X86_CS];

	*linear = x86_code_at(state, rip);
	if (x86_mode(state) == X86_MODE_LONG) {
		if (segment_is_canonical(state, rip))
			return CHECK_FINE;
		return exception_set(ex, X86_GP, 0, "RIP 0x%" PRIx64 " is not canonical", rip);
	}
	if (rip <= cs->limit)
		return CHECK_FINE;
	return exception_set(ex, X86_GP, 0, "code at cs:0x%" PRIx64 " is beyond the limit of cs, 0x%x", rip,
			     cs->limit);
}

static enum check fetch_byte(const struct x86_guest *guest, struct fetch *f, struct exception *ex)
{
	uint64_t linear, gpa;
	enum check check = check_rip(guest, guest->state->rip + f->len, &linear, ex);

	if (!check)
		check = walk(guest, linear, x86_access_of(guest->state, false, true), &gpa, ex);
	if (check)
		return check;
	switch (guest->read(guest->ctx, gpa, &f->bytes[f->len], 1)) {
	case X86_STORED: break;
	case X86_NOTHING:
		f->bytes[f->len] = 0xff;
		f->from_nothing = f->from_nothing || f->len == 0;
		break;
	default: return CHECK_UNKNOWN;
	}
	f->len++;
	return CHECK_FINE;
}

static enum check raise_invalid(const struct fetch *f, enum insn_mode mode, struct exception *ex)
{
	static const char *const modes[] = {"real mode", "16-bit code", "32-bit code", "64-bit code"};
	size_t shown = f->len < 8 ? f->len : 8;
	struct buf bytes = {0};

	insn_print_bytes(f->bytes, shown, &bytes);
	if (f->from_nothing)
		exception_set(ex, X86_UD, 0,
			      "there is no memory at 0x%" PRIx64
			      ": what is fetched there is all ones (ff), which is no "
			      "instruction",
			      f->linear);
	else
		exception_set(ex, X86_UD, 0, "not an instruction in %s: %s", modes[mode], buf_str(&bytes));
	buf_fini(&bytes);
	return CHECK_RAISED;
}

static enum check decode(const struct x86_guest *guest, struct fetch *f, enum check last,
			 struct exception *ex)
{
	enum insn_mode mode = insn_mode(guest->state);

	switch (insn_decode(mode, f->bytes, f->len, &f->insn)) {
	case INSN_OK: return CHECK_FINE;
	case INSN_TRUNCATED: return last;
	case INSN_TOO_LONG:
		return exception_set(ex, X86_GP, 0,
				     "an instruction of more than 15 bytes: too many prefixes");
	case INSN_BAD_LOCK:
		return exception_set(ex, X86_UD, 0,
				     "a LOCK prefix before an instruction that does not take one");
	default: return raise_invalid(f, mode, ex);
	}
}

enum check fetch_insn(const struct x86_guest *guest, struct fetch *out, struct exception *ex)
{
	enum check last = CHECK_FINE;

	*out = (struct fetch){0};
	check_rip(guest, guest->state->rip, &out->linear, ex);
	while (out->len < INSN_LENGTH_MAX && !last)
		last = fetch_byte(guest, out, ex);
	if (out->len == 0)
		return last;
	return decode(guest, out, last, ex);
}
