/*
 * A firmware of 64 KiB that brings a CPU from its reset to a given state: engines have no other way to be
 * given segments, descriptor tables and control registers.
 */
#ifndef ENGINE_START_FIRMWARE_H
#define ENGINE_START_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "engine/engine.h"

/*
 * Fill the ENGINE_FIRMWARE_UNIT bytes. What is behind a segment register comes from the descriptor tables in
 * memory, or in real mode from its selector: whoever steps the engine to the state's CS:RIP compares. -1: the
 * state is one that it cannot make. `wants_vga`: make the text memory of an engine's VGA act as memory.
 */
int start_firmware(const struct x86_state *state, bool wants_vga, uint8_t *out, struct err *err);

/* Instructions until the state's first one, at the most. */
#define START_FIRMWARE_STEPS 100

#endif
