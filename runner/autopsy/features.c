/* #UD, #NM and #MF before anything else: what CR0, CR4, EFER and XCR0 switch off (SDM vol. 3, 2.5, 13.1; vol.
 * 2, 2.4). */
#include "autopsy/attempt.h"
#include "x86/bits.h"

#define FSW_ES   0x80u
#define XCR0_AVX 0x6u /* the states of XMM and of the upper halves of YMM */

static bool has_vector(const struct insn *insn)
{
	for (unsigned i = 0; i < insn->operands; i++)
		if (insn->operand[i].type == INSN_VECTOR)
			return true;
	return false;
}

static enum check check_ts(const struct attempt *a)
{
	if (!(a->state->cr0 & X86_CR0_TS))
		return CHECK_FINE;
	return exception_set(a->ex, X86_NM, 0,
			     "CR0.TS is 1: the state of FPU and SSE belongs to another task; CLTS clears it");
}

/* SDM vol. 3, 6.15, #MF: the error of an earlier instruction. */
static enum check check_pending(const struct attempt *a)
{
	static const char *const without_wait[] = {"fninit",  "fnclex", "fnstsw", "fnstcw",
						   "fnstenv", "fnsave", NULL};

	if (!(a->state->fsw & FSW_ES) || attempt_is_one_of(a, without_wait))
		return CHECK_FINE;
	/* With CR0.NE 0 it is an interrupt by way of FERR, which is not an exception. */
	if (!(a->state->cr0 & X86_CR0_NE))
		return CHECK_UNKNOWN;
	return exception_set(a->ex, X86_MF, 0,
			     "an x87 instruction before it left an unmasked error (status word 0x%04x, "
			     "control word 0x%04x)",
			     a->state->fsw, a->state->fcw);
}

/* SDM vol. 3, table 2-2. */
static enum check check_x87(const struct attempt *a)
{
	if (attempt_is(a, "fwait"))
		return a->state->cr0 & X86_CR0_MP && a->state->cr0 & X86_CR0_TS ? check_ts(a)
										: check_pending(a);
	if (a->state->cr0 & X86_CR0_EM)
		return exception_set(a->ex, X86_NM, 0, "CR0.EM is 1: there is no FPU, it is to be emulated");
	if (a->state->cr0 & X86_CR0_TS)
		return check_ts(a);
	return check_pending(a);
}

static enum check check_mmx(const struct attempt *a)
{
	enum check check;

	if (a->state->cr0 & X86_CR0_EM)
		return exception_set(a->ex, X86_UD, 0, "CR0.EM is 1, so that there is no MMX");
	check = check_ts(a);
	return check ? check : check_pending(a);
}

static enum check check_sse(const struct attempt *a)
{
	if (a->state->cr0 & X86_CR0_EM)
		return exception_set(a->ex, X86_UD, 0, "CR0.EM is 1, so that there is no SSE");
	if (!(a->state->cr4 & X86_CR4_OSFXSR))
		return exception_set(a->ex, X86_UD, 0, "CR4.OSFXSR is 0, so that there is no SSE");
	return check_ts(a);
}

static enum check check_avx(const struct attempt *a)
{
	if (!(a->state->cr4 & X86_CR4_OSXSAVE))
		return exception_set(a->ex, X86_UD, 0, "CR4.OSXSAVE is 0, so that there is no AVX");
	if ((a->state->xcr0 & XCR0_AVX) != XCR0_AVX)
		return exception_set(
			a->ex, X86_UD, 0,
			"bits 2:1 of XCR0 are not 3 (XSETBV sets them), so that there is no AVX");
	return check_ts(a);
}

/* Instructions by name that a bit switches on. */
static enum check check_switched(const struct attempt *a)
{
	static const char *const meant[] = {"ud0", "ud1", "ud2", NULL};
	static const char *const xsave[] = {"xgetbv", "xsetbv",   "xsave",  "xsave64", "xrstor",
					    "xsavec", "xsaveopt", "xsaves", "xrstors", NULL};
	static const char *const bases[] = {"rdfsbase", "rdgsbase", "wrfsbase", "wrgsbase", NULL};
	static const char *const syscalls[] = {"syscall", "sysret", NULL};

	if (attempt_is_one_of(a, meant))
		return exception_set(a->ex, X86_UD, 0, "it is there to raise #UD");
	if (attempt_is(a, "rsm"))
		return exception_set(a->ex, X86_UD, 0, "only in system management mode");
	if (attempt_is_one_of(a, xsave) && !(a->state->cr4 & X86_CR4_OSXSAVE))
		return exception_set(a->ex, X86_UD, 0, "CR4.OSXSAVE is 0");
	if (attempt_is_one_of(a, bases) && !(a->state->cr4 & X86_CR4_FSGSBASE))
		return exception_set(a->ex, X86_UD, 0, "CR4.FSGSBASE is 0");
	if (attempt_is_one_of(a, syscalls) && !(a->state->efer & X86_EFER_SCE))
		return exception_set(a->ex, X86_UD, 0, "EFER.SCE is 0");
	return CHECK_FINE;
}

/* SDM vol. 3, 17.2.2. */
static enum check check_debug_registers(const struct attempt *a)
{
	for (unsigned i = 0; i < a->insn->operands; i++) {
		const struct insn_operand *operand = &a->insn->operand[i];

		if (operand->type == INSN_DEBUG && (operand->reg == 4 || operand->reg == 5) &&
		    a->state->cr4 & X86_CR4_DE)
			return exception_set(a->ex, X86_UD, 0, "with CR4.DE 1 there is no dr%u",
					     operand->reg);
	}
	return CHECK_FINE;
}

enum check attempt_features(const struct attempt *a)
{
	static const char *const fxsave[] = {"fxsave", "fxsave64", "fxrstor", "fxrstor64", NULL};
	static const char *const mxcsr[] = {"ldmxcsr", "stmxcsr", NULL};
	enum check check = check_switched(a);

	if (!check)
		check = check_debug_registers(a);
	if (check)
		return check;
	if (a->insn->vex)
		return has_vector(a->insn) || a->insn->name[0] == 'v' ? check_avx(a) : CHECK_FINE;
	if (a->insn->x87)
		return check_x87(a);
	if (a->insn->mmx)
		return check_mmx(a);
	if (attempt_is_one_of(a, fxsave))
		return a->state->cr0 & X86_CR0_EM ? check_x87(a) : check_ts(a);
	if (has_vector(a->insn) || attempt_is_one_of(a, mxcsr))
		return check_sse(a);
	return CHECK_FINE;
}
