/* Text of any kind in XML and HTML. */
#ifndef REPORT_MARKUP_H
#define REPORT_MARKUP_H

#include "base/buf.h"

/*
 * Append `str` as character data, which no byte of it can leave: & < > " ' become references. What is not
 * UTF-8 and what XML 1.0 forbids (most control characters, U+FFFE and U+FFFF: section 2.2) becomes U+FFFD.
 */
void markup_put(const char *str, struct buf *out);

/* The same for the value of an attribute in quotes: newlines and tabs are kept by references. */
void markup_put_value(const char *str, struct buf *out);

/* <TAG>text</TAG>; `tag` may have attributes, and goes out as it stands. */
void markup_put_element(const char *tag, const char *text, struct buf *out);

/* What stands for {{word}} in a page; it goes in as it is. */
struct markup_slot {
	const char *word, *text;
};

/* Append a page with its words replaced; one that no slot has is left out. */
void markup_fill(const char *page, const struct markup_slot *slots, size_t count, struct buf *out);

#endif
