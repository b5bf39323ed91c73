#include "trace/changes.h"

#include <stdio.h>

#include "x86/mode.h"
#include "x86/reg.h"

#define RF_BIT 16

struct teller {
	const struct x86_state *before, *after;
	change_fn *fn;
	void *ctx;
};

static void tell(const struct teller *t, const char *name, uint64_t before, uint64_t after)
{
	if (before != after)
		t->fn(t->ctx, name, before, after);
}

static void tell_gprs(const struct teller *t)
{
	static const char *const names[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
	unsigned bits = x86_code_bits(t->before);

	for (int i = 0; i < X86_GPRS; i++) {
		uint64_t was = t->before->gpr[i], now = t->after->gpr[i], changed = was ^ now, shown;
		char name[8];

		if (!changed)
			continue;
		if (i >= X86_R8)
			snprintf(name, sizeof name, "r%d", i);
		else if (bits == 64 || changed >> 32)
			snprintf(name, sizeof name, "r%s", names[i]);
		else if (bits == 32 || changed >> 16)
			snprintf(name, sizeof name, "e%s", names[i]);
		else
			snprintf(name, sizeof name, "%s", names[i]);
		shown = name[0] == 'r' ? UINT64_MAX : name[0] == 'e' ? UINT32_MAX : UINT16_MAX;
		t->fn(t->ctx, name, was & shown, now & shown);
	}
}

static void tell_flags(const struct teller *t)
{
	struct x86_ref flags;
	struct err err;

	if (t->before->rflags == t->after->rflags || x86_ref_parse("rflags", &flags, &err) < 0)
		return;
	for (const struct x86_field *field = flags.reg->fields; field->name; field++) {
		uint64_t mask = (1ull << field->width) - 1;

		/* Stepping itself changes it (SDM vol. 3, 18.3.1.1). */
		if (field->shift == RF_BIT)
			continue;
		tell(t, field->name, t->before->rflags >> field->shift & mask,
		     t->after->rflags >> field->shift & mask);
	}
}

/* What belongs to the selector without a look at a table: in real mode the base, else a flat segment's. */
static bool is_plain(const struct x86_state *st, const struct x86_seg *seg)
{
	if (!(st->cr0 & 1))
		return seg->base == (uint64_t)seg->selector << 4;
	return !seg->base;
}

static void tell_part(const struct teller *t, const char *seg, const char *part, uint64_t before,
		      uint64_t after)
{
	char name[16];

	snprintf(name, sizeof name, "%s.%s", seg, part);
	tell(t, name, before, after);
}

static void tell_segments(const struct teller *t)
{
	static const char *const names[X86_SEGS] = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};

	for (int i = 0; i < X86_SEGS; i++) {
		const struct x86_seg *was = &t->before->seg[i], *is = &t->after->seg[i];

		tell(t, names[i], was->selector, is->selector);
		if (was->selector == is->selector || !is_plain(t->after, is))
			tell_part(t, names[i], "base", was->base, is->base);
		if (was->selector != is->selector)
			continue;
		tell_part(t, names[i], "limit", was->limit, is->limit);
		tell_part(t, names[i], "attr", was->attr, is->attr);
	}
}

static void tell_system(const struct teller *t)
{
	const struct x86_state *b = t->before, *a = t->after;

	tell(t, "gdtr.base", b->gdtr.base, a->gdtr.base);
	tell(t, "gdtr.limit", b->gdtr.limit, a->gdtr.limit);
	tell(t, "idtr.base", b->idtr.base, a->idtr.base);
	tell(t, "idtr.limit", b->idtr.limit, a->idtr.limit);
	tell(t, "cr0", b->cr0, a->cr0);
	tell(t, "cr2", b->cr2, a->cr2);
	tell(t, "cr3", b->cr3, a->cr3);
	tell(t, "cr4", b->cr4, a->cr4);
	tell(t, "cr8", b->cr8, a->cr8);
	tell(t, "efer", b->efer, a->efer);
}

void changes_each(const struct x86_state *before, const struct x86_state *after, change_fn *fn, void *ctx)
{
	const struct teller t = {before, after, fn, ctx};

	tell_gprs(&t);
	tell_segments(&t);
	tell_flags(&t);
	tell_system(&t);
}
