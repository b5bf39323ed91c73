/* An engine's memory by linear addresses, through its own page tables. -1: no page is there. */
#ifndef DIFF_LINEAR_H
#define DIFF_LINEAR_H

#include "engine/engine.h"

int linear_translate(struct engine *engine, const struct x86_state *state, uint64_t linear, uint64_t *gpa,
		     struct err *err);
int linear_read(struct engine *engine, const struct x86_state *state, uint64_t linear, uint8_t *bytes,
		size_t len, struct err *err);
int linear_write(struct engine *engine, const struct x86_state *state, uint64_t linear, const uint8_t *bytes,
		 size_t len, struct err *err);

#endif
