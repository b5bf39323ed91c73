#include <stdio.h>
#include <string.h>

#include "engine/bochs_text.h"
#include "suites.h"

/* A state in which nothing is 0. */
static struct x86_state filled(void)
{
	struct x86_state state;

	memset(&state, 0xaa, sizeof state);
	return state;
}

#define GENERAL                    \
	"CPU0:\n"                  \
	"rax: fedcba98_76543210\n" \
	"rbx: 00000000_00000003\n" \
	"rcx: 00000000_00000001\n" \
	"rdx: 00000000_00000002\n" \
	"rsp: 00000000_00000004\n" \
	"rbp: 00000000_00000005\n" \
	"rsi: 00000000_00000006\n" \
	"rdi: 00000000_00000007\n" \
	"r8 : 00000000_00000008\n" \
	"r9 : 00000000_00000009\n" \
	"r10: 00000000_0000000a\n" \
	"r11: 00000000_0000000b\n" \
	"r12: 00000000_0000000c\n" \
	"r13: 00000000_0000000d\n" \
	"r14: 00000000_0000000e\n" \
	"r15: 00000000_0000000f\n" \
	"rip: 00000000_0000fff0\n"

START_TEST(general)
{
	struct x86_state state = filled();
	static const char text[] = GENERAL "eflags 0x00010246: id vip vif ac vm RF nt IOPL=0 of df IF tf\n";

	ck_assert_int_eq(bochs_text_general(text, &state), 0);
	ck_assert_uint_eq(state.gpr[X86_RAX], 0xfedcba9876543210);
	for (unsigned i = 1; i < X86_GPRS; i++)
		ck_assert_uint_eq(state.gpr[i], i);
	ck_assert_uint_eq(state.rip, 0xfff0);
	ck_assert_uint_eq(state.rflags, 0x10246);
	ck_assert_int_eq(bochs_text_general(GENERAL, &state), -1);
	ck_assert_int_eq(bochs_text_general("", &state), -1);
}
END_TEST

/* The descriptions between are Bochs', too. */
#define SEGMENTS                                                                    \
	"es:0x0000, dh=0x00001000, dl=0x00000000, valid=0\n"                        \
	"cs:0xf000, dh=0xff0093ff, dl=0x0000ffff, valid=7\n"                        \
	"\tData segment, base=0xffff0000, limit=0x0000ffff, Read/Write, Accessed\n" \
	"ss:0x0010, dh=0x00cf9300, dl=0x0000ffff, valid=7\n"                        \
	"ds:0x1234, dh=0x00009301, dl=0x2340ffff, valid=1\n"                        \
	"fs:0x0018, dh=0x00409300, dl=0x10000fff, valid=1\n"                        \
	"gs:0x0000, dh=0x00009300, dl=0x0000ffff, valid=7\n"                        \
	"ldtr:0x0000, dh=0x00008200, dl=0x0000ffff, valid=1\n"                      \
	"tr:0x0028, dh=0x00008b00, dl=0x00000067, valid=1\n"                        \
	"gdtr:base=0x00000000000f0040, limit=0x37\n"

START_TEST(segments)
{
	struct x86_state state = filled();
	const struct x86_seg *seg = state.seg;

	ck_assert_int_eq(
		bochs_text_segments(GENERAL SEGMENTS "idtr:base=0xffff800000001000, limit=0xfff\n", &state),
		0);
	ck_assert_uint_eq(seg[X86_ES].attr & X86_ATTR_P, 0);
	ck_assert_uint_eq(seg[X86_CS].selector, 0xf000);
	ck_assert_uint_eq(seg[X86_CS].base, 0xffff0000);
	ck_assert_uint_eq(seg[X86_CS].limit, 0xffff);
	ck_assert_uint_eq(seg[X86_CS].attr, 0x9b);
	ck_assert_uint_eq(seg[X86_SS].limit, 0xffffffff);
	ck_assert_uint_eq(seg[X86_SS].attr, 0xc093);
	ck_assert_uint_eq(seg[X86_DS].base, 0x12340);
	ck_assert_uint_eq(seg[X86_FS].base, 0x1000);
	ck_assert_uint_eq(seg[X86_FS].limit, 0xfff);
	ck_assert_uint_eq(seg[X86_FS].attr, 0x4093);
	ck_assert_uint_eq(seg[X86_TR].selector, 0x28);
	ck_assert_uint_eq(seg[X86_TR].attr, 0x8b);
	ck_assert_uint_eq(state.gdtr.base, 0xf0040);
	ck_assert_uint_eq(state.gdtr.limit, 0x37);
	ck_assert_uint_eq(state.idtr.base, 0xffff800000001000);
	ck_assert_uint_eq(state.idtr.limit, 0xfff);
	ck_assert_int_eq(bochs_text_segments(SEGMENTS, &state), -1);
}
END_TEST

START_TEST(bases)
{
	struct x86_state state = filled();

	ck_assert_int_eq(bochs_text_bases("show param name: <FS.base>\nbase = 0x123489abcdef\n"
					  "show param name: <GS.base>\nbase = 0xffff800000000000\n"
					  "show param name: <LDTR.base>\nbase = 0x1\n"
					  "show param name: <TR.base>\nbase = 0x2\n",
					  &state),
			 0);
	ck_assert_uint_eq(state.seg[X86_FS].base, 0x123489abcdef);
	ck_assert_uint_eq(state.seg[X86_GS].base, 0xffff800000000000);
	ck_assert_uint_eq(state.seg[X86_LDTR].base, 1);
	ck_assert_uint_eq(state.seg[X86_TR].base, 2);
}
END_TEST

START_TEST(system_)
{
	struct x86_state state = filled();
	static const char text[] = "CR0=0x80000011: PG cd nw\n"
				   "CR2=page fault laddr=0x0000000000400000\n"
				   "CR3=0x000000010000\n"
				   "    PCD=page-level cache disable=0\n"
				   "CR4=0x00000620: pks cet\n"
				   "CR8: 0x3\n"
				   "EFER=0x00000500: ffxsr nxe LMA LME sce\n"
				   "XCR0=0x00000007: cet_s\n"
				   "DR0=0x0000000000001000\n"
				   "DR1=0x0000000000001001\n"
				   "DR2=0x0000000000001002\n"
				   "DR3=0x0000000000001003\n"
				   "DR6=0xffff0ff0: bt bs bd b3 b2 b1 b0\n"
				   "DR7=0x00000400: DR3=Code-Byte DR2=Code-Byte\n";

	ck_assert_int_eq(bochs_text_system(text, &state), 0);
	ck_assert_uint_eq(state.cr0, 0x80000011);
	ck_assert_uint_eq(state.cr2, 0x400000);
	ck_assert_uint_eq(state.cr3, 0x10000);
	ck_assert_uint_eq(state.cr4, 0x620);
	ck_assert_uint_eq(state.cr8, 3);
	ck_assert_uint_eq(state.efer, 0x500);
	ck_assert_uint_eq(state.xcr0, 7);
	ck_assert_uint_eq(state.dr[3], 0x1003);
	ck_assert_uint_eq(state.dr[6], 0xffff0ff0);
	ck_assert_uint_eq(state.dr[7], 0x400);
}
END_TEST

/* FLD1, FLDPI after FNINIT: TOP is 6, and physical register 6 has pi. */
START_TEST(fpu)
{
	struct x86_state state = filled();
	struct buf text = {0};

	buf_adds(&text, "show param name: <FPU>\nFPU = {\n  cwd = 0x037f\n  swd = 0x0100\n  twd = 0x0fff\n"
			"  foo = 0x0123\n  fcs = 0x0000\n  fip = 0xf0010\n  fds = 0x0000\n  fdp = 0x20\n");
	for (int i = 0; i < 8; i++)
		buf_printf(&text, "  st%d = {\n    exp = 0x%s\n    fraction = 0x%s\n  }\n", i,
			   i == 6   ? "4000"
			   : i == 7 ? "3fff"
				    : "0000",
			   i == 6   ? "c90fdaa22168c235"
			   : i == 7 ? "8000000000000000"
				    : "0");
	buf_adds(&text, "  tos = 6\n}\n");
	ck_assert_int_eq(bochs_text_fpu(buf_str(&text), &state), 0);
	ck_assert_uint_eq(state.fcw, 0x37f);
	ck_assert_uint_eq(state.fsw, 0x3100);
	ck_assert_uint_eq(state.ftw, 0xc0);
	ck_assert_uint_eq(state.fop, 0x123);
	ck_assert_uint_eq(state.fip, 0xf0010);
	ck_assert_uint_eq(state.fdp, 0x20);
	ck_assert_mem_eq(state.st[0], "\x35\xc2\x68\x21\xa2\xda\x0f\xc9\x00\x40", 10);
	ck_assert_mem_eq(state.st[1], "\0\0\0\0\0\0\0\x80\xff\x3f", 10);
	ck_assert_mem_eq(state.mm[6], state.st[0], 8);
	buf_fini(&text);
}
END_TEST

START_TEST(vectors)
{
	struct x86_state state = filled();
	struct buf text = {0};

	buf_adds(&text, "MXCSR: 0x01f80: ule fuz RC:Nearest PM\n");
	for (int i = 0; i < 16; i++)
		buf_printf(&text,
			   "VMM[%02d]: "
			   "00000007_00000006_00000005_00000004_00000003_00000002_00000001_000000%02x\n",
			   i, i);
	ck_assert_int_eq(bochs_text_vectors(buf_str(&text), &state), 0);
	ck_assert_uint_eq(state.mxcsr, 0x1f80);
	ck_assert_uint_eq(state.ymm[15][0], 15);
	ck_assert_uint_eq(state.ymm[15][4], 1);
	ck_assert_uint_eq(state.ymm[15][28], 7);
	buf_fini(&text);
}
END_TEST

START_TEST(memory)
{
	static const char text[] =
		"[bochs]:\n"
		"0x0000000000001ff8 <bogus+       0>:\t0x807060504030201\t0xffffffffffffffff\n"
		"0x0000000000002008 <bogus+      16>:\t0x00000011\n"
		"[bochs]:\n"
		"0x0000000000002010 <bogus+       0>:\t0xab\t0x00\n";
	const char *at = text;
	uint8_t out[48];

	ck_assert_int_eq(bochs_text_memory(&at, 8, 3, out), 0);
	ck_assert_int_eq(bochs_text_memory(&at, 1, 2, out + 24), 0);
	ck_assert_mem_eq(out, "\1\2\3\4\5\6\7\10\377\377\377\377\377\377\377\377\21\0\0\0\0\0\0\0\253\0", 26);
	ck_assert_int_eq(bochs_text_memory(&at, 1, 1, out), -1);
	at = text;
	ck_assert_int_eq(bochs_text_memory(&at, 8, 6, out), -1);
}
END_TEST

START_TEST(page)
{
	uint64_t gpa = 0;

	ck_assert_int_eq(
		bochs_text_page("linear page 0x0000000000200000 maps to physical page 0x00000003f000\n",
				&gpa),
		0);
	ck_assert_uint_eq(gpa, 0x3f000);
	ck_assert_int_eq(
		bochs_text_page("physical address not available for linear 0x0000000000400000\n", &gpa), -1);
}
END_TEST

/* In its shift register, and in the one before; a FIFO takes the second's place. */
START_TEST(unsent)
{
	static const struct {
		const char *fifo, *thr, *tsr, *sent;
	} table[] = {
		{"false", "false", "false", "ld"},
		{"false", "true", "false", "l"},
		{"false", "true", "true", ""},
		{"true", "false", "false", "l"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char text[512];
		uint8_t out[2];
		size_t count;

		snprintf(text, sizeof text,
			 "0 = {\n  thrbuffer = 0x64\n  fifo_cntl = {\n    enable = %s\n  }\n  line_cntl = {\n"
			 "    wordlen_sel = 0x03\n  }\n  line_status = {\n    thr_empty = %s\n"
			 "    tsr_empty = %s\n  }\n  tsrbuffer = 0x6c\n}\n",
			 table[i].fifo, table[i].thr, table[i].tsr);
		count = bochs_text_unsent(text, out);
		ck_assert_uint_eq(count, strlen(table[i].sent));
		ck_assert_mem_eq(out, table[i].sent, count);
	}
}
END_TEST

START_TEST(last)
{
	static const char text[] = "(0) Break\0(0) Break\n(0";
	const uint8_t *bytes = (const uint8_t *)text;

	ck_assert_ptr_eq(bochs_text_last(bytes, sizeof text - 1, "(0) "), bytes + 10);
	ck_assert_ptr_eq(bochs_text_last(bytes, 13, "(0) "), bytes);
	ck_assert_ptr_null(bochs_text_last(bytes, 3, "(0) "));
	ck_assert_ptr_null(bochs_text_last(NULL, 0, "(0) "));
}
END_TEST

START_TEST(remarks)
{
	static const char text[] =
		"00000000000i[      ] set SIGINT handler\n"
		"00000000025e[CPU0  ] load_seg_reg(GS, 0x0020): not data or readable code\n"
		"00000001118e[CPU0  ] interrupt(): IDT.limit = 0x0\n"
		"00000001118d[CPU0  ] exception(0x08): error_code=0000\n"
		"00000001118e[CPU0  ] interrupt(): IDT.limit = 0x0\n"
		"00000001118p[CPU0  ] >>PANIC<< exception(): 3rd (13) exception\n"
		"00000001118e[CPU0  ] WARNING: Any simulation after this point is completely bogus !\n"
		"not a line of its log\n"
		"100000000001118e[DEV   ] read from port 0x0000\n"
		"00000001119e[CPU0";
	struct buf out = {0};

	bochs_text_remarks(text, &out);
	ck_assert_str_eq(buf_str(&out), "load_seg_reg(GS, 0x0020): not data or readable code\n"
					"interrupt(): IDT.limit = 0x0 (2 times)\n"
					">>PANIC<< exception(): 3rd (13) exception\n"
					"DEV: read from port 0x0000\n");
	buf_clear(&out);
	bochs_text_remarks("", &out);
	ck_assert_uint_eq(out.len, 0);
	buf_fini(&out);
}
END_TEST

Suite *suite_engine_bochs(void)
{
	Suite *suite = suite_create("engine_bochs");
	TCase *tc = tcase_create("engine_bochs");

	tcase_add_test(tc, general);
	tcase_add_test(tc, segments);
	tcase_add_test(tc, bases);
	tcase_add_test(tc, system_);
	tcase_add_test(tc, fpu);
	tcase_add_test(tc, vectors);
	tcase_add_test(tc, memory);
	tcase_add_test(tc, page);
	tcase_add_test(tc, unsent);
	tcase_add_test(tc, last);
	tcase_add_test(tc, remarks);
	suite_add_tcase(suite, tc);
	return suite;
}
