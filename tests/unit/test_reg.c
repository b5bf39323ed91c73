#include <stdlib.h>
#include <string.h>

#include "suites.h"
#include "x86/reg.h"

static struct x86_ref ref_of(const char *name)
{
	struct x86_ref ref;
	struct err err;

	ck_assert_msg(x86_ref_parse(name, &ref, &err) == 0, "%s", err.text);
	return ref;
}

/* Each name, its width and where it lies: checked by what a state with a known pattern gives. */
START_TEST(names)
{
	static const struct {
		const char *name;
		size_t size_bytes;
		uint64_t value;
	} table[] = {
		{"al", 1, 0x88},
		{"ah", 1, 0x77},
		{"ax", 2, 0x7788},
		{"eax", 4, 0x55667788},
		{"rax", 8, 0x1122334455667788},
		{"AX", 2, 0x7788},
		{"bl", 1, 3},
		{"spl", 1, 4},
		{"r8", 8, 8},
		{"r8d", 4, 8},
		{"r15w", 2, 15},
		{"r15b", 1, 15},
		{"ip", 2, 0xcdef},
		{"eip", 4, 0x89abcdef},
		{"rip", 8, 0x89abcdef},
		{"flags", 2, 0x0246},
		{"eflags", 4, 0x200246},
		{"cs", 2, 0x10},
		{"cs.base", 8, 0xf0000},
		{"cs.limit", 4, 0xffff},
		{"cs.attr", 2, 0x9b},
		{"tr", 2, 0x28},
		{"ldtr.base", 8, 0x77},
		{"gdtr.base", 8, 0x5000},
		{"gdtr.limit", 2, 0x17},
		{"idtr.limit", 2, 0x3ff},
		{"cr0", 8, 0x11},
		{"cr8", 8, 8},
		{"dr7", 8, 0x400},
		{"efer", 8, 0x500},
		{"xcr0", 8, 7},
		{"mxcsr", 4, 0x1f80},
		{"fcw", 2, 0x37f},
		{"ftw", 1, 0xff},
		{"fip", 8, 0x1234},
		{"mm1", 8, 0x55},
	};
	struct x86_state state = {
		.gpr = {[X86_RAX] = 0x1122334455667788,
			[X86_RBX] = 3,
			[X86_RSP] = 4,
			[X86_R8] = 8,
			[X86_R15] = 15},
		.rip = 0x89abcdef,
		.rflags = 0x200246,
		.seg = {[X86_CS] = {.selector = 0x10, .attr = 0x9b, .limit = 0xffff, .base = 0xf0000},
			[X86_TR] = {.selector = 0x28},
			[X86_LDTR] = {.base = 0x77}},
		.gdtr = {.base = 0x5000, .limit = 0x17},
		.idtr = {.limit = 0x3ff},
		.cr0 = 0x11,
		.cr8 = 8,
		.dr = {[7] = 0x400},
		.efer = 0x500,
		.xcr0 = 7,
		.mxcsr = 0x1f80,
		.fcw = 0x37f,
		.ftw = 0xff,
		.fip = 0x1234,
		.mm = {[1] = {0x55}},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct x86_ref ref = ref_of(table[i].name);
		struct x86_value value;
		uint64_t number = 0;

		ck_assert_msg(x86_ref_size(&ref) == table[i].size_bytes, "%s", table[i].name);
		x86_state_get(&state, ref.reg, &value);
		memcpy(&number, value.bytes, sizeof number);
		ck_assert_msg(number == table[i].value, "%s is %#llx", table[i].name,
			      (unsigned long long)number);
	}
}
END_TEST

START_TEST(table_is_sound)
{
	size_t count;
	const struct x86_reg *regs = x86_regs(&count);

	ck_assert_uint_gt(count, 150);
	for (size_t i = 0; i < count; i++) {
		struct x86_ref ref = ref_of(regs[i].name);
		uint64_t used = 0;

		ck_assert_msg(ref.reg == &regs[i], "%s is there twice", regs[i].name);
		ck_assert_uint_le(regs[i].offset + regs[i].size_bytes, sizeof(struct x86_state));
		for (const struct x86_field *field = regs[i].fields; field && field->name; field++) {
			uint64_t bits = ((1ull << field->width) - 1) << field->shift;

			ck_assert_msg(!(used & bits), "%s %s overlaps", regs[i].name, field->name);
			used |= bits;
		}
	}
}
END_TEST

START_TEST(msrs)
{
	struct x86_ref ref = ref_of("MSR  0x174"), same = ref_of("msr 372"), other = ref_of("msr 0x175");
	char *name = x86_ref_name(&ref);

	ck_assert_str_eq(name, "msr 0x174");
	ck_assert_ptr_null(ref.reg);
	ck_assert_uint_eq(ref.msr, 0x174);
	ck_assert_uint_eq(x86_ref_size(&ref), 8);
	ck_assert(x86_ref_equal(&ref, &same));
	ck_assert(!x86_ref_equal(&ref, &other));
	free(name);
}
END_TEST

START_TEST(unknown_names)
{
	static const struct {
		const char *name, *fault;
	} table[] = {
		{"eaz", "unknown register \"eaz\" (did you mean \"eax\"?)"},
		{"gdtr", "did you mean \"gdtr.base\"?"},
		{"efre", "did you mean \"efer\"?"},
		{"banana", "unknown register \"banana\""},
		{"", "unknown register \"\""},
		{"msr", "\"msr\" takes an index"},
		{"msr foo", "\"msr\" takes an index"},
		{"msr 0x100000000", "at most 32 bits"},
		{"msrx", "unknown register"},
		{"ax ", "unknown register"},
		{"\033[2J", "unknown register \"\\e[2J\""},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct x86_ref ref;
		struct err err = {{0}};

		ck_assert_int_eq(x86_ref_parse(table[i].name, &ref, &err), -1);
		ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "%s: %s", table[i].name, err.text);
	}
}
END_TEST

START_TEST(values)
{
	static const struct {
		const char *name, *text, *printed;
	} table[] = {
		{"al", "0", "0x00"},
		{"al", "255", "0xff"},
		{"al", "-1", "0xff"},
		{"al", "-128", "0x80"},
		{"al", "0b1010_0101", "0xa5"},
		{"al", "0x0ff", "0xff"},
		{"ax", "0x12_34", "0x1234"},
		{"ax", "0X12AB", "0x12ab"},
		{"ax", "-2", "0xfffe"},
		{"eax", "0x0000????", "0x0000????"},
		{"eax", "0x1?", "0x0000001?"},
		{"rax", "18446744073709551615", "0xffffffffffffffff"},
		{"rax", "-0x8000000000000000", "0x8000000000000000"},
		{"xmm0", "1", "0x00000000000000000000000000000001"},
		{"xmm0", "-1", "0xffffffffffffffffffffffffffffffff"},
		{"xmm0", "0x??112233445566778899aabbccddeeff", "0x??112233445566778899aabbccddeeff"},
		{"msr 0x174", "0x10", "0x0000000000000010"},
		{"st0", "1.5", "0x3fffc000000000000000"},
		{"st0", "-2.0e1", "0xc003a000000000000000"},
		{"st0", "0x3fff8000000000000000", "0x3fff8000000000000000"},
		{"flags", "cf=1 zf=0", "0x??01"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct x86_ref ref = ref_of(table[i].name);
		struct x86_value value;
		struct buf out = {0};
		struct err err;

		/* The digits of which one bit counts are shown with it: 0x??01 is cf in the last, zf in the
		 * one before. */
		ck_assert_msg(x86_value_parse(&ref, table[i].text, &value, &err) == 0, "%s", err.text);
		x86_value_print(&value, &out);
		ck_assert_str_eq(buf_str(&out), table[i].printed);
		buf_fini(&out);
	}
}
END_TEST

START_TEST(value_faults)
{
	static const struct {
		const char *name, *text, *fault;
	} table[] = {
		{"al", "256", "\"256\" does not fit al, which has 8 bits"},
		{"al", "-129", "does not fit"},
		{"al", "0x100", "does not fit"},
		{"al", "0x?00", "does not fit"},
		{"al", "-0", NULL},
		{"rax", "18446744073709551616", "too large"},
		{"rax", "-0x8000000000000001", "does not fit"},
		{"ax", "010", "leading zero"},
		{"ax", "", "not a number"},
		{"ax", "ff", "not a number"},
		{"ax", "1?", "not a number"},
		{"ax", "0x", "no digits"},
		{"ax", "0xg", "is not hexadecimal"},
		{"ax", "0x1_", "is not hexadecimal"},
		{"ax", "0x_1", "is not hexadecimal"},
		{"ax", "1.5", "not a number"},
		{"st0", "1", "decimal with a point"},
		{"st0", "1.0e99999", "out of range"},
		{"st0", "0x1234567890123456789012", "does not fit"},
		{"flags", "id=1", "use the wider name"},
		{"flags", "zz=1", "no bit \"zz\" (did you mean \"zf\"?)"},
		{"flags", "cf=2", "cf takes 0 to 1, not 2"},
		{"flags", "iopl=4", "iopl takes 0 to 3"},
		{"flags", "cf=1 cf=0", "cf is given twice"},
		{"flags", "cf= zf=1", "not a number"},
		{"flags", "cf zf=1", "not of the form"},
		{"ax", "cf=1", "no names"},
		{"msr 0x174", "cf=1", "no names"},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct x86_ref ref = ref_of(table[i].name);
		struct x86_value value;
		struct err err = {{0}};
		int ret = x86_value_parse(&ref, table[i].text, &value, &err);

		ck_assert_msg(ret == (table[i].fault ? -1 : 0), "%s: %s", table[i].name, table[i].text);
		if (table[i].fault)
			ck_assert_msg(strstr(err.text, table[i].fault) != NULL, "%s: %s", table[i].text,
				      err.text);
	}
}
END_TEST

START_TEST(fields)
{
	struct x86_ref flags = ref_of("eflags"), ax = ref_of("ax");
	struct x86_value expected, actual;
	struct x86_state state = {.rflags = 0x3047};
	struct buf out = {0};
	struct err err;

	ck_assert_int_eq(x86_value_parse(&flags, "CF=1  zf=1 iopl=3", &expected, &err), 0);
	x86_value_fields(&flags, &expected, &out);
	ck_assert_str_eq(buf_str(&out), "cf=1 zf=1 iopl=3");
	x86_state_get(&state, flags.reg, &actual);
	ck_assert(x86_value_matches(&expected, &actual));
	state.rflags = 0x1047;
	x86_state_get(&state, flags.reg, &actual);
	ck_assert(!x86_value_matches(&expected, &actual));
	buf_clear(&out);
	x86_value_fields(&flags, &actual, &out);
	ck_assert_str_eq(buf_str(&out),
			 "cf=1 pf=1 af=0 zf=1 sf=0 tf=0 if=0 df=0 of=0 iopl=1 nt=0 rf=0 vm=0 ac=0 vif=0 "
			 "vip=0 id=0");
	buf_clear(&out);
	x86_value_fields(&ax, &actual, &out);
	ck_assert_str_eq(buf_str(&out), "");
	buf_fini(&out);
}
END_TEST

START_TEST(set_keeps_the_rest)
{
	struct x86_state state = {.gpr = {[X86_RAX] = 0x1111222233334444}};
	struct x86_ref ah = ref_of("ah"), eax = ref_of("eax");
	struct x86_value value;
	struct err err;

	ck_assert_int_eq(x86_value_parse(&ah, "0xa?", &value, &err), 0);
	x86_state_set(&state, ah.reg, &value);
	ck_assert_uint_eq(state.gpr[X86_RAX], 0x111122223333a444);
	ck_assert_int_eq(x86_value_parse(&eax, "5", &value, &err), 0);
	x86_state_set(&state, eax.reg, &value);
	ck_assert_uint_eq(state.gpr[X86_RAX], 0x1111222200000005);
}
END_TEST

START_TEST(snapshot)
{
	struct x86_state state = {
		.gpr = {[X86_RAX] = 0x12345678}, .rip = 0x12, .rflags = 0x3246, .cr0 = 0x10};
	struct buf out = {0};

	x86_state_print(&state, &out);
	ck_assert_str_eq(
		buf_str(&out),
		"eax 0x12345678  ebx 0x00000000  ecx 0x00000000  edx 0x00000000\n"
		"esi 0x00000000  edi 0x00000000  ebp 0x00000000  esp 0x00000000\n"
		"eip 0x00000012  eflags 0x00003246 [pf zf if iopl=3]\n"
		"cs 0x0000  ss 0x0000  ds 0x0000  es 0x0000  fs 0x0000  gs 0x0000\n"
		"cs.base 0x0000000000000000  ss.base 0x0000000000000000  ds.base 0x0000000000000000\n"
		"es.base 0x0000000000000000  fs.base 0x0000000000000000  gs.base 0x0000000000000000\n"
		"cr0 0x0000000000000010  cr2 0x0000000000000000\n"
		"cr3 0x0000000000000000  cr4 0x0000000000000000  efer 0x0000000000000000\n");
	buf_clear(&out);
	state.efer = 0x500;
	state.seg[X86_CS].attr = X86_ATTR_L;
	x86_state_print(&state, &out);
	ck_assert_ptr_nonnull(strstr(buf_str(&out), "r8 0x0000000000000000"));
	ck_assert_ptr_null(strstr(buf_str(&out), "eax"));
	for (const char *line = buf_str(&out), *end; (end = strchr(line, '\n')); line = end + 1)
		ck_assert_int_le(end - line, 100);
	buf_fini(&out);
}
END_TEST

Suite *suite_reg(void)
{
	Suite *suite = suite_create("reg");
	TCase *tc = tcase_create("reg");

	tcase_add_test(tc, names);
	tcase_add_test(tc, table_is_sound);
	tcase_add_test(tc, msrs);
	tcase_add_test(tc, unknown_names);
	tcase_add_test(tc, values);
	tcase_add_test(tc, value_faults);
	tcase_add_test(tc, fields);
	tcase_add_test(tc, set_keeps_the_rest);
	tcase_add_test(tc, snapshot);
	suite_add_tcase(suite, tc);
	return suite;
}
