/* Whether a line of assembly makes code, data or padding, by its mnemonic. */
#ifndef SOURCE_KIND_H
#define SOURCE_KIND_H

#include "source/source.h"

/* What is no data is taken for code: an instruction, or a macro whose body the listing hides. */
enum source_kind kind_of(const char *text);

/* What BITS, [BITS] or USE16 and its like set; 0: the line is another one. */
unsigned bits_of(const char *text);

/* The section that "section NAME" and its like switch to. */
enum directive {
	DIRECTIVE_NONE,
	DIRECTIVE_SECTION,   /* *out_name, *out_len: which */
	DIRECTIVE_PRIMITIVE, /* [section NAME]: the same, but __SECT__ does not come back to it */
	DIRECTIVE_ABSOLUTE,  /* absolute, struc: addresses without bytes */
	DIRECTIVE_BACK,      /* endstruc, __SECT__: to the last `section` */
};

enum directive directive_of(const char *text, const char **out_name, size_t *out_len);

#endif
