/* Where the multi-line macros of a listing are defined. */
#ifndef SOURCE_MACROS_H
#define SOURCE_MACROS_H

#include <stddef.h>
#include <stdint.h>

#define MACRO_BUCKETS 256
#define MACRO_NESTED  16

struct macro {
	const char *name; /* len characters */
	size_t len;
	uint32_t frame;       /* of the definition, see source/frames.h */
	uint32_t first, last; /* lines of the definition: %macro and %endmacro */
	uint32_t next;        /* in its bucket: index + 1 */
};

/* A zeroed struct is empty. */
struct macros {
	struct macro *items;
	size_t count;
	uint32_t buckets[MACRO_BUCKETS]; /* index + 1 of the last one */
	uint32_t open[MACRO_NESTED];     /* definitions that have begun */
	size_t open_count;
};

/* Tell it of each line, whose text must stay. */
void macros_line(struct macros *macros, const char *text, uint32_t number, uint32_t frame);

/* The last definition that has such a line and whose name is the first or second word of `call`; NULL: none.
 */
const struct macro *macros_find(const struct macros *macros, const char *call, uint32_t number);
void macros_fini(struct macros *macros);

#endif
