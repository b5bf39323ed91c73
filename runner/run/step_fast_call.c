/*
 * SYSCALL and SYSRET (APM vol. 2, 6.1.1) under the trap flag. SYSCALL stores RFLAGS with it in R11, and
 * clears it where FMASK says so: then its target is held, as a handler is. SYSRET takes RFLAGS from R11, and
 * traps by what it has loaded: so the flag is lent to R11 for just that step.
 */
#include "run/step_private.h"

#include <string.h>

#include "x86/bits.h"
#include "x86/mode.h"

#define MSR_STAR  0xc0000081u
#define MSR_LSTAR 0xc0000082u
#define MSR_CSTAR 0xc0000083u /* from compatibility mode */

static uint64_t msr(const struct stepper *s, uint32_t index)
{
	uint64_t value = 0;

	vm_get_msr(s->board.vm, index, &value);
	return value;
}

static void foresee_syscall(struct stepper *s)
{
	bool is_wide = x86_mode(&s->state) == X86_MODE_LONG && x86_code_bits(&s->state) == 64;
	uint16_t cs = (uint16_t)(msr(s, MSR_STAR) >> 32 & 0xfffc);

	s->fast_call = FAST_CALL_ENTERS;
	/* Outside long mode another register tells where it goes, and no flag is stored. */
	if (x86_is_long(&s->state))
		handler_hold_at(&s->handler, &s->guest, cs, msr(s, is_wide ? MSR_LSTAR : MSR_CSTAR),
				s->board.vm);
}

static int foresee_sysret(struct stepper *s, struct err *err)
{
	struct x86_state lent = s->state;

	if (s->state.gpr[X86_R11] & X86_FLAG_TF)
		return 0;
	s->fast_call = FAST_CALL_RETURNS;
	lent.gpr[X86_R11] |= X86_FLAG_TF;
	return vm_set_gprs(s->board.vm, &lent, err);
}

int step_foresee_fast_call(struct stepper *s, struct err *err)
{
	if (strcmp(s->insn->name, "syscall") == 0)
		foresee_syscall(s);
	else if (strcmp(s->insn->name, "sysret") == 0 && x86_is_long(&s->state))
		return foresee_sysret(s, err);
	return 0;
}

int step_see_fast_call(struct stepper *s, const struct x86_state *now, struct err *err)
{
	struct x86_state mended = *now;

	if (!s->fast_call || s->state.rflags & X86_FLAG_TF || !x86_is_long(now))
		return 0;
	mended.gpr[X86_R11] &= ~(uint64_t)X86_FLAG_TF;
	return vm_set_gprs(s->board.vm, &mended, err);
}
