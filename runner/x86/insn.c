#include "x86/insn.h"

#include <Zydis/Zydis.h>
#include <string.h>

#include "x86/mode.h"

#define READS  (ZYDIS_OPERAND_ACTION_READ | ZYDIS_OPERAND_ACTION_CONDREAD)
#define WRITES (ZYDIS_OPERAND_ACTION_WRITE | ZYDIS_OPERAND_ACTION_CONDWRITE)

enum insn_mode insn_mode(const struct x86_state *state)
{
	switch (x86_mode(state)) {
	case X86_MODE_LONG: return INSN_64;
	case X86_MODE_PROTECTED: return x86_code_bits(state) == 32 ? INSN_32 : INSN_16;
	/* Zydis has no 32-bit real mode; code there with a D bit is read as if it were protected. */
	default: return x86_code_bits(state) == 32 ? INSN_32 : INSN_REAL;
	}
}

/* ---- operands */

static int8_t gpr_number(ZydisRegister reg)
{
	ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);

	if (ZydisRegisterGetClass(reg) == ZYDIS_REGCLASS_IP)
		return INSN_RIP;
	if (whole < ZYDIS_REGISTER_RAX || whole > ZYDIS_REGISTER_R15)
		return INSN_NO_REGISTER;
	return (int8_t)(whole - ZYDIS_REGISTER_RAX);
}

static enum insn_operand_type register_type(ZydisRegister reg)
{
	switch (ZydisRegisterGetClass(reg)) {
	case ZYDIS_REGCLASS_GPR8:
	case ZYDIS_REGCLASS_GPR16:
	case ZYDIS_REGCLASS_GPR32:
	case ZYDIS_REGCLASS_GPR64: return INSN_GPR;
	case ZYDIS_REGCLASS_SEGMENT: return INSN_SEGMENT;
	case ZYDIS_REGCLASS_CONTROL: return INSN_CONTROL;
	case ZYDIS_REGCLASS_DEBUG: return INSN_DEBUG;
	case ZYDIS_REGCLASS_XMM:
	case ZYDIS_REGCLASS_YMM:
	case ZYDIS_REGCLASS_ZMM: return INSN_VECTOR;
	default: return INSN_REGISTER;
	}
}

static void register_set(ZydisRegister reg, struct insn_operand *out)
{
	out->type = register_type(reg);
	out->name = ZydisRegisterGetString(reg);
	out->high = reg >= ZYDIS_REGISTER_AH && reg <= ZYDIS_REGISTER_BH;
	out->reg = out->type == INSN_GPR ? (uint8_t)gpr_number(reg) : (uint8_t)ZydisRegisterGetId(reg);
}

static const char *name_or_null(ZydisRegister reg)
{
	return reg == ZYDIS_REGISTER_NONE ? NULL : ZydisRegisterGetString(reg);
}

static void memory_set(const ZydisDecodedOperand *from, ZydisInstructionAttributes attributes,
		       struct insn_operand *out)
{
	const ZydisDecodedOperandMem *mem = &from->mem;
	bool hidden = from->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN;
	/* What string instructions write is in ES, whatever prefix there is for what they read. */
	bool fixed = hidden && mem->segment == ZYDIS_REGISTER_ES && gpr_number(mem->base) == X86_RDI;

	out->type = INSN_MEMORY;
	out->memory = (struct insn_memory){
		.segment = (uint8_t)ZydisRegisterGetId(mem->segment),
		.overridden = attributes & ZYDIS_ATTRIB_HAS_SEGMENT && !fixed,
		.no_access = mem->type != ZYDIS_MEMOP_TYPE_MEM,
		.stack = hidden && gpr_number(mem->base) == X86_RSP,
		.base = gpr_number(mem->base),
		.index = gpr_number(mem->index),
		.base_name = name_or_null(mem->base),
		.index_name = name_or_null(mem->index),
		.scale = mem->scale,
		.disp = mem->disp.value,
	};
}

static void operand_set(const ZydisDecodedOperand *from, ZydisInstructionAttributes attributes,
			struct insn_operand *out)
{
	*out = (struct insn_operand){
		/* The mask of AVX-512 is no operand in the text. */
		.shown = from->visibility != ZYDIS_OPERAND_VISIBILITY_HIDDEN &&
			 from->encoding != ZYDIS_OPERAND_ENCODING_MASK,
		.read = from->actions & READS,
		.write = from->actions & WRITES,
		.size_bytes = from->size / 8,
	};
	switch (from->type) {
	case ZYDIS_OPERAND_TYPE_REGISTER: register_set(from->reg.value, out); break;
	case ZYDIS_OPERAND_TYPE_MEMORY: memory_set(from, attributes, out); break;
	case ZYDIS_OPERAND_TYPE_POINTER:
		out->type = INSN_FAR;
		out->selector = from->ptr.segment;
		out->number = from->ptr.offset;
		break;
	default:
		out->type = from->imm.is_relative ? INSN_RELATIVE : INSN_NUMBER;
		out->number = from->imm.value.u;
		out->is_signed = from->imm.is_signed;
		break;
	}
}

/* ---- the instruction */

static enum insn_kind system_kind(ZydisMnemonic mnemonic)
{
	switch (mnemonic) {
	case ZYDIS_MNEMONIC_INT: return INSN_INT;
	case ZYDIS_MNEMONIC_INT1: return INSN_INT1;
	case ZYDIS_MNEMONIC_INT3: return INSN_INT3;
	case ZYDIS_MNEMONIC_INTO: return INSN_INTO;
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ: return INSN_IRET;
	case ZYDIS_MNEMONIC_PUSHF:
	case ZYDIS_MNEMONIC_PUSHFD:
	case ZYDIS_MNEMONIC_PUSHFQ: return INSN_PUSHF;
	case ZYDIS_MNEMONIC_POPF:
	case ZYDIS_MNEMONIC_POPFD:
	case ZYDIS_MNEMONIC_POPFQ: return INSN_POPF;
	case ZYDIS_MNEMONIC_HLT: return INSN_HLT;
	default: return INSN_OTHER;
	}
}

static enum insn_kind kind_of(const ZydisDecodedInstruction *from)
{
	enum insn_kind kind = system_kind(from->mnemonic);

	if (kind != INSN_OTHER)
		return kind;
	switch (from->meta.category) {
	case ZYDIS_CATEGORY_CALL: return INSN_CALL;
	case ZYDIS_CATEGORY_RET: return INSN_RET;
	case ZYDIS_CATEGORY_UNCOND_BR: return INSN_JUMP;
	case ZYDIS_CATEGORY_COND_BR: return INSN_CONDITIONAL;
	case ZYDIS_CATEGORY_STRINGOP: return INSN_STRING;
	case ZYDIS_CATEGORY_IO:
	case ZYDIS_CATEGORY_IOSTRINGOP: return INSN_IO;
	default: return INSN_OTHER;
	}
}

static bool is_sse(const ZydisDecodedInstruction *from)
{
	switch (from->meta.isa_ext) {
	case ZYDIS_ISA_EXT_SSE:
	case ZYDIS_ISA_EXT_SSE2:
	case ZYDIS_ISA_EXT_SSE3:
	case ZYDIS_ISA_EXT_SSE4:
	case ZYDIS_ISA_EXT_SSE4A:
	case ZYDIS_ISA_EXT_SSSE3:
	case ZYDIS_ISA_EXT_AES:
	case ZYDIS_ISA_EXT_PCLMULQDQ:
	case ZYDIS_ISA_EXT_SHA: return true;
	default: return false;
	}
}

/* SDM vol. 2, table 2-21, its footnote: what is of type 4 and reads where it likes. */
static bool is_unaligned(ZydisMnemonic mnemonic)
{
	switch (mnemonic) {
	case ZYDIS_MNEMONIC_MOVUPS:
	case ZYDIS_MNEMONIC_MOVUPD:
	case ZYDIS_MNEMONIC_MOVDQU:
	case ZYDIS_MNEMONIC_LDDQU:
	case ZYDIS_MNEMONIC_MASKMOVDQU:
	case ZYDIS_MNEMONIC_PCMPESTRI:
	case ZYDIS_MNEMONIC_PCMPESTRM:
	case ZYDIS_MNEMONIC_PCMPISTRI:
	case ZYDIS_MNEMONIC_PCMPISTRM: return true;
	default: return false;
	}
}

/* SDM vol. 2, 2.4 and 2.7: SSE of exception types 1, 2 and 4, VEX of type 1, EVEX of type E1. */
static bool is_aligned(const ZydisDecodedInstruction *from)
{
	switch (from->meta.exception_class) {
	case ZYDIS_EXCEPTION_CLASS_SSE1:
	case ZYDIS_EXCEPTION_CLASS_SSE2:
	case ZYDIS_EXCEPTION_CLASS_AVX1:
	case ZYDIS_EXCEPTION_CLASS_E1:
	case ZYDIS_EXCEPTION_CLASS_E1NF: return true;
	case ZYDIS_EXCEPTION_CLASS_SSE4: return !is_unaligned(from->mnemonic);
	default: return false;
	}
}

static uint8_t alignment(const ZydisDecodedInstruction *from, const struct insn *insn)
{
	if (!is_aligned(from))
		return 1;
	for (unsigned i = 0; i < insn->operands; i++)
		if (insn->operand[i].type == INSN_MEMORY && insn->operand[i].size_bytes >= 16 &&
		    insn->operand[i].size_bytes <= 64)
			return (uint8_t)insn->operand[i].size_bytes;
	return 1;
}

static void insn_set(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
		     struct insn *out)
{
	ZydisISAExt ext = from->meta.isa_ext;

	out->kind = kind_of(from);
	out->length = from->length;
	out->name = ZydisMnemonicGetString(from->mnemonic);
	out->far = from->meta.branch_type == ZYDIS_BRANCH_TYPE_FAR;
	/* Zydis 4.0.0 does not say so of LGDT. */
	out->privileged =
		from->attributes & ZYDIS_ATTRIB_IS_PRIVILEGED || from->mnemonic == ZYDIS_MNEMONIC_LGDT;
	out->lock = from->attributes & ZYDIS_ATTRIB_HAS_LOCK;
	out->rep = from->attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE);
	out->repne = from->attributes & ZYDIS_ATTRIB_HAS_REPNE;
	out->vex = from->encoding != ZYDIS_INSTRUCTION_ENCODING_LEGACY &&
		   from->encoding != ZYDIS_INSTRUCTION_ENCODING_3DNOW;
	out->sse = is_sse(from);
	out->x87 = ext == ZYDIS_ISA_EXT_X87;
	out->mmx = ext == ZYDIS_ISA_EXT_MMX;
	out->flags_undefined = from->cpu_flags ? from->cpu_flags->undefined : 0;
	out->operand_bits = from->operand_width;
	out->address_bits = from->address_width;
	out->operands = from->operand_count;
	for (unsigned i = 0; i < from->operand_count; i++)
		operand_set(&operands[i], from->attributes, &out->operand[i]);
	out->aligned_bytes = alignment(from, out);
}

static enum insn_status status_of(ZyanStatus status)
{
	switch (status) {
	case ZYDIS_STATUS_NO_MORE_DATA: return INSN_TRUNCATED;
	case ZYDIS_STATUS_INSTRUCTION_TOO_LONG: return INSN_TOO_LONG;
	case ZYDIS_STATUS_ILLEGAL_LOCK: return INSN_BAD_LOCK;
	default: return INSN_INVALID;
	}
}

static ZyanStatus decode_as(enum insn_mode mode, const uint8_t *bytes, size_t len,
			    ZydisDecodedInstruction *decoded, ZydisDecodedOperand *operands)
{
	static const struct {
		ZydisMachineMode machine;
		ZydisStackWidth stack;
	} modes[] = {
		[INSN_REAL] = {ZYDIS_MACHINE_MODE_REAL_16, ZYDIS_STACK_WIDTH_16},
		[INSN_16] = {ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16},
		[INSN_32] = {ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32},
		[INSN_64] = {ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64},
	};
	ZydisDecoder decoder;

	ZydisDecoderInit(&decoder, modes[mode].machine, modes[mode].stack);
	/* CPUs without MPX, all of romkit's models, take its instructions for NOP. */
	ZydisDecoderEnableMode(&decoder, ZYDIS_DECODER_MODE_MPX, ZYAN_FALSE);
	return ZydisDecoderDecodeFull(&decoder, bytes, len, decoded, operands);
}

/* Real mode refuses these by #GP, so that they are instructions there, and Zydis says not (SDM vol. 2,
 * SYSENTER). */
static bool is_real_after_all(ZydisMnemonic mnemonic)
{
	return mnemonic == ZYDIS_MNEMONIC_SYSENTER || mnemonic == ZYDIS_MNEMONIC_SYSEXIT ||
	       mnemonic == ZYDIS_MNEMONIC_SYSRET;
}

enum insn_status insn_decode(enum insn_mode mode, const uint8_t *bytes, size_t len, struct insn *out)
{
	ZydisDecodedInstruction decoded;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	ZyanStatus status;

	if (len == 0)
		return INSN_TRUNCATED;
	status = decode_as(mode, bytes, len, &decoded, operands);
	if (status == ZYDIS_STATUS_DECODING_ERROR && mode == INSN_REAL) {
		status = decode_as(INSN_16, bytes, len, &decoded, operands);
		if (ZYAN_SUCCESS(status) && !is_real_after_all(decoded.mnemonic))
			status = ZYDIS_STATUS_DECODING_ERROR;
	}
	/* With no byte left to read all are prefixes, or the rest of one that is too long. */
	if (status == ZYDIS_STATUS_NO_MORE_DATA && len >= INSN_LENGTH_MAX)
		return INSN_TOO_LONG;
	if (!ZYAN_SUCCESS(status))
		return status_of(status);
	*out = (struct insn){.mode = mode};
	insn_set(&decoded, operands, out);
	memcpy(out->bytes, bytes, out->length);
	return INSN_OK;
}
