#include "engine/bochs_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ATTR_MASK     0xf0ffu
#define ATTR_CODE     8u
#define FSW_TOP       0x3800u
#define TAG_EMPTY     3u
#define MEMORY_BEGINS "[bochs]:\n"

/* ---- one number */

/* Behind the label that begins a line. */
static const char *behind(const char *text, const char *label)
{
	size_t len = strlen(label);

	for (const char *at = text; (at = strstr(at, label)); at += len)
		if (at == text || at[-1] == '\n')
			return at + len;
	return NULL;
}

/* Hexadecimal digits, with `_` between. */
static uint64_t hex(const char *at)
{
	uint64_t value = 0;

	for (; isxdigit((unsigned char)*at) || *at == '_'; at++)
		if (*at != '_')
			value = value << 4 |
				(uint64_t)(isdigit((unsigned char)*at) ? *at - '0' : (*at | 0x20) - 'a' + 10);
	return value;
}

struct field {
	const char *label;
	size_t at, size;
};

#define FIELD(label, member)                                                                     \
	{                                                                                        \
		label, offsetof(struct x86_state, member), sizeof((struct x86_state *)0)->member \
	}

static int take_fields(const char *text, const struct field *fields, size_t count, struct x86_state *out)
{
	for (size_t i = 0; i < count; i++) {
		const char *at = behind(text, fields[i].label);
		uint64_t value;

		if (!at)
			return -1;
		value = hex(at);
		memcpy((uint8_t *)out + fields[i].at, &value, fields[i].size);
	}
	return 0;
}

#define TAKE(text, fields, out) take_fields(text, fields, sizeof(fields) / sizeof(fields)[0], out)

int bochs_text_general(const char *text, struct x86_state *out)
{
	static const struct field fields[] = {
		FIELD("rax: ", gpr[X86_RAX]), FIELD("rcx: ", gpr[X86_RCX]), FIELD("rdx: ", gpr[X86_RDX]),
		FIELD("rbx: ", gpr[X86_RBX]), FIELD("rsp: ", gpr[X86_RSP]), FIELD("rbp: ", gpr[X86_RBP]),
		FIELD("rsi: ", gpr[X86_RSI]), FIELD("rdi: ", gpr[X86_RDI]), FIELD("r8 : ", gpr[X86_R8]),
		FIELD("r9 : ", gpr[X86_R9]),  FIELD("r10: ", gpr[X86_R10]), FIELD("r11: ", gpr[X86_R11]),
		FIELD("r12: ", gpr[X86_R12]), FIELD("r13: ", gpr[X86_R13]), FIELD("r14: ", gpr[X86_R14]),
		FIELD("r15: ", gpr[X86_R15]), FIELD("rip: ", rip),          FIELD("eflags 0x", rflags),
	};

	return TAKE(text, fields, out);
}

int bochs_text_system(const char *text, struct x86_state *out)
{
	static const struct field fields[] = {
		FIELD("CR0=0x", cr0),   FIELD("CR2=page fault laddr=0x", cr2),
		FIELD("CR3=0x", cr3),   FIELD("CR4=0x", cr4),
		FIELD("CR8: 0x", cr8),  FIELD("EFER=0x", efer),
		FIELD("XCR0=0x", xcr0), FIELD("DR0=0x", dr[0]),
		FIELD("DR1=0x", dr[1]), FIELD("DR2=0x", dr[2]),
		FIELD("DR3=0x", dr[3]), FIELD("DR6=0x", dr[6]),
		FIELD("DR7=0x", dr[7]),
	};

	return TAKE(text, fields, out);
}

/* ---- segments */

/* The descriptor of the segment as it is loaded; of a base, its lower 32 bits. */
static void take_descriptor(uint32_t low, uint32_t high, bool valid, struct x86_seg *out)
{
	out->attr = (uint16_t)(high >> 8 & ATTR_MASK);
	if (!valid)
		out->attr &= (uint16_t)~X86_ATTR_P;
	out->limit = (low & 0xffff) | (high & 0xf0000);
	if (out->attr & X86_ATTR_G)
		out->limit = out->limit << 12 | 0xfff;
	out->base = low >> 16 | (high & 0xff) << 16 | (high & 0xff000000);
}

static int take_table(const char *text, const char *label, struct x86_dtable *out)
{
	const char *at = behind(text, label), *limit = at ? strstr(at, ", limit=0x") : NULL;

	if (!limit)
		return -1;
	out->base = hex(at);
	out->limit = (uint16_t)hex(limit + strlen(", limit=0x"));
	return 0;
}

int bochs_text_segments(const char *text, struct x86_state *out)
{
	static const char *const labels[X86_SEGS] = {"es:0x", "cs:0x", "ss:0x",   "ds:0x",
						     "fs:0x", "gs:0x", "ldtr:0x", "tr:0x"};

	for (int i = 0; i < X86_SEGS; i++) {
		const char *at = behind(text, labels[i]);
		unsigned selector, high, low, valid;

		if (!at || sscanf(at, "%x, dh=0x%x, dl=0x%x, valid=%u", &selector, &high, &low, &valid) != 4)
			return -1;
		out->seg[i].selector = (uint16_t)selector;
		take_descriptor(low, high, valid != 0, &out->seg[i]);
	}
	/* The CS that real mode has is a data segment to Bochs, as in SDM vol. 3, table 10-1. VMX wants code.
	 */
	if (out->seg[X86_CS].attr & X86_ATTR_S)
		out->seg[X86_CS].attr |= ATTR_CODE;
	if (take_table(text, "gdtr:base=0x", &out->gdtr) < 0)
		return -1;
	return take_table(text, "idtr:base=0x", &out->idtr);
}

int bochs_text_bases(const char *text, struct x86_state *out)
{
	static const struct field fields[] = {
		FIELD("show param name: <FS.base>\nbase = 0x", seg[X86_FS].base),
		FIELD("show param name: <GS.base>\nbase = 0x", seg[X86_GS].base),
		FIELD("show param name: <LDTR.base>\nbase = 0x", seg[X86_LDTR].base),
		FIELD("show param name: <TR.base>\nbase = 0x", seg[X86_TR].base),
	};

	return TAKE(text, fields, out);
}

/* ---- floating point and vectors */

/* The text has physical registers, the state has them by their distance from the top. */
static int take_stack(const char *text, unsigned top, struct x86_state *out)
{
	for (unsigned i = 0; i < 8; i++) {
		char label[16];
		const char *at, *exponent, *fraction;
		uint64_t value;

		snprintf(label, sizeof label, "  st%u = {\n", i);
		at = behind(text, label);
		exponent = at ? behind(at, "    exp = 0x") : NULL;
		fraction = at ? behind(at, "    fraction = 0x") : NULL;
		if (!exponent || !fraction)
			return -1;
		value = hex(fraction);
		memcpy(out->mm[i], &value, 8);
		memcpy(out->st[(i - top) & 7], &value, 8);
		value = hex(exponent);
		memcpy(out->st[(i - top) & 7] + 8, &value, 2);
	}
	return 0;
}

int bochs_text_fpu(const char *text, struct x86_state *out)
{
	static const struct field fields[] = {
		FIELD("  cwd = 0x", fcw), FIELD("  swd = 0x", fsw), FIELD("  twd = 0x", ftw),
		FIELD("  foo = 0x", fop), FIELD("  fip = 0x", fip), FIELD("  fdp = 0x", fdp),
	};
	const char *at = behind(text, "  tos = ");
	unsigned top, tags;

	if (!at || TAKE(text, fields, out) < 0)
		return -1;
	top = (unsigned)strtoul(at, NULL, 10) & 7;
	out->fsw = (uint16_t)((out->fsw & ~FSW_TOP) | top << 11);
	tags = out->ftw;
	out->ftw = 0;
	for (unsigned i = 0; i < 8; i++)
		if ((tags >> 2 * i & 3) != TAG_EMPTY)
			out->ftw |= (uint16_t)(1u << i);
	return take_stack(text, top, out);
}

int bochs_text_vectors(const char *text, struct x86_state *out)
{
	static const struct field mxcsr[] = {FIELD("MXCSR: 0x", mxcsr)};

	for (unsigned i = 0; i < 16; i++) {
		char label[16];
		const char *at;
		unsigned word[8];

		snprintf(label, sizeof label, "VMM[%02u]: ", i);
		at = behind(text, label);
		if (!at || sscanf(at, "%8x_%8x_%8x_%8x_%8x_%8x_%8x_%8x", &word[7], &word[6], &word[5],
				  &word[4], &word[3], &word[2], &word[1], &word[0]) != 8)
			return -1;
		memcpy(out->ymm[i], word, sizeof out->ymm[i]);
	}
	return TAKE(text, mxcsr, out);
}

/* ---- memory */

int bochs_text_memory(const char **text, unsigned unit_bytes, size_t count, uint8_t *out)
{
	const char *at = behind(*text, MEMORY_BEGINS);

	if (!at)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint64_t value;

		at = strstr(at, "\t0x");
		if (!at)
			return -1;
		at += strlen("\t0x");
		value = hex(at);
		memcpy(out + i * unit_bytes, &value, unit_bytes);
	}
	*text = at + strcspn(at, "\n");
	return 0;
}

int bochs_text_page(const char *text, uint64_t *gpa)
{
	static const char words[] = " maps to physical page 0x";
	const char *at = strstr(text, words);

	if (!at)
		return -1;
	*gpa = hex(at + strlen(words));
	return 0;
}

size_t bochs_text_unsent(const char *text, uint8_t out[2])
{
	static const struct {
		const char *empty, *byte;
	} buffers[] = {
		{"    tsr_empty = false", "  tsrbuffer = 0x"},
		{"    thr_empty = false", "  thrbuffer = 0x"},
	};
	const char *length = behind(text, "    wordlen_sel = 0x");
	unsigned mask = (1u << (5 + (length ? hex(length) & 3 : 3))) - 1;
	size_t count = 0;

	for (size_t i = 0; i < 2; i++) {
		const char *at = behind(text, buffers[i].byte);

		if (at && behind(text, buffers[i].empty))
			out[count++] = (uint8_t)(hex(at) & mask);
		if (behind(text, "    enable = true"))
			break;
	}
	return count;
}

/* ---- bytes and lines */

const uint8_t *bochs_text_last(const uint8_t *bytes, size_t len, const char *what)
{
	size_t what_len = strlen(what);

	for (size_t at = len >= what_len ? len - what_len + 1 : 0; at > 0; at--)
		if (memcmp(bytes + at - 1, what, what_len) == 0)
			return bytes + at - 1;
	return NULL;
}

/* What follows the panic of a triple fault, and tells nothing. */
static bool is_empty_remark(const char *text)
{
	return strncmp(text, "WARNING: Any simulation after this point", 40) == 0;
}

/* "00000000020e[CPU0  ] text": time, level, device. */
static void put_remark(const char *line, size_t len, struct buf *out)
{
	const char *name = memchr(line, '[', len);
	const char *text = name ? memchr(name, ']', len - (size_t)(name - line)) : NULL;

	if (!text || name == line || !strchr("ep", name[-1]))
		return;
	text += strspn(text, "] ");
	if (is_empty_remark(text))
		return;
	if (strncmp(name, "[CPU0", 5) != 0)
		buf_printf(out, "%.*s: ", (int)strcspn(name + 1, " ]"), name + 1);
	buf_add(out, text, len - (size_t)(text - line));
}

static void put_times(const struct buf *remark, size_t times, struct buf *out)
{
	if (!remark->len)
		return;
	buf_add(out, remark->data, remark->len);
	if (times > 1)
		buf_printf(out, " (%zu times)", times);
	buf_addc(out, '\n');
}

void bochs_text_remarks(const char *log, struct buf *out)
{
	struct buf last = {0}, remark = {0};
	size_t times = 0;

	for (size_t len; *log; log += len + (log[len] == '\n')) {
		len = strcspn(log, "\n");
		buf_clear(&remark);
		put_remark(log, len, &remark);
		if (!remark.len)
			continue;
		if (strcmp(buf_str(&remark), buf_str(&last)) != 0) {
			put_times(&last, times, out);
			buf_clear(&last);
			buf_add(&last, remark.data, remark.len);
			times = 0;
		}
		times++;
	}
	put_times(&last, times, out);
	buf_fini(&last);
	buf_fini(&remark);
}
