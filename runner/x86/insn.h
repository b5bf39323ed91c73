/*
 * One machine instruction: what its bytes mean, and its text as NASM would read it. The decoder is Zydis,
 * which no other file knows. Numbers and names of registers are those of struct x86_state.
 */
#ifndef X86_INSN_H
#define X86_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "x86/state.h"

#define INSN_LENGTH_MAX   15 /* SDM vol. 3, 6.15, #GP: a longer one is none */
#define INSN_OPERANDS_MAX 10

/* How bytes are read. Real and virtual-8086 mode have instructions less than 16-bit protected mode. */
enum insn_mode { INSN_REAL, INSN_16, INSN_32, INSN_64 };

enum insn_kind {
	INSN_OTHER,
	INSN_CALL,
	INSN_RET, /* RET and RETF */
	INSN_JUMP,
	INSN_CONDITIONAL, /* Jcc, LOOP, JCXZ */
	INSN_INT,         /* INT n */
	INSN_INT1,
	INSN_INT3,
	INSN_INTO,
	INSN_IRET,
	INSN_PUSHF,
	INSN_POPF,
	INSN_HLT,
	INSN_STRING, /* MOVS, STOS, LODS, SCAS, CMPS */
	INSN_IO,     /* IN, OUT, INS, OUTS */
};

enum insn_operand_type {
	INSN_GPR,
	INSN_SEGMENT,
	INSN_CONTROL,
	INSN_DEBUG,
	INSN_VECTOR, /* xmm, ymm, zmm */
	INSN_NUMBER,
	INSN_RELATIVE, /* a branch: its distance from the end of the instruction */
	INSN_FAR,      /* selector:offset */
	INSN_MEMORY,
	INSN_REGISTER, /* any other: st, mm, flags, gdtr */
};

#define INSN_NO_REGISTER (-1)
#define INSN_RIP         X86_GPRS /* as a base */

struct insn_memory {
	uint8_t segment; /* enum x86_segno */
	bool overridden; /* the segment is not the one that it has by itself */
	bool no_access;  /* an address only: LEA */
	bool stack;      /* what PUSH writes and POP reads: addressed by all of (E)SP, as SS says */
	int8_t base, index;
	const char *base_name, *index_name; /* NULL where there is none */
	uint8_t scale;
	int64_t disp;
};

struct insn_operand {
	enum insn_operand_type type;
	bool shown;       /* stands in the text */
	bool read, write; /* maybe under a condition: REP, CMOV */
	uint16_t size_bytes;
	/* A register: its name, and its number (enum x86_gpr, enum x86_segno, or n of CRn, DRn, XMMn). */
	const char *name;
	uint8_t reg;
	bool high; /* ah, ch, dh, bh: bits 15:8 of that register */
	/* INSN_NUMBER, INSN_RELATIVE (both sign-extended if the instruction does), and the offset of
	 * INSN_FAR. */
	uint64_t number;
	bool is_signed;
	uint16_t selector; /* INSN_FAR */
	struct insn_memory memory;
};

/* Plain data; names point to constants. */
struct insn {
	enum insn_mode mode;
	enum insn_kind kind;
	uint8_t bytes[INSN_LENGTH_MAX];
	uint8_t length;
	const char *name; /* Intel's mnemonic in lower case: "mov", "iretd", "jnz" */
	bool far;
	bool privileged; /* needs CPL 0 (SDM vol. 3, 5.9) */
	bool lock, rep, repne;
	bool vex;                 /* VEX, EVEX or XOP encoding */
	bool sse;                 /* one of the SSE family or of what it grew into */
	bool x87;                 /* x87, also FWAIT */
	bool mmx;                 /* MMX registers */
	uint32_t flags_undefined; /* bits of RFLAGS that the manuals leave open behind it */
	uint8_t aligned_bytes; /* what its memory operand must be aligned to, or else #GP; 1 where nothing */
	uint8_t operand_bits, address_bits;
	uint8_t operands; /* how many */
	struct insn_operand operand[INSN_OPERANDS_MAX];
};

enum insn_status {
	INSN_OK,
	INSN_INVALID,   /* no instruction in this mode: #UD */
	INSN_BAD_LOCK,  /* a LOCK prefix where none may stand: #UD */
	INSN_TOO_LONG,  /* more than 15 bytes of prefixes and all: #GP */
	INSN_TRUNCATED, /* it goes on behind `len` */
};

/* How the bytes at CS:RIP are to be read. */
enum insn_mode insn_mode(const struct x86_state *state);

/* Decode what begins at bytes[0]; more than 15 are not looked at. `out` is only set with INSN_OK. */
enum insn_status insn_decode(enum insn_mode mode, const uint8_t *bytes, size_t len, struct insn *out);

/*
 * The offset in its segment of a memory operand; all of a linear address, base 0, in 64-bit mode but for FS
 * and GS. What PUSH and CALL write is below RSP. `state` is from before the instruction.
 */
uint64_t insn_address(const struct insn *insn, const struct insn_operand *operand,
		      const struct x86_state *state);

/* The value in a general register as wide as the operand, zero-extended. */
uint64_t insn_gpr(const struct insn_operand *operand, const struct x86_state *state);

/* Where a near relative branch that begins at `ip` goes to; false where the instruction is none. */
bool insn_target(const struct insn *insn, uint64_t ip, uint64_t *target);

/* What stands at that offset in the code segment, NULL where nothing is known. The caller keeps it. */
typedef const char *insn_label_fn(void *ctx, uint64_t target);

/*
 * Append NASM's text: "mov word [es:bx+0x4], 0x10". `ip` is where the instruction begins; a branch has its
 * target, by `label` (NULL where there are none) or as a number.
 */
void insn_print(const struct insn *insn, uint64_t ip, insn_label_fn *label, void *label_ctx, struct buf *out);

/* "0f 0b": for what is no instruction. */
void insn_print_bytes(const uint8_t *bytes, size_t len, struct buf *out);

#endif
