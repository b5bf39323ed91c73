#include <stdio.h>
#include <string.h>

#include "engine/qemu_registers.h"
#include "suites.h"

/* The fields in the form of QEMU's target/i386/cpu-dump.c: 8 digits outside of 64-bit code, 16 in it. */
static const char real_mode[] =
	"CPU#0\r\n"
	"EAX=00001234 EBX=00000001 ECX=00000002 EDX=00060fb1\r\n"
	"ESI=00000003 EDI=00000004 EBP=00000005 ESP=00007000\r\n"
	"EIP=0000fff0 EFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0\r\n"
	"ES =0040 00000400 0000ffff 00009300\r\n"
	"CS =f000 ffff0000 0000ffff 00009b00\r\n"
	"SS =0010 00000000 ffffffff 00cf9300 DPL=0 DS   [-WA]\r\n"
	"DS =0000 00000000 0000ffff 00009300\r\n"
	"FS =0000 00000000 0000ffff 00009300\r\n"
	"GS =0000 00000000 0000ffff 00009300\r\n"
	"LDT=0000 00000000 0000ffff 00008200 DPL=0 LDT\r\n"
	"TR =0000 00000000 0000ffff 00008b00 DPL=0 TSS32-busy\r\n"
	"GDT=     000f1000 00000017\r\n"
	"IDT=     00000000 000003ff\r\n"
	"CR0=60000010 CR2=0000dead CR3=00001000 CR4=00000620\r\n"
	"DR0=0000000000000001 DR1=0000000000000002 DR2=0000000000000003 DR3=0000000000000004 \r\n"
	"DR6=00000000ffff0ff0 DR7=0000000000000400\r\n"
	"EFER=0000000000000501\r\n"
	"FCW=037f FSW=3000 [ST=6] FTW=c0 MXCSR=00001f80\r\n"
	"FPR0=0000000000000000 0000 FPR1=1111111111111111 3fff\r\n"
	"FPR6=c90fdaa22168c235 4000 FPR7=8000000000000000 bfff\r\n"
	"XMM00=1122334455667788 99aabbccddeeff00 XMM01=0000000000000000 0000000000000005\r\n";

static const char long_mode[] =
	"RAX=1122334455667788 RBX=0000000000000001 RCX=0000000000000002 RDX=0000000000000003\n"
	"RSI=0000000000000004 RDI=0000000000000005 RBP=0000000000000006 RSP=ffff800000000000\n"
	"R8 =0000000000000008 R9 =0000000000000009 R10=000000000000000a R11=000000000000000b\n"
	"R12=000000000000000c R13=000000000000000d R14=000000000000000e R15=000000000000000f\n"
	"RIP=ffffffff80001000 RFL=00000202 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0\n"
	"ES =0000 0000000000000000 00000000 00000000\n"
	"CS =0008 0000000000000000 ffffffff 00af9b00 DPL=0 CS64 [-RA]\n"
	"SS =0010 0000000000000000 ffffffff 00cf9300 DPL=0 DS   [-WA]\n"
	"DS =0000 0000000000000000 00000000 00000000\n"
	"FS =0000 0000000012345678 00000000 00000000\n"
	"GS =0000 ffff880000000000 00000000 00000000\n"
	"LDT=0000 0000000000000000 0000ffff 00008200 DPL=0 LDT\n"
	"TR =0018 ffff800000002000 00000067 00008b00 DPL=0 TSS64-busy\n"
	"GDT=     ffff800000001000 0000007f\n"
	"IDT=     ffff800000003000 00000fff\n"
	"CR0=80000031 CR2=ffff8000deadbeef CR3=0000000000001000 CR4=00040620\n"
	"EFER=0000000000000500\n"
	"YMM15=4444444444444444 3333333333333333 2222222222222222 1111111111111111\n";

static void parse(const char *text, struct x86_state *out)
{
	struct err err = {0};

	memset(out, 0xee, sizeof *out);
	ck_assert_msg(qemu_registers_parse(text, out, &err) == 0, "%s", err.text);
}

START_TEST(text_outside_of_64_bit_code)
{
	struct x86_state s;

	parse(real_mode, &s);
	ck_assert_uint_eq(s.gpr[X86_RAX], 0x1234);
	ck_assert_uint_eq(s.gpr[X86_RSP], 0x7000);
	ck_assert_uint_eq(s.gpr[X86_R8], 0);
	ck_assert_uint_eq(s.gpr[X86_R15], 0);
	ck_assert_uint_eq(s.rip, 0xfff0);
	ck_assert_uint_eq(s.rflags, 0x46);
	ck_assert_uint_eq(s.seg[X86_ES].selector, 0x40);
	ck_assert_uint_eq(s.seg[X86_ES].base, 0x400);
	ck_assert_uint_eq(s.seg[X86_CS].base, 0xffff0000);
	ck_assert_uint_eq(s.seg[X86_CS].attr, 0x9b);
	ck_assert_uint_eq(s.seg[X86_SS].limit, 0xffffffff);
	ck_assert_uint_eq(s.seg[X86_SS].attr, 0xc093);
	ck_assert_uint_eq(s.seg[X86_LDTR].attr, 0x82);
	ck_assert_uint_eq(s.seg[X86_TR].attr, 0x8b);
	ck_assert_uint_eq(s.gdtr.base, 0xf1000);
	ck_assert_uint_eq(s.gdtr.limit, 0x17);
	ck_assert_uint_eq(s.idtr.limit, 0x3ff);
	ck_assert_uint_eq(s.cr0, 0x60000010);
	ck_assert_uint_eq(s.cr2, 0xdead);
	ck_assert_uint_eq(s.cr4, 0x620);
	ck_assert_uint_eq(s.dr[3], 4);
	ck_assert_uint_eq(s.dr[7], 0x400);
	ck_assert_uint_eq(s.efer, 0x501);
}
END_TEST

/* FPRn are physical registers, of which TOP is ST(0). */
START_TEST(text_of_the_fpu)
{
	static const uint8_t pi[10] = {0x35, 0xc2, 0x68, 0x21, 0xa2, 0xda, 0x0f, 0xc9, 0x00, 0x40};
	static const uint8_t minus_one[10] = {[7] = 0x80, 0xff, 0xbf};
	struct x86_state s;

	parse(real_mode, &s);
	ck_assert_uint_eq(s.fcw, 0x37f);
	ck_assert_uint_eq(s.fsw, 0x3000);
	ck_assert_uint_eq(s.ftw, 0xc0);
	ck_assert_uint_eq(s.mxcsr, 0x1f80);
	ck_assert_mem_eq(s.st[0], pi, 10);
	ck_assert_mem_eq(s.st[1], minus_one, 10);
	ck_assert_uint_eq(s.st[3][9], 0x3f);
	ck_assert_mem_eq(s.mm[6], pi, 8);
	ck_assert_uint_eq(s.ymm[0][0], 0x00);
	ck_assert_uint_eq(s.ymm[0][7], 0x99);
	ck_assert_uint_eq(s.ymm[0][8], 0x88);
	ck_assert_uint_eq(s.ymm[0][15], 0x11);
	ck_assert_uint_eq(s.ymm[1][0], 5);
}
END_TEST

START_TEST(text_in_64_bit_code)
{
	struct x86_state s;

	parse(long_mode, &s);
	ck_assert_uint_eq(s.gpr[X86_RAX], 0x1122334455667788);
	ck_assert_uint_eq(s.gpr[X86_RSP], 0xffff800000000000);
	ck_assert_uint_eq(s.gpr[X86_R8], 8);
	ck_assert_uint_eq(s.gpr[X86_R15], 15);
	ck_assert_uint_eq(s.rip, 0xffffffff80001000);
	ck_assert_uint_eq(s.rflags, 0x202);
	ck_assert_uint_eq(s.seg[X86_CS].attr, 0xa09b);
	ck_assert_uint_eq(s.seg[X86_GS].base, 0xffff880000000000);
	ck_assert_uint_eq(s.seg[X86_TR].limit, 0x67);
	ck_assert_uint_eq(s.gdtr.base, 0xffff800000001000);
	ck_assert_uint_eq(s.idtr.limit, 0xfff);
	ck_assert_uint_eq(s.cr2, 0xffff8000deadbeef);
	ck_assert_uint_eq(s.ymm[15][0], 0x11);
	ck_assert_uint_eq(s.ymm[15][31], 0x44);
}
END_TEST

/* Every line up to EFER is needed. */
START_TEST(text_with_a_piece_missing)
{
	const char *end = strstr(real_mode, "FCW");
	struct x86_state s;
	struct err err;

	for (const char *line = strchr(real_mode, '\n') + 1; line < end; line = strchr(line, '\n') + 1) {
		char text[sizeof real_mode];

		if (strncmp(line, "DR", 2) == 0)
			continue;
		strcpy(text, real_mode);
		text[line - real_mode] = '?';
		ck_assert_int_eq(qemu_registers_parse(text, &s, &err), -1);
	}
	ck_assert_int_eq(qemu_registers_parse("", &s, &err), -1);
	ck_assert_int_eq(qemu_registers_parse("=", &s, &err), -1);
}
END_TEST

START_TEST(packet)
{
	char digits[2 * 140 + 1];
	struct x86_state s = {.cr0 = 7};
	struct err err;

	/* Register n is n, in eight bytes; EFLAGS, the 18th, has four. */
	for (unsigned i = 0; i < 17; i++)
		sprintf(digits + 16 * i, "%02x00000000000080", i);
	strcpy(digits + 16 * 17, "46020000");
	ck_assert_int_eq(qemu_registers_packet(digits, &s, &err), 0);
	for (unsigned gpr = 0; gpr < X86_GPRS; gpr++)
		ck_assert_uint_eq(s.gpr[gpr], 0x8000000000000000 | qemu_register_number(gpr));
	ck_assert_uint_eq(qemu_register_number(X86_RBX), 1);
	ck_assert_uint_eq(qemu_register_number(X86_RSI), 4);
	ck_assert_uint_eq(s.rip, 0x8000000000000010);
	ck_assert_uint_eq(s.rflags, 0x246);
	ck_assert_uint_eq(s.cr0, 7);
	digits[2 * 139] = 0;
	ck_assert_int_eq(qemu_registers_packet(digits, &s, &err), -1);
	ck_assert_int_eq(qemu_registers_packet("E01", &s, &err), -1);
}
END_TEST

Suite *suite_engine_qemu(void)
{
	Suite *suite = suite_create("engine_qemu");
	TCase *tc = tcase_create("registers");

	tcase_add_test(tc, text_outside_of_64_bit_code);
	tcase_add_test(tc, text_of_the_fpu);
	tcase_add_test(tc, text_in_64_bit_code);
	tcase_add_test(tc, text_with_a_piece_missing);
	tcase_add_test(tc, packet);
	suite_add_tcase(suite, tc);
	return suite;
}
