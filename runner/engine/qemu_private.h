/* What the files of the QEMU engine share. */
#ifndef ENGINE_QEMU_PRIVATE_H
#define ENGINE_QEMU_PRIVATE_H

#include "engine/engine_private.h"
#include "engine/gdb_client.h"

struct qemu {
	struct gdb_client gdb;
	bool pci;
	size_t log_seen; /* bytes of the log that were looked at */
	/* The CPU shut down, and this is its state as it did. QEMU's own was reset since. */
	bool down;
	struct x86_state last;
};

struct qemu *qemu_of(struct engine *engine);

/* Append a file of the engine's folder; one that is not there is empty. */
void qemu_file(const struct engine *engine, const char *name, struct buf *out);

/* Something went wrong while QEMU was asked; where it ended, the error tells what it said. Always -1. */
int qemu_failed(struct engine *engine, struct err *err);

/* Make RAM of what is not to be ROM; a reset undoes that. */
int qemu_open_memory(struct engine *engine, struct err *err);

/* The resets in the log so far are QEMU's own, at its start. */
void qemu_forget_resets(struct engine *engine);

int qemu_state(struct engine *engine, struct x86_state *out, struct err *err);
int qemu_step(struct engine *engine, enum engine_event *event, struct err *err);
int qemu_go(struct engine *engine, uint64_t linear, unsigned ms, enum engine_event *event, bool *reached,
	    struct err *err);

#endif
