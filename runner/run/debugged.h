/* Running a request under a debugger: what run/debug.h says is done here, in the worker. */
#ifndef RUN_DEBUGGED_H
#define RUN_DEBUGGED_H

#include "run/debug.h"
#include "run/run.h"

/* Until the debugger quits or is gone. Of the result stop, cycles (the instructions that were stepped),
 * guest_ns and the registers are filled. */
int debug_run(struct runner *runner, const struct request *request, struct result *out, struct err *err);

#endif
