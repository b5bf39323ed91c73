#include "x86/exception.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "x86/bits.h"

/* SDM vol. 3, table 6-1. */
static const struct {
	const char *name;
	bool has_error;
} exceptions[32] = {
	[X86_DE] = {"#DE", false}, [X86_DB] = {"#DB", false}, [2] = {"NMI", false},
	[X86_BP] = {"#BP", false}, [X86_OF] = {"#OF", false}, [X86_BR] = {"#BR", false},
	[X86_UD] = {"#UD", false}, [X86_NM] = {"#NM", false}, [X86_DF] = {"#DF", true},
	[X86_TS] = {"#TS", true},  [X86_NP] = {"#NP", true},  [X86_SS_FAULT] = {"#SS", true},
	[X86_GP] = {"#GP", true},  [X86_PF] = {"#PF", true},  [X86_MF] = {"#MF", false},
	[X86_AC] = {"#AC", true},  [18] = {"#MC", false},     [X86_XM] = {"#XM", false},
	[X86_VE] = {"#VE", false}, [X86_CP] = {"#CP", true},
};

enum check exception_set(struct exception *ex, uint8_t vector, uint32_t error, const char *fmt, ...)
{
	va_list args;

	*ex = (struct exception){.vector = vector, .error = error};
	va_start(args, fmt);
	vsnprintf(ex->why, sizeof ex->why, fmt, args);
	va_end(args);
	return CHECK_RAISED;
}

enum check exception_wrap(struct exception *ex, const char *fmt, ...)
{
	char why[sizeof ex->why];
	va_list args;
	size_t len;

	memcpy(why, ex->why, sizeof why);
	va_start(args, fmt);
	vsnprintf(ex->why, sizeof ex->why, fmt, args);
	va_end(args);
	len = strlen(ex->why);
	snprintf(ex->why + len, sizeof ex->why - len, ": %s", why);
	return CHECK_RAISED;
}

const char *exception_name(uint8_t vector)
{
	return vector < 32 ? exceptions[vector].name : NULL;
}

bool exception_has_error(uint8_t vector, const struct x86_state *state)
{
	return vector < 32 && exceptions[vector].has_error && state->cr0 & X86_CR0_PE;
}

void exception_print(const struct exception *ex, const struct x86_state *state, struct buf *out)
{
	const char *name = exception_name(ex->vector);

	if (name)
		buf_adds(out, name);
	else
		buf_printf(out, "interrupt 0x%x", ex->vector);
	if (exception_has_error(ex->vector, state))
		buf_printf(out, "(0x%x)", ex->error);
}
