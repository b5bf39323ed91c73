/* The rows of a listing that NASM writes with -l: which line of source made which bytes of its section. */
#ifndef SOURCE_LISTING_H
#define SOURCE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A listing has some 60 bytes a line; what is behind the limit is left out. */
#define LISTING_BYTES_MAX (32u << 20)
#define LISTING_LINES_MAX (1u << 20)

struct listing_line {
	uint32_t number;       /* from 1, in a file that is not named */
	uint32_t depth;        /* of includes, macros and repeats; 0: the source itself */
	uint32_t offset;       /* in its section, org is not in it; only where `has_offset` */
	uint32_t len;          /* bytes that the line takes up there */
	uint32_t at, literals; /* the first of them, as far as they are written out: bytes and masks from `at`
				  on */
	uint32_t frame;        /* source/frames.h fills it */
	bool has_offset;
	bool is_sized; /* false: `len` is only the least, as a marker was not understood */
	bool is_blank; /* all of `len` are reserved (resb): where the section is in the image they are zeros
			*/
	bool is_open;  /* its last row ended with a -: more bytes follow in the next one */
	bool is_call;  /* no line but what -Lm tells before a macro's body: text is "name {arguments}" */
	const char *text; /* without blanks at its ends; in the listing's own text */
};

/* A zeroed struct is an empty listing. */
struct listing {
	struct buf raw; /* the file; its lines end with a NUL each */
	struct listing_line *lines;
	size_t count;
	struct buf bytes, mask; /* mask 0: a byte that was relocated, or reserved */
	bool is_cut;            /* there were more lines */
};

/* Takes `raw` over. Rows that are not understood are left out. */
void listing_parse(struct buf *raw, struct listing *out);
void listing_fini(struct listing *listing);

#endif
