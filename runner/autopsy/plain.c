#include "autopsy/plain.h"

#include <string.h>

#include "x86/bits.h"
#include "x86/mode.h"
#include "x86/walk.h"

#define PAGE         4096u
#define CANONICAL    (1ull << 47) /* below it every address is */
#define DATA_WRITE   2u           /* SDM vol. 3, table 3-1: of a data segment; of code: it can be read */
#define DATA_DOWN    4u           /* expand-down */
#define SEGMENT_CODE 8u
#define OPERAND_MAX  16u /* bytes */

/* Nothing but registers and memory decides what these do. */
static const char *const names[] = {
	"adc",   "add",   "and",   "bswap", "call",  "cbw",    "cdq",   "cdqe", "clc",   "cld",    "cmc",
	"cmp",   "cmpsb", "cmpsd", "cmpsq", "cmpsw", "cqo",    "cwd",   "cwde", "dec",   "imul",   "inc",
	"jmp",   "lahf",  "lea",   "lodsb", "lodsd", "lodsq",  "lodsw", "loop", "loope", "loopne", "mov",
	"movsb", "movsd", "movsq", "movsw", "movsx", "movsxd", "movzx", "mul",  "neg",   "nop",    "not",
	"or",    "pop",   "push",  "rcl",   "rcr",   "ret",    "rol",   "ror",  "sahf",  "salc",   "sar",
	"sbb",   "scasb", "scasd", "scasq", "scasw", "shl",    "shld",  "shr",  "shrd",  "stc",    "std",
	"stosb", "stosd", "stosq", "stosw", "sub",   "test",   "xchg",  "xor",
};

static bool is_named(const struct insn *insn)
{
	if (insn->kind == INSN_CONDITIONAL)
		return true;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(insn->name, names[i]) == 0)
			return true;
	}
	return false;
}

bool plain_possible(const struct insn *insn)
{
	if (insn->privileged || insn->far || insn->vex || insn->sse || insn->x87 || insn->mmx ||
	    !is_named(insn))
		return false;
	for (unsigned i = 0; i < insn->operands; i++) {
		const struct insn_operand *operand = &insn->operand[i];

		if (operand->type == INSN_CONTROL || operand->type == INSN_DEBUG ||
		    operand->type == INSN_VECTOR || (operand->type == INSN_SEGMENT && operand->write) ||
		    operand->size_bytes > OPERAND_MAX)
			return false;
	}
	return true;
}

/* ---- memory */

/* The segment as it is loaded; a limit is looked at as if it were that of an ordinary one. */
static bool segment_allows(const struct x86_seg *seg, uint64_t offset, unsigned size_bytes, bool write)
{
	unsigned type = seg->attr & 15;

	if (!(seg->attr & X86_ATTR_P) || !(seg->attr & X86_ATTR_S))
		return false;
	if (type & SEGMENT_CODE ? write || !(type & DATA_WRITE)
				: type & DATA_DOWN || (write && !(type & DATA_WRITE)))
		return false;
	return offset + size_bytes - 1 <= seg->limit;
}

static bool pages_allow(const struct x86_guest *guest, uint64_t linear, unsigned size_bytes, bool write)
{
	struct exception ex;
	uint64_t gpa;

	if (!(guest->state->cr0 & X86_CR0_PG))
		return true;
	return linear % PAGE + size_bytes <= PAGE &&
	       walk(guest, linear, x86_access_of(guest->state, write, false), &gpa, &ex) == CHECK_FINE;
}

static bool operand_fine(const struct x86_guest *guest, const struct insn *insn,
			 const struct insn_operand *operand)
{
	const struct x86_state *state = guest->state;
	const struct x86_seg *seg = &state->seg[operand->memory.segment];
	uint64_t offset = insn_address(insn, operand, state);
	unsigned bits = operand->memory.stack ? x86_stack_bits(state) : insn->address_bits;
	bool is_long = x86_mode(state) == X86_MODE_LONG;

	if (bits < 64)
		offset &= (1ull << bits) - 1;
	if (!operand->size_bytes ||
	    (!is_long && !segment_allows(seg, offset, operand->size_bytes, operand->write)))
		return false;
	if (!is_long)
		offset = (seg->base + offset) & UINT32_MAX;
	else if (operand->memory.segment == X86_FS || operand->memory.segment == X86_GS)
		offset += seg->base;
	if (is_long && offset >= CANONICAL - OPERAND_MAX)
		return false;
	return pages_allow(guest, offset, operand->size_bytes, operand->write);
}

/* ---- where it goes */

/* Behind a 16-bit branch lies no limit but that of 64 KiB. */
static bool target_fine(const struct x86_state *state, const struct insn *insn)
{
	uint32_t limit = state->seg[X86_CS].limit;

	if (insn->kind == INSN_OTHER || insn->kind == INSN_STRING)
		return true;
	if (x86_mode(state) == X86_MODE_LONG)
		return insn->operand[0].type == INSN_RELATIVE && state->rip < CANONICAL - UINT32_MAX;
	return limit == UINT32_MAX || (insn->operand_bits == 16 && limit >= UINT16_MAX);
}

bool plain_now(const struct x86_guest *guest, const struct insn *insn)
{
	const struct x86_state *state = guest->state;

	if (x86_mode(state) == X86_MODE_V86 || state->cr0 & X86_CR0_AM || !target_fine(state, insn))
		return false;
	for (unsigned i = 0; i < insn->operands; i++) {
		const struct insn_operand *operand = &insn->operand[i];

		if (operand->type == INSN_MEMORY && !operand->memory.no_access &&
		    (operand->read || operand->write) && !operand_fine(guest, insn, operand))
			return false;
	}
	return true;
}
