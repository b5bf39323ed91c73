#include "diff/compare.h"

#include <stdio.h>
#include <string.h>

#include "trace/changes.h"
#include "x86/mode.h"

#define FLAG_RF  (1u << 16)
#define TSS_BUSY 0x2u /* of the type; what counts is the bit in the GDT */

static void add(void *ctx, const char *name, uint64_t kvm, uint64_t other)
{
	struct differences *out = ctx;
	struct difference *d = &out->at[out->count];

	if (out->count == DIFFERENCES_MAX)
		return;
	snprintf(d->name, sizeof d->name, "%.*s", (int)sizeof d->name - 1, name);
	d->kvm = kvm;
	d->other = other;
	out->count++;
}

static void add_unless_same(struct differences *out, const char *name, uint64_t kvm, uint64_t other)
{
	if (kvm != other)
		add(out, name, kvm, other);
}

/* ---- what counts */

static bool is_code_or_data(int segno)
{
	return segno <= X86_GS;
}

/*
 * The accessed bit is set by the processor whenever it pleases (SDM vol. 3, 3.4.5.1). The type of CS can be
 * that of data until it is loaded in protected mode, and means nothing then.
 */
static void normalise_segment(const struct x86_state *state, int segno, struct x86_seg *seg)
{
	enum x86_mode mode = x86_mode(state);
	bool is_protected = mode == X86_MODE_PROTECTED || mode == X86_MODE_LONG;
	bool is_null = segno != X86_CS && (!(seg->selector & ~3u) || !(seg->attr & X86_ATTR_P));

	if (!is_code_or_data(segno) ? !is_protected || is_null : is_protected && is_null) {
		/* FS and GS have a base all the same in 64-bit mode (SDM vol. 3, 3.4.4). */
		bool has_base = mode == X86_MODE_LONG && (segno == X86_FS || segno == X86_GS);

		*seg = (struct x86_seg){.selector =
						is_code_or_data(segno) || is_protected ? seg->selector : 0,
					.base = has_base ? seg->base : 0};
		return;
	}
	if (mode == X86_MODE_LONG && is_code_or_data(segno)) {
		seg->limit = 0;
		if (segno != X86_FS && segno != X86_GS)
			seg->base = 0;
	}
	/* Unreal mode may have left a D or B bit. */
	if (!is_protected)
		seg->attr &= segno == X86_CS || segno == X86_SS ? X86_ATTR_DB : 0;
	if (segno == X86_CS)
		seg->attr &= X86_ATTR_L | X86_ATTR_DB | X86_ATTR_G;
	if (is_code_or_data(segno))
		seg->attr &= (uint16_t)~1u;
	if (segno == X86_TR)
		seg->attr &= (uint16_t)~TSS_BUSY;
	seg->attr &= (uint16_t)~X86_ATTR_AVL;
}

static void normalise(struct x86_state *state, uint64_t flags_open)
{
	state->rflags &= ~(FLAG_RF | flags_open);
	if (x86_mode(state) != X86_MODE_LONG) {
		for (int i = 0; i < X86_GPRS; i++)
			state->gpr[i] = i < X86_R8 ? (uint32_t)state->gpr[i] : 0;
		state->rip = (uint32_t)state->rip;
	}
	for (int i = 0; i < X86_SEGS; i++)
		normalise_segment(state, i, &state->seg[i]);
	state->cr2 = 0;
}

static const char *ip_name(const struct x86_state *state)
{
	switch (x86_code_bits(state)) {
	case 64: return "rip";
	case 32: return "eip";
	default: return "ip";
	}
}

bool difference_is_ip(const struct difference *difference)
{
	size_t len = strlen(difference->name);

	return len >= 2 && strcmp(difference->name + len - 2, "ip") == 0;
}

void compare_states(const struct x86_state *kvm, const struct x86_state *other, uint64_t flags_open,
		    struct differences *out)
{
	struct x86_state a = *kvm, b = *other;

	out->count = 0;
	normalise(&a, flags_open);
	normalise(&b, flags_open);
	add_unless_same(out, ip_name(kvm), a.rip, b.rip);
	changes_each(&a, &b, add, out);
}

/* ---- the end */

static void compare_bytes(const char *name, int n, const uint8_t *kvm, const uint8_t *other, size_t len,
			  struct differences *out)
{
	for (size_t at = 0; at < len; at += 8) {
		size_t part = len - at < 8 ? len - at : 8;
		uint64_t a = 0, b = 0;
		char full[32];

		memcpy(&a, kvm + at, part);
		memcpy(&b, other + at, part);
		snprintf(full, sizeof full, "%s%d%s", name, n, at ? ".high" : "");
		add_unless_same(out, full, a, b);
	}
}

void compare_more(const struct x86_state *kvm, const struct x86_state *other, struct differences *out)
{
	add_unless_same(out, "cr2", kvm->cr2, other->cr2);
	for (int i = 0; i < 4; i++) {
		char name[16];

		snprintf(name, sizeof name, "dr%d", i);
		add_unless_same(out, name, kvm->dr[i], other->dr[i]);
	}
	add_unless_same(out, "mxcsr", kvm->mxcsr, other->mxcsr);
	add_unless_same(out, "fcw", kvm->fcw, other->fcw);
	add_unless_same(out, "fsw", kvm->fsw, other->fsw);
	add_unless_same(out, "ftw", kvm->ftw, other->ftw);
	for (int i = 0; i < 8; i++)
		compare_bytes("st", i, kvm->st[i], other->st[i], 10, out);
	for (int i = 0; i < 16; i++)
		compare_bytes("xmm", i, kvm->ymm[i], other->ymm[i], 16, out);
}
