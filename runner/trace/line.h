/*
 * A step as people read it, a line with columns:
 *
 *   0000:7c05      mov ax, 0x10                   ax=0x10              rom-src/hello.asm:12 start+0x5
 *
 * Where it is, the instruction, what it changed and accessed, its line of source and label. Behind a step
 * that raised an exception or called a handler, and one that an interrupt followed, there are lines about
 * that, indented.
 */
#ifndef TRACE_LINE_H
#define TRACE_LINE_H

#include "trace/place.h"

/* How lines are written. */
struct line {
	const struct source *source; /* may know nothing */
	enum start_state start;      /* of the run */
	bool colour;
};

/*
 * Append the lines, each with its newline. `after` is the state behind the step; NULL: nobody knows it, and
 * nothing is said of registers.
 */
void line_print(const struct line *line, const struct step *step, const struct x86_state *after,
		struct buf *out);

/* Append where the step is alone: "0000:7c05 rom-src/hello.asm:12 start+0x5". Of the step only state and
 * bytes are looked at. */
void line_print_place(const struct line *line, const struct step *step, struct buf *out);

/* Append "0000:7c05", "0008:00101000", or 8 or 16 digits in 64-bit mode. */
void line_print_ip(const struct x86_state *state, struct buf *out);

/* Append "out 0xe9 <- 0x41", "in 0x60 -> 0x1c", "read 0xfee00020 -> 0x0", "write 0xf0000 <- 0x1". */
void line_print_access(const struct access *access, struct buf *out);

#endif
