#include <stdlib.h>
#include <string.h>

#include "suites.h"
#include "x86/bits.h"
#include "x86/insn.h"
#include "x86/mode.h"
#include "x86/start.h"

static struct insn decode(enum insn_mode mode, const char *hex)
{
	uint8_t bytes[20];
	size_t len = 0;
	struct insn insn;

	for (; hex[2 * len]; len++) {
		char digits[3] = {hex[2 * len], hex[2 * len + 1]};

		bytes[len] = (uint8_t)strtoul(digits, NULL, 16);
	}
	ck_assert_int_eq(insn_decode(mode, bytes, len, &insn), INSN_OK);
	ck_assert_uint_eq(insn.length, len);
	return insn;
}

/* ---- text: what NASM makes the same bytes of */

static const struct {
	enum insn_mode mode;
	const char *bytes, *text;
} texts[] = {
	{INSN_REAL, "8ed8", "mov ds, ax"},
	{INSN_REAL, "b8ffff", "mov ax, 0xffff"},
	{INSN_REAL, "83ec08", "sub sp, 0x8"},
	{INSN_REAL, "83c4f8", "add sp, -0x8"},
	{INSN_REAL, "26c740fc0500", "mov word [es:bx+si-0x4], 0x5"},
	{INSN_REAL, "268b07", "mov ax, [es:bx]"},
	{INSN_REAL, "a13412", "mov ax, [0x1234]"},
	{INSN_REAL, "67668b048b", "mov eax, [ebx+ecx*4]"},
	{INSN_REAL, "67a078563412", "mov al, [dword 0x12345678]"},
	{INSN_REAL, "ebfe", "jmp 0x7c00"},
	{INSN_REAL, "74fe", "jz 0x7c00"},
	{INSN_REAL, "e8fd83", "call 0x0"},
	{INSN_REAL, "e2fe", "loop 0x7c00"},
	{INSN_REAL, "ea00000800", "jmp 0x8:0x0"},
	{INSN_REAL, "66ea000000000800", "jmp dword 0x8:0x0"},
	{INSN_REAL, "ff2e3412", "jmp far [0x1234]"},
	{INSN_REAL, "66ff2e3412", "jmp far dword [0x1234]"},
	{INSN_REAL, "ff27", "jmp word [bx]"},
	{INSN_REAL, "cd10", "int 0x10"},
	{INSN_REAL, "cc", "int3"},
	{INSN_REAL, "f3a4", "rep movsb"},
	{INSN_REAL, "f3a6", "repe cmpsb"},
	{INSN_REAL, "f2ae", "repne scasb"},
	{INSN_REAL, "2eac", "cs lodsb"},
	{INSN_REAL, "67a4", "a32 movsb"},
	{INSN_REAL, "26f3a4", "rep es movsb"},
	{INSN_REAL, "e461", "in al, 0x61"},
	{INSN_REAL, "66ef", "out dx, eax"},
	{INSN_REAL, "6a10", "push 0x10"},
	{INSN_REAL, "666810000000", "push dword 0x10"},
	{INSN_REAL, "9c", "pushf"},
	{INSN_REAL, "669c", "pushfd"},
	{INSN_REAL, "cf", "iret"},
	{INSN_REAL, "66cf", "iretd"},
	{INSN_REAL, "cb", "retf"},
	{INSN_REAL, "c20400", "ret 0x4"},
	{INSN_REAL, "6661", "popad"},
	{INSN_REAL, "d32f", "shr word [bx], cl"},
	{INSN_REAL, "0fb607", "movzx ax, byte [bx]"},
	{INSN_REAL, "8d4702", "lea ax, [bx+0x2]"},
	{INSN_REAL, "c407", "les ax, [bx]"},
	{INSN_REAL, "0f011e3412", "lidt [0x1234]"},
	{INSN_REAL, "660f01163412", "o32 lgdt [0x1234]"},
	{INSN_REAL, "db2e0000", "fld tword [0x0]"},
	{INSN_REAL, "0f20c0", "mov eax, cr0"},
	{INSN_REAL, "d7", "xlatb"},
	{INSN_REAL, "0f0b", "ud2"},
	{INSN_16, "0f00d8", "ltr ax"},
	{INSN_32, "669c", "pushfw"},
	{INSN_32, "66cf", "iretw"},
	{INSN_32, "ea000000001000", "jmp 0x10:0x0"},
	{INSN_32, "8b0495f0ffffff", "mov eax, [edx*4-0x10]"},
	{INSN_32, "f00fb10b", "lock cmpxchg [ebx], ecx"},
	{INSN_32, "0f2800", "movaps xmm0, [eax]"},
	{INSN_32, "0fae38", "clflush [eax]"},
	{INSN_64, "488b0500010000", "mov rax, [rel 0x7d07]"},
	{INSN_64, "65488b042510000000", "mov rax, [gs:0x10]"},
	{INSN_64, "48a1efcdab8967452301", "mov rax, [qword 0x123456789abcdef]"},
	{INSN_64, "48cf", "iretq"},
	{INSN_64, "c3", "ret"},
	{INSN_64, "488945f8", "mov [rbp-0x8], rax"},
	{INSN_64, "41c60000", "mov byte [r8], 0x0"},
	{INSN_64, "c5fc280f", "vmovaps ymm1, [rdi]"},
};

START_TEST(text)
{
	struct insn insn = decode(texts[_i].mode, texts[_i].bytes);
	struct buf out = {0};

	insn_print(&insn, 0x7c00, NULL, NULL, &out);
	ck_assert_str_eq(buf_str(&out), texts[_i].text);
	buf_fini(&out);
}
END_TEST

static const char *one_label(void *ctx, uint64_t target)
{
	return target == *(const uint64_t *)ctx ? "start.again" : NULL;
}

START_TEST(branch_has_a_label)
{
	struct insn insn = decode(INSN_REAL, "ebfe");
	uint64_t at = 0x7c00;
	struct buf out = {0};

	insn_print(&insn, 0x7c00, one_label, &at, &out);
	buf_addc(&out, '\n');
	insn_print(&insn, 0x7c10, one_label, &at, &out);
	ck_assert_str_eq(buf_str(&out), "jmp start.again\njmp 0x7c10");
	buf_fini(&out);
}
END_TEST

START_TEST(bytes_as_text)
{
	struct buf out = {0};

	insn_print_bytes((const uint8_t[]){0x0f, 0x0b, 0xff}, 3, &out);
	ck_assert_str_eq(buf_str(&out), "0f 0b ff");
	buf_fini(&out);
}
END_TEST

/* ---- what it is */

static const struct {
	enum insn_mode mode;
	const char *bytes;
	enum insn_kind kind;
} kinds[] = {
	{INSN_REAL, "e80000", INSN_CALL},      {INSN_REAL, "9a00000000", INSN_CALL},
	{INSN_REAL, "c3", INSN_RET},           {INSN_REAL, "cb", INSN_RET},
	{INSN_REAL, "ebfe", INSN_JUMP},        {INSN_REAL, "ff27", INSN_JUMP},
	{INSN_REAL, "7400", INSN_CONDITIONAL}, {INSN_REAL, "e300", INSN_CONDITIONAL},
	{INSN_REAL, "e2fe", INSN_CONDITIONAL}, {INSN_REAL, "cd21", INSN_INT},
	{INSN_REAL, "cc", INSN_INT3},          {INSN_REAL, "ce", INSN_INTO},
	{INSN_REAL, "f1", INSN_INT1},          {INSN_REAL, "cf", INSN_IRET},
	{INSN_64, "48cf", INSN_IRET},          {INSN_REAL, "9c", INSN_PUSHF},
	{INSN_REAL, "669d", INSN_POPF},        {INSN_REAL, "f4", INSN_HLT},
	{INSN_REAL, "f3a4", INSN_STRING},      {INSN_REAL, "ee", INSN_IO},
	{INSN_REAL, "f36e", INSN_IO},          {INSN_REAL, "8ed8", INSN_OTHER},
};

START_TEST(kind)
{
	ck_assert_int_eq(decode(kinds[_i].mode, kinds[_i].bytes).kind, kinds[_i].kind);
}
END_TEST

START_TEST(properties)
{
	ck_assert(decode(INSN_REAL, "f4").privileged);
	ck_assert(decode(INSN_REAL, "0f22c0").privileged);
	ck_assert(decode(INSN_REAL, "0f0117").privileged); /* LGDT */
	ck_assert(decode(INSN_REAL, "0f34").length == 2);  /* SYSENTER is one in real mode, too */
	ck_assert(!decode(INSN_REAL, "fa").privileged);    /* CLI needs IOPL, not CPL 0 */
	ck_assert(decode(INSN_REAL, "cb").far);
	ck_assert(decode(INSN_REAL, "f3a4").rep);
	ck_assert(decode(INSN_REAL, "f2ae").repne);
	ck_assert(decode(INSN_32, "0f2800").sse);
	ck_assert(decode(INSN_32, "d9e8").x87);
	ck_assert(decode(INSN_64, "c5fc280f").vex);
	/* SDM vol. 2, 2.4: MOVAPS is of exception type 1, MOVUPS of type 4, ADDPS of type 2, ADDSS of type 3.
	 */
	ck_assert_uint_eq(decode(INSN_32, "0f2800").aligned_bytes, 16);
	ck_assert_uint_eq(decode(INSN_32, "0f1000").aligned_bytes, 1);
	ck_assert_uint_eq(decode(INSN_32, "0f5800").aligned_bytes, 16);
	ck_assert_uint_eq(decode(INSN_32, "f30f5800").aligned_bytes, 1);
	ck_assert_uint_eq(decode(INSN_32, "660f6f00").aligned_bytes, 16);    /* MOVDQA */
	ck_assert_uint_eq(decode(INSN_32, "f30f6f00").aligned_bytes, 1);     /* MOVDQU */
	ck_assert_uint_eq(decode(INSN_32, "660ffc00").aligned_bytes, 16);    /* PADDB, type 4 */
	ck_assert_uint_eq(decode(INSN_32, "f20ff000").aligned_bytes, 1);     /* LDDQU */
	ck_assert_uint_eq(decode(INSN_32, "660f3a630000").aligned_bytes, 1); /* PCMPISTRI */
	ck_assert_uint_eq(decode(INSN_64, "c5fc280f").aligned_bytes, 32);    /* VMOVAPS ymm */
	ck_assert_uint_eq(decode(INSN_64, "c5f4580f").aligned_bytes, 1);     /* VADDPS ymm */
}
END_TEST

START_TEST(not_an_instruction)
{
	struct insn insn;
	uint8_t prefixes[16];

	memset(prefixes, 0x66, sizeof prefixes);
	ck_assert_int_eq(insn_decode(INSN_REAL, (const uint8_t[]){0xff, 0xff}, 2, &insn), INSN_INVALID);
	ck_assert_int_eq(insn_decode(INSN_REAL, (const uint8_t[]){0xb8, 0xff}, 2, &insn), INSN_TRUNCATED);
	ck_assert_int_eq(insn_decode(INSN_REAL, NULL, 0, &insn), INSN_TRUNCATED);
	ck_assert_int_eq(insn_decode(INSN_REAL, prefixes, 15, &insn), INSN_TOO_LONG);
	ck_assert_int_eq(insn_decode(INSN_REAL, prefixes, 16, &insn), INSN_TOO_LONG);
	ck_assert_int_eq(insn_decode(INSN_REAL, (const uint8_t[]){0xf0, 0x90}, 2, &insn), INSN_BAD_LOCK);
	/* SDM vol. 2, LTR: not recognized in real-address mode. */
	ck_assert_int_eq(insn_decode(INSN_REAL, (const uint8_t[]){0x0f, 0x00, 0xd8}, 3, &insn), INSN_INVALID);
	ck_assert_int_eq(insn_decode(INSN_64, (const uint8_t[]){0x06}, 1, &insn), INSN_INVALID);
}
END_TEST

/* ---- memory */

static const struct insn_operand *memory_of(const struct insn *insn)
{
	for (unsigned i = 0; i < insn->operands; i++)
		if (insn->operand[i].type == INSN_MEMORY)
			return &insn->operand[i];
	ck_abort_msg("no memory operand");
	return NULL;
}

static const struct {
	enum insn_mode mode;
	const char *bytes;
	uint64_t address;
	uint8_t segment;
	unsigned size_bytes;
	const char *access;
} memories[] = {
	{INSN_REAL, "268b40fc", 0x222c, X86_ES, 2, "r"},  /* mov ax, [es:bx+si-4]: 0x2220 + 0x10 - 4 */
	{INSN_REAL, "8846fe", 0x3ffe, X86_SS, 1, "w"},    /* mov [bp-2], al */
	{INSN_REAL, "ff0e3412", 0x1234, X86_DS, 2, "rw"}, /* dec word [0x1234] */
	{INSN_REAL, "8987f0ff", 0x2210, X86_DS, 2, "w"},  /* mov [bx-0x10], ax */
	{INSN_REAL, "89470f", 0x222f, X86_DS, 2, "w"},
	{INSN_REAL, "8980e0dd", 0x0010, X86_DS, 2, "w"}, /* bx+si+0xdde0 wraps at 64 KiB */
	{INSN_REAL, "50", 0xfffe, X86_SS, 2, "w"},       /* push ax with sp 0 */
	{INSN_REAL, "6650", 0xfffc, X86_SS, 4, "w"},
	{INSN_REAL, "60", 0xfff0, X86_SS, 16, "w"},
	{INSN_REAL, "e80000", 0xfffe, X86_SS, 2, "w"},
	{INSN_REAL, "58", 0x0000, X86_SS, 2, "r"},
	{INSN_REAL, "cb", 0x0000, X86_SS, 4, "r"},
	{INSN_REAL, "c9", 0x4000, X86_SS, 2, "r"}, /* leave reads at BP */
	{INSN_REAL, "aa", 0x20, X86_ES, 1, "w"},
	{INSN_REAL, "2eac", 0x10, X86_CS, 1, "r"},
	{INSN_REAL, "d7", 0x2231, X86_DS, 1, "r"}, /* xlatb: bx + al */
	{INSN_32, "8b8c8800010000", 0x6f11 + 4 * 0x30 + 0x100, X86_DS, 4, "r"},
	{INSN_64, "488b0500010000", 0x7d07, X86_DS, 8, "r"},
	{INSN_64, "65488b042510000000", 0x10, X86_GS, 8, "r"},
	{INSN_64, "8f0424", 8, X86_SS, 8, "w"}, /* pop qword [rsp]: RSP behind the pop */
};

START_TEST(memory_operand)
{
	struct x86_state state;
	struct insn insn = decode(memories[_i].mode, memories[_i].bytes);
	const struct insn_operand *operand = memory_of(&insn);

	start_registers(memories[_i].mode == INSN_64   ? START_LONG
			: memories[_i].mode == INSN_32 ? START_PROTECTED
						       : START_REAL,
			&state);
	state.rip = 0x7c00;
	state.gpr[X86_RAX] = 0x6f11;
	state.gpr[X86_RCX] = 0x30;
	state.gpr[X86_RBX] = 0x2220;
	state.gpr[X86_RSI] = 0x10;
	state.gpr[X86_RDI] = 0x20;
	state.gpr[X86_RBP] = 0x4000;
	state.gpr[X86_RSP] = 0;
	ck_assert_uint_eq(operand->memory.segment, memories[_i].segment);
	ck_assert_uint_eq(operand->size_bytes, memories[_i].size_bytes);
	ck_assert_int_eq(operand->read, strchr(memories[_i].access, 'r') != NULL);
	ck_assert_int_eq(operand->write, strchr(memories[_i].access, 'w') != NULL);
	ck_assert_uint_eq(insn_address(&insn, operand, &state), memories[_i].address);
}
END_TEST

START_TEST(registers_by_width)
{
	struct x86_state state = {.gpr = {[X86_RAX] = 0x1122334455667788}};
	struct insn insn = decode(INSN_64, "88e0"); /* mov al, ah */

	ck_assert_uint_eq(insn_gpr(&insn.operand[0], &state), 0x88);
	ck_assert_uint_eq(insn_gpr(&insn.operand[1], &state), 0x77);
	insn = decode(INSN_64, "4889c3");
	ck_assert_uint_eq(insn_gpr(&insn.operand[1], &state), 0x1122334455667788);
	ck_assert_uint_eq(insn.operand[0].reg, X86_RBX);
	insn = decode(INSN_32, "8ed8");
	ck_assert_uint_eq(insn.operand[0].reg, X86_DS);
	ck_assert_int_eq(insn.operand[0].type, INSN_SEGMENT);
	insn = decode(INSN_32, "0f22e0");
	ck_assert_int_eq(insn.operand[0].type, INSN_CONTROL);
	ck_assert_uint_eq(insn.operand[0].reg, 4);
}
END_TEST

/* ---- the mode of a state */

START_TEST(mode_of_a_state)
{
	struct x86_state state;

	start_registers(START_BOOT, &state);
	ck_assert_int_eq(insn_mode(&state), INSN_REAL);
	/* CR0.PE alone changes neither CS nor the size of code: 16-bit protected mode until the far jump. */
	state.cr0 |= X86_CR0_PE;
	state.seg[X86_CS].selector = 0x07c3;
	ck_assert_int_eq(insn_mode(&state), INSN_16);
	ck_assert_uint_eq(x86_cpl(&state), 0);
	state.rflags |= X86_FLAG_VM;
	ck_assert_int_eq(insn_mode(&state), INSN_REAL);
	ck_assert_int_eq(x86_mode(&state), X86_MODE_V86);
	ck_assert_uint_eq(x86_cpl(&state), 3);
	start_registers(START_PROTECTED, &state);
	ck_assert_int_eq(insn_mode(&state), INSN_32);
	start_registers(START_LONG, &state);
	ck_assert_int_eq(insn_mode(&state), INSN_64);
	state.seg[X86_CS].attr = (uint16_t)((state.seg[X86_CS].attr & ~X86_ATTR_L) | X86_ATTR_DB);
	ck_assert_int_eq(insn_mode(&state), INSN_32);
	ck_assert_int_eq(x86_mode(&state), X86_MODE_PROTECTED);
	state.seg[X86_SS].attr |= X86_ATTR_DPL(3);
	ck_assert_uint_eq(x86_cpl(&state), 3);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

Suite *suite_insn(void)
{
	Suite *suite = suite_create("insn");
	TCase *tc = tcase_create("insn");

	tcase_add_loop_test(tc, text, 0, COUNT(texts));
	tcase_add_test(tc, branch_has_a_label);
	tcase_add_test(tc, bytes_as_text);
	tcase_add_loop_test(tc, kind, 0, COUNT(kinds));
	tcase_add_test(tc, properties);
	tcase_add_test(tc, not_an_instruction);
	tcase_add_loop_test(tc, memory_operand, 0, COUNT(memories));
	tcase_add_test(tc, registers_by_width);
	tcase_add_test(tc, mode_of_a_state);
	suite_add_tcase(suite, tc);
	return suite;
}
