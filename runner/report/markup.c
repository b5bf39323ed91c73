#include "report/markup.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

#define REPLACEMENT "\357\277\275" /* U+FFFD */

/* The reference for a character of ASCII, NULL where it needs none. */
static const char *reference(char c, bool in_value)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\r': return "&#13;";
	case '\n': return in_value ? "&#10;" : NULL;
	case '\t': return in_value ? "&#9;" : NULL;
	default: return NULL;
	}
}

/* XML forbids most of what is obeyed rather than shown; the rest could turn what is around it. */
static bool is_allowed(uint32_t c)
{
	return text_is_obeyed(c) ? c == '\t' || c == '\n' || c == '\r' : c != 0xfffe && c != 0xffff;
}

static void put(const char *str, bool in_value, struct buf *out)
{
	size_t len = strlen(str);

	for (size_t i = 0; i < len;) {
		uint32_t c = 0;
		size_t n = utf8_decode((const uint8_t *)str + i, len - i, &c);
		const char *ref = n == 1 ? reference(str[i], in_value) : NULL;

		if (ref)
			buf_adds(out, ref);
		else if (n && is_allowed(c))
			buf_add(out, str + i, n);
		else
			buf_adds(out, REPLACEMENT);
		i += n ? n : 1;
	}
}

void markup_put(const char *str, struct buf *out)
{
	put(str, false, out);
}

void markup_put_value(const char *str, struct buf *out)
{
	put(str, true, out);
}

void markup_put_element(const char *tag, const char *text, struct buf *out)
{
	buf_printf(out, "<%s>", tag);
	markup_put(text, out);
	buf_printf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

static void put_slot(const char *word, size_t len, const struct markup_slot *slots, size_t count,
		     struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (strlen(slots[i].word) == len && strncmp(slots[i].word, word, len) == 0)
			buf_adds(out, slots[i].text);
	}
}

void markup_fill(const char *page, const struct markup_slot *slots, size_t count, struct buf *out)
{
	const char *mark;

	while ((mark = strstr(page, "{{"))) {
		const char *end = strstr(mark, "}}");

		buf_add(out, page, (size_t)(mark - page));
		put_slot(mark + 2, (size_t)(end - mark) - 2, slots, count, out);
		page = end + 2;
	}
	buf_adds(out, page);
}
