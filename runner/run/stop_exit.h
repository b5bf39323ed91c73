/* What an exit that is no access means for a run. */
#ifndef RUN_STOP_EXIT_H
#define RUN_STOP_EXIT_H

#include "run/board.h"

/* Whether it ends the run: then it is in `out`, with what KVM told. Else the guest goes on. */
bool stop_by_exit(struct board *board, const struct vm_exit *exit, struct result *out);

#endif
