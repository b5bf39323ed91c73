/* A place that a person names to say where a trace begins or ends. */
#ifndef TRACE_MARK_H
#define TRACE_MARK_H

#include "trace/place.h"

enum mark_kind {
	MARK_NONE,
	MARK_LINEAR, /* 0x7c05 */
	MARK_FAR,    /* 0000:7c05, as lines show it */
	MARK_LABEL,  /* start, start.loop+4 */
};

/* A zeroed one names nothing. */
struct mark {
	enum mark_kind kind;
	uint64_t value; /* linear address, offset, or the address of the label */
	uint16_t cs;
	const struct rom_section
		*section; /* of the label; NULL: it is in none, its value is a linear address */
};

/* -1: neither an address nor a label that the source knows; the error has the nearest one. */
int mark_parse(const char *word, const struct source *source, struct mark *out, struct err *err);

/* Whether the step is there. A label is also found where its code was copied to. */
bool mark_is_at(const struct mark *mark, const struct source *source, enum start_state start,
		const struct step *step);

#endif
