#include "autopsy/fault.h"

#include "autopsy/attempt.h"
#include "base/buf.h"

/* SDM vol. 3, table 6-2: first what the decoding of it tells, then what its execution does. */
static attempt_check_fn *const families[] = {
	attempt_features, attempt_privilege, attempt_memory,   attempt_arithmetic,
	attempt_selector, attempt_system,    attempt_transfer, attempt_return,
};

enum check fault_predict(const struct x86_guest *guest, struct fetch *fetch, struct exception *ex)
{
	struct attempt attempt = {.guest = guest,
				  .state = guest->state,
				  .insn = &fetch->insn,
				  .mode = x86_mode(guest->state),
				  .cpl = x86_cpl(guest->state),
				  .ex = ex};
	enum check check = fetch_insn(guest, fetch, ex);

	if (check)
		return check;
	for (size_t i = 0; i < sizeof families / sizeof families[0] && !check; i++)
		check = families[i](&attempt);
	if (check == CHECK_RAISED) {
		struct buf text = {0};

		insn_print(&fetch->insn, guest->state->rip, NULL, NULL, &text);
		exception_wrap(ex, "%s", buf_str(&text));
		buf_fini(&text);
	}
	return check;
}
