#include "x86/insn.h"

#include <inttypes.h>
#include <string.h>

static unsigned mode_bits(enum insn_mode mode)
{
	return mode == INSN_64 ? 64 : mode == INSN_32 ? 32 : 16;
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

/* ---- names */

/*
 * Where NASM's name is not Intel's. `at16` and `at32` are the names for an operand size of 16 and 32 bits
 * where the mode has another: NASM's plain name takes the mode's.
 */
static const struct {
	const char *intel, *nasm, *at16, *at32;
} names[] = {
	{"iret", "iret", "iretw", "iretd"},           {"pushf", "pushf", "pushfw", "pushfd"},
	{"popf", "popf", "popfw", "popfd"},           {"pusha", "pusha", "pushaw", "pushad"},
	{"popa", "popa", "popaw", "popad"},           {"retf", "retf", "o16 retf", "o32 retf"},
	{"ret", "ret", "o16 ret", "o32 ret"},         {"leave", "leave", "o16 leave", "o32 leave"},
	{"enter", "enter", "o16 enter", "o32 enter"}, {"lgdt", "lgdt", "o16 lgdt", "o32 lgdt"},
	{"lidt", "lidt", "o16 lidt", "o32 lidt"},     {"xlat", "xlatb", "xlatb", "xlatb"},
};

static const char *nasm_name(const struct insn *insn)
{
	const char *name = insn->kind == INSN_RET && insn->far ? "retf" : insn->name;
	unsigned usual = insn->mode == INSN_64 ? 32 : mode_bits(insn->mode);

	if (insn->mode == INSN_64 && insn->kind == INSN_RET && insn->operand_bits == 64)
		return insn->far ? "o64 retf" : "ret";
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i].intel) != 0)
			continue;
		/* 64-bit mode has one size of its own for these. */
		if (insn->operand_bits == usual || insn->operand_bits == 64)
			return names[i].nasm;
		return insn->operand_bits == 16 ? names[i].at16 : names[i].at32;
	}
	return name;
}

/* What only stands before an instruction: LOCK, REP, and the segment and address size of what it does not
 * show. */
static void prefixes_print(const struct insn *insn, struct buf *out)
{
	static const char *const segments[] = {"es", "cs", "ss", "ds", "fs", "gs"};
	static const char *const compares[] = {"cmpsb", "cmpsw", "cmpsd", "cmpsq", "scasb",
					       "scasw", "scasd", "scasq", NULL};

	if (insn->lock)
		buf_adds(out, "lock ");
	if (insn->rep)
		buf_adds(out, is_one_of(insn->name, compares) ? "repe " : "rep ");
	if (insn->repne)
		buf_adds(out, "repne ");
	for (unsigned i = 0; i < insn->operands; i++) {
		const struct insn_operand *operand = &insn->operand[i];

		if (operand->type != INSN_MEMORY || operand->shown || operand->memory.stack)
			continue;
		if (insn->address_bits != mode_bits(insn->mode))
			buf_printf(out, "a%u ", insn->address_bits);
		for (; i < insn->operands; i++)
			if (insn->operand[i].type == INSN_MEMORY && insn->operand[i].memory.overridden)
				buf_printf(out, "%s ", segments[insn->operand[i].memory.segment]);
		return;
	}
}

/* ---- operands */

static const char *size_word(unsigned bytes)
{
	switch (bytes) {
	case 1: return "byte ";
	case 2: return "word ";
	case 4: return "dword ";
	case 8: return "qword ";
	case 10: return "tword ";
	case 16: return "oword ";
	case 32: return "yword ";
	case 64: return "zword ";
	default: return "";
	}
}

static void number_print(const struct insn *insn, const struct insn_operand *operand, struct buf *out)
{
	uint64_t value = operand->number;

	/* Its width is that of what is pushed: nothing else in the text tells. */
	if (strcmp(insn->name, "push") == 0 && insn->operand_bits != mode_bits(insn->mode))
		buf_adds(out, size_word(insn->operand_bits / 8u));

	/* One that is made wider is the negative number that its author wrote. */
	if (operand->is_signed && (int64_t)value < 0 && operand->size_bytes * 8u < insn->operand_bits) {
		buf_printf(out, "-0x%" PRIx64, 0 - value);
		return;
	}
	if (operand->size_bytes < 8)
		value &= (1ull << operand->size_bytes * 8) - 1;
	buf_printf(out, "0x%" PRIx64, value);
}

/* Whether a register beside it tells how wide the memory is. A shift count does not, nor what is made wider.
 */
static bool size_is_known(const struct insn *insn, const struct insn_operand *memory)
{
	static const char *const ambiguous[] = {"shl", "shr", "sar",   "rol",   "ror",
						"rcl", "rcr", "movsx", "movzx", NULL};
	/* Their memory has a shape of its own, and NASM takes no word for it. */
	static const char *const shaped[] = {"les",     "lds",     "lfs",        "lgs",  "lss",    "bound",
					     "lgdt",    "lidt",    "sgdt",       "sidt", "invlpg", "fxsave",
					     "fxrstor", "clflush", "clflushopt", "clwb", NULL};

	if (memory->memory.no_access || is_one_of(insn->name, shaped))
		return true;
	if (is_one_of(insn->name, ambiguous))
		return false;
	for (unsigned i = 0; i < insn->operands; i++) {
		const struct insn_operand *other = &insn->operand[i];

		if (other->shown && other->name && other->size_bytes == memory->size_bytes)
			return true;
	}
	return false;
}

static void disp_print(const struct insn *insn, const struct insn_memory *memory, bool first, struct buf *out)
{
	uint64_t value = (uint64_t)memory->disp;
	const char *sign = first ? "" : "+";

	if (!first && memory->disp < 0) {
		value = 0 - value;
		sign = "-";
	}
	if (insn->address_bits < 64)
		value &= (1ull << insn->address_bits) - 1;
	if (first || value)
		buf_printf(out, "%s0x%" PRIx64, sign, value);
}

/* "[es:bx+si-0x4]". What is relative to RIP is printed as the address that it is. */
static void memory_print(const struct insn *insn, const struct insn_memory *memory, uint64_t ip,
			 struct buf *out)
{
	static const char *const segments[] = {"es", "cs", "ss", "ds", "fs", "gs"};
	bool rip = memory->base == INSN_RIP, alone = !memory->base_name && !memory->index_name;

	buf_addc(out, '[');
	if (rip)
		buf_adds(out, "rel ");
	else if (alone && insn->address_bits != mode_bits(insn->mode))
		buf_adds(out, size_word(insn->address_bits / 8u));
	else if (alone && memory->disp != (int32_t)memory->disp && insn->mode == INSN_64)
		buf_adds(out, "qword ");
	if (memory->overridden)
		buf_printf(out, "%s:", segments[memory->segment]);
	if (rip) {
		buf_printf(out, "0x%" PRIx64 "]", ip + insn->length + (uint64_t)memory->disp);
		return;
	}
	if (memory->base_name)
		buf_adds(out, memory->base_name);
	if (memory->index_name)
		buf_printf(out, "%s%s", memory->base_name ? "+" : "", memory->index_name);
	if (memory->index_name && memory->scale > 1)
		buf_printf(out, "*%u", memory->scale);
	disp_print(insn, memory, alone, out);
	buf_addc(out, ']');
}

static void far_print(const struct insn *insn, const struct insn_operand *operand, struct buf *out)
{
	if (insn->operand_bits != mode_bits(insn->mode))
		buf_adds(out, insn->operand_bits == 16 ? "word " : "dword ");
	buf_printf(out, "0x%x:0x%" PRIx64, operand->selector, operand->number);
}

static void operand_print(const struct insn *insn, const struct insn_operand *operand, uint64_t ip,
			  struct buf *out)
{
	switch (operand->type) {
	case INSN_NUMBER: number_print(insn, operand, out); break;
	case INSN_FAR: far_print(insn, operand, out); break;
	case INSN_MEMORY:
		if (insn->far) {
			buf_adds(out, "far ");
			if (insn->operand_bits != mode_bits(insn->mode))
				buf_adds(out, size_word(insn->operand_bits / 8u));
		} else if (!size_is_known(insn, operand)) {
			buf_adds(out, size_word(operand->size_bytes));
		}
		memory_print(insn, &operand->memory, ip, out);
		break;
	default: buf_adds(out, operand->name); break;
	}
}

void insn_print(const struct insn *insn, uint64_t ip, insn_label_fn *label, void *label_ctx, struct buf *out)
{
	const char *separator = " ";

	prefixes_print(insn, out);
	buf_adds(out, nasm_name(insn));
	for (unsigned i = 0; i < insn->operands; i++) {
		const struct insn_operand *operand = &insn->operand[i];
		const char *name = NULL;
		uint64_t target;

		if (!operand->shown)
			continue;
		buf_adds(out, separator);
		separator = ", ";
		if (operand->type != INSN_RELATIVE) {
			operand_print(insn, operand, ip, out);
			continue;
		}
		insn_target(insn, ip, &target);
		if (label)
			name = label(label_ctx, target);
		if (name)
			buf_adds(out, name);
		else
			buf_printf(out, "0x%" PRIx64, target);
	}
}

void insn_print_bytes(const uint8_t *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++)
		buf_printf(out, "%s%02x", i ? " " : "", bytes[i]);
}
