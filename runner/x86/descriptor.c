#include "x86/descriptor.h"

#include <inttypes.h>

#include "x86/access.h"

bool selector_is_null(uint16_t selector)
{
	return (selector & ~3u) == 0;
}

/* ---- fields */

static unsigned access_byte(const struct descriptor *descriptor)
{
	return descriptor->low >> 40 & 0xff;
}

unsigned descriptor_type(const struct descriptor *descriptor)
{
	return access_byte(descriptor) & 0xf;
}

unsigned descriptor_dpl(const struct descriptor *descriptor)
{
	return access_byte(descriptor) >> 5 & 3;
}

bool descriptor_is_present(const struct descriptor *descriptor)
{
	return access_byte(descriptor) & X86_ATTR_P;
}

bool descriptor_is_system(const struct descriptor *descriptor)
{
	return !(access_byte(descriptor) & X86_ATTR_S);
}

/* SDM vol. 3, table 3-1: bit 3 is code, then 2 is conforming or expand-down, 1 is readable or writable. */
bool descriptor_is_code(const struct descriptor *descriptor)
{
	return !descriptor_is_system(descriptor) && descriptor_type(descriptor) & 8;
}

bool descriptor_is_conforming(const struct descriptor *descriptor)
{
	return descriptor_is_code(descriptor) && descriptor_type(descriptor) & 4;
}

bool descriptor_is_writable(const struct descriptor *descriptor)
{
	return !descriptor_is_system(descriptor) && (descriptor_type(descriptor) & 0xa) == 2;
}

bool descriptor_is_readable(const struct descriptor *descriptor)
{
	return !descriptor_is_system(descriptor) && (descriptor_type(descriptor) & 0xa) != 8;
}

struct x86_seg descriptor_segment(const struct descriptor *descriptor, uint16_t selector)
{
	uint64_t d = descriptor->low;
	uint32_t limit = (uint32_t)((d & 0xffff) | (d >> 32 & 0xf0000));
	unsigned attr = (unsigned)(d >> 40 & 0xff) | (unsigned)(d >> 52 & 0xf) << 12;

	return (struct x86_seg){
		.selector = selector,
		.attr = (uint16_t)attr,
		.limit = attr & X86_ATTR_G ? limit << 12 | 0xfff : limit,
		.base = (d >> 16 & 0xffffff) | (d >> 32 & 0xff000000) | descriptor->high << 32,
	};
}

uint16_t descriptor_gate_selector(const struct descriptor *descriptor)
{
	return (uint16_t)(descriptor->low >> 16);
}

uint64_t descriptor_gate_offset(const struct descriptor *descriptor, bool is_long)
{
	uint64_t d = descriptor->low;

	/* Types of 16 bits have no bit 3 (SDM vol. 3, 6.11); what lies in the upper half is not looked at. */
	if (!(descriptor_type(descriptor) & 8))
		return d & 0xffff;
	return (d & 0xffff) | (d >> 32 & 0xffff0000) | (is_long ? descriptor->high << 32 : 0);
}

const char *descriptor_kind(const struct descriptor *descriptor)
{
	static const char *const system[16] = {
		[DESCRIPTOR_TSS16] = "a 16-bit TSS",
		[DESCRIPTOR_LDT] = "an LDT",
		[DESCRIPTOR_TSS16_BUSY] = "a busy 16-bit TSS",
		[DESCRIPTOR_CALL16] = "a 16-bit call gate",
		[DESCRIPTOR_TASK_GATE] = "a task gate",
		[DESCRIPTOR_INTERRUPT16] = "a 16-bit interrupt gate",
		[DESCRIPTOR_TRAP16] = "a 16-bit trap gate",
		[DESCRIPTOR_TSS] = "a TSS",
		[DESCRIPTOR_TSS_BUSY] = "a busy TSS",
		[DESCRIPTOR_CALL] = "a call gate",
		[DESCRIPTOR_INTERRUPT] = "an interrupt gate",
		[DESCRIPTOR_TRAP] = "a trap gate",
	};
	static const char *const segments[8] = {
		"a read-only data segment",
		"a writable data segment",
		"a read-only expand-down data segment",
		"a writable expand-down data segment",
		"an execute-only code segment",
		"a readable code segment",
		"an execute-only conforming code segment",
		"a readable conforming code segment",
	};
	unsigned type = descriptor_type(descriptor);

	if (!descriptor->low && !descriptor->high)
		return "all zeros";
	if (!descriptor_is_system(descriptor))
		return segments[type >> 1];
	return system[type] ? system[type] : "of a system type that is reserved";
}

/* ---- tables */

enum check system_read(const struct x86_guest *guest, uint64_t linear, void *out, unsigned len,
		       struct exception *ex)
{
	return access_bytes(guest, linear, out, len, x86_access_system(false), ex);
}

/* The table that a selector's TI bit chooses: base and limit. */
struct table {
	const char *name;
	uint64_t base;
	uint32_t limit;
};

static struct table table_of(const struct x86_state *state, uint16_t selector)
{
	const struct x86_seg *ldt = &state->seg[X86_LDTR];

	if (selector & 4)
		return (struct table){"LDT", ldt->base, ldt->limit};
	return (struct table){"GDT", state->gdtr.base, state->gdtr.limit};
}

/* `skip` is 8 for the upper half of a long descriptor. */
static enum check read_half(const struct x86_guest *guest, uint16_t selector, uint8_t vector, unsigned ext,
			    unsigned skip, uint64_t *half, struct exception *ex)
{
	const struct x86_state *state = guest->state;
	struct table table = table_of(state, selector);
	unsigned at = (selector & ~7u) + skip;
	enum check check;

	if (selector & 4 && !(state->seg[X86_LDTR].attr & X86_ATTR_P))
		return exception_set(ex, vector, (selector & ~3u) | ext,
				     "selector 0x%x is one of the LDT (bit 2), and there is no LDT",
				     selector);
	if (at + 7 > table.limit)
		return exception_set(ex, vector, (selector & ~3u) | ext,
				     "selector 0x%x: the %s at 0x%" PRIx64
				     " has a limit of 0x%x, so it ends before that "
				     "entry (which needs 0x%x)",
				     selector, table.name, table.base, table.limit, at + 7);
	check = system_read(guest, table.base + at, half, 8, ex);
	if (check == CHECK_RAISED)
		exception_wrap(ex, "the entry of selector 0x%x in the %s", selector, table.name);
	return check;
}

enum check descriptor_read(const struct x86_guest *guest, uint16_t selector, uint8_t vector, unsigned ext,
			   struct descriptor *out, struct exception *ex)
{
	*out = (struct descriptor){.linear = table_of(guest->state, selector).base + (selector & ~7u)};
	return read_half(guest, selector, vector, ext, 0, &out->low, ex);
}

enum check descriptor_read_high(const struct x86_guest *guest, uint16_t selector, uint8_t vector,
				unsigned ext, struct descriptor *inout, struct exception *ex)
{
	return read_half(guest, selector, vector, ext, 8, &inout->high, ex);
}
