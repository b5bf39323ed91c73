/* An engine that stands where a case begins. */
#ifndef DIFF_BEGIN_H
#define DIFF_BEGIN_H

#include "engine/engine.h"
#include "run/request.h"

/*
 * Start an engine with the request's machine, image and files, and bring it to that state, the one before the
 * run's first instruction. `disk`: the path of the disk's image, NULL where there is none. `steps`: it is to
 * be stepped, not let go. -1: also where the state cannot be made; `err` says what would be another.
 */
int begin_engine(enum engine_kind kind, const struct request *request, const char *disk,
		 const struct x86_state *state, bool steps, struct engine **out, struct err *err);

#endif
