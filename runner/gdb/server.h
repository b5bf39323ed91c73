/*
 * The server side of the GDB Remote Serial Protocol: one connection of gdb to a machine that is debugged.
 *
 * Registers are answered in the layout (gdb/target.h) that gdb read last, also when the processor has changed
 * its mode since: gdb asks again only when it is told to (`unset tdesc filename`). A machine that has ended
 * still stands there to be looked at, with SIGTRAP, or SIGSEGV after a triple fault; going on then ends it.
 */
#ifndef GDB_SERVER_H
#define GDB_SERVER_H

#include "base/buf.h"
#include "base/err.h"
#include "gdb/debuggee.h"

struct gdb_opts {
	/* `monitor symbol ARG`: append lines about a name or an address; what there is not is said in words,
	 * too. NULL: there are no symbols. */
	int (*symbol)(void *ctx, const char *arg, struct buf *out);
	void *ctx;
	/* Why the machine stands, kept up to date, so that the next connection knows. NULL: it has not begun.
	 */
	struct debug_halt *halt;
};

/*
 * Serve the connected socket `fd`, which stays open, while the machine stands at the start and at the end.
 * 0: gdb detached or hung up; where the guest ran, it was interrupted and stands. The points are taken away.
 * 1: gdb wants the end (kill), or let a machine go on that had ended.
 * -1: the machine is gone, or a signal came (interrupt_signal()).
 */
int gdb_serve(int fd, const struct debuggee *debuggee, const struct gdb_opts *opts, struct err *err);

#endif
