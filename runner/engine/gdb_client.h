/*
 * The asking end of GDB's Remote Serial Protocol (GDB manual, appendix E) over the standard input and output
 * of a process, as `qemu-system-x86_64 -gdb stdio` has it. One question at a time, answered before the next.
 * No acknowledgement is sent: QEMU has no QStartNoAckMode, but takes the next packet for one.
 */
#ifndef ENGINE_GDB_CLIENT_H
#define ENGINE_GDB_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "engine/process.h"
#include "gdb/packet.h"

/* Zeroed but for `process`, which is borrowed. */
struct gdb_client {
	struct process *process;
	struct gdb_parser parser;
	size_t taken;      /* bytes of process->got that the parser has seen */
	struct buf answer; /* the data of the last packet that came */
	bool ended;        /* the process did; nothing is sent to it any more */
};

void gdb_client_fini(struct gdb_client *client);

/* Greet. QEMU obeys `P` only once its target description was read. */
int gdb_client_start(struct gdb_client *client, struct err *err);

/* Send a packet, and do not wait. */
int gdb_client_send(struct gdb_client *client, const char *data, struct err *err);
/* Send the byte that stops what runs. */
int gdb_client_break(struct gdb_client *client, struct err *err);
/* Wait for a packet. 1: it is in `answer`; 0: none came in time; -1: an error, as also the end of the
 * process. */
int gdb_client_wait(struct gdb_client *client, int wait_ms, struct err *err);

/* Send a packet and wait for what answers it, which is in `answer`. None for long is an error. */
int gdb_client_ask(struct gdb_client *client, const char *data, struct err *err);
/* The same where only OK is good. */
int gdb_client_tell(struct gdb_client *client, const char *data, struct err *err);
/* Have QEMU's monitor carry out a command; append what it says to `out`, which may be NULL. */
int gdb_client_monitor(struct gdb_client *client, const char *command, struct buf *out, struct err *err);

/* Memory, as much as it may be, by `m` and `M`. */
int gdb_client_read(struct gdb_client *client, uint64_t at, void *bytes, size_t len, struct err *err);
int gdb_client_write(struct gdb_client *client, uint64_t at, const void *bytes, size_t len, struct err *err);

#endif
