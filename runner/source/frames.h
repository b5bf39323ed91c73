/*
 * Which file the lines of a listing are from, and through which includes and macros they came there. A
 * listing names no file: the lines themselves are looked for in the files that the ROM was built from.
 */
#ifndef SOURCE_FRAMES_H
#define SOURCE_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "source/listing.h"
#include "source/texts.h"

#define NO_LINE UINT32_MAX

enum frame_kind { FRAME_TOP, FRAME_INCLUDE, FRAME_MACRO, FRAME_REPEAT };

/* Lines of one file that came to be in one go: the source, an include, a macro's body, all rounds of a %rep.
 */
struct frame {
	enum frame_kind kind;
	uint32_t from;     /* index of the line that includes or calls it; NO_LINE: none */
	uint32_t outer;    /* index of the frame that line is in; its own for the first one */
	int32_t file;      /* -1: not known; of a repeat that of the outer one counts */
	const char *macro; /* "name {arguments}" where the listing tells; else NULL */
};

struct frames {
	struct frame *items;
	size_t count;
};

/* Sets `frame` of all lines. */
void frames_find(struct listing *listing, struct texts *texts, struct frames *out);
void frames_fini(struct frames *frames);

#endif
