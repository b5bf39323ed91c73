/* Where in the image the lines of a listing lie. */
#ifndef SOURCE_PIECES_H
#define SOURCE_PIECES_H

#include "source/listing.h"
#include "source/source.h"

/*
 * Fills pieces of `source`, whose map and image are there. What switches sections may be hidden in a macro;
 * so a line is where its section has its next byte and the image has its bytes, and the listing's directives
 * only say which section to try first. Returns how many lines with bytes fit nowhere.
 */
size_t pieces_find(const struct listing *listing, struct source *source);

#endif
