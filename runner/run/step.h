/*
 * Running a request one instruction at a time, to see what KVM does not keep. For diagnosis, never a verdict:
 * time passes otherwise than in a run, an instruction is taken for a nanosecond.
 *
 * KVM steps by the trap flag, which the processor clears as it enters a handler and pushes with the flags
 * (SDM vol. 3, 6.8.1 and 18.3.1.4). So what an instruction is about to enter is predicted (autopsy/),
 * execution is held at the first instruction there (run/handler.h), and the guest does not find the flag in
 * what PUSHF, INT and exceptions push. Where a prediction fails, a handler runs unseen up to its IRET.
 */
#ifndef RUN_STEP_H
#define RUN_STEP_H

#include "run/run.h"

/*
 * Run it, of `request->trace_steps` instructions at the most, and tell each to `runner->tell`. Of the result
 * only stop, cycles (the instructions), guest_ns and the registers are filled, and STOP_CYCLES is either
 * limit.
 */
int step_run(struct runner *runner, const struct request *request, struct result *out, struct err *err);

/*
 * A triple fault on AMD: KVM has reset the vCPU before it returns (svm.c, shutdown_interception). Step
 * through the same run and put the last state that was seen into out->state. out->state_source says whether
 * it worked.
 */
int step_to_shutdown(struct runner *runner, const struct request *request, struct result *out,
		     struct err *err);

#endif
