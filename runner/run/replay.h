/* Running a request again, one instruction at a time, to see what KVM does not keep. For diagnosis, never a
 * verdict. */
#ifndef RUN_REPLAY_H
#define RUN_REPLAY_H

#include "run/run.h"

/*
 * A triple fault on AMD: KVM has reset the vCPU before it returns (svm.c, shutdown_interception). Step
 * through the same run and put the last state that was seen into out->state. Handlers that an exception or
 * INT enters are not stepped through, as entering clears TF: the state is then that of the instruction which
 * entered. out->state_source says whether it worked.
 */
int replay_to_shutdown(struct runner *runner, const struct request *request, struct result *out,
		       struct err *err);

#endif
