/* A case in a worker, as the gdb server wants to have it. */
#ifndef CMD_DEBUG_TARGET_H
#define CMD_DEBUG_TARGET_H

#include "case/suite.h"
#include "gdb/debuggee.h"
#include "pool/session.h"

/* Not to be moved: `debuggee` points to it. A zeroed one is none. */
struct debug_target {
	struct debuggee debuggee;
	struct session *session;
};

/* What the guest prints goes to standard output. */
int debug_target_open(struct debug_target *target, const struct suite_case *sc, enum kvm_mode kvm,
		      struct err *err);
void debug_target_close(struct debug_target *target);

#endif
