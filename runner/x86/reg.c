#include "x86/reg.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* The longest name in the table has far fewer. */
#define NAME_BYTES_MAX 32

static const struct x86_reg *reg_find(const char *name)
{
	size_t count;
	const struct x86_reg *regs = x86_regs(&count);

	for (size_t i = 0; i < count; i++)
		if (strcasecmp(regs[i].name, name) == 0)
			return &regs[i];
	return NULL;
}

/* "gdtr" is near "gdtr.base", whatever the edit distance says. */
static const char *name_nearest(const char *name)
{
	size_t count, len = strlen(name);
	const struct x86_reg *regs = x86_regs(&count);
	const char **names, *nearest;

	if (len > NAME_BYTES_MAX)
		return NULL;
	for (size_t i = 0; len && i < count; i++)
		if (strncasecmp(regs[i].name, name, len) == 0 && regs[i].name[len] == '.')
			return regs[i].name;
	names = mem_zalloc(count + 1, sizeof *names);
	for (size_t i = 0; i < count; i++)
		names[i] = regs[i].name;
	nearest = text_nearest(name, names);
	free(names);
	return nearest;
}

static int err_unknown_name(struct err *err, const char *name)
{
	const char *nearest = name_nearest(name);
	char *quoted = text_quoted(name);

	if (nearest)
		err_set(err, "unknown register %s (did you mean \"%s\"?)", quoted, nearest);
	else
		err_set(err, "unknown register %s", quoted);
	free(quoted);
	return -1;
}

static int msr_parse(const char *index, uint32_t *out, struct err *err)
{
	uint64_t value;

	if (num_parse(index, &value, err) < 0)
		return err_wrap(err, "\"msr\" takes an index, as in \"msr 0x174\"");
	if (value > UINT32_MAX)
		return err_set(err, "\"msr\" takes an index of at most 32 bits, not %#llx",
			       (unsigned long long)value);
	*out = (uint32_t)value;
	return 0;
}

int x86_ref_parse(const char *name, struct x86_ref *out, struct err *err)
{
	const struct x86_reg *reg = reg_find(name);
	uint32_t msr = 0;

	if (!reg && strncasecmp(name, "msr", 3) == 0 && (isspace((unsigned char)name[3]) || !name[3])) {
		if (msr_parse(name + 3 + strspn(name + 3, " \t"), &msr, err) < 0)
			return -1;
	} else if (!reg) {
		return err_unknown_name(err, name);
	}
	*out = (struct x86_ref){.reg = reg, .msr = msr};
	return 0;
}

size_t x86_ref_size(const struct x86_ref *ref)
{
	return ref->reg ? ref->reg->size_bytes : 8;
}

char *x86_ref_name(const struct x86_ref *ref)
{
	return ref->reg ? str_dup(ref->reg->name) : str_printf("msr %#x", ref->msr);
}

bool x86_ref_equal(const struct x86_ref *a, const struct x86_ref *b)
{
	return a->reg == b->reg && (a->reg || a->msr == b->msr);
}

void x86_state_get(const struct x86_state *state, const struct x86_reg *reg, struct x86_value *out)
{
	*out = (struct x86_value){.size_bytes = reg->size_bytes};
	memcpy(out->bytes, (const uint8_t *)state + reg->offset, reg->size_bytes);
	memset(out->mask, 0xff, reg->size_bytes);
}

void x86_state_set(struct x86_state *state, const struct x86_reg *reg, const struct x86_value *value)
{
	uint8_t *bytes = (uint8_t *)state + reg->offset;

	for (size_t i = 0; i < reg->size_bytes; i++)
		bytes[i] = (uint8_t)((bytes[i] & ~value->mask[i]) | (value->bytes[i] & value->mask[i]));
}

bool x86_reg_in_snapshot(const struct x86_state *state, const struct x86_reg *reg)
{
	bool is_64bit = (state->efer >> 10 & 1) && (state->seg[X86_CS].attr & X86_ATTR_L);

	switch (reg->group) {
	case X86_GROUP_GENERAL32: return !is_64bit;
	case X86_GROUP_GENERAL64: return is_64bit;
	case X86_GROUP_SYSTEM: return true;
	default: return false;
	}
}
