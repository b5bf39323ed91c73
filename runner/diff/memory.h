/* What differs between the memory of a run under KVM and an engine's. */
#ifndef DIFF_MEMORY_H
#define DIFF_MEMORY_H

#include "engine/engine.h"
#include "run/request.h"
#include "run/result.h"

/* Have the request read what is compared: RAM up to 0xA0000, where a PC's video memory begins, and where a
 * case begins above 1 MiB its image. */
void memory_ask(struct request *request);

/*
 * Compare those ranges of the result. Appends a line for each piece that differs ("0x7e00: KVM 01 02, QEMU 01
 * 03"), the first few. Returns how many pieces there are; -1 where the engine cannot be read.
 */
int memory_compare(struct engine *engine, const struct result *result, struct buf *out, struct err *err);

#endif
