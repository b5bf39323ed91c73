/* One worker that runs one request under a debugger (run/debug.h), and the talk with it. */
#ifndef POOL_SESSION_H
#define POOL_SESSION_H

#include "pool/pool.h"
#include "run/debug.h"

struct session;

/* Starts a worker and waits until it has taken the request; `request` is not needed any more. */
int session_open(const struct pool_place *place, const struct request *request, struct session **out,
		 struct err *err);

/* The run ends where it is. NULL: nothing. */
void session_close(struct session *session);

/* -1: the worker is gone, and `err` says how. */
int session_send(struct session *session, const struct debug_command *command, struct err *err);

/* What poll() may be asked about; then session_take. */
int session_fd(const struct session *session);

/* An answer: 1, the caller frees it with debug_answer_fini(); 0: none has come yet; -1: the worker is gone.
 */
int session_take(struct session *session, struct debug_answer *out, struct err *err);

/* The next answer, however long it takes; -1 also where a signal came (base/interrupt.h). */
int session_wait(struct session *session, struct debug_answer *out, struct err *err);

#endif
