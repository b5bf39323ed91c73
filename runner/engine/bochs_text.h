/* What Bochs' debugger prints and what its log has, in the form of Bochs 2.7, to values. */
#ifndef ENGINE_BOCHS_TEXT_H
#define ENGINE_BOCHS_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "x86/state.h"

/*
 * The answers to commands, which may stand in one text. Each takes what its command tells and leaves the rest
 * of `out` alone; -1: something of it is not there.
 */
int bochs_text_general(const char *text, struct x86_state *out);  /* `r` */
int bochs_text_segments(const char *text, struct x86_state *out); /* `sreg`: 32 bits of each base */
int bochs_text_system(const char *text, struct x86_state *out);   /* `creg` and `dreg` */
int bochs_text_fpu(const char *text, struct x86_state *out);      /* `show "FPU"` */
int bochs_text_vectors(const char *text, struct x86_state *out);  /* `ymm` */
/* `show "FS.base"`, and of GS, LDTR and TR: all 64 bits. */
int bochs_text_bases(const char *text, struct x86_state *out);
/* `show "serial.0"`: the bytes that were written to COM1 and are not sent yet, at most 2, and how many. What
 * is in its FIFO is not told. */
size_t bochs_text_unsent(const char *text, uint8_t out[2]);
/* `page`: the physical page; -1: there is none. */
int bochs_text_page(const char *text, uint64_t *gpa);
/* `xp /Nbx` or `xp /Ngx`: `count` units of 1 or 8 bytes. *text then stands behind the last. */
int bochs_text_memory(const char **text, unsigned unit_bytes, size_t count, uint8_t *out);

/* Where `what` begins for the last time in these bytes; NULL: nowhere. */
const uint8_t *bochs_text_last(const uint8_t *bytes, size_t len, const char *what);

/*
 * Append the lines of a log that tell an error or a panic, as "load_seg_reg(GS, 0x0020): not data or readable
 * code", with the name of the device before those that are not the CPU's. The same again is only counted.
 */
void bochs_text_remarks(const char *log, struct buf *out);

#endif
